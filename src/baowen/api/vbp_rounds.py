"""Rounds of volume-based procurement by API: read, imported, started, ended, continued. VBP-1, VBP-8."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile

from baowen.api.auth import caller, clean
from baowen.api.book import rulebook
from baowen.api.once import once
from baowen.api.reports import saved
from baowen.api.schemas.common import ERRORS, Cursor, Limit
from baowen.api.schemas.vbp_rounds import (
    ContinueIn,
    DisagreementOut,
    EndIn,
    ImportedOut,
    ImportIn,
    LotSuppliersOut,
    RoundOut,
    RoundPageOut,
    RoundsOut,
    SelectedOut,
    StandardsOut,
    StartedOut,
    StartIn,
)
from baowen.core.clock import day_of, now
from baowen.core.paging import Paged
from baowen.core.problems import Problem
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions
from baowen.orgs.tokens import Scope
from baowen.vbp.rounds import actions, queries
from baowen.vbp.rounds.entered import NewLot
from baowen.vbp.rounds.looking import Facts
from baowen.vbp.rounds.queries import RoundView, Selected
from baowen.vbp.rounds.rules.disagreements import Disagreement
from baowen.vbp.rounds.states import RoundState

MOST_BYTES = 20_000_000
SHOWN = 1000
router = Router(tags=["集采批次 rounds"])


@router.get("/vbp/rounds", summary="集采批次列表", response={200: RoundsOut, **ERRORS})
def list_rounds(
    request: HttpRequest, state: RoundState | None = None, cursor: Cursor = "", limit: Limit = 50
) -> Paged[RoundView]:
    """Rounds that run or ended, and those that are prepared near the own place; the newest entered first."""
    return queries.round_page(caller(request, Scope.VBP_READ), state=state, cursor=cursor, limit=limit)


@router.get("/vbp/rounds/{code}", summary="查看集采批次", response={200: RoundPageOut, **ERRORS})
def show_round(request: HttpRequest, code: str) -> dict[str, object]:
    """A round with its lots, bids, places, products and agreed volumes."""
    seen = queries.round_seen(clean(code), caller(request, Scope.VBP_READ))
    return {"round": seen, "lots": [_lot(one) for one in queries.round_entered(seen.code).lots]}


@router.get("/vbp/rounds/{code}/selected", summary="某地的中选产品", response={200: list[SelectedOut], **ERRORS})
def list_selected(request: HttpRequest, code: str, place: str = "") -> list[Selected]:
    """The products selected for a place, the own one unless told."""
    actor = caller(request, Scope.VBP_READ)
    seen = queries.round_seen(clean(code), actor)
    return list(queries.selected_products(seen.code, _place(place, actor)))


@router.get("/vbp/rounds/{code}/suppliers", summary="某地的主供和备供", response={200: list[LotSuppliersOut], **ERRORS})
def list_suppliers(request: HttpRequest, code: str, place: str = "") -> list[dict[str, object]]:
    """Main and backup suppliers of every lot in a place, the own one unless told."""
    actor = caller(request, Scope.VBP_READ)
    seen = queries.round_seen(clean(code), actor)
    return [
        {
            "lot": one.lot.number, "drug": one.lot.drug, "mains": [each.bid.enterprise_name for each in one.mains],
            "backups": [each.bid.enterprise_name for each in one.backups],
        }
        for one in queries.suppliers_in(seen.code, _place(place, actor))
    ]  # fmt: skip


@router.get("/vbp/rounds/{code}/check", summary="与规则比对", response={200: list[DisagreementOut], **ERRORS})
def check_round(request: HttpRequest, code: str) -> list[Disagreement]:
    """Where what was published and the rules differ: facts, no findings."""
    seen = queries.round_seen(clean(code), caller(request, Scope.VBP_READ))
    new = queries.round_entered(seen.code)
    return list(queries.check(new, packs=rulebook().packs, on=day_of(now())).disagreements)


@router.get("/vbp/payment-standards", summary="中选药品支付标准", response={200: StandardsOut, **ERRORS})
def show_standard(
    request: HttpRequest, product_code: str, place: str = "", on: date | None = None
) -> dict[str, object]:  # fmt: skip
    """The payment standard of a product in a place on a day (the own place, today), and its history everywhere."""
    actor, product = caller(request, Scope.VBP_READ), clean(product_code)
    standard = queries.payment_standard(product, _place(place, actor), on or day_of(now()))
    return {"now": standard, "history": queries.standards_of_product(product)}


@router.post("/vbp/rounds", summary="导入集采批次", response={200: ImportedOut, **ERRORS})
def import_files(request: HttpRequest, file: File[list[UploadedFile]], asked: Form[ImportIn]) -> HttpResponse:
    """Enter a round from its workbook or its published tables, whole or not at all; `look`: keep nothing."""
    actor, at = caller(request, Scope.VBP_MANAGE), now()
    require(actor, Act.VBP_ROUND_KEEP, actor.region, regions=load_regions())
    facts = Facts(region=actor.region if asked.code else "", **asked.dict(exclude={"look"}))

    def work() -> dict[str, object]:
        with TemporaryDirectory() as folder:
            paths = [saved(one, Path(folder), most=MOST_BYTES) for one in file]
            if asked.look:
                found = actions.look_at(paths, facts)
            else:
                found = actions.import_round(paths, facts, actor=actor, at=at).looked
        new = found.new
        return {
            "code": new.code if new else "", "kept": new is not None and not asked.look,
            "lots": len(new.lots) if new else 0, "problems": _told(found.problems), "remarks": _told(found.remarks),
        }  # fmt: skip

    return once(request, at, work)


@router.post("/vbp/rounds/{code}/start", summary="批次开始执行", response={200: StartedOut, **ERRORS})
def start_round(request: HttpRequest, code: str, asked: StartIn) -> HttpResponse:
    """Let a round run: its prices are listed and become payment standards."""
    actor, at, code = caller(request, Scope.VBP_MANAGE), now(), clean(code)

    def work() -> dict[str, object]:
        found = actions.start_round(code, actor=actor, at=at, **asked.dict())
        left = [{"product_code": product, "message": zh, "message_en": en} for product, zh, en in found.left_out]
        return {"standards": found.standards, "entered": found.entered, "priced": found.priced, "left_out": left}

    return once(request, at, work)


@router.post("/vbp/rounds/{code}/end", summary="批次结束", response={200: RoundOut, **ERRORS})
def end_round(request: HttpRequest, code: str, asked: EndIn) -> HttpResponse:
    """End a round, on its last day or earlier with a reason."""
    actor, at, code = caller(request, Scope.VBP_MANAGE), now(), clean(code)

    def work() -> dict[str, object]:
        actions.end_round(code, actor=actor, at=at, reason=asked.reason, on=asked.ends_on)
        return _round(code)

    return once(request, at, work)


@router.post("/vbp/rounds/{code}/continue", summary="筹备接续批次", response={200: RoundOut, **ERRORS})
def continue_round(request: HttpRequest, code: str, asked: ContinueIn) -> HttpResponse:
    """Prepare the round that follows, with the same lots and without bids."""
    actor, at, code = caller(request, Scope.VBP_MANAGE), now(), clean(code)

    def work() -> dict[str, object]:
        actions.continue_round(
            code, asked.code, asked.name, actor=actor, at=at, starts_on=asked.starts_on, ends_on=asked.ends_on
        )  # fmt: skip
        return _round(asked.code)

    return once(request, at, work)


def _round(code: str) -> dict[str, object]:
    return RoundOut.from_orm(queries.round_of(code)).model_dump(mode="json")


def _place(given: str, actor: Actor) -> str:
    """The place that is asked for; BaowenError for none that there is."""
    if not given:
        return actor.region
    return load_regions().require(clean(given)).code


def _lot(lot: NewLot) -> dict[str, Any]:
    bids = [
        {name: getattr(bid, name) for name in _BID}
        | {"places": [{"region": region, "role": role} for region, role in bid.places]}
        for bid in lot.bids
    ]
    volumes = [{"region": region, "spec": spec, "units": units} for region, spec, units in lot.volumes]
    return {name: getattr(lot, name) for name in _LOT} | {"bids": bids, "volumes": volumes}


_BID = (
    "enterprise_name", "enterprise", "spec", "quality_tier", "is_originator", "price", "is_selected", "products",
)  # fmt: skip
_LOT = (
    "number", "drug", "spec", "unit", "ceiling", "ceiling_per", "months", "is_antibiotic", "is_key_monitored",
)  # fmt: skip


def _told(problems: Sequence[Problem]) -> list[dict[str, object]]:
    return [{name: value for name, value in one.as_json().items() if name != "level"} for one in problems[:SHOWN]]
