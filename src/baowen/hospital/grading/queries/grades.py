"""The grades that somebody may see: the worst first, by drug, and the history of one. HOS-5."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from baowen.core.problems import BaowenError
from baowen.hospital.grading.models import ShortageGrade
from baowen.hospital.grading.rules import Weight, worst_first
from baowen.hospital.grading.states import CURRENT, GradeState
from baowen.hospital.substitutes.kinds import Replaceability
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.orgs.regions import load_regions
from baowen.respond.kinds import MeasureKind

MOST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeView:
    """A grade as it was given, with where it stands."""

    key: int
    hospital: str
    region: str
    drug: str
    form: str
    drug_key: str
    replaceability: Replaceability
    short_since: date
    graded_on: date
    preset: str
    gravity: str
    days_left: Decimal | None
    patients: int | None
    measure: MeasureKind
    words: str
    reports: tuple[str, ...]
    state: GradeState
    graded_at: datetime
    reviewer: str
    reviewed_at: datetime | None
    review_words: str


def grades(actor: Actor, *, limit: int = MOST) -> list[GradeView]:
    """The current grades of the hospitals of the actor's place and below, the worst first."""
    require(actor, Act.HOSPITAL_READ, actor.region, regions=load_regions())
    return graded(actor.region)[:limit]


def own_grades(actor: Actor) -> list[GradeView]:
    """The current grades of the actor's own hospital, the worst first."""
    own = actor.organisation
    require(actor, Act.SHORTAGE_GRADE, actor.region, regions=load_regions(), organisation=own)
    return _ordered(_current().filter(hospital=own))


def graded(region: str, drug_key: str = "") -> list[GradeView]:
    """The current grades of a place and below, of one drug where its key is given; for rooms that asked who may."""
    rows = _current().filter(region__in=load_regions().codes_within(region))
    return _ordered(rows.filter(drug_key=drug_key) if drug_key else rows)


def history_of(key: int, actor: Actor) -> list[GradeView]:
    """Every grade that a hospital gave the drug of a grade, the newest first; BaowenError for who may see neither."""
    row, regions = ShortageGrade.objects.filter(pk=key).first(), load_regions()
    own = row is not None and row.hospital == actor.organisation
    if row is None or not (own or decide(actor, Act.HOSPITAL_READ, row.region, regions=regions).allowed):
        raise BaowenError(f"没有可阅看的分级 {key}", f"there is no grade {key} that you may see")
    return [_view(one) for one in ShortageGrade.objects.filter(hospital=row.hospital, drug=row.drug, form=row.form)]


def _current() -> QuerySet[ShortageGrade]:
    return ShortageGrade.objects.filter(state__in=[one.value for one in CURRENT])


def _ordered(rows: Iterable[ShortageGrade]) -> list[GradeView]:
    return sorted(map(_view, rows), key=lambda one: (*worst_first(_weight(one)), one.drug, one.hospital))


def _weight(one: GradeView) -> Weight:
    return Weight(
        gravity=one.gravity, replaceability=one.replaceability, days_left=one.days_left, patients=one.patients
    )


def _view(row: ShortageGrade) -> GradeView:
    return GradeView(
        key=row.pk, hospital=row.hospital, region=row.region, drug=row.drug, form=row.form, drug_key=row.drug_key,
        replaceability=Replaceability(row.replaceability), short_since=row.short_since, graded_on=row.graded_on,
        preset=row.preset, gravity=row.gravity, days_left=row.days_left, patients=row.patients,
        measure=MeasureKind(row.measure), words=row.words, reports=tuple(row.reports), state=GradeState(row.state),
        graded_at=row.graded_at, reviewer=row.reviewer, reviewed_at=row.reviewed_at, review_words=row.review_words,
    )  # fmt: skip
