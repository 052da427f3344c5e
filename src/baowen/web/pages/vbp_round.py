"""One round: its lots, bids, places, volumes, figures, what differs from the rules, its chain, and its moves. VBP-1."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import rulebook
from baowen.core.clock import now, today
from baowen.orgs.permissions import Act
from baowen.orgs.regions import load_regions
from baowen.vbp.rounds.actions import continue_round, end_round, start_round, withdraw_round
from baowen.vbp.rounds.entered import NewRound
from baowen.vbp.rounds.kinds import SUPPLY_WORDS
from baowen.vbp.rounds.queries import (
    Checked,
    Link,
    RoundView,
    chain_of,
    check,
    round_entered,
    round_seen,
    standards_of_product,
    standards_of_round,
    suppliers_of,
)
from baowen.vbp.rounds.rules.disagreements import KIND_WORDS, by_kind
from baowen.vbp.rounds.rules.figures import NO_CUT_WORDS, cut_of, volume_of, winners_of
from baowen.vbp.rounds.states import RoundState
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.exports import exported
from baowen.web.pages import vbp_round_tables as tables
from baowen.web.pages.vbp_rounds import line_of
from baowen.web.viewer import Viewer, viewer_of

MOST: Final = 300  # rows of a table on the page; the file beside it has all
VIEWS: Final = (
    ("lots", ("品种", "Lots")), ("bids", ("报价和中选", "Bids")), ("places", ("供应地区", "Places")),
    ("volumes", ("约定量", "Volumes")), ("check", ("与规则比对", "Against the rules")),
    ("standards", ("支付标准", "Payment standards")), ("chain", ("接续", "Continuation")),
)  # fmt: skip


def one(request: HttpRequest, code: str) -> HttpResponse:
    """A round by its code; POST starts, ends, withdraws or continues it."""
    viewer = viewer_of(request)
    if request.method == "POST":
        return _moved(request, viewer, code)
    seen = round_seen(code, viewer.actor)
    new = round_entered(code)
    checked = check(new, packs=rulebook().packs, on=today())
    place = _place(request, viewer, new)
    links, standards = chain_of(code), standards_of_round(code)
    product = request.GET.get("product", "").replace("\x00", "")
    history = standards_of_product(product) if product else ()
    file = exported(
        request,
        {
            "lots": lambda: tables.lot_table(new, checked), "bids": lambda: tables.bid_table(new, viewer),
            "products": lambda: tables.product_table(new), "supply": lambda: tables.supply_table(new, viewer),
            "suppliers": lambda: tables.supplier_table(suppliers_of(new.lots, place)),
            "places": lambda: tables.place_table(checked, viewer),
            "volumes": lambda: tables.volume_table(new.lots, viewer),
            "disagreements": lambda: tables.case_table(checked, viewer),
            "remarks": lambda: tables.remark_table(new, viewer),
            "standards": lambda: tables.standard_table(standards, viewer),
            "history": lambda: tables.standard_table(history, viewer),
            "chain": lambda: tables.chain_table(links),
        },
    )  # fmt: skip
    if file is not None:
        return file
    asked = request.GET.get("view", "")
    view = asked if asked in dict(VIEWS) else "lots"
    parts: dict[str, Callable[[], Mapping[str, Any]]] = {
        "lots": lambda: {"lots": [_lot(lot, checked) for lot in new.lots]},
        "bids": lambda: _bids(new, viewer),
        "places": lambda: _places(new, checked, place),
        "volumes": lambda: _volumes(new, place),
        "check": lambda: _check(new, checked, viewer),
        "standards": lambda: {
            "standards": standards[:MOST],
            "size": len(standards),
            "product": product,
            "history": history,
        },
        "chain": lambda: _chain(links),
    }
    shown = {
        "line": line_of(seen, viewer), "one": seen, "figures": checked.figures, "surplus": checked.surplus,
        "surplus_words": viewer.say((checked.surplus.zh, checked.surplus.en)), "view": view, "most": MOST,
        "tabs": [(name, viewer.say(words)) for name, words in VIEWS], "place": place,
        "cases": len(checked.disagreements), "by_winners": checked.figures.by_winners.items(),
    } | _moves(seen, viewer)  # fmt: skip
    return render(request, "pages/vbp_round.html", shown | dict(parts[view]()))


def _moves(seen: RoundView, viewer: Viewer) -> dict[str, bool]:
    """Which moves the viewer may make."""
    may = viewer.may(Act.VBP_ROUND_KEEP, seen.region)
    return {
        "may_start": may and seen.state is RoundState.PREPARED, "may_end": may and seen.state is RoundState.RUNNING,
        "may_continue": may and seen.state in {RoundState.RUNNING, RoundState.ENDED},
    }  # fmt: skip


def _place(request: HttpRequest, viewer: Viewer, new: NewRound) -> str:
    """The place whose suppliers are asked for: as chosen, else the viewer's own."""
    asked = request.GET.get("place", "")
    if load_regions().get(asked) is not None:
        return asked
    return viewer.actor.region or new.region


def _lot(lot: Any, checked: Checked) -> dict[str, Any]:
    winners, cycle = winners_of(lot), checked.rules.cycle
    return {
        "one": lot, "winners": winners, "due": cycle.months(winners) if cycle else None, "volume": volume_of(lot),
        "cut": max((cut.share for bid in lot.bids if bid.is_selected and (cut := cut_of(lot, bid)).share is not None),
                   default=None),
    }  # fmt: skip


def _bids(new: NewRound, viewer: Viewer) -> dict[str, Any]:
    rows = [(lot, bid, cut_of(lot, bid)) for lot in new.lots for bid in lot.bids]
    shown = [
        {
            "lot": lot, "bid": bid, "cut": cut, "why": viewer.say(NO_CUT_WORDS[cut.why]),
            "mains": len([role for _, role in bid.places if role.value == "main"]),
            "backups": len([role for _, role in bid.places if role.value == "backup"]),
        }
        for lot, bid, cut in rows[:MOST]
    ]  # fmt: skip
    return {"bids": shown, "size": len(rows)}


def _places(new: NewRound, checked: Checked, place: str) -> dict[str, Any]:
    names = sorted({one.region for one in checked.places} | {place})
    return {
        "places": checked.places, "suppliers": suppliers_of(new.lots, place), "choices": names,
        "words": {role.value: words for role, words in SUPPLY_WORDS.items()},
    }  # fmt: skip


def _volumes(new: NewRound, place: str) -> dict[str, Any]:
    regions = load_regions()
    chain = {place, *(one.code for one in regions.ancestors(place))}
    own = [
        (lot, region, spec, units) for lot in new.lots for region, spec, units in lot.volumes if region in chain
    ]  # fmt: skip
    choices = sorted({region for lot in new.lots for region, _, _ in lot.volumes} | {place})
    return {
        "totals": [(lot, volume_of(lot)) for lot in new.lots if lot.volumes], "own": own, "choices": choices,
    }  # fmt: skip


def _check(new: NewRound, checked: Checked, viewer: Viewer) -> dict[str, Any]:
    cases = [
        {"one": one, "kind": viewer.say(KIND_WORDS[one.kind]), "facts": viewer.say((one.zh, one.en))}
        for one in checked.disagreements
    ]
    remarks = [(one, viewer.say((one.message, one.message_en))) for one in new.remarks]
    return {
        "disagreements": cases[:MOST], "size": len(cases), "remarks": remarks[:MOST], "remark_size": len(remarks),
        "kinds": [(viewer.say(KIND_WORDS[kind]), count) for kind, count in by_kind(checked.disagreements).items()],
    }  # fmt: skip


def _chain(links: tuple[Link, ...]) -> dict[str, Any]:
    drugs = sorted({drug for link in links for drug in link.prices})
    return {
        "links": links, "prices": [(drug, [link.prices.get(drug) for link in links]) for drug in drugs[:MOST]],
        "size": len(drugs),
    }  # fmt: skip


def _moved(request: HttpRequest, viewer: Viewer, code: str) -> HttpResponse:
    given, at, who = request.POST, now(), viewer.actor
    why = given.get("why", "").strip()

    def day(name: str) -> Any:
        return day_given(given[name]) if given.get(name) else None

    def begin() -> None:
        found = start_round(
            code, actor=who, at=at, starts_on=day("starts_on"), ends_on=day("ends_on"), reason=why
        )  # fmt: skip
        for _, zh, en in found.left_out[:MOST]:
            messages.warning(request, viewer.say((zh, en)))

    def follow() -> None:
        continue_round(
            code, given.get("code", ""), given.get("name", ""), actor=who, at=at, starts_on=day("starts_on"),
            ends_on=day("ends_on"),
        )  # fmt: skip

    works: dict[str, tuple[Callable[[], None], tuple[str, str]]] = {
        "start": (begin, ("批次开始执行，中选价即支付标准。", "The round runs; its prices are paid by.")),
        "end": (lambda: end_round(code, actor=who, at=at, reason=why, on=day("ends_on")),
                ("批次已结束。", "The round has ended.")),
        "withdraw": (lambda: withdraw_round(code, actor=who, at=at, reason=why), ("批次已撤销。", "Withdrawn.")),
        "continue": (follow, ("接续批次已筹备，请导入其报价。", "The next round is prepared; import its bids.")),
    }  # fmt: skip
    found = works.get(given.get("what", ""))
    if found is None:
        raise Http404
    return done(request, viewer, *found, "vbp_round", code)
