"""Reserve goods: what lies where by lot, what arrives, the ledger of a product, and lines that mend it. RSV-1."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.api.book import home
from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.reserve.goods.actions.ledger import Arrival, WriteOff, counter, take_in, write_off
from baowen.reserve.goods.kinds import ENTRY_WORDS, GOODS_WORDS, IN_BY_HAND, UNIT_WORDS, EntryKind, GoodsKind
from baowen.reserve.goods.queries.ledger import (
    EntryView,
    HoldingView,
    Sought,
    entry_page,
    holding_page,
    holding_seen,
)
from baowen.reserve.goods.queries.money import budgets
from baowen.reserve.goods.queries.recalled import recalled_now
from baowen.reserve.goods.rules import Recalled
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.pages.vbp_fields import doing_of, optional_day
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

LOT_HEADINGS = (
    ("承储单位代码", "Holder code"), ("承储单位", "Holder"), ("地区", "Place"), ("类别", "Kind"),
    ("产品代码", "Product code"), ("名称", "Name"), ("规格", "Strength"), ("生产厂家", "Maker"), ("批号", "Lot"),
    ("有效期至", "Expires on"), ("结存", "Left"), ("单位", "Unit"), ("采购价格（元）", "Price (yuan)"),
    ("金额（元）", "Amount (yuan)"), ("已过期", "Expired"), ("召回", "Recalled"),
)  # fmt: skip
ENTRY_HEADINGS = (
    ("编号", "Number"), ("日期", "Day"), ("类别", "Kind"), ("承储单位代码", "Holder code"),
    ("产品代码", "Product code"), ("名称", "Name"), ("规格", "Strength"), ("生产厂家", "Maker"), ("批号", "Lot"),
    ("有效期至", "Expires on"), ("数量", "Quantity"), ("单位", "Unit"), ("采购价格（元）", "Price (yuan)"),
    ("金额（元）", "Amount (yuan)"), ("所属指令", "Order"), ("说明", "Remark"), ("资金", "Fund"),
    ("使用资金（元）", "Used (yuan)"), ("冲正", "Takes back"), ("被冲正", "Taken back by"), ("登记时间", "Entered"),
)  # fmt: skip


def holdings(request: HttpRequest) -> HttpResponse:
    """What lies in the reserves that the viewer sees, product by product with its lots."""
    viewer, given, recalled = viewer_of(request), request.GET, recalled_of_today()
    sought = Sought(text=given.get("text", "")[:200], with_rest=not given.get("empty"))

    def page(cursor: str) -> Paged[HoldingView]:
        return holding_page(viewer.actor, sought, on=today(), recalled=recalled, cursor=cursor)

    def entries(cursor: str) -> Paged[EntryView]:
        return entry_page(viewer.actor, cursor=cursor)

    tables: dict[str, Callable[[], Table]] = {
        "lots": lambda: _lots(all_pages(page), viewer),
        "entries": lambda: entry_table(all_pages(entries), viewer),
    }
    file = exported(request, tables)
    if file is not None:
        return file
    found = page(given.get("cursor", ""))
    names = names_of({one.holder for one in found.lines})
    shown: dict[str, Any] = {
        "lines": [_line(one, names, viewer) for one in found.lines], "cursor": found.cursor, "given": given,
        "may_move": viewer.may(Act.RESERVE_MOVE), "watches": viewer.may(Act.RESERVE_READ),
        "takes": [(one.value, viewer.say(ENTRY_WORDS[one])) for one in EntryKind if one in IN_BY_HAND],
        "goods": [(one.value, viewer.say(words)) for one, words in GOODS_WORDS.items()],
        "funds": budgets(viewer.actor), "today": today(),
    }  # fmt: skip
    return render(request, "pages/reserve_goods.html", shown)


def recalled_of_today() -> Recalled:
    """The recalls in force today, from the lake."""
    return recalled_now(home(), today())


def unit_of(kind: GoodsKind, viewer: Viewer) -> str:
    """In what goods are counted."""
    return viewer.say(UNIT_WORDS[kind])


def take_goods_in(request: HttpRequest) -> HttpResponse:
    """Enter goods that arrived in the own reserve; money that passes its fund is told."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        made = take_in(_arrival(given), doing_of(viewer))
        warn_beyond(request, viewer, made.beyond)

    said = ("已入库。", "Entered.")
    return done(request, viewer, work, said, "reserve_goods")


def warn_beyond(request: HttpRequest, viewer: Viewer, beyond: Decimal) -> None:
    """Tell by how much a use passed what its fund had left."""
    if beyond:
        words = (f"超出资金结存 {beyond:,.2f} 元。", f"This passes what the fund has left by {beyond:,.2f} yuan.")
        messages.warning(request, viewer.say(words))


def number_of(given: QueryDict, name: str, zh: str, en: str) -> Decimal:
    """The number of a field that must be filled; BaowenError where it is empty."""
    found = quantity_given(given.get(name, ""), zh, en)
    if found is None:
        raise BaowenError(f"请填写{zh}", f"the {en} is missing")
    return found


def _arrival(given: QueryDict) -> Arrival:
    return Arrival(
        product_code=given.get("product", "").strip(), generic_name=given.get("name", ""),
        spec=given.get("spec", ""), maker=given.get("maker", ""), lot_no=given.get("lot", ""),
        expires_on=day_given(given.get("expires_on", "")), packs=number_of(given, "packs", "数量", "quantity"),
        unit_price=number_of(given, "price", "采购价格", "price"), kind=EntryKind(given.get("kind", "")),
        goods=GoodsKind(given.get("goods", "")), on=optional_day(given, "on"), budget=given.get("fund", ""),
        refill=given.get("refill", "").strip(), words=given.get("words", ""),
    )  # fmt: skip


def one_holding(request: HttpRequest, key: int) -> HttpResponse:
    """One product in a reserve: its lots and its ledger; a form mends it."""
    if request.method == "POST":
        return _mend(request, key)
    viewer, given = viewer_of(request), request.GET
    found = holding_seen(key, viewer.actor, on=today(), recalled=recalled_of_today())

    def page(cursor: str) -> Paged[EntryView]:
        return entry_page(viewer.actor, holding=key, cursor=cursor)

    file = exported(
        request,
        {"lots": lambda: _lots([found], viewer), "entries": lambda: entry_table(all_pages(page), viewer)},
    )
    if file is not None:
        return file
    entries = page(given.get("cursor", ""))
    own = found.holder == viewer.actor.organisation and viewer.may(Act.RESERVE_MOVE)
    shown = _line(found, names_of({found.holder}), viewer) | {
        "entries": [(one, viewer.say(ENTRY_WORDS[one.kind]), own and _may_counter(one)) for one in entries.lines],
        "cursor": entries.cursor, "own": own, "today": today(),
        "offs": [(one.value, viewer.say(ENTRY_WORDS[one])) for one in _OFF],
    }  # fmt: skip
    return render(request, "pages/reserve_goods_holding.html", shown)


_OFF = (EntryKind.LOSS, EntryKind.SCRAPPED, EntryKind.COUNT)


def _may_counter(one: EntryView) -> bool:
    fixed = (EntryKind.RELEASE, EntryKind.RETURNED, EntryKind.COUNTER)
    return one.kind not in fixed and not one.corrected_by


def _mend(request: HttpRequest, key: int) -> HttpResponse:
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        if given.get("what") == "counter":
            counter(given.get("entry", ""), doing_of(viewer, given.get("reason", "")))
            return
        lot = given.get("lot", "")
        new = WriteOff(
            lot=int(lot) if lot.isascii() and lot.isdigit() and len(lot) < 16 else -1,
            kind=EntryKind(given.get("kind", "")), packs=number_of(given, "packs", "数量", "quantity"),
            words=given.get("words", ""), on=optional_day(given, "on"),
        )  # fmt: skip
        write_off(new, doing_of(viewer))

    return done(request, viewer, work, ("已登记。", "Entered."), "reserve_goods_holding", str(key))


def _line(one: HoldingView, names: dict[str, str], viewer: Viewer) -> dict[str, Any]:
    return {
        "one": one, "name": names.get(one.holder, one.holder), "unit": unit_of(one.kind, viewer),
        "kind": viewer.say(GOODS_WORDS[one.kind]),
    }  # fmt: skip


def _lots(found: list[HoldingView], viewer: Viewer) -> Table:
    names = names_of({one.holder for one in found})
    rows = [
        [
            one.holder, names.get(one.holder), viewer.place(one.region), viewer.say(GOODS_WORDS[one.kind]),
            one.product_code, one.generic_name, one.spec, one.maker, lot.lot_no, lot.expires_on, lot.packs,
            unit_of(one.kind, viewer), lot.unit_price, lot.amount, lot.is_expired, lot.is_recalled,
        ]
        for one in found
        for lot in one.lots
    ]  # fmt: skip
    return Table(LOT_HEADINGS, rows)


def entry_table(found: list[EntryView], viewer: Viewer) -> Table:
    """Lines of the ledger as a file."""
    rows = [
        [
            one.code, one.happened_on, viewer.say(ENTRY_WORDS[one.kind]), one.holder, one.product_code,
            one.generic_name, one.spec, one.maker, one.lot_no, one.expires_on, one.packs,
            unit_of(one.goods, viewer), one.unit_price, one.amount, one.about, one.words, one.fund, one.used,
            one.corrects, one.corrected_by, one.entered_at,
        ]
        for one in found
    ]  # fmt: skip
    return Table(ENTRY_HEADINGS, rows)
