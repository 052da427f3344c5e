"""PRC-1, PRI-4: windows, paths, comparison, what a place's rules say of a price, and what is asked back."""

from __future__ import annotations

import statistics
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baowen.core.policy import Packs, load_packs
from baowen.core.problems import BaowenError
from baowen.drugs.price import coefficients_from
from baowen.procure.listing.comparing import Goods, Offered, OwnTerms, compared, daily_cost, figure_of, figures, newest
from baowen.procure.listing.findings import findings
from baowen.procure.listing.kinds import ApplicationKind, Claim, Light, ListingPath, PriceUnit
from baowen.procure.listing.paths import PathFacts, which_path
from baowen.procure.listing.questions import questions
from baowen.procure.listing.rules import PriceFrom, in_force, months_from, past_price, rise_of, timeline
from baowen.procure.listing.states import (
    APPLICATION_RULES,
    APPLICATION_WORDS,
    ApplicationMove,
    ApplicationState,
)
from baowen.procure.listing.windows import filing_window
from baowen.procure.listing.wishes import price_of_pack

PACKS = load_packs()
HUNAN = PACKS.ruling("430000", date(2026, 11, 2))
NANJING = PACKS.ruling("320100", date(2026, 11, 2))
COEFFICIENTS = coefficients_from(HUNAN.entry)
FORMS = tuple(sorted(COEFFICIENTS.forms))


def _goods(code: str = "P1", maker: str = "M1", spec: str = "0.25mg", count: int = 30, **more: Any) -> Goods:
    return Goods(
        product_code=code, generic_name="地高辛片", maker=maker, dosage_form="片剂", spec=spec,
        packaging=f"{spec}*{count}片/盒", units_per_pack=Decimal(count), smallest_unit="片", **more,
    )  # fmt: skip


def _own(price: str, **more: Any) -> OwnTerms:
    return OwnTerms(_goods(**more), Decimal(price), COEFFICIENTS, FORMS)


def _at(price: str, code: str = "P2", kind: str = "peer", region: str = "430000", **more: Any) -> Offered:
    maker = more.pop("maker", "M2")
    return Offered(
        kind=kind, region=region, goods=_goods(code, maker, **more), price=Decimal(price), valid_from=None, source="x"
    )


@pytest.mark.parametrize(
    ("on", "first", "last", "is_open"),
    [
        (date(2026, 11, 1), date(2026, 11, 1), date(2026, 11, 10), True),
        (date(2026, 11, 10), date(2026, 11, 1), date(2026, 11, 10), True),
        (date(2026, 11, 11), date(2026, 12, 1), date(2026, 12, 10), False),
        (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 10), False),
    ],
)
def test_the_window_that_a_day_lies_in_or_the_next_one(on: date, first: date, last: date, is_open: bool) -> None:
    found = filing_window(HUNAN, on)
    assert found is not None
    assert (found.first, found.last, found.is_open) == (first, last, is_open)
    assert filing_window(NANJING, on) is None


def _path(**more: Any) -> Any:
    given = {
        "kind": ApplicationKind.PRICE, "on_national": True, "on_provincial": False, "direct_clause": "HN-8",
        "price": Decimal(12), "rise": Decimal("0.2"),
    }  # fmt: skip
    return which_path(PathFacts(**(given | more)), HUNAN)


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({}, ListingPath.STRAIGHT),
        ({"rise": Decimal("-0.1")}, ListingPath.STRAIGHT),
        ({"rise": Decimal("0.2001")}, ListingPath.CONDITIONAL),
        ({"rise": Decimal("0.2001"), "substitutes": 1}, ListingPath.SUBSTITUTE),
        ({"rise": Decimal("0.5"), "first_price": Decimal(12)}, ListingPath.DIRECT),
        ({"rise": Decimal("0.5"), "first_price": Decimal("11.99")}, ListingPath.CONDITIONAL),
        ({"rise": None}, ListingPath.DIRECT),
        ({"rise": None, "direct_clause": ""}, ListingPath.ORDINARY),
        ({"on_national": False, "on_provincial": True}, ListingPath.DIRECT),
        ({"on_national": False}, ListingPath.ORDINARY),
        ({"on_national": False, "claim": Claim.COMMON}, ListingPath.ORDINARY),
    ],
)
def test_the_path_follows_from_the_lists_the_rise_and_the_substitutes(facts: dict[str, Any], path: ListingPath) -> None:
    assert _path(**facts).path is path


def test_lights_commitments_and_any_day_belong_to_their_paths() -> None:
    assert _path(rise=Decimal("0.99"), substitutes=1).light is Light.YELLOW
    assert _path(rise=Decimal(1), substitutes=1).light is Light.RED
    assert _path(rise=Decimal(1)).needs_commitment
    assert [_path().at_once, _path(on_national=False, on_provincial=True).at_once] == [True, False]
    assert [_path().any_day, _path(on_national=False).any_day] == [True, False]
    handan = PACKS.ruling("130400", date(2026, 11, 2))
    facts = PathFacts(
        kind=ApplicationKind.NEW, on_national=False, on_provincial=False, direct_clause="", price=Decimal(1),
        claim=Claim.LOW_PRICE,
    )  # fmt: skip
    found = which_path(facts, handan)
    assert (found.path, found.any_day, found.clause) == (ListingPath.ANY_TIME, True, "HD-7")


def test_prices_of_other_packs_are_brought_into_the_own_terms_with_the_working() -> None:
    found = {one.product_code: one for one in compared(
        _own("12"), [_at("10"), _at("19.5", "P3", count=60), _at("17", "P4", spec="0.5mg"), _at("9", "P5", spec="?")]
    )}  # fmt: skip
    assert (found["P2"].as_own, found["P2"].steps) == (Decimal(10), ())
    assert found["P3"].as_own == Decimal("9.75"), "a smaller pack costs no more by the unit"
    assert found["P4"].as_own == Decimal("10.0000")
    assert [step.zh for step in found["P4"].steps] == ["含量差比价"]
    assert found["P5"].as_own is None
    assert found["P5"].why_not_zh


def test_lowest_highest_median_mode_and_the_multiple_of_each() -> None:
    own = _own("20")
    prices = compared(own, [_at("10", f"A{n}") for n in range(2)] + [_at("40", "B"), _at("16", "C")])
    found = {one.kind: (one.price, one.multiple) for one in figures(own, prices)}
    assert found == {
        "lowest": (Decimal(10), Decimal(2)), "highest": (Decimal(40), Decimal("0.5")),
        "median": (Decimal(13), Decimal("1.5385")), "mode": (Decimal(10), Decimal(2)),
    }  # fmt: skip
    assert figure_of(figures(own, compared(own, [_at("10"), _at("11", "P3")])), "mode") is None
    assert figures(own, compared(own, [_at("9", spec="?")])) == []


@given(st.lists(st.decimals("0.01", "9999", places=2), min_size=1, max_size=30))
def test_the_figures_are_those_of_the_plain_statistics(prices: list[Decimal]) -> None:
    own = _own("20")
    found = {one.kind: one.price for one in figures(own, compared(own, [_at(str(one), f"X{n}") for n, one in
                                                                        enumerate(prices)]))}  # fmt: skip
    assert found["lowest"] == min(prices)
    assert found["highest"] == max(prices)
    assert found["median"] == statistics.median(prices).quantize(Decimal("0.0001"), rounding="ROUND_HALF_UP")
    most = max(prices.count(one) for one in prices)
    commonest = {one for one in prices if prices.count(one) == most}
    assert ("mode" in found) is (most > 1 and len(commonest) == 1)


def test_of_each_product_elsewhere_the_newest_price_counts() -> None:
    rows = [
        Offered(kind="listed", region="320000", goods=_goods(), price=Decimal(price), valid_from=day, source="x")
        for price, day in ((9, date(2026, 2, 1)), (8, date(2026, 1, 1)))
    ]
    assert [one.price for one in newest(rows)] == [Decimal(9)]


def _said(own: OwnTerms, prices: list[Offered], ruling: Any = HUNAN, past: Decimal | None = None) -> list[str]:
    peers = compared(own, prices)
    return [one.severity for one in findings(own, peers, figures(own, peers), past, ruling)]


def test_hunan_cuts_at_five_times_the_lowest_and_marks_packs_and_small_strengths() -> None:
    assert _said(_own("49.99"), [_at("10")]) == []
    assert _said(_own("50"), [_at("10")]) == ["cut"]
    # Packs of one maker: 0.40 a tablet beside 0.42 is within 5 %, 0.43 is not.
    assert _said(_own("12"), [_at("25.2", "P3", count=60, maker="M1")]) == []
    assert _said(_own("12"), [_at("25.8", "P3", count=60, maker="M1")]) == ["yellow"]
    # A tablet of half the strength costs as much: upside down. At the price of the ratio it is not.
    assert _said(_own("17"), [_at("17", "P4", spec="0.5mg", maker="M1")]) == ["yellow"]
    assert _said(_own("10"), [_at("17", "P4", spec="0.5mg", maker="M1")]) == []


@pytest.mark.parametrize(
    ("price", "said"),
    [("10", []), ("10.01", ["yellow"]), ("19.99", ["yellow"]), ("20", ["red"]), ("50", ["red"]), ("100", ["cut"])],
)
def test_nanjings_colours_hold_the_price_of_a_pack_against_the_highest_listed(price: str, said: list[str]) -> None:
    assert _said(_own(price), [_at("10"), _at("8", "P3")], NANJING) == said


def _with_combination(action: str) -> Any:
    """Nanjing's rules, and another mark where two yellow lines are crossed at once, as Shanghai's text has it."""
    city = next(one for one in PACKS.packs if one.region == "320100")
    colours = next(one for one in city.entries if one.key == "price.colour.rules")
    line = dict(colours.items()[0]) | {
        "comparator": "同药最低挂网价",
        "operator": ">",
        "multiple": 1,
        "colour": "yellow",
    }
    line |= {"scope": "挂网药品", "unit_basis": "挂网单位", "action": "标识"}
    line.pop("below", None)
    rules = replace(colours, value=(line, line | {"comparator": "同药最高挂网价"}))
    both = {"least": 2, "of": "yellow", "colour": "red", "action": action}
    combination = replace(colours, key="price.colour.combination", value=(both,))
    kept = [one for one in city.entries if one.key != "price.colour.rules"]
    pack = replace(city, entries=(*kept, rules, combination))
    packs = Packs(tuple(pack if one is city else one for one in PACKS.packs))
    return packs.ruling("320100", date(2026, 11, 2))


def test_several_lines_crossed_at_once_make_another_mark_where_a_place_says_so() -> None:
    peers = [_at("10"), _at("8", "P3")]
    assert _said(_own("9"), peers, _with_combination("标识")) == ["yellow"], "one line is not several"
    assert _said(_own("11"), peers, _with_combination("标识")) == ["red", "yellow", "yellow"]
    assert _said(_own("11"), peers, _with_combination("暂停挂网")) == ["cut", "yellow", "yellow"]


@pytest.mark.parametrize(
    ("price", "past", "median", "count", "words"),
    [
        ("99.99", "10", None, 0, ""), ("100", "10", None, 1, ""), ("1", "10", None, 1, ""), ("1.01", "10", None, 0, ""),
        ("0.34", "10", "10", 2, "最小制剂单位"), ("300", "10", None, 1, "乘以包装数量"), ("5", None, None, 0, ""),
    ],
)  # fmt: skip
def test_a_price_ten_times_off_is_asked_back_with_a_guess_at_the_unit(
    price: str, past: str | None, median: str | None, count: int, words: str
) -> None:
    found = questions(
        Decimal(price), units=Decimal(30), past=None if past is None else Decimal(past),
        median=None if median is None else Decimal(median), ruling=HUNAN,
    )  # fmt: skip
    assert len(found) == count
    assert all(words in one.zh for one in found)


def test_daily_cost_by_day_by_weight_or_why_it_cannot_be_told() -> None:
    weights = {"kilogram": Decimal(65)}
    assert daily_cost(Decimal("0.5"), Decimal(2), "day", weights=weights)[0] == Decimal(1)
    assert daily_cost(Decimal("0.5"), Decimal("0.02"), "kilogram", weights=weights)[0] == Decimal("0.65")
    for unit, dose, per in ((None, Decimal(1), "day"), (Decimal(1), None, "day"), (Decimal(1), Decimal(1), "square")):
        cost, why = daily_cost(unit, dose, per, weights=weights)
        assert cost is None
        assert why[0]


def test_a_price_of_the_smallest_unit_becomes_one_of_the_pack_or_is_refused() -> None:
    assert price_of_pack(Decimal("0.5"), PriceUnit.SMALLEST, Decimal(30)) == Decimal(15)
    assert price_of_pack(Decimal("0.5"), PriceUnit.PACK, None) == Decimal("0.5")
    for price, units in ((Decimal("0.5"), None), (Decimal(0), Decimal(30)), (Decimal(9_000_000), Decimal(30))):
        with pytest.raises(BaowenError):
            price_of_pack(price, PriceUnit.SMALLEST, units)


PRICES = st.lists(
    st.builds(
        lambda day, price: PriceFrom(valid_from=day, price=price, unit_price=None),
        st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.decimals("0.01", "99", places=2),
    ),
    max_size=6, unique_by=lambda one: one.valid_from,
)  # fmt: skip
MOVES = st.lists(
    st.tuples(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.sampled_from(["listed", "suspended"])), max_size=5
)


@given(PRICES, MOVES, st.dates(date(2025, 1, 1), date(2027, 1, 31)))
def test_the_timeline_tells_of_any_day_what_the_prices_and_moves_tell(
    prices: list[PriceFrom], moves: list[tuple[date, str]], on: date
) -> None:
    told = [one for one in timeline(prices, moves, first_state="listed") if one.valid_from <= on]
    price = in_force(prices, on)
    assert (told[-1].price if told else None) == (price.price if price else None)
    if told:
        states = dict(moves)
        reached = [day for day in states if day <= on]
        assert told[-1].state == (states[max(reached)] if reached else "listed")


def test_the_own_past_is_the_price_of_some_months_ago_or_the_first() -> None:
    prices = [
        PriceFrom(valid_from=day, price=Decimal(price), unit_price=None)
        for day, price in ((date(2025, 1, 1), 10), (date(2026, 6, 1), 11))
    ]
    assert past_price(prices, date(2026, 11, 2), 12) == prices[0]
    assert past_price(prices[1:], date(2026, 11, 2), 12) == prices[1]
    assert past_price(prices, date(2024, 1, 1), 12) is None
    assert rise_of(Decimal(12), prices[0]) == Decimal("0.2")
    assert rise_of(Decimal(12), None) is None
    assert months_from(date(2026, 11, 30), 3) == date(2027, 2, 28)


def test_every_state_and_move_of_an_application_has_its_rule_and_words() -> None:
    assert set(APPLICATION_RULES) == set(ApplicationMove)
    assert set(APPLICATION_WORDS) == set(ApplicationState)
    reached = {rule.to for rule in APPLICATION_RULES.values()}
    assert reached == set(ApplicationState)
    ends = set(ApplicationState) - {state for rule in APPLICATION_RULES.values() for state in rule.sources}
    assert ends == {ApplicationState.ACCEPTED, ApplicationState.RETURNED, ApplicationState.TAKEN_BACK}
