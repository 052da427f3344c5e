"""Reads of the exchange: messages that others fetch, and purchases that no order of the platform stands behind. PRC-4.

Each organisation fetches its own papers alone; officers see purchases outside the platform of their place and below.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, load_regions
from baowen.procure.exchange.actions.shelf import PURCHASE
from baowen.procure.exchange.models import ShelfEntry
from baowen.procure.exchange.shapes import DELIVERY, ORDER, Message
from baowen.procure.trade.kinds import URGENCY_WORDS
from baowen.procure.trade.queries.orders import DeliveryView, OrderView, delivery_page, order_page

Paper = tuple[dict[str, object], list[dict[str, object]]]


@dataclass(frozen=True, slots=True)
class Fetched:
    """Messages of one kind, each with its head and lines, and the cursor of the next; "" after the last."""

    message: Message
    papers: list[Paper]
    cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsidePurchase:
    """A purchase that a hospital's stock system tells of and no delivery of the platform explains. VBP-12."""

    hospital: str
    product_code: str
    own_name: str
    quantity: Decimal
    price: Decimal | None
    supplier: str
    invoice_no: str
    happened_on: date


def fetched(name: str, actor: Actor, *, cursor: str = "", limit: int = 50) -> Fetched:
    """The newest messages of a kind that concern somebody's own organisation: `order` or `delivery`. BaowenError for
    another kind."""
    if name == ORDER.name:
        orders = order_page(actor, cursor=cursor, limit=limit)
        return Fetched(ORDER, [_order(one) for one in orders.lines], orders.cursor)
    if name == DELIVERY.name:
        deliveries = delivery_page(actor, cursor=cursor, limit=limit)
        return Fetched(DELIVERY, [_delivery(one) for one in deliveries.lines], deliveries.cursor)
    raise BaowenError(f"{name[:40]} 不能取回；可取回：order、delivery", "only order and delivery can be fetched")


def _order(one: OrderView) -> Paper:
    head: dict[str, object] = {
        "ddjhbh": one.code, "yqddbh": one.number, "yybm": one.hospital, "gysbm": one.supplier,
        "jjcd": URGENCY_WORDS[one.urgency][0], "dcpsbs": one.in_parts,
    }  # fmt: skip
    lines: list[dict[str, object]] = [
        {
            "ddjhmxbh": line.number, "ypbm": line.product_code, "cgsl": line.quantity, "dj": line.unit_price,
            "cgyj": f"{line.basis}:{line.basis_number}",
        }
        for line in one.lines
    ]  # fmt: skip
    return head, lines


def _delivery(one: DeliveryView) -> Paper:
    head: dict[str, object] = {
        "psdbh": one.note, "yybm": one.hospital, "pssbm": one.supplier, "pssj": one.delivered_at
    }  # fmt: skip
    line: dict[str, object] = {
        "psdmxbh": one.code, "ddmxbh": one.line, "ypbm": one.product_code, "scph": one.lot_no, "scrq": one.made_on,
        "yxrq": one.expires_on, "pssl": one.quantity,
    }  # fmt: skip
    return head, [line]


def outside_purchases(actor: Actor, *, cursor: str = "", limit: int = 50) -> Paged[OutsidePurchase]:
    """Purchases outside the platform in the actor's place and below, the newest first. NotAllowedError."""
    require(actor, Act.TRADE_READ, actor.region, regions=load_regions())
    rows = ShelfEntry.objects.filter(message=PURCHASE, delivery="")
    if actor.region != NATION_CODE:
        rows = rows.filter(region__in=codes_within(actor.region))
    return page_by_key(rows, _outside, cursor=cursor, limit=limit, newest_first=True)


def _outside(row: ShelfEntry) -> OutsidePurchase:
    return OutsidePurchase(
        hospital=row.hospital, product_code=row.product_code, own_name=row.own_name, quantity=row.quantity,
        price=row.price, supplier=row.supplier, invoice_no=row.invoice_no, happened_on=row.happened_on,
    )  # fmt: skip
