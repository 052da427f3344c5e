"""Lines of an order, held until the commit: whose they are, and whether a move is allowed. PRC-4."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, NotAllowedError, require
from baowen.orgs.regions import load_regions
from baowen.procure.trade.models import Order, OrderLine
from baowen.procure.trade.states import LINE_RULES, LINE_WORDS, LineMove, LineState


def order_of(code: str) -> Order:
    """The order of a number of the platform; BaowenError where there is none."""
    key = code.removeprefix("DD")
    row = Order.objects.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 16 else None
    if row is None or row.code != code:
        raise BaowenError(f"没有订单 {code[:40]}，请核对编号", f"there is no order {code[:40]}; check the number")
    return row


def require_hospital(actor: Actor, order: Order) -> None:
    """NotAllowedError for whoever is not a buyer of the order's hospital."""
    if order.hospital != actor.organisation:
        raise NotAllowedError(f"{order.code} 不是本机构的订单", f"{order.code} is an order of another hospital")
    require(actor, Act.ORDER_PLACE, order.region, regions=load_regions(), organisation=order.hospital)


def require_supplier(actor: Actor, order: Order) -> None:
    """NotAllowedError for whoever does not act for the order's supplier."""
    if order.supplier != actor.organisation:
        raise NotAllowedError(f"{order.code} 不是发给本企业的订单", f"{order.code} is an order to another supplier")
    require(actor, Act.ORDER_ANSWER, order.region, regions=load_regions(), organisation=order.supplier)


def held_lines(order: Order, numbers: Collection[str] | None = None) -> list[OrderLine]:
    """The lines of an order, all or those named, held in one order; BaowenError for a number that is not of it."""
    rows = OrderLine.objects.select_for_update().filter(order=order).order_by("pk")
    found = [row for row in rows if numbers is None or row.number in numbers]
    if numbers is not None and len(found) < len(set(numbers)):
        missing = sorted(set(numbers) - {row.number for row in found})
        raise BaowenError(
            f"订单 {order.code} 没有明细 {'、'.join(missing)}", f"{order.code} has no line {', '.join(missing)}"
        )
    return found


def movable(lines: Sequence[OrderLine], move: LineMove) -> list[OrderLine]:
    """Those of the lines that are not where the move leads yet; BaowenError for one that it can't be made with."""
    rule = LINE_RULES[move]
    waiting = [line for line in lines if line.state != rule.to or rule.to in rule.sources]
    for line in waiting:
        if LineState(line.state) not in rule.sources:
            zh, en = LINE_WORDS[LineState(line.state)]
            raise BaowenError(f"{line.number} {zh}，不能{rule.zh}", f"{line.number} is {en}: can't {rule.en} it")
    return waiting
