"""What is expected, kept in the lake: made when a month begins, again when its past changes, else left alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.lake.store import CURRENT, Lake
from baowen.monitor.expectation.parameters import ExpectationParameters
from baowen.monitor.indicators.parameter import read_parameters

pytestmark = pytest.mark.django_db

MONTHS = [str(month) for month in Month(2025, 1).until(Month(2026, 4))]
AS_OF = date(2026, 4, 20)
Row = dict[str, Any]


def _cube(month: str, extra: int = 0) -> pl.DataFrame:
    chance = random.Random(month)
    rows = [
        {
            "month": month, "state": CURRENT, "product": product, "hospital": hospital, "region": region, "lines": 4,
            "ordered_quantity": Decimal(20 * product + chance.randrange(15) + extra),
        }
        for product in (1, 2, 3)
        for hospital, region in ((1, 430121), (2, 430202))
    ]  # fmt: skip
    kinds = {
        "product": pl.Int32, "hospital": pl.Int32, "region": pl.Int32, "ordered_quantity": pl.Decimal(18, 4),
        "lines": pl.Int64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema_overrides=kinds)


def _trade(cube: pl.DataFrame) -> pl.DataFrame:
    """The cube added up for cities and for the province."""
    city = pl.col("region") // 100 * 100
    levels = [cube.with_columns(region=city, level=pl.lit("city")),
              cube.with_columns(region=pl.lit(430000, pl.Int32), level=pl.lit("province"))]  # fmt: skip
    placed = pl.concat([each.with_columns(pl.col("region").cast(pl.Int32)) for each in levels])
    return placed.group_by("month", "state", "level", "region", "product").agg(
        pl.col("lines").sum(), pl.col("ordered_quantity").sum().cast(pl.Decimal(18, 4))
    )


def _store(lake: Lake, months: Sequence[str], *, extra: int = 0) -> None:
    """The cube of orders of some months, and order lines and use whose files change with them."""
    for month in months:
        cube = _cube(month, extra)
        lake.replace_months("cube_orders", cube, months=[month], sort=["product"])
        lake.replace_months("cube_trade", _trade(cube), months=[month], sort=["product"])
        lines = cube.select("month", "state", "product", "hospital", "region", quantity="ordered_quantity")
        lake.replace_months("order_line", lines, months=[month], sort=["product"])
        used = lines.with_columns(stockout_days=pl.lit(3, pl.Int64))
        lake.replace_months("usage", used, months=[month], sort=["product"])


def _inputs(**changes: Any) -> Any:
    from baowen.monitor.expectation.store import ExpectationInputs

    rules = read_parameters(ExpectationParameters, load_packs().ruling("430000", AS_OF))
    calendar = pl.DataFrame({"day": [AS_OF], "is_working": [True]})
    return ExpectationInputs(parameters=replace(rules, **changes), calendar=calendar, as_of=AS_OF, rules="r1")


def _expected(lake: Lake, table: str = "expectation") -> pl.DataFrame:
    rows = lake.read(table)
    assert rows is not None
    return rows.sort("month", "region", "product")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    made = Lake(tmp_path / "lake")
    _store(made, MONTHS)
    return made


def test_each_month_is_made_once_and_a_night_without_late_rows_makes_none(lake: Lake) -> None:
    from baowen.monitor.expectation.store import refresh_expectations

    assert refresh_expectations(lake, _inputs()) == {
        "expectation": ["2026-01", "2026-02", "2026-03", "2026-04"],
        "expectation_use": ["2026-01", "2026-02", "2026-03", "2026-04"],
    }
    version = lake.version("expectation")
    _store(lake, ["2026-04"], extra=5)  # the running month goes on
    assert refresh_expectations(lake, _inputs()) == {"expectation": [], "expectation_use": []}
    assert lake.version("expectation") == version


def test_late_rows_reach_the_months_after_them_as_a_full_recompute_would(lake: Lake, tmp_path: Path) -> None:
    from baowen.monitor.expectation.store import refresh_expectations
    from baowen.monitor.models import CubeMonth

    refresh_expectations(lake, _inputs())
    before = _expected(lake)
    _store(lake, ["2026-02"], extra=500)
    assert refresh_expectations(lake, _inputs())["expectation"] == ["2026-03", "2026-04"]
    after = _expected(lake)
    assert before.filter(pl.col("month") < "2026-03").equals(after.filter(pl.col("month") < "2026-03"))
    assert not before.filter(month="2026-04").equals(after.filter(month="2026-04"))
    CubeMonth.objects.all().delete()
    fresh = Lake(tmp_path / "fresh")
    _store(fresh, MONTHS)
    _store(fresh, ["2026-02"], extra=500)
    refresh_expectations(fresh, _inputs())
    for table in ("expectation", "expectation_use"):
        assert _expected(fresh, table).equals(_expected(lake, table))


def test_other_rules_or_a_new_register_make_all_months_again_and_use_may_be_switched_off(lake: Lake) -> None:
    from baowen.monitor.expectation.store import refresh_expectations

    refresh_expectations(lake, _inputs())
    assert refresh_expectations(lake, _inputs(coverage=0.5, expects_use=False)) == {"expectation": MONTHS[12:]}
    catalogue = pl.DataFrame(
        {"product": [1], "drug_key": ["a"], "delisted_on": [None], "month": ["all"], "state": [CURRENT]},
        schema_overrides={"product": pl.Int32, "delisted_on": pl.Date},
    )
    lake.replace_months("catalogue", catalogue, months=["all"], sort=["product"])
    assert refresh_expectations(lake, _inputs(coverage=0.5, expects_use=False)) == {"expectation": MONTHS[12:]}


def test_a_chart_gets_packs_and_their_range_for_every_month(lake: Lake) -> None:
    from baowen.monitor.expectation.queries import expected_ranges
    from baowen.monitor.expectation.store import refresh_expectations

    before = expected_ranges(lake, 430100, 2)
    assert before["expected"].null_count() == len(MONTHS)
    refresh_expectations(lake, _inputs())
    found = expected_ranges(lake, 430100, 2)
    assert found["month"].to_list() == MONTHS
    assert found["expected"].null_count() == 12
    row = found.row(-1, named=True)
    share = _expected(lake).filter(month="2026-04", region=430100, product=2).row(0, named=True)
    assert row["expected"] == pytest.approx(share["expected"] * 12)  # three products of four lines each
    assert row["low"] <= row["expected"] <= row["high"]
    assert row["bought"] == pytest.approx(
        float(_cube("2026-04").filter(product=2, region=430121)["ordered_quantity"][0])
    )
    province = expected_ranges(lake, 430000, 2)
    assert province["bought"][0] > found["bought"][0]
    assert expected_ranges(lake, 430100, 99)["bought"].to_list() == [0.0] * len(MONTHS)


def test_use_is_taken_as_if_days_without_stock_had_been_like_the_others(lake: Lake) -> None:
    from baowen.lake.engine import open_engine
    from baowen.monitor.expectation.source import used
    from baowen.monitor.tables import open_tables

    engine = open_engine(lake)
    tables = open_tables(lake, engine, calendar=_inputs().calendar)
    rows = engine.run(used(tables, ["2025-04"], ["city"])).filter(product=1, region=430100)
    packs = float(_cube("2025-04").filter(product=1, region=430121)["ordered_quantity"][0])
    assert rows.select("quantity", "lines", "orders").rows() == [(pytest.approx(packs * 30 / 27), 1, 0)]
