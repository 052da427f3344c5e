"""Selection records and registered missing drugs, scoped; what was often missing and needed. HOS-2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.policy import load_packs
from baowen.hospital.formulary.actions.missing import unknown_missing
from baowen.hospital.formulary.models import Edition, Missing, Selection
from baowen.hospital.formulary.queries.editions import seen_institution
from baowen.hospital.formulary.rules import often
from baowen.hospital.formulary.states import (
    MISSING_RULES,
    Decision,
    EditionState,
    MissingMove,
    MissingState,
    Need,
)
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, load_regions


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionView:
    """A decision of a meeting."""

    number: str
    owner: str
    meeting: str
    held_on: date
    generic_name: str
    dosage_form: str
    spec: str
    applicant: str
    reason: str
    votes_for: int | None
    votes_against: int | None
    votes_abstained: int | None
    decision: Decision
    conflicts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingLine:
    """A registered need; `patient` is "" for departments, which need none. `moves`: what the actor may do."""

    number: str
    institution: str
    region: str
    lead: str
    patient: str
    need: Need
    generic_name: str
    dosage_form: str
    spec: str
    quantity: Decimal
    unit: str
    words: str
    state: MissingState
    is_needed: bool
    registered_on: date
    moves: tuple[MissingMove, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingEventView:
    """One move of a registered need."""

    move: MissingMove
    state: MissingState
    words: str
    organisation: str
    moved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A drug that was often registered as missing and assessed as needed: for next year's range."""

    drug: str
    times: int
    is_in_formulary: bool


def selection_page(actor: Actor, owner: str, *, cursor: str = "", limit: int = 50) -> Paged[SelectionView]:
    """The decisions of an institution's meetings, the newest entered first."""
    seen_institution(actor, owner)
    rows = Selection.objects.filter(owner=owner)
    return page_by_key(rows, _selection, cursor=cursor, limit=limit, newest_first=True)


def missing_page(
    actor: Actor, *, state: MissingState | None = None, text: str = "", cursor: str = "", limit: int = 50
) -> Paged[MissingLine]:  # fmt: skip
    """Registered needs, the newest first: of the place and below for departments, else of the own institution and of
    those that it leads."""
    rows = _scoped(actor)
    if state is not None:
        rows = rows.filter(state=state.value)
    if text.strip():
        rows = rows.filter(
            Q(generic_name__icontains=text.strip()) | Q(number=text.strip()) | Q(institution=text.strip())
        )
    return page_by_key(rows, lambda row: _missing(row, actor), cursor=cursor, limit=limit, newest_first=True)


def missing(actor: Actor, number: str) -> tuple[MissingLine, tuple[MissingEventView, ...]]:
    """One registered need with what happened to it; BaowenError for one that is not seen."""
    row = _scoped(actor).filter(number=number).first()
    if row is None:
        raise unknown_missing(number)
    events = tuple(
        MissingEventView(
            move=MissingMove(one.move), state=MissingState(one.state), words=one.words, organisation=one.organisation,
            moved_at=one.moved_at,
        )
        for one in row.events.all()
    )  # fmt: skip
    return _missing(row, actor), events


def proposals(actor: Actor, *, today: date) -> list[Proposal]:
    """What was often missing and needed among the needs that the actor sees, within the pack's months."""
    ruling = load_packs().ruling(actor.region, today)
    most = ruling.entry("hospital.missing.often").whole()
    days = ruling.entry("hospital.missing.within").whole()
    since = date.fromordinal(today.toordinal() - days)
    rows = _scoped(actor).filter(is_needed=True, registered_on__gt=since)
    found = often(rows.values_list("generic_name", "number"), most)
    held = set(
        Edition.objects.filter(owner=actor.organisation, state=EditionState.IN_FORCE.value).values_list(
            "lines__generic_name", flat=True
        )
    )
    return [Proposal(drug=name, times=times, is_in_formulary=name in held) for name, times in found]


def _scoped(actor: Actor) -> QuerySet[Missing]:
    regions = load_regions()
    if decide(actor, Act.HOSPITAL_READ, actor.region, regions=regions).allowed:
        rows = Missing.objects.all()
        return rows if actor.region == NATION_CODE else rows.filter(region__in=codes_within(actor.region))
    keeps = decide(
        actor, Act.FORMULARY_KEEP, actor.region, regions=regions, organisation=actor.organisation
    ).allowed  # fmt: skip
    own = Q(institution=actor.organisation) | Q(lead=actor.organisation)
    return Missing.objects.filter(own) if keeps else Missing.objects.none()


def _selection(row: Selection) -> SelectionView:
    return SelectionView(
        number=row.number, owner=row.owner, meeting=row.meeting, held_on=row.held_on, generic_name=row.generic_name,
        dosage_form=row.dosage_form, spec=row.spec, applicant=row.applicant, reason=row.reason,
        votes_for=row.votes_for, votes_against=row.votes_against, votes_abstained=row.votes_abstained,
        decision=Decision(row.decision), conflicts=row.conflicts,
    )  # fmt: skip


def _missing(row: Missing, actor: Actor) -> MissingLine:
    state = MissingState(row.state)
    moves = tuple(
        move for move, rule in MISSING_RULES.items()
        if state in rule.sources and actor.organisation == (row.lead if rule.by_lead else row.institution)
    )  # fmt: skip
    concerned = actor.organisation in (row.institution, row.lead)
    return MissingLine(
        number=row.number, institution=row.institution, region=row.region, lead=row.lead,
        patient=row.patient if concerned else "", need=Need(row.need), generic_name=row.generic_name,
        dosage_form=row.dosage_form, spec=row.spec, quantity=row.quantity, unit=row.unit,
        words=row.words if concerned else "", state=state, is_needed=row.is_needed, registered_on=row.registered_on,
        moves=moves,
    )  # fmt: skip
