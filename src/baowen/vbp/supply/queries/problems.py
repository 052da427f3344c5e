"""Reads of supply problems: lists for hospital, enterprise and officers, and one with all that followed. VBP-9."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE
from baowen.respond.rulebook import Rulebook
from baowen.vbp.supply.kinds import Cause, ProblemKind
from baowen.vbp.supply.models import KeptPaper, Problem
from baowen.vbp.supply.queries.level import may_judge
from baowen.vbp.supply.rules import ANSWER, Clock, clock, is_overdue
from baowen.vbp.supply.states import PROBLEM_RULES, WAITING, Party, ProblemMove, ProblemState


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLine:
    """A problem as a line of a list; `is_overdue`: the answer is owed since a day before today."""

    number: str
    kind: ProblemKind
    round_code: str
    lot: str
    product_code: str
    drug: str
    enterprise: str
    hospital: str
    region: str
    from_on: date
    until_on: date | None
    state: ProblemState
    due_on: date | None
    answered_on: date | None
    is_overdue: bool
    confirmation: str
    told_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFact:
    """A line of an order, in packs, as the trade knew it when the problem was told."""

    order: str
    line: str
    supplier: str
    state: str
    quantity: Decimal
    delivered: Decimal
    received: Decimal
    ordered_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """What the enterprise answered: by when how many packs, or why not."""

    supply_by: date | None
    quantity: Decimal | None
    cause: Cause | None
    words: str
    answered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemEventView:
    """One move."""

    move: ProblemMove
    state: ProblemState
    words: str
    organisation: str
    moved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """A file that belongs to something of this room."""

    id: int
    about: str
    sha256: str
    file_name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemView:
    """A problem with all that followed, how the date of the answer was reached, and what the actor can do now."""

    line: ProblemLine
    words: str
    clock: Clock
    is_provisional: bool
    orders: tuple[OrderFact, ...]
    answers: tuple[AnswerView, ...]
    events: tuple[ProblemEventView, ...]
    papers: tuple[PaperView, ...]
    moves: tuple[ProblemMove, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which problems: of a state, kind, round, enterprise, of a text, or those whose answer is late on a day."""

    state: ProblemState | None = None
    kind: ProblemKind | None = None
    round_code: str = ""
    enterprise: str = ""
    text: str = ""
    late_on: date | None = None


def problem_page(
    actor: Actor, wanted: Wanted | None = None, *, book: Rulebook, today: date, cursor: str = "", limit: int = 50
) -> Paged[ProblemLine]:  # fmt: skip
    """A page of the problems that somebody sees, the newest first."""
    wanted = wanted or Wanted()
    rows = seen_problems(actor, book).select_related("confirmation")
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state.value)
    if wanted.kind is not None:
        rows = rows.filter(kind=wanted.kind.value)
    if wanted.round_code:
        rows = rows.filter(round_code=wanted.round_code)
    if wanted.enterprise:
        rows = rows.filter(enterprise=wanted.enterprise)
    if wanted.late_on is not None:
        rows = late(rows, wanted.late_on)
    text = wanted.text.replace("\x00", "").strip()
    if text:
        rows = rows.filter(Q(number=text) | Q(drug__icontains=text) | Q(product_code=text) | Q(hospital=text))
    return page_by_key(rows, lambda row: line_of(row, today), cursor=cursor, limit=limit, newest_first=True)


def problem(number: str, actor: Actor, *, book: Rulebook, today: date) -> ProblemView:
    """One problem; BaowenError for one that the actor does not see."""
    row = seen_problems(actor, book).select_related("confirmation").filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有可阅看的供应问题 {number}", f"there is no supply problem {number} that you may see")
    return ProblemView(
        line=line_of(row, today), words=row.words, is_provisional=row.is_provisional,
        clock=clock(ANSWER, row.asked_on, book.ruling(row.region, row.asked_on), book.calendar),
        orders=tuple(
            OrderFact(
                order=one.order, line=one.line, supplier=one.supplier, state=one.state, quantity=one.quantity,
                delivered=one.delivered, received=one.received, ordered_at=one.ordered_at, due_at=one.due_at,
            )
            for one in row.orders.all()
        ),
        answers=tuple(
            AnswerView(
                supply_by=one.supply_by, quantity=one.quantity, cause=Cause(one.cause) if one.cause else None,
                words=one.words, answered_at=one.answered_at,
            )
            for one in row.answers.all()
        ),
        events=tuple(
            ProblemEventView(
                move=ProblemMove(one.move), state=ProblemState(one.state), words=one.words,
                organisation=one.organisation, moved_at=one.moved_at,
            )
            for one in row.events.all()
        ),
        papers=papers_of(row.number), moves=_moves(row, actor, book, today),
    )  # fmt: skip


def paper_to_read(key: int, actor: Actor, *, book: Rulebook) -> PaperView:
    """A file of a problem that the actor sees; BaowenError for any other."""
    row = KeptPaper.objects.filter(pk=key).first()
    if row is None or not seen_problems(actor, book).filter(number=row.about).exists():
        raise BaowenError("没有可下载的附件", "there is no such file that you may read")
    return _paper(row)


def papers_of(about: str) -> tuple[PaperView, ...]:
    """The files that belong to something."""
    return tuple(_paper(row) for row in KeptPaper.objects.filter(about=about))


def _paper(row: KeptPaper) -> PaperView:
    return PaperView(
        id=row.pk, about=row.about, sha256=row.sha256, file_name=row.file_name, media_type=row.media_type,
        size=row.size,
    )  # fmt: skip


def seen_problems(actor: Actor, book: Rulebook) -> QuerySet[Problem]:
    """Officers see those of their place and below, a hospital what it told, an enterprise what was told of it."""
    rows, own, regions = Problem.objects.all(), actor.organisation, book.regions
    if actor.is_system or decide(actor, Act.VBP_READ, actor.region, regions=regions).allowed:
        return rows if actor.region == NATION_CODE else rows.filter(region__in=codes_within(actor.region))
    if decide(actor, Act.VBP_PROBLEM_ANSWER, actor.region, regions=regions, organisation=own).allowed:
        return rows.filter(Q(enterprise=own) | Q(hospital=own))
    if decide(actor, Act.VBP_PROBLEM_TELL, actor.region, regions=regions, organisation=own).allowed:
        return rows.filter(hospital=own)
    return rows.none()


def late(rows: QuerySet[Problem], on: date) -> QuerySet[Problem]:
    """Those that wait for an answer which was due before a day."""
    return rows.filter(state=ProblemState.TOLD.value, answered_on=None, due_on__lt=on)


def line_of(row: Problem, today: date) -> ProblemLine:
    """A problem as a line of a list."""
    state = ProblemState(row.state)
    return ProblemLine(
        number=row.number, kind=ProblemKind(row.kind), round_code=row.round_code, lot=row.lot,
        product_code=row.product_code, drug=row.drug, enterprise=row.enterprise, hospital=row.hospital,
        region=row.region, from_on=row.from_on, until_on=row.until_on, state=state, due_on=row.due_on,
        answered_on=row.answered_on, told_at=row.told_at,
        is_overdue=state in WAITING and is_overdue(row.due_on, row.answered_on, today),
        confirmation=row.confirmation.number if row.confirmation else "",
    )  # fmt: skip


def _moves(row: Problem, actor: Actor, book: Rulebook, today: date) -> tuple[ProblemMove, ...]:
    """What somebody can do with a problem as it stands."""
    regions, own = book.regions, actor.organisation
    parties = set()
    if decide(actor, Act.VBP_PROBLEM_ANSWER, row.region, regions=regions, organisation=row.enterprise).allowed:
        parties.add(Party.ENTERPRISE)
    if (
        own == row.hospital
        and decide(actor, Act.VBP_PROBLEM_TELL, row.region, regions=regions, organisation=row.hospital).allowed
    ):
        parties |= {Party.TELLER, Party.TELLER_OR_OFFICER}
    if decide(actor, Act.VBP_PROBLEM_CONFIRM, row.region, regions=regions).allowed:
        parties |= {Party.OFFICER, Party.TELLER_OR_OFFICER}
    state = ProblemState(row.state)
    judges = may_judge(actor, row.region, today, book=book)
    hidden = () if judges else (ProblemMove.CONFIRM, ProblemMove.REFUSE, ProblemMove.REVOKE)
    return tuple(
        move
        for move, rule in PROBLEM_RULES.items()
        if state in rule.sources and rule.party in parties and move not in hidden
    )
