"""The desk of the lists: candidates with their evidence, drafts, editions published and withdrawn. LST-1, LST-2.

An edition is never changed: a draft is made of the newest edition and the accepted candidates, and drawn up anew where
one of them was decided otherwise.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.core.paging import Paged
from baowen.lists.changes import changes_against
from baowen.lists.kinds import DIRECTION_WORDS, KIND_WORDS, REASON_WORDS, VERDICT_WORDS, ListKind
from baowen.lists.queries import CandidateView, EditionView, candidate_page, edition, edition_page
from baowen.lists.states import CANDIDATE_WORDS, EDITION_WORDS, CandidateState, EditionState
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.web.deeds import done
from baowen.web.exports import all_pages, exported
from baowen.web.pages.list_deeds import Works, works_of_desk, works_of_edition
from baowen.web.pages.list_tables import candidate_table, edition_table, item_table
from baowen.web.viewer import Viewer, viewer_of

EVIDENCE = 12
PAGE = 20


def desk(request: HttpRequest) -> HttpResponse:
    """Candidates of the own place and below, and the editions of the own lists; POST does one deed."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _done(request, viewer, works_of_desk(request, viewer), "list_desk")
    state = _state(request.GET.get("state", CandidateState.OPEN.value))

    def proposed(cursor: str) -> Paged[CandidateView]:
        return candidate_page(viewer.actor, state=state, cursor=cursor)

    def made(cursor: str) -> Paged[EditionView]:
        return edition_page(viewer.actor, issuer=viewer.actor.region, cursor=cursor)

    file = exported(
        request,
        {
            "candidates": lambda: candidate_table(all_pages(proposed), viewer),
            "editions": lambda: edition_table(all_pages(made), viewer),
        },
    )
    if file is not None:
        return file
    found = candidate_page(viewer.actor, state=state, cursor=request.GET.get("cursor", ""), limit=PAGE)
    names = names_of({one.organisation for one in found.lines})
    shown = {
        "lines": [_candidate(one, viewer, names) for one in found.lines], "cursor": found.cursor,
        "editions": [_edition(one, viewer) for one in reversed(all_pages(made))],
        "state": "" if state is None else state.value,
        "states": [(one.value, viewer.say(words), one is state) for one, words in CANDIDATE_WORDS.items()],
        "may_publish": viewer.may(Act.LIST_PUBLISH),
        "kinds": [(one.value, viewer.say(words)) for one, words in KIND_WORDS.items() if one is not ListKind.ESSENTIAL],
        "directions": [(one.value, viewer.say(words)) for one, words in DIRECTION_WORDS.items()],
        "reasons": [(one.value, viewer.say(words)) for one, words in REASON_WORDS.items()],
        "verdicts": [(one.value, viewer.say(words)) for one, words in VERDICT_WORDS.items()],
        "here": viewer.actor.region,
    }  # fmt: skip
    return render(request, "pages/list_desk.html", shown)


def one_edition(request: HttpRequest, number: int) -> HttpResponse:
    """One edition with its drugs and its differences to the one before; POST publishes or withdraws it."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _done(request, viewer, works_of_edition(request, viewer, number), "list_edition", str(number))
    found, items = edition(number, actor=viewer.actor)
    file = exported(request, {"items": lambda: item_table(items)})
    if file is not None:
        return file
    may_publish = viewer.may(Act.LIST_PUBLISH, found.issuer)
    shown = {
        "line": _edition(found, viewer), "items": items, "changes": changes_against(found, items),
        "may_publish": may_publish and found.state is EditionState.DRAFT,
        "may_withdraw": may_publish and found.state is not EditionState.WITHDRAWN,
    }  # fmt: skip
    return render(request, "pages/list_edition.html", shown)


def _state(given: str) -> CandidateState | None:
    """The state that candidates are narrowed to; None for all, the open ones for a word that is none."""
    if not given:
        return None
    return CandidateState(given) if given in set(CandidateState) else CandidateState.OPEN


def _edition(one: EditionView, viewer: Viewer) -> dict[str, Any]:
    return {
        "one": one, "kind": viewer.say(KIND_WORDS[one.kind]), "state": viewer.say(EDITION_WORDS[one.state]),
        "is_draft": one.state is EditionState.DRAFT, "is_published": one.state is EditionState.PUBLISHED,
    }  # fmt: skip


def _candidate(one: CandidateView, viewer: Viewer, names: dict[str, str]) -> dict[str, Any]:
    is_open = one.state is CandidateState.OPEN
    return {
        "one": one, "kind": viewer.say(KIND_WORDS[one.kind]), "direction": viewer.say(DIRECTION_WORDS[one.direction]),
        "reason": viewer.say(REASON_WORDS[one.reason]), "state": viewer.say(CANDIDATE_WORDS[one.state]),
        "who": names.get(one.organisation, one.organisation),
        "evidence": [(number, _page_of(number)) for number in one.evidence[:EVIDENCE]],
        "more": max(0, len(one.evidence) - EVIDENCE),
        "opinions": [(each, viewer.say(VERDICT_WORDS[each.verdict])) for each in one.opinions],
        "may_decide": is_open and viewer.may(Act.LIST_PUBLISH, one.issuer),
        "may_opine": is_open and viewer.may(Act.LIST_OPINE, one.issuer),
        "may_withdraw": is_open and one.organisation == viewer.actor.organisation,
    }  # fmt: skip


def _page_of(number: str) -> str:
    """The page that a number of evidence leads to; "" where there is none."""
    return {"S": "signal", "C": "case"}.get(number[:1], "") if number[1:2].isdigit() or number[1:2] == "-" else ""


def _done(request: HttpRequest, viewer: Viewer, works: Works, page: str, *args: str) -> HttpResponse:
    found = works.get(request.POST.get("what", ""))
    if found is None:
        raise Http404
    return done(request, viewer, found[0], found[1], page, *args)
