"""One order: its lines and until when they are due, what was sent, received and sent back, and its forms. PRC-4."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.api.book import trade_book
from baowen.core.clock import day_of, now
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.procure.basis import BASIS_WORDS
from baowen.procure.trade.actions import answering
from baowen.procure.trade.actions.delivering import Note, Parcel, deliver
from baowen.procure.trade.actions.receiving import receive
from baowen.procure.trade.actions.returning import GoingBack, agree_return, return_goods
from baowen.procure.trade.kinds import RETURN_WORDS, URGENCY_WORDS, ReturnCause
from baowen.procure.trade.queries.orders import (
    DeliveryView,
    LineView,
    OrderView,
    deliveries_of,
    delivery_seen,
    order_seen,
)
from baowen.procure.trade.queries.places import freedoms
from baowen.procure.trade.rules.due import Term, due_at
from baowen.procure.trade.rules.moved import Counted, Lot
from baowen.procure.trade.states import LINE_RULES, LINE_WORDS, LineMove, LineState
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.exports import Table, exported
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

FREEDOM_WORDS = {
    "delivery.unlimited_distributors": ("不限配送企业数", "any number of distributors"),
    "delivery.two_invoice_free": ("不受两票制限制", "no two-invoice rule"),
}


def order(request: HttpRequest, code: str) -> HttpResponse:
    """An order with all that followed, and what the viewer can do with it."""
    viewer = viewer_of(request)
    one = order_seen(viewer.actor, code)
    sent = deliveries_of(viewer.actor, code)
    file = exported(request, {"deliveries": lambda: deliveries_table(sent)})
    if file is not None:
        return file
    actor, at, names = viewer.actor, now(), names_of({one.hospital, one.supplier})
    shown = {
        "order": one, "urgency": viewer.say(URGENCY_WORDS[one.urgency]),
        "hospital": names.get(one.hospital, one.hospital), "supplier": names.get(one.supplier, one.supplier),
        "lines": [_line(line, one, viewer, at) for line in one.lines],
        "sent": sent, "events": _events(one, sent, viewer), "now": at, "today": day_of(at),
        "buyer": one.hospital == actor.organisation and viewer.may(Act.ORDER_PLACE),
        "seller": one.supplier == actor.organisation and viewer.may(Act.ORDER_ANSWER),
        "waits": one.has(LineState.PLACED), "left": [line for line in one.lines if line.left > 0],
        "kept": any(line.received > line.returned for line in one.lines),
        "may_cancel": any(_can(line, LineMove.CANCEL) and not line.delivered for line in one.lines),
        "may_close": one.has(LineState.CONFIRMED), "note_number": f"{at:%Y%m%d%H%M%S}",
        "causes": [(cause.value, viewer.say(words)) for cause, words in RETURN_WORDS.items()],
    }  # fmt: skip
    return render(request, "pages/order.html", shown)


def _can(line: LineView, move: LineMove) -> bool:
    return line.state in LINE_RULES[move].sources


def _line(line: LineView, one: OrderView, viewer: Viewer, at: datetime) -> dict[str, object]:
    free = freedoms(line.generic_name, one.region, day_of(one.placed_at), book=trade_book())
    return {
        "line": line, "state": viewer.say(LINE_WORDS[line.state]), "basis": viewer.say(BASIS_WORDS[line.basis]),
        "is_late": line.is_late(at), "working": _working(line, one, viewer),
        "free": [(viewer.say(FREEDOM_WORDS[found.name]), found.clause) for found in free],
    }  # fmt: skip


def _working(line: LineView, one: OrderView, viewer: Viewer) -> str:
    """How the due instant was reached, in words."""
    if line.due_at is None or line.answered_at is None or one.due_hours is None:
        return ""
    term = Term(name=one.due_class, hours=one.due_hours, in_holidays=one.due_in_holidays, clause=one.due_clause)
    found = due_at(line.answered_at, term, trade_book().calendar)
    return viewer.say((found.working_zh, found.working_en))


def _events(one: OrderView, sent: list[DeliveryView], viewer: Viewer) -> list[tuple[datetime, str]]:
    """What happened, the first first."""
    found = [(one.placed_at, viewer.say(("医院下单", "ordered")))]
    for at in sorted({line.answered_at for line in one.lines if line.answered_at is not None}):
        states = {line.state for line in one.lines if line.answered_at == at}
        is_refused = states == {LineState.REFUSED}
        found.append((at, viewer.say(("企业拒绝", "refused") if is_refused else ("企业确认", "confirmed"))))
    for parcel in sent:
        found.append((parcel.delivered_at, f"{viewer.say(('发货', 'sent'))} {parcel.code}"))
        if parcel.received_at is not None:
            found.append((parcel.received_at, f"{viewer.say(('验收入库', 'received'))} {parcel.code}"))
        for back in parcel.returns:
            found.append((back.returned_at, f"{viewer.say(('退货', 'sent back'))} {back.number}"))
            if back.agreed_at is not None:
                found.append((back.agreed_at, f"{viewer.say(('企业确认退货', 'return agreed'))} {back.number}"))
    return sorted(found)


_HEADINGS = (
    ("配送", "Delivery"), ("配送单", "Note"), ("订单", "Order"), ("明细", "Line"), ("药品代码", "Product code"),
    ("药品", "Drug"), ("医疗机构", "Hospital"), ("供应企业", "Supplier"), ("发货（盒）", "Sent (packs)"),
    ("批号", "Lot"),
    ("生产日期", "Made on"), ("有效期至", "Expires on"), ("承运", "Carrier"), ("追溯码数", "Codes"),
    ("发货时间", "Sent at"), ("入库", "Accepted"), ("短少", "Short"), ("破损", "Damaged"), ("说明", "In words"),
    ("验收时间", "Received at"),
)  # fmt: skip


def deliveries_table(found: list[DeliveryView]) -> Table:
    """Deliveries as a file."""
    return Table(
        _HEADINGS,
        [
            [
                one.code, one.note, one.order, one.line, one.product_code, one.generic_name, one.hospital, one.supplier,
                one.quantity, one.lot_no, one.made_on, one.expires_on, one.carrier, one.codes, one.delivered_at,
                one.accepted, one.short, one.damaged, one.words, one.received_at,
            ]
            for one in found
        ],
    )  # fmt: skip


def move(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm, refuse, cancel or close the lines of an order, all or those that are ticked."""
    viewer, given = viewer_of(request), request.POST
    why, wanted = _text(given, "why"), given.get("move", "")
    lines = [text.replace("\x00", "") for text in given.getlist("line")] or None
    actor, at = viewer.actor, now()
    moves: dict[str, tuple[Callable[[], object], tuple[str, str]]] = {
        LineMove.CONFIRM: (
            lambda: answering.confirm_order(code, actor=actor, at=at, book=trade_book(), lines=lines),
            ("订单已确认，配送时限开始计算。", "The order is confirmed; the hours to deliver begin."),
        ),
        LineMove.REFUSE: (
            lambda: answering.refuse_order(code, why=why, actor=actor, at=at, lines=lines),
            ("已拒绝，原因医院和主管部门可见。", "Refused; the hospital and the departments see why."),
        ),
        LineMove.CANCEL: (
            lambda: answering.cancel_order(code, why=why, actor=actor, at=at, lines=lines),
            ("已撤单。", "Cancelled."),
        ),
        LineMove.CLOSE: (
            lambda: answering.close_order(code, why=why, actor=actor, at=at, lines=lines), ("已办结。", "Closed."),
        ),
    }  # fmt: skip
    if wanted not in moves:
        raise BaowenError("请从列表中选择", "choose one of the list")
    work, words = moves[wanted]
    return done(request, viewer, work, words, "order", code)


def send(request: HttpRequest, code: str) -> HttpResponse:
    """Send lots for an order in one note; lines without a quantity are left out."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        numbers = [number.replace("\x00", "") for number in given.getlist("line")]
        parcels = tuple(parcel for number in numbers if (parcel := _parcel(given, number)) is not None)
        note = Note(number=_text(given, "note"), order=code, parcels=parcels, carrier=_text(given, "carrier"))
        for doubt in deliver(note, actor=viewer.actor, at=now()).doubts:
            messages.warning(request, viewer.say(doubt))

    return done(request, viewer, work, ("已发货。", "The goods are sent."), "order", code)


def _parcel(given: QueryDict, line: str) -> Parcel | None:
    quantity = quantity_given(given.get(f"quantity-{line}", ""), "发货数量", "the quantity")
    if quantity is None:
        return None
    made = _text(given, f"made-{line}")
    lot = Lot(
        quantity=quantity, lot_no=_text(given, f"lot-{line}"), expires_on=day_given(given.get(f"expires-{line}", "")),
        made_on=day_given(made) if made else None, codes=tuple(_text(given, f"codes-{line}").split()),
    )  # fmt: skip
    return Parcel(line=line, lot=lot)


def take_in(request: HttpRequest, code: str) -> HttpResponse:
    """Receive a delivery of an own order."""
    viewer, given = viewer_of(request), request.POST
    one = delivery_seen(viewer.actor, code)

    def work() -> None:
        counted = Counted(
            accepted=_packs(given, "accepted", "入库数", "what was accepted"),
            short=_packs(given, "short", "短少数", "what was short"),
            damaged=_packs(given, "damaged", "破损数", "what was damaged"),
        )  # fmt: skip
        receive(code, counted, actor=viewer.actor, at=now(), words=_text(given, "words"))

    return done(request, viewer, work, ("已验收入库。", "The goods are received."), "order", one.order)


def give_back(request: HttpRequest, code: str) -> HttpResponse:
    """Send back of what was accepted of a delivery."""
    viewer, given = viewer_of(request), request.POST
    one = delivery_seen(viewer.actor, code)

    def work() -> None:
        asked = GoingBack(
            number=_text(given, "number"), delivery=code, quantity=_packs(given, "quantity", "退货数", "the quantity"),
            cause=ReturnCause(given.get("cause", "")), words=_text(given, "words"),
        )  # fmt: skip
        return_goods(asked, actor=viewer.actor, at=now())

    return done(
        request, viewer, work, ("退货已登记，待企业确认。", "Sent back; the supplier has to agree."), "order", one.order
    )


def agree(request: HttpRequest, code: str) -> HttpResponse:
    """Say as the supplier that what was sent back of an order has come."""
    viewer, given = viewer_of(request), request.POST
    one = order_seen(viewer.actor, code)
    return done(
        request, viewer,
        lambda: agree_return(one.hospital, _text(given, "number"), actor=viewer.actor, at=now()),
        ("已确认退货。", "The return is agreed."), "order", code,
    )  # fmt: skip


def _packs(given: QueryDict, name: str, zh: str, en: str) -> Decimal:
    """The packs of a field; an empty one is none of them."""
    return quantity_given(given.get(name, ""), zh, en) or Decimal(0)


def _text(given: QueryDict, name: str) -> str:
    return given.get(name, "").replace("\x00", "").strip()
