"""VB-2.3, VBP-9: what the province confirms, for whom, until when, and which backup steps in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import NotAllowedError
from baowen.vbp.supply.actions.answering import move_problem
from baowen.vbp.supply.actions.confirming import (
    Judged,
    add_to_confirmation,
    confirm,
    end_confirmation,
    revoke_confirmation,
)
from baowen.vbp.supply.confirmed import Confirmation
from baowen.vbp.supply.kinds import ProblemKind
from baowen.vbp.supply.queries import confirmed_problems
from baowen.vbp.supply.queries.confirmed import confirmation_page
from baowen.vbp.supply.queries.problems import problem
from baowen.vbp.supply.states import ProblemMove, ProblemState

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
FAILED = Judged(kind=Confirmation.SUPPLY_FAILURE)


def test_the_province_confirms_for_the_place_and_tells_who_steps_in(
    told: Any, people: Any, do: Any, book: Any, inbox: Any
) -> None:
    """VB-2.3 (VBP-7, VBP-9): a backup's product counts once the province has confirmed the problem."""
    number = told()
    made = confirm([number], FAILED, do(people.province, "经核实企业停产"))
    found = confirmed_problems("GY-11", region="430000")
    assert [(one.number, one.kind, one.product_code, one.enterprise) for one in found] == [
        (made, Confirmation.SUPPLY_FAILURE, "P1", "M1")
    ]
    assert (found[0].region, found[0].hospital, found[0].from_on, found[0].until_on) == (
        "430121", "", date(2026, 10, 20), None,
    )  # fmt: skip
    assert (found[0].clause, found[0].confirmed_on) == ("VB-2.3", TODAY)
    assert problem(number, people.buyer, book=book, today=TODAY).line.state is ProblemState.CONFIRMED
    said = f"供应问题已核实 {made}，备供企业：戊制药"
    assert all(said in inbox(code) for code in ("H1", "M1", "M2", "YB121", "YB43"))
    assert said not in inbox("H2")
    shown = confirmation_page(people.buyer).lines
    assert [[backup.product_code for backup in one.backups] for one in shown] == [["P2"]]
    assert confirmation_page(people.other_buyer).lines == []


def test_several_reports_become_one_confirmation_over_the_days_of_all(told: Any, people: Any, do: Any) -> None:
    one = told(until_on=date(2026, 10, 25))
    two = told(people.other_buyer, from_on=date(2026, 10, 10), until_on=date(2026, 10, 30))
    with pytest.raises(BaowenError, match="不在 430121 范围内"):
        confirm([one, two], FAILED, do(people.province, "属实"))
    made = confirm([one, two], Judged(kind=Confirmation.SHORTAGE, region="430100"), do(people.province, "属实"))
    found = confirmed_problems("GY-11")
    assert [(row.number, row.region, row.from_on, row.until_on) for row in found] == [
        (made, "430100", date(2026, 10, 10), date(2026, 10, 30))
    ]


ASKED: list[tuple[str, date | None, int]] = [
        ("430000", None, 1), ("430100", None, 1), ("430121", None, 1), ("430181", None, 0),
        ("430121", date(2026, 10, 19), 0), ("430121", date(2026, 10, 20), 1),
    ]  # fmt: skip


def test_later_rooms_ask_by_place_and_day(told: Any, people: Any, do: Any) -> None:
    confirm([told()], FAILED, do(people.province, "属实"))
    for place, until, count in ASKED:
        assert len(confirmed_problems("GY-11", region=place, until=until)) == count, (place, until)
    assert confirmed_problems("GY-10") == ()


def test_only_the_level_that_the_pack_names_confirms(told: Any, people: Any, do: Any, book: Any) -> None:
    """VB-2.3: only what the province has confirmed counts."""
    number = told()
    with pytest.raises(NotAllowedError, match="由省级核实"):
        confirm([number], FAILED, do(people.county, "属实"))
    with pytest.raises(NotAllowedError):
        confirm([number], FAILED, do(people.inspector, "属实"))
    with pytest.raises(NotAllowedError, match="由省级核实"):
        move_problem(number, ProblemMove.REFUSE, do(people.county, "不属实"))
    judging = {ProblemMove.CONFIRM, ProblemMove.REFUSE}
    assert not judging & set(problem(number, people.county, book=book, today=TODAY).moves)
    assert judging <= set(problem(number, people.province, book=book, today=TODAY).moves)
    assert confirmed_problems("GY-11") == ()


def test_nothing_is_confirmed_twice_and_a_further_report_is_added(told: Any, people: Any, do: Any) -> None:
    number = told()
    made = confirm([number], FAILED, do(people.province, "属实"))
    with pytest.raises(BaowenError, match="现为“已核实”，不能核实认定"):
        confirm([number], FAILED, do(people.province, "属实"))
    more = told(kind=ProblemKind.LATE_DELIVERY)
    with pytest.raises(BaowenError, match=f"{made} 已核实同一问题"):
        confirm([more], FAILED, do(people.province, "属实"))
    far = told(people.other_buyer)
    with pytest.raises(BaowenError, match="不包括"):
        add_to_confirmation(far, made, do(people.province, "同一问题"))
    add_to_confirmation(more, made, do(people.province, "同一问题"))
    assert len(confirmed_problems("GY-11")) == 1
    assert confirmation_page(people.province).lines[0].problems == (number, more)


@pytest.mark.parametrize(
    ("judged", "wrong"),
    [
        (Judged(kind=Confirmation.QUALITY, from_on=date(2026, 10, 5), until_on=date(2026, 10, 4)), "早于开始日期"),
        (Judged(kind=Confirmation.QUALITY, from_on=date(2026, 11, 3)), "晚于今天"),
        (Judged(kind=Confirmation.QUALITY, hospital="H2"), "都应由它反映"),
        (Judged(kind=Confirmation.QUALITY, region="999999"), "999999"),
    ],
)  # fmt: skip
def test_a_confirmation_that_cannot_be_is_refused(told: Any, people: Any, do: Any, judged: Judged, wrong: str) -> None:
    number = told()
    with pytest.raises(BaowenError, match=wrong):
        confirm([number], judged, do(people.province, "属实"))
    with pytest.raises(BaowenError, match="请填写核实情况"):
        confirm([number], FAILED, do(people.province))
    with pytest.raises(BaowenError, match="请选择要核实的问题"):
        confirm([], FAILED, do(people.province, "属实"))
    assert confirmed_problems("GY-11") == ()


def test_reports_of_different_products_are_not_confirmed_as_one(told: Any, people: Any, do: Any) -> None:
    one, two = told(), told(product_code="P2")
    with pytest.raises(BaowenError, match="不能一并核实"):
        confirm([one, two], FAILED, do(people.province, "属实"))
    assert confirmed_problems("GY-11") == ()


def test_a_lasting_problem_ends_on_a_day_and_a_mistaken_one_never_counted(
    told: Any, people: Any, do: Any, book: Any, inbox: Any
) -> None:
    number = told()
    made = confirm([number], FAILED, do(people.province, "属实"))
    with pytest.raises(BaowenError, match="早于开始日期"):
        end_confirmation(made, date(2026, 10, 19), do(people.province, "已恢复"))
    with pytest.raises(BaowenError, match="晚于今天"):
        end_confirmation(made, date(2026, 11, 3), do(people.province, "已恢复"))
    with pytest.raises(NotAllowedError):
        end_confirmation(made, TODAY, do(people.buyer, "已恢复"))
    end_confirmation(made, date(2026, 10, 31), do(people.province, "已恢复"))
    assert confirmed_problems("GY-11")[0].until_on == date(2026, 10, 31)
    line = problem(number, people.buyer, book=book, today=TODAY).line
    assert (line.state, line.until_on) == (ProblemState.ENDED, date(2026, 10, 31))
    assert f"核实 {made} 的供应问题至 2026-10-31 结束" in inbox("H1")
    revoke_confirmation(made, do(people.province, "企业提供了送货凭证"))
    assert confirmed_problems("GY-11") == ()
    assert problem(number, people.buyer, book=book, today=TODAY).line.state is ProblemState.NOT_CONFIRMED
    with pytest.raises(BaowenError, match="已撤销"):
        revoke_confirmation(made, do(people.province, "再次"))
