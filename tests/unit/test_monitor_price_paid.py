"""Which listed prices explain a rise of the price paid."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baowen.core.period import Month
from baowen.monitor.indicators.examples import CITY_A, CITY_B, COUNTY_A1, PROVINCE, REGIONS, line_hash, tables
from baowen.monitor.indicators.price_paid import PaidParameters, price_paid_findings
from baowen.monitor.indicators.tables import Scope

NATION = 100000
LAST = Month(2025, 6)
GIVEN = PaidParameters(window_months=6, least_months=2, least_lines=1, least_rise=0.05, levels=("city",))


def _found(*listed: tuple[int, date, float]) -> list[tuple[str, float]]:
    """Months and values for a price paid of 10 until April, 13 in May and June, and prices listed per region."""
    lines: list[dict[str, Any]] = [
        {"order_line_hash": line_hash(str(month)), "ordered_on": month.first, "product": 1, "hospital": 1,
         "region": COUNTY_A1, "quantity": 1, "unit_price": 13 if month >= Month(2025, 5) else 10}
        for month in Month(2025, 1).until(LAST)
    ]  # fmt: skip
    prices = [{"product": 1, "region": place, "valid_from": day, "price": price} for place, day, price in listed]
    regions = [*REGIONS, {"region": NATION, "level": "nation"}]
    data = tables(as_of=LAST.last, order_line=lines, listing_price=prices, region=regions)
    scope = Scope(months=(Month(2025, 5), LAST), as_of=LAST.last)
    rows = price_paid_findings(data, GIVEN, scope).to_pyarrow().to_pylist()
    return sorted((row["month"], row["value"]) for row in rows)


LASTED = [("2025-06", pytest.approx(0.3))]


def test_a_rise_of_one_month_is_not_said_and_one_that_lasts_is() -> None:
    assert _found() == LASTED


@pytest.mark.parametrize("place", [CITY_A, PROVINCE, NATION])
def test_a_price_listed_for_the_place_its_province_or_the_nation_explains_the_rise(place: int) -> None:
    assert _found((place, date(2024, 1, 1), 10), (place, date(2025, 4, 28), 13)) == []


def test_a_price_listed_for_another_city_or_raised_before_the_window_explains_nothing() -> None:
    assert _found((CITY_B, date(2024, 1, 1), 10), (CITY_B, date(2025, 4, 28), 13)) == LASTED
    assert _found((PROVINCE, date(2024, 1, 1), 10), (PROVINCE, date(2024, 10, 1), 13)) == LASTED


def test_a_rise_well_beyond_the_listed_one_is_still_said() -> None:
    assert _found((PROVINCE, date(2024, 1, 1), 10), (PROVINCE, date(2025, 4, 28), 12)) == LASTED
