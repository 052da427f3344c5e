"""Orders by API: placed, answered, sent, received, sent back. PRC-4."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from baowen.api.auth import caller, clean
from baowen.api.book import trade_book
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Cursor, Limit
from baowen.api.schemas.orders import (
    CloseIn,
    CountedIn,
    DeliveriesOut,
    DoneOut,
    GoingBackIn,
    LinesIn,
    LinesWhyIn,
    MovedOut,
    NoteIn,
    OrderOut,
    OrdersIn,
    OrdersOut,
    PlacedOrdersOut,
    ReturnsOut,
    SentOut,
    TakenOut,
)
from baowen.core.clock import now
from baowen.core.paging import Paged
from baowen.orgs.tokens import Scope
from baowen.procure.trade.actions import answering, delivering, ordering, receiving, returning
from baowen.procure.trade.queries.orders import (
    DeliveryView,
    OrderView,
    ReturnView,
    Sought,
    deliveries_of,
    delivery_page,
    order_page,
    order_seen,
    return_page,
)
from baowen.procure.trade.rules.asked import NewLine
from baowen.procure.trade.rules.moved import Counted, Lot
from baowen.procure.trade.states import LineState

router = Router(tags=["订单 orders"])
Some = Annotated[str, Query(max_length=100)]


@router.get("/orders", summary="订单列表", response={200: OrdersOut, **ERRORS})
def list_orders(  # noqa: PLR0917 - what the address may name
    request: HttpRequest, state: LineState | None = None, late: bool = False, hospital: Some = "",
    supplier: Some = "", place: Some = "", text: Some = "", cursor: Cursor = "", limit: Limit = 50,
) -> Paged[OrderView]:  # fmt: skip
    """Orders, newest first: those of the own hospital or enterprise, or of the own region and below. `late`: of which
    something is still to come after it was due."""
    actor = caller(request, Scope.ORDERS_READ)
    sought = Sought(
        state=state, late_at=now() if late else None, hospital=clean(hospital), supplier=clean(supplier),
        place=clean(place), text=text,
    )  # fmt: skip
    return order_page(actor, sought, cursor=cursor, limit=limit)


@router.get("/orders/{code}", summary="一张订单", response={200: OrderOut, **ERRORS})
def show_order(request: HttpRequest, code: str) -> OrderView:
    """One order with its lines."""
    return order_seen(caller(request, Scope.ORDERS_READ), clean(code))


@router.get("/orders/{code}/deliveries", summary="一张订单的配送", response={200: DeliveriesOut, **ERRORS})
def show_deliveries(request: HttpRequest, code: str) -> Paged[DeliveryView]:
    """What was sent for an order, and what was received of it."""
    return Paged(deliveries_of(caller(request, Scope.ORDERS_READ), clean(code)), "")


@router.post("/orders", summary="下达订单", response={200: PlacedOrdersOut, **ERRORS})
def place_orders(request: HttpRequest, asked: OrdersIn) -> HttpResponse:
    """Place orders of the own hospital, all or none. The same number with the same content answers as before."""
    actor, at = caller(request, Scope.ORDERS_WRITE), now()
    orders = [
        ordering.NewOrder(
            number=one.number, supplier=one.supplier, urgency=one.urgency, in_parts=one.in_parts, words=one.words,
            is_sure=one.is_sure, lines=tuple(NewLine(**line.dict()) for line in one.lines),
        )
        for one in asked.orders
    ]  # fmt: skip

    def work() -> dict[str, object]:
        placed = ordering.place_orders(orders, actor=actor, at=at, book=trade_book())
        return {"orders": [asdict(one) for one in placed]}

    return once(request, at, work)


@router.post("/orders/{code}/confirm", summary="确认订单", response={200: MovedOut, **ERRORS})
def confirm_order(request: HttpRequest, code: str, asked: LinesIn) -> HttpResponse:
    """Confirm lines as their supplier; the hours to deliver begin."""
    actor, at, code = caller(request, Scope.ORDERS_ANSWER), now(), clean(code)

    def work() -> dict[str, object]:
        moved = answering.confirm_order(code, actor=actor, at=at, book=trade_book(), lines=asked.lines)
        return {"code": code, "lines": moved}

    return once(request, at, work)


@router.post("/orders/{code}/refuse", summary="拒绝订单", response={200: MovedOut, **ERRORS})
def refuse_order(request: HttpRequest, code: str, asked: LinesWhyIn) -> HttpResponse:
    """Refuse lines as their supplier, with a reason."""
    actor, at, code = caller(request, Scope.ORDERS_ANSWER), now(), clean(code)

    def work() -> dict[str, object]:
        moved = answering.refuse_order(code, why=asked.reason, actor=actor, at=at, lines=asked.lines)
        return {"code": code, "lines": moved}

    return once(request, at, work)


@router.post("/orders/{code}/cancel", summary="撤单", response={200: MovedOut, **ERRORS})
def cancel_order(request: HttpRequest, code: str, asked: LinesWhyIn) -> HttpResponse:
    """Cancel lines of an own order of which nothing was sent."""
    actor, at, code = caller(request, Scope.ORDERS_WRITE), now(), clean(code)

    def work() -> dict[str, object]:
        moved = answering.cancel_order(code, why=asked.reason, actor=actor, at=at, lines=asked.lines)
        return {"code": code, "lines": moved}

    return once(request, at, work)


@router.post("/orders/{code}/close", summary="办结订单", response={200: MovedOut, **ERRORS})
def close_order(request: HttpRequest, code: str, asked: CloseIn) -> HttpResponse:
    """Close lines of an own order: nothing more is to come."""
    actor, at, code = caller(request, Scope.ORDERS_WRITE), now(), clean(code)

    def work() -> dict[str, object]:
        moved = answering.close_order(code, why=asked.reason, actor=actor, at=at, lines=asked.lines)
        return {"code": code, "lines": moved}

    return once(request, at, work)


@router.post("/orders/{code}/deliveries", summary="发货", response={200: SentOut, **ERRORS})
def deliver(request: HttpRequest, code: str, asked: NoteIn) -> HttpResponse:
    """Send lots for an order as its supplier, in one note or several."""
    actor, at, code = caller(request, Scope.ORDERS_ANSWER), now(), clean(code)
    parcels = tuple(
        delivering.Parcel(line=one.line, lot=Lot(**one.dict(exclude={"line", "codes"}), codes=tuple(one.codes)))
        for one in asked.parcels
    )
    note = delivering.Note(number=asked.number, order=code, parcels=parcels, carrier=asked.carrier)

    def work() -> dict[str, object]:
        sent = delivering.deliver(note, actor=actor, at=at)
        doubts = [{"message": zh, "message_en": en} for zh, en in sent.doubts]
        return {"deliveries": list(sent.deliveries), "doubts": doubts, "is_new": sent.is_new}

    return once(request, at, work)


@router.get("/deliveries", summary="配送列表", response={200: DeliveriesOut, **ERRORS})
def list_deliveries(
    request: HttpRequest, waiting: bool = False, cursor: Cursor = "", limit: Limit = 50
) -> Paged[DeliveryView]:  # fmt: skip
    """Deliveries, newest first; `waiting`: only those that are not received yet."""
    return delivery_page(caller(request, Scope.ORDERS_READ), waiting=waiting, cursor=cursor, limit=limit)


@router.post("/deliveries/{code}/receive", summary="验收入库", response={200: TakenOut, **ERRORS})
def receive(request: HttpRequest, code: str, asked: CountedIn) -> HttpResponse:
    """Receive a delivery of an own order: what was accepted, short and damaged."""
    actor, at, code = caller(request, Scope.ORDERS_WRITE), now(), clean(code)
    counted = Counted(accepted=asked.accepted, short=asked.short, damaged=asked.damaged)

    def work() -> dict[str, object]:
        return asdict(receiving.receive(code, counted, actor=actor, at=at, words=asked.words))

    return once(request, at, work)


@router.post("/deliveries/{code}/returns", summary="退货", response={200: DoneOut, **ERRORS})
def return_goods(request: HttpRequest, code: str, asked: GoingBackIn) -> HttpResponse:
    """Send back of what was accepted of a delivery."""
    actor, at = caller(request, Scope.ORDERS_WRITE), now()
    back = returning.GoingBack(delivery=clean(code), **asked.dict())
    return once(request, at, lambda: {"is_new": returning.return_goods(back, actor=actor, at=at)})


@router.get("/returns", summary="退货列表", response={200: ReturnsOut, **ERRORS})
def list_returns(
    request: HttpRequest, waiting: bool = False, cursor: Cursor = "", limit: Limit = 50
) -> Paged[ReturnView]:  # fmt: skip
    """Returns, newest first; `waiting`: only those that the supplier has not agreed to."""
    return return_page(caller(request, Scope.ORDERS_READ), waiting=waiting, cursor=cursor, limit=limit)


@router.post("/returns/{hospital}/{number}/agree", summary="确认退货", response={200: DoneOut, **ERRORS})
def agree_return(request: HttpRequest, hospital: str, number: str) -> HttpResponse:
    """Say as the supplier that the goods are back."""
    actor, at = caller(request, Scope.ORDERS_ANSWER), now()
    hospital, number = clean(hospital), clean(number)
    return once(request, at, lambda: {"is_new": returning.agree_return(hospital, number, actor=actor, at=at)})
