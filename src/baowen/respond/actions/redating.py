"""After the calendar gained or changed a year: every date that is still owed is derived again, and says that it moved.

Steps whose clock never stood depend on few facts only (place, step, start), so a million of them need some thousand
derivations; the others are worked out one case at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min, OuterRef, Subquery

from baowen.core.audit.trail import writing
from baowen.core.calendar import Due
from baowen.core.clock import day_of
from baowen.orgs.regions import RegionLevel
from baowen.respond.models import Case, CaseEvent, OwedStep
from baowen.respond.rulebook import Rulebook
from baowen.respond.rules import Event, Step, owed_in, without_pauses
from baowen.respond.states import OVER

BATCH = 5_000

New = tuple[date | None, bool]
"""The date and whether it is provisional."""


@dataclass(frozen=True, slots=True)
class Redated:
    """How many open steps were looked at, how many moved, and to how many cases they belong."""

    seen: int
    moved: int
    cases: int


def redate(
    book: Rulebook, *, by: str, at: datetime, reason: str, progress: Callable[[int], None] = lambda _: None
) -> Redated:
    """Derive all open dates again from the present calendar and packs; one transaction, one entry.

    `progress` is told how many steps were looked at.
    """
    on, moved, seen, cases = day_of(at), defaultdict(list), 0, set()
    with writing(by=by, at=at, reason=reason) as trail:
        for row, new in _derived(book):
            seen += 1
            if seen % BATCH == 0:
                progress(seen)
            if new != (row.due_on, row.is_provisional):
                moved[row.due_on, new].append(row.pk)
                cases.add(row.case_id)
        for (before, (due_on, provisional)), keys in moved.items():
            told = {} if before == due_on else {"moved_from": before, "moved_on": on}
            for batch in _batches(keys):
                OwedStep.objects.filter(pk__in=batch).update(due_on=due_on, is_provisional=provisional, **told)
        _next_dates(sorted(cases))
        groups = [
            {"from": before, "to": due_on, "provisional": provisional, "steps": len(keys)}
            for (before, (due_on, provisional)), keys in sorted(moved.items(), key=lambda one: str(one[0]))
        ]
        trail.note("deadlines.redate", "deadlines", details={"seen": seen, "cases": len(cases), "moved": groups})
    return Redated(seen, sum(map(len, moved.values())), len(cases))


def _derived(book: Rulebook) -> Iterator[tuple[OwedStep, New]]:
    """Every open step that has a date, with the date that follows now."""
    rows = OwedStep.objects.filter(done_on=None, due_on__isnull=False).only(
        "case_id", "stay", "step", "region", "level", "arrived_on", "started_on", "has_pauses", "due_on",
        "is_provisional",
    )  # fmt: skip
    known: dict[tuple[str, str, str, date, date], New] = {}
    paused: list[OwedStep] = []
    for row in rows.order_by("pk").iterator(chunk_size=BATCH):
        if row.has_pauses:
            paused.append(row)
            if len(paused) == BATCH:
                yield from _again(paused, book)
                paused.clear()
            continue
        key = (row.region, row.level, row.step, row.arrived_on, row.started_on)
        if key not in known:
            known[key] = _plain(row, book)
        yield row, known[key]
    yield from _again(paused, book)


def _plain(row: OwedStep, book: Rulebook) -> New:
    """The date of a step whose clock never stood."""
    stay = without_pauses(Step(row.step), RegionLevel(row.level), row.arrived_on, row.started_on)
    (owed,) = owed_in(stay, book.ruling(row.region, row.arrived_on), book.calendar)
    return _new(owed.clock.due if owed.clock else None)


def _again(rows: list[OwedStep], book: Rulebook) -> Iterator[tuple[OwedStep, New]]:
    """The dates of steps whose clock stood, from all that happened to their cases."""
    keys = [row.case_id for row in rows]
    origins = dict(Case.objects.filter(pk__in=keys).values_list("pk", "origin_region"))
    events: dict[int, list[Event]] = defaultdict(list)
    for event in CaseEvent.objects.filter(case_id__in=keys).order_by("case_id", "number"):
        events[event.case_id].append(event.as_event())
    for row in rows:
        _, steps = book.owed_of(origins[row.case_id], events[row.case_id])[row.stay]
        (owed,) = (one for one in steps if one.step == row.step)
        yield row, _new(owed.clock.due if owed.clock else None)


def _new(due: Due | None) -> New:
    return (due.due_on, due.provisional) if due else (None, False)


def _next_dates(cases: list[int]) -> None:
    """The earliest open date of each case, again."""
    open_steps = OwedStep.objects.filter(case=OuterRef("pk"), done_on=None, due_on__isnull=False)
    earliest = open_steps.order_by().values("case").annotate(first=Min("due_on")).values("first")
    for batch in _batches(cases):
        Case.objects.filter(pk__in=batch).exclude(state__in=OVER).update(next_due=Subquery(earliest))


def _batches(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
