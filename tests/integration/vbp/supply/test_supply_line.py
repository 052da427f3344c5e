"""VB-3.3, VBP-9: the line between hospitals and selected enterprises, seen by the province."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import NotAllowedError
from baowen.procure.settle.book import load_settle_book
from baowen.vbp.supply.actions.answering import Said, answer_problem, move_problem
from baowen.vbp.supply.kinds import Cause, ProblemKind
from baowen.vbp.supply.queries.file import enterprise_file
from baowen.vbp.supply.queries.problems import Wanted, problem, problem_page
from baowen.vbp.supply.states import ProblemMove, ProblemState

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
PROMISE = Said(supply_by=date(2026, 11, 9), quantity=Decimal(2000), words="已安排补货")


def test_what_a_hospital_tells_has_a_due_date_with_its_working_and_reaches_enterprise_and_offices(
    told: Any, people: Any, book: Any, inbox: Any
) -> None:
    """VB-3.3 (VBP-9)."""
    number = told()
    page = problem(number, people.buyer, book=book, today=TODAY)
    assert number == "SP-430000-2026-00001"
    assert (page.line.state, page.line.enterprise) == (ProblemState.TOLD, "M1")
    assert page.line.due_on == date(2026, 11, 5)
    assert page.clock.basis == "illustrative"
    assert "3 个工作日" in page.clock.working_zh
    assert inbox("M1") == [f"供应问题 {number}，请于 2026-11-05 前答复"]
    assert inbox("YB121") == inbox("YB43") == [f"医疗机构反映供应问题 {number}"]


def test_the_enterprise_says_by_when_and_how_much_or_why_not(
    told: Any, people: Any, do: Any, book: Any, inbox: Any
) -> None:
    """VB-3.3 (VBP-9)."""
    number = told()
    answer_problem(number, PROMISE, do(people.maker))
    answer_problem(number, Said(cause=Cause.RAW_MATERIAL), do(people.maker))
    page = problem(number, people.maker, book=book, today=TODAY)
    assert page.line.state is ProblemState.ANSWERED
    assert [(one.supply_by, one.quantity, one.cause) for one in page.answers] == [
        (date(2026, 11, 9), Decimal(2000), None), (None, None, Cause.RAW_MATERIAL),
    ]  # fmt: skip
    assert inbox("H1").count(f"供应问题 {number} 企业已答复") == 2
    assert f"供应问题 {number} 企业已答复" in inbox("YB43")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (Said(), "请填写何时供应多少"), (Said(supply_by=date(2026, 11, 9)), "应同时填写"),
        (Said(quantity=Decimal(5)), "应同时填写"),
        (Said(supply_by=date(2026, 11, 1), quantity=Decimal(5)), "已经过去"),
        (Said(supply_by=date(2026, 11, 9), quantity=Decimal(0)), "大于 0"),
    ],
)  # fmt: skip
def test_an_answer_that_says_nothing_is_refused(told: Any, people: Any, do: Any, said: Said, wrong: str) -> None:
    from baowen.vbp.supply.models import Answer

    number = told()
    with pytest.raises(BaowenError, match=wrong):
        answer_problem(number, said, do(people.maker))
    assert Answer.objects.count() == 0


def test_an_enterprise_neither_sees_nor_answers_what_was_told_of_another(
    told: Any, people: Any, do: Any, book: Any
) -> None:
    number = told()
    with pytest.raises(BaowenError, match="没有可阅看的供应问题"):
        answer_problem(number, PROMISE, do(people.backup))
    assert problem_page(people.backup, book=book, today=TODAY).lines == []
    with pytest.raises(BaowenError, match="没有可阅看的供应问题"):
        problem(number, people.other_buyer, book=book, today=TODAY)
    with pytest.raises(NotAllowedError):
        answer_problem(number, PROMISE, do(people.buyer))


IMPOSSIBLE: list[tuple[dict[str, Any], str]] = [
        ({"product_code": "P9"}, "不是批次 GY-11 在本地区的中选产品"), ({"round_code": "GY-0"}, "没有批次 GY-0"),
        ({"from_on": date(2026, 11, 3)}, "晚于今天"), ({"until_on": date(2026, 10, 19)}, "早于开始日期"),
        ({"from_on": date(2026, 3, 1), "until_on": date(2026, 3, 20)}, "不在本批次采购周期"),
        ({"from_on": date(2026, 3, 1)}, "不在本批次采购周期"), ({"words": " "}, "请填写情况说明"),
        ({"orders": ["DD00000099"]}, "没有订单"),
]  # fmt: skip


def test_what_cannot_be_so_is_not_told(told: Any) -> None:
    from baowen.core.messages.models import Message
    from baowen.vbp.supply.models import Problem

    for more, wrong in IMPOSSIBLE:
        with pytest.raises(BaowenError, match=wrong):
            told(**more)
    assert (Problem.objects.count(), Message.objects.count()) == (0, 0)


def test_a_hospital_with_contracts_tells_of_their_products_alone(told: Any, monkeypatch: Any) -> None:
    from types import SimpleNamespace

    from baowen.core.paging import Paged
    from baowen.vbp.supply.actions import telling

    contracts = [SimpleNamespace(lot="2", product_code="P7")]
    monkeypatch.setattr(telling, "contract_page", lambda *asked, **more: Paged(list(contracts), ""))
    with pytest.raises(BaowenError, match="没有 P1 的购销协议"):
        told()
    contracts.append(SimpleNamespace(lot="1", product_code="P1"))
    assert told().startswith("SP-")
    assert told(product_code="P2").startswith("SP-")  # the backup of that lot


def test_the_same_problem_is_told_once_while_it_is_open(told: Any, people: Any, do: Any) -> None:
    number = told()
    with pytest.raises(BaowenError, match="已经反映"):
        told()
    told(kind=ProblemKind.QUALITY)
    move_problem(number, ProblemMove.WITHDRAW, do(people.buyer, "填错了"))
    assert told() != number


def test_an_enterprise_and_a_pharmacy_clerk_of_elsewhere_cannot_tell(told: Any, people: Any) -> None:
    with pytest.raises(NotAllowedError):
        told(people.maker)
    with pytest.raises(NotAllowedError):
        told(people.province)


def test_orders_concerned_are_kept_as_the_trade_knows_them(told: Any, people: Any, book: Any) -> None:
    from tests.integration.procure.trading import line_on, order, place
    from tests.integration.vbp.supply.conftest import AT, PROVINCE

    from baowen.procure.listing.queries import listing_of

    listing = listing_of(PROVINCE, "P1")
    assert listing is not None, "the round has listed what it selected"
    code = place(people.buyer, order(line_on(listing.number)), at=AT)[0].code
    number = told(orders=[code, code])
    facts = problem(number, people.maker, book=book, today=TODAY).orders
    assert [(one.order, one.supplier, one.quantity, one.delivered) for one in facts] == [
        (code, "D1", Decimal(100), Decimal(0))
    ]
    with pytest.raises(BaowenError, match="没有订单"):
        told(people.other_buyer, orders=[code])
    given = {"book": book, "settle": load_settle_book(), "now": AT, "today": TODAY}
    files = [enterprise_file(code, people.province, **given).supply.performance for code in ("M1", "M2")]
    assert [(one.lines, one.ordered) for one in files if one] == [(1, Decimal(100)), (0, Decimal(0))]


def test_refused_ended_and_withdrawn_are_moves_of_their_owners_and_can_be_opened_again(
    told: Any, people: Any, do: Any, book: Any, inbox: Any
) -> None:
    number = told()
    with pytest.raises(NotAllowedError):
        move_problem(number, ProblemMove.WITHDRAW, do(people.maker, "不属实"))
    with pytest.raises(BaowenError, match="请填写理由"):
        move_problem(number, ProblemMove.REFUSE, do(people.province))
    move_problem(number, ProblemMove.REFUSE, do(people.province, "企业已供应"))
    with pytest.raises(BaowenError, match="未予认定"):
        answer_problem(number, PROMISE, do(people.maker))
    later = do(people.buyer, "仍未到货").at + timedelta(days=14)
    move_problem(number, ProblemMove.REOPEN, do(people.buyer, "仍未到货", later))
    page = problem(number, people.buyer, book=book, today=date(2026, 11, 16))
    assert (page.line.state, page.line.due_on) == (ProblemState.TOLD, date(2026, 11, 19))
    assert f"供应问题 {number}，请于 2026-11-19 前答复" in inbox("M1")
    move_problem(number, ProblemMove.END, do(people.buyer, "已到货", later))
    ended = problem(number, people.province, book=book, today=date(2026, 11, 16))
    assert (ended.line.state, ended.line.until_on) == (ProblemState.ENDED, date(2026, 11, 16))
    assert [one.move.value for one in ended.events] == ["tell", "refuse", "reopen", "end"]


def test_not_answered_in_time_is_shown_and_told_upward_once(
    told: Any, people: Any, do: Any, book: Any, inbox: Any
) -> None:
    """VB-3.3 (VBP-9): seen by the province."""
    from baowen.vbp.supply.actions.reminding import remind_supply

    number, at = told(), do(people.buyer).at
    assert remind_supply(date(2026, 11, 6), at=at, book=book) == 3
    assert remind_supply(date(2026, 11, 6), at=at, book=book) == 0
    assert f"答复供应问题 {number}已逾期，应于 2026-11-05 前完成" in inbox("YB43")
    late = problem_page(people.province, Wanted(late_on=date(2026, 11, 6)), book=book, today=date(2026, 11, 6))
    assert [(one.number, one.is_overdue) for one in late.lines] == [(number, True)]
    in_time = problem_page(people.province, Wanted(late_on=date(2026, 11, 5)), book=book, today=date(2026, 11, 5))
    assert in_time.lines == []


def test_open_dates_follow_a_calendar_that_changed(told: Any, people: Any, do: Any, book: Any) -> None:
    from baowen.vbp.supply.actions.reminding import redate_supply
    from baowen.vbp.supply.models import Problem

    number = told()
    Problem.objects.filter(number=number).update(due_on=date(2026, 11, 30))
    assert redate_supply(book, by="test", at=do(people.buyer).at) == 1
    assert redate_supply(book, by="test", at=do(people.buyer).at) == 0
    assert problem(number, people.buyer, book=book, today=TODAY).line.due_on == date(2026, 11, 5)


def test_an_officer_of_a_county_sees_the_own_place_alone(told: Any, people: Any, book: Any) -> None:
    mine, others = told(), told(people.other_buyer)
    seen: Callable[[Any], list[str]] = lambda actor: [  # noqa: E731 - said once
        one.number for one in problem_page(actor, book=book, today=TODAY).lines
    ]
    assert seen(people.county) == [mine]
    assert seen(people.province) == seen(people.inspector) == [others, mine]
