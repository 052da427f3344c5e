"""Hands orders, deliveries and receipts over to the lake, through the same intake as any file. PRC-4, MON-3.

Safe to repeat and to break off: a row is marked after the lake has it, and the lake knows it by its number, so that
sending it again changes nothing. What the lake refuses is kept, told, and sent again: at once by command, and after an
hour by the beat of the worker, which must not ask every minute for what nobody has mended yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Model, QuerySet

from baowen.collect.handing import Batch, Row, Taken, bring
from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.core.money import amount
from baowen.lake.lock import writer_lock
from baowen.procure.trade.models import Delivery, KeptBack, OrderLine, Receipt
from baowen.procure.trade.rules.due import last_day
from baowen.procure.trade.states import LineState

LOCK = "trade-handing-over.lock"
MOST_ROWS = 50_000
AT_ONCE = 5000
TRY_AGAIN = timedelta(hours=1)
Rows = QuerySet[Any]
Tell = Callable[[Any], Row]
STATUS: dict[LineState, str] = {
    LineState.PLACED: "placed",
    LineState.CONFIRMED: "confirmed",
    LineState.REFUSED: "refused",
    LineState.CANCELLED: "cancelled",
    LineState.CLOSED: "confirmed",
}
"""How the lake calls a state: for it a line that is closed is one that was confirmed."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Rows that the lake took or had, those that it refused (number and why), and what is left to hand over."""

    accepted: int
    unchanged: int
    refused: tuple[tuple[str, str], ...]
    waiting: int


def hand_over(
    home: Home, *, by: str, at: datetime, clock: Callable[[], datetime], every: bool = True
) -> HandedOver:  # fmt: skip
    """Bring into the lake what changed since the last time; `every`: what was refused lately, too.

    BaowenError where another process writes to the home for too long.
    """
    accepted = unchanged = 0
    refused: list[tuple[str, str]] = []
    with writer_lock(home.root / LOCK):  # an older state must not come after a newer one
        for feed, rows, told in _kinds():
            while (batch := _batch(feed, rows, told, clock(), every=every)).rows:
                taken = bring(home, batch, by=by, at=clock(), clock=clock)
                if taken is None:
                    break
                _mark(rows.model, batch, taken, by=by, at=clock())
                accepted, unchanged = accepted + taken.outcome.accepted, unchanged + taken.outcome.unchanged
                refused += taken.refused
                if len(batch.rows) < MOST_ROWS or (every and taken.refused):
                    break
    return HandedOver(accepted, unchanged, tuple(refused), waiting())


def waiting() -> int:
    """How many rows the lake does not know in their newest form, the refused ones among them."""
    return sum(rows.count() for _, rows, _ in _kinds())


def has_news(at: datetime) -> bool:
    """Whether a beat has something to hand over."""
    return any(_fresh(feed, rows, at).exists() for feed, rows, _ in _kinds())


def _kinds() -> list[tuple[str, Rows, Tell]]:
    lines = OrderLine.objects.select_related("order")
    goods = Delivery.objects.select_related("line__order")
    receipts = Receipt.objects.select_related("delivery__line__order")
    return [
        (feed, rows.exclude(handed_over=F("revision")).order_by("pk"), told)
        for feed, rows, told in (
            ("order_line", lines, _line_row), ("delivery", goods, _delivery_row), ("receipt", receipts, _receipt_row)
        )
    ]  # fmt: skip


def _fresh(feed: str, rows: Rows, at: datetime) -> Rows:
    lately = KeptBack.objects.filter(feed=feed, tried_at__gt=at - TRY_AGAIN).values("key")
    return rows.exclude(pk__in=lately)


def _batch(
    feed: str, rows: Rows, told: Tell, at: datetime, *, every: bool
) -> Batch:  # fmt: skip
    batch = Batch(feed)
    for row in (rows if every else _fresh(feed, rows, at))[:MOST_ROWS]:
        batch.add(told(row), (row.pk, row.revision))
    return batch


def _mark(model: type[Model], batch: Batch, taken: Taken, *, by: str, at: datetime) -> None:
    """Note which revisions the lake knows, and what it refused; a row that has changed since goes again."""
    with writing(by=by, at=at) as trail:
        by_revision: dict[int, list[int]] = {}
        for key, revision in taken.owners:
            by_revision.setdefault(revision, []).append(key)
        for revision, keys in by_revision.items():
            for some in _some(keys):
                rows = model._default_manager.filter(pk__in=some, handed_over__lt=revision)
                rows.update(handed_over=revision)
        _keep_back(batch, taken, at)
        trail.note(
            "order.hand_over", f"feed/{batch.feed}",
            details={"handed_over": len(taken.owners), "refused": len(taken.refused)},
        )  # fmt: skip


def _keep_back(batch: Batch, taken: Taken, at: datetime) -> None:
    for some in _some([key for key, _ in taken.owners]):
        KeptBack.objects.filter(feed=batch.feed, key__in=some).delete()
    if not taken.refused:
        return
    number_of = next(iter(batch.rows[0]))  # the key of the feed comes first
    keys = {row[number_of]: owner[0] for row, owner in zip(batch.rows, batch.owners, strict=True)}
    KeptBack.objects.bulk_create(
        (
            KeptBack(
                feed=batch.feed, key=keys[number], number=number, why=why[:500], first_at=at, tried_at=at
            )
            for number, why in taken.refused
        ),
        update_conflicts=True, unique_fields=("feed", "key"), update_fields=("why", "tried_at"), batch_size=AT_ONCE,
    )  # fmt: skip


def _some(keys: list[int]) -> Iterable[list[int]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


def _line_row(line: OrderLine) -> Row:
    order = line.order
    return {
        "order_line_no": line.number, "hospital_code": order.hospital, "product_code": line.product_code,
        "distributor_code": order.supplier, "ordered_on": str(day_of(order.placed_at)),
        "quantity": str(line.quantity), "unit_price": str(line.unit_price), "amount": str(line.amount),
        "due_on": "" if line.due_at is None else str(last_day(line.due_at)), "delivery_class": order.urgency,
        "status": STATUS[LineState(line.state)],
    }  # fmt: skip


def _delivery_row(one: Delivery) -> Row:
    line, order = one.line, one.line.order
    return {
        "delivery_line_no": one.code, "order_line_no": line.number, "hospital_code": order.hospital,
        "product_code": line.product_code, "distributor_code": order.supplier,
        "delivered_on": str(day_of(one.delivered_at)), "quantity": str(one.quantity),
        "amount": str(amount(line.unit_price * one.quantity)), "lot_no": one.lot_no, "expires_on": str(one.expires_on),
    }  # fmt: skip


def _receipt_row(one: Receipt) -> Row:
    line, order = one.delivery.line, one.delivery.line.order
    return {
        "receipt_line_no": one.code, "order_line_no": line.number, "hospital_code": order.hospital,
        "product_code": line.product_code, "received_on": str(day_of(one.received_at)),
        "quantity": str(one.accepted), "amount": str(amount(line.unit_price * one.accepted)),
        "lot_no": one.delivery.lot_no, "expires_on": str(one.delivery.expires_on),
    }  # fmt: skip
