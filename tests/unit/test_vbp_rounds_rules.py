"""VBP-1: figures of a round, the report where source and rule differ, cycles by winners, surplus by day (VB-2.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from baowen.core.policy import load_packs
from baowen.vbp.rounds.entered import NewBid, NewLot, NewProduct, NewRound
from baowen.vbp.rounds.kinds import CeilingPer, RoundLevel, SupplyRole
from baowen.vbp.rounds.rules.cells import is_placeholder, place_of
from baowen.vbp.rounds.rules.cycle import CycleRule, months_between
from baowen.vbp.rounds.rules.disagreements import Kind, Rules, by_kind, disagreements_of
from baowen.vbp.rounds.rules.figures import NoCut, cut_of, figures_of, is_same_spec, place_figures, volume_of
from baowen.vbp.rounds.rules.naming import labels_of
from baowen.vbp.rounds.rules.surplus import surplus_rule

MAIN, BACKUP = SupplyRole.MAIN, SupplyRole.BACKUP
CYCLE = CycleRule(years={1: Decimal(1), 2: Decimal(1), 3: Decimal(2), 4: Decimal(3)}, clause="第三批")
RULES = Rules(multiple=Decimal("1.8"), multiple_clause="第十一批", cycle=CYCLE)


def bid(name: str, price: str, *places: str, selected: bool = True, spec: str = "10mg") -> NewBid:
    return NewBid(
        enterprise_name=name, spec=spec, price=Decimal(price), is_selected=selected,
        places=tuple((code, MAIN) for code in places),
    )  # fmt: skip


def lot(*bids: NewBid, **more: object) -> NewLot:
    given: dict[str, object] = {"number": "1", "drug": "甲药片", "spec": "10mg", "ceiling": Decimal(2), "bids": bids}
    return NewLot(**(given | more))  # type: ignore[arg-type]


def kinds(*lots: NewLot, rules: Rules = RULES, first: date | None = None, last: date | None = None) -> dict[Kind, int]:
    new = NewRound(
        code="A", name="A", level=RoundLevel.NATIONAL, region="430000", lots=lots, starts_on=first, ends_on=last
    )  # fmt: skip
    return by_kind(disagreements_of(new, rules))


def test_a_cut_is_the_share_of_the_ceiling_that_a_bid_lies_below() -> None:
    one = lot(bid("丁", "0.5"))
    assert cut_of(one, one.bids[0]).share == Decimal("0.75")
    assert cut_of(one, replace(one.bids[0], ceiling=Decimal(1))).share == Decimal("0.5")
    assert cut_of(one, replace(one.bids[0], price=Decimal(3))).share == Decimal("-0.5")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"ceiling": None}, NoCut.NO_CEILING), ({"ceiling_per": CeilingPer.PACK}, NoCut.PACK_UNKNOWN),
        ({"ceiling_per": CeilingPer.PACK, "ceiling_units": Decimal(7), "ceiling_spec": "20mg"}, NoCut.OTHER_SPEC),
    ],
)  # fmt: skip
def test_a_cut_that_cannot_be_compared_says_why(changed: dict[str, object], why: NoCut) -> None:
    one = lot(bid("丁", "0.5"), **changed)
    assert (cut_of(one, one.bids[0]).share, cut_of(one, one.bids[0]).why) == (None, why)


def test_a_ceiling_for_a_pack_is_divided_by_its_units() -> None:
    one = lot(
        bid("丁", "0.5"),
        ceiling=Decimal(7),
        ceiling_per=CeilingPer.PACK,
        ceiling_units=Decimal(7),
        ceiling_spec="10mg*",
    )
    assert cut_of(one, one.bids[0]).base == Decimal(1)
    assert cut_of(one, one.bids[0]).share == Decimal("0.5")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("50mg/5ml", "5ml:50mg", True), ("10mg*", " 10MG", True), ("10mg", "20mg", False), ("甲", "乙", False)],
)
def test_specifications_are_the_same_however_they_are_written(one: str, other: str, same: bool) -> None:
    assert is_same_spec(one, other) is same


def test_nines_are_no_price_and_count_in_no_comparison() -> None:
    assert [is_placeholder(Decimal(text)) for text in ("99999", "999990", "9999.0", "999", "99.99", "19999")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
    one = lot(bid("丁", "0.5"), bid("戊", "99999", selected=False))
    figures = figures_of([one])
    assert (figures.placeholders, figures.bids, figures.compared, figures.mean_cut) == (1, 2, 1, Decimal("0.75"))
    assert kinds(one) == {Kind.PLACEHOLDER: 1}


def test_a_loser_below_the_dearest_winner_is_named_within_and_across_specifications() -> None:
    within = lot(bid("丁", "0.5"), bid("戊", "0.8"), bid("己", "0.7", selected=False))
    assert kinds(within) == {Kind.LOSER_CHEAPER: 1}
    across = lot(bid("丁", "0.8", spec="20mg"), bid("己", "0.7", selected=False))
    assert kinds(across) == {Kind.LOSER_OTHER_SPEC: 1}
    assert kinds(lot(bid("丁", "0.5"), bid("己", "0.5", selected=False))) == {}


def test_a_winner_beyond_the_multiple_of_the_cheapest_is_named_and_one_at_it_is_not() -> None:
    """vbp.fuse.multiple: 1.8 times is allowed, a hair more is not; other specifications are other things."""
    assert kinds(lot(bid("丁", "1"), bid("戊", "1.8"))) == {}
    assert kinds(lot(bid("丁", "1"), bid("戊", "1.8001"))) == {Kind.BEYOND_MULTIPLE: 1}
    assert kinds(lot(bid("丁", "1"), bid("戊", "1.9", spec="20mg"))) == {}
    assert kinds(lot(bid("丁", "1"), bid("戊", "1.9")), rules=replace(RULES, multiple=None)) == {}


def test_winners_of_one_place_and_places_without_one_are_named() -> None:
    full = lot(bid("丁", "1", "430000", "420000"))
    assert kinds(full, lot(bid("戊", "1", "430000"), number="2")) == {Kind.PLACES_LEFT_OUT: 1}
    assert kinds(lot(bid("丁", "1", "430000"), bid("戊", "1", "430000"))) == {Kind.PLACES_OVERLAP: 1}
    backup = replace(bid("戊", "1"), places=(("430000", BACKUP),))
    assert kinds(lot(bid("丁", "1", "430000"), backup)) == {}


def test_a_winner_without_places_supplies_every_place_that_others_name() -> None:
    found = place_figures([lot(bid("丁", "1", "430000", "420000")), lot(bid("戊", "1"), number="2")])
    assert [(one.region, one.mains, one.backups) for one in found] == [("420000", 2, 0), ("430000", 2, 0)]


def test_rounds_that_continue_one_another_share_names_where_they_are_clear() -> None:
    """硫酸氢氯吡格雷口服常释片剂 goes on as 氯吡格雷口服常释剂型; two strengths of one round stand for themselves."""
    before = ("硫酸氢氯吡格雷口服常释片剂", "非那雄胺口服常释片剂")
    after = ("氯吡格雷口服常释剂型", "非那雄胺口服常释剂型5mg", "非那雄胺口服常释剂型1mg")
    labels = labels_of((before, after))
    assert labels["硫酸氢氯吡格雷口服常释片剂"] == "氯吡格雷口服常释剂型"
    assert [labels[name] for name in (before[1], *after[1:])] == [before[1], *after[1:]]


@pytest.mark.parametrize(("winners", "months"), [(0, None), (1, 12), (2, 12), (3, 24), (4, 36), (9, 36)])
def test_a_cycle_is_as_long_as_the_number_of_winners_says(winners: int, months: int | None) -> None:
    """vbp.cycle.years_by_winners: 1 and 2 winners a year, 3 two, 4 and more three."""
    assert CYCLE.months(winners) == months


def test_a_lot_whose_cycle_is_another_is_named() -> None:
    three = [bid(name, "1") for name in "丁戊己"]
    assert kinds(lot(*three, months=24)) == {}
    assert kinds(lot(*three, months=12)) == {Kind.CYCLE_LENGTH: 1}
    assert kinds(lot(*three), first=date(2026, 12, 1), last=date(2028, 11, 30)) == {}
    assert kinds(lot(*three), first=date(2026, 12, 1), last=date(2027, 11, 30)) == {Kind.CYCLE_LENGTH: 1}
    assert kinds(lot(*three), first=date(2026, 12, 1), last=date(2028, 11, 29)) == {Kind.CYCLE_LENGTH: 1}
    assert kinds(lot(*three)) == {}, "no days yet: nothing to compare"


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 12, 1), date(2027, 11, 30), 12), (date(2026, 11, 28), date(2026, 12, 27), 1),
        (date(2026, 11, 28), date(2026, 12, 28), None), (date(2024, 3, 1), date(2025, 2, 28), 12),
        (date(2026, 1, 1), date(2025, 12, 31), None),
    ],
)  # fmt: skip
def test_months_are_counted_whole(first: date, last: date, months: int | None) -> None:
    assert months_between(first, last) == months


def test_volumes_that_are_missing_are_told_and_never_zero() -> None:
    one = lot(bid("丁", "1"), volumes=(("430000", "", Decimal(5)), ("420000", "", None), ("440000", "", Decimal(0))))
    found = volume_of(one)
    assert volume_of(lot(bid("丁", "1"))).units is None
    assert (found.units, found.places, found.missing) == (Decimal(5), 2, 1)
    assert kinds(one) == {Kind.MISSING_VOLUME: 1}
    assert kinds(one, lot(bid("丁", "1"), number="2")) == {Kind.MISSING_VOLUME: 1, Kind.NO_VOLUME: 1}
    assert [(each.region, each.volumes, each.missing) for each in place_figures([one])] == [
        ("420000", 0, 1), ("430000", 1, 0), ("440000", 1, 0),
    ]  # fmt: skip


def test_a_lot_without_bids_or_without_winners_is_named() -> None:
    assert kinds(lot()) == {Kind.NO_BID: 1}
    assert kinds(lot(bid("丁", "1", selected=False))) == {Kind.NO_WINNER: 1}
    assert kinds(lot(bid("丁", "2.5"))) == {Kind.ABOVE_CEILING: 1}
    assert kinds(lot(bid("丁", "1"), ceiling=None)) == {Kind.NO_CUT: 1}


def test_the_price_of_a_pack_has_to_be_that_of_its_units() -> None:
    fits, not_so = (NewProduct(code="P", units=Decimal(30), price=Decimal(price)) for price in (15, 16))
    assert kinds(lot(replace(bid("丁", "0.5"), products=(fits,)))) == {}
    assert kinds(lot(replace(bid("丁", "0.5"), products=(not_so,)))) == {Kind.PRODUCT_PRICE: 1}


@pytest.mark.parametrize(
    ("written", "code", "scope", "blanks"),
    [
        ("新疆（含兵团）", "650000", "含兵团", False), ("湖 南", "430000", "", True), ("吉林", "220000", "", False),
        ("厦门", "350200", "", False), ("内蒙古", "150000", "", False), ("430000", "430000", "", False),
        ("湖南省长沙市", "430100", "", False), ("恩施土家族苗族自治州", "422800", "", False),
    ],
)  # fmt: skip
def test_a_place_is_known_by_its_short_name(written: str, code: str, scope: str, blanks: bool) -> None:
    found = place_of(written)
    assert found is not None
    assert (found.code, found.scope, found.blanks) == (code, scope, blanks)


@pytest.mark.parametrize("written", ["", "某地", "省", "（含兵团）"])
def test_a_name_of_no_place_is_none(written: str) -> None:
    assert place_of(written) is None


@pytest.mark.parametrize(
    ("region", "on", "separate", "clause"),
    [
        ("430000", date(2025, 3, 31), True, "VB-2.4"), ("430000", date(2025, 4, 1), False, "VB-2.4"),
        ("430121", date(2026, 11, 28), False, "VB-2.4"), ("320000", date(2026, 11, 28), None, ""),
    ],
)  # fmt: skip
def test_surplus_is_computed_separately_until_march_2025(
    region: str, on: date, separate: bool | None, clause: str
) -> None:
    """VBP-8 (VB-2.4): none after; a place whose pack does not say gets no answer."""
    found = surplus_rule(load_packs().ruling(region, on))
    assert (found.is_separate, found.clause, found.on) == (separate, clause, on)
    assert found.zh
    assert found.en
