"""What a reader of an unfolded rate sees beside each order line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from baowen.monitor.indicators.examples import CITY_A, COUNTY_A1, COUNTY_B1, line_hash, tables
from baowen.monitor.indicators.registry import INDICATORS
from baowen.monitor.indicators.rows import Found

AS_OF = date(2025, 12, 31)


def _line(number: str, *, region: int = COUNTY_A1, product: int = 1) -> dict[str, Any]:
    return {
        "order_line_hash": line_hash(number), "ordered_on": date(2025, 11, 3), "product": product, "hospital": 1,
        "region": region, "quantity": 10, "unit_price": 1,
    }  # fmt: skip


def _rows(*, as_of: date | None, indicator: str = "delivery_rate") -> dict[int, dict[str, Any]]:
    data = tables(
        as_of=AS_OF,
        order_line=[_line("a"), _line("b"), _line("c", region=COUNTY_B1), _line("d", product=2)],
        delivery=[
            {"order_line_hash": line_hash("a"), "delivered_on": date(2025, 11, 9), "quantity": 4},
            {"order_line_hash": line_hash("a"), "delivered_on": date(2025, 12, 20), "quantity": 3},
            {"order_line_hash": line_hash("d"), "delivered_on": date(2025, 11, 5), "quantity": 9},
        ],
        receipt=[{"order_line_hash": line_hash("a"), "received_on": date(2025, 11, 10), "quantity": 2}],
    )
    found = Found(
        indicator=indicator, month="2025-11", region=CITY_A, subject_type="product", subject=1, as_of=as_of
    )  # fmt: skip
    rows = INDICATORS[indicator].rows(found, data).to_pyarrow().to_pylist()
    return {row["order_line_hash"]: row for row in rows}


def _arrivals(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("delivered", "last_delivered_on", "received", "last_received_on"))


def test_the_lines_behind_a_rate_say_what_arrived_and_when_and_none_is_missing() -> None:
    rows = _rows(as_of=None)
    assert rows.keys() == {line_hash("a"), line_hash("b")}
    assert _arrivals(rows[line_hash("a")]) == (Decimal(7), date(2025, 12, 20), Decimal(2), date(2025, 11, 10))
    assert _arrivals(rows[line_hash("b")]) == (None, None, None, None)


def test_what_arrived_after_the_day_of_the_run_is_left_out() -> None:
    row = _rows(as_of=date(2025, 11, 30), indicator="on_time_rate")[line_hash("a")]
    assert _arrivals(row)[:2] == (Decimal(4), date(2025, 11, 9))


def test_the_lines_behind_a_purchase_are_shown_as_they_are() -> None:
    assert "delivered" not in _rows(as_of=None, indicator="purchase_drop")[line_hash("a")]
