"""From a clue to a case: opened at the lowest level that saw it, or added to the open one on the matter. RSP-1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.respond.actions.moves import Doing, record
from baowen.respond.actions.store import counter, keep_owed, locked, next_number, require_for
from baowen.respond.actions.telling import tell_move
from baowen.respond.kinds import SOURCE_WORDS, CaseKind, Channel, SourceKind
from baowen.respond.models import Case, CaseSource
from baowen.respond.states import OVER, Move, State

Source = tuple[SourceKind, str]
"""Kind and reference, such as the number of a signal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a case is about. `subject` names it for the program (a drug's key), `subject_name` for people."""

    kind: CaseKind
    region: str
    subject: str
    subject_name: str
    channel: Channel = Channel.CIVIL


@dataclass(frozen=True, slots=True)
class Opened:
    """The number of the case, and whether it is new or was open on the same matter before."""

    number: str
    is_new: bool


def open_case(matter: Matter, sources: Sequence[Source], doing: Doing) -> Opened:
    """Open a case, or add the sources to the open one of the same kind, matter, place and channel.

    A source that has opened a case before adds nothing, so that doing this twice changes nothing. BaowenError for no
    source, an unknown place, or one in which the actor may not open cases.
    """
    if not sources:
        raise BaowenError("登记案件须写明线索来源", "a case needs a source")
    place = doing.book.regions.require(matter.region)
    draft = Case(
        kind=matter.kind.value, channel=matter.channel.value, origin_region=place.code, region=place.code,
        level=place.level.value, state=State.RECEIVED.value, subject=matter.subject, subject_name=matter.subject_name,
    )  # fmt: skip
    require_for(draft, doing.actor, Act.CASE_OPEN, place.code, doing.book)
    known = CaseSource.objects.select_related("case").filter(kind=sources[0][0].value, reference=sources[0][1]).first()
    if len(sources) == 1 and known is not None:
        return Opened(known.case.number, is_new=False)
    try:
        with doing.writing() as trail:
            return _open(draft, sources, doing, trail)
    except IntegrityError as error:
        raise BaowenError("同一线索刚被登记为案件，请刷新查看", "the same source was just opened as a case") from error


def _open(draft: Case, sources: Sequence[Source], doing: Doing, trail: Trail) -> Opened:
    draft.opened_on = day_of(doing.at)
    numbers = counter("C", draft.region, draft.opened_on.year)  # locked before the look: two openers see one another
    case = _same_matter(draft)
    if case is not None:
        _add(case, sources, doing, trail)
        return Opened(case.number, is_new=False)
    draft.number = next_number(numbers)
    draft.save()
    trail.policy = doing.book.ruling(draft.region, draft.opened_on).digest
    record(draft, Move.OPEN, doing, draft.opened_on, trail.policy)
    keep_owed(draft, doing.book)
    draft.save()
    tell_move(draft, Move.OPEN, trail, doing.entered)
    trail.note(
        "case.open", f"case/{draft.number}",
        after={"kind": draft.kind, "region": draft.region, "level": draft.level, "subject": draft.subject,
               "next_due": draft.next_due},
    )  # fmt: skip
    _add(draft, sources, doing, trail)
    return Opened(draft.number, is_new=True)


def _same_matter(draft: Case) -> Case | None:
    """The open case on the same matter that began at the same place, whichever level has it now."""
    return (
        Case.objects.select_for_update()
        .filter(subject=draft.subject, kind=draft.kind, origin_region=draft.origin_region, channel=draft.channel)
        .exclude(state__in=OVER)
        .order_by("id")
        .first()
    )


def _add(case: Case, sources: Sequence[Source], doing: Doing, trail: Trail) -> None:
    for kind, reference in sources:
        with transaction.atomic():
            _, is_new = CaseSource.objects.get_or_create(
                kind=kind.value, reference=reference, defaults={"case": case, "added_at": doing.at}
            )
        told = {"source": f"{kind}/{reference}", "added": is_new}
        trail.note("case.source", f"case/{case.number}", after=told)


def add_source(number: str, source: Source, doing: Doing) -> None:
    """Add one more source to an open case; BaowenError where it made another case."""
    kind, reference = source
    with doing.writing() as trail:
        case = locked(number)
        require_for(case, doing.actor, Act.CASE_MOVE, case.region, doing.book)
        other = CaseSource.objects.select_related("case").filter(kind=kind.value, reference=reference).first()
        if other is not None and other.case_id != case.pk:
            words = SOURCE_WORDS[kind]
            raise BaowenError(
                f"{words[0]} {reference} 已在案件 {other.case.number} 中；如属同一事项，请并案",
                f"{words[1]} {reference} belongs to case {other.case.number}; merge the cases if they are one matter",
            )
        _add(case, [source], doing, trail)
