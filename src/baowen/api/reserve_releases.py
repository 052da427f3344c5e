"""Releases and replenishments of reserves by API. RSV-1."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller, clean
from baowen.api.doing import doing_for
from baowen.api.once import once
from baowen.api.reserve_goods import recalled
from baowen.api.schemas.common import ERRORS, Cursor, Limit, NumberOut
from baowen.api.schemas.reserve_releases import (
    NewOut,
    OrderedOut,
    RefillIn,
    RefillsOut,
    ReleaseCountedIn,
    ReleaseFilingIn,
    ReleaseIn,
    ReleaseMoveIn,
    ReleaseOut,
    ReleaseParcelIn,
    ReleaseSentOut,
    ReleasesOut,
    SendingOut,
)
from baowen.core.clock import now, today
from baowen.core.paging import Paged
from baowen.orgs.tokens import Scope
from baowen.reserve.goods.actions.refilling import drop_refill, order_refill
from baowen.reserve.goods.actions.releasing import NewRelease, move_release, note_filing, order_release
from baowen.reserve.goods.actions.sending import Parcel, receive, send
from baowen.reserve.goods.queries.releases import (
    RefillView,
    ReleaseView,
    SendingView,
    refill_page,
    release_page,
    release_seen,
    sendings_of,
)
from baowen.reserve.goods.rules import Counted, Pick
from baowen.reserve.goods.states import RELEASE_RULES, RefillState, ReleaseState

router = Router(tags=["储备动用 Reserve releases"])


@router.get("/reserve/releases", summary="动用指令", response={200: ReleasesOut, **ERRORS})
def list_releases(
    request: HttpRequest, state: ReleaseState | None = None, case: str = "", cursor: Cursor = "", limit: Limit = 50
) -> Paged[ReleaseView]:  # fmt: skip
    """Release orders, the newest first: of the place and below, or to, by or for the own organisation."""
    actor = caller(request, Scope.RESERVES_READ)
    return release_page(actor, at=now(), state=state, case=clean(case), cursor=cursor, limit=limit)


@router.post("/reserve/releases", summary="下达动用指令", response={200: OrderedOut, **ERRORS})
def order(request: HttpRequest, asked: ReleaseIn) -> HttpResponse:
    """Order a release of a reserve of the own place or below."""
    doing = doing_for(request, Scope.RESERVES_MANAGE)
    given = asked.dict() | {"takers": [(one.organisation, one.packs) for one in asked.takers]}

    def work() -> dict[str, object]:
        made = order_release(NewRelease(**given), doing, recalled=recalled())
        return {"code": made.code, "beyond": str(made.beyond)}

    return once(request, doing.at, work)


@router.get("/reserve/releases/{code}", summary="一份动用指令", response={200: ReleaseOut, **ERRORS})
def one_release(request: HttpRequest, code: str) -> ReleaseView:
    """One release order with its takers."""
    return release_seen(clean(code), caller(request, Scope.RESERVES_READ), at=now())


@router.get("/reserve/releases/{code}/sendings", summary="发出和验收", response={200: list[SendingOut], **ERRORS})
def list_sendings(request: HttpRequest, code: str) -> list[SendingView]:
    """What was sent for a release, and what was counted of it."""
    return sendings_of(clean(code), caller(request, Scope.RESERVES_READ), at=now())


@router.post("/reserve/releases/{code}/moves", summary="办理动用指令", response={200: NumberOut, **ERRORS})
def move(request: HttpRequest, code: str, asked: ReleaseMoveIn) -> HttpResponse:
    """Confirm or refuse as the holder; cancel or end early as who orders."""
    by_holder = RELEASE_RULES[asked.move].by_holder
    doing = doing_for(request, Scope.RESERVES_MOVE if by_holder else Scope.RESERVES_MANAGE, asked.reason)
    code = clean(code)

    def work() -> dict[str, object]:
        move_release(code, asked.move, doing)
        return {"number": code}

    return once(request, doing.at, work)


@router.post("/reserve/releases/{code}/filing", summary="登记议定价格和备案", response={200: NumberOut, **ERRORS})
def file(request: HttpRequest, code: str, asked: ReleaseFilingIn) -> HttpResponse:
    """Enter the agreed temporary price of a national call-up and its filing on the platform."""
    doing, code = doing_for(request, Scope.RESERVES_MANAGE), clean(code)

    def work() -> dict[str, object]:
        note_filing(code, asked.agreed_price, asked.filing_number, doing)
        return {"number": code}

    return once(request, doing.at, work)


@router.post("/reserve/releases/{code}/sendings", summary="发出", response={200: ReleaseSentOut, **ERRORS})
def send_lots(request: HttpRequest, code: str, asked: ReleaseParcelIn) -> HttpResponse:
    """Send lots of the own reserve, earliest expiry first; send an Idempotency-Key, so that it is sent once."""
    doing, code = doing_for(request, Scope.RESERVES_MOVE), clean(code)
    given = asked.dict() | {"picks": [Pick(one.lot, one.packs) for one in asked.picks]}
    return once(
        request, doing.at, lambda: {"codes": list(send(code, Parcel(**given), doing, recalled=recalled()))}
    )  # fmt: skip


@router.post("/reserve/sendings/{code}/receipt", summary="验收", response={200: NewOut, **ERRORS})
def take(request: HttpRequest, code: str, asked: ReleaseCountedIn) -> HttpResponse:
    """Count what came: accepted, lost and returned add up to what was sent."""
    doing, code = doing_for(request, Scope.RESERVES_MOVE), clean(code)
    counted = Counted(accepted=asked.accepted, lost=asked.lost, returned=asked.returned)
    return once(request, doing.at, lambda: {"is_new": receive(code, counted, doing, words=asked.words)})


@router.get("/reserve/refills", summary="补库", response={200: RefillsOut, **ERRORS})
def list_refills(
    request: HttpRequest, state: RefillState | None = None, cursor: Cursor = "", limit: Limit = 50
) -> Paged[RefillView]:  # fmt: skip
    """Replenishments, the newest first."""
    return refill_page(caller(request, Scope.RESERVES_READ), on=today(), state=state, cursor=cursor, limit=limit)


@router.post("/reserve/refills/{code}", summary="办理补库", response={200: NumberOut, **ERRORS})
def decide(request: HttpRequest, code: str, asked: RefillIn) -> HttpResponse:
    """Order a proposed replenishment, or drop it."""
    doing, code = doing_for(request, Scope.RESERVES_MANAGE, asked.reason), clean(code)

    def work() -> dict[str, object]:
        if asked.order:
            order_refill(code, doing, packs=asked.packs, due_on=asked.due_on)
        else:
            drop_refill(code, doing)
        return {"number": code}

    return once(request, doing.at, work)
