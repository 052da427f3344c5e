"""Evaluates a round from the lake as it stood at given versions: the same versions and givens give the same answer.

VBP-7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from baowen.core.home import Home
from baowen.lake.engine import open_engine
from baowen.lake.store import Lake
from baowen.monitor.tables import open_tables
from baowen.vbp.evaluation.facts import Facts, round_facts
from baowen.vbp.evaluation.given import Given
from baowen.vbp.evaluation.rules.columns import Judged, judge, touched_pairs

FIGURES = ("counted", "chosen", "others", "required")
VERDICT = ("is_reached", "is_within", "is_passed")
RESULT = (
    "hospital", "region", "lot", "product", "drug", "starts_on", "ends_on", "is_alliance", "pack_units", "price",
    "agreed", "own", "selected", "backup", "other", *FIGURES, *VERDICT, *(f"{name}_after" for name in FIGURES),
    *(f"{name}_after" for name in VERDICT), "is_touched",
)  # fmt: skip
"""Columns of the file of results; quantities in UNIT of rules.columns, money and units of a pack in PLACES."""
KEY = ("hospital", "lot", "product", "starts_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """`results`: RESULT, sorted by KEY. `steps`: those of touched rows, with KEY before them."""

    results: pl.DataFrame
    steps: pl.DataFrame


def evaluate(home: Home, given: Given, versions: Mapping[str, int], *, hospital: str = "") -> Evaluated:
    """Evaluate a round, or one hospital of it; empty where no contract of the round has ended by the day."""
    lake = Lake(home.lake)
    engine = open_engine(lake)
    tables = open_tables(lake, engine, calendar=pl.DataFrame(), versions=dict(versions))
    return evaluated(round_facts(engine, tables, given, hospital=hospital), given)


def evaluated(facts: Facts, given: Given) -> Evaluated:
    """The results and steps of facts that are there already."""
    touched = touched_pairs(facts.pairs, given.exempts).select("pair").unique()
    months = facts.source.months(facts.pairs.join(touched, on="pair", how="semi"))
    found = judge(facts.pairs, facts.sums, months, given.exempts, given.limits)
    return Evaluated(results=found.results.select(RESULT), steps=_keyed(found))


def _keyed(found: Judged) -> pl.DataFrame:
    keys = found.results.select("pair", *KEY)
    return found.steps.join(keys, on="pair", how="left", maintain_order="left").select(*KEY, pl.exclude("pair", *KEY))
