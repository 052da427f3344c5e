"""Volume reports by API: called for, reported, read, reviewed, compared, and the result. VBP-2."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from baowen.api.auth import caller, clean
from baowen.api.book import home, report_book
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Cursor, Key, Limit, NumberOut, WhyIn
from baowen.api.schemas.vbp_volumes import (
    AgreeIn,
    CallKeyOut,
    CallOut,
    ClosedOut,
    DayIn,
    FormOut,
    NewCallIn,
    ReportedOut,
    SendBackIn,
    VolumeAgreedOut,
    VolumeCloseIn,
    VolumeFindingsOut,
    VolumeReportsOut,
    VolumesIn,
    WantedIn,
)
from baowen.core.clock import now, today
from baowen.core.paging import Paged
from baowen.orgs.permissions import Act, require
from baowen.orgs.regions import load_regions
from baowen.orgs.tokens import Scope
from baowen.vbp.rounds.queries import round_of
from baowen.vbp.volumes import actions, queries
from baowen.vbp.volumes.kinds import FindingKind
from baowen.vbp.volumes.queries.findings import Found, findings
from baowen.vbp.volumes.rulebook import VolumeBook
from baowen.vbp.volumes.rules import Line

router = Router(tags=["集采报量 volumes"])


def volume_book() -> VolumeBook:
    """What decides about volume reports; a new calendar or pack needs a restart."""
    return VolumeBook(report_book(), home())


@router.get("/vbp/volume-calls", summary="报量任务列表", response={200: list[CallOut], **ERRORS})
def list_calls(request: HttpRequest) -> list[queries.CallView]:
    """The calls for volumes that concern the caller, newest first."""
    return list(queries.calls(caller(request, Scope.VBP_READ)))


@router.post("/vbp/volume-calls", summary="布置报量", response={200: CallKeyOut, **ERRORS})
def open_call(request: HttpRequest, asked: NewCallIn) -> HttpResponse:
    """Call for the volumes of a round; once more within its cycle only with a reason."""
    actor, at = caller(request, Scope.VBP_MANAGE), now()
    new = actions.NewCall(**asked.dict())
    return once(request, at, lambda: {"call": actions.open_call(new, actor=actor, at=at, book=volume_book())})


@router.post("/vbp/volume-calls/{call}/day", summary="调整报量截止日期", response={200: CallKeyOut, **ERRORS})
def set_day(request: HttpRequest, call: Key, asked: DayIn) -> HttpResponse:
    """Set another day, for everybody or for one organisation, with a reason."""
    actor, at = caller(request, Scope.VBP_MANAGE), now()
    return _done(
        request, {"call": call}, lambda: actions.set_day(
            call, asked.due_on, reason=asked.reason, actor=actor, at=at, organisation=asked.organisation
        ),
    )  # fmt: skip


@router.post("/vbp/volume-calls/{call}/close", summary="结束报量", response={200: ClosedOut, **ERRORS})
def close_call(request: HttpRequest, call: Key, asked: VolumeCloseIn) -> HttpResponse:
    """End reporting; what was agreed to is the result."""
    actor, at = caller(request, Scope.VBP_MANAGE), now()

    def work() -> dict[str, object]:
        return {"call": call, "left_out": actions.close_call(call, actor=actor, at=at, reason=asked.reason)}

    return once(request, at, work)


@router.get("/vbp/volume-calls/{call}/findings", summary="报量核对结果", response={200: VolumeFindingsOut, **ERRORS})
def list_findings(request: HttpRequest, call: Key, place: str = "", kind: FindingKind | None = None) -> Found:
    """Not reported, hidden, under-reported: against last year's purchases, in the own region and below."""
    actor = caller(request, Scope.VBP_READ)
    return findings(call, actor, today(), book=volume_book(), place=clean(place), kind=kind)


@router.get("/vbp/volumes", summary="报量列表", response={200: VolumeReportsOut, **ERRORS})
def list_reports(
    request: HttpRequest, asked: Query[WantedIn], cursor: Cursor = "", limit: Limit = 50
) -> Paged[queries.ReportView]:  # fmt: skip
    """Volume reports: the own organisation's, or those of the own region and below; `mine`: what waits for review."""
    wanted = queries.Wanted(**asked.dict())
    return queries.report_page(caller(request, Scope.VBP_READ), wanted, cursor=cursor, limit=limit)


@router.post("/vbp/volumes", summary="提交报量", response={200: NumberOut, **ERRORS})
def report(request: HttpRequest, asked: VolumesIn) -> HttpResponse:
    """Report all lines of a call for the own organisation or alliance; `file` false keeps them as a draft."""
    actor, at = caller(request, Scope.VBP_WRITE), now()
    lines = [Line(**one.dict()) for one in asked.lines]

    def work() -> dict[str, object]:
        number = actions.report_whole(
            asked.call, lines, actor=actor, at=at, book=volume_book(), alliance=asked.alliance, file=asked.file
        )
        return {"number": number}

    return once(request, at, work)


@router.post("/vbp/volumes/agree", summary="审核通过报量", response={200: VolumeAgreedOut, **ERRORS})
def agree(request: HttpRequest, asked: AgreeIn) -> HttpResponse:
    """Agree to reports as the level whose turn it is: all of them or none."""
    actor, at = caller(request, Scope.VBP_MANAGE), now()
    numbers = list(map(clean, asked.numbers))

    def work() -> dict[str, object]:
        return {"agreed": actions.agree(numbers, actor=actor, at=at, book=volume_book(), reason=asked.reason)}

    return once(request, at, work)


@router.get("/vbp/volumes/{number}", summary="报量详情", response={200: FormOut, **ERRORS})
def one_report(request: HttpRequest, number: str) -> queries.FormView:
    """One report with its lines, last year's purchases, what is wrong, and its history."""
    return queries.form_of(clean(number), caller(request, Scope.VBP_READ), book=volume_book())


@router.post("/vbp/volumes/{number}/return", summary="退回报量", response={200: NumberOut, **ERRORS})
def send_back(request: HttpRequest, number: str, asked: SendBackIn) -> HttpResponse:
    """Send a report back with what is wrong at its lines."""
    actor, at, number = caller(request, Scope.VBP_MANAGE), now(), clean(number)
    remarks = {(one.lot, one.product_code): one.remark for one in asked.lines}
    return _done(
        request, {"number": number},
        lambda: actions.send_back(number, remarks, actor=actor, at=at, reason=asked.reason),
    )  # fmt: skip


@router.post("/vbp/volumes/{number}/withdraw", summary="撤回报量", response={200: NumberOut, **ERRORS})
def withdraw(request: HttpRequest, number: str, asked: WhyIn) -> HttpResponse:
    """Take the own report back."""
    actor, at, number = caller(request, Scope.VBP_WRITE), now(), clean(number)
    return _done(request, {"number": number}, lambda: actions.withdraw(number, actor=actor, at=at, reason=asked.reason))


@router.get("/vbp/reported-volumes", summary="报量结果", response={200: list[ReportedOut], **ERRORS})
def list_reported(request: HttpRequest, round_code: str) -> list[queries.ReportedVolume]:
    """The volumes of a round that were agreed to when reporting was closed, for officers of the place that runs it."""
    actor = caller(request, Scope.VBP_READ)
    require(actor, Act.VBP_READ, round_of(clean(round_code)).region, regions=load_regions())
    return list(queries.reported_volumes(clean(round_code)))


def _done(request: HttpRequest, answer: dict[str, object], work: Callable[[], object]) -> HttpResponse:
    def run() -> dict[str, object]:
        work()
        return answer

    return once(request, now(), run)
