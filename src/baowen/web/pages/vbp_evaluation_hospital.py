"""A hospital's results in a run, each as a waterfall of its exemptions, and its appeals. VBP-7."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baowen.api.book import home
from baowen.core.clock import now, today
from baowen.core.money import plain
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.vbp.evaluation import actions
from baowen.vbp.evaluation.kinds import EXEMPTION_WORDS, FAILING_WORDS, ExemptionKind
from baowen.vbp.evaluation.queries.records import (
    AppealView,
    ExemptionView,
    appeal_page,
    effect_page,
    exemptions_numbered,
    ledger,
)
from baowen.vbp.evaluation.queries.results import Figures, ResultView, hospital_results
from baowen.vbp.evaluation.queries.runs import RunView, given_of, may_see_hospital, run_of
from baowen.vbp.evaluation.rules.falling import share_bars, volume_bars
from baowen.vbp.evaluation.states import APPEAL_WORDS, UNDECIDED
from baowen.web.dates import day_given
from baowen.web.deeds import did
from baowen.web.exports import Table, exported
from baowen.web.pages.attachments import kept_files
from baowen.web.pages.vbp_evaluation import results_table, why_words
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

SHOWN = 50
STEPS = (
    ("品种", "Lot"), ("药品", "Drug"), ("中选产品", "Selected product"), ("步骤", "Step"), ("情形编号", "Exemption"),
    ("本步数量", "Moved"), ("计入", "Counted"), ("应完成", "Required"), ("中选", "Selected"),
    ("非中选", "Not selected"), ("非中选占比", "Share"), ("条文", "Clause"),
)  # fmt: skip


def hospital(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """All results of one hospital with their arithmetic."""
    viewer = viewer_of(request)
    run, found = _results(number, code, viewer)
    if request.method == "POST":
        return _appeal(request, viewer, number, code)
    exemptions = exemptions_numbered({step.number for one in found for step in one.steps})
    file = exported(
        request,
        {
            "results": lambda: results_table(found, viewer),
            "steps": lambda: _steps_table(found, exemptions, viewer),
        },
    )
    if file is not None:
        return file
    appeals = {
        (one.lot, one.product, one.starts_on): one
        for one in reversed(appeal_page(viewer.actor, run=number, hospital=code, limit=500).lines)
    }
    listed = sorted(found, key=lambda one: (one.is_passed, one.lot, one.product))
    start = start_given(request.GET.get("start", ""))
    points, total = ledger(viewer.actor, code)
    given = given_of(run)
    limit = given.limits.share
    may_appeal = code == viewer.actor.organisation and viewer.may(Act.VBP_APPEAL) and run.published_at is not None
    is_late = run.appeal_until is not None and today() > run.appeal_until
    clauses = {one.key: one.clause for one in given.ruled}
    shown = {
        "run": run, "code": code, "who": names_of({code}).get(code, code), "limit": limit,
        "lines": [
            _line(one, exemptions, appeals.get((one.lot, one.product, one.starts_on)), limit, viewer)
            for one in listed[start : start + SHOWN]
        ],
        "rows": len(found), "following": start + SHOWN if start + SHOWN < len(found) else None,
        "failed": sum(not one.is_passed for one in found), "may_appeal": may_appeal and not is_late,
        "is_late": may_appeal and is_late,
        "kinds": [(one.value, viewer.say(EXEMPTION_WORDS[one])) for one in ExemptionKind],
        "effects": effect_page(viewer.actor, run=number, hospital=code).lines, "points": points, "total": total,
        "clause": clauses.get("vbp.evaluation.failing", ""), "separate": given.surplus_separate,
        "limit_rule": next((one for one in given.ruled if one.key == "vbp.non_selected.most"), None),
    }  # fmt: skip
    return render(request, "pages/vbp_evaluation_hospital.html", shown)


def start_given(text: str) -> int:
    """The line that a page begins at; the first for anything that no page has asked for."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _results(number: str, code: str, viewer: Viewer) -> tuple[RunView, tuple[ResultView, ...]]:
    try:
        run = run_of(number, viewer.actor)
    except BaowenError:
        raise Http404 from None
    found = hospital_results(home(), run.digest, code)
    if not found or not may_see_hospital(viewer.actor, code, found[0].region):
        raise Http404
    return run, found


def _line(
    one: ResultView,
    exemptions: Mapping[int, ExemptionView],
    appeal: AppealView | None,
    limit: Decimal | None,
    viewer: Viewer,
) -> dict[str, Any]:
    figures = [one.plain, *(step.after for step in one.steps)]
    volumes = volume_bars([each.counted for each in figures], [each.required for each in figures])
    shares = share_bars([each.share for each in figures], limit)
    rows = [
        {
            "words": viewer.say(("直接结果", "plain result")), "moved": None, "figures": figures[0],
            "volume": volumes[0], "share": shares[0], "exemption": None,
        },
        *(
            {
                "words": viewer.say(EXEMPTION_WORDS[step.kind]), "moved": step.units, "figures": step.after,
                "volume": volumes[at], "share": shares[at], "exemption": exemptions.get(step.number),
            }
            for at, step in enumerate(one.steps, start=1)
        ),
    ]  # fmt: skip
    return {
        "one": one, "rows": rows, "why": why_words(one, viewer), "formula": formula(one, limit, viewer),
        "plain_why": viewer.say(("、", ", ")).join(viewer.say(FAILING_WORDS[why]) for why in one.plain_failing),
        "appeal": appeal, "appeal_state": viewer.say(APPEAL_WORDS[appeal.state]) if appeal else "",
        "is_appealed": appeal is not None and (appeal.state in UNDECIDED or bool(appeal.is_passed)),
        "key": f"{one.lot}|{one.product}|{one.starts_on}",
    }  # fmt: skip


def formula(one: ResultView, limit: Decimal | None, viewer: Viewer) -> list[str]:
    """The two sums of a result in the hospital's own numbers."""
    after = one.after
    gained = after.counted - one.plain.counted
    counted = f"{plain(one.plain.counted)} + {plain(gained)} = " if gained else ""
    eased = one.plain.required - after.required
    required = f"{plain(one.plain.required)} − {plain(eased)} = " if eased else ""
    sign = "≥" if after.counted >= after.required else "<"
    head = viewer.say(("完成量：计入", "Volume: counted"))
    due = viewer.say(("；应完成", "; required"))
    so = viewer.say(("；", "; "))
    volume = f"{head} {counted}{plain(after.counted)}{due} {required}{plain(after.required)}"
    volume = f"{volume}{so}{plain(after.counted)} {sign} {plain(after.required)}"
    return [volume, _share_line(after, limit, viewer)]


def _share_line(after: Figures, limit: Decimal | None, viewer: Viewer) -> str:
    share = after.share
    head = viewer.say(("非中选占比", "Share of non-selected"))
    if share is None:
        return f"{head}: {viewer.say(('没有采购', 'nothing was bought'))}"
    said = f"{head}: {plain(after.others)} ÷ ({plain(after.chosen)} + {plain(after.others)}) = {plain(share * 100)}%"
    if limit is None:
        return said + viewer.say(("；当地没有规定比例，不判定", "; no limit is set here, so it is not judged"))
    is_within = after.others <= limit * (after.chosen + after.others)
    return f"{said} {'≤' if is_within else '>'} {plain(limit * 100)}%"


def _steps_table(
    found: Iterable[ResultView], exemptions: Mapping[int, ExemptionView], viewer: Viewer
) -> Table:  # fmt: skip
    rows = []
    for one in found:
        plainly = viewer.say(("直接结果", "plain result"))
        rows.append([one.lot, one.drug, one.product, plainly, None, None, *_cells(one.plain), "VB-2.3"])
        for step in one.steps:
            exemption = exemptions.get(step.number)
            rows.append([
                one.lot, one.drug, one.product, viewer.say(EXEMPTION_WORDS[step.kind]), step.number, step.units,
                *_cells(step.after), exemption.clause if exemption else "",
            ])  # fmt: skip
    return Table(STEPS, rows)


def _cells(one: Figures) -> list[object]:
    return [one.counted, one.required, one.chosen, one.others, one.share]


def _appeal(request: HttpRequest, viewer: Viewer, number: str, code: str) -> HttpResponse:
    given = request.POST
    numbers: list[str] = []

    def work() -> None:
        if code != viewer.actor.organisation or not viewer.may(Act.VBP_APPEAL):  # nobody else fills the disk
            raise BaowenError("只能对本机构的考核结果提出申诉", "only the own hospital's result can be appealed")
        lot, product, starts_on = [*given.get("key_of_result", "").split("|"), "", "", ""][:3]
        new = actions.NewAppeal(
            lot=lot, product=product, starts_on=day_given(starts_on), kind=ExemptionKind(given.get("kind", "")),
            from_on=day_given(given.get("from_on", "")), until_on=day_given(given.get("until_on", "")),
            words=given.get("words", ""), eased=quantity_given(given.get("eased", ""), "放宽数量", "the eased packs"),
        )  # fmt: skip
        files = kept_files(request.FILES.getlist("attachments"))
        numbers.append(actions.appeal(home(), number, new, actor=viewer.actor, at=now(), files=files))

    if did(request, viewer, work, ("申诉已提交。", "The appeal is filed.")) and numbers:
        return redirect("vbp_appeal", numbers[0])
    return redirect("vbp_evaluation_hospital", number, code)
