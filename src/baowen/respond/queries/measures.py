"""Measures by their number, each with the case that it belongs to. RSP-3."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor
from baowen.respond.kinds import CaseKind, MeasureKind, Outcome
from baowen.respond.models import Measure
from baowen.respond.queries.cases import MeasureView
from baowen.respond.queries.seeing import sees
from baowen.respond.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureOfCase:
    """A measure with its case; `subject` is the drug or whatever else the case is about, as its key."""

    measure: MeasureView
    case: str
    case_kind: CaseKind
    region: str
    subject: str
    subject_name: str


def measure_of(measure: int, actor: Actor, *, book: Rulebook) -> MeasureOfCase:
    """One measure; BaowenError for an unknown one and for one of a case that the actor may not see."""
    row = Measure.objects.select_related("case").filter(pk=measure).first()
    if row is None or not sees(row.case, actor, book):
        raise BaowenError(f"没有可阅看的措施 {measure}", f"there is no measure {measure} that you may see")
    return _told(row)


def measures_of(numbers: Collection[int]) -> dict[int, MeasureOfCase]:
    """Measures by their number, whoever may see them: for contexts that have asked already who may."""
    return {row.pk: _told(row) for row in Measure.objects.select_related("case").filter(pk__in=numbers)}


def _told(row: Measure) -> MeasureOfCase:
    view = MeasureView(
        id=row.pk, kind=MeasureKind(row.kind), owner=row.owner, words=row.words, due_on=row.due_on,
        outcome=Outcome(row.outcome) if row.outcome else None, outcome_words=row.outcome_words, ended_on=row.ended_on,
    )  # fmt: skip
    case = row.case
    return MeasureOfCase(
        measure=view, case=case.number, case_kind=CaseKind(case.kind), region=case.region, subject=case.subject,
        subject_name=case.subject_name,
    )  # fmt: skip
