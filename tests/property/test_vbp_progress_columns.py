"""Columns, engine and a plain twin say the same; more purchases never worsen progress. VBP-5, VBP-6."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.unit.test_vbp_progress_facts import KNOWN, NONE, ORGS, PRODUCTS, Row, contract, order
from tests.unit.test_vbp_progress_rules import LIMITS

from baowen.lake.store import Lake
from baowen.monitor.indicators.examples import tables
from baowen.monitor.indicators.vbp_progress import members
from baowen.vbp.progress.columns import Given, sums_by_columns
from baowen.vbp.progress.facts import contracts, cycle_sums, marked_products, pack_contents
from baowen.vbp.progress.judging import judged
from baowen.vbp.progress.marks import MARKS
from baowen.vbp.progress.rules import Bought, band_of, cycle_months, progress_of
from baowen.vbp.progress.states import Band, Oddity

DAY = date(2025, 10, 31)
SUMS = (
    "agreed", "ordered", "received", "counted", "squares", "peak", "latest", "recent", "months_bought", "own",
    "selected", "same", "substitutes", "own_units", "selected_units", "same_units", "substitutes_units", "same_yuan",
    "substitute_yuan", "whole", "bought_first_at", "bought_last_at",
)  # fmt: skip
MARKED = {1: "selected", 2: "same", 3: "substitute"}
CONTENT, UNITS = {1: 5000, 2: 5000, 3: 30, 4: 12}, {1: 10, 2: 20, 3: 30, 4: 12}
starts = st.sampled_from([(date(2025, 1, 1), date(2025, 12, 31)), (date(2025, 4, 15), date(2026, 4, 14))])
some_contracts = st.lists(
    st.tuples(st.sampled_from([7, 8]), st.sampled_from([1, 2]), starts, st.integers(1, 200), st.booleans()),
    min_size=1, max_size=4, unique_by=lambda one: one[:3],
)  # fmt: skip
some_orders = st.lists(
    st.tuples(st.sampled_from([7, 8]), st.sampled_from([1, 2, 3, 4]), st.integers(0, 11), st.integers(1, 60)),
    max_size=14,
)  # fmt: skip


def index(day: date) -> int:
    return day.year * 12 + day.month - 1


def told(rows: Iterable[Row]) -> list[Row]:
    found = [{name: row[name] for name in ("owner", "product", "starts_on", *SUMS)} for row in rows]
    return sorted(found, key=lambda row: (row["owner"], row["product"], row["starts_on"]))


def plain(given: list[Row], lines: list[Row], marked: dict[int, str]) -> list[Row]:
    """The slow twin: every contract looks through every order line."""
    alliances = {(row["hospital"], row["starts_on"]) for row in given if row["is_alliance"]}
    return [_plain_one(row, given, lines, marked, alliances) for row in given if row["starts_on"] <= DAY]


def _plain_one(row: Row, given: list[Row], lines: list[Row], marked: dict[int, str], alliances: set[Any]) -> Row:
    owner, own = row["hospital"], (row["product"], row["starts_on"])

    def bought(*, whole: bool) -> list[Row]:
        buyers = {owner} | ({8} if whole and owner == 7 else set())
        return [line for line in lines if line["hospital"] in buyers and line["ordered_on"] <= DAY
                and index(row["starts_on"]) <= index(line["ordered_on"]) <= index(row["ends_on"])]  # fmt: skip

    mine = [line for line in bought(whole=row["is_alliance"]) if line["product"] == row["product"]]
    months: dict[int, float] = {}
    for line in mine:
        months[index(line["ordered_on"])] = months.get(index(line["ordered_on"]), 0) + line["quantity"]
    lot = [line for line in bought(whole=(owner, row["starts_on"]) in alliances) if line["product"] in marked]
    found = dict.fromkeys(SUMS, 0.0) | {
        "owner": owner, "product": own[0], "starts_on": own[1], "agreed": row["agreed_quantity"],
        "ordered": sum(months.values()), "counted": sum(months.values()), "months_bought": len(months),
        "squares": sum(each**2 for each in months.values()), "peak": max(months.values(), default=0),
        "latest": months.get(index(DAY), 0), "recent": sum(months.get(index(DAY) - back, 0) for back in range(3)),
        "bought_first_at": min(months, default=None), "bought_last_at": max(months, default=None),
    }  # fmt: skip
    for line in lot:
        mark, packs, product = marked[line["product"]], line["quantity"], line["product"]
        name = "substitutes" if mark == "substitute" else mark
        found[name] += packs * CONTENT[product]
        found[f"{name}_units"] += packs * UNITS[product]
        if mark != "selected":
            found[f"{mark}_yuan"] += packs * 10
    named = {(other["hospital"], other["starts_on"], other["product"]) for other in given}
    for line in lot:
        if (owner, row["starts_on"], line["product"]) in named:
            found["own"] += line["quantity"] * CONTENT[line["product"]]
            found["own_units"] += line["quantity"] * UNITS[line["product"]]
    return found | {"whole": found["selected"] + found["same"]}


def made(contract_rows: Any, order_rows: Any) -> tuple[list[Row], list[Row]]:
    given = [
        contract(hospital=owner, product=product, starts_on=days[0], ends_on=days[1], agreed_quantity=agreed,
                 is_alliance=alliance)
        for owner, product, days, agreed, alliance in contract_rows
    ]  # fmt: skip
    lines = [
        order(date(2025, 1 + month, 5), packs, hospital=hospital, product=product) | {"order_line_hash": number}
        for number, (hospital, product, month, packs) in enumerate(order_rows)
    ]
    return given, lines


def by_columns(lake_tables: Any, rounds: Any) -> pl.DataFrame:
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder))
        cube = pl.DataFrame(lake_tables.orders.to_polars())
        if len(cube):
            stored = cube.with_columns(state=pl.lit("current"))
            lake.replace_months("cube_orders", stored, months=cube["month"].unique().to_list(), sort=["product"])
        given = Given(
            contracts=contracts(lake_tables, rounds).to_polars(),
            marks=marked_products(lake_tables, rounds).to_polars(),
            packs=pack_contents(lake_tables).to_polars(), members=members(lake_tables.organisation).to_polars(),
        )  # fmt: skip
        return sums_by_columns(lake, given, DAY, numerator="ordered", recent_months=3)


@settings(max_examples=6, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(some_contracts, some_orders)
def test_columns_engine_and_plain_twin_agree(contract_rows: Any, order_rows: Any) -> None:
    given, lines = made(contract_rows, order_rows)
    lake = tables(as_of=DAY, vbp_contract=given, order_line=lines, product=PRODUCTS, organisation=ORGS)
    marks = [("R", "1", key, "selected" if key in {row["product"] for row in given} else mark)
             for key, mark in MARKED.items()]  # fmt: skip
    rounds = ibis.memtable(pl.DataFrame(marks, schema=MARKS, orient="row"))
    slow = plain(given, lines, {key: mark for _, _, key, mark in marks})
    engine = cycle_sums(lake, rounds, DAY, numerator="ordered", recent_months=3).to_polars()
    assert told(engine.to_dicts()) == told(slow)
    assert told(by_columns(lake, rounds).to_dicts()) == told(slow)


def test_columns_of_a_round_by_feed_and_of_no_contract_at_all() -> None:
    lines = [order(date(2025, 2, 3), 4), order(date(2025, 2, 3), 30, product=2)]
    lake = tables(as_of=DAY, vbp_contract=[contract()], order_line=lines, product=PRODUCTS, organisation=ORGS)
    (row,) = by_columns(lake, NONE).to_dicts()
    assert (row["counted"], row["same"], row["lot"]) == (4, 150000, "x")
    empty = tables(as_of=DAY, order_line=lines, product=PRODUCTS, organisation=ORGS)
    assert set(by_columns(lake, KNOWN).columns) == set(by_columns(empty, KNOWN).columns)
    assert by_columns(empty, KNOWN).is_empty()


months = st.lists(st.integers(0, 40), min_size=1, max_size=12)


def _bought(packs: list[int], agreed: int) -> Bought:
    return Bought(
        starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31), agreed=agreed, months=tuple(map(float, packs)),
        ordered_in=tuple(each > 0 for each in packs), latest=packs[-1], selected=sum(packs), same=7.0,
        drug_units=sum(packs) + 7.0, substitute_units=3.0,
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(months, st.integers(1, 300)), min_size=1, max_size=8), st.integers(1, 28))
def test_columns_judge_as_the_rules_do(rows: list[tuple[list[int], int]], day: int) -> None:
    length = len(rows[0][0])
    made = [_bought((packs * 12)[:length], agreed) for packs, agreed in rows]
    on = date(2025, length, day)
    frame = pl.DataFrame([_sums(one) for one in made])
    fast = judged(frame, on, LIMITS).to_dicts()
    for one, row in zip(made, fast, strict=True):
        slow = progress_of(one, on, LIMITS)
        assert row["band"] == slow.band.value
        assert row["outlook"] == slow.outlook.value
        assert {oddity for oddity in Oddity if row[oddity.value]} == slow.oddities
        for name in ("schedule", "progress", "ratio", "forecast", "low", "high", "share", "still_to_buy"):
            assert row[name] == pytest.approx(getattr(slow, name)), name


def _sums(one: Bought) -> Row:
    first = index(one.starts_on)
    ordered = [first + number for number, some in enumerate(one.ordered_in) if some]
    return {
        "starts_on": one.starts_on, "ends_on": one.ends_on, "agreed": one.agreed, "first_at": first,
        "last_at": first + cycle_months(one.starts_on, one.ends_on) - 1, "counted": sum(one.months),
        "squares": sum(each * each for each in one.months), "latest": one.latest, "months_bought": len(ordered),
        "recent": sum(one.months[-3:]), "bought_first_at": min(ordered, default=None),
        "bought_last_at": max(ordered, default=None), "selected": one.selected, "same": one.same,
        "selected_units": one.drug_units - one.same, "same_units": one.same, "substitutes_units": one.substitute_units,
    }  # fmt: skip


@given(
    st.floats(0, 300, allow_nan=False), st.floats(0, 300, allow_nan=False), st.floats(0.01, 1), st.booleans()
)  # fmt: skip
def test_more_purchases_never_worsen_progress(counted: float, more: float, schedule: float, early: bool) -> None:
    """VBP-5."""
    rank = [Band.DONE, Band.AHEAD, Band.ON_TIME, Band.EARLY, Band.BEHIND, Band.FAR_BEHIND]
    before = band_of(counted, 120, schedule, is_early=early, limits=LIMITS)
    after = band_of(counted + more, 120, schedule, is_early=early, limits=LIMITS)
    assert rank.index(after) <= rank.index(before)
