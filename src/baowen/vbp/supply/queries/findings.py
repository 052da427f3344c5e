"""Reads of findings: officers see those of their place, an institution its own; what was passed on is the officers'.

VBP-13 (VB-2.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE
from baowen.respond.rulebook import Rulebook
from baowen.vbp.supply.finding_states import FINDING_RULES, WAITING, FindingMove, FindingState
from baowen.vbp.supply.kinds import FindingKind, PassedTo
from baowen.vbp.supply.models import Finding
from baowen.vbp.supply.rules import FINDING_ANSWER, FINDING_MEND, Clock, clock


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedView:
    """To which supervision a finding went, and what came of it."""

    to: PassedTo
    receiver: str
    words: str
    passed_at: datetime
    result: str
    told_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingEventView:
    """One move."""

    move: FindingMove
    state: FindingState
    words: str
    organisation: str
    moved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """A finding with what followed; `clock` is None once the institution owes nothing. `passed` is for officers."""

    number: str
    kind: FindingKind
    institution: str
    region: str
    round_code: str
    words: str
    evidence: tuple[str, ...]
    state: FindingState
    due_on: date | None
    is_overdue: bool
    organisation: str
    found_at: datetime
    clock: Clock | None
    passed: tuple[PassedView, ...]
    events: tuple[FindingEventView, ...]
    moves: tuple[FindingMove, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which findings: of a state, a kind, late on a day, of a text."""

    state: FindingState | None = None
    kind: FindingKind | None = None
    late_on: date | None = None
    text: str = ""


def finding_page(
    actor: Actor, sought: Sought | None = None, *, book: Rulebook, today: date, cursor: str = "", limit: int = 50
) -> Paged[FindingView]:  # fmt: skip
    """A page of findings, the newest first."""
    sought, rows = sought or Sought(), _seen(actor, book).prefetch_related("passed", "events")
    if sought.state is not None:
        rows = rows.filter(state=sought.state.value)
    if sought.kind is not None:
        rows = rows.filter(kind=sought.kind.value)
    if sought.late_on is not None:
        rows = rows.filter(due_on__lt=sought.late_on, state__in=[state.value for state in WAITING])
    text = sought.text.replace("\x00", "").strip()
    if text:
        rows = rows.filter(Q(number=text) | Q(institution=text) | Q(round_code=text))
    return page_by_key(rows, lambda row: _view(row, actor, book, today), cursor=cursor, limit=limit, newest_first=True)


def finding(number: str, actor: Actor, *, book: Rulebook, today: date) -> FindingView:
    """One finding; BaowenError for one that the actor does not see."""
    row = _seen(actor, book).filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有可阅看的问题 {number}", f"there is no finding {number} that you may see")
    return _view(row, actor, book, today)


def _seen(actor: Actor, book: Rulebook) -> QuerySet[Finding]:
    rows = Finding.objects.all()
    if actor.is_system or decide(actor, Act.VBP_READ, actor.region, regions=book.regions).allowed:
        return rows if actor.region == NATION_CODE else rows.filter(region__in=codes_within(actor.region))
    return rows.filter(institution=actor.organisation)


def _view(row: Finding, actor: Actor, book: Rulebook, today: date) -> FindingView:
    state = FindingState(row.state)
    officer = decide(actor, Act.VBP_READ, row.region, regions=book.regions).allowed
    handles = (
        actor.organisation == row.organisation
        and decide(actor, Act.VBP_CIRCULATE, actor.region, regions=book.regions).allowed
    )
    own = decide(
        actor, Act.VBP_FINDING_ANSWER, row.region, regions=book.regions, organisation=row.institution
    ).allowed  # fmt: skip
    hidden = () if officer else (FindingMove.PASS_ON, FindingMove.RESULT)
    return FindingView(
        number=row.number, kind=FindingKind(row.kind), institution=row.institution, region=row.region,
        round_code=row.round_code, words=row.words, evidence=tuple(row.evidence), state=state, due_on=row.due_on,
        is_overdue=state in WAITING and row.due_on is not None and row.due_on < today, organisation=row.organisation,
        found_at=row.found_at, clock=_clock(row, state, book),
        passed=tuple(
            PassedView(
                to=PassedTo(one.to), receiver=one.receiver, words=one.words, passed_at=one.passed_at,
                result=one.result, told_at=one.told_at,
            )
            for one in row.passed.all()
        ) if officer else (),
        events=tuple(
            FindingEventView(
                move=FindingMove(one.move), state=FindingState(one.state), words=one.words,
                organisation=one.organisation, moved_at=one.moved_at,
            )
            for one in row.events.all()
            if FindingMove(one.move) not in hidden
        ),
        moves=tuple(
            move for move, rule in FINDING_RULES.items()
            if state in rule.sources and (own if rule.by_institution else handles)
        ),
    )  # fmt: skip


def _clock(row: Finding, state: FindingState, book: Rulebook) -> Clock | None:
    key = {FindingState.FOUND: FINDING_ANSWER, FindingState.ANSWERED: FINDING_MEND}.get(state)
    if key is None:
        return None
    return clock(key, row.asked_on, book.ruling(row.region, row.asked_on), book.calendar)
