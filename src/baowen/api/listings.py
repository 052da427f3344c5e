"""Listings by API: what a platform lists, applications of makers, decisions of officers. PRC-1."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from baowen.api.auth import caller, clean
from baowen.api.book import home, listing_book
from baowen.api.once import once
from baowen.api.reports import saved
from baowen.api.schemas.common import ERRORS, Cursor, Limit, NumberOut
from baowen.api.schemas.listings import (
    ApplicationOut,
    ApplicationsOut,
    ApplicationStateOut,
    AppliedOut,
    ApplyIn,
    DecideIn,
    ListingMoveIn,
    ListingsAsked,
    ListingsOut,
    ListingStateOut,
    OneListingOut,
    PreviewOut,
    Short,
    VoidIn,
    WishIn,
)
from baowen.core.clock import now, today
from baowen.core.paging import Paged
from baowen.orgs.tokens import Scope
from baowen.procure.listing import queries
from baowen.procure.listing.actions import applications, book, files
from baowen.procure.listing.actions.book import Why
from baowen.procure.listing.comparing import Goods
from baowen.procure.listing.queries import ListingView
from baowen.procure.listing.queries import applications as reads
from baowen.procure.listing.queries.applications import ApplicationView
from baowen.procure.listing.queries.catalogue import Catalogued, catalogued
from baowen.procure.listing.queries.preview import preview
from baowen.procure.listing.states import LISTING_RULES, ApplicationMove, ApplicationState
from baowen.procure.listing.wishes import Wish

router = Router(tags=["挂网 listings"])
OWN_MOVES = (ApplicationMove.SUPPLEMENT, ApplicationMove.TAKE_BACK)


@router.get("/listings", summary="挂网药品列表", response={200: ListingsOut, **ERRORS})
def list_listings(
    request: HttpRequest, asked: Query[ListingsAsked], cursor: Cursor = "", limit: Limit = 50
) -> Paged[ListingView]:  # fmt: skip
    """What the platform of a province lists, the home's where none is named; what is listed is public."""
    caller(request, Scope.LISTINGS_READ)
    return queries.listing_page(
        asked.region or home().region, text=asked.text, state=asked.state, light=asked.light, maker=asked.maker,
        cursor=cursor, limit=limit,
    )  # fmt: skip


@router.get("/listings/{number}", summary="一个挂网药品及其全部价格", response={200: OneListingOut, **ERRORS})
def one_listing(request: HttpRequest, number: str) -> dict[str, object]:
    """A listing with all its prices and moves, and the lower prices of other provinces that it has to follow."""
    caller(request, Scope.LISTINGS_READ)
    number = clean(number)
    found = queries.listing(number)
    return {name: getattr(found, name) for name in ListingView.__slots__} | {
        "prices": queries.prices_of(number), "events": queries.events_of(number),
        "lower": reads.follow_ups(listing=number),
    }  # fmt: skip


@router.post("/listings/{number}/moves", summary="暂停、恢复、移出、撤网", response={200: ListingStateOut, **ERRORS})
def move_listing(request: HttpRequest, number: str, asked: ListingMoveIn) -> HttpResponse:
    """Suspend, resume, put aside or withdraw a listing, with a reason."""
    actor, at, number = caller(request, Scope.LISTINGS_DECIDE), now(), clean(number)
    why = Why(reason=asked.reason, clause=asked.clause, until=asked.until)

    def work() -> dict[str, object]:
        book.decide_listing(number, asked.move, why, actor=actor, at=at)
        return {"number": number, "state": LISTING_RULES[asked.move].to.value}

    return once(request, at, work)


@router.post("/listings/{number}/voided-prices", summary="作废录错的价格", response={200: NumberOut, **ERRORS})
def void_price(request: HttpRequest, number: str, asked: VoidIn) -> HttpResponse:
    """Take back a price that was entered wrongly; the one before counts again."""
    actor, at, number = caller(request, Scope.LISTINGS_DECIDE), now(), clean(number)

    def work() -> dict[str, object]:
        book.void_price(number, asked.valid_from, why=asked.reason, actor=actor, at=at)
        return {"number": number}

    return once(request, at, work)


@router.post("/listing-previews", summary="申报前比价", response={200: PreviewOut, **ERRORS})
def look(request: HttpRequest, asked: WishIn) -> dict[str, object]:
    """What an application would come to: comparison, path, window, what is to be confirmed. Nothing is stored."""
    actor = caller(request, Scope.LISTINGS_WRITE)
    seen = preview(_wish(asked), actor.organisation, today(), book=listing_book(), catalogue=_known(asked.product_code))
    window = seen.window
    return {
        "region": seen.region, "path": seen.path.path, "light": seen.path.light, "why_zh": seen.path.zh,
        "why_en": seen.path.en, "clause": seen.path.clause, "basis": seen.path.basis,
        "accepted_at_once": seen.is_taken_at_once, "in_time": seen.is_in_time,
        "next_first": None if window is None else window.first, "next_last": None if window is None else window.last,
        "commitment": seen.commitment, "questions": [{"zh": one.zh, "en": one.en} for one in seen.questions],
        "barred": [{"zh": one.zh, "en": one.en} for one in seen.barred], "comparison": seen.comparison.as_document(),
    }  # fmt: skip


@router.get("/listing-applications", summary="挂网申报列表", response={200: ApplicationsOut, **ERRORS})
def list_applications(
    request: HttpRequest, state: ApplicationState | None = None, cursor: Cursor = "", limit: Limit = 50
) -> Paged[ApplicationView]:  # fmt: skip
    """Applications, newest first: an enterprise's own, or those to the platform that the caller watches."""
    return reads.application_page(caller(request, Scope.LISTINGS_READ), state=state, cursor=cursor, limit=limit)


@router.post("/listing-applications", summary="申报挂网、调价", response={200: AppliedOut, **ERRORS})
def send_application(request: HttpRequest, asked: ApplyIn) -> HttpResponse:
    """Apply for an own product. A price that looks wrong is answered with a question: send it again with `confirm`."""
    actor, at = caller(request, Scope.LISTINGS_WRITE), now()
    wish, known = _wish(asked), _known(asked.product_code)

    def work() -> dict[str, object]:
        sent = applications.apply(
            wish, actor=actor, at=at, book=listing_book(), catalogue=known, confirmed=asked.confirm, signed=asked.sign
        )
        return {"number": sent.number, "state": sent.state.value, "listing": sent.listing}

    return once(request, at, work)


@router.get("/listing-applications/{number}", summary="一份挂网申报", response={200: ApplicationOut, **ERRORS})
def one_application(request: HttpRequest, number: str) -> ApplicationView:
    """An application with the comparison as both sides saw it, its moves and its documents."""
    return reads.application(clean(number), caller(request, Scope.LISTINGS_READ))


@router.post(
    "/listing-applications/{number}/moves", summary="受理、补正、退回、撤回",
    response={200: ApplicationStateOut, **ERRORS},
)  # fmt: skip
def move_application(request: HttpRequest, number: str, asked: DecideIn) -> HttpResponse:
    """Supplement or take back an own application; accept, ask back or return one to the platform."""
    scope = Scope.LISTINGS_WRITE if asked.move in OWN_MOVES else Scope.LISTINGS_DECIDE
    actor, at, number = caller(request, scope), now(), clean(number)

    def work() -> dict[str, object]:
        state = applications.move_application(number, asked.move, reason=asked.reason, actor=actor, at=at)
        return {"number": number, "state": state.value}

    return once(request, at, work)


@router.post(
    "/listing-applications/{number}/documents", summary="添加申报材料", response={200: NumberOut, **ERRORS}
)  # fmt: skip
def add_document(request: HttpRequest, number: str, file: File[UploadedFile], words: Form[Short] = "") -> HttpResponse:
    """Add a document to an own application."""
    actor, at, number = caller(request, Scope.LISTINGS_WRITE), now(), clean(number)
    with TemporaryDirectory() as folder:
        path = saved(file, Path(folder), most=files.MOST_BYTES)
        kept = files.keep_document(number, path, home().raw, actor=actor)

    def work() -> dict[str, object]:
        files.add_document(number, kept, words, actor=actor, at=at)
        return {"number": number}

    return once(request, at, work)


def _known(code: str) -> Catalogued | None:
    return catalogued(home(), code)


def _wish(asked: WishIn) -> Wish:
    given = asked.dict(exclude={"confirm", "sign", "goods", "region"})
    goods = None
    if asked.goods is not None:
        goods = Goods(product_code=asked.product_code, maker="", **asked.goods.dict())
    return Wish(**given, region=asked.region or home().region, goods=goods)
