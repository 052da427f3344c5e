"""One volume report: typed by its hospital, kept while typed, as a workbook too; reviewed by officers. VBP-2."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from baowen.api.reports import saved
from baowen.api.vbp_volumes import volume_book
from baowen.core.clock import now, today
from baowen.core.problems import BaowenError, Problem
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.vbp.volumes import actions, queries
from baowen.vbp.volumes.actions.files import MOST_BYTES, type_file
from baowen.vbp.volumes.queries.form import as_workbook, difference
from baowen.vbp.volumes.rules import CellProblem
from baowen.vbp.volumes.states import MOVES, STATE_WORDS, VERDICT_WORDS, CallState, Verdict, VolumeState
from baowen.vbp.volumes.store import call_row, due_for
from baowen.web.deeds import did, done
from baowen.web.exports import WORKBOOK, Table, exported
from baowen.web.viewer import Viewer, viewer_of

MOST_JSON = 1024 * 1024
HEADINGS = (
    ("品种序号", "Lot"), ("药品代码", "Product code"), ("药品", "Drug"), ("规格", "Specification"), ("单位", "Unit"),
    ("去年采购", "Last year"), ("报量下限", "Floor"), ("报量", "Volume"), ("与去年之差", "Difference"),
    ("说明", "Explanation"), ("审核", "Review"), ("退回意见", "Remark"),
)  # fmt: skip
CHANGES = (
    ("第几次提交", "Filed as number"), ("品种序号", "Lot"), ("药品代码", "Product code"), ("原报量", "Volume before"),
    ("现报量", "Volume now"), ("原说明", "Explanation before"), ("现说明", "Explanation now"), ("退回意见", "Remark"),
)  # fmt: skip
SHOWS: dict[str, Callable[[queries.FormLine], bool]] = {
    "": lambda _line: True,
    "below": lambda line: line.units is not None and line.last is not None and line.units < line.last,
    "floor": lambda line: line.units is not None and line.floor is not None and line.units < line.floor,
    "explained": lambda line: bool(line.filed_explanation),
    "empty": lambda line: line.units is None,
}


def form(request: HttpRequest, number: str) -> HttpResponse:
    """The form where the viewer may fill it in now, else what was filed, with the history."""
    viewer = viewer_of(request)
    found = queries.form_of(number, viewer.actor, book=volume_book())
    tables = {"lines": lambda: _table(found, viewer), "changes": lambda: _changes(found)}
    file = exported(request, tables)
    if file is not None:
        return file
    call = call_row(found.report.call)
    own = found.report.organisation == viewer.actor.organisation and viewer.may(Act.VBP_REPORT)
    due_on, is_open = due_for(call, found.report.organisation), call.state == CallState.OPEN.value
    late = found.report.state is VolumeState.DRAFT and today() > due_on
    show = request.GET.get("show", "")
    shown = {
        **_common(found, viewer), "call": call, "due_on": due_on, "is_open": is_open, "is_late": late, "show": show,
        "may_withdraw": own and is_open and found.report.state not in (VolumeState.WITHDRAWN, VolumeState.AGREED),
        "may_review": _may_review(found, viewer, call.region) and is_open,
    }  # fmt: skip
    if own and is_open and found.is_editable and not late:
        told = _told(found.problems, viewer)
        shown["lines"] = [{"one": one, "told": told.get(_key(one), {})} for one in found.lines]
        return render(request, "pages/vbp_volumes_form.html", shown)
    fits = SHOWS.get(show, SHOWS[""])
    shown["lines"] = [
        {"one": one, "difference": difference(one), "verdict": viewer.say(VERDICT_WORDS[one.verdict]),
         "is_refused": one.verdict is Verdict.REFUSED}
        for one in found.lines if fits(one)
    ]  # fmt: skip
    return render(request, "pages/vbp_volumes_report.html", shown)


def _may_review(found: queries.FormView, viewer: Viewer, called_by: str) -> bool:
    report = found.report
    if not viewer.may(Act.VBP_REVIEW, report.region):
        return False
    if report.state is VolumeState.AGREED:
        return viewer.actor.region == called_by
    return report.state is VolumeState.UNDER_REVIEW and viewer.actor.region == report.turn


def _common(found: queries.FormView, viewer: Viewer) -> dict[str, Any]:
    report = found.report
    return {
        "form": found, "report": report, "state": viewer.say(STATE_WORDS[report.state]),
        "members": list(names_of(set(report.members)).values()),
        "events": [
            {"one": one, "words": viewer.say((MOVES[one.move].zh, MOVES[one.move].en))} for one in found.events
        ],
        "refused": sum(one.verdict is Verdict.REFUSED for one in found.lines),
    }  # fmt: skip


def _key(one: queries.FormLine | CellProblem) -> str:
    return f"{one.lot}|{one.product_code}"


def _told(problems: Sequence[CellProblem], viewer: Viewer) -> dict[str, dict[str, list[list[Any]]]]:
    """By line and column: whether it is refused, what is wrong and what to do."""
    found: dict[str, dict[str, list[list[Any]]]] = {}
    for one in problems:
        said = [int(one.is_refused), viewer.say(one.message), viewer.say(one.remedy)]
        found.setdefault(_key(one), {}).setdefault(one.column, []).append(said)
    return found


def save(request: HttpRequest, number: str) -> JsonResponse:
    """Keep some cells; the answer has the lines that were changed since the page last heard, and all that is wrong."""
    viewer = viewer_of(request)
    try:
        given = _given(request)
        since = int(given.get("revision", 0))
        cells = [
            actions.Cell(lot=str(lot), product_code=str(product), column=str(column), text=str(text))
            for lot, product, column, text in given.get("cells", [])
        ]
        actions.save_cells(number, cells, actor=viewer.actor, at=now())
    except BaowenError as error:
        return JsonResponse({"told": viewer.told(error)}, status=400)
    except (ValueError, TypeError, AttributeError):
        told = ("保存的内容无法识别，请刷新页面", "what was to be kept can't be read; load the page again")
        return JsonResponse({"told": viewer.say(told)}, status=400)
    found = queries.form_of(number, viewer.actor, book=volume_book(), since=since)
    return JsonResponse(
        {
            "revision": found.revision, "problems": _told(found.problems, viewer),
            "lines": [[_key(one), one.units_text, one.explanation] for one in found.lines],
        }
    )  # fmt: skip


def _given(request: HttpRequest) -> Mapping[str, Any]:
    if len(request.body) > MOST_JSON:
        raise ValueError
    given = json.loads(request.body)
    if not isinstance(given, dict):
        raise TypeError
    return given


def file_one(request: HttpRequest, number: str) -> HttpResponse:
    """File the report as it is typed."""
    viewer = viewer_of(request)
    return done(
        request, viewer, lambda: actions.file_report(number, actor=viewer.actor, at=now(), book=volume_book()),
        ("报量已提交，等待审核。", "The volumes are filed and wait for review."), "vbp_volume_report", number,
    )  # fmt: skip


def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take the own report back."""
    viewer, why = viewer_of(request), request.POST.get("reason", "")
    return done(
        request, viewer, lambda: actions.withdraw(number, actor=viewer.actor, at=now(), reason=why),
        ("报量已撤回。", "The report is taken back."), "vbp_volumes",
    )  # fmt: skip


def review(request: HttpRequest, number: str) -> HttpResponse:
    """Agree, or send back with what is wrong at the lines."""
    viewer, given = viewer_of(request), request.POST
    reason = given.get("reason", "")

    def work() -> None:
        if given.get("what") == "return":
            remarks = {
                (lot, product): given[name]
                for name in given if name.startswith("remark|")
                for _, lot, product in [name.split("|", 2)]
            }  # fmt: skip
            actions.send_back(number, remarks, actor=viewer.actor, at=now(), reason=reason)
        else:
            actions.agree([number], actor=viewer.actor, at=now(), book=volume_book(), reason=reason)

    words = ("已退回。", "Sent back.") if given.get("what") == "return" else ("已审核通过。", "Agreed to.")
    return done(request, viewer, work, words, "vbp_volume_report", number)


def workbook(request: HttpRequest, number: str) -> HttpResponse:
    """The form as a workbook, with what is wrong at its cells."""
    found = queries.form_of(number, viewer_of(request).actor, book=volume_book())
    answer = HttpResponse(as_workbook(found), content_type=WORKBOOK)
    answer["Content-Disposition"] = f'attachment; filename="baowen-volumes-{number}.xlsx"'
    return answer


def upload(request: HttpRequest, number: str) -> HttpResponse:
    """Type a workbook into the form; what can't be read is listed by row and column, and nothing of it is kept."""
    viewer, problems = viewer_of(request), list[Problem]()

    def work() -> None:
        given = request.FILES.get("file")
        if given is None:
            raise BaowenError("请选择文件", "choose a file")
        with TemporaryDirectory() as folder:
            path = saved(given, Path(folder), most=MOST_BYTES)  # type: ignore[arg-type]
            _, found = type_file(number, path, actor=viewer.actor, at=now())
        problems.extend(found)
        if found:
            raise BaowenError(
                f"文件没有采用：有 {len(found)} 处需要改正，见下表",
                f"the file was not taken: {len(found)} things to mend",
            )

    words = ("文件已填入报量表，请核对后提交。", "The file is on the form: check it, then file the report.")
    if did(request, viewer, work, words) or not problems:
        return redirect("vbp_volume_report", number)
    report = queries.report_of(number, viewer.actor)
    shown = [
        {"one": one, "told": viewer.say((one.message, one.message_en)), "help": viewer.say((one.help, one.help_en))}
        for one in problems
    ]
    return render(request, "pages/vbp_volumes_file.html", {"report": report, "problems": shown}, status=422)


def _table(found: queries.FormView, viewer: Viewer) -> Table:
    return Table(
        HEADINGS,
        [
            [one.lot, one.product_code, one.drug, one.spec, one.unit, one.last, one.floor, one.units,
             difference(one), one.filed_explanation, viewer.say(VERDICT_WORDS[one.verdict]), one.remark]
            for one in found.lines
        ],
    )  # fmt: skip


def _changes(found: queries.FormView) -> Table:
    return Table(
        CHANGES,
        [
            [one.version, one.lot, one.product_code, one.units_before, one.units_after, one.explanation_before,
             one.explanation_after, one.remark]
            for one in found.changes
        ],
    )  # fmt: skip
