"""Orders: those of the own hospital, enterprise or place; a new one on a listing, a negotiation or a filing. PRC-4."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from baowen.api.book import trade_book
from baowen.api.once import first_time
from baowen.core.clock import now, today
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.procure.basis import BASIS_WORDS, Agreed, BasisKind
from baowen.procure.buying.queries import agreed
from baowen.procure.trade.actions.ordering import NewOrder, place_orders
from baowen.procure.trade.kinds import URGENCY_WORDS, Urgency
from baowen.procure.trade.queries.orders import OrderView, Sought, order_page
from baowen.procure.trade.queries.places import suppliers_for
from baowen.procure.trade.rules.asked import NewLine
from baowen.procure.trade.states import LINE_WORDS, LineState
from baowen.web.choosing import chosen
from baowen.web.exports import Table, all_pages, exported
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

ROWS = 5


def orders(request: HttpRequest) -> HttpResponse:
    """The orders that the viewer may see, the newest first, narrowed by state, lateness, place and words."""
    viewer, given = viewer_of(request), request.GET
    sought = _sought(given)

    def page(cursor: str) -> Paged[OrderView]:
        return order_page(viewer.actor, sought, cursor=cursor)

    file = exported(request, {"orders": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(given.get("cursor", ""))
    at = now()
    names = names_of({code for one in found.lines for code in (one.hospital, one.supplier)})
    shown = {
        "lines": [
            {
                "order": one, "is_late": one.is_late(at), "states": _states(one, viewer),
                "hospital": names.get(one.hospital, one.hospital), "supplier": names.get(one.supplier, one.supplier),
                "due": min((line.due_at for line in one.lines if line.due_at and line.left), default=None),
            }
            for one in found.lines
        ],
        "cursor": found.cursor, "query": _query(given), "text": sought.text, "place": sought.place,
        "state": given.get("state", ""),
        "states": [(one.value, viewer.say(words)) for one, words in LINE_WORDS.items()],
        "late": sought.late_at is not None, "may_order": viewer.may(Act.ORDER_PLACE),
        "may_answer": viewer.may(Act.ORDER_ANSWER), "officer": viewer.may(Act.TRADE_READ),
    }  # fmt: skip
    return render(request, "pages/orders.html", shown)


def _sought(given: QueryDict) -> Sought:
    state = given.get("state", "")
    return Sought(
        state=LineState(state) if state in set(LineState) else None, late_at=now() if given.get("late") else None,
        place=_text(given, "place"), text=_text(given, "text"),
    )  # fmt: skip


def _query(given: QueryDict) -> str:
    kept = given.copy()
    kept.pop("cursor", None)
    return kept.urlencode()


def _states(one: OrderView, viewer: Viewer) -> str:
    return viewer.say(("、", ", ")).join(viewer.say(LINE_WORDS[state]) for state in LineState if one.has(state))


_HEADINGS = (
    ("订单", "Order"), ("本机构编号", "Hospital's number"), ("医疗机构", "Hospital"), ("地区", "Place"),
    ("供应企业", "Supplier"), ("紧急程度", "Urgency"), ("下单时间", "Placed at"), ("明细", "Line"),
    ("药品代码", "Product code"), ("药品", "Drug"), ("依据", "Basis"), ("依据编号", "Number of the basis"),
    ("订购（盒）", "Ordered (packs)"), ("单价", "Price"), ("金额", "Amount"), ("状态", "State"), ("原因", "Reason"),
    ("应送达", "Due"), ("已发货", "Delivered"), ("已入库", "Received"), ("已退货", "Returned"),
)  # fmt: skip


def _table(found: list[OrderView], viewer: Viewer) -> Table:
    """A row a line, the order before each."""
    return Table(
        _HEADINGS,
        [
            [
                one.code, one.number, one.hospital, viewer.place(one.region), one.supplier,
                viewer.say(URGENCY_WORDS[one.urgency]), one.placed_at, line.number, line.product_code,
                line.generic_name, viewer.say(BASIS_WORDS[line.basis]), line.basis_number, line.quantity,
                line.unit_price, line.amount, viewer.say(LINE_WORDS[line.state]), line.reason, line.due_at,
                line.delivered, line.received, line.returned,
            ]
            for one in found
            for line in one.lines
        ],
    )  # fmt: skip


def order_new(request: HttpRequest) -> HttpResponse:
    """Order on a basis: the routes and listings lead here with `?basis=listing&number=…`."""
    viewer = viewer_of(request)
    if request.method == "POST":
        answer = _placed(request, viewer)
        if answer is not None:
            return answer
    given = request.POST if request.method == "POST" else request.GET
    basis, number = given.get("basis", given.get("basis-1", "listing")), given.get("number", given.get("number-1", ""))
    found, why = _agreed(viewer, basis, number.replace("\x00", "").strip())
    suppliers = suppliers_for(viewer.actor, found, book=trade_book())
    shown = {
        "found": found, "why": why, "given": given, "may": viewer.may(Act.ORDER_PLACE),
        "basis_words": found and BASIS_WORDS[found.kind],
        "rows": [_row(given, 1, basis, number), *(_row(given, place, "", "") for place in range(2, ROWS + 1))],
        "bases": [(one.value, viewer.say(words)) for one, words in BASIS_WORDS.items() if one is not BasisKind.RESERVE],
        "urgencies": [(one.value, viewer.say(words)) for one, words in URGENCY_WORDS.items()],
        "suppliers": suppliers, "supplier": _supplier(given, suppliers),
        "own_number": given.get("own_number") or f"{now():%Y%m%d%H%M%S}",
    }  # fmt: skip
    return render(request, "pages/order_new.html", shown)


def _supplier(given: QueryDict, offered: list[tuple[str, str]]) -> tuple[str, str]:
    """Code and name of the field: as typed, else the only one who may well deliver."""
    code, name = _text(given, "supplier"), _text(given, "supplier_name")
    if not code and not name and len(offered) == 1:
        return offered[0]
    return code, name or dict(offered).get(code, code)


def _agreed(viewer: Viewer, basis: str, number: str) -> tuple[Agreed | None, str]:
    """What the basis allows, and why it can't be ordered on."""
    if not number or basis not in set(BasisKind):
        return None, ""
    actor = viewer.actor
    try:
        found = agreed(BasisKind(basis), number, hospital=actor.organisation, region=actor.region, on=today())
    except BaowenError as error:
        return None, viewer.told(error)
    return found, viewer.say((found.why_not_zh, found.why_not_en))


def _row(given: QueryDict, place: int, basis: str, number: str) -> dict[str, object]:
    return {
        "place": place, "basis": given.get(f"basis-{place}", basis) or "listing",
        "number": given.get(f"number-{place}", number), "quantity": given.get(f"quantity-{place}", ""),
        "price": given.get(f"price-{place}", ""),
    }  # fmt: skip


def _placed(request: HttpRequest, viewer: Viewer) -> HttpResponse | None:
    """The page of the order that was placed; None where the form is shown again with what is wrong."""
    code = ""

    def work() -> None:
        nonlocal code
        placed = place_orders([_asked(request.POST)], actor=viewer.actor, at=now(), book=trade_book())
        code = placed[0].code

    try:
        first_time(viewer.actor.organisation, request.POST.get("key", ""), now(), work)
    except BaowenError as error:
        messages.error(request, viewer.told(error))
        return None
    except ValueError:
        messages.error(request, viewer.say(("请从列表中选择。", "Choose one of the list.")))
        return None
    messages.success(request, viewer.say(("订单已下达。", "The order is placed.")))
    return redirect("order", code) if code else redirect("orders")


def _asked(given: QueryDict) -> NewOrder:
    return NewOrder(
        number=_text(given, "own_number"), supplier=chosen(given, "supplier").replace("\x00", ""),
        urgency=Urgency(given.get("urgency", "general")), in_parts=not given.get("at_once"),
        words=_text(given, "words"), is_sure=bool(given.get("is_sure")),
        lines=tuple(_line(given, place) for place in range(1, ROWS + 1) if _text(given, f"number-{place}")),
    )  # fmt: skip


def _line(given: QueryDict, place: int) -> NewLine:
    quantity = quantity_given(given.get(f"quantity-{place}", ""), "数量", "the quantity")
    if quantity is None:
        raise BaowenError(f"第 {place} 行没有填数量", f"line {place} has no quantity")
    return NewLine(
        basis=BasisKind(given.get(f"basis-{place}", "")), basis_number=_text(given, f"number-{place}"),
        quantity=quantity, price=quantity_given(given.get(f"price-{place}", ""), "单价", "the price"),
    )  # fmt: skip


def _text(given: QueryDict, name: str) -> str:
    return given.get(name, "").replace("\x00", "").strip()
