"""The lake rows behind a finding about suppliers, clinical use, distributor stock and listed prices."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baowen.monitor.indicators.examples import CITY_A, COUNTY_A1, COUNTY_B1, PROVINCE, line_hash, tables
from baowen.monitor.indicators.registry import INDICATORS
from baowen.monitor.indicators.rows import Found

AS_OF = date(2025, 11, 30)
PRODUCTS = [
    {"product": 1, "drug_key": "甲", "ingredient": "甲酸"}, {"product": 2, "drug_key": "甲", "ingredient": "甲酸"},
    {"product": 3, "drug_key": "乙", "ingredient": "乙酸"},
]  # fmt: skip


def _line(number: str, **given: Any) -> dict[str, Any]:
    line = {
        "order_line_hash": line_hash(number), "ordered_on": date(2025, 11, 3), "product": 1, "hospital": 1,
        "distributor": 9, "region": COUNTY_A1, "quantity": 10, "unit_price": 10, "status": "confirmed",
    }  # fmt: skip
    return line | given


def _listing(product: int, valid_from: date, region: int = PROVINCE) -> dict[str, Any]:
    return {"product": product, "valid_from": valid_from, "region": region, "price": 10, "status": "listed"}


DATA: dict[str, list[dict[str, Any]]] = {
    "product": PRODUCTS,
    "order_line": [
        _line("refused", status="refused"), _line("silent", status="unanswered"), _line("elsewhere", region=COUNTY_B1,
        status="refused"), _line("dear", unit_price=12), _line("same drug", product=2, ordered_on=date(2025, 2, 3)),
        _line("other drug", product=3, status="refused"),
    ],
    "listing_price": [
        _listing(1, date(2025, 1, 1)), _listing(2, date(2025, 1, 1)), _listing(3, date(2025, 1, 1)),
        _listing(1, date(2025, 12, 1)), _listing(2, date(2025, 3, 1), CITY_A),
    ],
    "api_maker": [
        {"ingredient": "甲酸", "maker_name": "X", "material_kind": "api"},
        {"ingredient": "乙酸", "maker_name": "Y", "material_kind": "api"},
    ],
    "usage": [
        {"month": month, "product": product, "hospital": 1, "region": region, "quantity": 5}
        for month, product, region in (
            ("2025-10", 1, COUNTY_A1), ("2025-09", 2, COUNTY_A1), ("2025-09", 3, COUNTY_A1), ("2025-09", 1, COUNTY_B1),
            ("2025-11", 1, COUNTY_A1), ("2024-10", 1, COUNTY_A1),
        )
    ],
    "distributor_stock": [
        {"counted_on": date(2025, 11, 28), "distributor": distributor, "product": product, "quantity": 7}
        for distributor, product in ((9, 1), (8, 1), (9, 3))
    ],
}  # fmt: skip


def _rows(indicator: str, region: int) -> list[dict[str, Any]]:
    assert INDICATORS[indicator].rows is not None
    found = Found(indicator=indicator, month="2025-11", region=region, subject_type="product", subject=1, as_of=AS_OF)
    rows: list[dict[str, Any]] = INDICATORS[indicator].rows(found, tables(as_of=AS_OF, **DATA)).to_pyarrow().to_pylist()
    return rows


@pytest.mark.parametrize(
    ("indicator", "numbers"),
    [
        ("refused_share", {"refused"}),
        ("unanswered_share", {"silent"}),
        ("above_listed_price", {"dear"}),
        ("maker_concentration", {"refused", "silent", "dear", "same drug"}),
    ],
)
def test_the_order_lines_behind_a_finding_are_those_of_its_place_and_kind(indicator: str, numbers: set[str]) -> None:
    assert {row["order_line_hash"] for row in _rows(indicator, CITY_A)} == {line_hash(number) for number in numbers}


def test_the_listings_behind_few_makers_are_those_of_the_drug_here_and_above_by_then() -> None:
    found = {(row["product"], row["region"], row["valid_from"]) for row in _rows("listed_makers", CITY_A)}
    first = date(2025, 1, 1)
    assert found == {(1, PROVINCE, first), (2, PROVINCE, first), (2, CITY_A, date(2025, 3, 1))}
    assert {row["region"] for row in _rows("price_mark", PROVINCE)} == {PROVINCE}


def test_the_listings_behind_repeated_warnings_are_those_of_the_product_alone() -> None:
    assert [(row["product"], row["valid_from"]) for row in _rows("repeated_price_warning", PROVINCE)] == [
        (1, date(2025, 1, 1))
    ]


def test_the_register_the_use_and_the_counts_behind_a_finding_are_those_of_its_subject() -> None:
    assert [row["maker_name"] for row in _rows("api_concentration", PROVINCE)] == ["X"]
    used = {(row["month"], row["product"]) for row in _rows("stop_notice_use_impact", CITY_A)}
    assert used == {("2025-10", 1), ("2025-09", 2)}
    counts = [(row["distributor"], row["product"]) for row in _rows("stock_cover", CITY_A)]
    assert counts == [(9, 1)]
