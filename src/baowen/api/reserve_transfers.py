"""Transfers by API: plans asked for, decided and ordered; orders answered, sent, received. RSV-3 (NJ-5, HD-13)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from ninja import Router

from baowen.api.auth import caller, clean
from baowen.api.book import home, rulebook
from baowen.api.doing import doing_for
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Cursor, Key, Limit, NumberOut, WhyIn
from baowen.api.schemas.reserve_transfers import (
    AgreedIn,
    AnswerTransferIn,
    NewMoveIn,
    OrdersMadeOut,
    PlanEndIn,
    PlanIn,
    PlanLinesOut,
    PlanOut,
    ReceiveIn,
    SendIn,
    TransferMoveIn,
    TransferOrderOut,
    TransferOrdersOut,
)
from baowen.core.clock import now, today
from baowen.core.paging import Paged
from baowen.orgs.tokens import Scope
from baowen.reserve.transfers.actions.deciding import (
    NewMove,
    add_move,
    change_move,
    drop_plan,
    order_plan,
    refuse_move,
)
from baowen.reserve.transfers.actions.moving import Counting, Sending, accept, cancel, receive, refuse, send, take_back
from baowen.reserve.transfers.actions.planning import Asked, ask_plan
from baowen.reserve.transfers.queries.choosing import Choice, items_chosen
from baowen.reserve.transfers.queries.orders import OrderView, order, order_page
from baowen.reserve.transfers.queries.plans import PlanLine, PlanView, plan, plan_page
from baowen.reserve.transfers.states import OrderState, PlanState

router = Router(tags=["药品调剂 transfers"])


@router.get("/transfers/plans", summary="调剂方案列表", response={200: PlanLinesOut, **ERRORS})
def list_plans(
    request: HttpRequest, state: PlanState | None = None, case: str = "", cursor: Cursor = "", limit: Limit = 50
) -> Paged[PlanLine]:  # fmt: skip
    """Plans of the own place and below, newest first."""
    actor = caller(request, Scope.RESERVES_READ)
    return plan_page(actor, book=rulebook(), state=state, case=clean(case), cursor=cursor, limit=limit)


@router.post("/transfers/plans", summary="编制调剂方案", response={200: NumberOut, **ERRORS})
def ask(request: HttpRequest, asked: PlanIn) -> HttpResponse:
    """Ask for a plan; the worker works it out, and its state says when it is done."""
    doing = doing_for(request, Scope.TRANSFERS_PLAN)
    region, day = doing.actor.region, asked.day or today()
    choice = Choice(**asked.dict(exclude={"day"}))

    def work() -> dict[str, object]:
        items = items_chosen(home(), choice, doing.actor, region=region, day=day, book=doing.book)
        new = Asked(region=region, items=items, day=day, case=choice.case, measure=choice.measure)
        return {"number": ask_plan(new, home=home(), doing=doing)}

    return once(request, doing.at, work)


@router.get("/transfers/plans/{number}", summary="调剂方案", response={200: PlanOut, **ERRORS})
def one_plan(request: HttpRequest, number: str) -> PlanView:
    """One plan with its moves, each with its sentence, and its totals."""
    return plan(clean(number), caller(request, Scope.RESERVES_READ), book=rulebook())


@router.post("/transfers/plans/{number}/moves", summary="增加一条调剂", response={200: NumberOut, **ERRORS})
def add(request: HttpRequest, number: str, asked: NewMoveIn) -> HttpResponse:
    """Add a move; refused with the figure where the giver would end below its line."""
    doing, number = doing_for(request, Scope.TRANSFERS_PLAN, asked.reason), clean(number)
    new = NewMove(**asked.dict(exclude={"reason"}))
    return once(request, doing.at, lambda: {"number": str(add_move(number, new, doing=doing, home=home()))})


@router.post("/transfers/plans/{number}/moves/{key}", summary="修改一条调剂", response={200: NumberOut, **ERRORS})
def change(request: HttpRequest, number: str, key: Key, asked: TransferMoveIn) -> HttpResponse:
    """Change packs or taker of a move."""
    doing, number = doing_for(request, Scope.TRANSFERS_PLAN, asked.reason), clean(number)
    return _once(
        request, number, lambda: change_move(number, key, asked.packs, taker=asked.taker, doing=doing, home=home())
    )


@router.post("/transfers/plans/{number}/moves/{key}/refuse", summary="不采纳", response={200: NumberOut, **ERRORS})
def leave_out(request: HttpRequest, number: str, key: Key, asked: WhyIn) -> HttpResponse:
    """Leave a move out, with the reason."""
    doing, number = doing_for(request, Scope.TRANSFERS_PLAN, asked.reason), clean(number)
    return _once(request, number, lambda: refuse_move(number, key, doing=doing))


@router.post("/transfers/plans/{number}/end", summary="下达或放弃方案", response={200: OrdersMadeOut, **ERRORS})
def end_plan(request: HttpRequest, number: str, asked: PlanEndIn) -> HttpResponse:
    """Order the moves that stand, one order for each giver and taker, or drop the plan."""
    doing, number = doing_for(request, Scope.TRANSFERS_PLAN, asked.reason), clean(number)

    def work() -> dict[str, object]:
        if asked.order:
            return {"numbers": list(order_plan(number, doing=doing, home=home()))}
        drop_plan(number, doing=doing)
        return {"numbers": []}

    return once(request, doing.at, work)


@router.get("/transfers/orders", summary="调剂单列表", response={200: TransferOrdersOut, **ERRORS})
def list_orders(
    request: HttpRequest, state: OrderState | None = None, late: bool = False, cursor: Cursor = "", limit: Limit = 50
) -> Paged[OrderView]:  # fmt: skip
    """Orders of the own organisation on either side; for officers those of the own place and below."""
    actor = caller(request, Scope.RESERVES_READ)
    return order_page(
        actor, book=rulebook(), today=today(), state=state, late=late, cursor=cursor, limit=limit
    )  # fmt: skip


@router.get("/transfers/orders/{number}", summary="调剂单", response={200: TransferOrderOut, **ERRORS})
def one_order(request: HttpRequest, number: str) -> OrderView:
    """One order with its lines."""
    return order(clean(number), caller(request, Scope.RESERVES_READ), book=rulebook(), today=today())


@router.post("/transfers/orders/{number}/answer", summary="答复调剂单", response={200: NumberOut, **ERRORS})
def answer(request: HttpRequest, number: str, asked: AnswerTransferIn) -> HttpResponse:
    """Accept as the giver, whole or less, or refuse with a reason."""
    doing, number = doing_for(request, Scope.RESERVES_MOVE, asked.reason), clean(number)

    def work() -> None:
        if asked.accept:
            accept(number, doing=doing, agreed={one.line: one.packs for one in asked.agreed})
        else:
            refuse(number, doing=doing)

    return _once(request, number, work)


@router.post("/transfers/orders/{number}/cancel", summary="取消调剂单", response={200: NumberOut, **ERRORS})
def cancel_order(request: HttpRequest, number: str, asked: WhyIn) -> HttpResponse:
    """Cancel an order of which nothing has left."""
    doing, number = doing_for(request, Scope.TRANSFERS_PLAN, asked.reason), clean(number)
    return _once(request, number, lambda: cancel(number, doing=doing))


@router.post("/transfers/orders/{number}/send", summary="发出", response={200: NumberOut, **ERRORS})
def send_goods(request: HttpRequest, number: str, asked: SendIn) -> HttpResponse:
    """Send packs as the giver."""
    doing, number = doing_for(request, Scope.RESERVES_MOVE), clean(number)
    sending = [Sending(line=one.line, packs=one.packs) for one in asked.lines]
    return _once(
        request, number,
        lambda: send(
            number, sending, carrier=asked.carrier, temperature=asked.temperature, doing=doing, home=home()
        ),
    )  # fmt: skip


@router.post("/transfers/orders/{number}/receive", summary="验收", response={200: NumberOut, **ERRORS})
def receive_goods(request: HttpRequest, number: str, asked: ReceiveIn) -> HttpResponse:
    """Tell as the taker what was received, lost, returned."""
    doing, number = doing_for(request, Scope.RESERVES_MOVE), clean(number)
    counting = [Counting(**one.dict()) for one in asked.lines]
    on = asked.received_on or today()
    return _once(request, number, lambda: receive(number, counting, received_on=on, doing=doing))


@router.post("/transfers/orders/{number}/take-back", summary="收回退货", response={200: NumberOut, **ERRORS})
def take_goods_back(request: HttpRequest, number: str, asked: AgreedIn) -> HttpResponse:
    """Take returned packs into stock again, as the giver."""
    doing, number = doing_for(request, Scope.RESERVES_MOVE), clean(number)
    return _once(request, number, lambda: take_back(number, asked.line, asked.packs, doing=doing))


def _once(request: HttpRequest, number: str, deed: Callable[[], object]) -> HttpResponse:
    def work() -> dict[str, object]:
        deed()
        return {"number": number}

    return once(request, now(), work)
