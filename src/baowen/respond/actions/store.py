"""What the actions of the response share: a case locked, its numbers, and what it owes kept in step with its events."""

from __future__ import annotations

from datetime import date

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import OrganisationView, open_organisation, people
from baowen.orgs.regions import RegionLevel
from baowen.orgs.roles import Role
from baowen.respond.kinds import Channel
from baowen.respond.models import Case, OwedStep, Sequence
from baowen.respond.rulebook import Rulebook
from baowen.respond.rules import Owed
from baowen.respond.states import OVER, STATE_WORDS, State


class CaseChangedError(BaowenError):
    """Somebody else moved the case first."""


def locked(number: str) -> Case:
    """The case of that number, locked until the transaction ends; BaowenError where there is none."""
    case = Case.objects.select_for_update().filter(number=number).first()
    if case is None:
        raise unknown_case(number)
    return case


def unknown_case(number: str) -> BaowenError:
    """What is said of a number that no case has."""
    return BaowenError(f"没有案件 {number}，请核对编号", f"there is no case {number}; check the number")


def require_for(case: Case, actor: Actor, act: Act, place: str, book: Rulebook, *, organisation: str = "") -> None:
    """NotAllowedError unless the actor may do this, and may see the channel of the case."""
    if case.channel == Channel.MILITARY and not actor.is_system:
        require(actor, Act.MILITARY_READ, place, regions=book.regions)
    require(actor, act, place, regions=book.regions, organisation=organisation)


def require_open_organisation(code: str, on: date, *, channel: str) -> OrganisationView:
    """The organisation that is to take part in something; BaowenError for an unknown or closed one.

    In the military channel somebody there must be a liaison officer, or nobody there could read what it is about.
    """
    found = open_organisation(code, on)
    if channel == Channel.MILITARY and not people(code, holding=Role.MILITARY_OFFICER):
        raise BaowenError(
            f"机构 {code} 没有军地联络员，军地渠道的事项不能交给它；请先由该机构指定军地联络员",
            f"{code} has no military liaison officer and cannot have a matter of the military channel; let it name one",
        )
    return found


def counter(prefix: str, region: str, year: int) -> Sequence:
    """The counter of a region and year, locked until the transaction ends: who holds it is alone in opening there."""
    return Sequence.locked(f"{prefix}-{region}-{year}")


def next_number(row: Sequence) -> str:
    """The next number of a locked counter, such as C-320102-2026-00001."""
    return f"{row.name}-{row.take():05d}"


def refuse_state(case: Case, what: str, what_en: str) -> BaowenError:
    """The error that says in which state a case is, and that this cannot be done there."""
    zh, en = STATE_WORDS[State(case.state)]
    return BaowenError(f"案件 {case.number} 为“{zh}”，不能{what}", f"case {case.number} is {en}: cannot {what_en}")


def keep_owed(case: Case, book: Rulebook) -> None:
    """Bring the stored steps of a case in step with its events, and the case's next date with them."""
    kept = {(row.stay, row.step): row for row in case.owed.all()}
    fresh: list[OwedStep] = []
    changed: list[OwedStep] = []
    events = [row.as_event() for row in case.events.order_by("number")]
    for number, (region, steps) in enumerate(book.owed_of(case.origin_region, events)):
        for owed in steps:
            row = kept.pop((number, owed.step.value), None)
            target = row or OwedStep(case=case, stay=number, step=owed.step.value)
            if _fill(target, owed, region, book) or row is None:
                (changed if row else fresh).append(target)
    OwedStep.objects.filter(pk__in=[row.pk for row in kept.values()]).delete()
    OwedStep.objects.bulk_create(fresh)
    for row in changed:
        row.save()
    case.next_due = None if case.state in OVER else earliest(case)


def earliest(case: Case) -> date | None:
    """The earliest date that is still owed."""
    row = case.owed.filter(done_on=None, due_on__isnull=False).order_by("due_on").first()
    return None if row is None else row.due_on


def _fill(row: OwedStep, owed: Owed, region: str, book: Rulebook) -> bool:
    """Write what is owed into a row; whether anything changed."""
    clock, entry = owed.clock, owed.entry
    province = book.regions.at_level(region, RegionLevel.PROVINCE)
    values = {
        "region": region,
        "province": province.code if province else "",
        "level": owed.level.value,
        "arrived_on": owed.arrived_on,
        "started_on": owed.started_on,
        "has_pauses": owed.has_pauses,
        "due_on": owed.due_on,
        "is_provisional": bool(clock and clock.due and clock.due.provisional),
        "stands_since": clock.stands_since if clock else None,
        "done_on": owed.done_on,
        "clause": entry.clause if entry else "",
        "basis": entry.basis.value if entry else "",
    }
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    return before != values
