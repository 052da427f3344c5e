"""What is on its way and what goes back, over all orders that the viewer may see, with exports. PRC-4."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.orgs.permissions import Act
from baowen.procure.trade.kinds import RETURN_WORDS
from baowen.procure.trade.queries.orders import DeliveryView, ReturnView, delivery_page, return_page
from baowen.web.exports import Table, all_pages, exported
from baowen.web.pages.order import deliveries_table
from baowen.web.viewer import Viewer, viewer_of


def deliveries(request: HttpRequest) -> HttpResponse:
    """Deliveries, the newest first; those that wait to be received unless all are asked for."""
    viewer = viewer_of(request)
    waiting = not request.GET.get("all")

    def page(cursor: str) -> Paged[DeliveryView]:
        return delivery_page(viewer.actor, waiting=waiting, cursor=cursor)

    file = exported(request, {"deliveries": lambda: deliveries_table(all_pages(page))})
    if file is not None:
        return file
    found = page(request.GET.get("cursor", ""))
    shown = {
        "lines": found.lines, "cursor": found.cursor, "waiting": waiting, "today": today(),
        "buyer": viewer.may(Act.ORDER_PLACE),
    }  # fmt: skip
    return render(request, "pages/deliveries.html", shown)


def returns(request: HttpRequest) -> HttpResponse:
    """What goes back, the newest first; those that wait for the supplier unless all are asked for."""
    viewer = viewer_of(request)
    waiting = not request.GET.get("all")

    def page(cursor: str) -> Paged[ReturnView]:
        return return_page(viewer.actor, waiting=waiting, cursor=cursor)

    file = exported(request, {"returns": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(request.GET.get("cursor", ""))
    shown = {
        "lines": [(one, viewer.say(RETURN_WORDS[one.cause])) for one in found.lines], "cursor": found.cursor,
        "waiting": waiting, "seller": viewer.may(Act.ORDER_ANSWER),
    }  # fmt: skip
    return render(request, "pages/returns.html", shown)


_HEADINGS = (
    ("退货", "Return"), ("医疗机构", "Hospital"), ("订单", "Order"), ("配送", "Delivery"), ("药品", "Drug"),
    ("数量（盒）", "Packs"), ("原因", "Cause"), ("说明", "In words"), ("退货时间", "Sent back at"),
    ("确认时间", "Agreed at"),
)  # fmt: skip


def _table(found: list[ReturnView], viewer: Viewer) -> Table:
    return Table(
        _HEADINGS,
        [
            [
                one.number, one.hospital, one.order, one.delivery, one.generic_name, one.quantity,
                viewer.say(RETURN_WORDS[one.cause]), one.words, one.returned_at, one.agreed_at,
            ]
            for one in found
        ],
    )  # fmt: skip
