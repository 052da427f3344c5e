"""A hospital grades a drug that is short, grades it anew, and says that the shortage is over. HOS-5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.drugs.names import normalise_name
from baowen.hospital.grading.gravity import preset_of
from baowen.hospital.grading.models import ShortageGrade
from baowen.hospital.grading.rules import gravity
from baowen.hospital.grading.states import CURRENT, GradeState
from baowen.hospital.substitutes.kinds import Replaceability
from baowen.hospital.substitutes.rules import drug_key
from baowen.orgs.permissions import Act, require
from baowen.respond.actions.moves import Doing
from baowen.respond.kinds import MeasureKind

MOST_REPORTS = 50
MOST_DAYS = Decimal(36500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the hospital's group for short drugs finds; None for what nobody knows."""

    drug: str
    form: str = ""
    replaceability: Replaceability
    short_since: date
    days_left: Decimal | None = None
    patients: int | None = None
    measure: MeasureKind
    words: str = ""
    reports: tuple[str, ...] = ()


def grade_drug(given: Given, doing: Doing) -> int:
    """Grade a drug of the own hospital; the grade before it becomes history. The key of the grade."""
    actor, on = doing.actor, day_of(doing.at)
    drug = normalise_name(filled(given.drug, "药品", "drug", most=200))
    form = normalise_name(within(given.form, "剂型", "form", most=100))
    words = within(given.words, "说明", "words", most=1000)
    _refuse_odd(given)
    with doing.writing() as trail:
        require(actor, Act.SHORTAGE_GRADE, actor.region, regions=doing.book.regions, organisation=actor.organisation)
        preset = preset_of(doing.book, actor.region, on)
        _current(actor.organisation).filter(drug=drug, form=form).update(state=GradeState.REPLACED.value)
        row = ShortageGrade.objects.create(
            hospital=actor.organisation, region=actor.region, drug=drug, form=form, drug_key=drug_key(drug, form),
            replaceability=given.replaceability.value, short_since=given.short_since, graded_on=on, preset=preset.key,
            gravity=gravity(given.short_since, on, preset.months), days_left=given.days_left, patients=given.patients,
            measure=given.measure.value, words=words, reports=list(given.reports), state=GradeState.GRADED.value,
            graded_at=doing.entered, graded_by=actor.name,
        )  # fmt: skip
        trail.note(
            "grade.give", f"grade/{row.pk}",
            after={"drug": drug, "form": form, "class": row.replaceability, "gravity": row.gravity},
        )  # fmt: skip
    return row.pk


def _refuse_odd(given: Given) -> None:
    if given.days_left is not None and not 0 <= given.days_left <= MOST_DAYS:
        raise BaowenError("剩余可用天数应为 0 至 36500", "days left lie between 0 and 36500")
    if given.patients is not None and given.patients < 0:
        raise BaowenError("受影响患者数不能为负", "patients cannot be fewer than none")
    if len(given.reports) > MOST_REPORTS:
        raise BaowenError(f"关联的直报最多 {MOST_REPORTS} 件", f"at most {MOST_REPORTS} reports are linked")


def end_shortage(key: int, doing: Doing) -> None:
    """Say that a drug of the own hospital is no longer short."""
    actor = doing.actor
    with doing.writing() as trail:
        require(actor, Act.SHORTAGE_GRADE, actor.region, regions=doing.book.regions, organisation=actor.organisation)
        row = _current(actor.organisation).select_for_update().filter(pk=key).first()
        if row is None:
            raise BaowenError(f"本机构没有编号为 {key} 的现行分级", f"your hospital has no current grade {key}")
        before, row.state = row.state, GradeState.ENDED.value
        row.ended_at, row.ended_by = doing.entered, actor.name
        row.save()
        trail.note("grade.end", f"grade/{key}", before={"state": before}, after={"state": row.state})


def _current(hospital: str) -> QuerySet[ShortageGrade]:
    return ShortageGrade.objects.filter(hospital=hospital, state__in=[one.value for one in CURRENT])
