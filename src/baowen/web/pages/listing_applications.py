"""Applications to list: the own ones, or the queue of a platform; one with its comparison, decided here. PRC-1."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baowen.api.case_files import attachment
from baowen.core.clock import now
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.procure.listing.actions.applications import move_application
from baowen.procure.listing.kinds import CLAIM_WORDS, KIND_WORDS, LIGHT_WORDS, PATH_WORDS
from baowen.procure.listing.queries import may_decide
from baowen.procure.listing.queries.applications import (
    ApplicationView,
    application,
    application_page,
    document_to_read,
)
from baowen.procure.listing.states import APPLICATION_RULES, APPLICATION_WORDS, ApplicationMove, ApplicationState
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.pages.listing_apply import keep
from baowen.web.pages.listing_shown import comparison_tables, shown
from baowen.web.viewer import Viewer, viewer_of

OWN_MOVES = (ApplicationMove.SUPPLEMENT, ApplicationMove.TAKE_BACK)
OFFICERS_MOVES = (ApplicationMove.ACCEPT, ApplicationMove.ASK_BACK, ApplicationMove.RETURN)


def listed(request: HttpRequest) -> HttpResponse:
    """The applications that the viewer may see, the newest first; by state."""
    viewer, state = viewer_of(request), request.GET.get("state", "")
    wanted = ApplicationState(state) if state in set(ApplicationState) else None

    def page(cursor: str) -> Paged[ApplicationView]:
        return application_page(viewer.actor, state=wanted, cursor=cursor)

    file = exported(request, {"applications": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(request.GET.get("cursor", ""))
    names = names_of({one.enterprise for one in found.lines})
    return render(
        request, "pages/listing_applications.html",
        {
            "lines": [_line(one, names, viewer) for one in found.lines], "cursor": found.cursor, "state": state,
            "states": [(one.value, viewer.say(words)) for one, words in APPLICATION_WORDS.items()],
            "may_apply": viewer.may(Act.LISTING_APPLY),
        },
    )  # fmt: skip


def _line(one: ApplicationView, names: dict[str, str], viewer: Viewer) -> dict[str, object]:
    return {
        "one": one, "enterprise": names.get(one.enterprise, one.enterprise), "kind": viewer.say(KIND_WORDS[one.kind]),
        "state": viewer.say(APPLICATION_WORDS[one.state]), "path": viewer.say(PATH_WORDS[one.path]),
        "light": viewer.say(LIGHT_WORDS[one.light]) if one.light else "",
        "marks": sum(found["severity"] != "told" for found in one.comparison.get("findings", ())),
    }  # fmt: skip


_HEADINGS = (
    ("编号", "Number"), ("种类", "Kind"), ("药品代码", "Product code"), ("通用名", "Generic name"),
    ("企业代码", "Enterprise"), ("元/盒", "Yuan a pack"), ("执行日期", "From"), ("较历史价涨幅", "Rise"),
    ("路径", "Path"), ("条款", "Clause"), ("状态", "State"), ("申报时间", "Sent at"), ("办结时间", "Decided at"),
)  # fmt: skip


def _table(found: list[ApplicationView], viewer: Viewer) -> Table:
    return Table(
        _HEADINGS,
        [
            [
                one.number, viewer.say(KIND_WORDS[one.kind]), one.product_code, one.generic_name, one.enterprise,
                one.price, one.valid_from, one.rise, viewer.say(PATH_WORDS[one.path]), one.clause,
                viewer.say(APPLICATION_WORDS[one.state]), one.submitted_at, one.decided_at,
            ]
            for one in found
        ],
    )  # fmt: skip


def one(request: HttpRequest, number: str) -> HttpResponse:
    """One application: the comparison as it was seen, moves, documents, and the forms of who acts next."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _act(request, viewer, number)
    try:
        found = application(number, viewer.actor)
    except BaowenError:
        raise Http404 from None
    file = exported(request, comparison_tables(found.comparison, viewer))
    if file is not None:
        return file
    names = names_of({found.enterprise, *(one.organisation for one in found.events if one.organisation)})
    is_own = viewer.may(Act.LISTING_APPLY, found.region) and found.enterprise == viewer.actor.organisation
    moves = (*OWN_MOVES,) if is_own else (*OFFICERS_MOVES,) if may_decide(viewer.actor, found.region) else ()
    return render(
        request, "pages/listing_application.html",
        {
            "line": _line(found, names, viewer), "one": found, "comparison": shown(found.comparison, viewer),
            "why": viewer.say((found.why_zh, found.why_en)),
            "claim": viewer.say(CLAIM_WORDS[found.claim]) if found.claim else "",
            "questions": [viewer.say((one["zh"], one["en"])) for one in found.questions],
            "events": [
                {
                    "one": one, "state": viewer.say(APPLICATION_WORDS[one.state]),
                    "who": names.get(one.organisation, one.organisation),
                    "move": viewer.say((APPLICATION_RULES[move].zh, APPLICATION_RULES[move].en)),
                }
                for one in found.events
                for move in (ApplicationMove(one.move),)
            ],
            "moves": [
                (move.value, viewer.say((APPLICATION_RULES[move].zh, APPLICATION_RULES[move].en)))
                for move in moves
                if found.state in APPLICATION_RULES[move].sources
            ],
            "may_attach": is_own and found.state not in (ApplicationState.RETURNED, ApplicationState.TAKEN_BACK),
        },
    )  # fmt: skip


def _act(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    given = request.POST
    if "words" in given:
        try:
            keep(request, viewer, number)
            messages.success(request, viewer.say(("材料已添加。", "The document is added.")))
        except BaowenError as error:
            messages.error(request, viewer.told(error))
        return redirect("listing_application", number)

    def work() -> None:
        move = ApplicationMove(given.get("move", ""))
        move_application(number, move, reason=given.get("why", ""), actor=viewer.actor, at=now())

    return done(request, viewer, work, ("已办理。", "Done."), "listing_application", number)


def give(request: HttpRequest, key: int) -> HttpResponse:
    """The very bytes of a document, to be saved and not shown, for who may see its application."""
    try:
        found = document_to_read(key, viewer_of(request).actor)
    except BaowenError:
        raise Http404 from None
    return attachment(found)
