"""Files of the feeds: choose one, see what was understood, send it, mend what came back. COL-1."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import home
from baowen.api.feeds import MOST_BYTES, WORKBOOK
from baowen.api.reports import saved
from baowen.collect.actions import feed_called, import_file, look_at_file
from baowen.collect.queries import ImportView, import_of, imports_of, refused_workbook
from baowen.collect.senders import feeds_sent, sender_of, sends_whole
from baowen.core.clock import now
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError, Level
from baowen.web.dates import month_given
from baowen.web.exports import Table, all_pages, exported
from baowen.web.viewer import Viewer, viewer_of

SHOWN = 100


@dataclass(frozen=True, slots=True)
class ProblemShown:
    """One cell that can't be taken or was taken with a warning: where, what is wrong, what to do."""

    row: int
    column: str
    value: str
    message: str
    remedy: str
    is_refused: bool


def files(request: HttpRequest) -> HttpResponse:
    """The feeds that the own organisation sends and what it has sent; POST looks at a file or sends it."""
    viewer = viewer_of(request)
    whole = sends_whole(viewer.actor, home_region=home().region)
    shown: dict[str, Any] = {
        "feeds": [
            (one.name, viewer.say((one.zh, one.en)))
            for one in feeds_sent(whole=whole)
        ],
        "chosen": request.POST.get("feed", ""),
    }  # fmt: skip

    def page(cursor: str) -> Paged[ImportView]:
        return imports_of(viewer.actor.organisation, cursor=cursor)

    file = exported(request, {"sent": lambda: _sent(all_pages(page))})
    if file is not None:
        return file
    if request.method == "POST":
        try:
            shown |= _taken(request, viewer)
        except BaowenError as error:
            messages.error(request, viewer.told(error))
    found = page(request.GET.get("cursor", ""))
    return render(request, "pages/files.html", shown | {"sent": found.lines, "cursor": found.cursor})


def _sent(found: list[ImportView]) -> Table:
    headings = (
        ("时间", "When"), ("数据接口", "Feed"), ("文件", "File"), ("行", "Rows"), ("入库", "Entered"),
        ("退回", "Refused"),
    )  # fmt: skip
    return Table(
        headings, [[one.started_at, one.feed, one.file_name, one.rows, one.accepted, one.refused] for one in found]
    )  # fmt: skip


def _taken(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """What the file holds; it enters the lake only where `what` says send."""
    given = request.FILES.get("file")
    if given is None:
        raise BaowenError("请选择文件", "choose a file")
    feed = feed_called(request.POST.get("feed", ""))
    sender = sender_of(viewer.actor, feed, home_region=home().region)
    period = month_given(request.POST["period"]) if request.POST.get("period") else None
    with TemporaryDirectory() as folder:
        path = saved(given, Path(folder), most=MOST_BYTES)  # type: ignore[arg-type]
        if request.POST.get("what") != "send":
            seen = look_at_file(home(), feed.name, path, period=period, sender=sender)
            return {
                "preview": seen, "columns": sorted(seen.columns.items()), "file_name": path.name,
                "problems": _problems(seen.problems, viewer),
            }  # fmt: skip
        outcome = import_file(
            home(), feed.name, path, by=viewer.actor.name, at=now(), clock=now, period=period, sender=sender
        )
    return {
        "outcome": outcome, "file_name": path.name, "batch": import_of(sender.organisation, outcome.batch),
        "problems": _problems(outcome.problems, viewer),
    }  # fmt: skip


def _problems(found: pl.DataFrame, viewer: Viewer) -> list[ProblemShown]:
    message, remedy = ("message_en", "help_en") if viewer.english else ("message", "help")
    return [
        ProblemShown(
            row=one["row"] or 0, column=one["column"] or "", value=one["value"] or "",
            message=one[message] or one["message"], remedy=one[remedy] or one["help"] or "",
            is_refused=one["level"] == Level.REFUSE.value,
        )
        for one in found.head(SHOWN).iter_rows(named=True)
    ]  # fmt: skip


def give_back(request: HttpRequest, number: int) -> FileResponse:
    """The workbook of the refused rows, each cell with its reason: mend it and send it again."""
    path = refused_workbook(viewer_of(request).actor.organisation, number)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type=WORKBOOK)
