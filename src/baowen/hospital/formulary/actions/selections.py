"""What a meeting of the committee decided is recorded, and never changed. HOS-2 (HN-6, NJ-13, HD-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.hospital.formulary.models import Selection, Sequence
from baowen.hospital.formulary.states import Decision
from baowen.orgs.permissions import Act, require
from baowen.respond.actions.moves import Doing

MOST_VOTES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSelection:
    """A decision on a drug. `applicant`: the department that asked; `conflicts`: who withdrew and for what interest, in
    words of the institution ("" where nobody). Votes are None where there was no ballot."""

    meeting: str
    held_on: date
    generic_name: str
    applicant: str
    reason: str
    decision: Decision
    dosage_form: str = ""
    spec: str = ""
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstained: int | None = None
    conflicts: str = ""


def record_selection(new: NewSelection, doing: Doing) -> str:
    """Record a decision; its number. BaowenError for a day to come and for a ballot that did not decide so."""
    actor, on = doing.actor, day_of(doing.at)
    require(actor, Act.FORMULARY_KEEP, actor.region, regions=doing.book.regions, organisation=actor.organisation)
    if new.held_on > on:
        raise BaowenError(f"会议日期 {new.held_on} 还没有到", f"the meeting of {new.held_on} is still to come")
    _check_votes(new)
    with doing.writing() as trail:
        number = next_number(f"YX-{actor.organisation}-{new.held_on.year}")
        Selection.objects.create(
            number=number, owner=actor.organisation,
            meeting=filled(new.meeting, "会议", "meeting", most=200), held_on=new.held_on,
            generic_name=filled(new.generic_name, "药品通用名", "generic name", most=200),
            dosage_form=within(new.dosage_form, "剂型", "dosage form", most=100),
            spec=within(new.spec, "规格", "specification", most=200),
            applicant=filled(new.applicant, "申请科室", "department that applied", most=200),
            reason=filled(new.reason, "理由", "reason", most=4000), votes_for=new.votes_for,
            votes_against=new.votes_against, votes_abstained=new.votes_abstained, decision=new.decision.value,
            conflicts=within(new.conflicts, "利益冲突", "conflicts", most=1000), recorded_at=doing.entered,
            recorded_by=actor.name,
        )  # fmt: skip
        trail.note(
            "hospital.selection", f"hospital/{actor.organisation}/selections/{number}",
            after={"drug": new.generic_name, "decision": new.decision.value, "held_on": new.held_on.isoformat()},
        )  # fmt: skip
    return number


def next_number(series: str) -> str:
    """The next number of a series; without gaps."""
    row = Sequence.locked(series[:60])
    return f"{series}-{row.take():05d}"


def _check_votes(new: NewSelection) -> None:
    votes = (new.votes_for, new.votes_against, new.votes_abstained)
    if any(vote is not None and not 0 <= vote <= MOST_VOTES for vote in votes):
        raise BaowenError(
            f"票数不能为负数，也不会超过 {MOST_VOTES}", f"votes are not below zero, nor more than {MOST_VOTES}"
        )
    if new.votes_for is None or new.votes_against is None:
        return
    carried = new.decision in (Decision.ADOPTED, Decision.REMOVED)
    if carried and new.votes_for <= new.votes_against:
        raise BaowenError(
            f"赞成 {new.votes_for} 票、反对 {new.votes_against} 票，不能记为同意；请核对票数或结论",
            f"{new.votes_for} for and {new.votes_against} against carry nothing; check votes and decision",
        )
