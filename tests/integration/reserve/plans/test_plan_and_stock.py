"""Agreements of holders, and their stock beside the plan: expired, recalled and uncounted stock. RSV-1."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.integration.reserve.plans.conftest import count, put

from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.reserve.plans.actions.agreements import (
    NewAgreement,
    NewHeld,
    correct_agreement,
    end_agreement,
    withdraw_agreement,
)
from baowen.reserve.plans.kinds import ItemKind, Standing, Tier, Unit
from baowen.reserve.plans.queries import holder_agreements, holdings_planned
from baowen.reserve.plans.queries.actual import compared_with_plan
from baowen.reserve.plans.queries.agreements import agreement_page

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)
COUNTED = date(2026, 10, 31)


def test_an_agreement_is_corrected_ended_and_withdrawn(
    people: Any, do: Callable[..., Any], agreed: Callable[..., str]
) -> None:
    first = agreed()
    held = NewHeld(name="地高辛片", strength="0.25mg", planned=Decimal(10), unit=Unit.PACK)
    new = NewAgreement(holder="R1", tier=Tier.PROVINCE, starts_on=date(2026, 2, 1), items=[held])
    second = correct_agreement(first, new, do(people.province, "开始日期有误"))
    assert [one.number for one in holder_agreements(DAY, holder="R1")] == [second]
    assert holder_agreements(date(2026, 1, 15)) == ()
    (one,) = holdings_planned(DAY, region="430000")
    assert (one.agreement, one.planned, one.unit, one.key.split("|")[0]) == (second, Decimal(10), Unit.PACK, "地高辛")
    end_agreement(second, date(2026, 11, 1), do(people.province, "企业停业"))
    assert holder_agreements(DAY) == ()
    assert len(agreement_page(people.holder).lines) == 2
    assert agreement_page(people.other_holder).lines == []
    withdraw_agreement(second, do(people.province, "录错"))
    assert holder_agreements(date(2026, 10, 1)) == ()


def test_a_maker_or_an_agreement_that_ends_before_it_begins_is_refused(agreed: Callable[..., str]) -> None:
    with pytest.raises(BaowenError, match="不是承储企业"):
        agreed(holder="M1")
    with pytest.raises(BaowenError, match="早于开始"):
        agreed(ends_on=date(2025, 1, 1))
    assert holder_agreements(DAY) == ()


def test_stock_of_every_maker_counts_without_what_expired_or_was_recalled(
    people: Any, agreed: Callable[..., str], lake: Lake, book: Any
) -> None:
    """The floor of 70 % is a finding with its clause."""
    agreed()
    put(
        lake, "reserve_stock", count(COUNTED, 5), count(COUNTED, 4, lot="B", expires=date(2026, 11, 1)),
        count(COUNTED, 5, product=8), count(COUNTED, 90, lot="C", product=8),
    )  # fmt: skip
    put(lake, "recall", {"product": 8, "lot_no": "C", "recalled_on": date(2026, 10, 1)})
    (one,) = compared_with_plan(people.province, lake, DAY, book=book)
    assert (one.stand.actual, one.stand.share, one.stand.standing) == (Decimal(650), Decimal("0.65"), Standing.BELOW)
    assert (one.counted_on, "储备管理办法" in one.stand.clause, "低于下限 70%" in one.stand.zh) == (COUNTED, True, True)
    assert len(compared_with_plan(people.holder, lake, DAY, book=book)) == 1
    assert compared_with_plan(people.other_holder, lake, DAY, book=book) == ()


def test_a_holder_that_has_not_counted_lately_is_unknown_and_one_that_counted_nothing_is_empty(
    people: Any, agreed: Callable[..., str], lake: Lake, book: Any
) -> None:
    agreed()
    put(lake, "reserve_stock", count(date(2026, 8, 1), 50))
    (old,) = compared_with_plan(people.province, lake, DAY, book=book)
    assert (old.stand.standing, old.stand.actual) == (Standing.UNKNOWN, None)
    put(lake, "reserve_stock", count(COUNTED, 0))
    (empty,) = compared_with_plan(people.province, lake, DAY, book=book)
    assert (empty.stand.standing, empty.stand.actual) == (Standing.BELOW, Decimal(0))


def test_one_pack_never_fills_two_plans(people: Any, agreed: Callable[..., str], lake: Lake, book: Any) -> None:
    first, second = agreed(), agreed()
    put(lake, "reserve_stock", count(COUNTED, 10))
    found = compared_with_plan(people.province, lake, DAY, book=book)
    assert [(one.stand.share, one.shared_with) for one in found] == [
        (Decimal("0.5"), (second,)), (Decimal("0.5"), (first,)),
    ]  # fmt: skip


def test_kilograms_are_known_only_where_the_agreement_says_what_a_pack_holds(
    people: Any, agreed: Callable[..., str], lake: Lake, book: Any
) -> None:
    def herb(**more: Any) -> NewHeld:
        return NewHeld(kind=ItemKind.HERB, name="黄连", planned=Decimal(100), unit=Unit.KILOGRAM, **more)

    put(lake, "reserve_stock", count(COUNTED, 8))
    agreed([herb()])
    agreed([herb(products=["P7"])])
    agreed([herb(products=["P7"], per_pack=Decimal(25))])
    found = compared_with_plan(people.province, lake, DAY, book=book)
    assert [one.stand.actual for one in found] == [None, None, Decimal(200)]
