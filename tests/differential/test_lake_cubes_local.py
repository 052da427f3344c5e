"""The cubes that are built in memory against the definitions that an engine computes, on generated months."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baowen.collect.tables import stored_schema
from baowen.core.period import Month
from baowen.lake.cubes.local.columns import Lookup, decimals, order_of, scaled
from baowen.lake.cubes.orders import DUE_CLASSES
from baowen.lake.engine import open_engine
from baowen.lake.store import Lake
from baowen.monitor.indicators.plausibility import PlausibilityParameters
from baowen.monitor.month import CubeInputs, LocalBuilder, build_by_engine
from baowen.monitor.supply import SupplyBuilder, SupplyInputs, by_engine
from baowen.monitor.tables import COUNTS, SUPPLY, USE

MONTHS = [Month(2025, 2), Month(2025, 3), Month(2025, 4), Month(2025, 5)]
AS_OF = date(2025, 5, 20)
# A county, a city whose counties are not told, a county governed by its province, the province, a place nobody knows.
PLACE = {1: 430102, 2: 430103, 3: 430200, 4: 429004, 5: 430000, 6: 99_000_001}
Row = dict[str, Any]


def _line(chance: random.Random, number: int) -> Row:
    hospital = chance.choice(list(PLACE))
    month = chance.choice(MONTHS)
    day = month.first + timedelta(days=chance.randrange(month.last.day))
    price = Decimal(chance.choice([0, 1000, 1010, 1010, 1020, 99_000])) / 100
    return {
        "order_line_no": f"N{number}", "order_line_hash": number * 2**40 + number % 3, "ordered_on": day,
        "hospital": hospital, "region": PLACE[hospital], "product": chance.choice([1, 2, 3]),
        "distributor": chance.choice([7, 8, None]), "quantity": Decimal(chance.randrange(0, 400)) / 10,
        "unit_price": price, "amount": None, "due_on": chance.choice([None, day + timedelta(days=9)]),
        "delivery_class": chance.choice(["emergency", "general", "cold_chain", None]),
        "status": chance.choice(["confirmed", "refused", "unanswered", "cancelled", None]), "month": str(month),
    }  # fmt: skip


def _arrival(chance: random.Random, line: Row, day: str) -> Row:
    on = line["ordered_on"] + timedelta(days=chance.randrange(70))
    return {
        "order_line_hash": chance.choice([line["order_line_hash"], 5]), day: on, "month": str(Month.of(on)),
        "quantity": Decimal(chance.randrange(1, 400)) / 10,
    }  # fmt: skip


def _fill(lake: Lake, table: str, rows: list[Row]) -> None:
    schema = stored_schema(table)
    frame = pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
    lake.replace_months(
        table,
        frame.with_columns(state=pl.lit("current")),
        months=sorted(set(frame["month"])),
        sort=["product", "region"],
    )


def _lake(folder: Path, seed: int) -> Lake:
    chance, lake = random.Random(seed), Lake(folder)
    lines = [_line(chance, number) for number in range(1, 400)]
    _fill(lake, "order_line", lines)
    for table, day in (("delivery", "delivered_on"), ("receipt", "received_on")):
        _fill(lake, table, [_arrival(chance, line, day) for line in lines for _ in range(chance.randrange(3))])
    _fill(lake, "organisation", [{"org": 4, "is_remote": True, "month": "all"}, {"org": 1, "month": "all"}])
    _fill(lake, "catalogue", [{"product": 1, "units": Decimal(100), "month": "all"}, {"product": 2, "month": "all"}])
    return lake


def _inputs() -> CubeInputs:
    days = [MONTHS[0].first + timedelta(days=number) for number in range(100)]
    due = {
        f"due_{name}": [None if number == 3 else day + timedelta(days=number) for day in days]
        for number, name in enumerate(DUE_CLASSES, start=1)
    }
    calendar = pl.DataFrame({"day": days, "is_working": [True] * len(days)} | due)
    calendar = calendar.with_columns(pl.col("^due_.*$").cast(pl.Date))
    parameters = PlausibilityParameters(
        ratio=50.0, pack_tolerance=0.05, least_units=2.0, least_lines=3, least_hospitals=2
    )
    return CubeInputs(calendar=calendar, follow_months=2, as_of=AS_OF, rules="", parameters=parameters)


@pytest.mark.parametrize("seed", range(4))
def test_every_cube_built_in_memory_equals_its_definition(tmp_path: Path, seed: int) -> None:
    lake, inputs = _lake(tmp_path, seed), _inputs()
    builder = LocalBuilder(lake=lake, inputs=inputs)
    slips = 0
    for month in MONTHS if seed % 2 else reversed(MONTHS):
        mine, theirs = builder.build(month), build_by_engine(open_engine(lake, "duckdb"), lake, month, inputs)
        assert mine.frames.keys() == theirs.frames.keys()
        for name, frame in mine.frames.items():
            assert frame.height, name
            expected = theirs.frames[name].select(frame.columns)
            assert expected.cast(dict(frame.schema)).sort(frame.columns).equals(frame.sort(frame.columns)), (
                name,
                month,
            )
        columns = mine.questions.columns
        assert mine.questions.sort(columns).drop("factor").equals(theirs.questions.sort(columns).drop("factor"))
        assert mine.questions["factor"].sort().to_list() == pytest.approx(theirs.questions["factor"].sort().to_list())
        assert builder.ask(month).sort(columns).equals(mine.questions.sort(columns))
        slips += mine.questions.height
    assert slips


@given(st.lists(st.integers(0, 2**63 - 1), unique=True, max_size=200), st.lists(st.integers(0, 2**63 - 1), max_size=50))
@settings(deadline=None, max_examples=60)
def test_a_lookup_finds_the_row_of_every_hash_and_no_other(known: list[int], others: list[int]) -> None:
    lookup = Lookup(np.array(known, dtype=np.int64))
    asked = known[::-1] + others
    place = {value: row for row, value in enumerate(known)}
    found = lookup.rows(np.array(asked, dtype=np.int64))
    assert found.tolist() == [place.get(value, -1) for value in asked]


@given(st.lists(st.tuples(st.integers(-1, 5), st.integers(-1, 3), st.integers(-(2**62), 2**62)), max_size=60))
@settings(deadline=None, max_examples=60)
def test_keys_are_sorted_first_key_first(rows: list[tuple[int, int, int]]) -> None:
    keys = [np.array([row[place] for row in rows], dtype=np.int64) for place in range(3)]
    order = order_of(*keys)
    arranged = rows if order is None else [rows[place] for place in order]
    assert arranged == sorted(rows)


@given(st.lists(st.integers(-(10**17), 10**17)))
@settings(deadline=None, max_examples=60)
def test_ten_thousandths_come_back_as_they_went(values: list[int]) -> None:
    column = decimals(np.array(values, dtype=np.int64))
    assert column.to_list() == [Decimal(value) / 10_000 for value in values]
    assert scaled(column).tolist() == values


def _count(chance: random.Random, hospital: int, product: int, day: date) -> Row:
    expires = chance.choice([None, day, day - timedelta(days=1), day + timedelta(days=300)])
    return {
        "hospital": hospital, "product": product, "region": PLACE[hospital], "counted_on": day, "expires_on": expires,
        "quantity": Decimal(chance.randrange(0, 900)) / 10, "month": str(Month.of(day)),
        "lot_no": str(chance.randrange(10**6)),
    }  # fmt: skip


def _supply_lake(folder: Path, seed: int) -> Lake:
    chance, lake = random.Random(seed), Lake(folder)
    pairs = [(hospital, product) for hospital in PLACE for product in (1, 2, 3, 4)]
    days = [date(2025, month, day) for month in (1, 2, 3, 5) for day in (2, 16, 27)]
    counts = [_count(chance, *chance.choice(pairs), chance.choice(days)) for _ in range(200)]
    used = [
        {
            "hospital": hospital, "product": product, "region": PLACE[hospital], "month": str(month),
            "quantity": Decimal(chance.randrange(0, 300)) / 10, "stockout_days": chance.choice([None, 0, 3, 40]),
        }
        for hospital, product in pairs
        for month in MONTHS
        if chance.random() < 0.6
    ]  # fmt: skip
    _fill(lake, "stock", counts)
    _fill(lake, "usage", used)
    classes = [{"product": 1, "drug_class": "emergency"}, {"product": 2}, {"product": 3, "drug_class": "odd"}]
    _fill(lake, "catalogue", [row | {"month": "all"} for row in classes])
    return lake


@pytest.mark.parametrize("seed", range(4))
def test_stock_use_and_supply_built_in_memory_equal_their_definitions(tmp_path: Path, seed: int) -> None:
    lake = _supply_lake(tmp_path, seed)
    low_days = {"emergency": 30.0, "ordinary": 10.0}
    inputs = SupplyInputs(as_of=AS_OF, use_months=2, stale_days=45, low_days=low_days)
    builder, seen = SupplyBuilder(lake=lake, inputs=inputs), 0
    for month in reversed([*MONTHS, MONTHS[0].plus(-1)]):
        asked = [COUNTS, USE, SUPPLY]
        mine = builder.build(month, asked)
        theirs = by_engine(open_engine(lake, "duckdb"), lake, month, inputs, asked)
        for name, frame in mine.items():
            rates = [column for column in frame.columns if frame.schema[column] == pl.Float64]
            keys = [column for column in frame.columns if column not in rates]
            expected = theirs[name].select(frame.columns).cast(dict(frame.schema)).sort(keys)
            assert expected.select(keys).equals(frame.sort(keys).select(keys)), (name, month)
            for rate in rates:
                assert frame.sort(keys)[rate].to_list() == pytest.approx(expected[rate].to_list(), rel=1e-12)
            seen += frame.height
    assert seen > 100
