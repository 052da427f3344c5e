"""Stop-production notices: makers file and take back their own; departments see and assess those below them. COL-4."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import report_book
from baowen.collect.reports.actions import stops as actions
from baowen.collect.reports.actions.stops import Assessment, Stop
from baowen.collect.reports.kinds import STOP_REASON_WORDS, STOP_WORDS, StopKind, StopReason
from baowen.collect.reports.queries import StopView, stop_page
from baowen.collect.reports.queries.stops import AssessmentDue
from baowen.collect.reports.rules import Drug
from baowen.collect.reports.states import STOP_STATE_WORDS, StopState
from baowen.core.clock import now
from baowen.core.paging import Paged
from baowen.orgs.departments import DEPARTMENT_WORDS, Department
from baowen.orgs.permissions import Act
from baowen.orgs.queries import seats_of
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of


def stops(request: HttpRequest) -> HttpResponse:
    """The notices that the viewer may see, the newest first, with the form of who files or assesses them."""
    viewer = viewer_of(request)

    def page(cursor: str) -> Paged[StopView]:
        return stop_page(viewer.actor, with_ended=True, cursor=cursor)

    file = exported(request, {"stops": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(request.GET.get("cursor", ""))
    mine = {one.department for one in seats_of(viewer.actor.organisation)}
    shown = {
        "lines": [_line(one, viewer, mine) for one in found.lines],
        "cursor": found.cursor,
        "may_file": viewer.may(Act.STOP_FILE),
        "may_run": viewer.may(Act.LINE_DIRECT),
        "kinds": [(one.value, viewer.say(words)) for one, words in STOP_WORDS.items()],
        "causes": [(one.value, viewer.say(words)) for one, words in STOP_REASON_WORDS.items()],
    }
    return render(request, "pages/stops.html", shown)


_HEADINGS = (
    ("编号", "Number"), ("药品代码", "Product code"), ("药品", "Drug"), ("企业代码", "Maker"), ("地区", "Place"),
    ("类别", "Kind"), ("原因", "Cause"), ("报告日期", "Announced"), ("停产日期", "Stops on"),
    ("预计恢复", "Expected back on"), ("恢复日期", "Back since"), ("库存（盒）", "Stock left (packs)"),
    ("说明", "In words"),
    ("状态", "State"), ("评估部门", "Department"), ("应于", "Assessment due"), ("占比", "Share"),
    ("评估意见", "Assessment"),
)  # fmt: skip


def _table(found: list[StopView], viewer: Viewer) -> Table:
    """A line an assessment, the notice before each."""
    return Table(
        _HEADINGS,
        [
            [*_cells(one, viewer), *_assessed(owed, viewer)]
            for one in found
            for owed in one.assessments or (None,)
        ],
    )  # fmt: skip


def _cells(one: StopView, viewer: Viewer) -> list[object]:
    return [
        one.number, one.product_code, one.drug_name, one.maker, viewer.place(one.region),
        viewer.say(STOP_WORDS[one.kind]), viewer.say(STOP_REASON_WORDS[one.cause]), one.announced_on, one.stops_on,
        one.resumes_on, one.ended_on, one.stock_left, one.words, viewer.say(STOP_STATE_WORDS[one.state]),
    ]  # fmt: skip


def _assessed(owed: AssessmentDue | None, viewer: Viewer) -> list[object]:
    if owed is None:
        return []
    return [viewer.say(DEPARTMENT_WORDS[owed.department]), owed.due_on, owed.share, owed.words]


def _line(one: StopView, viewer: Viewer, mine: set[Department]) -> dict[str, object]:
    may_assess = viewer.may(Act.STOP_ASSESS, one.region)
    return {
        "stop": one, "kind": viewer.say(STOP_WORDS[one.kind]), "cause": viewer.say(STOP_REASON_WORDS[one.cause]),
        "state": viewer.say(STOP_STATE_WORDS[one.state]), "holds": one.state is StopState.IN_FORCE,
        "assessments": [
            {
                "one": owed, "department": viewer.say(DEPARTMENT_WORDS[owed.department]),
                "words": owed.words_en if viewer.english else owed.words_zh,
                "is_mine": may_assess and owed.department in mine and not owed.is_done,
            }
            for owed in one.assessments
        ],
    }  # fmt: skip


def file(request: HttpRequest) -> HttpResponse:
    """File a stop of an own product."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        back = given.get("resumes_on", "")
        stop = Stop(
            kind=StopKind(given.get("kind", "")), cause=StopReason(given.get("cause", "")),
            stops_on=day_given(given.get("stops_on", "")), resumes_on=day_given(back) if back else None,
            stock_left=quantity_given(given.get("stock_left", ""), "当前库存", "the stock left"),
            words=given.get("words", "").strip(),
        )  # fmt: skip
        drug = Drug(name=given.get("drug_name", "").strip(), product_code=given.get("product_code", "").strip())
        actions.file_stop(
            viewer.actor.organisation, drug, stop, actor=viewer.actor, at=now(), book=report_book()
        )  # fmt: skip

    return done(request, viewer, work, ("停产报告已提交。", "The notice is filed."), "stops")


def withdraw(request: HttpRequest) -> HttpResponse:
    """Take an own notice back."""
    viewer, given = viewer_of(request), request.POST
    return done(
        request, viewer,
        lambda: actions.withdraw_stop(
            given.get("number", ""), why=given.get("why", ""), actor=viewer.actor, at=now(), book=report_book()
        ),
        ("已撤回。", "Taken back."), "stops",
    )  # fmt: skip


def assess(request: HttpRequest) -> HttpResponse:
    """Enter what the own department finds a stop to take away."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        per_cent = quantity_given(given.get("share", ""), "占比", "the share")
        found = Assessment(
            share=None if per_cent is None else per_cent / 100, words=given.get("words", "").strip()
        )  # fmt: skip
        actions.assess_stop(
            given.get("number", ""), Department(given.get("department", "")), found, actor=viewer.actor, at=now(),
            book=report_book(),
        )  # fmt: skip

    return done(request, viewer, work, ("评估已登记。", "The assessment is entered."), "stops")
