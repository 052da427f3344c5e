"""Lists by API: editions, a drug's status in a place and what it opens, proposals. LST-1 to LST-3."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller, clean
from baowen.api.book import rulebook
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Cursor, Key, Limit
from baowen.api.schemas.lists import (
    CandidateNumberOut,
    CandidateOut,
    CandidatesOut,
    EditionPageOut,
    EditionsOut,
    ProposalIn,
    StatusOut,
)
from baowen.core.clock import day_of, now
from baowen.core.paging import Paged
from baowen.lists import queries
from baowen.lists.actions.candidates import Proposal, propose
from baowen.lists.kinds import ListKind
from baowen.lists.queries import CandidateView, DrugStatus, EditionView
from baowen.lists.states import CandidateState
from baowen.orgs.tokens import Scope

router = Router(tags=["清单 lists"])


@router.get("/lists", summary="清单期次列表", response={200: EditionsOut, **ERRORS})
def list_editions(
    request: HttpRequest, issuer: str = "", kind: ListKind | None = None, cursor: Cursor = "", limit: Limit = 50
) -> Paged[EditionView]:
    """Editions of the lists; drafts and withdrawn ones for whoever may propose to that list."""
    actor = caller(request, Scope.LISTS_READ)
    return queries.edition_page(actor, issuer=clean(issuer), kind=kind, cursor=cursor, limit=limit)


@router.get("/lists/status", summary="药品在某地某日的清单状态", response={200: StatusOut, **ERRORS})
def show_status(
    request: HttpRequest, drug: str, place: str = "", on: date | None = None, dosage_form: str = ""
) -> DrugStatus:  # fmt: skip
    """Whether a drug is listed in a place on a day (the own place and today unless told), and what that opens."""
    actor = caller(request, Scope.LISTS_READ)
    where, day = clean(place) or actor.region, on or day_of(now())
    return queries.status(clean(drug), where, day, packs=rulebook().packs, dosage_form=clean(dosage_form))


@router.get("/lists/{number}", summary="查看一期清单", response={200: EditionPageOut, **ERRORS})
def show_edition(request: HttpRequest, number: Key) -> dict[str, object]:
    """One edition with its drugs."""
    edition, items = queries.edition(number, actor=caller(request, Scope.LISTS_READ))
    return {"edition": edition, "items": items}


@router.get("/candidates", summary="调整建议列表", response={200: CandidatesOut, **ERRORS})
def list_candidates(
    request: HttpRequest, issuer: str = "", state: CandidateState | None = None, cursor: Cursor = "", limit: Limit = 50
) -> Paged[CandidateView]:
    """Proposals for the lists of the own region and below, the oldest first."""
    actor = caller(request, Scope.LISTS_READ)
    return queries.candidate_page(actor, issuer=clean(issuer), state=state, cursor=cursor, limit=limit)


@router.get("/candidates/{number}", summary="查看调整建议", response={200: CandidateOut, **ERRORS})
def show_candidate(request: HttpRequest, number: Key) -> CandidateView:
    """One proposal with its evidence and opinions."""
    return queries.candidate(number, caller(request, Scope.LISTS_READ))


@router.post("/candidates", summary="提出调整建议", response={200: CandidateNumberOut, **ERRORS})
def propose_drug(request: HttpRequest, asked: ProposalIn) -> HttpResponse:
    """Propose a drug for the next edition, or that it leaves."""
    actor, at = caller(request, Scope.LISTS_PROPOSE), now()
    wanted = Proposal(**asked.dict())

    def work() -> dict[str, object]:
        return {"number": propose(wanted, actor=actor, at=at, packs=rulebook().packs)}

    return once(request, at, work)
