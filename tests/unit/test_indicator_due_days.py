"""Due days by delivery class: Hunan's 12, 24, 48 and 72 hours, with and without holidays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from baowen.core.calendar import load_calendar
from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.lake.cubes import orders_cube
from baowen.lake.cubes.orders import DUE_CLASSES
from baowen.monitor.calendar_table import calendar_table
from baowen.monitor.indicators.examples import table

EVE_OF_NATIONAL_DAY = date(2026, 9, 30)


def _row(ordered_on: date) -> dict[str, date]:
    ruling = load_packs().ruling("430000", ordered_on)
    row = calendar_table(ruling, load_calendar(), first=ordered_on, last=ordered_on).row(0, named=True)
    return {name: row[f"due_{name}"] for name in DUE_CLASSES}


def test_only_emergencies_run_through_the_holidays_in_hunan() -> None:
    assert _row(EVE_OF_NATIONAL_DAY) == {
        "emergency": date(2026, 10, 1),
        "emergency_remote": date(2026, 10, 1),
        "general": date(2026, 10, 9),
        "remote": date(2026, 10, 10),  # a Saturday that is worked
        "cold_chain": date(2026, 10, 10),
    }


@pytest.mark.parametrize(
    ("delivery_class", "hospital", "days"),
    [
        ("general", 1, 3),
        (None, 1, 3),
        ("general", 2, 5),
        ("emergency", 1, 1),
        ("emergency", 2, 2),
        ("cold_chain", 1, 4),
        ("cold_chain", 2, 5),  # both cold-chain and remote: the later day
    ],
)
def test_a_line_is_on_time_on_the_last_day_of_its_class_and_late_a_day_after(
    delivery_class: str | None, hospital: int, days: int
) -> None:
    ordered = date(2025, 3, 3)
    line = {
        "order_line_hash": 1, "ordered_on": ordered, "hospital": hospital, "region": 430102, "product": 1,
        "quantity": 5, "unit_price": 1, "delivery_class": delivery_class,
    }  # fmt: skip
    found = []
    for late in (0, 1):
        delivered = {"order_line_hash": 1, "delivered_on": ordered + timedelta(days=days + late), "quantity": 5}
        due = {f"due_{name}": ordered + timedelta(days=n) for name, n in zip(DUE_CLASSES, (3, 1, 5, 4, 2), strict=True)}
        cube = orders_cube(
            table("order_line", [line]), table("delivery", [delivered]), table("receipt"),
            table("calendar", [{"day": ordered, "is_working": True, **due}]),
            table("organisation", [{"org": 2, "is_remote": True}]),
            month=Month(2025, 3), follow_months=1, as_of=date(2025, 4, 30),
        )  # fmt: skip
        row = cube.to_pyarrow().to_pylist()[0]
        found.append((row["due_lines"], row["on_time_lines"]))
    assert found == [(1, 1), (1, 0)]


def test_a_class_without_hours_of_its_own_is_due_as_the_wider_one() -> None:
    ordered = date(2025, 3, 3)
    lines = [
        {"order_line_hash": number, "ordered_on": ordered, "hospital": 2, "region": 430102, "product": number,
         "quantity": 5, "unit_price": 1, "delivery_class": name}
        for number, name in enumerate(("emergency", "cold_chain"), start=1)
    ]  # fmt: skip
    cube = orders_cube(
        table("order_line", lines), table("delivery"), table("receipt"),
        table("calendar", [{"day": ordered, "due_general": date(2025, 3, 6), "due_emergency": date(2025, 3, 4)}]),
        table("organisation", [{"org": 2, "is_remote": True}]),
        month=Month(2025, 3), follow_months=1, as_of=date(2025, 3, 5),
    )  # fmt: skip
    due = {row["product"]: row["due_lines"] for row in cube.to_pyarrow().to_pylist()}
    assert due == {1: 1, 2: 0}  # on the 5th the emergency is due, the cold chain (by the general hours) is not yet
