"""VBP-3: sums are exact, nothing is negative, more reported is never less, and no order of rows changes anything."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baowen.vbp.contracts.kinds import LeftOut, Way
from baowen.vbp.contracts.rules.agreed import Share, Step
from baowen.vbp.contracts.rules.allocation import LotTerms, LotVolume, Offer, Ways, allocated
from baowen.vbp.contracts.rules.dividing import divided, half_up
from baowen.vbp.volumes.reported import ReportedVolume

CITY_OF = {"a1": "a", "a2": "a", "b1": "b", "z1": "z"}
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=30)


def _slow(total: int, weights: list[int]) -> list[int]:
    """The twin: one after the other to whoever is furthest below the exact share, the first of equals."""
    exact = [Fraction(weight * total, sum(weights)) for weight in weights]
    parts = [int(one) for one in exact]
    left = [one - part for one, part in zip(exact, parts, strict=True)]
    while sum(parts) < total:
        place = max(range(len(left)), key=lambda at: (left[at], -at))
        parts[place] += 1
        left[place] = Fraction(-1)
    return parts


@given(st.integers(0, 10**6), WEIGHTS.filter(any))
def test_what_is_divided_adds_up_and_is_what_the_slow_twin_finds(total: int, weights: list[int]) -> None:
    found = divided(total, weights)
    assert sum(found) == total
    assert found == _slow(total, weights)
    assert all(
        0 <= abs(part - Fraction(one * total, sum(weights))) < 1 for part, one in zip(found, weights, strict=True)
    )


@given(st.integers(0, 10**6), WEIGHTS.filter(any))
def test_who_weighs_more_never_gets_less(total: int, weights: list[int]) -> None:
    pairs = sorted(zip(weights, divided(total, weights), strict=True))
    for (less, small), (more, large) in pairwise(pairs):
        assert less == more or small <= large


def test_equal_claims_are_told_apart_by_their_place_and_nothing_is_divided_among_nobody() -> None:
    assert divided(2, [1, 1, 1]) == [1, 1, 0]
    assert divided(0, [0, 0]) == [0, 0]
    for total, weights in ((1, [0]), (1, []), (-1, [1]), (1, [-1])):
        with pytest.raises(ValueError, match=r"weight|negative"):
            divided(total, weights)
    assert [half_up(Fraction(number, 4)) for number in range(5)] == [0, 0, 1, 1, 1]


def _offer(code: str, maker: str, units: int) -> Offer:
    return Offer(
        product_code=code, enterprise=maker, enterprise_name=f"企业{maker}", quality_tier="", units=Decimal(units),
        price=Decimal(units),
    )  # fmt: skip


OFFERS = {
    "a": (_offer("P1", "M1", 30), _offer("P1b", "M1", 12), _offer("P2", "M2", 7), _offer("P3", "M3", 1)),
    "b": (_offer("P2", "M2", 7),),
}
ROWS = st.lists(
    st.builds(
        ReportedVolume, lot=st.just("1"), product_code=st.sampled_from(["", "P1", "P1b", "P2", "P3", "X"]),
        organisation=st.sampled_from([f"H{number}" for number in range(8)]), is_alliance=st.just(False),
        units=st.decimals(Decimal("0.0001"), 100_000, places=4), region=st.just(""), year=st.just(2026),
    ),
    max_size=25,
)  # fmt: skip
WAYS = st.builds(
    Ways, several=st.sampled_from(Way), rest=st.sampled_from([Way.EQUAL, Way.RANK]),
    ranks=st.sampled_from([(3, 2, 1), (1,), (5, 0)]),
)  # fmt: skip
SHARES = st.sampled_from([Decimal("0.5"), Decimal("0.6"), Decimal("0.73"), Decimal(1), Decimal(0)])


def _place(row: ReportedVolume) -> ReportedVolume:
    """A hospital lies in one place: H0 and H1 where nobody supplies, the even ones in a, the odd ones in b."""
    number = int(row.organisation[1:])
    region = "z1" if number == 0 else "a1" if number % 2 == 0 else "b1"
    return ReportedVolume(**{name: getattr(row, name) for name in ReportedVolume.__slots__} | {"region": region})


def _run(rows: list[ReportedVolume], ways: Ways, share: Decimal) -> LotVolume | None:
    step = Step(zh="", en="", share=share, clause="", basis="")
    terms = LotTerms(number="1", drug="甲", spec="", months=None, share=Share(steps=(step,)), offers=OFFERS)
    found = list(allocated({"1": terms}, rows, ways, CITY_OF))
    return found[0] if found else None


@given(ROWS, WAYS, SHARES)
def test_a_lot_adds_up_from_its_hospitals_to_its_volume(rows: list[Any], ways: Ways, share: Decimal) -> None:
    rows = [_place(row) for row in rows]
    found = _run(rows, ways, share)
    if found is None:
        assert not rows
        return
    supplied = sum((row.units for row in rows if row.region != "z1"), Decimal(0))
    assert found.reported == supplied
    assert found.units == half_up(Fraction(supplied) * Fraction(share))
    assert sum(one.units for one in found.products) == found.units
    for one in found.products:
        assert one.packs == half_up(Fraction(one.units) / Fraction(one.offer.units))
        assert sum(cell.packs for cell in one.cells) == one.packs
        assert all(cell.packs >= 0 for cell in one.cells)
    lost = sum((one.units for one in found.missed if one.reason is LeftOut.NO_MAIN), Decimal(0))
    assert lost == sum((row.units for row in rows if row.region == "z1"), Decimal(0))


@given(ROWS, WAYS, SHARES, st.randoms())
def test_the_order_of_the_reports_changes_nothing(rows: list[Any], ways: Ways, share: Decimal, chance: Any) -> None:
    rows = [_place(row) for row in rows]
    other = list(rows)
    chance.shuffle(other)
    assert _run(rows, ways, share) == _run(other, ways, share)


@given(ROWS, WAYS, SHARES)
def test_of_two_hospitals_the_one_for_which_more_fell_to_a_product_never_gets_fewer_packs(
    rows: list[Any], ways: Ways, share: Decimal
) -> None:
    found = _run([_place(row) for row in rows], ways, share)
    for one in found.products if found else ():
        cells = sorted(one.cells, key=lambda cell: (cell.reported, cell.packs))
        for less, more in pairwise(cells):
            assert less.packs <= more.packs


@given(ROWS)
def test_by_brand_each_hospital_gets_the_brand_that_it_asked_for(rows: list[Any]) -> None:
    rows = [_place(row) for row in rows]
    found = _run(rows, Ways(several=Way.BRAND, rest=Way.EQUAL, ranks=(1,)), Decimal(1))
    asked: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for row in rows:
        offers = OFFERS.get(CITY_OF[row.region], ())
        known = {one.product_code for one in offers}
        if row.product_code in known:
            asked[row.organisation, row.product_code] += Fraction(row.units)
        elif offers:
            makers = ["P1", "P2", "P3"] if len(offers) > 1 else ["P2"]
            for code in makers:
                asked[row.organisation, code] += Fraction(row.units) / len(makers)
    told = {
        (cell.organisation, one.offer.product_code): cell.reported
        for one in (found.products if found else ()) for cell in one.cells
    }  # fmt: skip
    assert set(told) == set(asked)
    for key, units in asked.items():
        assert abs(Fraction(told[key]) - units) < Fraction(1, 10_000)


def test_what_leads_to_no_contract_is_told_with_its_reason() -> None:
    nobody = {"a": (_offer("P9", "", 10),)}
    step = Step(zh="", en="", share=Decimal(1), clause="", basis="")
    terms = {
        "1": LotTerms(number="1", drug="甲", spec="", months=None, share=Share(steps=(step,)), offers=nobody),
        "2": LotTerms(number="2", drug="乙", spec="", months=None, share=Share(steps=(step,)), offers=OFFERS),
    }
    rows = [
        ReportedVolume(
            lot=lot, product_code="", organisation="H1", is_alliance=False, units=Decimal(units), region=region,
            year=2026,
        )
        for lot, units, region in (("1", 10, "a1"), ("2", 2, "b1"), ("2", 5, "z1"), ("3", 7, "a1"))
    ]  # fmt: skip
    found = list(allocated(terms, rows, Ways(several=Way.BRAND, rest=Way.EQUAL, ranks=(1,)), CITY_OF))
    assert [(one.lot, one.reason, one.units) for lot in found for one in lot.missed] == [
        ("1", LeftOut.NO_MAKER, 10), ("2", LeftOut.NO_MAIN, 5), ("2", LeftOut.UNDER_HALF_A_PACK, 2),
        ("3", LeftOut.NO_LOT, 7),
    ]  # fmt: skip


def test_who_needs_nothing_gets_nothing_and_is_not_missed() -> None:
    rows = [
        ReportedVolume(
            lot="1", product_code="", organisation=f"H{number}", is_alliance=False, units=Decimal(units), region="a1",
            year=2026,
        )
        for number, units in enumerate((0, 900))
    ]  # fmt: skip
    found = _run(rows, Ways(several=Way.EQUAL, rest=Way.EQUAL, ranks=(1,)), Decimal(1))
    assert found is not None
    assert {cell.organisation for one in found.products for cell in one.cells} == {"H1"}
    assert found.missed == ()
