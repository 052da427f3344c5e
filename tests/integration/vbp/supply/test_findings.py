"""VB-2.2, VBP-13: findings go to supervision with what was found; each institution answers and mends."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import NotAllowedError
from baowen.vbp.supply.actions.findings import NewFinding, enter_finding, enter_result, move_finding, pass_on
from baowen.vbp.supply.actions.reminding import remind_supply
from baowen.vbp.supply.finding_states import FindingMove, FindingState
from baowen.vbp.supply.kinds import FindingKind, PassedTo
from baowen.vbp.supply.queries.findings import Sought, finding, finding_page

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)


def new(**more: Any) -> NewFinding:
    given: dict[str, Any] = {
        "kind": FindingKind.OFF_PLATFORM, "institution": "H1", "words": "发票与平台订单不符",
        "evidence": ["S202610-1", "DD00000007"],
    }  # fmt: skip
    return NewFinding(**(given | more))


def test_a_finding_is_passed_on_answered_mended_and_closed(
    people: Any, running: str, do: Any, book: Any, inbox: Any
) -> None:
    """VB-2.2 (VBP-13)."""
    number = enter_finding(new(round_code=running), do(people.province))
    assert inbox("H1") == [f"集采执行问题 {number}：登记问题，期限 2026-11-16"]
    pass_on(number, PassedTo.FUND_INSPECTION, "省医保基金监管处", "发票与平台订单不符", do(people.province))
    pass_on(number, PassedTo.DISCIPLINE, "驻局纪检监察组", "发票与平台订单不符", do(people.province))
    with pytest.raises(BaowenError, match="已移交纪检监察"):
        pass_on(number, PassedTo.DISCIPLINE, "驻局纪检监察组", "再次", do(people.province))
    enter_result(number, PassedTo.FUND_INSPECTION, "追回基金 3 万元", do(people.province))
    with pytest.raises(BaowenError, match="没有移交"):
        enter_result(number, PassedTo.PUBLIC_INSTITUTIONS, "无", do(people.province))
    move_finding(number, FindingMove.ANSWER, "系急救采购", do(people.buyer))
    mending = finding(number, people.buyer, book=book, today=TODAY)
    assert (mending.state, mending.due_on) == (FindingState.ANSWERED, date(2026, 12, 2))
    assert mending.clock is not None
    assert mending.clock.basis == "illustrative"
    move_finding(number, FindingMove.MEND, "已建立台账", do(people.buyer))
    move_finding(number, FindingMove.RETURN, "台账缺两个月", do(people.province))
    move_finding(number, FindingMove.ANSWER, "补齐", do(people.buyer))
    move_finding(number, FindingMove.MEND, "已补齐", do(people.buyer))
    move_finding(number, FindingMove.ACCEPT, "整改到位", do(people.province))
    page = finding(number, people.province, book=book, today=TODAY)
    assert (page.state, page.due_on, page.evidence) == (FindingState.CLOSED, None, ("S202610-1", "DD00000007"))
    assert [(one.to, one.result) for one in page.passed] == [
        (PassedTo.FUND_INSPECTION, "追回基金 3 万元"), (PassedTo.DISCIPLINE, ""),
    ]  # fmt: skip


def test_the_institution_sees_its_finding_and_not_to_whom_it_went(
    people: Any, running: str, do: Any, book: Any, inbox: Any
) -> None:
    number = enter_finding(new(), do(people.province))
    pass_on(number, PassedTo.DISCIPLINE, "驻局纪检监察组", "线索", do(people.province))
    own = finding(number, people.buyer, book=book, today=TODAY)
    assert (own.passed, [one.move for one in own.events]) == ((), [FindingMove.FIND])
    assert len(inbox("H1")) == 1
    for nobody in (people.other_buyer, people.maker):
        with pytest.raises(BaowenError, match="没有可阅看的问题"):
            finding(number, nobody, book=book, today=TODAY)
    assert finding_page(people.county, book=book, today=TODAY).lines[0].number == number


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"institution": "M1"}, "不是本地区的医疗机构"), ({"institution": "H9"}, "未登记"),
        ({"evidence": []}, "项证据"),
        ({"words": ""}, "请填写发现的问题"), ({"round_code": "GY-0"}, "没有批次"),
    ],
)  # fmt: skip
def test_a_finding_that_cannot_be_is_refused(
    people: Any, running: str, do: Any, more: dict[str, Any], wrong: str
) -> None:
    from baowen.vbp.supply.models import Finding

    with pytest.raises(BaowenError, match=wrong):
        enter_finding(new(**more), do(people.province))
    with pytest.raises(BaowenError, match="不是本地区"):
        enter_finding(new(institution="H2"), do(people.county))
    assert Finding.objects.count() == 0


def test_moves_are_made_by_whose_they_are_in_their_order(people: Any, running: str, do: Any) -> None:
    number = enter_finding(new(), do(people.province))
    with pytest.raises(NotAllowedError):
        move_finding(number, FindingMove.ANSWER, "代答", do(people.province))
    with pytest.raises(NotAllowedError):
        move_finding(number, FindingMove.WITHDRAW, "自行撤销", do(people.buyer))
    with pytest.raises(BaowenError, match="没有可阅看"):
        move_finding(number, FindingMove.ANSWER, "代答", do(people.other_buyer))
    with pytest.raises(BaowenError, match="由登记它的单位办理"):
        move_finding(number, FindingMove.WITHDRAW, "撤销", do(people.county))
    with pytest.raises(BaowenError, match="不能验收通过"):
        move_finding(number, FindingMove.ACCEPT, "通过", do(people.province))
    with pytest.raises(NotAllowedError):
        enter_finding(new(), do(people.buyer))
    move_finding(number, FindingMove.WITHDRAW, "发票系误读", do(people.province))
    with pytest.raises(BaowenError, match="现为“已撤销”"):
        move_finding(number, FindingMove.ANSWER, "答复", do(people.buyer))


def test_a_late_answer_is_told_to_who_entered_the_finding(
    people: Any, running: str, do: Any, book: Any, inbox: Any
) -> None:
    number = enter_finding(new(), do(people.province))
    remind_supply(date(2026, 11, 17), at=do(people.buyer).at, book=book)
    assert f"答复和整改问题 {number}已逾期，应于 2026-11-16 前完成" in inbox("YB43")
    late = finding_page(people.province, Sought(late_on=date(2026, 11, 17)), book=book, today=date(2026, 11, 17))
    assert [(one.number, one.is_overdue) for one in late.lines] == [(number, True)]
    kind = Sought(kind=FindingKind.PAYMENT)
    assert finding_page(people.province, kind, book=book, today=TODAY).lines == []
