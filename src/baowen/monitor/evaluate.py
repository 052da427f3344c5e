"""Runs every family of indicators over some months and keeps the findings that cross a threshold."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from baowen.lake.engine import Engine
from baowen.monitor.episodes import SEVERITY, SIGHTING, SUBJECT
from baowen.monitor.indicators.registry import FAMILIES
from baowen.monitor.indicators.tables import Scope, Tables
from baowen.monitor.rules_in_force import RulesInForce
from baowen.monitor.thresholds import warnings


def nothing_found() -> pl.DataFrame:
    """An empty frame of sightings."""
    return pl.DataFrame(schema=SIGHTING)


def evaluate(
    engine: Engine, tables: Tables, rules: RulesInForce, scope: Scope, *, tick: Callable[[str, int, int], None]
) -> pl.DataFrame:
    """Sightings (SIGHTING) of all indicators in the months of the scope, one row per subject and month."""
    places = engine.local(rules.chains)
    lines = engine.local(rules.thresholds(list(scope.months)))
    parts = [nothing_found()]
    for done, (family, findings) in enumerate(FAMILIES.items(), start=1):
        found = engine.run(warnings(findings(tables, rules.parameters, scope), places, lines))
        parts.append(pl.DataFrame(found.select(list(SIGHTING)), schema_overrides=SIGHTING))
        tick(family, done, len(FAMILIES))
    return one_a_month(pl.concat(parts))


def one_a_month(found: pl.DataFrame) -> pl.DataFrame:
    """Of several findings about one subject in one month the gravest stands, seen from the day of the first."""
    return (
        found.with_columns(
            rank=pl.col("severity").cast(SEVERITY).to_physical(),
            seen_on=pl.col("seen_on").min().over(*SUBJECT, "month"),
        )
        .sort("rank", "weight", "value", descending=True)
        .unique([*SUBJECT, "month"], keep="first", maintain_order=True)
        .select(list(SIGHTING))
    )
