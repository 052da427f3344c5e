"""Grades of shortage: a hospital's own, or those of a place and below, the worst first; graded and reviewed. HOS-5."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import home, report_book, rulebook
from baowen.core.clock import today
from baowen.hospital.grading.actions.grading import Given, end_shortage, grade_drug
from baowen.hospital.grading.actions.reviewing import review_grade
from baowen.hospital.grading.gravity import preset_of
from baowen.hospital.grading.queries import GradeView, grades, history_of, own_grades, prefill
from baowen.hospital.grading.rules import CLASS_WORDS, starts_selection
from baowen.hospital.grading.states import CURRENT, GRADE_STATE_WORDS, GradeState
from baowen.hospital.substitutes.kinds import CLASS_CLAUSE, REPLACEABILITY_WORDS, Replaceability
from baowen.hospital.substitutes.queries.guide import entries_about
from baowen.lake.store import Lake
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.respond.kinds import MEASURE_WORDS, MeasureKind
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.exports import Table, exported
from baowen.web.pages.vbp_fields import codes_given, doing_of
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

GRADES = (
    ("药品", "Drug"), ("剂型", "Form"), ("医疗机构", "Hospital"), ("地区", "Place"), ("可替代性", "Class"),
    ("严重程度", "Gravity"), ("短缺自", "Short since"), ("评估日", "Graded on"), ("剩余天数", "Days left"),
    ("受影响患者", "Patients"), ("拟采取措施", "Measure"), ("关联直报", "Reports"), ("说明", "In words"),
    ("状态", "State"), ("复核意见", "Review"),
)  # fmt: skip


def grading(request: HttpRequest) -> HttpResponse:
    """The grades that the viewer sees; for a hospital with the form of one drug, filled in with what is known."""
    viewer, given = viewer_of(request), request.GET
    may_grade = viewer.may(Act.SHORTAGE_GRADE)
    found = own_grades(viewer.actor) if may_grade else grades(viewer.actor)
    lines = _lines(found, viewer)
    file = exported(request, {"grades": lambda: Table(GRADES, [_row(line) for line in lines])})
    if file is not None:
        return file
    drug, form = given.get("drug", "").strip()[:200], given.get("form", "").strip()[:100]
    preset = preset_of(rulebook(), viewer.actor.region, today())
    shown = {
        "lines": lines, "own": may_grade, "may_grade": may_grade, "drug": drug, "form": form,
        "class_clause": CLASS_CLAUSE, "preset_clause": preset.entry.clause,
        "preset": [(viewer.say(CLASS_WORDS[name]), months) for name, months in preset.months.items()],
        "classes": [(one.value, viewer.say(words)) for one, words in REPLACEABILITY_WORDS.items()],
        "measures": [(one.value, viewer.say(words)) for one, words in MEASURE_WORDS.items()],
    }  # fmt: skip
    if may_grade and drug:
        known = prefill(
            drug, form, viewer.actor, lake=Lake(home().lake), ruling=rulebook().ruling(viewer.actor.region, today()),
            book=report_book(), day=today(),
        )  # fmt: skip
        shown |= {"known": known, "reports": ", ".join(known.reports)}
    return render(request, "pages/hospital_grading.html", shown)


def _lines(found: list[GradeView], viewer: Viewer) -> list[dict[str, Any]]:
    names = names_of({one.hospital for one in found})
    return [
        {
            "one": one, "hospital": names.get(one.hospital, one.hospital), "place": viewer.place(one.region),
            "class": viewer.say(REPLACEABILITY_WORDS[one.replaceability]),
            "gravity": viewer.say(CLASS_WORDS[one.gravity]), "measure": viewer.say(MEASURE_WORDS[one.measure][:2]),
            "state": viewer.say(GRADE_STATE_WORDS[one.state]), "selects": starts_selection(one.replaceability),
        }
        for one in found
    ]  # fmt: skip


def _row(line: dict[str, Any]) -> list[object]:
    one: GradeView = line["one"]
    return [
        one.drug, one.form, line["hospital"], line["place"], line["class"], line["gravity"], one.short_since,
        one.graded_on, one.days_left, one.patients, line["measure"], " ".join(one.reports), one.words, line["state"],
        one.review_words,
    ]  # fmt: skip


def give(request: HttpRequest) -> HttpResponse:
    """Grade a drug of the own hospital."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        patients = quantity_given(given.get("patients", ""), "受影响患者数", "the patients")
        grade_drug(
            Given(
                drug=given.get("drug", ""), form=given.get("form", ""),
                replaceability=Replaceability(given.get("replaceability", "")),
                short_since=day_given(given.get("short_since", "")),
                days_left=quantity_given(given.get("days_left", ""), "剩余可用天数", "the days left"),
                patients=None if patients is None else int(patients), measure=MeasureKind(given.get("measure", "")),
                words=given.get("words", ""), reports=tuple(codes_given(given.get("reports", ""))),
            ),
            doing_of(viewer),
        )  # fmt: skip

    return done(request, viewer, work, ("评估已提交。", "Graded."), "hospital_grading")


def one(request: HttpRequest, key: int) -> HttpResponse:
    """One grade with its history, and what may replace the drug."""
    viewer = viewer_of(request)
    history = history_of(key, viewer.actor)
    lines = _lines(history, viewer)
    file = exported(request, {"history": lambda: Table(GRADES, [_row(line) for line in lines])})
    if file is not None:
        return file
    line = next(line for line in lines if line["one"].key == key)
    about: GradeView = line["one"]
    shown = {
        "line": line, "history": lines,
        "substitutes": entries_about(about.drug_key, about.region, day=today()) if line["selects"] else [],
        "may_review": about.state is GradeState.GRADED and viewer.may(Act.REPORT_REVIEW, about.region),
        "may_end": about.state in CURRENT and about.hospital == viewer.actor.organisation
        and viewer.may(Act.SHORTAGE_GRADE),
    }  # fmt: skip
    return render(request, "pages/hospital_grade.html", shown)


def act(request: HttpRequest, key: int) -> HttpResponse:
    """Review a grade, or say that the shortage is over."""
    viewer, given = viewer_of(request), request.POST
    doing, words = doing_of(viewer), given.get("words", "")
    works: dict[str, Callable[[], object]] = {
        "accept": lambda: review_grade(key, doing, accept=True, words=words),
        "return": lambda: review_grade(key, doing, accept=False, words=words),
        "end": lambda: end_shortage(key, doing),
    }

    def work() -> object:
        found = works.get(given.get("what", ""))
        if found is None:
            raise ValueError
        return found()

    return done(request, viewer, work, ("已办理。", "Done."), "hospital_grade", str(key))
