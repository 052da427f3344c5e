"""What became of a signal: the case that took it up, and what is owed there next, by whom, until when. RSP-2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import on_duty
from baowen.orgs.roles import Role
from baowen.respond.kinds import SourceKind
from baowen.respond.models import CaseSource, OwedStep
from baowen.respond.queries.seeing import sees
from baowen.respond.rulebook import Rulebook
from baowen.respond.rules import Step
from baowen.respond.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What is owed next. `due_on` is None where no text sets a number. `officers`: who is on duty there, by name."""

    step: Step
    region: str
    due_on: date | None
    clause: str
    unit: str
    officers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOfSignal:
    """The case that has the signal; `next_step` is None where nothing is owed."""

    number: str
    state: State
    region: str
    next_step: NextStep | None


def case_of_signal(actor: Actor, signal: str, *, book: Rulebook) -> CaseOfSignal | None:
    """The case of a signal, None where there is none that the actor may see."""
    if not decide(actor, Act.CASE_READ, actor.region, regions=book.regions).allowed:
        return None
    source = (
        CaseSource.objects.select_related("case").filter(kind=SourceKind.SIGNAL.value, reference=signal).first()
    )  # fmt: skip
    if source is None or not sees(source.case, actor, book):
        return None
    owed = OwedStep.objects.filter(case=source.case, done_on=None).order_by("due_on", "stay", "id").first()
    return CaseOfSignal(
        number=source.case.number, state=State(source.case.state), region=source.case.region,
        next_step=None if owed is None else _next(owed),
    )  # fmt: skip


def _next(owed: OwedStep) -> NextStep:
    unit, officers = on_duty(owed.region, Role.DUTY_OFFICER)
    return NextStep(
        step=Step(owed.step), region=owed.region, due_on=owed.due_on, clause=owed.clause,
        unit=unit, officers=officers,
    )  # fmt: skip
