"""Writes cases in bulk for the bench: five events each, with the steps and dates that the rules give."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from functools import cache

from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Actor
from baowen.orgs.regions import RegionLevel, load_regions
from baowen.orgs.roles import Role
from baowen.respond.rulebook import Rulebook
from baowen.respond.rules import Event, Owed
from baowen.respond.states import Move, State

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


def make_cases(wanted: int, book: Rulebook) -> int:
    """Write so many cases; how many steps with a date are open."""
    from django.db import transaction

    chance, open_steps = random.Random(7), 0
    for start in range(0, wanted, BATCH):
        with transaction.atomic():
            open_steps += _batch(start, min(BATCH, wanted - start), chance, book)
    return open_steps


def _batch(start: int, many: int, chance: random.Random, book: Rulebook) -> int:
    from baowen.respond.models import Case, CaseEvent, OwedStep

    cases, events, steps = [], [], []
    for number in range(start, start + many):
        place = chance.choice(CITIES if number % CITY_EVERY == 0 else COUNTIES)
        is_open = chance.random() < OPEN_SHARE
        moves, state = chance.choice(OPEN) if is_open else (CLOSED, State.DISMISSED)
        opened = FIRST + timedelta(days=chance.randrange((LAST_OPENED - FIRST).days - 20))
        if is_open:  # what is open began lately
            opened = LAST_OPENED - timedelta(days=chance.randrange(5, 25))
        level = book.regions.require(place).level
        owed = _owed(place, level, moves, opened, book)
        due = min((one.due_on for one in owed if one.done_on is None and one.due_on), default=None)
        case = Case(
            id=number + 1, number=f"B-{number:07d}", kind="shortage", origin_region=place, region=place,
            level=level.value, state=state.value, subject=f"drug{number % 3000}", subject_name=f"药品{number % 3000}",
            opened_on=opened, moves=5, next_due=due if is_open else None,
        )  # fmt: skip
        cases.append(case)
        events += _events(case, moves, opened, CaseEvent)
        steps += [_step(case, at, one, OwedStep) for at, one in enumerate(owed)]
    Case.objects.bulk_create(cases, batch_size=5000)
    CaseEvent.objects.bulk_create(events, batch_size=5000)
    OwedStep.objects.bulk_create(steps, batch_size=5000)
    return sum(one.done_on is None and one.due_on is not None for one in steps)


def _days(opened: date, many: int) -> list[date]:
    return [opened + timedelta(days=step) for step in range(many)]


@cache
def _owed(place: str, level: RegionLevel, moves: tuple[Move, ...], opened: date, book: Rulebook) -> tuple[Owed, ...]:
    up = book.above(place).level
    found = [
        Event(move=move, on=on, level=up if move is Move.REPORT_UP else level)
        for move, on in zip(moves, _days(opened, len(moves)), strict=True)
    ]
    return tuple(owed for _, steps in book.owed_of(place, found) for owed in steps)


def _events(case: object, moves: tuple[Move, ...], opened: date, model: type) -> list[object]:
    found = []
    for number, (move, on) in enumerate(zip(moves, _days(opened, len(moves)), strict=True), 1):
        at = datetime(on.year, on.month, on.day, 1, tzinfo=UTC)
        found.append(
            model(
                case=case, number=number, move=move.value, on=on, at=at, by="bench", region=case.region,  # type: ignore[attr-defined]
                level=case.level, state=case.state, organisation="bench",  # type: ignore[attr-defined]
            )
        )  # fmt: skip
    return found


def _step(case: object, at: int, owed: Owed, model: type) -> object:
    return model(
        case=case, stay=at, step=owed.step.value, region=case.region, level=owed.level.value,  # type: ignore[attr-defined]
        arrived_on=owed.arrived_on, started_on=owed.started_on, has_pauses=owed.has_pauses, due_on=owed.due_on,
        is_provisional=bool(owed.clock and owed.clock.due and owed.clock.due.provisional), done_on=owed.done_on,
        clause=owed.entry.clause if owed.entry else "", basis="sourced",
    )  # fmt: skip
