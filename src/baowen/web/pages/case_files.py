"""Files of a case: added with a form, given back as they came, withdrawn with a reason. RSP-1, ENF-1."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from baowen.api.book import home, rulebook
from baowen.api.case_files import attachment
from baowen.api.reports import saved
from baowen.core.clock import now
from baowen.core.problems import BaowenError
from baowen.core.rawfiles import KeptFile
from baowen.respond.actions import files as actions
from baowen.respond.actions.moves import Doing
from baowen.respond.queries import file_to_read
from baowen.web.deeds import done
from baowen.web.viewer import viewer_of


def add(request: HttpRequest, number: str) -> HttpResponse:
    """Keep the file in the home, then name it in the case."""
    viewer, given = viewer_of(request), request.POST
    doing = Doing(actor=viewer.actor, at=now(), book=rulebook())
    try:
        kept = _kept(request, number, doing)
    except BaowenError as error:
        messages.error(request, viewer.told(error))
        return redirect("case", number)
    return done(
        request, viewer, lambda: actions.add_file(number, kept, given.get("words", ""), doing),
        ("附件已添加。", "The file is added."), "case", number,
    )  # fmt: skip


def _kept(request: HttpRequest, number: str, doing: Doing) -> KeptFile:
    file = request.FILES.get("file")
    if file is None:
        raise BaowenError("请选择文件", "choose a file")
    with TemporaryDirectory() as folder:
        path = saved(file, Path(folder), most=actions.MOST_BYTES)  # type: ignore[arg-type]
        return actions.keep_file(number, path, home().raw, doing)


def give(request: HttpRequest, number: str, file: int) -> HttpResponse:
    """The very bytes, to be saved and not shown, for who may see the case or was handed the file over."""
    del number
    return attachment(file_to_read(file, viewer_of(request).actor, book=rulebook()))


def withdraw(request: HttpRequest, number: str, file: int) -> HttpResponse:
    """Mark a file as withdrawn; it stays listed with who did it and why."""
    viewer = viewer_of(request)
    doing = Doing(actor=viewer.actor, at=now(), book=rulebook(), reason=request.POST.get("reason", "").strip())
    return done(
        request, viewer, lambda: actions.withdraw_file(file, doing),
        ("附件已撤回，仍列出并注明理由。", "Withdrawn; it stays listed with the reason."), "case", number,
    )  # fmt: skip
