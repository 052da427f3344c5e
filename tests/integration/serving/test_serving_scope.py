"""A reader sees the places within the one that is his, in every query, and nothing of the others."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl
import pytest

from baowen.lake.serving import Serving
from baowen.lake.serving.layout import EXTRA
from baowen.lake.serving.queries import (
    expected,
    hospitals,
    places,
    prices,
    products,
    purchases,
    rankings,
    signals,
    stock,
)
from baowen.lake.store import Lake

from .conftest import BIG_CITY, CITY, COUNTY, MONEY, MONTHS, NATION, OTHER, PRODUCTS, PROVINCE, Small, put

WHO: dict[str, Any] = {"product": PRODUCTS[0]}
# Questions about one place, each as a function of the place and of what the reader may see.
ABOUT_A_PLACE: dict[str, Callable[[Serving, int, int], list[Any]]] = {
    "purchases_by_month": lambda s, p, w: purchases.purchases_by_month(s, products=PRODUCTS, place=p, within=w),
    "prices_by_month": lambda s, p, w: prices.prices_by_month(s, product=PRODUCTS[0], place=p, within=w),
    "listed_prices": lambda s, p, w: prices.listed_prices(s, product=PRODUCTS[0], place=p, within=w),
    "stock_by_month": lambda s, p, w: stock.stock_by_month(s, product=PRODUCTS[0], place=p, within=w),
    "holdings_of_product": lambda s, p, w: stock.holdings_of_product(
        s, product=PRODUCTS[0], place=p, within=w, most=99
    ),
    "place_months": lambda s, p, w: places.place_months(s, place=p, within=w),
    "largest_purchases": lambda s, p, w: rankings.largest_purchases(s, place=p, month=MONTHS[1], within=w, most=9),
    "most_late_lines": lambda s, p, w: rankings.most_late_lines(s, place=p, month=MONTHS[1], within=w, most=9),
    "biggest_price_moves": lambda s, p, w: rankings.biggest_price_moves(
        s, place=p, month=MONTHS[2], base_month=MONTHS[0], within=w, most=9
    ),
    "expected_by_month": lambda s, p, w: expected.expected_by_month(s, product=PRODUCTS[0], place=p, within=w),
    "signals_about": lambda s, p, w: signals.signals_about(
        s, subject_type="product", subject=PRODUCTS[0], place=p, within=w
    ),
    "gravest_signals": lambda s, p, w: signals.gravest_signals(s, place=p, within=w, most=9),
}  # fmt: skip


def signal(number: str, region: int, severity: str, **other: Any) -> dict[str, Any]:
    """A signal in force about the first product."""
    empty: dict[str, Any] = dict.fromkeys(EXTRA["signal"][0])
    filled = {
        "number": number, "region": region, "severity": severity, "worst_severity": severity, "state": "in_force",
        "indicator": "delivery_rate", "subject_type": "product", "subject": PRODUCTS[0], "subject_name": "阿司匹林片",
        "period_first": MONTHS[0], "period_last": MONTHS[1], "first_seen": date(2026, 8, 31), "weight": 1.0,
    }  # fmt: skip
    return empty | filled | other


@pytest.fixture(scope="module")
def full(kept: Small, tmp_path_factory: pytest.TempPathFactory) -> Serving:
    """The small lake with listed prices, expectations and signals as well."""
    root = tmp_path_factory.mktemp("full")
    shutil.copytree(kept.lake.root, root / "lake")
    made = Small(Lake(root / "lake"), root / "serving.duckdb", dict(kept.extra))
    regions = [NATION, PROVINCE, OTHER, BIG_CITY]
    listed = pl.DataFrame(
        {"product": [PRODUCTS[0]] * 4, "region": regions, "valid_from": [date(2026, day, 1) for day in (1, 2, 3, 4)],
         "price": [Decimal(day) for day in (1, 2, 3, 4)], "status": ["listed"] * 4},
        schema_overrides={"product": pl.Int32, "region": pl.Int32, "price": MONEY},
    )  # fmt: skip
    put(made.lake, "listing_price", listed)
    every = [PROVINCE, OTHER, BIG_CITY, CITY]
    ranges = pl.DataFrame(
        {"region": every, "product": [PRODUCTS[0]] * 4, "expected": [4.0] * 4, "low": [1.0] * 4, "high": [9.0] * 4,
         "model": ["tsb"] * 4},
        schema_overrides={"region": pl.Int32, "product": pl.Int32},
    )  # fmt: skip
    put(made.lake, "expectation", ranges, MONTHS[0])
    notices = pl.DataFrame(
        {"notice_no": ["N2", "N1"], "product": [PRODUCTS[0]] * 2, "announced_on": [date(2026, 9, 2), date(2026, 9, 1)]},
        schema_overrides={"product": pl.Int32},
    )
    put(made.lake, "stop_notice", notices)
    found = [
        signal("S1", PROVINCE, "yellow"), signal("S2", BIG_CITY, "red"), signal("S3", COUNTY, "red", weight=5.0),
        signal("S4", OTHER, "red"), signal("S5", CITY, "orange", state="ended"), signal("S6", CITY, "blue"),
    ]  # fmt: skip
    made.extra["signal"] = pl.DataFrame(found, schema=EXTRA["signal"][0])
    seen = [dict.fromkeys(EXTRA["sighting"][0]) | {"number": "S2", "month": month} for month in reversed(MONTHS)]
    made.extra["sighting"] = pl.DataFrame(seen, schema=EXTRA["sighting"][0])
    made.build()
    return made.open()


@pytest.mark.parametrize("ask", ABOUT_A_PLACE.values(), ids=ABOUT_A_PLACE)
def test_a_question_about_a_place_answers_only_those_who_may_see_it(
    full: Serving, ask: Callable[[Serving, int, int], list[Any]]
) -> None:
    seen = ask(full, BIG_CITY, BIG_CITY)
    assert seen
    assert ask(full, BIG_CITY, PROVINCE) == ask(full, BIG_CITY, NATION) == seen
    for within in (CITY, OTHER, 777777):
        assert ask(full, BIG_CITY, within) == []
    if ask in (ABOUT_A_PLACE["gravest_signals"], ABOUT_A_PLACE["holdings_of_product"]):
        assert ask(full, PROVINCE, CITY) == ask(full, CITY, CITY) != ask(full, PROVINCE, PROVINCE)
    else:
        assert ask(full, PROVINCE, CITY) == []


def test_what_lies_below_a_place_is_shown_as_far_as_the_reader_may_see(full: Serving) -> None:
    def shown(within: int) -> set[int]:
        found = purchases.purchases_by_place(full, products=PRODUCTS, month=MONTHS[1], place=PROVINCE, within=within)
        below = places.places_below(full, place=PROVINCE, month=MONTHS[1], within=within)
        assert {one.place for one in found} == {one.place for one in below}
        return {one.place for one in found}

    assert {BIG_CITY, CITY} < shown(PROVINCE) == shown(NATION)
    assert (shown(CITY), shown(OTHER)) == ({CITY}, set())


def test_a_hospital_is_seen_only_from_the_places_it_lies_in(full: Serving) -> None:
    for within, is_seen in ((COUNTY, True), (PROVINCE, True), (CITY, False), (OTHER, False)):
        given = {"hospital": 1, "within": within}
        assert bool(hospitals.hospital_months(full, **given)) == is_seen
        assert bool(hospitals.hospital_products(full, month=MONTHS[1], most=9, **given)) == is_seen
        assert any(hospitals.hospital_product_months(full, product=one, **given) for one in PRODUCTS) == is_seen
        assert bool(stock.holdings_of_hospital(full, most=9, **given)) == is_seen
        assert bool(signals.sightings_of_signal(full, number="S2", within=within)) == (within == PROVINCE)


def test_the_gravest_signals_of_a_place_and_below_come_first(full: Serving) -> None:
    def numbers(place: int, within: int, most: int = 9) -> list[str]:
        return [one.number for one in signals.gravest_signals(full, place=place, within=within, most=most)]

    assert numbers(PROVINCE, PROVINCE) == ["S3", "S2", "S1", "S6"]
    assert numbers(PROVINCE, PROVINCE, most=2) == ["S3", "S2"]
    assert numbers(NATION, OTHER) == ["S4"]
    assert numbers(PROVINCE, CITY) == ["S6"]
    counts = signals.signal_counts(full, place=PROVINCE, within=PROVINCE)
    assert {(one.place, one.severity): one.signals for one in counts} == {
        (PROVINCE, "red"): 2, (PROVINCE, "yellow"): 1, (PROVINCE, "blue"): 1, (BIG_CITY, "red"): 2, (CITY, "blue"): 1,
    }  # fmt: skip
    assert [one.place for one in signals.signal_counts(full, place=PROVINCE, within=CITY)] == [CITY]


def test_signals_of_the_places_above_count_in_a_place_too(full: Serving) -> None:
    found = signals.signals_about(full, subject_type="product", subject=PRODUCTS[0], place=COUNTY, within=PROVINCE)
    assert [one.number for one in found] == ["S1", "S2", "S3"]
    assert signals.signals_about(full, subject_type="hospital", subject=1, place=COUNTY, within=PROVINCE) == []
    months = signals.sightings_of_signal(full, number="S2", within=PROVINCE)
    assert [one.month for one in months] == list(MONTHS)


def test_listed_prices_of_the_place_its_province_and_the_nation_count(full: Serving) -> None:
    found = prices.listed_prices(full, product=PRODUCTS[0], place=COUNTY, within=PROVINCE)
    assert [(one.region, one.price) for one in found] == [(NATION, 1), (PROVINCE, 2), (BIG_CITY, 4)]
    assert [one.region for one in prices.listed_prices(full, product=PRODUCTS[0], place=OTHER, within=NATION)] == [
        NATION, OTHER,
    ]  # fmt: skip


def test_products_are_found_by_name_pinyin_and_code(full: Serving) -> None:
    def found(text: str) -> list[str]:
        return [one.product_code for one in products.find_products(full, text=text, most=9)]

    assert found("阿司匹林") == ["P11", "P12"]
    assert found("ASL") == ["P11", "P12"]
    assert found(" P13 ") == ["P13"]
    assert found("匹林肠") == ["P12"]
    assert (found("%"), found(""), found("' OR 1=1 --")) == ([], [], [])
    assert [one.product for one in products.products_of_drug(full, drug_key="a")] == [11, 12]
    assert [one.notice_no for one in products.stop_notices(full, product=PRODUCTS[0])] == ["N1", "N2"]


def test_shares_are_null_where_nothing_was_due(full: Serving) -> None:
    one = purchases.purchases_by_month(full, products=PRODUCTS, place=PROVINCE, within=PROVINCE)[0].measures
    assert one.on_time_share == pytest.approx(one.on_time_lines / one.due_lines)
    assert one.delivered_share == pytest.approx(one.delivered_lines / one.due_lines)
    nothing = purchases.Measures(*([0] * 7), *([Decimal(0)] * 8))
    assert (nothing.on_time_share, nothing.delivered_share) == (None, None)


def test_the_file_that_is_read_reaches_no_other_file(full: Serving) -> None:
    with pytest.raises(duckdb.PermissionException):
        full.ask("SELECT * FROM read_csv('setup.csv')")
    with pytest.raises(duckdb.InvalidInputException, match="read-only"):
        full.ask("DELETE FROM product")
