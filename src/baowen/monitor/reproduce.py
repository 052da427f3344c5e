"""Works a signal's finding out again from the lake and the policy that it was made with, and compares.

The indicator runs on every table as it stood at the versions that the run recorded. The monthly cubes are such tables
too; so that nobody has to trust them, the rows of the finding's month and subject are built again from the order lines
of that version and compared with what the cubes held (MON-1).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import polars as pl

from baowen.core.home import Home
from baowen.core.period import Month
from baowen.core.policy import SEVERITIES
from baowen.lake.cubes import orders_cube, prices_cube
from baowen.lake.engine import Engine, open_engine
from baowen.lake.store import Lake
from baowen.monitor.evaluate import one_a_month
from baowen.monitor.indicators.plausibility import implausible_lines, usual_prices
from baowen.monitor.indicators.registry import FAMILY_OF
from baowen.monitor.indicators.rows import Found
from baowen.monitor.indicators.tables import Scope
from baowen.monitor.judge import warnings
from baowen.monitor.rules_in_force import RulesInForce
from baowen.monitor.tables import CUBES, ORDERS, PRICES, cube, fact, open_tables
from baowen.monitor.unfold import Chosen, choose, rules_then

_CLOSE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class CubeCheck:
    """Rows of a cube that stood in the lake and rows built again from the order lines; equal to the last digit."""

    cube: str
    rows: int
    rebuilt: int
    equal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """What was recorded beside what was worked out again; None where nothing is found any more.

    `equal`: value (within 1e-9) and severity agree, and so does every cube that was built again.
    `same_policy`: the packs in force still order what they ordered then.
    """

    chosen: Chosen
    recorded_value: float | None
    recorded_severity: str | None
    value: float | None
    severity: str | None
    threshold: float | None
    policy_then: str
    policy_now: str
    cubes: tuple[CubeCheck, ...]

    @property
    def same_policy(self) -> bool:
        return self.policy_then == self.policy_now

    @property
    def equal(self) -> bool:
        return (
            _close(self.recorded_value, self.value)
            and self.recorded_severity == self.severity
            and all(one.equal for one in self.cubes)
        )


def reproduce(
    home: Home, number: str, *, month: str | None = None, place: str | None = None, subject: str | None = None
) -> Reproduction:
    """Work one finding of a signal out again (unfold.choose says which), from the lake and the policy of its run."""
    chosen = choose(home, number, month=month, place=place, subject=subject)
    lake = Lake(home.lake)
    engine = open_engine(lake)
    rules = rules_then(home, lake, chosen)
    found = _found_again(lake, engine, rules, chosen)
    recorded = chosen.sighting
    return Reproduction(
        chosen=chosen,
        recorded_value=recorded.value if recorded else None,
        recorded_severity=recorded.severity if recorded else None,
        value=found.get("value"),
        severity=_severity(found, chosen),
        threshold=found.get("threshold"),
        policy_then=chosen.run.policy_version if chosen.run else chosen.detail.row.policy_version,
        policy_now=rules.policy_version,
        cubes=_cubes_again(engine, rules, chosen),
    )


def _found_again(lake: Lake, engine: Engine, rules: RulesInForce, chosen: Chosen) -> dict[str, Any]:
    """The row of FOUND that the indicator gives for the finding now; only its value where no line is crossed."""
    found, family = chosen.found, FAMILY_OF[chosen.found.indicator]
    tables = open_tables(lake, engine, calendar=rules.calendar, versions=chosen.lake_versions)
    month = Month.parse(found.month)
    scope = Scope(months=(month,), as_of=found.as_of or month.last)
    findings = family.findings(tables, rules.parameters[family.name], scope)
    findings = findings.filter(
        findings.indicator == found.indicator,
        findings.month == found.month,
        findings.region == found.region,
        findings.subject_type == found.subject_type,
        findings.subject == found.subject,
    )
    rows = engine.run(findings)
    if rows.is_empty():
        return {}
    judged = warnings(rows, rules.chains, rules.thresholds([month]))
    crossing = one_a_month(judged)
    if crossing.is_empty():
        return {"value": rows["value"][0]}
    return crossing.row(0, named=True)


def _severity(found: dict[str, Any], chosen: Chosen) -> str | None:
    """The severity that the value has; the recorded one where it only stood on and the margin still allows it."""
    recorded = chosen.sighting
    held = found.get("held_severity")
    if recorded is not None and recorded.held and held is not None:
        # What stood on may be any severity up to the one that the margin allows.
        still = SEVERITIES[: SEVERITIES.index(held) + 1]
        return recorded.severity if recorded.severity in still else found.get("severity")
    severity: str | None = found.get("severity")
    return severity


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=_CLOSE, abs_tol=_CLOSE)


def _cubes_again(engine: Engine, rules: RulesInForce, chosen: Chosen) -> tuple[CubeCheck, ...]:
    """The cubes of orders and of prices in the finding's month, as far as its subject goes, from the order lines."""
    found, versions = chosen.found, chosen.lake_versions
    checks = []
    for name in (ORDERS, PRICES):
        if name not in versions or found.subject_type not in CUBES[name].names:
            continue
        stood = cube(engine, name, versions=versions)
        stood = stood.filter(stood.month == found.month, stood[found.subject_type] == found.subject)
        columns = list(CUBES[name].names)
        before = engine.run(stood.select(*columns)).select(columns).sort(columns)
        again = engine.run(_built_again(engine, name, rules, found, versions)).select(columns).sort(columns)
        checks.append(CubeCheck(cube=name, rows=before.height, rebuilt=again.height, equal=_agree(before, again)))
    return tuple(checks)


def _agree(before: pl.DataFrame, again: pl.DataFrame) -> bool:
    return before.equals(again.cast(before.schema))


def _built_again(engine: Engine, name: str, rules: RulesInForce, found: Found, versions: dict[str, int]) -> ir.Table:
    """The cube's rows of one month and subject, from order lines, deliveries and receipts of those versions."""
    month, follow = Month.parse(found.month), rules.parameters["cycle"].follow_months
    as_of = found.as_of or month.last
    excluded = engine.local(engine.run(_slips(engine, rules, found, versions)))
    lines = fact(engine, "order_line", months=[str(month)], versions=versions)
    lines = lines.filter(lines[found.subject_type] == found.subject)
    if name == PRICES:
        return prices_cube(lines, month=month, as_of=as_of, excluded=excluded)
    after = [str(month.plus(step)) for step in range(follow + 1)]
    return orders_cube(
        lines,
        fact(engine, "delivery", months=after, versions=versions),
        fact(engine, "receipt", months=after, versions=versions),
        engine.local(rules.calendar),
        fact(engine, "organisation", versions=versions),
        month=month,
        follow_months=follow,
        as_of=as_of,
        excluded=excluded,
    )


def _slips(engine: Engine, rules: RulesInForce, found: Found, versions: dict[str, int]) -> ir.Table:
    """The month's implausible lines of the subject's products: usual prices need all lines of those products."""
    month, given = Month.parse(found.month), rules.parameters["plausibility"]
    around = (month.plus(-1), month)
    lines = fact(engine, "order_line", months=[str(one) for one in around], versions=versions)
    own = lines.filter(lines[found.subject_type] == found.subject).select("product").distinct()
    lines = lines.semi_join(own, "product")
    usual = engine.local(engine.run(usual_prices(lines, given, months=around)))
    product = fact(engine, "catalogue", versions=versions)
    return implausible_lines(lines, product, usual, given, month=month, as_of=found.as_of or month.last)


def as_document(found: Reproduction) -> dict[str, Any]:
    """The comparison as one JSON document."""
    place, about = found.chosen.place, found.chosen.about
    return {
        "signal_id": found.chosen.detail.row.number,
        "indicator": found.chosen.found.indicator,
        "month": found.chosen.found.month,
        "place_code": place[0],
        "about_code": about[0],
        "as_of": found.chosen.found.as_of,
        "equal": found.equal,
        "recorded": {"value": found.recorded_value, "severity": found.recorded_severity},
        "reproduced": {"value": found.value, "severity": found.severity, "threshold": found.threshold},
        "policy_version": found.policy_then,
        "policy_version_now": found.policy_now,
        "lake_version": found.chosen.lake_versions,
        "cubes": [
            {"cube": one.cube, "rows": one.rows, "rebuilt": one.rebuilt, "equal": one.equal} for one in found.cubes
        ],
    }
