"""VBP-3, VB-2.1: reports become agreed volumes and contracts, exact in sum, with their working."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from .conftest import AT, CITY, OTHER_CITY, book, number_of, reported

pytestmark = pytest.mark.django_db


def test_each_report_times_its_share_becomes_packs_whose_sum_is_the_lots(drawn: Callable[..., Any]) -> None:
    """VB-2.1: 60 % for one winner and two by Hunan's bounds and the table, 50 % for an antibiotic of one winner."""
    from baowen.vbp.contracts.models import Contract, LotShare

    kept = drawn()
    assert (kept.lots, kept.contracts, kept.missed, kept.anew) == (3, 7, 0, False)
    shares = {one.lot: (one.reported, one.share, one.units) for one in LotShare.objects.all()}
    assert shares == {
        "1": (Decimal(3500), Decimal("0.6"), 2100), "2": (Decimal(3600), Decimal("0.6"), 2160),
        "3": (Decimal(1200), Decimal("0.5"), 600),
    }  # fmt: skip
    got = {(one.hospital, one.product_code): one.packs for one in Contract.objects.all()}
    assert got == {
        ("H1", "P1"): 20, ("H2", "P1"): 40, ("H3", "P1"): 10, ("H1", "P2"): 60, ("H2", "P2"): 6, ("H2", "P3"): 6,
        ("H1", "P4"): 20,
    }, "the brand that H1 reported, equal parts for H2 who reported none"  # fmt: skip
    ends = {one.product_code: one.ends_on for one in Contract.objects.filter(hospital="H1")}
    assert ends == {"P1": date(2028, 12, 31), "P2": date(2028, 12, 31), "P4": date(2027, 12, 31)}
    last = Contract.objects.get(product_code="P4")
    assert (last.maker, last.city, last.sign_by) == ("M2", CITY, date(2026, 12, 2))
    assert Contract.objects.get(hospital="H3").city == OTHER_CITY


def test_the_working_of_a_contract_is_told_with_clause_and_basis(
    drawn: Callable[..., Any], people: Any
) -> None:  # fmt: skip
    from baowen.vbp.contracts.queries.contracts import contract

    drawn()
    found = contract(number_of("H1", "P4"), actor=people.buyer)
    assert [(step.share, step.clause, step.basis) for step in found.steps] == [
        (Decimal("0.50"), "国家集采第四、五批文件", "sourced"), (Decimal("0.60"), "VB-2.1", "sourced"),
        (Decimal("0.50"), "无条文（PRC-1）", "illustrative"),
    ]  # fmt: skip
    assert (found.lot_reported, found.lot_units, found.contract.amount) == (1200, 600, Decimal("400.00"))


def test_volumes_are_kept_anew_until_a_hospital_has_chosen(
    drawn: Callable[..., Any], named: Callable[..., int], people: Any, volumes: list[Any]
) -> None:
    from baowen.core.problems import BaowenError
    from baowen.vbp.contracts.actions.signing import choose
    from baowen.vbp.contracts.models import Allocation, Contract

    drawn()
    again = drawn([*volumes, reported("3", "H2", "60")])
    assert (again.contracts, again.anew, Allocation.objects.get().times) == (8, True, 2)
    named()
    choose({number_of("H1", "P1"): "D1"}, actor=people.buyer, at=AT, book=book())
    with pytest.raises(BaowenError, match="已有 1 份协议选定了配送企业"):
        drawn()
    assert Contract.objects.count() == 8


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"starts_on": date(2026, 12, 31)}, "采购周期"), ({"sign_by": date(2026, 11, 1)}, "已过"),
        ({"rows": []}, "还没有报量"),
    ],
)  # fmt: skip
def test_what_can_not_be_worked_out_says_why_and_leaves_nothing(
    drawn: Callable[..., Any], more: dict[str, Any], said: str
) -> None:
    from baowen.core.problems import BaowenError
    from baowen.vbp.contracts.models import Allocation

    with pytest.raises(BaowenError, match=said):
        drawn(**more)
    assert not Allocation.objects.exists()


def test_only_the_officer_of_the_rounds_own_place_draws_contracts_up(drawn: Callable[..., Any], people: Any) -> None:
    from baowen.orgs.permissions import NotAllowedError

    for who in (people.buyer, people.maker):
        with pytest.raises(NotAllowedError, match="核定约定采购量"):
            drawn(actor=who)


def test_a_round_that_is_over_and_one_without_days_are_refused(drawn: Callable[..., Any]) -> None:
    from baowen.core.problems import BaowenError
    from baowen.vbp.rounds.models import Round

    Round.objects.update(ends_on=None)
    with pytest.raises(BaowenError, match="起止日期"):
        drawn()
    Round.objects.update(state="withdrawn")
    with pytest.raises(BaowenError, match="已结束或撤销"):
        drawn()


def test_the_newest_year_counts_and_a_second_year_stands_beside_the_first(
    drawn: Callable[..., Any], volumes: list[Any]
) -> None:
    from baowen.vbp.contracts.models import Allocation, Contract

    drawn()
    drawn([*volumes, reported("1", "H1", "90", year=2028)], starts_on=date(2028, 1, 1))
    assert [(one.year, one.contracts.count()) for one in Allocation.objects.order_by("starts_on")] == [
        (2027, 7), (2028, 1),
    ]  # fmt: skip
    assert Contract.objects.get(starts_on=date(2028, 1, 1)).packs == 2


def test_an_alliance_that_reported_as_a_whole_contracts_as_a_whole(drawn: Callable[..., Any]) -> None:
    """VB-2.1."""
    from baowen.vbp.contracts.models import Contract

    drawn([reported("1", "H1", "3000", is_alliance=True), reported("1", "H2", "30")])
    assert {one.hospital: one.is_alliance for one in Contract.objects.all()} == {"H1": True, "H2": False}


def test_parties_and_officers_see_their_own_contracts_alone(drawn: Callable[..., Any], people: Any) -> None:
    from baowen.core.problems import BaowenError
    from baowen.vbp.contracts.queries.contracts import Sought, contract, contract_page, count_by_state
    from baowen.vbp.contracts.states import ContractState

    drawn()

    def seen(who: Any, **sought: Any) -> set[tuple[str, str]]:
        return {(one.hospital, one.product_code) for one in contract_page(who, Sought(**sought)).lines}

    assert len(seen(people.officer)) == 7
    assert seen(people.buyer) == {("H1", "P1"), ("H1", "P2"), ("H1", "P4")}
    assert seen(people.other_maker) == {("H2", "P3"), ("H1", "P4")}
    assert seen(people.supplier) == set()
    assert seen(people.officer, place=OTHER_CITY) == {("H3", "P1")}
    assert seen(people.officer, text="头孢") == {("H1", "P4")}
    assert seen(people.officer, text=number_of("H2", "P3")) == {("H2", "P3")}
    assert seen(people.officer, late_on=date(2026, 12, 2)) == set()
    assert len(seen(people.officer, late_on=date(2026, 12, 3))) == 7
    assert seen(people.other_maker, mine=True) == set(), "all wait for the hospitals"
    assert count_by_state(people.buyer, Sought())[ContractState.DRAWN] == 3
    for who, number in ((people.buyer, number_of("H2", "P3")), (people.officer, "XY99999999"), (people.officer, "x")):
        with pytest.raises(BaowenError, match="没有可阅看的协议"):
            contract(number, actor=who)


def test_reminders_begin_days_before_the_deadline_and_go_on_while_it_is_late(
    drawn: Callable[..., Any], named: Callable[..., int], people: Any
) -> None:
    """VB-1.3, VBP-4: ten days before, once a party, again while late; none once all have signed."""
    from baowen.core.messages.models import Message
    from baowen.vbp.contracts.actions.reminding import remind_contracts
    from baowen.vbp.contracts.actions.signing import choose
    from baowen.vbp.contracts.queries.contracts import late_parties

    def remind(day: date) -> int:
        return remind_contracts(day, at=datetime(2026, 12, 1, tzinfo=UTC), book=book()).posted

    drawn()
    named()
    choose({number_of("H1", "P1"): "D1"}, actor=people.buyer, at=AT, book=book(), sign=True)
    assert remind(date(2026, 11, 21)) == 0
    assert remind(date(2026, 11, 22)) == 4, "three hospitals and the distributor"
    assert remind(date(2026, 11, 23)) == 0
    assert remind(date(2026, 12, 3)) == 4
    late = Message.objects.filter(kind="reminder_late", to="organisation:D1").get()
    assert "1 份购销协议待本单位签订，已逾期，应于 2026-12-02 前签订" in late.title_zh
    found = late_parties(people.officer, date(2026, 12, 3))
    assert [(one.organisation, one.contracts) for one in found] == [("H2", 3), ("H1", 2), ("D1", 1), ("H3", 1)]
    assert [one.organisation for one in late_parties(people.buyer, date(2026, 12, 3))] == ["H1", "D1"]
