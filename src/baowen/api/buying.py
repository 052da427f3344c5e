"""Routes to buy and negotiations by API. PRC-1, PRC-2."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller, clean
from baowen.api.book import rulebook
from baowen.api.once import once
from baowen.api.schemas.buying import (
    AcceptIn,
    CounterIn,
    NegotiationIn,
    NegotiationPageOut,
    NegotiationsOut,
    OfferIn,
    OfferNumberOut,
    RoutesOut,
)
from baowen.api.schemas.common import ERRORS, Cursor, Key, Limit, NumberOut, WhyIn
from baowen.core.clock import day_of, now
from baowen.core.paging import Paged
from baowen.orgs.tokens import Scope
from baowen.procure.buying import queries
from baowen.procure.buying.actions import negotiating
from baowen.procure.buying.actions.accepting import accept_offer
from baowen.procure.buying.queries import NegotiationView, Stated
from baowen.procure.trade.queries.refused import refused_on

router = Router(tags=["采购途径和议价 routes and negotiations"])


@router.get("/buying/routes", summary="某地某药可走的采购途径", response={200: RoutesOut, **ERRORS})
def show_routes(
    request: HttpRequest, *, drug: str, place: str = "", on: date | None = None, dosage_form: str = "",
    emergency: bool = False, clinical_need: bool | None = None, none_can_supply: bool | None = None,
    no_competition: bool | None = None,
) -> dict[str, object]:  # fmt: skip
    """What a hospital may do for a drug in a place (the own one) on a day (today), with conditions and clauses."""
    actor = caller(request)
    stated = Stated(
        emergency=emergency, clinical_need=clinical_need, none_can_supply=none_can_supply,
        no_competition=no_competition,
    )  # fmt: skip
    found = queries.routes_for(
        clean(drug), clean(place) or actor.region, on or day_of(now()), packs=rulebook().packs, stated=stated,
        dosage_form=clean(dosage_form), refused=partial(refused_on, actor.organisation),
    )  # fmt: skip
    status = found.status
    return {
        "drug": status.drug, "dosage_form": status.dosage_form, "place": status.place, "on": status.on,
        "listings": [one.number for one in found.listings], "routes": found.answers,
        "best": found.best.route if found.best else None,
    }  # fmt: skip


@router.get("/negotiations", summary="自主议价列表", response={200: NegotiationsOut, **ERRORS})
def list_negotiations(
    request: HttpRequest, only_open: bool = False, cursor: Cursor = "", limit: Limit = 50
) -> Paged[NegotiationView]:  # fmt: skip
    """Negotiations, newest first: a hospital's own, for a maker those that take offers and those it offered in."""
    actor = caller(request)
    return queries.negotiation_page(actor, day_of(now()), only_open=only_open, cursor=cursor, limit=limit)


@router.get("/negotiations/{number}", summary="查看议价和报价", response={200: NegotiationPageOut, **ERRORS})
def show_negotiation(request: HttpRequest, number: str) -> dict[str, object]:
    """One negotiation with the offers that the caller may see."""
    actor, today, number = caller(request), day_of(now()), clean(number)
    return {
        "negotiation": queries.negotiation(number, actor, today), "offers": queries.offers_of(number, actor, today),
        "acceptances": queries.acceptances_of(number, actor, today),
    }  # fmt: skip


@router.post("/negotiations", summary="发起自主议价", response={200: NumberOut, **ERRORS})
def open_negotiation(request: HttpRequest, asked: NegotiationIn) -> HttpResponse:
    """Ask for a drug for the own hospital, and for others of its alliance."""
    actor, at = caller(request, Scope.BUYING_WRITE), now()
    partners = tuple((one.hospital, one.quantity) for one in asked.partners)
    wanted = negotiating.Wanted(**asked.dict(exclude={"partners"}), partners=partners)

    def work() -> dict[str, object]:
        return {"number": negotiating.open_negotiation(wanted, actor=actor, at=at, packs=rulebook().packs)}

    return once(request, at, work)


@router.post("/negotiations/{number}/offers", summary="报价", response={200: OfferNumberOut, **ERRORS})
def make_offer(request: HttpRequest, number: str, asked: OfferIn) -> HttpResponse:
    """Offer a product of the own enterprise."""
    actor, at, number = caller(request, Scope.BUYING_OFFER), now(), clean(number)
    offered = negotiating.Offered(**asked.dict())

    def work() -> dict[str, object]:
        return {"id": negotiating.make_offer(number, offered, actor=actor, at=at)}

    return once(request, at, work)


@router.post("/negotiations/{number}/offers/{offer}/counter", summary="还价", response={200: OfferNumberOut, **ERRORS})
def counter_offer(request: HttpRequest, number: str, offer: Key, asked: CounterIn) -> HttpResponse:
    """Name another price against an offer, for the own hospital."""
    actor, at, number = caller(request, Scope.BUYING_WRITE), now(), clean(number)
    counter = negotiating.Counter(**asked.dict())

    def work() -> dict[str, object]:
        return {"id": negotiating.counter_offer(number, offer, counter, actor=actor, at=at)}

    return once(request, at, work)


@router.post("/negotiations/{number}/offers/{offer}/accept", summary="接受报价", response={200: NumberOut, **ERRORS})
def accept(request: HttpRequest, number: str, offer: Key, asked: AcceptIn) -> HttpResponse:
    """Take packs of an offer; the number on which orders rest."""
    actor, at, number = caller(request, Scope.BUYING_WRITE), now(), clean(number)

    def work() -> dict[str, object]:
        taken = accept_offer(number, offer, asked.quantity, actor=actor, at=at, reason=asked.reason)
        return {"number": taken}

    return once(request, at, work)


@router.post(
    "/negotiations/{number}/offers/{offer}/withdraw", summary="撤回报价", response={200: OfferNumberOut, **ERRORS}
)
def withdraw_offer(request: HttpRequest, number: str, offer: Key, asked: WhyIn) -> HttpResponse:
    """Take an own offer or counter-offer back; what was accepted of it holds."""
    actor, at, number = caller(request), now(), clean(number)

    def work() -> dict[str, object]:
        negotiating.withdraw_offer(number, offer, why=asked.reason, actor=actor, at=at)
        return {"id": offer}

    return once(request, at, work)


@router.post("/negotiations/{number}/withdraw", summary="撤回议价", response={200: NumberOut, **ERRORS})
def withdraw_negotiation(request: HttpRequest, number: str, asked: WhyIn) -> HttpResponse:
    """Take a negotiation of the own hospital back, until something was accepted in it."""
    actor, at, number = caller(request, Scope.BUYING_WRITE), now(), clean(number)

    def work() -> dict[str, object]:
        negotiating.withdraw_negotiation(number, why=asked.reason, actor=actor, at=at)
        return {"number": number}

    return once(request, at, work)
