"""Which lines of catalogues are one item, what a roster leaves open, how points and days are counted. RSV-1, RSV-4."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from baowen.core.policy import load_packs
from baowen.core.problems import BaowenError
from baowen.reserve.plans.assessment_rules import Figures, checked_orders, criteria, days_below, grade, scored
from baowen.reserve.plans.duty_rules import Span, uncovered
from baowen.reserve.plans.kinds import CheckKind, ItemKind, Standing, Tier
from baowen.reserve.plans.naming import item_named, named, same_item
from baowen.reserve.plans.rules import FLOOR, Line, checked, stand

RULING = load_packs().ruling("320100", date(2026, 11, 2))
FINISHED = ItemKind.FINISHED
AT = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("地高辛片", "", "0.25mg"), ("地高辛", "片剂", "250μg"), True),
        (("地高辛片", "", "0.25mg"), ("地高辛片", "", "0.5mg"), False),
        (("地高辛片", "", "0.25mg"), ("地高辛注射液", "", "2ml:0.5mg"), False),
        (("地高辛片", "", ""), ("地高辛片", "", "0.5mg"), True),
        (("地高辛", "", ""), ("地高辛注射液", "", "2ml:0.5mg"), True),
        (("注射用青霉素钠", "", "80万单位"), ("注射用青霉素钠", "", "160万单位"), False),
    ],
)
def test_items_are_the_same_where_drug_form_and_strength_agree_or_are_left_open(
    one: tuple[str, str, str], other: tuple[str, str, str], same: bool
) -> None:
    assert same_item(named(FINISHED, *one), named(FINISHED, *other)) is same


def test_a_raw_material_is_never_the_finished_drug() -> None:
    assert not same_item(named(ItemKind.RAW_MATERIAL, "地高辛"), named(FINISHED, "地高辛"))


def test_an_item_read_from_words_is_the_item_of_the_lake() -> None:
    read = named(FINISHED, "地高辛片", "", "0.25mg")
    assert item_named(read.item) == read
    assert not same_item(item_named("=P1"), item_named("=P1"))


def line(number: str, tier: Tier, region: str, name: str = "地高辛片") -> Line:
    return Line(
        number=number, region=region, place=region, tier=tier, institution="", words=name,
        named=named(FINISHED, name, "", "0.25mg"),
    )  # fmt: skip


def test_only_a_tier_above_in_the_same_places_makes_an_overlap() -> None:
    """NJ-25, and its three tiers: a district is none of them."""
    above = {"320100": ["320000"], "320106": ["320100", "320000"], "320200": ["320000"]}
    lines = [
        line("1", Tier.CITY, "320100"), line("2", Tier.CITY, "320200"), line("3", Tier.DISTRICT, "320106"),
    ]  # fmt: skip
    found = checked(lines, [], RULING, above)
    told = [(one.kind, one.lower and one.lower.number, one.upper and one.upper.number, one.clause) for one in found]
    assert told == [
        (CheckKind.OVERLAP, "3", "1", "NJ-25"), (CheckKind.TIER, "3", None, "NJ-25"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("actual", "standing"),
    [(None, Standing.UNKNOWN), ("0", Standing.BELOW), ("69.9999", Standing.BELOW), ("70", Standing.ENOUGH)],
)
def test_stock_at_the_floor_is_enough_and_unknown_stock_is_not_zero(actual: str | None, standing: Standing) -> None:
    found = stand(Decimal(100), None if actual is None else Decimal(actual), floor=RULING.entry(FLOOR))
    assert found.standing is standing


def test_a_roster_leaves_open_what_no_turn_covers() -> None:
    def span(begins: int, ends: int) -> Span:
        return Span(starts_at=AT + timedelta(hours=begins), ends_at=AT + timedelta(hours=ends))

    assert uncovered([], span(0, 24)) == (span(0, 24),)
    turns = [span(-5, 4), span(2, 8), span(3, 5), span(12, 30)]
    assert uncovered(turns, span(0, 24)) == (span(8, 12),)
    assert uncovered([span(30, 40)], span(0, 24)) == (span(0, 24),)


def test_a_count_speaks_until_the_next_and_no_longer_than_it_holds() -> None:
    counts = [(date(2026, 1, 1), True), (date(2026, 1, 11), False)]
    assert days_below(counts, date(2026, 1, 6), date(2026, 12, 31), stale_days=5) == (7, 1)
    assert days_below([], date(2026, 1, 1), date(2026, 12, 31), stale_days=5) == (0, 0)


def test_what_figures_do_not_answer_is_left_to_a_person() -> None:
    empty = Figures(days_known=0, days_below=0, expired=None, counted=None, orders=(0, 0))
    assert [one.points for one in scored(criteria(RULING), empty)] == [None] * 5
    full = Figures(days_known=10, days_below=5, expired=Decimal(1), counted=Decimal(3), orders=(1, 3))
    assert [one.points for one in scored(criteria(RULING), full)][:3] == [
        Decimal(20), Decimal("13.33"), Decimal("6.67"),
    ]  # fmt: skip
    assert [grade(Decimal(sum_), RULING)[0] for sum_ in ("90", "89.99", "60", "0")] == [
        "优秀",
        "合格",
        "合格",
        "不合格",
    ]
    with pytest.raises(BaowenError, match="动用指令"):
        checked_orders(None, 3)
