"""A giver answers and sends, a taker receives; what is sent adds up to the last pack. RSV-3 (NJ-5, HD-13).

Each deed holds the order's row and its lines until its transaction ends: two who receive at once count one after the
other, and a crash leaves either the whole deed or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.texts import within
from baowen.lake.facts.usable import recalled_lots
from baowen.lake.store import Lake
from baowen.orgs.permissions import Act, decide, require
from baowen.procure.telling import tell
from baowen.reserve.transfers.actions.store import require_reason
from baowen.reserve.transfers.balances import balance_of
from baowen.reserve.transfers.models import OrderLine, Receipt, Shipment, TakenBack, TransferOrder
from baowen.reserve.transfers.rules import ZERO, check_counted, check_sent
from baowen.reserve.transfers.states import OPEN, OrderState
from baowen.respond.actions.moves import Doing

MOST_WORDS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """Packs of a line that leave now."""

    line: int
    packs: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """What became of packs of a line that were on their way."""

    line: int
    received: Decimal = ZERO
    lost: Decimal = ZERO
    returned: Decimal = ZERO
    words: str = ""


def accept(number: str, *, doing: Doing, agreed: Mapping[int, Decimal] | None = None) -> None:
    """Accept an order as its giver, whole or less of some lines. `agreed`: by line, all of it where nothing is said."""
    with doing.writing() as trail:
        order = _held(number)
        _require(order, order.giver, doing)
        _in_state(order, OrderState.ORDERED)
        for line in _lines(order):
            packs = (agreed or {}).get(line.pk, line.ordered)
            if not 0 <= packs <= line.ordered or packs != packs.to_integral_value():
                raise BaowenError(
                    f"{line.drug} 可接受 0 至 {line.ordered.normalize():f} 盒",
                    f"between 0 and {line.ordered.normalize():f} packs of {line.drug} can be accepted",
                )
            line.agreed = packs
            _save(line)
        if not any(line.agreed for line in _lines(order)):
            raise BaowenError("一盒也不接受的，请选“不同意”并写明理由", "to give nothing, refuse and say why")
        _answered(order, OrderState.ACCEPTED, doing)
        trail.note("transfer.accept", f"transfer/{number}", after=_told(order))
        _tell(
            order, (order.taker, order.organisation), "accepted", ("已被接受", "was accepted"), trail=trail, doing=doing
        )


def refuse(number: str, *, doing: Doing) -> None:
    """Refuse an order as its giver, with a reason; its lots are free again."""
    require_reason(doing)
    with doing.writing() as trail:
        order = _held(number)
        _require(order, order.giver, doing)
        _in_state(order, OrderState.ORDERED)
        _answered(order, OrderState.REFUSED, doing)
        trail.note("transfer.refuse_order", f"transfer/{number}")
        _tell(
            order, (order.taker, order.organisation), "refused", ("未获同意", "was refused"), trail=trail, doing=doing
        )


def cancel(number: str, *, doing: Doing) -> None:
    """Cancel what has not left, as who ordered it; the lots are free again. BaowenError once something has left."""
    require_reason(doing)
    with doing.writing() as trail:
        order = _held(number)
        if order.organisation != doing.actor.organisation:
            require(doing.actor, Act.TRANSFER_PLAN, order.region, regions=doing.book.regions)
        if order.state not in {one.value for one in OPEN} or any(line.sent for line in _lines(order)):
            raise BaowenError(
                f"{number} 已有药品发出或已经结束，不能取消", f"{number} has goods under way, or has ended"
            )
        order.state, order.reason = OrderState.CANCELLED.value, doing.reason[:MOST_WORDS]
        order.save()
        trail.note("transfer.cancel", f"transfer/{number}")
        _tell(order, (order.giver, order.taker), "cancelled", ("已取消", "was cancelled"), trail=trail, doing=doing)


def send(
    number: str, sending: Sequence[Sending], *, doing: Doing, home: Home, carrier: str = "", temperature: str = ""
) -> None:  # fmt: skip
    """Send packs as the giver. BaowenError for more than is agreed, for a lot that has expired or is recalled, and for
    goods of the cold chain without a record of the temperature."""
    on = day_of(doing.at)
    recalled = _recalled(home, on)
    with doing.writing() as trail:
        order = _held(number)
        _require(order, order.giver, doing)
        _in_state(order, OrderState.ACCEPTED)
        if order.transport == "cold" and not temperature.strip():
            raise BaowenError("冷链药品请填写温度记录", "the cold chain asks for a record of the temperature")
        lines = {line.pk: line for line in _lines(order)}
        for one in sending:
            line = _of(lines, one.line)
            is_recalled = (line.product_code, line.lot_no) in recalled or (line.product_code, None) in recalled
            check_sent(balance_of(line), one.packs, expires_on=line.expires_on, is_recalled=is_recalled, on=on)
            line.sent += one.packs
            _save(line)
            Shipment.objects.create(
                line=line, packs=one.packs, carrier=within(carrier, "承运单位", "carrier", most=200),
                temperature=within(temperature, "温度记录", "temperature", most=200), sent_at=doing.at,
                sent_by=doing.actor.name,
            )  # fmt: skip
        if not sending:
            raise BaowenError("请填写发出数量", "say how much is sent")
        trail.note(
            "transfer.send", f"transfer/{number}", after={"sent": [[one.line, one.packs] for one in sending]}
        )  # fmt: skip
        _tell(
            order,
            (order.taker,),
            f"sent/{doing.at:%Y%m%d%H%M%S%f}",
            ("已发出，请验收", "is on its way"),
            trail=trail,
            doing=doing,
        )


def receive(number: str, counting: Sequence[Counting], *, received_on: date, doing: Doing) -> None:
    """Tell as the taker what became of goods under way. The order ends when all that is agreed has come to its end."""
    if received_on > day_of(doing.at):
        raise BaowenError(f"{received_on} 还没有到", f"{received_on} lies ahead")
    with doing.writing() as trail:
        order = _held(number)
        _require(order, order.taker, doing)
        _in_state(order, OrderState.ACCEPTED)
        lines = {line.pk: line for line in _lines(order)}
        for one in counting:
            line = _of(lines, one.line)
            first = line.shipments.order_by("sent_at").first()
            if first is not None and received_on < day_of(first.sent_at):
                raise BaowenError(f"{received_on} 早于发出日期", f"{received_on} lies before the day it was sent")
            way = balance_of(line).on_the_way
            check_counted(way, received=one.received, lost=one.lost, returned=one.returned)
            line.received, line.lost = line.received + one.received, line.lost + one.lost
            line.returned += one.returned
            _save(line)
            Receipt.objects.create(
                line=line, received=one.received, lost=one.lost, returned=one.returned, received_on=received_on,
                words=within(one.words, "说明", "remark", most=MOST_WORDS), received_at=doing.entered,
                received_by=doing.actor.name,
            )  # fmt: skip
        if not counting:
            raise BaowenError("请填写收到、损耗或退回的数量", "say what was received, lost or returned")
        _end_if_done(order, lines.values())
        told = [[one.line, one.received, one.lost, one.returned] for one in counting]
        trail.note("transfer.receive", f"transfer/{number}", after={"counted": told, "state": order.state})
        said = ("已验收", "was received")
        _tell(
            order,
            (order.giver, order.organisation),
            f"received/{doing.at:%Y%m%d%H%M%S%f}",
            said,
            trail=trail,
            doing=doing,
        )


def take_back(number: str, line: int, packs: Decimal, *, doing: Doing) -> None:
    """Take returned packs into stock again, as the giver."""
    with doing.writing() as trail:
        order = _held(number)
        _require(order, order.giver, doing)
        lines = {one.pk: one for one in _lines(order)}
        row = _of(lines, line)
        if packs <= 0 or packs != packs.to_integral_value() or packs > row.returned - row.taken_back:
            left = (row.returned - row.taken_back).normalize()
            raise BaowenError(f"退回途中 {left:f} 盒", f"{left:f} packs are on their way back")
        row.taken_back += packs
        _save(row)
        TakenBack.objects.create(
            line=row, packs=packs, taken_on=day_of(doing.at), taken_at=doing.entered, taken_by=doing.actor.name
        )
        _end_if_done(order, lines.values())
        trail.note("transfer.take_back", f"transfer/{number}", after={"line": line, "packs": packs})


def _recalled(home: Home, on: date) -> set[tuple[str, str | None]]:
    """Product codes with lots (None: every lot) that are recalled on a day."""
    lake = Lake(home.lake)
    rows, known = recalled_lots(lake, day=on), lake.read("catalogue", columns=["product", "product_code"])
    if known is None or rows.is_empty():
        return set()
    return set(rows.join(known, on="product").select("product_code", "lot_no").iter_rows())


def _held(number: str) -> TransferOrder:
    row = TransferOrder.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有调剂单 {number}", f"there is no transfer order {number}")
    return row


def _lines(order: TransferOrder) -> list[OrderLine]:
    return list(order.lines.select_for_update().order_by("pk"))


def _of(lines: Mapping[int, OrderLine], line: int) -> OrderLine:
    if line not in lines:
        raise BaowenError(f"调剂单没有明细 {line}", f"the order has no line {line}")
    return lines[line]


def _save(line: OrderLine) -> None:
    line.revision += 1
    line.save()


def _require(order: TransferOrder, organisation: str, doing: Doing) -> None:
    """The order's giver or taker acts for itself; nobody else learns that the order exists."""
    actor = doing.actor
    given = decide(actor, Act.TRANSFER_MOVE, actor.region, regions=doing.book.regions, organisation=organisation)
    if actor.organisation not in (order.giver, order.taker, order.organisation):
        raise BaowenError(f"没有调剂单 {order.number}", f"there is no transfer order {order.number}")
    if not given.allowed:
        require(actor, Act.TRANSFER_MOVE, actor.region, regions=doing.book.regions, organisation=organisation)


def _in_state(order: TransferOrder, state: OrderState) -> None:
    if order.state != state.value:
        raise BaowenError(
            f"{order.number} 现在不能办理这一步，请刷新后再看", f"{order.number} is not at this step; look again"
        )


def _answered(order: TransferOrder, state: OrderState, doing: Doing) -> None:
    order.state, order.answered_at, order.answered_by = state.value, doing.entered, doing.actor.name
    order.reason = doing.reason[:MOST_WORDS]
    order.save()


def _end_if_done(order: TransferOrder, lines: Iterable[OrderLine]) -> None:
    balances = [(line, balance_of(line)) for line in lines]
    if all(not one.to_send and not one.on_the_way and line.returned == line.taken_back for line, one in balances):
        order.state = OrderState.ENDED.value
        order.save()


def _told(order: TransferOrder) -> dict[str, object]:
    return {"lines": [[line.pk, line.ordered, line.agreed] for line in order.lines.all()]}


def _tell(
    order: TransferOrder, codes: Sequence[str], what: str, said: tuple[str, str], *, trail: Trail, doing: Doing
) -> None:  # fmt: skip
    title = Text(f"调剂单 {order.number} {said[0]}", f"transfer order {order.number} {said[1]}")
    tell(set(codes), f"transfer/{order.number}", what, title, trail=trail, at=doing.entered)
