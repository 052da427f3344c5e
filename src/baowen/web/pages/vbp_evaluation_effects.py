"""What follows from evaluations, decided by people; the ledger of hospitals' credit points. VBP-7, CRD-5."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import home
from baowen.api.case_files import attachment
from baowen.core.clock import now
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.vbp.evaluation import actions
from baowen.vbp.evaluation.kinds import EFFECT_WORDS, EffectKind
from baowen.vbp.evaluation.queries.records import (
    EffectView,
    EvidenceView,
    PointView,
    document_of,
    effect_page,
    ledger,
)
from baowen.vbp.evaluation.states import EFFECT_STATE_WORDS, EffectState
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EFFECTS = (
    ("编号", "Number"), ("考核", "Evaluation"), ("医疗机构", "Hospital"), ("处置", "Consequence"), ("依据", "Because"),
    ("不合格品种", "Failing products"), ("状态", "State"), ("记分", "Points"), ("决定理由", "Decided because"),
    ("撤销理由", "Withdrawn because"), ("决定时间", "Decided at"),
)  # fmt: skip
POINTS = (
    ("编号", "Number"), ("医疗机构", "Hospital"), ("分值", "Points"), ("原因", "Reason"), ("条文", "Clause"),
    ("处置", "Consequence"), ("更正", "Corrects"), ("登记时间", "Entered at"),
)  # fmt: skip


def effects(request: HttpRequest) -> HttpResponse:
    """Consequences, the newest first: an officer decides each with a reason, a hospital reads what was decided."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _deed(request, viewer)
    run, hospital = request.GET.get("run", "").strip(), request.GET.get("hospital", "").strip()

    def page(at: str) -> Paged[EffectView]:
        return effect_page(viewer.actor, run=run, hospital=hospital, cursor=at)

    file = exported(request, {"effects": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(request.GET.get("cursor", ""))
    names = names_of({one.hospital for one in found.lines})
    shown = {
        "lines": [
            {
                "one": one, "kind": viewer.say(EFFECT_WORDS[one.kind]), "who": names.get(one.hospital, one.hospital),
                "state": viewer.say(EFFECT_STATE_WORDS[one.state]), "waits": one.state is EffectState.PROPOSED,
                "stands": one.state is EffectState.DECIDED, "takes_points": one.kind is EffectKind.POINTS,
            }
            for one in found.lines
        ],
        "cursor": found.cursor, "run": run, "hospital": hospital, "may_decide": viewer.may(Act.VBP_DECIDE),
        "kinds": [(one.value, viewer.say(words)) for one, words in EFFECT_WORDS.items()],
    }  # fmt: skip
    return render(request, "pages/vbp_effects.html", shown)


def _deed(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    given, actor, at = request.POST, viewer.actor, now()
    number, words, what = given.get("number", ""), given.get("words", ""), given.get("what", "")

    def decided() -> None:
        points = quantity_given(given.get("points", ""), "分值", "the points")
        actions.decide_effect(home(), number, words, points=points, actor=actor, at=at)

    deeds: dict[str, Callable[[], object]] = {
        "decide": decided, "drop": lambda: actions.drop_effect(number, words, actor=actor, at=at),
        "withdraw": lambda: actions.withdraw_effect(number, words, actor=actor, at=at),
        "add": lambda: actions.add_effect(
            home(), given.get("run", ""), given.get("hospital", ""), EffectKind(given.get("kind", "")), words,
            actor=actor, at=at,
        ),
    }  # fmt: skip
    if what not in deeds:
        raise Http404
    return done(request, viewer, deeds[what], ("已办理。", "Done."), "vbp_effects")


def _table(found: Iterable[EffectView], viewer: Viewer) -> Table:
    rows = [
        [
            one.number, one.run, one.hospital, viewer.say(EFFECT_WORDS[one.kind]), one.proposed_because,
            " ".join(product for _, product in one.items), viewer.say(EFFECT_STATE_WORDS[one.state]), one.points,
            one.decided_why, one.withdrawn_why, one.decided_at,
        ]
        for one in found
    ]  # fmt: skip
    return Table(EFFECTS, rows)


def document(request: HttpRequest, number: str) -> HttpResponse:
    """The document of a decision, to be saved."""
    try:
        sha256 = document_of(number, viewer_of(request).actor)
    except BaowenError:
        raise Http404 from None
    return attachment(EvidenceView(sha256=sha256, file_name=f"{number}.docx", media_type=DOCX, size=0))


def points(request: HttpRequest, code: str) -> HttpResponse:
    """A hospital's ledger of credit points; an officer corrects entries."""
    viewer = viewer_of(request)
    if request.method == "POST":
        given = request.POST

        def work() -> None:
            value = quantity_given(given.get("points", ""), "分值", "the points")
            if value is None:
                raise BaowenError("请填写更正后的分值", "enter the right points")
            actions.correct_points(
                int(given.get("number", "")), value, given.get("words", ""), actor=viewer.actor, at=now()
            )

        return done(request, viewer, work, ("记分已更正。", "The points are corrected."), "vbp_points", code)
    found, total = ledger(viewer.actor, code)
    file = exported(request, {"points": lambda: _points_table(found)})
    if file is not None:
        return file
    shown = {
        "code": code, "who": names_of({code}).get(code, code), "points": found, "total": total,
        "may_decide": viewer.may(Act.VBP_DECIDE),
    }  # fmt: skip
    return render(request, "pages/vbp_points.html", shown)


def _points_table(found: Iterable[PointView]) -> Table:
    rows = [
        [one.number, one.hospital, one.points, one.why, one.clause, one.effect, one.corrects, one.entered_at]
        for one in found
    ]
    return Table(POINTS, rows)
