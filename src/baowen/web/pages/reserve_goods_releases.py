"""Release orders and replenishments of the viewer's place or organisation, and the forms that give them. RSV-1."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.core.clock import SHANGHAI, now, today
from baowen.core.money import plain
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.reserve.goods.actions.refilling import drop_refill, order_refill
from baowen.reserve.goods.actions.releasing import NewRelease, order_release
from baowen.reserve.goods.queries.ledger import Sought, holding_page
from baowen.reserve.goods.queries.releases import RefillView, ReleaseView, refill_page, release_page
from baowen.reserve.goods.states import REFILL_WORDS, RELEASE_WORDS, ReleaseState
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.pages.reserve_goods import number_of, recalled_of_today, unit_of
from baowen.web.pages.vbp_fields import doing_of, one_of, optional_day, options_of, organisation_given
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

TAKERS, CHOICES = 4, 500
HEADINGS = (
    ("编号", "Number"), ("承储单位代码", "Holder code"), ("产品代码", "Product code"), ("名称", "Name"),
    ("接收单位代码", "Taker code"), ("指令数量", "Ordered"), ("单位", "Unit"), ("已发出", "Sent"),
    ("验收", "Accepted"), ("损失", "Lost"), ("退回", "Returned"), ("送达期限", "Due"), ("逾期", "Late"),
    ("案件", "Case"), ("措施", "Measure"), ("国家储备应急调用", "National call-up"),
    ("议定临时采购价格（元）", "Agreed price (yuan)"), ("备案号", "Filing"), ("状态", "State"),
    ("下达时间", "Ordered at"),
)  # fmt: skip
REFILL_HEADINGS = (
    ("编号", "Number"), ("动用编号", "Release"), ("承储单位代码", "Holder code"), ("产品代码", "Product code"),
    ("名称", "Name"), ("应补", "To replenish"), ("单位", "Unit"), ("已到", "Arrived"), ("期限", "Due"),
    ("逾期", "Late"), ("状态", "State"), ("理由", "Reason"),
)  # fmt: skip


def releases(request: HttpRequest) -> HttpResponse:
    """The release orders and replenishments that the viewer sees, the newest first."""
    viewer, given, at = viewer_of(request), request.GET, now()
    state = one_of(ReleaseState, given.get("state", ""))

    def page(cursor: str) -> Paged[ReleaseView]:
        return release_page(viewer.actor, at=at, state=state, case=given.get("case", "").strip(), cursor=cursor)

    def refills(cursor: str) -> Paged[RefillView]:
        return refill_page(viewer.actor, on=today(), cursor=cursor)

    file = exported(
        request,
        {
            "releases": lambda: _table(all_pages(page), viewer),
            "refills": lambda: _refill_table(all_pages(refills), viewer),
        },
    )
    if file is not None:
        return file
    found, wanted = page(given.get("cursor", "")), refills(given.get("refills", ""))
    names = names_of({one.holder for one in found.lines} | {one.holder for one in wanted.lines})
    may_order = viewer.may(Act.RESERVE_RELEASE)
    shown: dict[str, Any] = {
        "lines": [release_line(one, names, viewer) for one in found.lines], "cursor": found.cursor, "given": given,
        "refills": [
            (one, names.get(one.holder, one.holder), viewer.say(REFILL_WORDS[one.state]), unit_of(one.goods, viewer))
            for one in wanted.lines
        ],
        "more_refills": wanted.cursor, "states": options_of(RELEASE_WORDS, viewer, given.get("state", "")),
        "may_order": may_order, "rows": range(1, TAKERS + 1),
        "choices": _choices(viewer) if may_order else [],
    }  # fmt: skip
    return render(request, "pages/reserve_goods_releases.html", shown)


def release_line(one: ReleaseView, names: dict[str, str], viewer: Viewer) -> dict[str, Any]:
    """A release order in the viewer's words."""
    return {
        "one": one, "name": names.get(one.holder, one.holder), "state": viewer.say(RELEASE_WORDS[one.state]),
        "unit": unit_of(one.goods, viewer), "sent": sum((taker.sent for taker in one.takers), Decimal(0)),
        "accepted": sum((taker.accepted for taker in one.takers), Decimal(0)),
    }  # fmt: skip


def _choices(viewer: Viewer) -> list[tuple[str, str]]:
    """Goods that can be released: value and words of each product in a reserve of the place."""
    sought = Sought(with_rest=True)
    page = holding_page(viewer.actor, sought, on=today(), recalled=recalled_of_today(), limit=CHOICES)
    names = names_of({one.holder for one in page.lines})
    return [
        (
            f"{one.holder} {one.product_code}",
            f"{one.generic_name} {one.spec} · {names.get(one.holder, one.holder)} · "
            f"{plain(one.usable)} {unit_of(one.kind, viewer)}",
        )
        for one in page.lines
    ]


def order(request: HttpRequest) -> HttpResponse:
    """Order a release; what passes the usable stock is told."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        made = order_release(_new(given), doing_of(viewer), recalled=recalled_of_today())
        if made.beyond:
            more = plain(made.beyond)
            words = (f"{made.code} 超出可动用库存 {more}。", f"{made.code} passes what is usable by {more}.")
            messages.warning(request, viewer.say(words))

    said = ("已下达，承储单位已收到消息。", "Ordered; the holder knows.")
    return done(request, viewer, work, said, "reserve_goods_releases")


def _new(given: QueryDict) -> NewRelease:
    holder, _, product = given.get("goods", "").partition(" ")
    measure, due = given.get("measure", "").strip(), given.get("due_at", "").strip()
    if measure and not (measure.isascii() and measure.isdigit() and len(measure) < 16):
        raise BaowenError("措施编号应为数字", "a measure has a number")
    takers = []
    for number in range(1, TAKERS + 1):
        taker = given.get(f"taker-{number}", "").strip()
        if taker:
            takers.append((organisation_given(taker), number_of(given, f"packs-{number}", "数量", "quantity")))
    return NewRelease(
        holder=holder, product_code=product, takers=takers, case_number=given.get("case", "").strip(),
        measure=int(measure) if measure else None, due_at=_instant(due) if due else None,
        is_call_up=bool(given.get("call_up")),
        agreed_price=quantity_given(given.get("agreed_price", ""), "议定临时采购价格", "agreed price"),
        filing_number=given.get("filing", ""), words=given.get("words", ""),
    )  # fmt: skip


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    except ValueError:
        raise BaowenError(f"时间应写作 2026-11-30T18:00，不是 {text!r}", f"{text!r} is no time") from None


def decide_refill(request: HttpRequest) -> HttpResponse:
    """Order or drop a proposed replenishment."""
    viewer, given = viewer_of(request), request.POST
    code = given.get("code", "")

    def work() -> None:
        doing = doing_of(viewer, given.get("reason", ""))
        if given.get("what") == "drop":
            drop_refill(code, doing)
        else:
            packs = quantity_given(given.get("packs", ""), "数量", "quantity")
            order_refill(code, doing, packs=packs, due_on=optional_day(given, "due_on"))

    return done(request, viewer, work, ("已办理。", "Done."), "reserve_goods_releases")


def _table(found: list[ReleaseView], viewer: Viewer) -> Table:
    rows = [
        [
            one.code, one.holder, one.product_code, one.generic_name, taker.organisation, taker.packs,
            unit_of(one.goods, viewer), taker.sent, taker.accepted, taker.lost, taker.returned, one.due_at,
            one.is_late, one.case_number, one.measure, one.is_call_up, one.agreed_price, one.filing_number,
            viewer.say(RELEASE_WORDS[one.state]), one.ordered_at,
        ]
        for one in found
        for taker in one.takers
    ]  # fmt: skip
    return Table(HEADINGS, rows)


def _refill_table(found: list[RefillView], viewer: Viewer) -> Table:
    rows = [
        [
            one.code, one.release, one.holder, one.product_code, one.generic_name, one.packs,
            unit_of(one.goods, viewer), one.arrived, one.due_on, one.is_late, viewer.say(REFILL_WORDS[one.state]),
            one.reason,
        ]
        for one in found
    ]  # fmt: skip
    return Table(REFILL_HEADINGS, rows)
