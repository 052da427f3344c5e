"""How to buy: choose a drug, see the routes with conditions and clauses, go on to the next step. PRC-1 to 3, LST-3."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from baowen.api.book import rulebook
from baowen.core.clock import today
from baowen.core.policy.entry import BASIS_WORDS, Basis
from baowen.core.problems import BaowenError
from baowen.lists.kinds import KIND_WORDS
from baowen.lists.queries import NamedEntry
from baowen.orgs.permissions import Act
from baowen.orgs.queries import names_of
from baowen.procure.buying.kinds import ROUTE_WORDS, STANDING_WORDS, FilingReason, Route
from baowen.procure.buying.queries import DrugRoutes, Stated, nothing_refused, routes_for
from baowen.procure.buying.queries.routes import RefusedOf
from baowen.procure.buying.routes import RouteAnswer
from baowen.procure.listing.kinds import PATH_WORDS
from baowen.procure.listing.queries import ListingView
from baowen.procure.listing.states import STATE_WORDS
from baowen.procure.trade.queries.refused import refused_on
from baowen.web.exports import Table, exported
from baowen.web.viewer import Viewer, viewer_of

ANSWERS: dict[str, bool | None] = {"": None, "yes": True, "no": False}


def buying(request: HttpRequest) -> HttpResponse:
    """The routes to a drug for the viewer's place, or for another one that a link names."""
    viewer, given = viewer_of(request), request.GET
    drug, place = given.get("drug_name", "").strip()[:200], given.get("place", "").strip()[:30] or viewer.actor.region
    shown: dict[str, object] = {
        "drug": drug, "place": place, "given": {name: given.get(name, "") for name in ("emergency", "need", "none")},
    }  # fmt: skip
    if drug:
        try:
            found = routes_for(
                drug, place, today(), packs=rulebook().packs, stated=_stated(given), refused=refused_by(viewer)
            )
        except BaowenError as error:
            return render(request, "pages/buying.html", shown | {"problem": viewer.told(error)})
        tables = {"routes": lambda: _table(found, viewer), "listed": lambda: _listed_table(found, viewer)}
        file = exported(request, tables)
        if file is not None:
            return file
        said = {name: "yes" for name in ("emergency", "need") if given.get(name) == "yes"}
        shown |= _answer(found, said, viewer)
    return render(request, "pages/buying.html", shown)


def refused_by(viewer: Viewer) -> RefusedOf:
    """Of which listings the viewer's hospital was refused; nothing for who orders nothing."""
    return partial(refused_on, viewer.actor.organisation) if viewer.may(Act.ORDER_PLACE) else nothing_refused


def _stated(given: QueryDict) -> Stated:
    """What the form says of the hospital's case; a field that is left open says nothing."""
    return Stated(
        emergency=given.get("emergency") == "yes", clinical_need=ANSWERS.get(given.get("need", "")),
        none_can_supply=ANSWERS.get(given.get("none", "")),
    )  # fmt: skip


def _answer(found: DrugRoutes, said: dict[str, str], viewer: Viewer) -> dict[str, object]:
    makers = names_of({one.maker for one in found.listings})
    return {
        "status": found.status, "best": found.best.route if found.best else "", "asked": True,
        "listed": [_on_list(one, viewer) for one in found.status.listed],
        "lines": [_line(one, found, said, viewer) for one in found.answers],
        "products": [
            {
                "one": one, "state": viewer.say(STATE_WORDS[one.state]), "path": viewer.say(PATH_WORDS[one.path]),
                "maker": makers.get(one.maker, one.maker),
            }
            for one in found.listings
        ],
        "beside": [
            {"words": viewer.say((one.zh, one.en)), "when": viewer.say((one.condition_zh, one.condition_en)),
             "clause": one.clause, "basis": viewer.say(BASIS_WORDS[Basis(one.basis)])}
            for one in found.status.opens if not one.by
        ],
    }  # fmt: skip


def _on_list(one: NamedEntry, viewer: Viewer) -> str:
    kind = next(viewer.say(words) for code, words in KIND_WORDS.items() if code == one.kind)
    return f"{viewer.place(one.issuer_region)} {kind} {one.edition} {one.listed_name} {one.listed_form}".rstrip()


def _line(one: RouteAnswer, found: DrugRoutes, said: dict[str, str], viewer: Viewer) -> dict[str, object]:
    return {
        "one": one, "route": viewer.say(ROUTE_WORDS[one.route]), "standing": viewer.say(STANDING_WORDS[one.standing]),
        "words": viewer.say((one.words_zh, one.words_en)), "why": viewer.say((one.why_zh, one.why_en)),
        "note": viewer.say((one.note_zh, one.note_en)),
        "basis": viewer.say(BASIS_WORDS[Basis(one.basis)]) if one.basis else "",
        "conditions": [(one.is_met, viewer.say((one.zh, one.en))) for one in one.conditions],
        "next": _next(one, found, said, viewer),
    }  # fmt: skip


def _next(one: RouteAnswer, found: DrugRoutes, said: dict[str, str], viewer: Viewer) -> str:
    """Where the next step of a route is done, "" where there is none or it is not the viewer's."""
    query = {"drug_name": found.status.drug}
    if one.is_closed:
        return ""
    if one.route is Route.NEGOTIATION and viewer.may(Act.NEGOTIATION_OPEN):
        return f"{reverse('negotiations')}?{urlencode(query)}#open"
    if one.route in (Route.FILING, Route.TEMPORARY) and viewer.may(Act.FILING_MAKE):
        reason = FilingReason.NONE_SUPPLY if found.listings else FilingReason.NONE_LISTED
        if one.route is Route.TEMPORARY:
            reason = FilingReason.TEMPORARY_PRICE
        return f"{reverse('filing_new')}?{urlencode(query | {'reason': reason.value} | said)}"
    return ""


def _table(found: DrugRoutes, viewer: Viewer) -> Table:
    headings = (
        ("途径", "Route"), ("能否", "Standing"), ("内容", "In words"), ("条件", "Conditions"), ("原因", "Why not"),
        ("条文", "Clause"), ("依据程度", "Basis"),
    )  # fmt: skip
    rows = [
        [
            viewer.say(ROUTE_WORDS[one.route]), viewer.say(STANDING_WORDS[one.standing]),
            viewer.say((one.words_zh, one.words_en)),
            "; ".join(viewer.say((each.zh, each.en)) for each in one.conditions),
            viewer.say((one.why_zh, one.why_en)), one.clause,
            viewer.say(BASIS_WORDS[Basis(one.basis)]) if one.basis else "",
        ]
        for one in found.answers
    ]  # fmt: skip
    return Table(headings, rows)


def _listed_table(found: DrugRoutes, viewer: Viewer) -> Table:
    headings = (
        ("挂网编号", "Listing"), ("药品代码", "Product code"), ("药品", "Drug"), ("规格", "Strength"),
        ("生产企业", "Maker"), ("状态", "State"), ("每包价格（元）", "Price of a pack (yuan)"),
        ("每单位价格（元）", "Price of a unit (yuan)"),
    )  # fmt: skip
    return Table(headings, [_listed_row(one, viewer) for one in found.listings])


def _listed_row(one: ListingView, viewer: Viewer) -> list[object]:
    return [
        one.number, one.product_code, one.generic_name, one.spec, one.maker, viewer.say(STATE_WORDS[one.state]),
        one.price, one.unit_price,
    ]  # fmt: skip
