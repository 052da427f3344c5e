"""调剂单: what waits for the own institution, and one order that is answered, sent, received. RSV-3 (NJ-5, HD-13)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.api.book import home, rulebook
from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.reserve.transfers.actions.moving import Counting, Sending, accept, cancel, receive, refuse, send, take_back
from baowen.reserve.transfers.queries.happened import GoodsEvent, goods_events
from baowen.reserve.transfers.queries.orders import OrderView, order, order_page
from baowen.reserve.transfers.states import ORDER_WORDS, OrderState
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.pages.vbp_fields import doing_of, one_of, optional_day, options_of
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

ORDER_HEADINGS = (
    ("编号", "Number"), ("方案", "Plan"), ("案件", "Case"), ("地区", "Place"), ("调出机构代码", "Giver code"),
    ("调出机构", "Giver"), ("调入机构代码", "Taker code"), ("调入机构", "Taker"), ("状态", "State"),
    ("盒数", "Packs"), ("发出", "Sent"), ("收到", "Received"), ("应于", "Due on"), ("逾期", "Late"),
    ("下达时间", "Ordered at"),
)  # fmt: skip
LINE_HEADINGS = (
    ("明细", "Line"), ("药品", "Drug"), ("产品代码", "Product code"), ("批号", "Lot"), ("有效期至", "Expires on"),
    ("下达", "Ordered"), ("接受", "Accepted"), ("发出", "Sent"), ("收到", "Received"), ("损耗", "Lost"),
    ("退回", "Returned"), ("调出机构已收回", "Taken back"), ("在途", "On the way"),
)  # fmt: skip
EVENT_WORDS = {
    "sent": ("发出", "sent"), "received": ("验收", "counted"), "back": ("收回退货", "taken back"),
}  # fmt: skip
EVENT_HEADINGS = (
    ("时间", "At"), ("事项", "What"), ("药品", "Drug"), ("批号", "Lot"), ("盒数", "Packs"), ("损耗", "Lost"),
    ("退回", "Returned"), ("说明", "Remark"),
)  # fmt: skip
SAID = {
    "accept": ("已接受，调入机构已收到消息。", "Accepted; the taker knows."),
    "refuse": ("已回复不同意。", "Refused."),
    "cancel": ("已取消。", "Cancelled."),
    "send": ("已登记发出，调入机构已收到消息。", "Sent; the taker knows."),
    "receive": ("已验收。", "Counted."),
    "back": ("已收回。", "Taken back."),
}


def orders(request: HttpRequest) -> HttpResponse:
    """The orders that the viewer sees, the newest first."""
    viewer, given = viewer_of(request), request.GET
    state, plan = one_of(OrderState, given.get("state", "")), given.get("plan", "").strip()[:40]

    def page(cursor: str) -> Paged[OrderView]:
        late, book = bool(given.get("late")), rulebook()
        return order_page(
            viewer.actor, book=book, today=today(), state=state, late=late, plan=plan, cursor=cursor
        )  # fmt: skip

    file = exported(request, {"orders": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(given.get("cursor", ""))
    shown = {
        "lines": [(one, viewer.say(ORDER_WORDS[one.state]), _owed(one)) for one in found.lines],
        "cursor": found.cursor,
        "given": given, "states": options_of(ORDER_WORDS, viewer, given.get("state", "")),
        "watches": viewer.may(Act.TRANSFER_READ),
    }  # fmt: skip
    return render(request, "pages/reserve_transfers_orders.html", shown)


def one_order(request: HttpRequest, number: str) -> HttpResponse:
    """An order with its lines and what happened; a POST answers, sends, counts, takes back or cancels."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _act(request, viewer, number)
    try:
        found = order(number, viewer.actor, book=rulebook(), today=today())
    except BaowenError as error:
        return render(request, "pages/reserve_transfers_missing.html", {"told": viewer.told(error)}, status=404)
    events = goods_events(number)
    file = exported(
        request, {"lines": lambda: _line_table(found), "events": lambda: _event_table(events, viewer)}
    )  # fmt: skip
    if file is not None:
        return file
    shown = {
        "order": found, "state": viewer.say(ORDER_WORDS[found.state]), "today": today(), "owed": _owed(found),
        "events": [(one, viewer.say(EVENT_WORDS[one.what])) for one in events],
        "is_cold": found.transport == "cold", **_may(found, viewer),
    }  # fmt: skip
    return render(request, "pages/reserve_transfers_order.html", shown)


def _may(found: OrderView, viewer: Viewer) -> dict[str, bool]:
    """What the viewer can do now as the order's giver or taker."""
    moves, accepted = viewer.may(Act.TRANSFER_MOVE), found.state is OrderState.ACCEPTED
    gives, takes = moves and found.side == "giver", moves and found.side == "taker"
    return {
        "may_answer": gives and found.state is OrderState.ORDERED,
        "may_send": gives and accepted and any(one.to_send for one in found.lines),
        "may_receive": takes and accepted and any(one.on_the_way for one in found.lines),
        "may_take_back": gives and any(one.on_the_way_back for one in found.lines),
    }


def _owed(found: OrderView) -> date | None:
    """The day of the step that is owed now; None where nothing is."""
    if found.state is OrderState.ORDERED:
        return found.answer_due
    if found.state is not OrderState.ACCEPTED:
        return None
    if any(one.to_send for one in found.lines):
        return found.send_due
    return found.receive_due if any(one.on_the_way for one in found.lines) else None


def _act(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    given, what = request.POST, request.POST.get("what", "")

    def work() -> None:
        doing = doing_of(viewer, given.get("reason", ""))
        if what == "accept":
            accept(number, doing=doing, agreed=_by_line(given, "agreed"))
        elif what == "refuse":
            refuse(number, doing=doing)
        elif what == "cancel":
            cancel(number, doing=doing)
        elif what == "send":
            sending = [Sending(line=line, packs=packs) for line, packs in _by_line(given, "packs").items() if packs]
            carrier, temperature = given.get("carrier", ""), given.get("temperature", "")
            send(number, sending, doing=doing, home=home(), carrier=carrier, temperature=temperature)
        elif what == "receive":
            received_on = optional_day(given, "received_on") or today()
            receive(number, _counted(given), received_on=received_on, doing=doing)
        elif what == "back":
            for line, packs in _by_line(given, "packs").items():
                if packs:
                    take_back(number, line, packs, doing=doing)
        else:
            raise ValueError(what)

    return done(request, viewer, work, SAID.get(what, SAID["accept"]), "reserve_transfers_order", number)


def _by_line(given: QueryDict, name: str) -> dict[int, Decimal]:
    """The packs of fields such as `packs-17`, by line; lines that were left empty are left out."""
    found = {}
    for field in given:
        head, _, line = field.partition("-")
        if head == name and line.isascii() and line.isdigit():
            packs = quantity_given(given.get(field, ""), "盒数", "packs")
            if packs is not None:
                found[int(line)] = packs
    return found


def _counted(given: QueryDict) -> list[Counting]:
    received, lost, returned = (_by_line(given, name) for name in ("received", "lost", "returned"))
    zero = Decimal(0)
    lines = [
        line for line in {**received, **lost, **returned}
        if any(part.get(line) for part in (received, lost, returned))
    ]  # fmt: skip
    return [
        Counting(
            line=line, received=received.get(line, zero), lost=lost.get(line, zero),
            returned=returned.get(line, zero), words=given.get("words", ""),
        )
        for line in lines
    ]  # fmt: skip


def _table(found: list[OrderView], viewer: Viewer) -> Table:
    rows = [
        [
            one.number, one.plan, one.case, viewer.place(one.region), one.giver, one.giver_name, one.taker,
            one.taker_name, viewer.say(ORDER_WORDS[one.state]), one.packs, sum(line.sent for line in one.lines),
            sum(line.received for line in one.lines), _owed(one), bool(one.late), one.ordered_at,
        ]
        for one in found
    ]  # fmt: skip
    return Table(ORDER_HEADINGS, rows)


def _line_table(found: OrderView) -> Table:
    rows = [
        [
            one.id, one.drug, one.product_code, one.lot_no, one.expires_on, one.ordered, one.agreed, one.sent,
            one.received, one.lost, one.returned, one.taken_back, one.on_the_way,
        ]
        for one in found.lines
    ]  # fmt: skip
    return Table(LINE_HEADINGS, rows)


def _event_table(found: list[GoodsEvent], viewer: Viewer) -> Table:
    rows = [
        [
            one.at, viewer.say(EVENT_WORDS[one.what]), one.drug, one.lot_no, one.packs, one.lost, one.returned,
            one.words,
        ]
        for one in found
    ]  # fmt: skip
    return Table(EVENT_HEADINGS, rows)
