"""What the serving file answers is what a slow, obvious walk over the cubes gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from baowen.lake.serving import Serving
from baowen.lake.serving.layout import MEASURES
from baowen.lake.serving.queries.hospitals import hospital_months, hospital_product_months, hospital_products
from baowen.lake.serving.queries.peers import last_paid
from baowen.lake.serving.queries.places import place_months, places_below
from baowen.lake.serving.queries.prices import prices_by_month
from baowen.lake.serving.queries.purchases import Measures, purchases_by_month, purchases_by_place
from baowen.lake.serving.queries.rankings import biggest_price_moves, largest_purchases, most_late_lines
from baowen.lake.serving.queries.stock import holdings_of_hospital, holdings_of_product, stock_by_month

from .conftest import BIG_CITY, CITY, COUNTY, DIRECT, HOSPITALS, MONTHS, NATION, OTHER, PRODUCTS, PROVINCE, Small, above

PLACES = (NATION, PROVINCE, OTHER, BIG_CITY, CITY, COUNTY, DIRECT)
Rows = list[dict[str, Any]]


def inside(rows: Rows, place: int, **same: Any) -> Rows:
    """Rows of a cube that lie in a place and have these values."""
    return [row for row in rows if place in above(row["region"]) and all(row[name] == same[name] for name in same)]


def measured(rows: Iterable[dict[str, Any]]) -> Measures:
    found = list(rows)
    return Measures(*[sum((row[name] for row in found), start=type(found[0][name])(0)) for name in MEASURES])


def grouped(rows: Rows, *names: str) -> dict[Any, Rows]:
    groups: dict[Any, Rows] = defaultdict(list)
    for row in rows:
        key = tuple(row[name] for name in names)
        groups[key if len(names) > 1 else key[0]].append(row)
    return dict(sorted(groups.items()))


def quantile(rows: Rows, part: Decimal) -> Decimal:
    """The lowest price at which `part` of the packs is reached."""
    packs, reached = sum(row["quantity"] for row in rows), Decimal(0)
    for row in sorted(rows, key=lambda one: one["price"]):
        reached += row["quantity"]
        if reached >= part * packs:
            return Decimal(row["price"])
    raise AssertionError("no rows")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("products", [PRODUCTS[:1], PRODUCTS[1:4]], ids=len)
def test_purchases_by_month_add_up_the_hospitals_of_the_place(
    kept: Small, serving: Serving, place: int, products: Sequence[int]
) -> None:
    rows = [row for row in inside(kept.cube("cube_orders"), place) if row["product"] in products]
    expected = {month: measured(some) for month, some in grouped(rows, "month").items()}
    found = purchases_by_month(serving, products=products, place=place, within=place)
    assert {one.month: one.measures for one in found} == expected
    assert expected


@pytest.mark.parametrize("place", [NATION, PROVINCE, BIG_CITY, OTHER])
def test_purchases_by_place_show_cities_and_counties_that_lie_directly_below(
    kept: Small, serving: Serving, place: int
) -> None:
    rows = [row for row in kept.cube("cube_orders") if row["month"] == MONTHS[1] and row["product"] == PRODUCTS[2]]
    below = {PROVINCE: {BIG_CITY, CITY, DIRECT}, NATION: {PROVINCE, OTHER}, OTHER: {320100}, BIG_CITY: {COUNTY, 430103}}
    expected = {child: measured(inside(rows, child)) for child in below[place] if inside(rows, child)}
    found = purchases_by_place(serving, products=PRODUCTS[2:3], month=MONTHS[1], place=place, within=place)
    assert {one.place: one.measures for one in found} == expected
    amounts = [one.measures.ordered_amount for one in found]
    assert amounts == sorted(amounts, reverse=True)


@pytest.mark.parametrize("place", PLACES)
def test_price_quantiles_are_the_lowest_price_at_which_so_many_packs_are_reached(
    kept: Small, serving: Serving, place: int
) -> None:
    cube = kept.cube("cube_prices")
    seen = 0
    for product in PRODUCTS:
        found = {one.month: one for one in prices_by_month(serving, product=product, place=place, within=place)}
        groups = grouped(inside(cube, place, product=product), "month")
        assert set(found) == set(groups)
        for month, rows in groups.items():
            one = found[month]
            parts = [quantile(rows, Decimal(part)) for part in ("0.25", "0.5", "0.75")]
            assert [one.lower_quartile, one.median, one.upper_quartile] == parts
            prices = [row["price"] for row in rows]
            assert (one.lowest, one.highest) == (min(prices), max(prices))
            assert (one.lines, one.quantity, one.amount) == tuple(
                sum(row[name] for row in rows) for name in ("lines", "quantity", "amount")
            )
            seen += 1
    assert seen > 6


@pytest.mark.parametrize("place", PLACES)
def test_the_last_price_of_each_product_is_the_median_of_its_newest_month_in_the_place(
    kept: Small, serving: Serving, place: int
) -> None:
    rows = inside(kept.cube("cube_prices"), place)
    expected = {}
    for product in PRODUCTS:
        months = grouped([row for row in rows if row["product"] == product], "month")
        if months:
            month, newest = list(months.items())[-1]
            expected[product] = (month, quantile(newest, Decimal("0.5")), sum(row["quantity"] for row in newest))
    found = last_paid(serving, products=PRODUCTS, place=place, within=place)
    assert {one.product: (one.month, one.median, one.quantity) for one in found.values()} == expected
    assert expected


def test_a_price_beyond_what_the_reader_may_see_is_not_there(serving: Serving) -> None:
    assert last_paid(serving, products=PRODUCTS, place=PROVINCE, within=OTHER) == {}
    assert last_paid(serving, products=PRODUCTS, place=COUNTY, within=CITY) == {}


@pytest.mark.parametrize("place", PLACES)
def test_stock_of_a_place_lasts_as_long_as_that_of_its_hospitals_with_known_use(
    kept: Small, serving: Serving, place: int
) -> None:
    use = {(row["month"], row["product"], row["hospital"]): row for row in kept.cube("cube_use")}
    for product in PRODUCTS:
        found = stock_by_month(serving, product=product, place=place, within=place)
        groups = grouped(inside(kept.cube("cube_stock"), place, product=product), "month")
        assert [one.month for one in found] == list(groups)
        for one, (month, rows) in zip(found, groups.items(), strict=True):
            with_use = [row for row in rows if (month, product, row["hospital"]) in use]
            daily = [use[month, product, row["hospital"]] for row in with_use]
            assert (one.hospitals, one.empty) == (len(rows), sum(row["quantity"] == 0 for row in rows))
            assert (one.quantity, one.with_use) == (sum(row["quantity"] for row in rows), len(with_use))
            assert one.covered_quantity == sum((row["quantity"] for row in with_use), start=Decimal(0))
            total = sum(float(row["used"]) / row["stocked_days"] for row in daily)
            assert one.daily_use == pytest.approx(total)
            assert (one.days is None) == (not with_use)
            if one.days is not None:
                assert one.days == pytest.approx(float(one.covered_quantity) / total)


def test_a_hospital_shows_its_last_count_of_the_two_newest_months(kept: Small, serving: Serving) -> None:
    rows = [row for row in kept.cube("cube_stock") if row["month"] in MONTHS[1:]]
    for hospital, region in HOSPITALS.items():
        newest = {
            row["product"]: row for row in sorted(rows, key=lambda row: row["month"]) if row["hospital"] == hospital
        }
        found = holdings_of_hospital(serving, hospital=hospital, within=NATION, most=99)
        expected = newest if NATION in above(region) else {}
        assert {one.product: (one.counted_on, one.quantity) for one in found} == {
            product: (row["counted_on"], row["quantity"]) for product, row in expected.items()
        }
        days = [one.days for one in found if one.days is not None]
        assert days == sorted(days)
    product = PRODUCTS[0]
    held = holdings_of_product(serving, product=product, place=BIG_CITY, within=PROVINCE, most=99)
    assert {one.hospital for one in held} == {row["hospital"] for row in inside(rows, BIG_CITY, product=product)}
    assert held[0].hospital_name == f"医院{held[0].hospital}"
    assert len(holdings_of_product(serving, product=product, place=PROVINCE, within=PROVINCE, most=2)) == 2


@pytest.mark.parametrize("hospital", [1, 4, 5, 7])
def test_a_hospital_is_added_up_over_its_distributors(kept: Small, serving: Serving, hospital: int) -> None:
    cube = [row for row in kept.cube("cube_orders") if row["hospital"] == hospital]
    totals = hospital_months(serving, hospital=hospital, within=PROVINCE)
    assert {one.month: (one.products, one.measures) for one in totals} == {
        month: (len({row["product"] for row in rows}), measured(rows)) for month, rows in grouped(cube, "month").items()
    }
    ordered = hospital_products(serving, hospital=hospital, month=MONTHS[0], within=PROVINCE, most=99)
    rows = [row for row in cube if row["month"] == MONTHS[0]]
    expected = {product: measured(some) for product, some in grouped(rows, "product").items()}
    assert {one.product: one.measures for one in ordered} == expected
    amounts = [one.measures.ordered_amount for one in ordered]
    assert amounts == sorted(amounts, reverse=True)
    product = ordered[0].product
    months = hospital_product_months(serving, hospital=hospital, product=product, within=PROVINCE)
    rows = [row for row in cube if row["product"] == product]
    assert {one.month: one.measures for one in months} == {
        month: measured(some) for month, some in grouped(rows, "month").items()
    }


@pytest.mark.parametrize("place", PLACES)
def test_totals_of_a_place_count_each_product_once(kept: Small, serving: Serving, place: int) -> None:
    groups = grouped(inside(kept.cube("cube_orders"), place), "month")
    found = place_months(serving, place=place, within=place)
    assert {one.month: (one.products, one.measures) for one in found} == {
        month: (len({row["product"] for row in rows}), measured(rows)) for month, rows in groups.items()
    }
    assert {one.place for one in places_below(serving, place=PROVINCE, month=MONTHS[0], within=NATION)} == {
        BIG_CITY, CITY, DIRECT,
    }  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_rankings_have_the_largest_of_all_products_first(kept: Small, serving: Serving, place: int) -> None:
    rows = inside(kept.cube("cube_orders"), place, month=MONTHS[2])
    by_product = {product: measured(some) for product, some in grouped(rows, "product").items()}
    spent = sorted(by_product, key=lambda one: (-by_product[one].ordered_amount, one))[:3]
    found = largest_purchases(serving, place=place, month=MONTHS[2], within=place, most=3)
    assert [(one.product, one.measures) for one in found] == [(product, by_product[product]) for product in spent]
    late = sorted(by_product, key=lambda one: (by_product[one].on_time_lines - by_product[one].due_lines, one))[:3]
    found = most_late_lines(serving, place=place, month=MONTHS[2], within=place, most=3)
    assert [one.product for one in found] == late


@pytest.mark.parametrize("place", PLACES)
def test_price_moves_are_weighed_by_what_the_place_buys_now(kept: Small, serving: Serving, place: int) -> None:
    cube = inside(kept.cube("cube_prices"), place)
    medians = {key: (quantile(rows, Decimal("0.5")), rows) for key, rows in grouped(cube, "month", "product").items()}
    expected = []
    for product in PRODUCTS:
        if (MONTHS[0], product) in medians and (MONTHS[2], product) in medians:
            before, (now, rows) = medians[MONTHS[0], product][0], medians[MONTHS[2], product]
            packs = sum(row["quantity"] for row in rows)
            weight = ((now - before) * packs).quantize(Decimal("0.0001"), ROUND_HALF_UP)
            expected += [(product, before, now, packs, weight)] if now != before else []
    expected.sort(key=lambda move: (-abs(move[4]), move[0]))
    found = biggest_price_moves(serving, place=place, month=MONTHS[2], base_month=MONTHS[0], within=place, most=4)
    assert [(one.product, one.before, one.now, one.quantity, one.weight) for one in found] == expected[:4]
    assert all(one.change == pytest.approx(float(one.now) / float(one.before) - 1) for one in found)
