"""A hospital orders: one order or many in one transaction, each line resting on a basis that is asked again. PRC-4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError

from baowen.core.audit.trail import Trail, writing
from baowen.core.clock import day_of
from baowen.core.money import amount, plain
from baowen.core.problems import BaowenError
from baowen.core.texts import within
from baowen.orgs.permissions import Act, Actor, require
from baowen.procure.trade.actions.digests import OtherContentError, digest_of
from baowen.procure.trade.actions.market import Market, RestsOn, market_of
from baowen.procure.trade.actions.telling import tell_suppliers
from baowen.procure.trade.book import TradeBook
from baowen.procure.trade.kinds import Urgency
from baowen.procure.trade.models import Order, OrderLine
from baowen.procure.trade.models.orders import order_code
from baowen.procure.trade.rules.asked import (
    NewLine,
    UnusualQuantityError,
    check_left,
    check_supplier,
    checked_lines,
    checked_number,
    is_unusual,
    priced,
)
from baowen.procure.trade.rules.moved import checked_quantity

MOST_ORDERS = 100
MOST_WORDS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """An order as a hospital gives it. `is_sure`: a quantity far above the usual one is meant."""

    number: str
    supplier: str
    lines: tuple[NewLine, ...]
    urgency: Urgency = Urgency.GENERAL
    in_parts: bool = True
    words: str = ""
    is_sure: bool = False

    @property
    def digest(self) -> str:
        return digest_of(replace(self, is_sure=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An order that stands: its number on the platform and those of its lines; not `is_new` where it stood before."""

    code: str
    number: str
    lines: tuple[str, ...]
    is_new: bool


def place_orders(asked: Sequence[NewOrder], *, actor: Actor, at: datetime, book: TradeBook) -> list[Placed]:
    """Place orders of the actor's hospital, all or none. One that stands already with the same content answers as
    before. BaowenError for what may not be ordered, and for a number that stands with other content. PRC-4.
    """
    require(actor, Act.ORDER_PLACE, actor.region, regions=book.regions, organisation=actor.organisation)
    asked = [_checked(one) for one in asked]
    if not asked or len(asked) > MOST_ORDERS or len({one.number for one in asked}) < len(asked):
        raise BaowenError(
            f"每次提交 1 至 {MOST_ORDERS} 张编号不同的订单", f"send 1 to {MOST_ORDERS} orders with numbers of their own"
        )
    try:
        return _placed(asked, actor=actor, at=at, book=book)
    except (BaowenError, IntegrityError):  # where the same order came twice at once, the other was first
        found = _standing(actor.organisation, asked)
        if len(found) < len(asked):
            raise
        return [found[one.number] for one in asked]


def _checked(one: NewOrder) -> NewOrder:
    checked_number(one.number, "订单编号", "order number")
    checked_lines(one.lines)
    words = within(one.words, "备注", "remark", most=MOST_WORDS)
    lines = tuple(replace(line, quantity=checked_quantity(line.quantity)) for line in one.lines)
    return replace(one, words=words, lines=lines)


def _placed(asked: Sequence[NewOrder], *, actor: Actor, at: datetime, book: TradeBook) -> list[Placed]:
    standing = _standing(actor.organisation, asked)
    new = [one for one in asked if one.number not in standing]
    if new:
        with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
            standing |= _written(new, actor, at, book, trail)
    return [standing[one.number] for one in asked]


def _standing(hospital: str, asked: Sequence[NewOrder]) -> dict[str, Placed]:
    """By number those of the orders that stand already; BaowenError for one with other content."""
    rows = Order.objects.filter(hospital=hospital, number__in=[one.number for one in asked])
    found, by_number = {}, {one.number: one for one in asked}
    for row in rows:
        if row.digest != by_number[row.number].digest:
            raise OtherContentError(
                f"订单 {row.number} 已经下达，内容不同；要改请撤单后用新编号下单",
                f"the order {row.number} stands with other content; cancel it and use a new number",
            )
        lines = tuple(row.lines.values_list("number", flat=True))
        found[row.number] = Placed(code=row.code, number=row.number, lines=lines, is_new=False)
    return found


def _written(
    new: Sequence[NewOrder], actor: Actor, at: datetime, book: TradeBook, trail: Trail
) -> dict[str, Placed]:  # fmt: skip
    market = market_of(
        actor, [(one.supplier, line) for one in new for line in one.lines], on=day_of(at), book=book
    )  # fmt: skip
    rows = [_order(one, market, actor, at, book) for one in new]
    Order.objects.bulk_create(rows)
    used = dict(market.used)
    lines = [_lines(row, one, market, used) for row, one in zip(rows, new, strict=True)]
    OrderLine.objects.bulk_create([line for of_one in lines for line in of_one])
    for row, of_one in zip(rows, lines, strict=True):
        trail.note("order.place", f"order/{row.code}", after=_told(row, of_one))
    tell_suppliers(rows, trail=trail, at=at)
    return {
        row.number: Placed(code=row.code, number=row.number, lines=tuple(one.number for one in of_one), is_new=True)
        for row, of_one in zip(rows, lines, strict=True)
    }


def _order(one: NewOrder, market: Market, actor: Actor, at: datetime, book: TradeBook) -> Order:
    term = book.term(actor.region, one.urgency, day_of(at), is_remote=market.is_remote)
    row = Order(
        number=one.number, hospital=actor.organisation, region=actor.region, supplier=one.supplier,
        urgency=one.urgency.value, in_parts=one.in_parts, words=one.words, digest=one.digest, placed_at=at,
        placed_by=actor.name,
    )  # fmt: skip
    if term is not None:
        row.due_class, row.due_hours = term.name, term.hours
        row.due_in_holidays, row.due_clause = term.in_holidays, term.clause
    return row


def _lines(row: Order, one: NewOrder, market: Market, used: dict[RestsOn, Decimal]) -> list[OrderLine]:
    code = order_code(row.pk)
    found = []
    for place, line in enumerate(one.lines, start=1):
        before = used.get(line.rests_on, Decimal(0))
        found.append(_line(f"{code}-{place:03d}", row, line, market, before))
        used[line.rests_on] = before + line.quantity
        _ask_again(market, line, is_sure=one.is_sure)
    return found


def _line(number: str, row: Order, line: NewLine, market: Market, before: Decimal) -> OrderLine:
    agreed = market.agreed[line.rests_on]
    price = priced(line, agreed)
    check_supplier(agreed, row.supplier)
    clause = market.clause_of(agreed, row.supplier)
    check_left(agreed, line.quantity, before)
    return OrderLine(
        order=row, number=number, hospital=row.hospital, product_code=agreed.product_code,
        generic_name=agreed.generic_name, maker=agreed.maker, basis=agreed.kind.value, basis_number=agreed.number,
        clause=clause, quantity=line.quantity, unit_price=price, amount=amount(price * line.quantity),
    )  # fmt: skip


def _ask_again(market: Market, line: NewLine, *, is_sure: bool) -> None:
    agreed = market.agreed[line.rests_on]
    most = market.usual.get(agreed.product_code)
    if not is_sure and most is not None and is_unusual(line.quantity, most, market.multiple):
        raise UnusualQuantityError(
            f"{agreed.generic_name} 本次 {plain(line.quantity)} 盒，本机构平时每次约 {plain(round(most, 1))} 盒；"
            "请核对单位，确实需要的请确认后再提交",
            f"{agreed.generic_name}: {plain(line.quantity)} packs, where about {plain(round(most, 1))} are usual; "
            "check the unit, or say that it is meant",
        )


def _told(row: Order, lines: Sequence[OrderLine]) -> dict[str, object]:
    return {
        "number": row.number, "supplier": row.supplier, "urgency": row.urgency, "region": row.region,
        "lines": [
            [one.number, one.product_code, f"{one.basis}/{one.basis_number}", one.quantity, one.unit_price]
            for one in lines
        ],
    }  # fmt: skip
