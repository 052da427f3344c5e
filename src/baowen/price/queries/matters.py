"""Price matters for officers: the desk of a place, and one matter with all that lies in it. PRI-1, ORG-4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from baowen.core.paging import Paged, broken_cursor, key_of
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE
from baowen.price.actions.store import taken, unknown_matter
from baowen.price.kinds import NoticeKind, OriginKind, StepKind, Verdict
from baowen.price.ladder.rules import Ladder, Standing, ladder_of, standing
from baowen.price.models import Matter, Source
from baowen.price.queries.views import (
    AnswerView,
    EventView,
    LetterView,
    StepView,
    answer_view,
    event_view,
    letter_view,
    step_view,
)
from baowen.price.states import OPEN_STAGES, RULES, Move, MoveRule, Stage, moves_from
from baowen.respond.rulebook import Rulebook

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterLine:
    """A matter as a line of a list; `next_due` None: nothing is owed by a date."""

    number: str
    region: str
    drug: str
    enterprise: str
    stage: Stage
    opened_on: date
    next_due: date | None
    moves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which matters of a desk: of a stage (open ones where None is named), late as of a day, by a part of the name."""

    stage: Stage | None = None
    late_on: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextMove:
    """A move that the stage allows, and how its measure stands on the ladder; None where the ladder has no say."""

    rule: MoveRule
    standing: Standing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementView:
    """A verdict; `revised_why` "" while it stands."""

    verdict: Verdict
    grounds: str
    handover: str
    result: str
    given_at: datetime
    revised_at: datetime | None
    revised_why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBackView:
    """A notice or credit event with what became of it; `taken_back_why` "" while it stands."""

    number: str
    kind: NoticeKind | None
    words: str
    at: datetime
    taken_back_at: datetime | None
    taken_back_why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingState:
    """A listing of the matter: its price at the opening, and the one that was taken as corrected."""

    listing: str
    price: Decimal
    corrected_price: Decimal | None
    corrected_on: date | None
    suspended_until: date | None
    is_suspended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceView:
    """What another province found."""

    province: str
    number: str
    result: str
    price: Decimal | None
    priced_on: date | None
    is_first_raiser: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterView:
    """A matter with all that lies in it. `next_moves` are those that the actor may make now, [] for a reader."""

    line: MatterLine
    is_first_raiser: bool
    origins: list[tuple[OriginKind, str, str]]
    listings: list[ListingState]
    events: list[EventView]
    owed: list[StepView]
    letters: list[LetterView]
    answers: list[AnswerView]
    judgements: list[JudgementView]
    notices: list[TakenBackView]
    credit_events: list[TakenBackView]
    references: list[ReferenceView]
    ladder: Ladder
    next_moves: list[NextMove]


def matter_desk(
    actor: Actor, *, book: Rulebook, wanted: Wanted = Wanted(), cursor: str = "", limit: int = PAGE
) -> Paged[MatterLine]:  # fmt: skip
    """Matters of the own region and below, what is due first on top, without a date last. NotAllowedError."""
    require(actor, Act.PRICE_READ, actor.region, regions=book.regions)
    rows = Matter.objects.all()
    if actor.region != NATION_CODE:
        rows = rows.filter(region__in=codes_within(actor.region))
    stages = [wanted.stage] if wanted.stage is not None else sorted(OPEN_STAGES)
    rows = rows.filter(stage__in=[one.value for one in stages])
    if wanted.late_on is not None:
        rows = rows.filter(next_due__lt=wanted.late_on)
    text = wanted.text.replace("\x00", "").strip()
    if text:
        rows = rows.filter(Q(drug__icontains=text) | Q(number=text) | Q(enterprise=text))
    return _page(rows, cursor, limit)


def _page(rows: QuerySet[Matter], cursor: str, limit: int) -> Paged[MatterLine]:
    """By date, then by age; the cursor names the last line, so that lines which come or go shift nothing."""
    dated, after = _read_cursor(cursor)
    found: list[Matter] = []
    if dated is not None or not cursor:
        some = rows.filter(next_due__isnull=False).order_by("next_due", "id")
        if dated is not None:
            some = some.filter(Q(next_due__gt=dated) | Q(next_due=dated, id__gt=after))
        found, after = list(some[: limit + 1]), 0
    if len(found) <= limit:
        found += list(rows.filter(next_due=None, id__gt=after).order_by("id")[: limit + 1 - len(found)])
    more, found = len(found) > limit, found[:limit]
    return Paged([line_of(row) for row in found], f"{found[-1].next_due or ''}~{found[-1].pk}" if more else "")


def _read_cursor(cursor: str) -> tuple[date | None, int]:
    if not cursor:
        return None, 0
    day, _, key = cursor.partition("~")
    try:
        return (date.fromisoformat(day) if day else None), key_of(key)
    except ValueError as error:
        raise broken_cursor() from error


def line_of(row: Matter) -> MatterLine:
    """A row as a line of a list."""
    return MatterLine(
        number=row.number, region=row.region, drug=row.drug, enterprise=row.enterprise, stage=Stage(row.stage),
        opened_on=row.opened_on, next_due=row.next_due, moves=row.moves,
    )  # fmt: skip


def matters_of_origin(kind: OriginKind, reference: str, actor: Actor, *, book: Rulebook) -> str:
    """The number of the matter that a signal or case opened; "" for none, and for one that the actor may not see."""
    found = Source.objects.select_related("matter").filter(kind=kind.value, reference=reference).first()
    return found.matter.number if found is not None and sees(found.matter, actor, book) else ""


def sees(row: Matter, actor: Actor, book: Rulebook) -> bool:
    """Whether an officer may read a matter: it lies in the own region or below."""
    return decide(actor, Act.PRICE_READ, row.region, regions=book.regions).allowed


def matter_page(number: str, actor: Actor, *, book: Rulebook, on: date) -> MatterView:
    """One matter; BaowenError in the same words for an unknown one and for one that the actor may not see."""
    row = Matter.objects.filter(number=number).first()
    if row is None or not sees(row, actor, book):
        raise unknown_matter(number)
    ladder = ladder_of(book.ruling(row.region, on))
    return MatterView(
        line=line_of(row), is_first_raiser=row.is_first_raiser,
        origins=[(OriginKind(one.kind), one.reference, one.words) for one in row.sources.all()],
        listings=_listings(row), events=[event_view(one) for one in row.events.all()],
        owed=[step_view(one, row.region, book) for one in row.owed.all()],
        letters=[letter_view(one) for one in row.letters.select_related("matter", "event")],
        answers=[answer_view(one) for one in row.answers.exclude(sent_at=None).prefetch_related("costs", "files")],
        judgements=_judgements(row), notices=_notices(row), credit_events=_credit_events(row),
        references=_references(row), ladder=ladder, next_moves=_next_moves(row, actor, book, ladder),
    )  # fmt: skip


def _next_moves(row: Matter, actor: Actor, book: Rulebook, ladder: Ladder) -> list[NextMove]:
    if not decide(actor, Act.PRICE_MOVE, row.region, regions=book.regions).allowed:
        return []
    before, useless = taken(row), _useless(row)
    return [
        NextMove(rule=rule, standing=standing(rule.measure, before, ladder) if rule.measure is not None else None)
        for rule in (RULES[move] for move in moves_from(Stage(row.stage)))
        if rule.move not in useless
    ]


def _useless(row: Matter) -> set[Move]:
    """Moves for which there is nothing in the matter: no interview to record, no notice to withdraw."""
    owed = set(row.owed.filter(done_on=None).values_list("step", flat=True))
    there = {
        Move.ANSWER: False,
        Move.MINUTES: StepKind.INTERVIEW.value in owed,
        Move.FINDINGS: StepKind.SURVEY.value in owed,
        Move.TAKE_RESULT: StepKind.REFERRAL.value in owed,
        Move.SET_DATE: bool(owed),
        Move.CALL_OFF: bool(owed),
        Move.TAKE_CORRECTION: row.listings.exists(),
        Move.SUSPEND: row.listings.exists(),
        Move.WITHDRAW_NOTICE: row.notices.filter(withdrawn_at=None).exists(),
        Move.VOID_CREDIT: row.credit_events.filter(voided_at=None).exists(),
    }
    return {move for move, is_there in there.items() if not is_there}


def _listings(row: Matter) -> list[ListingState]:
    standing_now = {one.listing: one for one in row.suspensions.filter(lifted_at=None)}
    return [
        ListingState(
            listing=one.listing, price=one.price, corrected_price=one.corrected_price, corrected_on=one.corrected_on,
            is_suspended=one.listing in standing_now,
            suspended_until=standing_now[one.listing].until if one.listing in standing_now else None,
        )
        for one in row.listings.all()
    ]  # fmt: skip


def _judgements(row: Matter) -> list[JudgementView]:
    return [
        JudgementView(
            verdict=Verdict(one.verdict), grounds=one.grounds, handover=one.handover, result=one.result,
            given_at=one.given_at, revised_at=one.revised_at, revised_why=one.revised_why,
        )
        for one in row.judgements.all()
    ]  # fmt: skip


def _notices(row: Matter) -> list[TakenBackView]:
    return [
        TakenBackView(
            number=one.number, kind=NoticeKind(one.kind), words=one.title, at=one.published_at,
            taken_back_at=one.withdrawn_at, taken_back_why=one.withdrawn_why,
        )
        for one in row.notices.all()
    ]  # fmt: skip


def _credit_events(row: Matter) -> list[TakenBackView]:
    return [
        TakenBackView(
            number=one.number, kind=None, words=one.words, at=one.recorded_at, taken_back_at=one.voided_at,
            taken_back_why=one.voided_why,
        )
        for one in row.credit_events.all()
    ]  # fmt: skip


def _references(row: Matter) -> list[ReferenceView]:
    return [
        ReferenceView(
            province=one.province, number=one.number, result=one.result, price=one.price, priced_on=one.priced_on,
            is_first_raiser=one.is_first_raiser,
        )
        for one in row.references.all()
    ]  # fmt: skip
