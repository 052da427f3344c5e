"""The agreed volumes of a round: looked at before they are kept, lot by lot and hospital by hospital. VBP-3."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baowen.api.book import contract_book
from baowen.core.clock import now, today
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, require
from baowen.orgs.queries import names_of
from baowen.vbp.contracts.actions.allocating import keep_allocation
from baowen.vbp.contracts.kinds import LEFT_OUT_WORDS, WAY_WORDS, Way
from baowen.vbp.contracts.queries.allocation import Plan, kept_allocations, planned
from baowen.vbp.contracts.rules.allocation import LotVolume, Missed
from baowen.vbp.rounds.queries import rounds
from baowen.vbp.rounds.states import RoundState
from baowen.vbp.volumes import queries as volumes
from baowen.web.dates import day_given
from baowen.web.deeds import done
from baowen.web.exports import Table, exported
from baowen.web.pages.vbp_contracts import tabs
from baowen.web.viewer import Viewer, viewer_of

SHOWN = 200
HEADINGS = (
    ("品种", "Lot"), ("药品", "Drug"), ("规格", "Strength"), ("报量（最小单位）", "Reported (units)"),
    ("约定比例", "Agreed share"), ("约定采购量（最小单位）", "Agreed (units)"), ("药品代码", "Product code"),
    ("生产企业", "Maker"), ("分得（最小单位）", "Got (units)"), ("折合（盒）", "In packs"),
    ("医疗机构代码", "Hospital code"), ("医疗机构", "Hospital"), ("地区", "Place"),
    ("其报量（最小单位）", "Its report (units)"), ("约定（盒）", "Agreed (packs)"),
)  # fmt: skip
MISSED = (
    ("品种", "Lot"), ("机构代码", "Hospital code"), ("医疗机构", "Hospital"), ("报量（最小单位）", "Reported (units)"),
    ("原因", "Why"),
)  # fmt: skip


def page(request: HttpRequest) -> HttpResponse:
    """What each lot and hospital would get, with the working; totals are compared on the page."""
    viewer, given = viewer_of(request), request.GET
    require(viewer.actor, Act.VBP_CONTRACT, viewer.actor.region, regions=contract_book().regions)
    found = rounds(viewer.actor.region, states=frozenset({RoundState.PREPARED, RoundState.RUNNING}))
    code, chosen = given.get("round", ""), given.get("lot", "")
    if not code and len(found) == 1:
        code = found[0].code
    shown = tabs(viewer) | {"rounds": found, "round": code, "lot": chosen, "why": "", "lines": []}
    if code:
        try:
            plan, lots = planned(
                code, volumes.reported_volumes(code), actor=viewer.actor, on=today(), book=contract_book(),
                starts_on=_day(given.get("starts_on", "")),
            )  # fmt: skip
        except BaowenError as error:
            return render(request, "pages/vbp_allocation.html", shown | {"why": viewer.told(error)})
        tables = {"allocation": lambda: _table(lots, viewer), "missed": lambda: _missed_table(lots, viewer)}
        file = exported(request, tables)
        if file is not None:
            return file
        shown |= _shown(plan, lots, chosen, viewer)
    return render(request, "pages/vbp_allocation.html", shown)


def _shown(plan: Plan, lots: Iterable[LotVolume], chosen: str, viewer: Viewer) -> dict[str, object]:
    lines, missed, cells, contracts = [], list[Missed](), list[dict[str, object]](), 0
    for lot in lots:
        missed += lot.missed
        if lot.products:
            drawn = sum(1 for one in lot.products for cell in one.cells if cell.packs)
            contracts += drawn
            lines.append(_line(lot, drawn))
        if lot.terms.number == chosen:
            cells = _cells(lot)
    names = names_of({one.organisation for one in missed[:SHOWN]})
    several, rest, _ = plan.ways
    return {
        "plan": plan, "lines": lines, "cells": cells, "contracts": contracts, "missed_count": len(missed),
        "missed": [
            {"one": one, "name": names.get(one.organisation, one.organisation), "why": LEFT_OUT_WORDS[one.reason]}
            for one in missed[:SHOWN]
        ],
        "several": (WAY_WORDS[Way(several.text())], several), "rest": (WAY_WORDS[Way(rest.text())], rest),
        "kept": kept_allocations(plan.round.code), "year": plan.year,
    }  # fmt: skip


def _line(lot: LotVolume, drawn: int) -> dict[str, object]:
    """A lot with its totals, taken from its products and its hospitals' packs as they are."""
    return {
        "lot": lot, "steps": lot.terms.share.steps, "contracts": drawn,
        "products": [
            {"one": one, "packs": sum(cell.packs for cell in one.cells), "hospitals": len(one.cells)}
            for one in lot.products
        ],
        "units": sum(one.units for one in lot.products),
        "adds_up": lot.units == sum(one.units for one in lot.products)
        and all(one.packs == sum(cell.packs for cell in one.cells) for one in lot.products),
    }  # fmt: skip


def _cells(lot: LotVolume) -> list[dict[str, object]]:
    names = names_of({cell.organisation for one in lot.products for cell in one.cells})
    return [
        {
            "offer": one.offer, "cell": cell, "name": names.get(cell.organisation, cell.organisation),
            "share": lot.terms.share.share,
        }
        for one in lot.products for cell in one.cells
    ]  # fmt: skip


def _table(lots: Iterable[LotVolume], viewer: Viewer) -> Table:
    found = list(lots)
    names = names_of({cell.organisation for lot in found for one in lot.products for cell in one.cells})
    rows = [
        [
            lot.terms.number, lot.terms.drug, lot.terms.spec, lot.reported, lot.terms.share.share, lot.units,
            one.offer.product_code, one.offer.enterprise_name, one.units, one.packs, cell.organisation,
            names.get(cell.organisation, ""), viewer.place(cell.region), cell.reported, cell.packs,
        ]
        for lot in found for one in lot.products for cell in one.cells
    ]  # fmt: skip
    return Table(HEADINGS, rows)


def _missed_table(lots: Iterable[LotVolume], viewer: Viewer) -> Table:
    found = [one for lot in lots for one in lot.missed]
    names = names_of({one.organisation for one in found})
    rows = [
        [one.lot, one.organisation, names.get(one.organisation, ""), one.units, viewer.say(LEFT_OUT_WORDS[one.reason])]
        for one in found
    ]  # fmt: skip
    return Table(MISSED, rows)


def _day(text: str) -> date | None:
    return day_given(text) if text.strip() else None


def keep(request: HttpRequest) -> HttpResponse:
    """Draw the contracts up from what was looked at."""
    viewer, given = viewer_of(request), request.POST
    code = given.get("round", "")

    def work() -> None:
        keep_allocation(
            code, volumes.reported_volumes(code), actor=viewer.actor, at=now(), book=contract_book(),
            starts_on=_day(given.get("starts_on", "")), sign_by=_day(given.get("sign_by", "")),
        )  # fmt: skip

    words = ("协议已生成，已进入待选配送企业。", "The contracts are drawn up; hospitals choose distributors now.")
    return done(request, viewer, work, words, "vbp_allocation", query=f"?round={code}" if code.isalnum() else "")
