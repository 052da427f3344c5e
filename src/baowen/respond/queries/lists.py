"""Lists of cases: the inbox with its filters, every case of a place, and those that one could be merged into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from baowen.core.paging import Paged, broken_cursor, key_of
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE
from baowen.respond.kinds import CaseKind, Channel
from baowen.respond.models import Case
from baowen.respond.queries.seeing import PAGE, visible_cases
from baowen.respond.rulebook import Rulebook
from baowen.respond.states import OVER, State

WHOLE_PAGE = 500  # cases read at once where a list is read to its end


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case as a line of a list. `next_due` is None where nothing is owed by a date."""

    number: str
    kind: CaseKind
    channel: Channel
    origin_region: str
    region: str
    level: str
    state: State
    subject: str
    subject_name: str
    opened_on: date
    next_due: date | None
    moves: int


Page = Paged[CaseLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases of an inbox: of these states (all open ones where none is named), of a kind, about a drug (its key,
    or part of its name), owing something after its last day as of `late_on`. `place`: with that place or one below it;
    "" for the own level alone."""

    states: tuple[State, ...] = ()
    kind: CaseKind | None = None
    place: str = ""
    drug: str = ""
    late_on: date | None = None


EVERYTHING = Wanted()


def inbox(
    actor: Actor, *, book: Rulebook, wanted: Wanted = EVERYTHING, cursor: str = "", limit: int = PAGE
) -> Page:  # fmt: skip
    """The cases that the actor's level has now, what is due first on top; those without a date come last.

    NotAllowedError for a place beyond the actor's.
    """
    return page_of(_wanted(actor, book, wanted), cursor, limit)


def inbox_count(actor: Actor, *, book: Rulebook, wanted: Wanted = EVERYTHING) -> int:
    """How many cases that are, on all pages."""
    return _wanted(actor, book, wanted).count()


def inbox_whole(actor: Actor, *, book: Rulebook, wanted: Wanted = EVERYTHING) -> Iterator[CaseLine]:
    """All of them, page after page, so that however many there are, few are held at once."""
    rows, cursor = _wanted(actor, book, wanted), ""
    while True:
        page = page_of(rows, cursor, WHOLE_PAGE)
        yield from page.lines
        cursor = page.cursor
        if not cursor:
            return


def _wanted(actor: Actor, book: Rulebook, wanted: Wanted) -> QuerySet[Case]:
    place = wanted.place or actor.region
    require(actor, Act.CASE_READ, place, regions=book.regions)
    rows = visible_cases(actor)
    if not wanted.place:
        rows = rows.filter(region=actor.region)
    elif place != NATION_CODE:
        rows = rows.filter(region__in=codes_within(place))
    states = wanted.states or tuple(state for state in State if state not in OVER)
    rows = rows.filter(state__in=[state.value for state in states])
    if wanted.kind is not None:
        rows = rows.filter(kind=wanted.kind.value)
    if wanted.drug:
        rows = rows.filter(Q(subject=wanted.drug) | Q(subject_name__icontains=wanted.drug))
    if wanted.late_on is not None:
        rows = rows.filter(next_due__lt=wanted.late_on)
    return rows


def cases(actor: Actor, *, book: Rulebook, subject: str = "", cursor: str = "", limit: int = PAGE) -> Page:
    """Every case that began in the actor's region or below, ended ones too."""
    require(actor, Act.CASE_READ, actor.region, regions=book.regions)
    rows = visible_cases(actor)
    if actor.region != NATION_CODE:
        rows = rows.filter(origin_region__in=codes_within(actor.region))
    if subject:
        rows = rows.filter(subject=subject)
    return page_of(rows, cursor, limit)


def page_of(rows: QuerySet[Case], cursor: str, limit: int) -> Page:
    """By date, then by age. The cursor names the last line, so that lines which come or go shift nothing."""
    dated, after = _read_cursor(cursor)
    found: list[Case] = []
    if dated is not None or not cursor:
        some = rows.filter(next_due__isnull=False).order_by("next_due", "id")
        if dated is not None:
            some = some.filter(Q(next_due__gt=dated) | Q(next_due=dated, id__gt=after))
        found = list(some[: limit + 1])
        after = 0
    if len(found) <= limit:
        rest = rows.filter(next_due=None, id__gt=after).order_by("id")
        found += list(rest[: limit + 1 - len(found)])
    more = len(found) > limit
    found = found[:limit]
    last = found[-1] if more else None
    return Paged([line_of(row) for row in found], f"{last.next_due or ''}~{last.pk}" if last else "")


def _read_cursor(cursor: str) -> tuple[date | None, int]:
    if not cursor:
        return None, 0
    day, _, key = cursor.partition("~")
    try:
        return (date.fromisoformat(day) if day else None), key_of(key)
    except ValueError as error:
        raise broken_cursor() from error


def line_of(row: Case) -> CaseLine:
    """A row as a line of a list."""
    return CaseLine(
        number=row.number, kind=CaseKind(row.kind), channel=Channel(row.channel), origin_region=row.origin_region,
        region=row.region, level=row.level, state=State(row.state), subject=row.subject,
        subject_name=row.subject_name, opened_on=row.opened_on, next_due=row.next_due, moves=row.moves,
    )  # fmt: skip


def mergeable(case: CaseLine, actor: Actor) -> list[CaseLine]:
    """The open cases that could take this one in: about the same drug, with the same place, by the same channel."""
    rows = visible_cases(actor).filter(subject=case.subject, region=case.region, channel=case.channel.value)
    rows = rows.exclude(number=case.number).exclude(state__in=[state.value for state in OVER])
    return [line_of(row) for row in rows.order_by("id")[:PAGE]]
