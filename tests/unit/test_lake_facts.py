"""What is usable, what is one item, what is used a day: the facts that reserves and transfers rest on. RSV-1, RSV-3."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from baowen.collect.tables import stored_schema
from baowen.core.period import days_from
from baowen.lake.facts.items import items
from baowen.lake.facts.usable import recalled_lots, usable_stock
from baowen.lake.facts.use import daily_use
from baowen.lake.store import CURRENT, Lake

DAY = date(2026, 3, 20)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def put(lake: Lake, table: str, *rows: dict[str, Any]) -> None:
    schema = stored_schema(table)
    whole = [{"month": "all", "batch": 1, "row": number} | row for number, row in enumerate(rows, start=2)]
    frame = pl.DataFrame(whole, schema=schema, orient="row").with_columns(state=pl.lit(CURRENT))
    lake.replace_months(table, frame, months=sorted({row["month"] for row in whole}), sort=["product"])


def counted(day: date, quantity: int, lot: str | None, expires: date | None, hospital: int = 1) -> dict[str, Any]:
    return {
        "month": f"{day:%Y-%m}", "hospital": hospital, "product": 7, "counted_on": day, "quantity": Decimal(quantity),
        "lot_no": lot, "expires_on": expires,
    }  # fmt: skip


def recall(lot: str | None, *, on: date = date(2026, 3, 1), ended: date | None = None) -> dict[str, Any]:
    return {"recall_no": f"Z{lot}", "product": 7, "lot_no": lot, "recalled_on": on, "ended_on": ended}


def usable(lake: Lake, day: date = DAY) -> list[tuple[str | None, Decimal]]:
    return usable_stock(lake, "stock", day=day, stale_days=45).select("lot_no", "packs").rows()


def test_only_the_last_count_stands_and_expired_lots_do_not(lake: Lake) -> None:
    put(
        lake, "stock", counted(date(2026, 2, 28), 90, "OLD", None), counted(date(2026, 3, 15), 5, "A", DAY),
        counted(date(2026, 3, 15), 8, "B", date(2026, 3, 19)),
    )  # fmt: skip
    assert usable(lake) == [("A", Decimal(5))], "a lot counts on the day on which it expires, and not on the next"
    assert usable(lake, date(2026, 3, 21)) == [(None, Decimal(0))], "counted, and none of it usable"


def test_a_count_that_is_too_old_is_no_count_and_zero_is_one(lake: Lake) -> None:
    put(lake, "stock", counted(date(2026, 1, 31), 5, "A", None), counted(date(2026, 3, 1), 0, None, None, hospital=2))
    assert usable_stock(lake, "stock", day=DAY, stale_days=45)["org"].to_list() == [2]
    assert usable(lake) == [(None, Decimal(0))]


def test_a_recalled_lot_does_not_count_until_the_recall_has_ended(lake: Lake) -> None:
    put(lake, "stock", counted(date(2026, 3, 15), 5, "A", None), counted(date(2026, 3, 15), 6, "B", None))
    put(lake, "recall", recall("A", ended=date(2026, 3, 21)))
    assert usable(lake) == [("B", Decimal(6))]
    assert usable(lake, date(2026, 3, 22)) == [("A", Decimal(5)), ("B", Decimal(6))]
    assert recalled_lots(lake, day=date(2026, 2, 28)).is_empty()


def test_a_recall_of_the_product_takes_every_lot_and_one_of_a_lot_takes_stock_without_number(lake: Lake) -> None:
    put(lake, "stock", counted(date(2026, 3, 15), 5, "A", None), counted(date(2026, 3, 15), 6, None, None))
    put(lake, "recall", recall("C"))
    assert usable(lake) == [("A", Decimal(5))]
    put(lake, "recall", recall(None))
    assert usable(lake) == [(None, Decimal(0))]


def used(month: str, quantity: int, out: int | None) -> dict[str, Any]:
    return {"month": month, "hospital": 1, "product": 7, "quantity": Decimal(quantity), "stockout_days": out}


def test_days_without_stock_are_no_days_without_need(lake: Lake) -> None:
    put(lake, "usage", used("2026-01", 31, None), used("2026-02", 28, 14))
    row = daily_use(lake, day=DAY, use_months=2).row(0, named=True)
    assert row["daily_use"] == pytest.approx(59 / 45)
    assert row["months"] == 2
    assert row["scatter"] == pytest.approx(0.5 * 2**0.5), "1 a day and 2 a day"


def test_a_month_wholly_without_stock_says_nothing_of_the_need(lake: Lake) -> None:
    put(lake, "usage", used("2026-02", 0, 28))
    assert daily_use(lake, day=DAY, use_months=3).is_empty()
    put(lake, "usage", used("2026-02", 0, 0))
    assert daily_use(lake, day=DAY, use_months=3)["daily_use"].to_list() == [0.0]


def product(key: int, drug: str | None, units: int | None, strength: int = 100) -> dict[str, Any]:
    return {
        "product": key, "product_code": f"P{key}", "generic_name": "甲", "drug_key": drug, "form_group": "片",
        "strength_mg": Decimal(strength), "units": None if units is None else Decimal(units),
    }  # fmt: skip


def test_packs_of_one_strength_are_one_item_and_what_cannot_be_read_stands_alone(lake: Lake) -> None:
    put(lake, "catalogue", product(1, "甲|oral", 10), product(2, "甲|oral", 30), product(3, "甲|oral", 10, 50),
        product(4, None, None))  # fmt: skip
    rows = items(lake).select("item", "units").rows()
    assert rows[0][0] == rows[1][0] != rows[2][0]
    assert [row[1] for row in rows] == [10.0, 30.0, 10.0, 1.0]
    assert rows[3][0] == "=P4"


def test_a_question_may_be_asked_of_the_first_day_of_the_calendar(lake: Lake) -> None:
    put(lake, "stock", counted(date(2026, 3, 15), 5, "A", None))
    put(lake, "usage", used("2026-02", 28, 0))
    assert usable_stock(lake, "stock", day=date.min, stale_days=45).is_empty()
    assert daily_use(lake, day=date.min, use_months=3).is_empty()


def test_days_end_where_the_calendar_does() -> None:
    assert days_from(date.min, -1) == date.min
    assert days_from(date.max, 10**9) == date.max
    assert days_from(date(2028, 2, 28), 2) == date(2028, 3, 1)
