"""Files of the feeds: choose one, see what was understood, send it, mend what came back. COL-1."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from baowen.api.book import home
from baowen.api.feeds import MOST_BYTES, WORKBOOK
from baowen.api.reports import saved
from baowen.collect.actions import feed_called
from baowen.collect.queries import ImportView, imports_of, refused_workbook
from baowen.collect.runs.actions import begin_run, end_dead_runs, work_run
from baowen.collect.runs.queries import RunView, run_of, running_of, runs_of_batches
from baowen.collect.senders import feeds_sent, sender_of, sends_whole
from baowen.core.clock import now
from baowen.core.paging import Paged
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.web.background import beside
from baowen.web.dates import month_given
from baowen.web.exports import Table, all_pages, exported
from baowen.web.viewer import Viewer, viewer_of


def files(request: HttpRequest) -> HttpResponse:
    """The feeds that the own organisation sends and what it has sent; POST takes a file to be looked at or sent."""
    viewer = viewer_of(request)
    whole = sends_whole(viewer.actor, home_region=home().region)
    if request.method == "POST":
        try:
            return redirect("file_run", _taken(request, viewer))
        except BaowenError as error:
            messages.error(request, viewer.told(error))
    own = viewer.actor.organisation

    def page(cursor: str) -> Paged[ImportView]:
        return imports_of(own, cursor=cursor)

    file = exported(request, {"sent": lambda: _sent(all_pages(page))})
    if file is not None:
        return file
    end_dead_runs(home(), own, at=now())
    found = page(request.GET.get("cursor", ""))
    runs = runs_of_batches(own, [one.id for one in found.lines])
    shown = {
        "feeds": [
            {"name": one.name, "words": viewer.say((one.zh, one.en)), "about": viewer.say((one.about_zh, one.about_en))}
            for one in feeds_sent(whole=whole)
        ],
        "chosen": request.POST.get("feed") or request.GET.get("feed", ""), "running": running_of(own),
        "sent": [{"file": one, "run": runs.get(one.id)} for one in found.lines], "cursor": found.cursor,
    }  # fmt: skip
    return render(request, "pages/files.html", shown)


def _sent(found: list[ImportView]) -> Table:
    headings = (
        ("时间", "When"), ("数据接口", "Feed"), ("文件", "File"), ("行", "Rows"), ("入库", "Entered"),
        ("更正", "Corrected"), ("未变", "Unchanged"), ("退回", "Refused"),
    )  # fmt: skip
    return Table(
        headings,
        [
            [one.started_at, one.feed, one.file_name, one.rows, one.accepted, one.corrected, one.unchanged, one.refused]
            for one in found
        ],
    )  # fmt: skip


def _taken(request: HttpRequest, viewer: Viewer) -> int:
    """Take the uploaded file and begin; it enters the lake only where `what` says send. The number of the run."""
    given = request.FILES.get("file")
    if given is None:
        raise BaowenError("请选择文件", "choose a file")
    period = month_given(request.POST["period"]) if request.POST.get("period") else None
    home().incoming.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=home().incoming) as folder:
        path = saved(given, Path(folder), most=MOST_BYTES)  # type: ignore[arg-type]
        return _begun(viewer, path, request.POST.get("feed", ""), period, is_sent=request.POST.get("what") == "send")


def _begun(viewer: Viewer, path: Path, name: str, period: Month | None, *, is_sent: bool) -> int:
    feed = feed_called(name)
    sender = sender_of(viewer.actor, feed, home_region=home().region)
    begun = begin_run(
        home(), path, feed=feed.name, period=period, is_sent=is_sent, sender=sender, by=viewer.actor.name, at=now()
    )
    beside(partial(work_run, begun, clock=now))
    return begun.id


def send_looked(request: HttpRequest, number: int) -> HttpResponse:
    """Send the file that was looked at, without choosing it again."""
    viewer = viewer_of(request)
    run = own_run(viewer, number)
    try:
        path = run.file(home())
        if run.is_running or not path.is_file():
            raise BaowenError("这个文件已不在平台上，请重新选择", "the file is no longer here; choose it again")
        period = month_given(run.period) if run.period else None
        return redirect("file_run", _begun(viewer, path, run.feed, period, is_sent=True))
    except BaowenError as error:
        messages.error(request, viewer.told(error))
        return redirect("files")


def own_run(viewer: Viewer, number: int) -> RunView:
    """A run of the own organisation, for who may send; one whose process has died is told to be interrupted."""
    sends_whole(viewer.actor, home_region=home().region)
    end_dead_runs(home(), viewer.actor.organisation, at=now())
    return run_of(viewer.actor.organisation, number)


def give_back(request: HttpRequest, number: int) -> HttpResponseBase:
    """The workbook of the refused rows, each cell with its reason: mend it and send it again."""
    path = refused_workbook(viewer_of(request).actor.organisation, number)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type=WORKBOOK)
