"""What a family of indicators is: its parameters, its expression, and how each of its indicators is told to people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

import ibis.expr.types as ir

from baowen.monitor.indicators import rows
from baowen.monitor.indicators.parameter import policy_keys
from baowen.monitor.indicators.tables import Scope, Tables

DRUG_CLASSES: Final = ("emergency", "easily_short", "ordinary")
Findings = Callable[[Tables, Any, Scope], ir.Table]


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One indicator: what it is called, how it is read, which entry judges it, and which rows are behind it.

    `direction`: whether a value below or above its threshold warns. `policy_key`: the thresholds; `{basis}` in it
    stands for the finding's `threshold_basis`, one of `bases`.
    """

    name: str
    zh: str
    en: str
    unit_zh: str
    unit_en: str
    direction: Literal["below", "above"]
    subjects: tuple[str, ...]
    formula_zh: str
    formula_en: str
    policy_key: str
    requirements: tuple[str, ...]
    rows: rows.Rows
    page: str
    bases: tuple[str, ...] = DRUG_CLASSES

    def threshold_keys(self) -> tuple[str, ...]:
        """The entries that hold the thresholds, one for each basis that has its own."""
        return tuple(dict.fromkeys(self.policy_key.format(basis=name) for name in self.bases))


@dataclass(frozen=True, kw_only=True)
class Family:
    """Indicators that are computed in one go.

    `sources`: the facts that the family cannot do without; before their first month it has nothing to say.
    `reads`: the tables (fields of Tables) that `findings` may read: after a change in another it finds the same.
    `findings`: takes tables, an instance of `parameters` and a scope, and gives a table of the shape FINDING.
    `further_keys`: entries that decide what is found although no parameter is read from them (they are in the calendar
    or in cubes).
    """

    name: str
    sources: tuple[str, ...]
    reads: tuple[str, ...]
    parameters: type
    findings: Findings
    indicators: tuple[Indicator, ...]
    further_keys: tuple[str, ...] = ()

    def policy_keys(self) -> tuple[str, ...]:
        """Every entry besides the thresholds that decides what the family finds."""
        return (*policy_keys(self.parameters), *self.further_keys)
