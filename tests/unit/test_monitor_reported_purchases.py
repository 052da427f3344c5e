"""Monthly purchases without order lines, and places that are nations: found by running the public data."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.monitor.indicators.examples import REGIONS, table, tables
from baowen.monitor.indicators.places import rolled_up
from baowen.monitor.indicators.purchase import PurchaseParameters, purchase_findings
from baowen.monitor.indicators.tables import Scope
from baowen.monitor.thresholds import parameters

LAST = Month(2025, 6)
NATION = 900001


@pytest.fixture(scope="module")
def given() -> PurchaseParameters:
    return parameters(load_packs().ruling("cn", LAST.last), home=430000)["purchase"]


def _reported(*, region: int, last: int) -> list[dict[str, Any]]:
    """Eighteen months of one hospital: product 1 falls to `last` packs in the last of them, product 2 stays."""
    months = [LAST.plus(-n) for n in range(17, -1, -1)]
    return [
        {"month": str(month), "hospital": 1, "region": region, "product": product, "quantity": quantity}
        for number, month in enumerate(months)
        for product, quantity in ((1, last if month == LAST else 95 + number % 3 * 5), (2, 200 + number % 2 * 10))
    ]


def _drops(rows: list[dict[str, Any]], given: PurchaseParameters) -> set[tuple[int, int]]:
    data = tables(as_of=LAST.last, purchase=rows, region=[*REGIONS, {"region": NATION, "level": "nation"}])
    found = purchase_findings(data, given, Scope(months=(LAST,), as_of=LAST.last)).to_pyarrow().to_pylist()
    return {(row["region"], row["subject"]) for row in found if row["indicator"] == "purchase_drop"}


def test_a_fall_is_found_where_a_hospital_reports_one_row_a_month(given: PurchaseParameters) -> None:
    assert _drops(_reported(region=430102, last=10), given) == {(430100, 1), (430000, 1)}


def test_a_month_within_the_ordinary_range_of_reported_purchases_is_no_fall(given: PurchaseParameters) -> None:
    assert _drops(_reported(region=430102, last=92), given) == set()


def test_few_order_lines_are_still_too_few(given: PurchaseParameters) -> None:
    lines = [
        {
            "order_line_hash": number, "ordered_on": date(int(row["month"][:4]), int(row["month"][5:]), 3),
            "hospital": 1, "region": 430102, "product": row["product"], "distributor": 9, "quantity": row["quantity"],
            "unit_price": 1,
        }
        for number, row in enumerate(_reported(region=430102, last=10))
    ]  # fmt: skip
    data = tables(as_of=LAST.last, order_line=lines)
    found = purchase_findings(data, given, Scope(months=(LAST,), as_of=LAST.last)).to_pyarrow().to_pylist()
    assert found == []


def test_purchases_known_for_a_nation_only_stand_for_it(given: PurchaseParameters) -> None:
    assert _drops(_reported(region=NATION, last=10), given) == {(NATION, 1)}


def test_a_nation_is_counted_once_and_not_as_a_city() -> None:
    region = table("region", [*REGIONS, {"region": NATION, "level": "nation"}])
    rows = table("purchase", [{"month": "2025-06", "hospital": 1, "product": 1, "region": NATION, "quantity": 5}])
    found = rolled_up(rows, region, ("county", "city", "province")).to_pyarrow().to_pylist()
    assert [row["region"] for row in found] == [NATION]
