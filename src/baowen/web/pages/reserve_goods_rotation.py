"""Lots that are to be rotated before they expire, and rotations planned and done. RSV-1 (国家医药储备管理办法)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import rulebook
from baowen.core.clock import today
from baowen.core.paging import Paged
from baowen.orgs.queries import names_of
from baowen.reserve.goods.actions.rotating import NewRotation, cancel_rotation, carry_out, plan_rotation
from baowen.reserve.goods.book import rotation_clause, rotation_days
from baowen.reserve.goods.kinds import OUTLET_WORDS, Outlet
from baowen.reserve.goods.queries.money import budgets
from baowen.reserve.goods.queries.rotation import RotationView, TurnView, lots_to_rotate, rotation_page
from baowen.reserve.goods.rules import TURN_WORDS, Turn
from baowen.reserve.goods.states import ROTATION_WORDS, RotationState
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.pages.reserve_goods import number_of, recalled_of_today, unit_of, warn_beyond
from baowen.web.pages.vbp_fields import doing_of, options_of
from baowen.web.viewer import Viewer, viewer_of

MOST_SHOWN = 300
TURN_HEADINGS = (
    ("承储单位代码", "Holder code"), ("承储单位", "Holder"), ("产品代码", "Product code"), ("名称", "Name"),
    ("批号", "Lot"), ("有效期至", "Expires on"), ("结存", "Left"), ("单位", "Unit"), ("已安排", "Planned"),
    ("最迟轮换日", "Rotate by"), ("情形", "Stands"), ("召回", "Recalled"),
)  # fmt: skip
ROTATION_HEADINGS = (
    ("编号", "Number"), ("承储单位代码", "Holder code"), ("产品代码", "Product code"), ("名称", "Name"),
    ("批号", "Lot"), ("数量", "Quantity"), ("单位", "Unit"), ("方式", "How"), ("去向", "To whom"),
    ("期限", "Due"), ("逾期", "Late"), ("状态", "State"), ("所得（元）", "Proceeds (yuan)"),
    ("损失（元）", "Loss (yuan)"),
)  # fmt: skip


def rotation(request: HttpRequest) -> HttpResponse:
    """Lots that are to leave, and rotations, as far as the viewer sees them; a form does what it names."""
    if request.method == "POST":
        return _act(request)
    viewer, given, book = viewer_of(request), request.GET, rulebook()
    turns = lots_to_rotate(viewer.actor, on=today(), book=book, recalled=recalled_of_today())

    def page(cursor: str) -> Paged[RotationView]:
        return rotation_page(viewer.actor, on=today(), cursor=cursor)

    file = exported(
        request,
        {"turns": lambda: _turn_table(turns, viewer), "rotations": lambda: _table(all_pages(page), viewer)},
    )
    if file is not None:
        return file
    found = page(given.get("cursor", ""))
    names = names_of({one.holder for one in turns[:MOST_SHOWN]} | {one.holder for one in found.lines})
    clause = rotation_clause(book, viewer.actor.region, today())
    shown: dict[str, Any] = {
        "turns": [_turn(one, names, viewer) for one in turns[:MOST_SHOWN]], "cut": len(turns) > MOST_SHOWN,
        "all": len(turns), "overdue": sum(one.turn in (Turn.OVERDUE, Turn.EXPIRED) for one in turns),
        "lines": [
            (one, names.get(one.holder, one.holder), viewer.say(ROTATION_WORDS[one.state]),
             viewer.say(OUTLET_WORDS[one.outlet]), unit_of(one.goods, viewer),
             one.is_own and one.state is RotationState.PLANNED)
            for one in found.lines
        ],
        "cursor": found.cursor, "outlets": options_of(OUTLET_WORDS, viewer), "clauses": clause,
        "days": rotation_days(book, viewer.actor.region, today()), "funds": budgets(viewer.actor),
    }  # fmt: skip
    return render(request, "pages/reserve_goods_rotation.html", shown)


def _turn(one: TurnView, names: dict[str, str], viewer: Viewer) -> dict[str, Any]:
    own = one.holder == viewer.actor.organisation
    fit = one.turn is not Turn.EXPIRED and not one.is_recalled and one.left > 0
    return {
        "one": one, "name": names.get(one.holder, one.holder), "unit": unit_of(one.goods, viewer),
        "turn": viewer.say(TURN_WORDS[one.turn]), "late": one.turn in (Turn.OVERDUE, Turn.EXPIRED),
        "may_plan": own and fit,
    }  # fmt: skip


def _act(request: HttpRequest) -> HttpResponse:
    viewer, given = viewer_of(request), request.POST
    what, code = given.get("what", ""), given.get("code", "")

    def work() -> None:
        doing = doing_of(viewer, given.get("reason", ""))
        if what == "plan":
            lot = given.get("lot", "")
            new = NewRotation(
                lot=int(lot) if lot.isascii() and lot.isdigit() and len(lot) < 16 else -1,
                packs=number_of(given, "packs", "数量", "quantity"), outlet=Outlet(given.get("outlet", "")),
                to_whom=given.get("to_whom", ""),
            )  # fmt: skip
            plan_rotation(new, doing, recalled=recalled_of_today())
        elif what == "cancel":
            cancel_rotation(code, doing)
        else:
            proceeds = number_of(given, "proceeds", "所得金额", "proceeds")
            over = carry_out(code, proceeds, doing, recalled=recalled_of_today(), budget=given.get("fund", ""))
            warn_beyond(request, viewer, over)

    return done(request, viewer, work, ("已办理。", "Done."), "reserve_goods_rotation")


def _turn_table(found: list[TurnView], viewer: Viewer) -> Table:
    names = names_of({one.holder for one in found})
    rows = [
        [
            one.holder, names.get(one.holder), one.product_code, one.generic_name, one.lot_no, one.expires_on,
            one.packs, unit_of(one.goods, viewer), one.planned, one.rotate_by, viewer.say(TURN_WORDS[one.turn]),
            one.is_recalled,
        ]
        for one in found
    ]  # fmt: skip
    return Table(TURN_HEADINGS, rows)


def _table(found: list[RotationView], viewer: Viewer) -> Table:
    rows = [
        [
            one.code, one.holder, one.product_code, one.generic_name, one.lot_no, one.packs,
            unit_of(one.goods, viewer), viewer.say(OUTLET_WORDS[one.outlet]), one.to_whom, one.due_on, one.is_late,
            viewer.say(ROTATION_WORDS[one.state]), one.proceeds, one.loss,
        ]
        for one in found
    ]  # fmt: skip
    return Table(ROTATION_HEADINGS, rows)
