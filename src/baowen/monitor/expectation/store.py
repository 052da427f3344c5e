"""Keeps what is expected in the lake, month by month: made once when a month begins, again when its past changed.

What is expected of a month rests on the months before it alone. So the digest of a month is that of the facts of all
months before it, of the registers that the panel reads, and of the rules; a night on which no past month changed costs
nothing but the comparison.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

import numpy as np
import polars as pl

from baowen.collect.places import place_table
from baowen.core.period import Month
from baowen.lake.engine import Engine, cores, run_each
from baowen.lake.store import CURRENT, Lake
from baowen.monitor.cubes import remember, stale_months
from baowen.monitor.expectation.panel import Panel, build_panel, roll_up
from baowen.monitor.expectation.ranges import (
    EXPECTATION,
    ExpectationParameters,
    expected_ranges_of,
    seasons,
)
from baowen.monitor.expectation.source import bought, used
from baowen.monitor.tables import open_tables

PURCHASE, USE = "expectation", "expectation_use"
SORT: Final = ("product", "region")
SOURCES: Final = {PURCHASE: ("order_line", "purchase"), USE: ("usage",)}
_REGISTERS: Final = (("catalogue", ("product", "drug_key", "delisted_on")),)
_ROWS: Final = {PURCHASE: bought, USE: used}


@dataclass(frozen=True, kw_only=True)
class ExpectationInputs:
    """What expectations depend on besides the facts; `rules`: a digest of all rules, `calendar`: as for cubes."""

    parameters: ExpectationParameters
    calendar: pl.DataFrame
    as_of: date
    rules: str


def refresh_expectations(lake: Lake, inputs: ExpectationInputs) -> dict[str, list[str]]:
    """Bring both tables up to the lake, after the cubes: gives the months that were made again, by table.

    Months begin to have an expectation when `least_months` of data lie before them. Call with the writer's lock held.
    """
    made = {}
    for table in (PURCHASE, USE):
        if table == USE and not inputs.parameters.expects_use:
            continue
        stale = stale_months(expectation_digests(lake, inputs, table), table)
        if stale:
            _make(lake, inputs, table, sorted(stale))
            remember(table, stale)
        made[table] = sorted(stale)
    return made


def expectation_digests(lake: Lake, inputs: ExpectationInputs, table: str) -> dict[str, str]:
    """By month what its expectation is made from: all facts before it, registers and rules."""
    facts = [lake.digests(name) for name in SOURCES[table]]
    last = Month.of(inputs.as_of)
    known = sorted(month for digests in facts for month in digests if month <= str(last))
    if not known:
        return {}
    months = [str(month) for month in Month.parse(known[0]).until(last)]
    running = hashlib.sha256(f"{inputs.rules}|{inputs.parameters!r}|{_registers(lake)}".encode())
    found = {}
    for position, month in enumerate(months):
        if position >= inputs.parameters.least_months:
            found[month] = running.copy().hexdigest()[:16]
        running.update("|".join([month, *(digests.get(month, "") for digests in facts)]).encode())
    return found


def _registers(lake: Lake) -> str:
    digest = hashlib.sha256()
    for table, columns in _REGISTERS:
        rows = lake.read(table, columns=list(columns))
        if rows is not None:
            digest.update(rows.sort(columns).write_csv().encode())
    return digest.hexdigest()


def _make(lake: Lake, inputs: ExpectationInputs, table: str, months: Sequence[str]) -> None:
    rows = made_for(lake, inputs, table, months).with_columns(state=pl.lit(CURRENT))
    lake.replace_months(table, rows, months=months, sort=SORT)


def made_for(lake: Lake, inputs: ExpectationInputs, table: str, months: Sequence[str]) -> pl.DataFrame:
    """Rows EXPECTATION of some months from the lake as it is, nothing stored."""
    panel = _panel(lake, inputs, table, until=max(months))
    columns = [position for position, name in enumerate((*panel.months, max(months))) if name in set(months)]
    places = place_table(lake)
    provinces = places.filter(pl.col("level") == "province")["region"].to_numpy()
    season = seasons(panel, inputs.parameters, np.flatnonzero(np.isin(panel.region, provinces)))
    return expected_ranges_of(panel, inputs.parameters, columns, season=season, workers=cores())


def _panel(lake: Lake, inputs: ExpectationInputs, table: str, *, until: str) -> Panel:
    """The panel of all months before `until`."""
    known = sorted({month for name in SOURCES[table] for month in lake.months(name) if month < until})
    months = [str(month) for month in Month.parse(known[0]).until(Month.parse(until).plus(-1))]
    halves = [months[start::2] for start in range(2) if months[start::2]]
    read: list[Callable[[Engine], pl.DataFrame]] = [
        partial(_read, lake=lake, inputs=inputs, table=table, months=half) for half in halves
    ]
    rows = roll_up(pl.concat(run_each(lake, read)), place_table(lake), inputs.parameters.levels)
    products = lake.read("catalogue", columns=["product", "drug_key", "delisted_on"])
    if products is None:
        products = pl.DataFrame(schema={"product": pl.Int32, "drug_key": pl.String, "delisted_on": pl.Date})
    return build_panel(rows, products, months)


def _read(engine: Engine, *, lake: Lake, inputs: ExpectationInputs, table: str, months: Sequence[str]) -> pl.DataFrame:
    tables = open_tables(lake, engine, calendar=inputs.calendar)
    kinds = {"quantity": pl.Float64, "lines": pl.Int64, "orders": pl.Int64}
    return engine.run(_ROWS[table](tables, months)).with_columns(
        pl.col(name).cast(kind) for name, kind in kinds.items()
    ).select("month", "region", "product", *kinds)  # fmt: skip


def empty_expectation() -> pl.DataFrame:
    """No rows, with the columns that the tables have."""
    return pl.DataFrame(schema=EXPECTATION)
