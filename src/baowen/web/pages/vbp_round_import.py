"""Entering a round from its tables: look first, then keep the very files that were looked at. VBP-1."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baowen.api.book import home, rulebook
from baowen.api.feeds import WORKBOOK
from baowen.api.reports import saved
from baowen.core.clock import now, today
from baowen.core.problems import BaowenError, Problem
from baowen.orgs.permissions import Act, require
from baowen.orgs.regions import load_regions
from baowen.vbp.rounds.actions import import_round, look_at
from baowen.vbp.rounds.kinds import LEVEL_WORDS, RoundLevel
from baowen.vbp.rounds.looking import Facts
from baowen.vbp.rounds.queries import check
from baowen.vbp.rounds.rules.sheets import OWN, PUBLISHED
from baowen.vbp.rounds.template import template
from baowen.web.dates import day_given
from baowen.web.deeds import did
from baowen.web.exports import Table, exported
from baowen.web.viewer import Viewer, viewer_of

MOST_BYTES: Final = 20_000_000
MOST_FILES: Final = 8
MOST: Final = 200
KEPT: Final = timedelta(days=1)
TOKEN: Final = re.compile(r"[0-9a-f]{32}")
FIELDS: Final = ("code", "name", "level", "within", "follows", "document_number", "starts_on", "ends_on")


def give_template(_request: HttpRequest) -> HttpResponse:
    """The empty workbook."""
    answer = HttpResponse(template(), content_type=WORKBOOK)
    answer["Content-Disposition"] = 'attachment; filename="baowen-vbp-round.xlsx"'
    return answer


def page(request: HttpRequest) -> HttpResponse:
    """The form; POST looks at files or keeps those that were looked at. NotAllowedError for whoever keeps no rounds."""
    viewer = viewer_of(request)
    require(viewer.actor, Act.VBP_ROUND_KEEP, viewer.actor.region, regions=load_regions())
    shown: dict[str, Any] = {
        "levels": [(one.value, viewer.say(words)) for one, words in LEVEL_WORDS.items()],
        "given": {name: request.POST.get(name, "") for name in FIELDS}, "kinds": _kinds(viewer),
    }  # fmt: skip
    if request.method != "POST":
        return exported(request, {"columns": lambda: _columns(viewer)}) or render(
            request, "pages/vbp_round_import.html", shown
        )  # fmt: skip
    try:
        token, facts = _files(request), _facts(request, viewer)
    except BaowenError as error:
        messages.error(request, viewer.told(error))
        return render(request, "pages/vbp_round_import.html", shown)
    except ValueError:
        messages.error(request, viewer.say(("请从列表中选择。", "Choose one of the list.")))
        return render(request, "pages/vbp_round_import.html", shown)
    if request.POST.get("what") == "keep":
        code = _kept(request, viewer, token, facts)
        if code:
            return redirect("vbp_round", code)
    return render(request, "pages/vbp_round_import.html", shown | _looked(token, facts, viewer))


def _kept(request: HttpRequest, viewer: Viewer, token: str, facts: Facts) -> str:
    """Keep what was looked at; the code of the round, "" where it was not kept, which is said."""
    code: list[str] = []

    def work() -> None:
        found = import_round(_paths(token), facts, actor=viewer.actor, at=now())
        if found.looked.new is None:
            raise BaowenError(
                "没有录入：请按下面列出的问题改正后重新选择文件", "nothing was kept: mend what is listed below"
            )
        code.append(found.looked.new.code)

    did(request, viewer, work, ("批次已录入。", "The round is entered."))
    if code:
        shutil.rmtree(_folder(token))
    return code[0] if code else ""


def _paths(token: str) -> list[Path]:
    return sorted(_folder(token).iterdir())


def _files(request: HttpRequest) -> str:
    """The token of the folder with the files: those that came with the form, else those looked at before."""
    given = request.FILES.getlist("files")
    token = request.POST.get("token", "")
    if not given:
        if TOKEN.fullmatch(token) and _folder(token).is_dir():
            return token
        raise BaowenError("请选择文件", "choose the files")
    if len(given) > MOST_FILES:
        raise BaowenError(f"一次最多 {MOST_FILES} 个文件", f"at most {MOST_FILES} files at once")
    _forget()
    token = secrets.token_hex(16)
    folder = _folder(token)
    folder.mkdir(parents=True)
    for file in given:
        saved(file, folder, most=MOST_BYTES)  # type: ignore[arg-type]
    return token


def _folder(token: str) -> Path:
    return home().incoming / "vbp-rounds" / token


def _forget() -> None:
    """Delete what was looked at a day ago and never kept."""
    limit = (now() - KEPT).timestamp()
    root = home().incoming / "vbp-rounds"
    for folder in root.iterdir() if root.is_dir() else ():
        if folder.stat().st_mtime < limit:
            shutil.rmtree(folder, ignore_errors=True)


def _facts(request: HttpRequest, viewer: Viewer) -> Facts:
    given = request.POST

    def text(name: str) -> str:
        return given.get(name, "").replace("\x00", "").strip()

    def day(name: str) -> date | None:
        return day_given(given[name]) if given.get(name) else None

    return Facts(
        code=text("code"), name=text("name"), level=RoundLevel(given["level"]) if given.get("level") else None,
        region=viewer.actor.region if text("code") else "", within=text("within"), follows=text("follows"),
        document_number=text("document_number"), starts_on=day("starts_on"), ends_on=day("ends_on"),
    )  # fmt: skip


def _looked(token: str, facts: Facts, viewer: Viewer) -> dict[str, Any]:
    found = look_at(_paths(token), facts)
    checked = check(found.new, packs=rulebook().packs, on=today()) if found.new is not None else None
    return {
        "token": token, "files": [path.name for path in _paths(token)], "new": found.new,
        "problems": _lines(found.problems, viewer), "problem_size": len(found.problems),
        "remarks": _lines(found.remarks, viewer), "remark_size": len(found.remarks),
        "figures": checked.figures if checked else None, "cases": len(checked.disagreements) if checked else 0,
        "most": MOST,
    }  # fmt: skip


def _lines(problems: Sequence[Problem], viewer: Viewer) -> list[dict[str, Any]]:
    return [
        {"one": one, "words": viewer.say((one.message, one.message_en)), "help": viewer.say((one.help, one.help_en))}
        for one in problems[:MOST]
    ]  # fmt: skip


def _kinds(viewer: Viewer) -> list[dict[str, Any]]:
    return [
        {
            "title": viewer.say(kind.title), "is_own": kind in OWN,
            "columns": [
                (column.headings[0], column.is_needed, viewer.say(column.about)) for column in kind.columns
            ],
        }
        for kind in (*OWN, *PUBLISHED)
    ]  # fmt: skip


def _columns(viewer: Viewer) -> Table:
    return Table(
        (("表", "Table"), ("列", "Column"), ("必填", "Needed"), ("说明", "About")),
        [
            [viewer.say(kind.title), column.headings[0], column.is_needed, viewer.say(column.about)]
            for kind in (*OWN, *PUBLISHED)
            for column in kind.columns
        ],
    )  # fmt: skip
