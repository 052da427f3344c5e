"""Runs the cycle: new data, changed months, indicators, signals."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl
from django.db.models import Max

from baowen.collect.places import place_table
from baowen.core.audit.trail import Trail, writing
from baowen.core.home import Home
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.lake.lock import writer_lock
from baowen.lake.store import Lake
from baowen.monitor.build import release_memory, remember, stale_months
from baowen.monitor.changes import changed_months, concerned_since, read_by_last_run, remembered_as, tables_now
from baowen.monitor.cubes import LOOKED_AT, ask_again, refresh_cubes, source_digests
from baowen.monitor.evaluate import evaluate, nothing_found
from baowen.monitor.expectation.store import expectation_inputs, refresh_expectations
from baowen.monitor.horizon import data_months, newest_day
from baowen.monitor.indicators.registry import FAMILIES
from baowen.monitor.models import CycleRun
from baowen.monitor.month import CubeInputs
from baowen.monitor.names import ORGANISATION_COLUMNS, PRODUCT_COLUMNS, Names, names_for
from baowen.monitor.questions import update_questions
from baowen.monitor.rules_in_force import RulesInForce, rules_in_force
from baowen.monitor.signals import Change, update_signals
from baowen.monitor.supply import SupplyInputs, refresh_supply
from baowen.monitor.tables import ORDERS

Progress = Callable[[str, int, int], None]
"""Called with the stage's name, the steps done and the steps in all."""


@dataclass
class CycleOutcome:
    """What a run did: counts and seconds by stage."""

    as_of: date
    months: list[Month] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    policy_version: str = ""
    run: int = 0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure a stage, and let go of the memory that only it needed."""
        begun = time.perf_counter()
        yield
        release_memory()
        self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - begun, 3)


def run_cycle(
    home: Home, *, by: str, clock: Callable[[], datetime], today: date, as_of: date | None, progress: Progress
) -> CycleOutcome:
    """Bring cubes, findings and signals up to the lake as of a day (MON-1, MON-2).

    Without `as_of` the newest day that the data tells of counts, at most `today`, or the last run's where it is later.
    Each family looks again at the months in which a table that it reads changed, and those after them. Safe to run
    twice (the second run changes nothing) and to kill (the next run goes on). BaowenError for an empty lake and for a
    day before that of the last run.
    """
    lake = Lake(home.lake)
    with writer_lock(home.lock):
        last = _last_day()
        day = as_of or _newest(lake, today, last)
        _check_order(day, last)
        outcome = CycleOutcome(as_of=day)
        with outcome.stage("look"):
            places = place_table(lake)
            known = data_months(lake, until=Month.of(day))
            home_key = dict(places.select("code", "region").iter_rows())[home.region]
            rules = rules_in_force(home, as_of=day, first=Month.parse(known[0]), places=places, home_key=home_key)
            inputs = _cube_inputs(rules, day)
            wanted = source_digests(lake, inputs)
            stale, unread = stale_months(wanted, ORDERS), stale_months(wanted, LOOKED_AT)
        with outcome.stage("cubes"):
            done = iter(range(1, len(stale) + 1))
            questions = refresh_cubes(lake, stale, inputs, tick=lambda: progress("cubes", next(done), len(stale)))
            refresh_supply(lake, _supply_inputs(rules, day))
            again = ask_again(lake, sorted(unread.keys() - stale.keys()), inputs)
        with outcome.stage("expectations"):
            refresh_expectations(lake, expectation_inputs(rules, day))
        with outcome.stage("indicators"):
            now = tables_now(lake, rules=rules.digest)
            changed = changed_months(now, read_by_last_run(now))
            since = concerned_since(FAMILIES, changed, unfinished=_unfinished(day, last), known=known)
            outcome.months = list(min(since.values()).until(Month.of(day))) if since else []
            found = evaluate(lake, rules, since, day, tick=progress) if since else nothing_found()
        asked = pl.concat([questions, again])
        asked_months = sorted(stale.keys() | unread.keys())
        results = _Results(found=found, since=since, questions=asked, asked_months=asked_months, places=places)
        with outcome.stage("signals"), writing(by=by, at=clock(), policy=rules.policy_version) as trail:
            _record(lake, outcome, results, rules, trail=trail, clock=clock)
            for name, digests in (remembered_as(now) | {LOOKED_AT: wanted}).items():
                remember(name, digests)
        return outcome


def _last_day() -> date | None:
    """The latest day that a finished run looked at; None before the first run."""
    day: date | None = CycleRun.objects.filter(ended_at__isnull=False).aggregate(day=Max("as_of"))["day"]
    return day


def _newest(lake: Lake, today: date, last: date | None) -> date:
    """The newest day of the data, or that of the last run where somebody asked it to look further."""
    newest = newest_day(lake, today)
    return newest if last is None else max(newest, last)


def _check_order(day: date, last: date | None) -> None:
    if last is not None and day < last:
        raise BaowenError(
            f"最近一次运行截至 {last}，不能倒回 {day}；查看当时情况请用 baowen signals --as-of {day}，"
            "重演请另建数据目录",
            f"the last run was as of {last}; for an earlier day use `signals --as-of {day}` or another home",
        )


def _unfinished(day: date, last: date | None) -> set[str]:
    """The month of the last run when this one looks at a later day: it was seen in part then."""
    return {str(Month.of(last))} if last is not None and last < day else set()


def _cube_inputs(rules: RulesInForce, day: date) -> CubeInputs:
    return CubeInputs(
        calendar=rules.calendar,
        parameters=rules.parameters["plausibility"],
        follow_months=rules.parameters["cycle"].follow_months,
        as_of=day,
        rules=rules.digest,
    )


def _supply_inputs(rules: RulesInForce, day: date) -> SupplyInputs:
    given = rules.parameters["stock"]
    return SupplyInputs(as_of=day, use_months=given.use_months, stale_days=given.stale_days, low_days=given.low_days)


@dataclass(frozen=True, kw_only=True)
class _Results:
    """What a run found, before it is recorded."""

    found: pl.DataFrame
    since: dict[str, Month]
    questions: pl.DataFrame
    asked_months: list[str]
    places: pl.DataFrame


def _record(
    lake: Lake,
    outcome: CycleOutcome,
    results: _Results,
    rules: RulesInForce,
    *,
    trail: Trail,
    clock: Callable[[], datetime],
) -> None:
    """Write run, signals, questions and what the trail is to tell; the caller holds the transaction."""
    run = CycleRun.objects.create(
        as_of=outcome.as_of,
        started_at=clock(),
        policy_version=rules.policy_version,
        lake_versions=lake.versions(),
        first_month=str(outcome.months[0]) if outcome.months else "",
    )
    names = _names(lake, results.places)
    change = Change(0, 0, 0)
    if outcome.months:
        since = {one.name: month for name, month in results.since.items() for one in FAMILIES[name].indicators}
        change = update_signals(
            results.found, since=since, until=Month.of(outcome.as_of), run=run, names=names,
            rules=rules.parameters["signal"],
        )  # fmt: skip
    asked = update_questions(results.questions, months=results.asked_months, on=outcome.as_of, names=names)
    outcome.policy_version, outcome.run = rules.policy_version, run.id
    outcome.counts |= {
        "months": len(outcome.months),
        "cube_months": len(results.asked_months),
        "findings": results.found.height,
        "signals_new": change.new,
        "signals_updated": change.updated,
        "signals_withdrawn": change.withdrawn,
        "questions_open": asked,
    }
    run.counts, run.ended_at = outcome.counts, clock()
    run.save()
    trail.note("run_cycle", f"cycle:{run.id}", details=dict(outcome.counts))


def _names(lake: Lake, places: pl.DataFrame) -> Names:
    orgs = lake.read("organisation", columns=ORGANISATION_COLUMNS)
    products = lake.read("catalogue", columns=PRODUCT_COLUMNS)
    return names_for(places=places, products=products, orgs=orgs)
