"""Shortage reports and zero reports by API: filed, attached to, reviewed, listed; who is silent. COL-2, COL-3."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile

from baowen.api.auth import caller, clean
from baowen.api.book import home, report_book
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Cursor, Limit, Month, NumberOut, WhyIn
from baowen.api.schemas.reports import (
    DrugOut,
    FiledOut,
    ReportingOut,
    ReportsOut,
    ReviewIn,
    ShortageIn,
    StateOut,
    ZeroIn,
)
from baowen.collect.reports.actions import filing, reviewing
from baowen.collect.reports.queries import DrugHit, ReportView, report_page, reporting_state, search_drugs
from baowen.collect.reports.rules import MOST_BYTES, Drug, Shortage
from baowen.collect.reports.states import ReportState
from baowen.core.clock import now
from baowen.core.paging import Paged
from baowen.core.period import Month as Period
from baowen.core.problems import BaowenError
from baowen.orgs.tokens import Scope

router = Router(tags=["直报 reports"])


@router.get("/drugs", summary="查找药品", response={200: list[DrugOut], **ERRORS})
def find_drugs(request: HttpRequest, text: str, limit: Limit = 20) -> list[DrugHit]:
    """Products of the catalogue by code, name, pinyin or initials, the best first."""
    caller(request)
    return search_drugs(home(), clean(text)[:100], limit=limit)


@router.get("/reports", summary="短缺直报列表", response={200: ReportsOut, **ERRORS})
def list_reports(
    request: HttpRequest, month: Month | None = None, state: ReportState | None = None, cursor: Cursor = "",
    limit: Limit = 50,
) -> Paged[ReportView]:  # fmt: skip
    """Shortage reports, newest first: a hospital's own, or those of the own region and below."""
    actor = caller(request, Scope.REPORTS_READ)
    wanted = Period.parse(month) if month else None
    return report_page(actor, book=report_book(), month=wanted, state=state, cursor=cursor, limit=limit)


@router.post("/reports", summary="填报短缺直报", response={200: FiledOut, **ERRORS})
def file_report(request: HttpRequest, asked: ShortageIn) -> HttpResponse:
    """File one drug as short in a month; `replaces` corrects an own report."""
    actor, at = caller(request, Scope.REPORTS_WRITE), now()
    facts = Shortage(
        month=Period.parse(asked.month), drug=Drug(name=asked.drug_name, product_code=asked.product_code),
        **asked.dict(exclude={"month", "drug_name", "product_code", "replaces"}),
    )  # fmt: skip

    def work() -> dict[str, object]:
        return asdict(filing.file_shortage(actor.organisation, facts, actor=actor, at=at, replaces=asked.replaces))

    return once(request, at, work)


@router.post("/reports/zero", summary="填报零报告", response={200: FiledOut, **ERRORS})
def file_zero(request: HttpRequest, asked: ZeroIn) -> HttpResponse:
    """Say that nothing is short in a month."""
    actor, at = caller(request, Scope.REPORTS_WRITE), now()
    month = Period.parse(asked.month)
    return once(request, at, lambda: asdict(filing.file_zero(actor.organisation, month, actor=actor, at=at)))


@router.post("/reports/{number}/withdraw", summary="撤回直报或零报告", response={200: StateOut, **ERRORS})
def withdraw_report(request: HttpRequest, number: str, asked: WhyIn) -> HttpResponse:
    """Take back an own shortage report or zero report."""
    actor, at, number = caller(request, Scope.REPORTS_WRITE), now(), clean(number)

    def work() -> dict[str, object]:
        filing.withdraw(number, why=asked.reason, actor=actor, at=at)
        return {"number": number, "state": ReportState.WITHDRAWN}

    return once(request, at, work)


@router.post("/reports/{number}/attachments", summary="上传附件", response={200: NumberOut, **ERRORS})
def attach_file(request: HttpRequest, number: str, file: File[UploadedFile]) -> HttpResponse:
    """Add a file to an own report: pdf, png, jpg, xlsx or docx."""
    actor, at, number = caller(request, Scope.REPORTS_WRITE), now(), clean(number)

    def work() -> dict[str, object]:
        with TemporaryDirectory() as folder:
            kept = filing.keep_file(saved(file, Path(folder), most=MOST_BYTES), home().raw)
            filing.attach(number, kept, actor=actor, at=at)
        return {"number": number}

    return once(request, at, work)


@router.post("/reports/{number}/review", summary="审核直报", response={200: StateOut, **ERRORS})
def review_report(request: HttpRequest, number: str, asked: ReviewIn) -> HttpResponse:
    """Pass a report on as the lead unit of the level whose turn it is."""
    return _reviewed(request, clean(number), partial(reviewing.review, reason=asked.reason))


@router.post("/reports/{number}/return", summary="退回直报", response={200: StateOut, **ERRORS})
def return_report(request: HttpRequest, number: str, asked: WhyIn) -> HttpResponse:
    """Return a report to its hospital to be corrected."""
    return _reviewed(request, clean(number), partial(reviewing.return_report, reason=asked.reason))


def _reviewed(request: HttpRequest, number: str, move: Callable[..., ReportState]) -> HttpResponse:
    actor, at = caller(request, Scope.REPORTS_REVIEW), now()

    def work() -> dict[str, object]:
        return {"number": number, "state": move(number, actor=actor, at=at, book=report_book())}

    return once(request, at, work)


@router.get("/reporting", summary="某月报送情况", response={200: ReportingOut, **ERRORS})
def show_reporting(request: HttpRequest, month: Month, region: str = "") -> dict[str, object]:
    """Which hospitals of a place and below said nothing, zero or a shortage for a month, and until when it is due."""
    actor = caller(request, Scope.REPORTS_READ)
    place = clean(region) or actor.region
    found = reporting_state(actor, place, Period.parse(month), book=report_book())
    due = found.due.window
    return {
        "month": month, "region": place, "due_on": due.due_on, "is_provisional": due.is_provisional,
        "clause": found.due.clause, "basis": found.due.basis, **asdict(found.totals), "hospitals": found.hospitals,
    }  # fmt: skip


def saved(file: UploadedFile, folder: Path, *, most: int) -> Path:
    """The upload as a file in a folder of its own, under the last part of the name that it came with.

    BaowenError for one of more than `most` bytes.
    """
    if (file.size or 0) > most:
        raise BaowenError(
            f"文件 {file.name} 共 {file.size:,} 字节，最多 {most:,} 字节，请分成几个文件",
            f"{file.name} has {file.size:,} bytes; at most {most:,}: send it in parts",
        )
    path = folder / (Path((file.name or "").replace("\\", "/").replace("\x00", "")).name[-150:] or "file")
    with path.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return path
