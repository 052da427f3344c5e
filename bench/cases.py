"""A million cases with five events each, on SQLite and on PostgreSQL: the inbox, what is late, open dates derived again
after a calendar change, and on PostgreSQL 200 writers at once.

The cases are written in bulk, with the dates that the rules give; half of them are open, a tenth had their clock stand.
The floor of the inbox is the fetch of the same rows by their keys; that of the dates is one update of every open step.
Run: python -m bench.cases [CASES]. BAOWEN_BENCH_CASES: how many, a million unless told.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from unittest.mock import patch

from bench.cases_made import OFFICER, PLACES, make_cases
from bench.figure import Figure, measure
from bench.servers import postgres

CASES = 1_000_000
LOOKS = 200
WRITERS = 200
TODAY = date(2026, 12, 31)
PROVINCES = ("320000", "130000", "430000")
AT = datetime(2026, 12, 31, 4, tzinfo=UTC)
GOALS = {"inbox": 50.0, "redate": 60.0}
NEXT_YEAR = 'source = "bench"\nholidays = [2027-01-01, 2027-01-04]\nworkdays = []\n'
Found = dict[str, float]


def _milliseconds(work: Callable[[int], object]) -> list[float]:
    """The 95th part in a hundred of many looks, and their median."""
    times = []
    for look in range(LOOKS):
        began = time.perf_counter()
        work(look)
        times.append((time.perf_counter() - began) * 1e3)
    return [statistics.quantiles(times, n=20)[-1], statistics.median(times)]


def work(home: Path, cases: int) -> Found:
    """All of it on the records that DATABASE_URL names, else on SQLite in the home."""
    from baowen.core.home import create_home
    from baowen.core.records import open_records

    open_records(create_home(home, region="100000"), migrate=True)
    from django.db import connection

    from baowen.respond.queries import inbox, overdue
    from baowen.respond.rulebook import load_rulebook

    book = load_rulebook()
    began = time.perf_counter()
    open_steps = make_cases(cases, book)
    found: Found = {"made": time.perf_counter() - began, "open": float(open_steps)}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as each night does on SQLite, and PostgreSQL of itself
    officers = [OFFICER(place) for place in PLACES]
    cursors = {place: inbox(OFFICER(place), book=book).cursor for place in PLACES}
    found["inbox"], found["inbox_median"] = _milliseconds(lambda look: inbox(officers[look % len(officers)], book=book))
    found["second_page"], _ = _milliseconds(
        lambda look: inbox(officers[look % len(officers)], book=book, cursor=cursors[PLACES[look % len(PLACES)]])
    )
    provinces = [OFFICER(place) for place in PROVINCES]
    found["late"], _ = _milliseconds(lambda look: overdue(provinces[look % len(provinces)], TODAY, book=book))
    found["inbox_floor"] = _rows_by_key(inbox(officers[0], book=book).lines)
    found |= _redated(home)
    if connection.vendor == "postgresql":
        found |= _written_at_once(book)
    return found


def _rows_by_key(lines: list[object]) -> float:
    from baowen.respond.models import Case

    numbers = [line.number for line in lines]  # type: ignore[attr-defined]
    return _milliseconds(lambda _: list(Case.objects.filter(number__in=numbers)))[0]


def _redated(home: Path) -> Found:
    from django.db.models import F

    from baowen.respond.actions.redating import redate
    from baowen.respond.models import OwedStep
    from baowen.respond.rulebook import load_rulebook

    began = time.perf_counter()
    OwedStep.objects.filter(done_on=None, due_on__isnull=False).update(due_on=F("due_on"))
    floor = time.perf_counter() - began
    calendar = home / "calendar"
    (calendar / "2027.toml").write_text(NEXT_YEAR, encoding="utf-8")
    began = time.perf_counter()
    done = redate(load_rulebook(calendar), by="bench", at=AT, reason="bench")
    return {
        "redate": time.perf_counter() - began, "redate_floor": floor, "seen": float(done.seen),
        "moved": float(done.moved),
    }  # fmt: skip


def _written_at_once(book: object) -> Found:
    """200 writers: each takes up cases of its own, and all of them try the same twenty. RuntimeError for a lost or a
    doubled move, or a chain that does not verify."""
    from django.db import connection

    from baowen.core.audit import queries as audit
    from baowen.core.audit.check import faults
    from baowen.core.problems import BaowenError
    from baowen.respond.actions.moves import Doing, accept
    from baowen.respond.models import Case, CaseEvent
    from baowen.respond.states import State

    waiting = Case.objects.filter(state=State.RECEIVED.value, region__in=PLACES).order_by("id")
    rows = list(waiting.values_list("number", "region")[: WRITERS * 5 + 20])
    shared, own = rows[:20], rows[20:]

    def write(writer: int) -> tuple[int, list[float]]:
        taken, times = 0, []
        for number, region in [*own[writer::WRITERS], *shared]:
            began = time.perf_counter()
            try:
                accept(number, Doing(actor=OFFICER(region), at=AT, book=book))  # type: ignore[arg-type]
                taken += 1
            except BaowenError:
                pass  # somebody else was first
            times.append((time.perf_counter() - began) * 1e3)
        connection.close()
        return taken, times

    began = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        answers = list(pool.map(write, range(WRITERS)))
    seconds = time.perf_counter() - began
    numbers = [number for number, _ in rows]
    events = CaseEvent.objects.filter(case__number__in=numbers, move="accept", number=6)
    taken = sum(taken for taken, _ in answers)
    if not taken == len(rows) == events.count() == events.values("case").distinct().count():
        raise RuntimeError(f"{len(rows)} cases, {taken} taken up, {events.count()} events")
    wrong = list(faults(audit.entries_in_order(), [mark for mark in [audit.head()] if mark]))
    if wrong:
        raise RuntimeError(f"the chain does not verify: {wrong[0].en}")
    waits = [one for _, times in answers for one in times]
    return {"writers": taken / seconds, "writer_p95": statistics.quantiles(waits, n=20)[-1]}


@contextmanager
def _records(url: str):  # type: ignore[no-untyped-def]
    with patch.dict(os.environ, {"DATABASE_URL": url} if url else {}):
        if not url:
            os.environ.pop("DATABASE_URL", None)
        yield


def figures(name: str, cases: int, found: Found) -> list[Figure]:
    """The figures of one kind of records."""
    of = f"{cases:,} cases, {name}"
    looks = f"{LOOKS} looks, the median {found['inbox_median']:.1f} ms; floor: the same 50 rows by their numbers"
    made = [
        Figure(name=f"inbox page, p95, {of}", measured=found["inbox"], unit="ms", goal=GOALS["inbox"],
               floor=found["inbox_floor"], note=looks),
        Figure(name=f"inbox, second page, p95, {of}", measured=found["second_page"], unit="ms", goal=GOALS["inbox"]),
        Figure(name=f"what is late in a province, p95, {of}", measured=found["late"], unit="ms"),
        Figure(name=f"open dates derived again, {of}", measured=found["redate"], unit="s", goal=GOALS["redate"],
               floor=found["redate_floor"],
               note=f"{found['seen']:,.0f} open steps, {found['moved']:,.0f} moved; floor: one update of them all"),
        Figure(name=f"making them, {of}", measured=found["made"], unit="s", note="in bulk, not by the actions"),
    ]  # fmt: skip
    if "writers" in found:
        note = f"each move's p95 {found['writer_p95']:,.0f} ms; no move lost or doubled, the audit chain verified"
        made.append(
            Figure(name=f"moves a second, {WRITERS} writers, {of}", measured=found["writers"], unit="1/s",
                   better="more", note=note)
        )  # fmt: skip
    return made


def main(cases: int | None = None) -> list[Figure]:
    """The figures on SQLite, then on PostgreSQL."""
    wanted = cases or int(os.environ.get("BAOWEN_BENCH_CASES", CASES))
    made: list[Figure] = []
    for name, server in (("SQLite", lambda _: nullcontext("")), ("PostgreSQL", postgres)):
        with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as url, _records(url):
            found = measure(partial(work, Path(folder) / "home", wanted), repeats=1).result
        made += figures(name, wanted, found)  # type: ignore[arg-type]
        print(f"   {name}: {found}", file=sys.stderr, flush=True)
    return made


if __name__ == "__main__":
    for figure in main(*map(int, sys.argv[1:])):
        print(figure)
