"""Turns policy into parameters and thresholds, and findings into warnings of a severity.

A place is judged by the policy that ruled it in the finding's month: nation, then province, then city, the nearest
wins. Below or above its threshold is said by the indicator: a rate warns strictly below, a rise from its threshold
on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import polars as pl

from baowen.core.period import Month
from baowen.core.policy import Packs, Ruling
from baowen.monitor.indicators.family import DRUG_CLASSES
from baowen.monitor.indicators.parameter import policy, read_parameters
from baowen.monitor.indicators.plausibility import PlausibilityParameters
from baowen.monitor.indicators.registry import FAMILIES, INDICATORS

SEVERITIES: Final = ("blue", "yellow", "orange", "red")
DEFAULT_CLASS: Final = "default"
THRESHOLDS: Final[dict[str, pl.DataType]] = {
    "chain": pl.Int32(), "indicator": pl.String(), "month": pl.String(), "threshold_basis": pl.String(),
    "blue": pl.Float64(), "yellow": pl.Float64(), "orange": pl.Float64(), "red": pl.Float64(),
    "policy_key": pl.String(), "clause": pl.String(), "basis": pl.String(),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CycleParameters:
    """What the cycle itself follows: how long arrivals count, and how long silence is before a signal ends."""

    follow_months: int = policy("delivery.follow_months")
    quiet_months: int = policy("signal.quiet_months")


def parameters(ruling: Ruling, *, home: int) -> dict[str, Any]:
    """The parameters of every family by its name, of `plausibility` and of the `cycle`, under a ruling.

    `home` is the key of the region that the deployment serves. UnknownEntryError when the pack lacks an entry.
    """
    given: dict[str, dict[str, Any]] = {
        "stock": {"low_days": _days_by_class([ruling], min), "line_days": _days_by_class([ruling], max)},
        "stop": {"home": home},
    }
    classes: dict[str, type] = {name: family.parameters for name, family in FAMILIES.items()}
    classes |= {"plausibility": PlausibilityParameters, "cycle": CycleParameters}
    return {name: read_parameters(each, ruling, **given.get(name, {})) for name, each in classes.items()}


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
    """The parameters with the first warning lines of all the places that a run looks at, not of its home alone."""
    return given | {"stock": replace(given["stock"], line_days=_days_by_class(rulings, max))}


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
            for indicator in INDICATORS.values():
                classes = indicator.bases if "{basis}" in indicator.policy_key else (DEFAULT_CLASS,)
                for name in classes:
                    entry = ruling.get(indicator.policy_key.format(basis=name))
                    if entry is None:
                        continue
                    lines = [_as_float(entry.table().get(severity)) for severity in SEVERITIES]
                    rows.append(
                        (chain, indicator.name, str(month), name, *lines, entry.key, entry.clause, str(entry.basis))
                    )
    return pl.DataFrame(rows, schema=THRESHOLDS, orient="row")


def _as_float(value: object) -> float | None:
    return None if value is None else float(str(value))


def warnings(findings: ir.Table, places: ir.Table, threshold: ir.Table) -> ir.Table:
    """The findings that cross a threshold, with severity, the threshold crossed, policy_key, clause and basis.

    `places`: region, chain. `threshold`: as `thresholds` returns it. A place without a chain, or an indicator without
    a threshold there, gives no warning.
    """
    placed = findings.join(places, "region")
    judged = placed.join(threshold, ["chain", "indicator", "month", "threshold_basis"])
    rising = [name for name, indicator in INDICATORS.items() if indicator.direction == "above"]
    judged = judged.mutate(above=judged.indicator.isin(rising))
    gravest = tuple(reversed(SEVERITIES))

    def crossed(severity: str) -> ir.BooleanValue:
        line = judged[severity]
        return ibis.ifelse(judged.above, judged.value >= line, judged.value < line).fill_null(False)

    severity = ibis.cases(*[(crossed(name), name) for name in gravest])
    line = ibis.cases(*[(crossed(name), judged[name]) for name in gravest])
    judged = judged.mutate(severity=severity, threshold=line)
    judged = judged.filter(judged.severity.notnull())
    return judged.select(*findings.columns, "severity", "threshold", "policy_key", "clause", "basis")
