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

import polars as pl

from baowen.collect.places import place_table
from baowen.core.period import Month
from baowen.lake.engine import Engine, cores, run_each
from baowen.lake.store import CURRENT, Lake
from baowen.monitor.build import remember, stale_months
from baowen.monitor.expectation.parameters import ExpectationParameters
from baowen.monitor.expectation.ranges import expectation_from
from baowen.monitor.expectation.source import bought, used
from baowen.monitor.indicators.parameter import read_parameters
from baowen.monitor.rules_in_force import RulesInForce
from baowen.monitor.tables import EXPECTED_PURCHASE as PURCHASE
from baowen.monitor.tables import EXPECTED_USE as USE
from baowen.monitor.tables import open_tables

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


def expectation_inputs(rules: RulesInForce, as_of: date) -> ExpectationInputs:
    """The inputs that the rules of a run give."""
    parameters = read_parameters(ExpectationParameters, rules.ruling)
    return ExpectationInputs(parameters=parameters, calendar=rules.calendar, as_of=as_of, rules=rules.digest)


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
    last = max(months)
    first = min(month for name in SOURCES[table] for month in lake.months(name))
    every = [str(month) for month in Month.parse(first).until(Month.parse(last))]
    before = every[:-1]
    read: list[Callable[[Engine], pl.DataFrame]] = [
        partial(_read, lake=lake, inputs=inputs, table=table, months=before[start::2]) for start in range(2)
    ]
    products = lake.read("catalogue", columns=["product", "drug_key", "delisted_on"])
    if products is None:
        products = pl.DataFrame(schema={"product": pl.Int32, "drug_key": pl.String, "delisted_on": pl.Date})
    return expectation_from(
        pl.concat(run_each(lake, read)), place_table(lake), products, inputs.parameters,
        months=every, wanted=months, workers=cores(),
    )  # fmt: skip


def _read(engine: Engine, *, lake: Lake, inputs: ExpectationInputs, table: str, months: Sequence[str]) -> pl.DataFrame:
    tables = open_tables(lake, engine, calendar=inputs.calendar)
    kinds = {"quantity": pl.Float64, "lines": pl.Int64, "orders": pl.Int64}
    return engine.run(_ROWS[table](tables, months, inputs.parameters.levels)).with_columns(
        pl.col(name).cast(kind) for name, kind in kinds.items()
    ).select("month", "region", "product", *kinds)  # fmt: skip
