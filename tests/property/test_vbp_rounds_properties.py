"""VBP-1: places in one cell, cycles, cuts and the report hold for any table, beside slow and plain counts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from baowen.core.period import Month
from baowen.orgs.regions import RegionLevel, load_regions
from baowen.vbp.rounds.entered import NewBid, NewLot, NewRound
from baowen.vbp.rounds.kinds import RoundLevel, SupplyRole
from baowen.vbp.rounds.rules.cells import place_of, split_places
from baowen.vbp.rounds.rules.cycle import CycleRule, months_between
from baowen.vbp.rounds.rules.disagreements import Kind, Rules, by_kind, disagreements_of
from baowen.vbp.rounds.rules.figures import figures_of, place_figures

PROVINCES = [one for one in load_regions().all() if one.level is RegionLevel.PROVINCE]
PLACES = st.lists(st.sampled_from(PROVINCES), min_size=1, max_size=31, unique_by=lambda one: one.code)
SEPARATORS = st.sampled_from(["，", "、", ",", "；", " 、", "，\n"])
PRICES = st.decimals(min_value="0.0001", max_value="900", places=4)
DAYS = st.dates(date(2019, 1, 1), date(2035, 12, 31))
NONE = Rules(multiple=None, multiple_clause="", cycle=None)


@st.composite
def lots(draw: st.DrawFn) -> NewLot:
    """A lot of one specification whose winners supply places at random."""
    bids = []
    for number in range(draw(st.integers(0, 6))):
        places = [one.code for one in draw(PLACES)] if draw(st.booleans()) else []
        bids.append(
            NewBid(
                enterprise_name=f"企业{number}", spec="10mg", price=draw(PRICES), is_selected=bool(places),
                places=tuple((code, SupplyRole.MAIN) for code in places),
            )
        )  # fmt: skip
    return NewLot(number="1", drug="甲药片", spec="10mg", ceiling=draw(PRICES), bids=tuple(bids))


def entered(*given_lots: NewLot) -> NewRound:
    return NewRound(code="A", name="A", level=RoundLevel.NATIONAL, region="430000", lots=given_lots)


@given(PLACES, st.lists(SEPARATORS, min_size=31, max_size=31))
def test_places_in_one_cell_are_read_whatever_separates_them(places: list[object], separators: list[str]) -> None:
    text = "".join(
        part for one, mark in zip(places, separators, strict=False) for part in (one.name, mark)  # type: ignore[attr-defined]
    )  # fmt: skip
    read = [place_of(one) for one in split_places(text)]
    assert [one.code for one in read if one is not None] == [one.code for one in places]  # type: ignore[attr-defined]


@given(DAYS, st.integers(1, 60))
def test_months_between_are_those_that_were_gone_forward(first: date, months: int) -> None:
    """The slow twin goes month by month; the last day is the eve of the same day."""
    after = Month.of(first).plus(months)
    if first.day > 28:
        return
    last = date(after.first.year, after.first.month, first.day) - timedelta(days=1)
    assert months_between(first, last) == months
    assert months_between(first, last + timedelta(days=1)) is None


@given(st.dictionaries(st.integers(1, 9), st.integers(1, 5), min_size=1), st.integers(0, 12))
def test_a_cycle_is_that_of_the_nearest_number_below(years: dict[int, int], winners: int) -> None:
    rule = CycleRule(years={key: Decimal(value) for key, value in years.items()}, clause="")
    slow = None
    for number in range(1, winners + 1):
        slow = years[number] * 12 if number in years else slow
    assert rule.months(winners) == slow


@given(lots())
def test_cuts_are_exact_shares_rounded_once(lot: NewLot) -> None:
    figures = figures_of([lot])
    chosen = [bid.price for bid in lot.bids if bid.is_selected and bid.price]
    assert figures.compared == len(chosen)
    if chosen and lot.ceiling:
        exact = sum(1 - Fraction(price) / Fraction(lot.ceiling) for price in chosen) / len(chosen)
        assert figures.mean_cut is not None
        assert abs(Fraction(figures.mean_cut) - exact) <= Fraction(1, 10_000)


@given(lots())
def test_the_report_names_what_a_slow_count_finds(lot: NewLot) -> None:
    found = by_kind(disagreements_of(entered(lot), NONE))
    chosen = [bid for bid in lot.bids if bid.is_selected]
    dearest = max((bid.price or 0 for bid in chosen), default=None)
    losers = [bid for bid in lot.bids if not bid.is_selected and dearest is not None and (bid.price or 0) < dearest]
    assert found.get(Kind.LOSER_CHEAPER, 0) == len(losers)
    supplied = [code for bid in chosen for code, _ in bid.places]
    assert (Kind.PLACES_OVERLAP in found) == (len(supplied) != len(set(supplied)))
    assert Kind.PLACES_LEFT_OUT not in found, "one lot is all that the round supplies"


@given(st.lists(lots(), max_size=4))
def test_places_are_counted_once_for_each_lot(given_lots: list[NewLot]) -> None:
    numbered = [
        NewLot(number=str(number), drug=one.drug, bids=one.bids) for number, one in enumerate(given_lots)
    ]  # fmt: skip
    slow = {
        code: sum(any(code in dict(bid.places) for bid in lot.bids if bid.is_selected) for lot in numbered)
        for code in {code for lot in numbered for bid in lot.bids if bid.is_selected for code, _ in bid.places}
    }
    assert {one.region: one.mains for one in place_figures(numbered)} == slow
