"""调剂: plans of transfers, a new one, and one move by move with its sentences. RSV-3 (NJ-5, HD-13)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from baowen.api.book import home, rulebook
from baowen.core.clock import now, today
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act
from baowen.reserve.transfers.actions.deciding import (
    NewMove,
    add_move,
    change_move,
    drop_plan,
    order_plan,
    refuse_move,
)
from baowen.reserve.transfers.actions.planning import Asked, ask_plan, work_out
from baowen.reserve.transfers.queries.choosing import Choice, items_chosen
from baowen.reserve.transfers.queries.plans import MoveView, PlanLine, PlanView, plan, plan_page
from baowen.reserve.transfers.states import MOVE_WORDS, PLAN_WORDS, PlanState
from baowen.web.background import beside
from baowen.web.deeds import did, done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.pages.vbp_fields import codes_given, doing_of, one_of, optional_day, options_of, organisation_given
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

TIER_WORDS = {
    "alliance": ("同一医联体", "same alliance"), "county": ("同一县区", "same county"),
    "city": ("同一市", "same city"), "province": ("同一省", "same province"), "": ("–", "–"),
}  # fmt: skip
PLAN_HEADINGS = (
    ("编号", "Number"), ("地区", "Place"), ("日期", "Day"), ("药品", "Drugs"), ("案件", "Case"), ("状态", "State"),
    ("调剂条数", "Moves"), ("调剂前未满足量", "Unmet before"), ("调剂后未满足量", "Unmet after"), ("最优差距", "Gap"),
    ("编制时间", "Asked at"),
)  # fmt: skip
MOVE_HEADINGS = (
    ("序号", "Move"), ("药品", "Drug"), ("产品代码", "Product code"), ("批号", "Lot"), ("有效期至", "Expires on"),
    ("调出机构代码", "Giver code"), ("调出机构", "Giver"), ("调入机构代码", "Taker code"), ("调入机构", "Taker"),
    ("测算盒数", "Packs proposed"), ("盒数", "Packs"), ("每盒最小单位数", "Units in a pack"), ("千米", "Kilometres"),
    ("层级", "Tier"), ("状态", "State"), ("理由", "Reason"), ("测算说明", "Why it was proposed"),
)  # fmt: skip


def plans(request: HttpRequest) -> HttpResponse:
    """The plans of the own place and below, and the form of a new one for who may plan."""
    viewer, given = viewer_of(request), request.GET
    state = one_of(PlanState, given.get("state", ""))

    def page(cursor: str) -> Paged[PlanLine]:
        case = given.get("case", "").strip()[:40]
        return plan_page(viewer.actor, book=rulebook(), state=state, case=case, cursor=cursor)

    file = exported(request, {"plans": lambda: _plan_table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(given.get("cursor", ""))
    shown = {
        "lines": [(one, viewer.say(PLAN_WORDS[one.state])) for one in found.lines], "cursor": found.cursor,
        "given": given, "states": options_of(PLAN_WORDS, viewer, given.get("state", "")), "today": today(),
        "may_plan": viewer.may(Act.TRANSFER_PLAN),
    }  # fmt: skip
    return render(request, "pages/reserve_transfers.html", shown)


def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a plan. A small one is worked out beside this request, a large one by the worker."""
    viewer, given = viewer_of(request), request.POST
    asked: list[str] = []

    def work() -> None:
        doing, day = doing_of(viewer), optional_day(given, "day") or today()
        region, measure = viewer.actor.region, given.get("measure", "").strip()
        choice = Choice(
            drugs=tuple(codes_given(given.get("drugs", ""))), case=given.get("case", "").strip(),
            measure=int(measure) if measure else None, scenario=given.get("scenario", "").strip(),
            listed=bool(given.get("listed")),
        )  # fmt: skip
        items = items_chosen(home(), choice, viewer.actor, region=region, day=day, book=doing.book)
        new = Asked(region=region, items=items, day=day, case=choice.case, measure=choice.measure)
        asked.append(ask_plan(new, home=home(), doing=doing))
        most = doing.book.ruling(region, day).entry("reserve.transfer.items_at_once").whole()
        if len(items) > most:
            asked.clear()

    words = ("已提出，正在测算。", "Asked for; it is being worked out.")
    if not did(request, viewer, work, words) or not asked:
        return redirect("reserve_transfers")
    begin_working_out(asked[0], viewer)
    return redirect("reserve_transfers_plan", asked[0])


def begin_working_out(number: str, viewer: Viewer) -> None:
    """Work a plan out in a thread of its own: the page comes back at once, or when it is done where that is soon."""
    by = viewer.actor.name
    # One process: others of the server have work of their own.
    beside(lambda: work_out(number, home=home(), book=rulebook(), by=by, at=now(), workers=1))


def one_plan(request: HttpRequest, number: str) -> HttpResponse:
    """A plan with its moves; a POST decides about one of them, or about the whole."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _decide(request, viewer, number)
    try:
        found = plan(number, viewer.actor, book=rulebook())
    except BaowenError as error:
        return render(request, "pages/reserve_transfers_missing.html", {"told": viewer.told(error)}, status=404)
    file = exported(request, {"moves": lambda: _move_table(found, viewer)})
    if file is not None:
        return file
    shown = {
        "page": found, "line": found.line, "state": viewer.say(PLAN_WORDS[found.line.state]),
        "moves": [_move(one, viewer) for one in found.moves], "sums": _sums(found),
        "is_asked": found.line.state is PlanState.ASKED, "may_plan": viewer.may(Act.TRANSFER_PLAN, found.line.region),
        "items": list(zip(found.items, found.line.names, strict=True)),
    }  # fmt: skip
    return render(request, "pages/reserve_transfers_plan.html", shown)


def _sums(found: PlanView) -> dict[str, Any]:
    """How much less is unmet than before, and than by sending the nearest surplus first."""
    before, after, greedy = found.line.unmet_before, found.line.unmet_after, found.unmet_greedy
    known = before is not None and after is not None and before > 0
    beside_greedy = greedy is not None and after is not None and greedy > 0
    return {
        "less": (before - after) / before if known else None,  # type: ignore[operator]
        "less_than_greedy": (greedy - after) / greedy if beside_greedy else None,  # type: ignore[operator]
        "gap": None if found.line.gap is None else round(found.line.gap * 100, 3),
    }


def _move(one: MoveView, viewer: Viewer) -> dict[str, Any]:
    return {
        "one": one,
        "state": viewer.say(MOVE_WORDS[one.state]),
        "why": viewer.say((one.why_zh, one.why_en)),
        "tier": viewer.say(TIER_WORDS.get(one.tier, (one.tier, one.tier))),
    }


def _decide(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    given = request.POST
    what = given.get("what", "")

    def work() -> None:
        doing = doing_of(viewer, given.get("reason", ""))
        if what == "change":
            taker = given.get("taker", "").strip()
            change_move(
                number, int(given.get("move", "")), _packs(given), doing=doing, home=home(),
                taker=organisation_given(taker) if taker else "",
            )  # fmt: skip
        elif what == "refuse":
            refuse_move(number, int(given.get("move", "")), doing=doing)
        elif what == "add":
            add_move(number, _new_move(given), doing=doing, home=home())
        elif what == "order":
            order_plan(number, doing=doing, home=home())
        elif what == "drop":
            drop_plan(number, doing=doing)
        else:
            raise ValueError(what)

    if what == "again" and viewer.may(Act.TRANSFER_PLAN):
        begin_working_out(number, viewer)
        return redirect("reserve_transfers_plan", number)
    return done(request, viewer, work, SAID.get(what, SAID["change"]), "reserve_transfers_plan", number)


SAID = {
    "change": ("已修改。", "Changed."),
    "refuse": ("已记为不采纳。", "Left out."),
    "add": ("已增加。", "Added."),
    "order": ("已下达，调出和调入机构已收到消息。", "Ordered; givers and takers know."),
    "drop": ("方案已放弃。", "The plan is dropped."),
}


def _packs(given: QueryDict) -> Any:
    packs = quantity_given(given.get("packs", ""), "盒数", "packs")
    if packs is None:
        raise BaowenError("请填写盒数", "say how many packs")
    return packs


def _new_move(given: QueryDict) -> NewMove:
    return NewMove(
        item=given.get("item", ""), product_code=given.get("product_code", "").strip(),
        lot_no=given.get("lot_no", "").strip(), giver=organisation_given(given.get("giver", "")),
        taker=organisation_given(given.get("taker", "")), packs=_packs(given),
    )  # fmt: skip


def _plan_table(found: list[PlanLine], viewer: Viewer) -> Table:
    rows = [
        [
            one.number, viewer.place(one.region), one.day, "、".join(one.names), one.case,
            viewer.say(PLAN_WORDS[one.state]), one.moves, one.unmet_before, one.unmet_after, one.gap, one.asked_at,
        ]
        for one in found
    ]  # fmt: skip
    return Table(PLAN_HEADINGS, rows)


def _move_table(found: PlanView, viewer: Viewer) -> Table:
    rows = [
        [
            one.id, one.drug, one.product_code, one.lot_no, one.expires_on, one.giver, one.giver_name, one.taker,
            one.taker_name, one.proposed, one.packs, one.units_per_pack, one.km,
            viewer.say(TIER_WORDS.get(one.tier, (one.tier, one.tier))), viewer.say(MOVE_WORDS[one.state]), one.reason,
            viewer.say((one.why_zh, one.why_en)),
        ]
        for one in found.moves
    ]  # fmt: skip
    return Table(MOVE_HEADINGS, rows)
