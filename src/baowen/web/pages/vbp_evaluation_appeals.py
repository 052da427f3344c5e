"""Exemptions and appeals: proposed, confirmed, refused; told, asked, granted with both results side by side. VBP-7."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.api.book import home
from baowen.api.case_files import attachment
from baowen.core.clock import now
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.vbp.evaluation import actions
from baowen.vbp.evaluation.kinds import EXEMPTION_WORDS, FAILING_WORDS, SOURCE_WORDS, ExemptionKind, Failing
from baowen.vbp.evaluation.queries.records import (
    AppealView,
    ExemptionView,
    appeal_of,
    appeal_page,
    evidence_of,
    exemption_page,
)
from baowen.vbp.evaluation.states import (
    APPEAL_WORDS,
    EXEMPTION_STATE_WORDS,
    UNDECIDED,
    AppealState,
    ExemptionState,
)
from baowen.vbp.rounds.queries import rounds
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.pages.attachments import kept_files
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

EXEMPTIONS = (
    ("编号", "Number"), ("批次", "Round"), ("情形", "Kind"), ("地区", "Place"), ("医疗机构", "Hospital"),
    ("品种", "Lot"), ("中选产品", "Selected product"), ("开始", "From"), ("结束", "Until"),
    ("放宽（包）", "Eased (packs)"), ("条文", "Clause"), ("理由", "Reason"), ("依据", "Evidence"),
    ("来源", "Source"), ("状态", "State"),
    ("确认人", "Decided by"), ("确认理由", "Decided because"),
)  # fmt: skip
APPEALS = (
    ("编号", "Number"), ("考核", "Evaluation"), ("医疗机构", "Hospital"), ("品种", "Lot"),
    ("中选产品", "Selected product"), ("申请的情形", "Asked for"), ("理由", "Reason"), ("状态", "State"),
    ("原不合格原因", "Failed because"), ("采纳后", "Afterwards"),
    ("决定理由", "Decided because"), ("提交时间", "Filed at"),
)  # fmt: skip


def exemptions(request: HttpRequest) -> HttpResponse:
    """The exemptions of rounds, those that wait first to be looked at; an officer proposes and confirms."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _exemption_deed(request, viewer)
    asked, code = request.GET.get("state", ""), request.GET.get("round", "").strip()
    state = ExemptionState(asked) if asked in set(ExemptionState) else None

    def page(at: str) -> Paged[ExemptionView]:
        return exemption_page(viewer.actor, round_code=code, state=state, cursor=at)

    file = exported(request, {"exemptions": lambda: _exemptions_table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(request.GET.get("cursor", ""))
    names = names_of({one.hospital for one in found.lines})
    shown = {
        "lines": [
            {
                "one": one, "kind": viewer.say(EXEMPTION_WORDS[one.kind]), "who": names.get(one.hospital, one.hospital),
                "state": viewer.say(EXEMPTION_STATE_WORDS[one.state]), "source": viewer.say(SOURCE_WORDS[one.source]),
                "waits": one.state is ExemptionState.PROPOSED, "stands": one.state is ExemptionState.CONFIRMED,
                "needs_number": one.kind is ExemptionKind.EASED,
            }
            for one in found.lines
        ],
        "cursor": found.cursor, "state": asked, "round": code, "may_act": viewer.may(Act.VBP_EVALUATE),
        "states": [(one.value, viewer.say(words)) for one, words in EXEMPTION_STATE_WORDS.items()],
        "kinds": [(one.value, viewer.say(words)) for one, words in EXEMPTION_WORDS.items()],
        "rounds": rounds(viewer.actor.region),
    }  # fmt: skip
    return render(request, "pages/vbp_exemptions.html", shown)


def _exemption_deed(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    given, what = request.POST, request.POST.get("what", "")

    def work() -> None:
        if not viewer.may(Act.VBP_EVALUATE):  # nobody else fills the disk
            raise BaowenError("只有负责考核的人员可以办理", "only those who evaluate may")
        files = kept_files(request.FILES.getlist("attachments"))
        eased = quantity_given(given.get("eased", ""), "放宽数量", "the eased packs")
        actor, at = viewer.actor, now()
        if what == "propose":
            actions.propose_exemption(given.get("round_code", ""), _new(given), files=files, actor=actor, at=at)
            return
        number, why = int(given.get("number", "")), given.get("words", "")
        if what == "confirm":
            actions.confirm_exemption(number, why=why, eased=eased, files=files, actor=actor, at=at)
        elif what == "refuse":
            actions.refuse_exemption(number, why=why, actor=actor, at=at)
        else:
            actions.revoke_exemption(number, why=why, actor=actor, at=at)

    if what not in ("propose", "confirm", "refuse", "revoke"):
        raise Http404
    words = ("已办理；下次考核时计入。", "Done; the next evaluation takes it in.")
    return done(request, viewer, work, words, "vbp_exemptions")


def _new(given: QueryDict) -> actions.NewExemption:
    return actions.NewExemption(
        kind=ExemptionKind(given.get("kind", "")), from_on=day_given(given.get("from_on", "")),
        until_on=day_given(given.get("until_on", "")), words=given.get("words", ""),
        region=given.get("place", "").strip(), hospital=given.get("hospital", "").strip(),
        lot=given.get("lot", "").strip(), product=given.get("product", "").strip(),
        eased=quantity_given(given.get("eased", ""), "放宽数量", "the eased packs"),
        evidence=given.get("evidence", ""),
    )  # fmt: skip


def _exemptions_table(found: Iterable[ExemptionView], viewer: Viewer) -> Table:
    rows = [
        [
            one.number, one.round_code, viewer.say(EXEMPTION_WORDS[one.kind]), viewer.place(one.region), one.hospital,
            one.lot, one.product, one.from_on, one.until_on, one.eased, one.clause, one.words, one.evidence,
            viewer.say(SOURCE_WORDS[one.source]), viewer.say(EXEMPTION_STATE_WORDS[one.state]), one.decided_by,
            one.decided_why,
        ]
        for one in found
    ]  # fmt: skip
    return Table(EXEMPTIONS, rows)


def appeals(request: HttpRequest) -> HttpResponse:
    """The appeals that the viewer may see, the newest first."""
    viewer, asked = viewer_of(request), request.GET.get("state", "")
    state = AppealState(asked) if asked in set(AppealState) else None

    def page(at: str) -> Paged[AppealView]:
        return appeal_page(viewer.actor, state=state, cursor=at)

    file = exported(request, {"appeals": lambda: _appeals_table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(request.GET.get("cursor", ""))
    names = names_of({one.hospital for one in found.lines})
    shown = {
        "lines": [
            {
                "one": one, "who": names.get(one.hospital, one.hospital), "kind": viewer.say(EXEMPTION_WORDS[one.kind]),
                "state": viewer.say(APPEAL_WORDS[one.state]),
            }
            for one in found.lines
        ],
        "cursor": found.cursor, "state": asked, "is_hospital": viewer.may(Act.VBP_APPEAL),
        "states": [(one.value, viewer.say(words)) for one, words in APPEAL_WORDS.items()],
    }  # fmt: skip
    return render(request, "pages/vbp_appeals.html", shown)


def _appeals_table(found: Iterable[AppealView], viewer: Viewer) -> Table:
    rows = [
        [
            one.number, one.run, one.hospital, one.lot, one.product, viewer.say(EXEMPTION_WORDS[one.kind]), one.words,
            viewer.say(APPEAL_WORDS[one.state]), _why(one.failing_before, viewer),
            None if one.after is None else viewer.say(("合格", "passed") if one.is_passed else ("不合格", "failed")),
            one.decided_why, one.made_at,
        ]
        for one in found
    ]  # fmt: skip
    return Table(APPEALS, rows)


def one_appeal(request: HttpRequest, number: str) -> HttpResponse:
    """One appeal: what was asked and answered, the result before and after, what the viewer may do."""
    viewer = viewer_of(request)
    try:
        one = appeal_of(number, viewer.actor)
    except BaowenError:
        raise Http404 from None
    if request.method == "POST":
        return _appeal_deed(request, viewer, number)
    is_own, is_open = one.hospital == viewer.actor.organisation, one.state in UNDECIDED
    names = names_of({one.hospital, *(event.organisation for event in one.events)})
    after_why = tuple(map(Failing, one.after["failing"])) if one.after is not None else ()
    shown = {
        "one": one, "who": names.get(one.hospital, one.hospital), "state": viewer.say(APPEAL_WORDS[one.state]),
        "kind": viewer.say(EXEMPTION_WORDS[one.kind]), "why": _why(one.failing_before, viewer),
        "after_why": _why(after_why, viewer), "needs_number": one.kind is ExemptionKind.EASED,
        "events": [
            {"one": event, "state": viewer.say(APPEAL_WORDS[event.state]),
             "who": names.get(event.organisation, event.organisation)}
            for event in one.events
        ],
        "may_answer": is_own and one.state is AppealState.ASKED, "may_withdraw": is_own and is_open,
        "may_decide": is_open and not is_own and viewer.may(Act.VBP_DECIDE),
    }  # fmt: skip
    return render(request, "pages/vbp_appeal.html", shown)


def _why(failing: Iterable[Failing], viewer: Viewer) -> str:
    return viewer.say(("、", ", ")).join(viewer.say(FAILING_WORDS[one]) for one in failing)


def _appeal_deed(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    given, actor, at = request.POST, viewer.actor, now()
    words, what = given.get("words", ""), given.get("what", "")

    def answered() -> None:
        files = kept_files(request.FILES.getlist("attachments"))
        actions.answer(number, words, actor=actor, at=at, files=files)

    def granted() -> None:
        eased = quantity_given(given.get("eased", ""), "放宽数量", "the eased packs")
        actions.grant(home(), number, words, eased=eased, actor=actor, at=at)

    deeds: dict[str, Callable[[], object]] = {
        "ask": lambda: actions.ask(number, words, actor=actor, at=at),
        "grant": granted, "answer": answered,
        "refuse": lambda: actions.refuse(number, words, actor=actor, at=at),
        "withdraw": lambda: actions.withdraw(number, words, actor=actor, at=at),
    }  # fmt: skip
    if what not in deeds:
        raise Http404
    return done(request, viewer, deeds[what], ("已办理。", "Done."), "vbp_appeal", number)


def give(request: HttpRequest, number: str, sha256: str) -> HttpResponse:
    """A file of an appeal, or of an exemption by its number, to be saved and never shown within the site."""
    actor = viewer_of(request).actor
    try:
        found = (
            evidence_of(sha256, actor, exemption=int(number)) if number.isascii() and number.isdecimal()
            else evidence_of(sha256, actor, appeal=number)
        )  # fmt: skip
    except BaowenError:
        raise Http404 from None
    return attachment(found)
