"""A supplier sends goods: one note of several lots, each against a line of an order. PRC-4, PRC-6."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.orgs.permissions import Actor
from baowen.procure.trade.actions.digests import OtherContentError, digest_of
from baowen.procure.trade.actions.held import held_lines, movable, order_of, require_supplier
from baowen.procure.trade.actions.telling import tell_sent
from baowen.procure.trade.models import Delivery, Order, OrderLine, TraceCode
from baowen.procure.trade.rules.asked import checked_number
from baowen.procure.trade.rules.moved import Lot, check_lot, checked_quantity, code_faults
from baowen.procure.trade.states import LineMove

MOST_LOTS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A lot that is sent for a line."""

    line: str
    lot: Lot


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a supplier sends at once for one order, under a number of its own. `carrier`: who brings it, if another."""

    number: str
    order: str
    parcels: tuple[Parcel, ...]
    carrier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The numbers of the deliveries of a note, what is doubtful about it, and whether it is new."""

    deliveries: tuple[str, ...]
    doubts: tuple[tuple[str, str], ...]
    is_new: bool


def deliver(note: Note, *, actor: Actor, at: datetime) -> Sent:
    """Send goods for an order of the actor's enterprise. The same note again answers as before.

    BaowenError for more than is left of a line, an expired lot, a code that was sent before, a note of that number
    with other content.
    """
    order = order_of(note.order)
    require_supplier(actor, order)
    note = _checked(note)
    doubts = tuple(doubt for one in note.parcels for doubt in code_faults(one.lot.codes, one.lot.quantity))
    before = _standing(actor.organisation, note)
    if before:
        return Sent(deliveries=before, doubts=doubts, is_new=False)
    try:
        with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
            lines = _taken(order, note, day_of(at))
            rows = _rows(note, lines, actor, at)
            told = [[row.code, row.line.number, row.quantity, row.lot_no, row.expires_on] for row in rows]
            details = {"note": note.number, "deliveries": told} | ({"carrier": note.carrier} if note.carrier else {})
            trail.note("order.deliver", f"order/{order.code}", details=details)
            tell_sent(order, rows[0].code, trail=trail, at=at)
    except (BaowenError, IntegrityError):
        before = _standing(actor.organisation, note)  # where the same note came twice at once, the other was first
        if before:
            return Sent(deliveries=before, doubts=doubts, is_new=False)
        _tell_used(note)
        raise
    return Sent(deliveries=tuple(row.code for row in rows), doubts=doubts, is_new=True)


def _checked(note: Note) -> Note:
    checked_number(note.number, "配送单编号", "number of the delivery note")
    if not 1 <= len(note.parcels) <= MOST_LOTS:
        raise BaowenError(f"一张配送单 1 至 {MOST_LOTS} 批", f"a note has 1 to {MOST_LOTS} lots")
    parcels = tuple(
        replace(
            one,
            lot=replace(
                one.lot, quantity=checked_quantity(one.lot.quantity),
                lot_no=filled(one.lot.lot_no, "批号", "lot number", most=60),
            ),
        )
        for one in note.parcels
    )  # fmt: skip
    codes = [code for one in parcels for code in one.lot.codes]
    if len(set(codes)) < len(codes):
        raise BaowenError("同一追溯码在配送单中出现两次", "a traceability code comes twice in the note")
    return replace(note, parcels=parcels, carrier=within(note.carrier, "承运单位", "carrier", most=100))


def _standing(supplier: str, note: Note) -> tuple[str, ...]:
    """The numbers of the deliveries that stand under the note's number; BaowenError for other content."""
    rows = list(Delivery.objects.filter(supplier=supplier, note=note.number).order_by("position"))
    if rows and rows[0].digest != digest_of(note):
        raise OtherContentError(
            f"配送单 {note.number} 已经提交，内容不同，请换一个编号",
            f"the note {note.number} stands with other content",
        )
    return tuple(row.code for row in rows)


def _taken(order: Order, note: Note, on: date) -> dict[str, OrderLine]:
    """The lines of the note, held, with what is sent added to them."""
    lines = {line.number: line for line in held_lines(order, {one.line for one in note.parcels})}
    movable(list(lines.values()), LineMove.DELIVER)
    for one in note.parcels:
        line = lines[one.line]
        check_lot(
            one.lot, ordered=line.quantity, delivered=line.delivered, in_parts=order.in_parts, on=on, line=line.number
        )  # fmt: skip
        line.delivered += one.lot.quantity
    for line in lines.values():
        line.revision += 1
    OrderLine.objects.bulk_update(lines.values(), ["delivered", "revision"])
    return lines


def _rows(note: Note, lines: dict[str, OrderLine], actor: Actor, at: datetime) -> Sequence[Delivery]:
    _tell_used(note)
    digest = digest_of(note)
    rows = Delivery.objects.bulk_create(
        Delivery(
            line=lines[one.line], supplier=actor.organisation, note=note.number, position=position, digest=digest,
            quantity=one.lot.quantity, lot_no=one.lot.lot_no, made_on=one.lot.made_on,
            expires_on=one.lot.expires_on, carrier=note.carrier, delivered_at=at, delivered_by=actor.name,
        )
        for position, one in enumerate(note.parcels, start=1)
    )  # fmt: skip
    TraceCode.objects.bulk_create(
        TraceCode(delivery=row, code=code)
        for row, one in zip(rows, note.parcels, strict=True)
        for code in one.lot.codes
    )
    return rows


def _tell_used(note: Note) -> None:
    """BaowenError for a traceability code that was sent before."""
    codes = [code for one in note.parcels for code in one.lot.codes]
    used = TraceCode.objects.filter(code__in=codes).select_related("delivery").first() if codes else None
    if used is not None:
        raise BaowenError(
            f"追溯码 {used.code} 已在配送 {used.delivery.code} 中使用，请核对",
            f"the code {used.code} was sent before, in {used.delivery.code}",
        )
