"""Unit and pack slips are told apart from prices that are merely unusual."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baowen.core.period import Month
from baowen.lake.cubes import orders_cube, prices_cube
from baowen.monitor.indicators.examples import COUNTY_A1, calendar_rows, line_hash, table
from baowen.monitor.indicators.plausibility import (
    PlausibilityParameters,
    data_questions,
    implausible_lines,
    usual_prices,
)

GIVEN = PlausibilityParameters(ratio=8.0, pack_tolerance=0.1, least_units=4.0, least_lines=5, least_hospitals=3)
MONTH, DAY = Month(2025, 11), date(2025, 11, 30)
PRODUCT = table("product", [{"product": 1, "units": 24}, {"product": 2, "units": 2}])


def _line(number: int, *, price: float, product: int = 1, hospital: int | None = None) -> dict[str, Any]:
    return {
        "order_line_hash": line_hash(f"{product}-{number}"), "ordered_on": date(2025, 11, 3), "product": product,
        "hospital": number % 4 if hospital is None else hospital, "region": COUNTY_A1, "quantity": 10,
        "unit_price": price,
    }  # fmt: skip


def _slips(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    lines = table("order_line", rows)
    usual = usual_prices(lines, GIVEN, months=(MONTH,))
    found: list[dict[str, Any]] = (
        implausible_lines(lines, PRODUCT, usual, GIVEN, month=MONTH, as_of=DAY).to_pyarrow().to_pylist()
    )
    return found


NORMAL = [_line(n, price=48) for n in range(10)]


@pytest.mark.parametrize(
    ("price", "kind"),
    [(2.0, "pack"), (48 * 24, "pack"), (48 * 10, "ratio"), (48 * 3, None), (48 / 3, None), (2.15, "pack")],
)
def test_a_price_is_a_slip_when_off_by_the_pack_or_by_too_much(price: float, kind: str | None) -> None:
    assert [row["kind"] for row in _slips([*NORMAL, _line(99, price=price)])] == ([kind] if kind else [])


def test_a_pack_of_two_is_not_told_from_a_double_price() -> None:
    rows = [_line(n, price=10, product=2) for n in range(10)]
    assert _slips([*rows, _line(99, price=20, product=2)]) == []


def test_a_rise_that_most_hospitals_pay_is_no_slip_but_the_old_price_still_is_none() -> None:
    risen = [_line(n, price=48 * 5) for n in range(20, 40)]
    assert _slips([*NORMAL, *risen]) == []


def test_a_product_that_too_few_hospitals_buy_is_not_judged() -> None:
    rows = [_line(n, price=48, hospital=n % 2) for n in range(10)]
    assert _slips([*rows, _line(99, price=2.0, hospital=1)]) == []


def test_questions_count_the_rows_of_a_hospital_and_product() -> None:
    lines = table("order_line", [*NORMAL, _line(97, price=2.0, hospital=3), _line(98, price=2.0, hospital=3)])
    usual = usual_prices(lines, GIVEN, months=(MONTH,))
    slips = implausible_lines(lines, PRODUCT, usual, GIVEN, month=MONTH, as_of=DAY)
    (question,) = data_questions(slips).to_pyarrow().to_pylist()
    assert (question["hospital"], question["product"], question["rows"], question["kind"]) == (3, 1, 2, "pack")
    assert question["factor"] == pytest.approx(2 / 48)


def test_slips_stay_out_of_both_cubes() -> None:
    lines = table("order_line", [*NORMAL, _line(99, price=2.0)])
    usual = usual_prices(lines, GIVEN, months=(MONTH,))
    excluded = implausible_lines(lines, PRODUCT, usual, GIVEN, month=MONTH, as_of=DAY)
    prices = prices_cube(lines, month=MONTH, as_of=DAY, excluded=excluded).to_pyarrow().to_pylist()
    assert [float(row["price"]) for row in prices] == [48.0]
    orders = orders_cube(
        lines, table("delivery"), table("receipt"), table("calendar", calendar_rows(MONTH.first, DAY)),
        table("organisation"), month=MONTH, follow_months=2, as_of=DAY, excluded=excluded,
    )  # fmt: skip
    assert sum(row["lines"] for row in orders.to_pyarrow().to_pylist()) == 10
