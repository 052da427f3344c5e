"""How tests of the trade order, confirm, send and receive."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


@cache
def book() -> Any:
    from baowen.procure.trade.book import load_trade_book

    return load_trade_book()


def line_on(number: str, quantity: str = "100", price: str | None = None, kind: str = "listing") -> Any:
    from baowen.procure.basis import BasisKind
    from baowen.procure.trade.rules.asked import NewLine

    given = None if price is None else Decimal(price)
    return NewLine(basis=BasisKind(kind), basis_number=number, quantity=Decimal(quantity), price=given)


def order(*lines: Any, number: str = "A1", supplier: str = "D1", **more: Any) -> Any:
    from baowen.procure.trade.actions.ordering import NewOrder
    from baowen.procure.trade.kinds import Urgency

    urgency = Urgency(more.pop("urgency", "general"))
    return NewOrder(number=number, supplier=supplier, lines=lines, urgency=urgency, **more)


def place(who: Any, *orders: Any, at: datetime = AT) -> list[Any]:
    from baowen.procure.trade.actions.ordering import place_orders

    return place_orders(orders, actor=who, at=at, book=book())


def confirm(who: Any, code: str, *, at: datetime = AT, lines: Any = None) -> int:
    from baowen.procure.trade.actions.answering import confirm_order

    return confirm_order(code, actor=who, at=at, book=book(), lines=lines)


def lot(quantity: str = "100", lot_no: str = "L1", expires_on: date = date(2028, 1, 31), **more: Any) -> Any:
    from baowen.procure.trade.rules.moved import Lot

    return Lot(quantity=Decimal(quantity), lot_no=lot_no, expires_on=expires_on, **more)


def send(who: Any, code: str, *lots: Any, number: str = "N1", at: datetime = LATER, carrier: str = "") -> Any:
    """Send lots, each of them the first line's unless it comes as (line, lot)."""
    from baowen.procure.trade.actions.delivering import Note, Parcel, deliver

    parcels = tuple(
        Parcel(line=one[0], lot=one[1]) if isinstance(one, tuple) else Parcel(line=f"{code}-001", lot=one)
        for one in lots
    )
    return deliver(Note(number=number, order=code, parcels=parcels, carrier=carrier), actor=who, at=at)


def receive(who: Any, delivery: str, accepted: str, short: str = "0", damaged: str = "0", at: datetime = LATER) -> Any:
    from baowen.procure.trade.actions.receiving import receive as take_in
    from baowen.procure.trade.rules.moved import Counted

    counted = Counted(accepted=Decimal(accepted), short=Decimal(short), damaged=Decimal(damaged))
    return take_in(delivery, counted, actor=who, at=at)


def give_back(who: Any, delivery: str, quantity: str, number: str = "R1", cause: str = "quality") -> bool:
    from baowen.procure.trade.actions.returning import GoingBack, return_goods
    from baowen.procure.trade.kinds import ReturnCause

    asked = GoingBack(number=number, delivery=delivery, quantity=Decimal(quantity), cause=ReturnCause(cause))
    return return_goods(asked, actor=who, at=LATER)
