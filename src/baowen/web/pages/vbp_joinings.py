"""Who joins a round by agreement: applications of the own organisation, decisions of officers. VBP-10 (VB-1.4)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.api.book import rulebook
from baowen.core.paging import Paged
from baowen.core.problems import BaowenError
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.vbp.rounds.states import RoundState
from baowen.vbp.supply.actions.joining import NewJoining, Wish, apply_to_join, move_joining
from baowen.vbp.supply.joining_states import JOIN_RULES, JOIN_STATE_WORDS, JoinMove, JoinState
from baowen.vbp.supply.kinds import JOIN_WORDS, JoinKind
from baowen.vbp.supply.queries.joining import JoiningView, joining_page
from baowen.web.deeds import done
from baowen.web.exports import Table, all_pages, exported
from baowen.web.pages.vbp_fields import doing_of, one_of, optional_day, options_of
from baowen.web.pages.vbp_supply import products_of_place
from baowen.web.quantities import quantity_given
from baowen.web.viewer import Viewer, viewer_of

HEADINGS = (
    ("编号", "Number"), ("批次", "Round"), ("机构代码", "Code"), ("机构", "Organisation"), ("类型", "As"),
    ("地区", "Place"), ("状态", "State"), ("约定自", "From"), ("约定至", "Until"), ("品种序号", "Lot"),
    ("产品代码", "Product code"), ("药品", "Drug"), ("采购量（盒）", "Packs"), ("申请时间", "Applied"),
)  # fmt: skip
FIELDS = 5  # products that the form has room for; the API takes more


def joinings(request: HttpRequest) -> HttpResponse:
    """The applications that the viewer sees, the newest first."""
    viewer, given = viewer_of(request), request.GET
    state = one_of(JoinState, given.get("state", ""))

    def page(cursor: str) -> Paged[JoiningView]:
        return joining_page(viewer.actor, book=rulebook(), state=state, cursor=cursor)

    file = exported(request, {"joinings": lambda: _table(all_pages(page), viewer)})
    if file is not None:
        return file
    found = page(given.get("cursor", ""))
    names = names_of({one.organisation for one in found.lines})
    may_apply = viewer.may(Act.VBP_REPORT)
    pharmacy = viewer.actor.kind is OrganisationKind.PHARMACY
    shown = {
        "lines": [_line(one, names, viewer) for one in found.lines], "cursor": found.cursor, "given": given,
        "states": options_of(JOIN_STATE_WORDS, viewer, given.get("state", "")), "may_apply": may_apply,
        "watches": viewer.may(Act.VBP_READ), "rows": range(1, FIELDS + 1),
        "kinds": [
            (one.value, viewer.say(words)) for one, words in JOIN_WORDS.items()
            if (one is JoinKind.PHARMACY) == pharmacy
        ],
    }  # fmt: skip
    if may_apply:
        shown["products"] = products_of_place(viewer, RoundState.PREPARED, RoundState.RUNNING)
    return render(request, "pages/vbp_joinings.html", shown)


def _line(one: JoiningView, names: dict[str, str], viewer: Viewer) -> dict[str, Any]:
    return {
        "one": one, "name": names.get(one.organisation, one.organisation), "kind": viewer.say(JOIN_WORDS[one.kind]),
        "state": viewer.say(JOIN_STATE_WORDS[one.state]),
        "moves": [
            (move.value, viewer.say((JOIN_RULES[move].zh, JOIN_RULES[move].en)), JOIN_RULES[move].needs_reason,
             move is JoinMove.ACCEPT)
            for move in one.moves
        ],
    }  # fmt: skip


def _table(found: list[JoiningView], viewer: Viewer) -> Table:
    names = names_of({one.organisation for one in found})
    rows = [
        [
            one.number, one.round_code, one.organisation, names.get(one.organisation), viewer.say(JOIN_WORDS[one.kind]),
            viewer.place(one.region), viewer.say(JOIN_STATE_WORDS[one.state]), one.from_on, one.until_on, wish.lot,
            wish.product_code, wish.drug, wish.quantity, one.applied_at,
        ]
        for one in found
        for wish in one.wishes
    ]  # fmt: skip
    return Table(HEADINGS, rows)


def apply(request: HttpRequest) -> HttpResponse:
    """Apply to join a round for the own organisation."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        round_code, wishes = _wishes(given)
        new = NewJoining(
            round_code=round_code, kind=JoinKind(given.get("kind", "")), wishes=wishes, words=given.get("words", "")
        )
        apply_to_join(new, doing_of(viewer))

    return done(request, viewer, work, ("已申请，请等待受理。", "Applied; an officer decides."), "vbp_joinings")


def _wishes(given: QueryDict) -> tuple[str, list[Wish]]:
    found, named = [], set()
    for row in range(1, FIELDS + 1):
        code = given.get(f"product-{row}", "").strip()
        if not code:
            continue
        round_code, _, product = code.partition(" ")
        quantity = quantity_given(given.get(f"quantity-{row}", ""), "采购量", "the quantity")
        if quantity is None:
            raise BaowenError(f"请填写 {product} 的采购量", f"fill in how many packs of {product}")
        named.add(round_code)
        found.append(Wish(product_code=product, quantity=quantity))
    if len(named) > 1:
        raise BaowenError("一份申请只能参加一个批次", "an application is for one round")
    if not found:
        raise BaowenError("请至少选择一个产品", "choose one product at least")
    return named.pop(), found


def move(request: HttpRequest) -> HttpResponse:
    """Accept, refuse, withdraw or end."""
    viewer, given = viewer_of(request), request.POST

    def work() -> None:
        move_joining(
            given.get("number", ""), JoinMove(given.get("move", "")), doing_of(viewer, given.get("reason", "")),
            from_on=optional_day(given, "from_on"), until_on=optional_day(given, "until_on"),
        )  # fmt: skip

    return done(request, viewer, work, ("已办理。", "Done."), "vbp_joinings")
