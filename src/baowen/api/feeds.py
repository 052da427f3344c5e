"""Files of the feeds by API: sent, listed, and the refused rows given back. COL-1."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Router
from ninja.files import UploadedFile

from baowen.api.auth import caller, clean
from baowen.api.book import home
from baowen.api.reports import saved
from baowen.api.schemas.common import ERRORS, Cursor, Key, Limit, Month
from baowen.api.schemas.feeds import FeedOut, FeedSentOut, ImportOut, ImportsOut
from baowen.collect.actions import feed_called, import_file
from baowen.collect.queries import ImportView, import_of, imports_of, refused_workbook
from baowen.collect.senders import OWN_ROWS, feeds_sent, sender_of, sends_whole
from baowen.core.clock import now
from baowen.core.paging import Paged
from baowen.core.period import Month as Period
from baowen.orgs.tokens import Scope

SHOWN = 1000
MOST_BYTES = 512 * 1024 * 1024  # a month of a province as Parquet is some 100 MB
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
router = Router(tags=["数据接口 feeds"])


@router.get("/feeds", summary="可报送的数据接口", response={200: list[FeedOut], **ERRORS})
def list_feeds(request: HttpRequest) -> list[dict[str, object]]:
    """The feeds that the own organisation may send."""
    whole = sends_whole(caller(request, Scope.FEEDS_WRITE), home_region=home().region)
    return [
        {"name": one.name, "zh": one.zh, "en": one.en, "columns": list(one.column_names),
         "own_rows_by": "" if whole else OWN_ROWS[one.name]}
        for one in feeds_sent(whole=whole)
    ]  # fmt: skip


@router.post("/feeds/{feed}", summary="报送文件", response={200: FeedSentOut, **ERRORS})
def send_file(
    request: HttpRequest, feed: str, file: File[UploadedFile], period: Form[Month | None] = None
) -> dict[str, object]:  # fmt: skip
    """Send a file (xlsx, csv, parquet). Good rows enter, the others come back; sent again, nothing enters twice."""
    actor = caller(request, Scope.FEEDS_WRITE)
    wanted = feed_called(clean(feed))
    sender = sender_of(actor, wanted, home_region=home().region)
    with TemporaryDirectory() as folder:
        outcome = import_file(
            home(), wanted.name, saved(file, Path(folder), most=MOST_BYTES), by=actor.name, at=now(), clock=now,
            period=Period.parse(period) if period else None, sender=sender,
        )  # fmt: skip
    problems = [
        {name: "" if value is None else value for name, value in one.items()} | {"row": one["row"] or 0}
        for one in outcome.problems.head(SHOWN).iter_rows(named=True)
    ]
    return {"sent": import_of(sender.organisation, outcome.batch), "problems": problems}


@router.get("/imports", summary="已报送的文件", response={200: ImportsOut, **ERRORS})
def list_imports(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Paged[ImportView]:
    """The files that the own organisation has sent, the newest first."""
    return imports_of(caller(request, Scope.FEEDS_WRITE).organisation, cursor=cursor, limit=limit)


@router.get("/imports/{number}", summary="查看一次报送", response={200: ImportOut, **ERRORS})
def show_import(request: HttpRequest, number: Key) -> ImportView:
    """What became of one file."""
    return import_of(caller(request, Scope.FEEDS_WRITE).organisation, number)


@router.get("/imports/{number}/refused", summary="下载退回工作簿", response={200: bytes, **ERRORS})
def give_back(request: HttpRequest, number: Key) -> FileResponse:
    """The workbook of the rows that were refused, each with its reason."""
    path = refused_workbook(caller(request, Scope.FEEDS_WRITE).organisation, number)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type=WORKBOOK)
