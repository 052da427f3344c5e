"""Evaluations: the runs, one run by place, drug and hospital, those who fail and those who comply. VBP-7, VBP-8."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baowen.api.book import home, rulebook
from baowen.core.clock import now, today
from baowen.core.policy.entry import BASIS_WORDS, Basis
from baowen.core.policy.registry import KEYS
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.vbp.evaluation import actions
from baowen.vbp.evaluation.given import Ruled
from baowen.vbp.evaluation.kinds import FAILING_WORDS
from baowen.vbp.evaluation.queries.results import (
    Reach,
    ResultView,
    Standing,
    complying,
    failing_results,
    standings,
)
from baowen.vbp.evaluation.queries.runs import RunView, given_of, reach_of, run_of, run_page
from baowen.vbp.rounds.queries import rounds
from baowen.vbp.supply.queries import confirmed_problems
from baowen.web.dates import day_given
from baowen.web.deeds import did, done
from baowen.web.exports import ASKED, Table, all_pages, exported
from baowen.web.viewer import Viewer, viewer_of

SHOWN = 200
BY = {
    "region": ("按地区", "By place"), "hospital": ("按医疗机构", "By hospital"), "drug": ("按药品", "By drug"),
    "product": ("按中选产品", "By selected product"),
}  # fmt: skip
RUNS = (
    ("编号", "Number"), ("批次", "Round"), ("截至", "As of"), ("考核结果数", "Results"), ("医疗机构", "Hospitals"),
    ("直接不合格", "Failed plainly"), ("不合格", "Failed"), ("计算时间", "Computed at"), ("公布时间", "Published at"),
    ("结果摘要", "Digest"),
)  # fmt: skip
STANDINGS = (("名称", "Name"), ("考核结果数", "Results"), ("直接不合格", "Failed plainly"), ("不合格", "Failed"))
RESULTS = (
    ("医疗机构代码", "Hospital code"), ("医疗机构", "Hospital"), ("地区", "Place"), ("品种", "Lot"), ("药品", "Drug"),
    ("中选产品", "Selected product"), ("协议开始", "Starts"), ("协议结束", "Ends"), ("应完成", "Required"),
    ("计入", "Counted"), ("中选", "Selected"), ("非中选", "Not selected"), ("非中选占比", "Share"),
    ("不合格原因", "Why it fails"), ("结果", "Result"),
)  # fmt: skip


def evaluations(request: HttpRequest) -> HttpResponse:
    """The runs that the viewer may see; an officer starts one here."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _run(request, viewer)
    file = exported(request, {"runs": lambda: _runs_table(all_pages(lambda at: run_page(viewer.actor, cursor=at)))})
    if file is not None:
        return file
    found = run_page(viewer.actor, cursor=request.GET.get("cursor", ""))
    known = rounds(viewer.actor.region)
    shown = {
        "runs": found.lines, "cursor": found.cursor, "may_run": viewer.may(Act.VBP_EVALUATE), "rounds": known,
        "names": {one.code: one.name for one in rounds()}, "today": today(), "is_hospital": viewer.may(Act.VBP_APPEAL),
    }  # fmt: skip
    return render(request, "pages/vbp_evaluations.html", shown)


def _run(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    given = request.POST
    numbers: list[str] = []

    def work() -> None:
        as_of = day_given(given.get("as_of", ""))
        actor, at, packs = viewer.actor, now(), rulebook().packs
        if given.get("what") == "propose":
            code = given.get("round_code", "")
            count = actions.propose_seen(home(), code, as_of, confirmed_problems(code), actor=actor, at=at, packs=packs)
            numbers.append(str(count))
        else:
            numbers.append(
                actions.run_evaluation(home(), given.get("round_code", ""), as_of, actor=actor, at=at, packs=packs)
            )

    if given.get("what") == "propose":
        words = ("平台已提出看到的情形，请逐条确认。", "What the platform sees is proposed; confirm each.")
        did(request, viewer, work, words)
        return redirect("vbp_exemptions")
    if did(request, viewer, work, ("考核已完成。", "The evaluation is done.")) and numbers:
        return redirect("vbp_evaluation", numbers[0])
    return redirect("vbp_evaluations")


def _runs_table(found: Iterable[RunView]) -> Table:
    rows = [
        [
            one.number, one.round_code, one.as_of, one.rows, one.hospitals, one.failed_plain, one.failed, one.made_at,
            one.published_at, one.digest,
        ]
        for one in found
    ]  # fmt: skip
    return Table(RUNS, rows)


def evaluation(request: HttpRequest, number: str) -> HttpResponse:
    """One run: results by place or drug, the failing ones, those who comply, what it was computed from."""
    viewer = viewer_of(request)
    run = _found(number, viewer)
    if request.method == "POST":
        return _deed(request, viewer, number)
    reach = reach_of(viewer.actor, run)
    if reach.hospital:
        return redirect("vbp_evaluation_hospital", number, reach.hospital)
    by = request.GET.get("by", "region")
    by = by if by in BY else "region"
    file = exported(
        request,
        {
            "standings": lambda: _standings_table(standings(home(), run.digest, reach, by), by, viewer),
            "failing": lambda: results_table(failing_results(home(), run.digest, reach, limit=ASKED), viewer),
            "complying": lambda: _complying_table(run, reach),
        },
    )
    if file is not None:
        return file
    failing = failing_results(home(), run.digest, reach, limit=SHOWN)
    comply = complying(home(), run.digest, reach)
    found, given = standings(home(), run.digest, reach, by), given_of(run)
    called = _names(found[:SHOWN], by, viewer)
    names = names_of({one.hospital for one in failing} | {code for code, _ in comply[:SHOWN]})
    shown = {
        "run": run, "by": by, "ways": [(name, viewer.say(words)) for name, words in BY.items()],
        "standings": [
            {"one": one, "name": called[one.name]} for one in found[:SHOWN]
        ],
        "failing": [
            {"one": one, "who": names.get(one.hospital, one.hospital), "why": why_words(one, viewer)}
            for one in failing
        ],
        "complying": [{"code": code, "who": names.get(code, code), "rows": rows} for code, rows in comply[:SHOWN]],
        "comply": len(comply), "ruled": [_ruled(one, viewer) for one in given.ruled],
        "exempts": len(given.exempts),
        "versions": sorted(run.lake_versions.items()), "limit": given.limits.share,
        "may_run": viewer.may(Act.VBP_EVALUATE, run.region), "may_decide": viewer.may(Act.VBP_DECIDE, run.region),
        "separate": given.surplus_separate,
    }  # fmt: skip
    return render(request, "pages/vbp_evaluation.html", shown)


def why_words(one: ResultView, viewer: Viewer) -> str:
    """Why a result fails, "" for one that passes."""
    return viewer.say(("、", ", ")).join(viewer.say(FAILING_WORDS[why]) for why in one.failing)


def results_table(found: Iterable[ResultView], viewer: Viewer) -> Table:
    """Results with their numbers, as a file."""
    found = list(found)
    names = names_of({one.hospital for one in found})
    rows = [
        [
            one.hospital, names.get(one.hospital, ""), viewer.place(one.region), one.lot, one.drug, one.product,
            one.starts_on, one.ends_on, one.after.required, one.after.counted, one.after.chosen, one.after.others,
            one.after.share, why_words(one, viewer),
            viewer.say(("合格", "passed") if one.is_passed else ("不合格", "failed")),
        ]
        for one in found
    ]  # fmt: skip
    return Table(RESULTS, rows)


def _deed(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    actor, at, packs = viewer.actor, now(), rulebook().packs

    def replayed() -> None:
        found = actions.replay(home(), number, actor=actor)
        if not found.is_equal or not found.is_untouched:
            raise BaowenError(
                f"重算结果 {found.digest[:12]}… 与记录 {found.recorded[:12]}… 不一致，或文件曾被改动",
                "computed again it is not the same, or the files were changed",
            )

    deeds: dict[str, tuple[Callable[[], object], tuple[str, str]]] = {
        "publish": (
            lambda: actions.publish_run(number, actor=actor, at=at, packs=packs, calendar=rulebook().calendar),
            ("结果已公布，医疗机构可以阅看和申诉。", "The results are published: hospitals can read and appeal."),
        ),
        "effects": (
            lambda: actions.propose_effects(home(), number, actor=actor, at=at, packs=packs),
            ("已按示例规则提出处置建议，请逐条决定。", "Consequences are proposed; decide each."),
        ),
        "replay": (replayed, ("重新计算的结果与记录一致。", "Computed again, it is the same.")),
    }
    what = request.POST.get("what", "")
    if what not in deeds:
        raise Http404
    work, words = deeds[what]
    return done(request, viewer, work, words, "vbp_evaluation", number)


def _found(number: str, viewer: Viewer) -> RunView:
    try:
        return run_of(number, viewer.actor)
    except BaowenError:
        raise Http404 from None


def _ruled(one: Ruled, viewer: Viewer) -> dict[str, str]:
    """A value of the packs that the run used, in words."""
    spec, flags = KEYS.get(one.key), {"True": ("是", "yes"), "False": ("否", "no")}
    return {
        "words": one.key if spec is None else viewer.say((spec.zh, spec.en)), "clause": one.clause,
        "value": viewer.say(flags[one.value]) if one.value in flags else one.value,
        "basis": viewer.say(BASIS_WORDS[Basis(one.basis)]),
    }  # fmt: skip


def _names(found: Iterable[Standing], by: str, viewer: Viewer) -> dict[str, str]:
    """What each line of a summary is called."""
    codes = {one.name for one in found}
    if by == "region":
        return {code: viewer.place(code) for code in codes}
    known = names_of(codes) if by == "hospital" else {}
    return {code: known.get(code, code) for code in codes}


def _standings_table(found: Iterable[Standing], by: str, viewer: Viewer) -> Table:
    found = list(found)
    called = _names(found, by, viewer)
    return Table(STANDINGS, [[called[one.name], one.rows, one.failed_plain, one.failed] for one in found])


def _complying_table(run: RunView, reach: Reach) -> Table:
    found = complying(home(), run.digest, reach)
    names = names_of({code for code, _ in found})
    headings = (("医疗机构代码", "Hospital code"), ("医疗机构", "Hospital"), ("考核品种", "Products"))
    return Table(headings, [[code, names.get(code, ""), rows] for code, rows in found])
