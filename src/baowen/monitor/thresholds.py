"""Turns policy into parameters of the indicators and into thresholds by place, month and severity.

A place is judged by the policy that ruled it in the finding's month: nation, then province, then city, the nearest
wins. Below or above its threshold is said by the indicator: a rate warns strictly below, a rise from its threshold
on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

import polars as pl

from baowen.core.period import Month
from baowen.core.policy import SEVERITIES, Packs, Ruling
from baowen.monitor.indicators.family import DRUG_CLASSES
from baowen.monitor.indicators.parameter import policy, read_parameters
from baowen.monitor.indicators.plausibility import PlausibilityParameters
from baowen.monitor.indicators.registry import FAMILIES, INDICATORS
from baowen.monitor.signal_rules import SignalParameters

DEFAULT_CLASS: Final = "default"
MARGIN: Final = "monitor.signal.margin"
THRESHOLDS: Final[dict[str, pl.DataType]] = {
    "chain": pl.Int32(), "indicator": pl.String(), "month": pl.String(), "threshold_basis": pl.String(),
    "blue": pl.Float64(), "yellow": pl.Float64(), "orange": pl.Float64(), "red": pl.Float64(),
    "policy_key": pl.String(), "clause": pl.String(), "basis": pl.String(), "margin": pl.Float64(),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CycleParameters:
    """What the cycle itself follows: how long arrivals count."""

    follow_months: int = policy("delivery.follow_months")


def parameters(ruling: Ruling, *, home: int) -> dict[str, Any]:
    """The parameters of every family by its name, of `plausibility`, the `cycle` and `signal`, under a ruling.

    `home` is the key of the region that the deployment serves. UnknownEntryError when the pack lacks an entry.
    """
    classes: dict[str, type] = {name: family.parameters for name, family in FAMILIES.items()}
    classes |= {"plausibility": PlausibilityParameters, "cycle": CycleParameters, "signal": SignalParameters}
    supplied = {
        "home": home,
        "low_days": _days_by_class([ruling], min),
        "line_days": _days_by_class([ruling], max),
    }
    given = {
        name: {each.name: supplied[each.name] for each in fields(kind) if each.name in supplied}
        for name, kind in classes.items()
    }
    return {name: read_parameters(kind, ruling, **given[name]) for name, kind in classes.items()}


def _days_by_class(rulings: Iterable[Ruling], choose: Callable[[Iterable[float]], float]) -> dict[str, float]:
    """By drug class one of the days of supply that warn: the fewest (`min`) is the gravest, the most the first line."""
    found: dict[str, list[float]] = {}
    for ruling in rulings:
        for name in DRUG_CLASSES:
            entry = ruling.get(f"monitor.days_of_supply.threshold.{name}")
            if entry is not None:
                found.setdefault(name, []).extend(float(value) for value in entry.table().values())
    return {name: choose(days) for name, days in found.items()}


def widest_lines(given: dict[str, Any], rulings: Iterable[Ruling]) -> dict[str, Any]:
    """The parameters with the first warning lines of all the places that a run looks at, not of its home alone.

    A value within the margin above a line may let a signal stand on, so the margin is added.
    """
    every = list(rulings)
    eased = 1 + max(float(ruling.entry(MARGIN).number()) for ruling in every)
    days = {name: line * eased for name, line in _days_by_class(every, max).items()}
    asked = {name: one for name, one in given.items() if hasattr(one, "line_days")}
    return given | {name: replace(one, line_days=days) for name, one in asked.items()}


def places_by_chain(packs: Packs, regions: Mapping[int, str]) -> tuple[pl.DataFrame, dict[int, str]]:
    """Which places share their packs: a table (region, chain), and for each chain the code of one of its places."""
    known: dict[tuple[str, ...], int] = {}
    examples: dict[int, str] = {}
    rows: list[tuple[int, int]] = []
    for key, code in sorted(regions.items()):
        chain = tuple(pack.name for pack in packs.chain(code))
        number = known.setdefault(chain, len(known))
        examples.setdefault(number, code)
        rows.append((key, number))
    return pl.DataFrame(rows, schema={"region": pl.Int32, "chain": pl.Int32}, orient="row"), examples


def thresholds(packs: Packs, examples: Mapping[int, str], months: Iterable[Month]) -> pl.DataFrame:
    """The thresholds of every indicator and class by chain and month, as they ruled on the month's last day."""
    rows: list[tuple[object, ...]] = []
    for month in months:
        for chain, code in examples.items():
            ruling = packs.ruling(code, month.last)
            margin = float(ruling.entry(MARGIN).number())
            for indicator in INDICATORS.values():
                classes = indicator.bases if "{basis}" in indicator.policy_key else (DEFAULT_CLASS,)
                for name in classes:
                    entry = ruling.get(indicator.policy_key.format(basis=name))
                    if entry is None:
                        continue
                    lines = [_as_float(entry.table().get(severity)) for severity in SEVERITIES]
                    told = (entry.key, entry.clause, str(entry.basis))
                    rows.append((chain, indicator.name, str(month), name, *lines, *told, margin))
    return pl.DataFrame(rows, schema=THRESHOLDS, orient="row")


def _as_float(value: object) -> float | None:
    return None if value is None else float(str(value))
