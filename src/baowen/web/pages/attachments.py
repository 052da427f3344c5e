"""Files that belong to a shortage report: taken with it or later, listed, given back to who may read it. COL-2."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpRequest, HttpResponse

from baowen.api.book import home, report_book
from baowen.api.case_files import attachment
from baowen.api.reports import saved
from baowen.collect.reports.actions import filing
from baowen.collect.reports.queries import attachment_of
from baowen.collect.reports.rules import MOST_ATTACHMENTS, MOST_BYTES
from baowen.core.clock import now
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import KeptFile
from baowen.web.dates import month_given
from baowen.web.deeds import done
from baowen.web.viewer import viewer_of


def kept_files(given: Iterable[Any]) -> list[KeptFile]:
    """Keep the uploaded files, each checked by its size, its ending and its first bytes; BaowenError for the first
    that is not taken."""
    files = [one for one in given if one.name]
    if len(files) > MOST_ATTACHMENTS:
        raise BaowenError(
            f"一份报告最多 {MOST_ATTACHMENTS} 个附件，选了 {len(files)} 个",
            f"a report has {MOST_ATTACHMENTS} attachments at most, you chose {len(files)}",
        )
    with TemporaryDirectory() as folder:
        # A folder for each: two photographs of one telephone may bear the same name.
        places = [Path(folder) / str(number) for number in range(len(files))]
        for place in places:
            place.mkdir()
        return [
            filing.keep_file(saved(one, place, most=MOST_BYTES), home().raw)
            for one, place in zip(files, places, strict=True)
        ]


def uploaded(request: HttpRequest) -> list[Any]:
    """What was chosen as files or taken as a photograph."""
    return [*request.FILES.getlist("attachments"), *request.FILES.getlist("photo")]


def attach(request: HttpRequest, number: str) -> HttpResponse:
    """Add files to an own report."""
    viewer = viewer_of(request)

    def work() -> None:
        files = kept_files(uploaded(request))
        if not files:
            raise BaowenError("请选择文件", "choose a file")
        for file in files:
            filing.attach(number, file, actor=viewer.actor, at=now())

    month = month_given(request.POST.get("month", ""))
    return done(
        request, viewer, work, (f"{number} 已加附件。", f"The files belong to {number} now."), "reports",
        query=f"?month={month}",
    )  # fmt: skip


def give(request: HttpRequest, number: str, sha256: str) -> HttpResponse:
    """A file of a report, to be saved and never shown within the site."""
    return attachment(attachment_of(viewer_of(request).actor, number, sha256, book=report_book()))
