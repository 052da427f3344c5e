"""The cubes that are built in memory against their definitions, and late rows in any order against one build."""

from __future__ import annotations

import random
from dataclasses import replace
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
from baowen.lake.merge import merge
from baowen.lake.store import Lake
from baowen.monitor.build import stale_months
from baowen.monitor.cubes import FROM_LINES, refresh_cubes, source_digests
from baowen.monitor.indicators.plausibility import PlausibilityParameters
from baowen.monitor.models import CubeMonth
from baowen.monitor.month import CubeInputs, LocalBuilder, build_by_engine
from baowen.monitor.supply import SupplyBuilder, SupplyInputs, by_engine, refresh_supply
from baowen.monitor.tables import COUNTS, ORDERS, SUPPLY, USE

MONTHS = [Month(2025, 2), Month(2025, 3), Month(2025, 4), Month(2025, 5)]
AS_OF = date(2025, 5, 20)
# A county, a city whose counties are not told, a county governed by its province, the province, a place nobody knows.
PLACE = {1: 430102, 2: 430103, 3: 430200, 4: 429004, 5: 430000, 6: 99_000_001}
Row = dict[str, Any]


def line_row(chance: random.Random, number: int) -> Row:
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


def arrival_row(chance: random.Random, line: Row, day: str) -> Row:
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
    lines = [line_row(chance, number) for number in range(1, 400)]
    _fill(lake, "order_line", lines)
    for table, day in (("delivery", "delivered_on"), ("receipt", "received_on")):
        _fill(lake, table, [arrival_row(chance, line, day) for line in lines for _ in range(chance.randrange(3))])
    _fill(lake, "organisation", [{"org": 4, "is_remote": True, "month": "all"}, {"org": 1, "month": "all"}])
    _fill(lake, "catalogue", [{"product": 1, "units": Decimal(100), "month": "all"}, {"product": 2, "month": "all"}])
    return lake


def cube_inputs() -> CubeInputs:
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
    lake, inputs = _lake(tmp_path, seed), cube_inputs()
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


def count_row(chance: random.Random, hospital: int, product: int, day: date) -> Row:
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
    counts = [count_row(chance, *chance.choice(pairs), chance.choice(days)) for _ in range(200)]
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


KEYS = {
    "order_line": ["order_line_no"], "delivery": ["row"], "receipt": ["row"],
    "stock": ["hospital", "product", "counted_on", "lot_no"], "usage": ["hospital", "product", "month"],
}  # fmt: skip
SUPPLY_INPUTS = SupplyInputs(as_of=AS_OF, use_months=2, stale_days=45, low_days={"ordinary": 12.0})


def _rows(chance: random.Random) -> list[tuple[str, Row]]:
    lines = [line_row(chance, number) for number in range(1, 120)]
    found = [("order_line", line) for line in lines]
    for table, day in (("delivery", "delivered_on"), ("receipt", "received_on")):
        sent = [arrival_row(chance, chance.choice(lines), day) for _ in range(110)]
        found += [(table, row | {"row": number}) for number, row in enumerate(sent)]
    for hospital in (1, 2, 3):
        for month in MONTHS:
            used = {"hospital": hospital, "product": 1, "region": 430102, "month": str(month)}
            found.append(("usage", used | {"quantity": Decimal(chance.randrange(5, 90)), "stockout_days": 0}))
            day = month.first + timedelta(days=chance.randrange(20))
            found.append(("stock", count_row(chance, hospital, 1, day)))
    return found


def _slipped(chance: random.Random, table: str, row: Row) -> Row:
    """The row as it came in first: another quantity, and for an order line another day, maybe of another month."""
    first = row | {"quantity": Decimal(chance.randrange(1, 500)) / 10}
    if table != "order_line":
        return first
    month = chance.choice(MONTHS)
    return first | {"ordered_on": month.first + timedelta(days=chance.randrange(28)), "month": str(month)}


def _bring(lake: Lake, table: str, rows: list[Row], batch: int) -> None:
    schema = {name: kind for name, kind in stored_schema(table).items() if name != "batch"}
    frame = pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
    told = pl.struct(KEYS[table]).map_batches(_number, return_dtype=pl.Int64)
    said = pl.struct(pl.exclude("row")).map_batches(_number, return_dtype=pl.Int64)
    hashed = frame.with_columns(key_hash=told, row_hash=said)
    merge(lake, table, hashed, batch=batch, sort=["product", "region", "hospital"], seen_before=False)


def _number(rows: pl.Series) -> pl.Series:
    return (rows.hash(7) // 2).cast(pl.Int64)


def _refresh(lake: Lake) -> None:
    inputs = replace(cube_inputs(), rules="1")
    stale = stale_months(source_digests(lake, inputs), ORDERS)
    refresh_cubes(lake, stale, inputs, tick=lambda: None)
    refresh_supply(lake, SUPPLY_INPUTS)


def _cubes(lake: Lake) -> dict[str, pl.DataFrame]:
    found = {name: lake.read(name) for name in (*FROM_LINES, COUNTS, USE, SUPPLY)}
    return {name: frame.sort(frame.columns) for name, frame in found.items() if frame is not None}


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(5))
def test_any_order_of_files_and_corrections_ends_like_one_build_from_nothing(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    final = _rows(chance)
    spoiled = chance.sample(range(len(final)), len(final) // 5)
    sent = [(table, row) for number, (table, row) in enumerate(final) if number not in spoiled]
    sent += [(final[number][0], _slipped(chance, *final[number])) for number in spoiled]
    chance.shuffle(sent)
    lake = Lake(tmp_path / "late")
    pieces = [sent[start : start + 130] for start in range(0, len(sent), 130)]
    pieces.append([final[number] for number in spoiled])
    for batch, piece in enumerate(pieces):
        for table in KEYS:
            rows = [row for name, row in piece if name == table]
            if rows:
                _bring(lake, table, rows, batch)
        _refresh(lake)
    CubeMonth.objects.all().delete()
    at_once = Lake(tmp_path / "at_once")
    for table in KEYS:
        _bring(at_once, table, [row for name, row in final if name == table], 0)
    _refresh(at_once)
    found, wanted = _cubes(lake), _cubes(at_once)
    assert found.keys() == wanted.keys() == {*FROM_LINES, COUNTS, USE, SUPPLY}
    for name, frame in wanted.items():
        assert found[name].equals(frame), name


@pytest.mark.django_db
def test_a_month_that_loses_its_last_row_to_a_correction_leaves_no_cube_behind(tmp_path: Path) -> None:
    chance, lake = random.Random(3), Lake(tmp_path)
    line = line_row(chance, 1) | {"quantity": Decimal(5), "unit_price": Decimal(2), "status": None}
    there = line | {"ordered_on": date(2025, 4, 3), "month": "2025-04"}
    count = count_row(chance, 1, 1, date(2025, 4, 2))
    _bring(lake, "order_line", [there], 1)
    _bring(lake, "stock", [count], 1)
    _refresh(lake)
    assert lake.months(ORDERS) == lake.months(COUNTS) == ["2025-04"]
    _bring(lake, "order_line", [line | {"ordered_on": date(2025, 3, 3), "month": "2025-03"}], 2)
    _refresh(lake)
    for name in FROM_LINES:
        rows = lake.read(name)
        assert rows is not None
        assert set(rows["month"]) == {"2025-03"}, name
