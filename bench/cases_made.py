"""Writes cases in bulk for the bench: five events each, with the steps and dates that the rules give."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Actor
from baowen.orgs.regions import RegionLevel, load_regions
from baowen.orgs.roles import Role
from baowen.respond.rulebook import Rulebook
from baowen.respond.rules import Event, Owed
from baowen.respond.states import Move, State
from bench.bulk import BulkWriter, Values, writing

BATCH = 20_000
FIRST = date(2025, 1, 6)
LAST_OPENED = date(2026, 12, 30)
COUNTIES = [
    place.code
    for place in load_regions().all()
    if place.level is RegionLevel.COUNTY and place.code[:4] in {"3201", "1304", "4301"}
]
CITIES = ["320100", "130400", "430100"]
PLACES = [*COUNTIES, *CITIES]
CITY_EVERY = 10  # one case in ten began in a city
OPEN_SHARE = 0.5
CLOSED = (Move.OPEN, Move.ACCEPT, Move.ASSESS, Move.REOPEN, Move.DISMISS)
# What is open: where it stands after its moves, and by how many days they follow one another.
OPEN = (
    ((Move.OPEN, Move.DISMISS, Move.REOPEN, Move.DISMISS, Move.REOPEN), State.VERIFYING),
    ((Move.OPEN, Move.DISMISS, Move.REOPEN, Move.ACCEPT, Move.ASSESS), State.COORDINATING),
    ((Move.OPEN, Move.ACCEPT, Move.ASSESS, Move.REPORT_UP, Move.RETURN_DOWN), State.COORDINATING),
    ((Move.OPEN, Move.ACCEPT, Move.ASK, Move.ANSWER, Move.ASSESS), State.COORDINATING),
    ((Move.OPEN, Move.ACCEPT, Move.ASSESS, Move.REPORT_UP, Move.REPORT_UP), State.RECEIVED),
)


@cache
def OFFICER(place: str) -> Actor:  # noqa: N802 - one officer a place, known by the place
    """The duty officer of a place's lead unit; permissions are asked as ever, the register is not read."""
    return Actor(
        name=f"duty{place}", organisation=f"H{place}", kind=OrganisationKind.DEPARTMENT, region=place,
        roles=frozenset({Role.DUTY_OFFICER}), leads=True,
    )  # fmt: skip


CASE = (
    "id", "number", "kind", "origin_region", "region", "level", "state", "subject", "subject_name", "opened_on",
    "moves", "next_due",
)  # fmt: skip
EVENT = ("case_id", "number", "move", "on", "at", "by", "organisation", "region", "level", "state")
STEP = (
    "stay", "step", "region", "province", "level", "arrived_on", "started_on", "has_pauses", "due_on", "is_provisional",
    "done_on", "clause", "basis",
)  # fmt: skip
DUE, DONE = STEP.index("due_on"), STEP.index("done_on")


def make_cases(wanted: int, book: Rulebook) -> int:
    """Write so many cases; how many steps with a date are open."""
    from django.db import connection, transaction

    from baowen.respond.models import Case, CaseEvent, OwedStep

    writers = [BulkWriter(Case, CASE), BulkWriter(CaseEvent, EVENT), BulkWriter(OwedStep, ("case_id", *STEP))]
    chance, open_steps = random.Random(7), 0
    with writing(connection):
        for start in range(0, wanted, BATCH):
            tables = _batch(start, min(BATCH, wanted - start), chance, book)
            with transaction.atomic():
                for writer, rows in zip(writers, tables, strict=True):
                    writer.write(connection, rows)
            open_steps += sum(_is_open(step) for _, *step in tables[-1])
    return open_steps


def _batch(start: int, many: int, chance: random.Random, book: Rulebook) -> tuple[list[Values], ...]:
    """Rows of cases, of their events and of what is owed, by the columns above."""
    cases, events, steps = [], [], []
    for number in range(start, start + many):
        place = chance.choice(CITIES if number % CITY_EVERY == 0 else COUNTIES)
        is_open = chance.random() < OPEN_SHARE
        moves, state = chance.choice(OPEN) if is_open else (CLOSED, State.DISMISSED)
        opened = FIRST + timedelta(days=chance.randrange((LAST_OPENED - FIRST).days - 20))
        if is_open:  # what is open began lately
            opened = LAST_OPENED - timedelta(days=chance.randrange(5, 25))
        key, level = number + 1, _level(place, book)
        owed = _owed(place, moves, opened, book)
        due = min((step[DUE] for step in owed if _is_open(step)), default=None) if is_open else None
        cases.append(
            (
                key, f"B-{number:07d}", "shortage", place, place, level, state.value, f"drug{number % 3000}",
                f"药品{number % 3000}", opened.isoformat(), len(moves), due,
            )
        )  # fmt: skip
        events += [(key, *event, place, level, state.value) for event in _events(moves, opened)]
        steps += [(key, *step) for step in owed]
    return cases, events, steps


@cache
def _level(place: str, book: Rulebook) -> str:
    return book.regions.require(place).level.value


def _is_open(step: Sequence[object]) -> bool:
    return step[DUE] is not None and step[DONE] is None


def _days(opened: date, many: int) -> list[date]:
    return [opened + timedelta(days=step) for step in range(many)]


@cache
def _events(moves: tuple[Move, ...], opened: date) -> tuple[Values, ...]:
    """Number, move, day, time, by whom and of which organisation."""
    return tuple(
        (number, move.value, on.isoformat(), f"{on.isoformat()} 01:00:00", "bench", "bench")
        for number, (move, on) in enumerate(zip(moves, _days(opened, len(moves)), strict=True), 1)
    )


@cache
def _owed(place: str, moves: tuple[Move, ...], opened: date, book: Rulebook) -> tuple[Values, ...]:
    """What the rules say is owed, as rows of steps without their case."""
    level, up = book.regions.require(place).level, book.above(place).level
    found = [
        Event(move=move, on=on, level=up if move is Move.REPORT_UP else level)
        for move, on in zip(moves, _days(opened, len(moves)), strict=True)
    ]
    steps = [owed for _, stay in book.owed_of(place, found) for owed in stay]
    return tuple(_step(place, at, owed) for at, owed in enumerate(steps))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _step(place: str, at: int, owed: Owed) -> Values:
    return (
        at, owed.step.value, place, f"{place[:2]}0000", owed.level.value, _day(owed.arrived_on),
        _day(owed.started_on), owed.has_pauses,
        _day(owed.due_on), bool(owed.clock and owed.clock.due and owed.clock.due.provisional), _day(owed.done_on),
        owed.entry.clause if owed.entry else "", "sourced",
    )  # fmt: skip
