"""Yearly assessments of reserve holders: begun, judged, published, objected to, answered. RSV-4 (NJ-25, HD-12)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.api.book import home, rulebook
from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.core.policy.entry import BASIS_WORDS, Basis
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.reserve.plans.actions import assessing
from baowen.reserve.plans.queries.assessments import AssessmentView, assessment, assessment_page
from baowen.reserve.plans.states import ASSESSMENT_RULES, ASSESSMENT_STATE_WORDS
from baowen.web.deeds import done
from baowen.web.exports import ASKED, Table, all_pages, exported
from baowen.web.pages.vbp_fields import doing_of, organisation_given
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

ASSESSMENTS = (
    ("编号", "Number"), ("承储机构代码", "Holder code"), ("承储机构", "Holder"), ("地区", "Place"), ("年度", "Year"),
    ("状态", "State"), ("项目", "Criterion"), ("满分", "Most"), ("得分", "Points"), ("说明", "In words"),
    ("总分", "Sum"), ("等次", "Grade"),
)  # fmt: skip


def assessments(request: HttpRequest) -> HttpResponse:
    """The assessments that somebody sees; officers begin one."""
    viewer, book = viewer_of(request), rulebook()
    if request.method == "POST":
        return _begin(request, viewer)

    def page(cursor: str) -> Paged[AssessmentView]:
        return assessment_page(viewer.actor, book=book, cursor=cursor, limit=ASKED)

    file = exported(request, {"assessments": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = assessment_page(viewer.actor, book=book, cursor=request.GET.get("cursor", ""))
    names = names_of({one.holder for one in found.lines})
    shown = {
        "lines": [_line(one, names, viewer) for one in found.lines],
        "next": found.cursor,
        "watches": viewer.may(Act.RESERVE_READ),
        "may_plan": viewer.may(Act.RESERVE_PLAN),
        "year": today().year,
    }
    return render(request, "pages/reserve_plans_assessments.html", shown)


def _line(one: AssessmentView, names: dict[str, str], viewer: Viewer) -> dict[str, object]:
    return {
        "one": one, "who": names.get(one.holder, one.holder), "state": viewer.say(ASSESSMENT_STATE_WORDS[one.state]),
        "result": viewer.say((one.result_zh, one.result_en)),
    }  # fmt: skip


def _table(found: list[AssessmentView], viewer: Viewer) -> Table:
    names = names_of({one.holder for one in found})
    return Table(
        ASSESSMENTS,
        [
            [
                one.number, one.holder, names.get(one.holder, ""), viewer.place(one.region), one.year,
                viewer.say(ASSESSMENT_STATE_WORDS[one.state]), viewer.say((part.title_zh, part.title_en)), part.most,
                part.points, part.judged_words or viewer.say((part.words_zh, part.words_en)), one.points,
                viewer.say((one.result_zh, one.result_en)),
            ]
            for one in found
            for part in one.parts
        ],
    )  # fmt: skip


def _begin(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    given, doing = request.POST, doing_of(viewer)

    def work() -> None:
        year = _whole(given, "year")
        if year is None:
            raise BaowenError("请填写年度", "name the year")
        assessing.begin_assessment(
            organisation_given(given.get("holder", "")), year, Lake(home().lake), doing,
            orders_in_time=_whole(given, "orders_in_time"), orders=_whole(given, "orders"),
        )  # fmt: skip

    words = ("考核已开始，请评分后公布。", "Begun; judge its parts, then publish it.")
    return done(request, viewer, work, words, "reserve_plans_assessments")


def _whole(given: QueryDict, name: str) -> int | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > len("999999"):
        raise BaowenError(f"“{text}”应为整数", f"{text!r} must be a whole number")
    return int(text)


def one(request: HttpRequest, number: str) -> HttpResponse:
    """One assessment with its parts and what followed; a form does what it names."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _act(request, viewer, number)
    found = assessment(number, viewer.actor, book=rulebook())
    file = exported(request, {"assessments": lambda: _table([found], viewer)})
    if file is not None:
        return file
    shown = {
        **_line(found, names_of({found.holder}), viewer), "moves": [move.value for move in found.moves],
        "basis": viewer.say(BASIS_WORDS[Basis(found.basis)]) if found.basis else "",
        "parts": [
            {"one": part, "title": viewer.say((part.title_zh, part.title_en)),
             "said": viewer.say((part.words_zh, part.words_en))}
            for part in found.parts
        ],
        "events": [
            {"one": event, "move": viewer.say((ASSESSMENT_RULES[event.move].zh, ASSESSMENT_RULES[event.move].en))}
            for event in found.events
        ],
    }  # fmt: skip
    return render(request, "pages/reserve_plans_assessment.html", shown)


def _act(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    given, doing = request.POST, doing_of(viewer, request.POST.get("reason", ""))
    words = given.get("words", "")
    known: dict[str, Callable[[], object]] = {
        "judge": lambda: assessing.judge_part(number, _judged(given), doing),
        "publish": lambda: assessing.publish_assessment(number, doing),
        "object": lambda: assessing.object_to(number, words, doing),
        "answer": lambda: assessing.answer_objection(
            number, words, doing, points=quantity_given(given.get("points", ""), "总分", "the sum")
        ),
        "withdraw": lambda: assessing.withdraw_assessment(number, doing),
    }

    def work() -> None:
        if given.get("what") not in known:
            raise ValueError
        known[given["what"]]()

    return done(request, viewer, work, ("已办理。", "Done."), "reserve_plans_assessment", number)


def _judged(given: QueryDict) -> assessing.Judged:
    points = quantity_given(given.get("points", ""), "得分", "the points")
    return assessing.Judged(
        name=given.get("name", ""), points=Decimal(-1) if points is None else points, words=given.get("words", "")
    )
