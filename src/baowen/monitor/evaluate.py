"""Runs every family of indicators over some months and keeps the findings that cross a threshold."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import partial

import polars as pl

from baowen.core.period import Month
from baowen.lake.engine import Engine, run_each
from baowen.lake.store import Lake
from baowen.monitor.episodes import FOUND, SEVERITY, SUBJECT
from baowen.monitor.indicators.registry import FAMILIES
from baowen.monitor.indicators.tables import Scope, Tables
from baowen.monitor.judge import warnings
from baowen.monitor.rules_in_force import RulesInForce
from baowen.monitor.tables import open_tables

# Begun first, so that no core is left waiting for the other's last family; in the order of what they cost at fifty
# million lines (bench/engines.py tells).
DEAREST = ("stockout", "cover", "price_spread", "essential", "delivery", "vbp", "listed_price", "stop_use", "reporting")


def nothing_found() -> pl.DataFrame:
    """An empty frame of findings that cross a line."""
    return pl.DataFrame(schema=FOUND)


def evaluate(
    lake: Lake, rules: RulesInForce, since: Mapping[str, Month], as_of: date, *, tick: Callable[[str, int, int], None]
) -> pl.DataFrame:
    """What the families found (FOUND), each from its month in `since` on, one row per subject and month."""
    scopes = _scopes(lake, since, as_of)
    months = sorted({month for scope in scopes.values() for month in scope.months})
    lines = rules.thresholds(months)
    opened: dict[int, Tables] = {}

    def run(engine: Engine, family: str) -> pl.DataFrame:
        if id(engine) not in opened:
            opened[id(engine)] = open_tables(lake, engine, calendar=rules.calendar)
        findings = FAMILIES[family].findings(opened[id(engine)], rules.parameters[family], scopes[family])
        found = warnings(engine.run(findings), rules.chains, lines)
        return pl.DataFrame(found.select(list(FOUND)), schema_overrides=FOUND)

    parts = [nothing_found()]
    families = sorted(scopes, key=lambda name: DEAREST.index(name) if name in DEAREST else len(DEAREST))
    with _few_collections():
        found_by = run_each(lake, [partial(run, family=name) for name in families])
        for family, found in zip(families, found_by, strict=True):
            parts.append(found)
            tick(family, len(parts) - 1, len(families))
    return one_a_month(pl.concat(parts))


@contextmanager
def _few_collections() -> Iterator[None]:
    """Let garbage wait: expressions are a hundred thousand small objects, and looking through them again and again took
    a sixth of the time that turning them into queries takes.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _scopes(lake: Lake, since: Mapping[str, Month], as_of: date) -> dict[str, Scope]:
    """For each family that has facts the months from its first facts on: prices may go back years before the orders."""
    found = {}
    for name, family in FAMILIES.items():
        first = min((month for source in family.sources for month in lake.months(source)), default=None)
        if name not in since or first is None:
            continue
        months = tuple(month for month in since[name].until(Month.of(as_of)) if str(month) >= first)
        if months:
            found[name] = Scope(months=months, as_of=as_of)
    return found


def one_a_month(found: pl.DataFrame) -> pl.DataFrame:
    """Of several findings about one subject in one month the gravest stands, seen from the day of the first."""
    return (
        found.with_columns(
            rank=pl.col("severity").cast(SEVERITY).to_physical(),
            seen_on=pl.col("seen_on").min().over(*SUBJECT, "month"),
        )
        .sort("rank", "weight", "value", descending=True, nulls_last=True)
        .unique([*SUBJECT, "month"], keep="first", maintain_order=True)
        .select(list(FOUND))
    )
