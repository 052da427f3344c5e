"""PRC-4, PRC-5, PRC-8, HD-10: performance is measured by the pack, breaches are heard before they are judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import NotAllowedError

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
OCTOBER = Month(2026, 10)
COUNTY, PLACE = "430121", "430000"
Run = Callable[..., str]


@pytest.fixture
def alleged() -> Callable[..., Any]:
    """A breach of D1 in the county."""
    from baowen.procure.settle.actions.breaches import Alleged
    from baowen.procure.settle.kinds import BreachKind

    def run(**given: Any) -> Any:
        usual = {
            "kind": BreachKind.REFUSED, "accused": "D1", "region": COUNTY, "about": "L1", "words": "拒绝供应地高辛片",
        }  # fmt: skip
        return Alleged(**(usual | given))

    return run


def test_performance_is_told_by_enterprise_with_the_clause_and_each_sees_the_own(
    market: Any, goods: Run, book: Any
) -> None:
    from baowen.procure.settle.queries.performance import By, performance_table

    goods("L1")
    goods("L2", delivered="2", received="2", hospital="H2")
    goods("L3", supplier="M1")

    def seen(actor: Any, by: By) -> dict[str, str]:
        table = performance_table(actor, by, OCTOBER, OCTOBER, now=AT, book=book)
        assert table.definition.clause
        return {one.organisation: str(one.performance.delivery_rate) for one in table.lines}

    assert seen(market.officer, By.SUPPLIER) == {"D1": "0.6000", "M1": "1.0000"}
    assert seen(market.officer, By.HOSPITAL) == {"H1": "1.0000", "H2": "0.2000"}
    assert seen(market.supplier, By.SUPPLIER) == {"D1": "0.6000"}
    assert seen(market.other_buyer, By.SUPPLIER) == {"D1": "0.2000"}


def test_what_performance_shows_is_proposed_once(market: Any, goods: Run, book: Any) -> None:
    from baowen.procure.settle.actions.breaches import Alleged, propose_breaches
    from baowen.procure.settle.queries.breaches import breach_page
    from baowen.procure.settle.queries.performance import proposals

    goods("L1", delivered="0", received="0", state="refused")
    goods("L2", delivered="7", received="7")
    found = proposals(PLACE, OCTOBER, now=AT, book=book)
    assert [(one.kind.value, one.about) for one in found] == [("refused", "L1"), ("low_rate", "430000 2026-10")]
    given = [
        Alleged(kind=one.kind, accused=one.accused, region=one.region, about=one.about, words=one.words)
        for one in found
    ]  # fmt: skip
    assert len(propose_breaches(given, actor=market.officer, at=AT, book=book)) == 2
    assert propose_breaches(given, actor=market.officer, at=AT, book=book) == []
    assert breach_page(market.supplier).lines == [], "what is only proposed is not held against anybody"


def test_a_breach_goes_its_way_and_a_suspended_listing_comes_back_when_it_is_undone(
    market: Any, listed: Run, alleged: Any, book: Any
) -> None:
    from baowen.procure.listing.queries import listing
    from baowen.procure.settle.actions.breaches import Measure, move_breach, record_breach, sanction_breach
    from baowen.procure.settle.kinds import Sanction
    from baowen.procure.settle.queries.breaches import breach, confirmed_since
    from baowen.procure.settle.states import BreachMove

    product = listed()
    number = record_breach(alleged(), actor=market.officer, at=AT, book=book)

    def move(which: BreachMove, actor: Any) -> None:
        move_breach(number, which, "说明", actor=actor, at=AT, book=book)

    with pytest.raises(NotAllowedError):
        move(BreachMove.ANSWER, market.maker)
    move(BreachMove.ANSWER, market.supplier)
    with pytest.raises(NotAllowedError):
        move(BreachMove.CONFIRM, market.supplier)
    move(BreachMove.CONFIRM, market.officer)
    measure = Measure(sanction=Sanction.SUSPEND_LISTING, words="暂停三个月", listing=product, until=date(2027, 2, 1))
    sanction_breach(number, measure, actor=market.officer, at=AT, book=book)
    assert listing(product).state == "suspended"
    move(BreachMove.APPEAL, market.supplier)
    move(BreachMove.UNDO, market.officer)
    assert listing(product).state == "listed"
    found = breach(number, actor=market.supplier)
    assert [one.move.value for one in found.events] == ["record", "answer", "confirm", "sanction", "appeal", "undo"]
    assert [one.move.value for one in confirmed_since(0)] == ["confirm", "sanction", "undo"]
    with pytest.raises(BaowenError, match="不能"):
        move(BreachMove.CONFIRM, market.officer)


def test_a_listing_that_a_breach_suspended_comes_back_after_its_last_day_and_both_sides_are_told(
    market: Any, listed: Run, alleged: Any, book: Any
) -> None:
    from baowen.core.messages.models import Message
    from baowen.procure.listing.actions.book import Why, decide_listing
    from baowen.procure.listing.queries import events_of, listing
    from baowen.procure.listing.states import ListingMove
    from baowen.procure.settle.actions.breaches import Measure, move_breach, record_breach, sanction_breach
    from baowen.procure.settle.actions.ending import due_breaches, end_breach_suspensions
    from baowen.procure.settle.kinds import Sanction
    from baowen.procure.settle.states import BreachMove

    product, last = listed(), date(2026, 12, 1)
    number = record_breach(alleged(), actor=market.officer, at=AT, book=book)
    move_breach(number, BreachMove.ANSWER, "说明", actor=market.supplier, at=AT, book=book)
    move_breach(number, BreachMove.CONFIRM, "说明", actor=market.officer, at=AT, book=book)
    measure = Measure(sanction=Sanction.SUSPEND_LISTING, words="暂停一个月", listing=product, until=last)
    sanction_breach(number, measure, actor=market.officer, at=AT, book=book)
    with pytest.raises(BaowenError, match=f"由违约记录 {number} 暂停"):
        decide_listing(product, ListingMove.RESUME, Why(reason="x"), actor=market.officer, at=AT)

    def end(on: date) -> int:
        return end_breach_suspensions(
            "430000", actor=market.officer, at=datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
        )

    assert end(last) == 0, "the last day belongs to it"
    assert end(last + timedelta(days=1)) == 1
    assert end(last + timedelta(days=2)) == 0
    assert listing(product).state == "listed"
    assert events_of(product)[-1].about == f"breach/{number}"
    told = Message.objects.filter(about=f"breach/{number}")
    assert sorted(one.to for one in told) == ["organisation:D1", "organisation:YB43"]
    decide_listing(product, ListingMove.SUSPEND, Why(reason="另有原因"), actor=market.officer, at=AT)
    assert due_breaches("430000", last + timedelta(days=9)) == [], "another suspension is none of the breach"
    move_breach(number, BreachMove.APPEAL, "不服", actor=market.supplier, at=AT, book=book)
    move_breach(number, BreachMove.UNDO, "证据不足", actor=market.officer, at=AT, book=book)
    assert listing(product).state == "suspended", "what something else suspended stays so"


def test_nobody_is_judged_before_the_days_to_answer_are_over(
    market: Any, alleged: Any, book: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baowen.procure.settle.actions.breaches import move_breach, record_breach
    from baowen.procure.settle.book import ByDay, SettleBook
    from baowen.procure.settle.states import BreachMove

    without = record_breach(alleged(about="L0"), actor=market.officer, at=AT, book=book)
    move_breach(without, BreachMove.CONFIRM, "属实", actor=market.officer, at=AT, book=book)
    by = ByDay(on=date(2026, 11, 9), clause="条文", basis="sourced")
    monkeypatch.setattr(SettleBook, "answer_by", lambda self, region, on: by)
    number = record_breach(alleged(), actor=market.officer, at=AT, book=book)
    with pytest.raises(BaowenError, match="2026-11-09"):
        move_breach(number, BreachMove.CONFIRM, "属实", actor=market.officer, at=AT, book=book)
    later = AT + timedelta(days=8)
    move_breach(number, BreachMove.CONFIRM, "逾期未申辩", actor=market.officer, at=later, book=book)


def test_an_enterprise_records_no_breach_and_the_same_one_is_not_recorded_twice(
    market: Any, alleged: Any, book: Any
) -> None:
    from baowen.procure.settle.actions.breaches import record_breach

    with pytest.raises(NotAllowedError):
        record_breach(alleged(accused="M1"), actor=market.supplier, at=AT, book=book)
    record_breach(alleged(), actor=market.buyer, at=AT, book=book)
    with pytest.raises(BaowenError, match="已有记录"):
        record_breach(alleged(), actor=market.officer, at=AT, book=book)
    with pytest.raises(BaowenError, match="本单位"):
        record_breach(alleged(accused="H1"), actor=market.buyer, at=AT, book=book)


@pytest.fixture
def on_a_list(market: Any) -> None:
    """Digoxin stands on the province's shortage list since the year's first day."""
    from baowen.lists.models import ListEdition, ListItem

    edition = ListEdition.objects.create(
        issuer_region=PLACE, kind="shortage", edition="2026", effective_on=date(2026, 1, 1), title="湖南短缺药品清单",
        state="published", published_at=AT, published_by="os:root", made_at=AT, made_by="os:root",
    )  # fmt: skip
    ListItem.objects.create(edition=edition, number=1, name="地高辛", dosage_form="片剂")


def test_the_county_report_says_what_failed_and_is_a_zero_report_where_nothing_did(
    market: Any, goods: Run, listed: Run, on_a_list: None, book: Any
) -> None:
    from baowen.procure.listing.actions.book import Why, decide_listing
    from baowen.procure.listing.states import ListingMove
    from baowen.procure.settle.queries.supply import supply_report

    def report() -> Any:
        return supply_report(COUNTY, OCTOBER, actor=market.officer, now=AT, book=book)

    product = listed(dosage_form="口服常释剂型")
    goods("L0")
    goods("L9", drug="阿司匹林片", delivered="0", received="0")
    first = report()
    assert (first.drugs, first.is_zero, first.due_on) == (1, True, None)
    goods("L1", delivered="1", received="1")
    goods("L2", delivered="0", received="0", answered=False)
    decide_listing(product, ListingMove.SUSPEND, Why(reason="停产"), actor=market.officer, at=AT)
    (found,) = report().failing
    assert [zh for zh, _ in found.reasons] == [f"暂停挂网 {product}", "订单未响应 1 行", "配送率 36.7%，低于 80.0%"]
    assert report().is_zero is False
    with pytest.raises(NotAllowedError):
        supply_report(COUNTY, OCTOBER, actor=market.buyer, now=AT, book=book)


def test_without_a_list_in_force_nothing_was_looked_at_and_that_is_no_zero_report(market: Any, book: Any) -> None:
    from baowen.procure.settle.queries.supply import supply_report

    found = supply_report(COUNTY, OCTOBER, actor=market.officer, now=AT, book=book)
    assert (found.lists_in_force, found.is_zero) == (False, False)


@pytest.mark.parametrize(("until", "later"), [(date(2026, 12, 1), True), (None, False)])
def test_nobody_orders_of_a_supplier_whose_right_is_suspended_until_it_ends_or_is_undone(
    market: Any, listed: Run, alleged: Callable[..., Any], book: Any, until: date | None, later: bool
) -> None:
    from tests.integration.procure.trading import line_on, order, place

    from baowen.procure.settle.actions.breaches import Measure, move_breach, record_breach, sanction_breach
    from baowen.procure.settle.kinds import Sanction
    from baowen.procure.settle.states import BreachMove

    officer, listing = market.officer, listed()
    number = record_breach(alleged(region=PLACE), actor=officer, at=AT, book=book)
    move_breach(number, BreachMove.ANSWER, "原料短缺", actor=market.supplier, at=AT, book=book)
    move_breach(number, BreachMove.CONFIRM, "属实", actor=officer, at=AT, book=book)
    assert place(market.buyer, order(line_on(listing, "1"), number="A0"))[0].is_new, "confirmed is not suspended yet"
    measure = Measure(sanction=Sanction.SUSPEND_DELIVERY, words="暂停配送", until=until)
    sanction_breach(number, measure, actor=officer, at=AT, book=book)
    with pytest.raises(BaowenError, match="配送资格已暂停"):
        place(market.buyer, order(line_on(listing, "1"), number="A1"))
    if later:
        at = datetime(2026, 12, 2, 2, tzinfo=UTC)
        assert place(market.buyer, order(line_on(listing, "1"), number="A1"), at=at)[0].is_new
        return
    move_breach(number, BreachMove.APPEAL, "有新证据", actor=market.supplier, at=AT, book=book)
    with pytest.raises(BaowenError, match=number):
        place(market.buyer, order(line_on(listing, "1"), number="A1"))
    move_breach(number, BreachMove.UNDO, "证据成立", actor=officer, at=AT, book=book)
    assert place(market.buyer, order(line_on(listing, "1"), number="A1"))[0].is_new
