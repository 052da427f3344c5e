"""What keeps false signals away: unsent prices, standing spreads, changed listings, covered stops, one large order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.monitor.indicators.examples import CITY_A, CITY_B, COUNTY_A1, COUNTY_B1, COUNTY_C1, PROVINCE, tables
from baowen.monitor.indicators.parameter import read_parameters
from baowen.monitor.indicators.price_rise import PriceRiseParameters, price_rise_findings
from baowen.monitor.indicators.price_spread import SpreadParameters, spread_findings
from baowen.monitor.indicators.stock import StockParameters, days_of_supply_findings
from baowen.monitor.indicators.stop import StopParameters, stop_findings
from baowen.monitor.indicators.tables import Scope

AS_OF = date(2025, 12, 31)
RULING = load_packs().ruling("430000", AS_OF)
SCOPE = Scope(months=(Month(2025, 12),), as_of=AS_OF)


def found(table: Any, indicator: str) -> list[dict[str, Any]]:
    return [row for row in table.to_pyarrow().to_pylist() if row["indicator"] == indicator]


def price(day: date, yuan: float, before: float | None = None) -> dict[str, Any]:
    return {"valid_from": day, "product": 1, "region": PROVINCE, "price": yuan, "previous_price": before}


RISE = read_parameters(PriceRiseParameters, RULING)


@pytest.mark.parametrize(
    ("before", "rise"), [(None, 0.25), (8.0, 0.25), (5.0, 1.0)], ids=["not said", "as we hold it", "a price unsent"]
)
def test_a_price_in_between_that_was_never_sent_is_the_base_when_it_is_lower(before: float | None, rise: float) -> None:
    listed = [price(date(2024, 1, 1), 8), price(date(2025, 12, 1), 10, before)]
    (row,) = found(price_rise_findings(tables(as_of=AS_OF, listing_price=listed), RISE, SCOPE), "price_rise")
    assert row["value"] == pytest.approx(rise)


def test_a_price_that_dipped_for_two_months_and_came_back_has_not_risen() -> None:
    listed = [price(date(2024, 1, 1), 10), price(date(2025, 10, 1), 5, 10), price(date(2025, 12, 1), 10, 5)]
    assert found(price_rise_findings(tables(as_of=AS_OF, listing_price=listed), RISE, SCOPE), "price_rise") == []


def lines(month: int, county: int, yuan: float, *, count: int = 8, product: int = 1, packs: int = 10) -> Any:
    return [
        {
            "order_line_hash": hash((month, county, product, number)) % 2**60, "ordered_on": date(2025, month, 3),
            "product": product, "hospital": county, "distributor": 9, "region": county, "quantity": packs,
            "unit_price": yuan, "delivery_class": "general", "status": "confirmed",
        }
        for number in range(count)
    ]  # fmt: skip


SPREAD = read_parameters(SpreadParameters, RULING)


def gaps(order_line: list[Any], **more: Any) -> dict[int, float]:
    data = tables(as_of=AS_OF, order_line=order_line, **more)
    return {row["region"]: row["value"] for row in found(spread_findings(data, SPREAD, SCOPE), "regional_spread")}


def test_a_city_with_few_lines_is_judged_by_three_months() -> None:
    elsewhere = [*lines(12, COUNTY_B1, 10), *lines(12, COUNTY_C1, 10)]
    once = lines(12, COUNTY_A1, 15, count=1)
    assert gaps([*elsewhere, *once]) == {}
    before = [*lines(10, COUNTY_A1, 15, count=1), *lines(11, COUNTY_A1, 15, count=1)]
    assert gaps([*elsewhere, *once, *before]) == {CITY_A: pytest.approx(1.5)}
    early = [*lines(8, COUNTY_A1, 15, count=1), *lines(9, COUNTY_A1, 15, count=1)]
    assert gaps([*elsewhere, *once, *early]) == {}


def test_one_bulk_order_is_no_price_level() -> None:
    elsewhere = [*lines(12, COUNTY_B1, 10), *lines(12, COUNTY_C1, 10)]
    bulk = [*lines(12, COUNTY_A1, 10, count=8), *lines(12, COUNTY_A1, 15, count=1, packs=900, product=1)]
    bulk[-1]["order_line_hash"] = 1
    assert gaps([*elsewhere, *bulk]) == {}


def test_a_month_in_which_the_listed_price_changed_is_not_compared() -> None:
    dear = [*lines(12, COUNTY_A1, 15), *lines(12, COUNTY_B1, 10), *lines(12, COUNTY_C1, 10)]
    assert gaps(dear) == {CITY_A: pytest.approx(1.5)}
    assert gaps(dear, listing_price=[price(date(2025, 1, 1), 10), price(date(2025, 12, 20), 15)]) == {}
    assert CITY_B not in gaps(dear, listing_price=[price(date(2025, 1, 1), 10), price(date(2025, 12, 20), 10.5)])


def spreads(december: float, earlier: float) -> list[dict[str, Any]]:
    drugs = [
        {"product": one, "drug_key": "x", "strength_mg": 5, "form_group": "oral_solid", "units": 10} for one in (1, 2)
    ]
    history = [line for month in (9, 10, 11) for line in lines(month, COUNTY_A1, earlier)]
    cheap = [line for month in (9, 10, 11, 12) for line in lines(month, COUNTY_A1, 10, product=2)]
    data = tables(as_of=AS_OF, order_line=[*history, *cheap, *lines(12, COUNTY_A1, december)], product=drugs)
    return found(spread_findings(data, SPREAD, SCOPE), "same_drug_spread")


def test_a_spread_that_always_was_is_no_finding_and_one_that_widened_is() -> None:
    assert spreads(60, earlier=60) == []
    (row,) = spreads(60, earlier=20)
    assert (row["value"], row["reference"]) == (pytest.approx(6), pytest.approx(2))
    assert spreads(25, earlier=20) == []


STOP = read_parameters(StopParameters, RULING, home=PROVINCE)


@pytest.mark.parametrize(
    ("back", "left", "basis"),
    [
        (date(2025, 12, 21), 100.0, "covered"),  # 20 days; 100 packs last 34 days at 3 a day
        (date(2026, 3, 31), 100.0, "open"),  # 120 days
        (date(2025, 12, 21), 10.0, "open"),  # 10 packs last 3 days, and other stocks 14
        (None, 100.0, "open"),  # nobody says how long
        (date(2025, 12, 21), None, "open"),  # nobody says what is left
    ],
)  # fmt: skip
def test_a_stop_is_covered_when_what_is_left_outlasts_it(back: date | None, left: float | None, basis: str) -> None:
    notice = {
        "announced_on": date(2025, 12, 1), "product": 1, "region": PROVINCE, "stops_on": date(2025, 12, 1),
        "resumes_on": back, "stock_left": left, "stop_state": "ongoing",
    }  # fmt: skip
    product = [{"product": 1, "drug_key": "x", "units": 1}]
    bought = [line for month in (10, 11) for line in lines(month, COUNTY_A1, 10, count=9)]
    data = tables(as_of=AS_OF, order_line=bought, product=product, stop_notice=[notice])
    rows = found(stop_findings(data, STOP, SCOPE), "stop_notice_impact")
    assert {row["threshold_basis"] for row in rows} == {basis}


def test_days_that_fell_because_one_large_hospital_waits_are_no_finding() -> None:
    stock, usage = [], []
    for hospital in range(1, 9):
        large = hospital == 1
        for month in range(6, 13):
            held = 10 if large and month == 12 else 900 if large else 30
            stock.append(_count(month, hospital, held))
            usage.append({
                "month": f"2025-{month - 1:02d}", "hospital": hospital, "product": 1, "region": COUNTY_A1,
                "quantity": 900 if large else 30, "stockout_days": 0,
            })  # fmt: skip
    lines_ = {"emergency": 90.0, "easily_short": 60.0, "ordinary": 20.0}
    low = dict.fromkeys(lines_, 3.0)
    given = read_parameters(StockParameters, RULING, low_days=low, line_days=lines_)
    data = tables(as_of=AS_OF, stock=stock, usage=usage, product=[{"product": 1, "drug_class": "ordinary"}])
    assert found(days_of_supply_findings(data, given, SCOPE), "days_of_supply") == []
    lax = replace(given, low_when_fallen=0.1)
    assert found(days_of_supply_findings(data, lax, SCOPE), "days_of_supply") != []


def _count(month: int, hospital: int, packs: int) -> dict[str, Any]:
    return {
        "counted_on": date(2025, month, 28), "hospital": hospital, "product": 1, "region": COUNTY_A1,
        "quantity": packs, "expires_on": date(2027, 1, 1),
    }  # fmt: skip
