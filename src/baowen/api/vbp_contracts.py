"""Agreed volumes, distributors and contracts of volume-based procurement by API. VBP-3, VBP-4 (VB-1.3, VB-2.1)."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from baowen.api.auth import caller, clean
from baowen.api.book import contract_book
from baowen.api.once import once
from baowen.api.schemas.common import ERRORS, Cursor, Limit, NumberOut
from baowen.api.schemas.vbp_contracts import (
    AllocationOut,
    ChooseIn,
    ContractsAsked,
    ContractsOut,
    CountOut,
    DistributionOut,
    KeepIn,
    KeptOut,
    LatePartyOut,
    NameIn,
    SignIn,
    SupplementIn,
    VbpContractEndIn,
    WholeContractOut,
)
from baowen.core.clock import now, today
from baowen.core.paging import Paged
from baowen.orgs.permissions import Actor
from baowen.orgs.tokens import Scope
from baowen.vbp.contracts.actions import signing
from baowen.vbp.contracts.actions.allocating import keep_allocation
from baowen.vbp.contracts.actions.naming import end_distributor, name_distributors
from baowen.vbp.contracts.actions.supplements import add_supplement, sign_supplement
from baowen.vbp.contracts.queries import contracts
from baowen.vbp.contracts.queries.allocation import planned
from baowen.vbp.contracts.queries.contracts import ContractPage, ContractView, LateParty, Sought
from baowen.vbp.contracts.queries.distributors import Distribution, distribution
from baowen.vbp.contracts.rules.allocation import LotVolume
from baowen.vbp.volumes import queries as volumes

router = Router(tags=["集采协议 contracts of volume procurement"])


@router.get("/vbp/rounds/{code}/allocation", summary="试算约定采购量", response={200: AllocationOut, **ERRORS})
def look_at_allocation(request: HttpRequest, code: str, lot: str = "") -> dict[str, object]:
    """What each hospital would get of each lot, or of one, with the working; nothing is kept."""
    actor, code = caller(request, Scope.VBP_MANAGE), clean(code)
    plan, lots = planned(
        code, volumes.reported_volumes(code), actor=actor, on=today(), book=contract_book()
    )  # fmt: skip
    return {
        "round_code": code, "year": plan.year, "starts_on": plan.starts_on, "ends_on": plan.ends_on,
        "sign_by": plan.sign_by.on, "lots": [_told(one) for one in lots if lot in ("", one.terms.number)],
    }  # fmt: skip


def _told(one: LotVolume) -> dict[str, object]:
    return {
        "lot": one.terms.number, "drug": one.terms.drug, "reported": one.reported, "units": one.units,
        "steps": [asdict(step) for step in one.terms.share.steps], "missed": [asdict(miss) for miss in one.missed],
        "products": [
            {
                "product_code": part.offer.product_code, "enterprise": part.offer.enterprise,
                "reported": part.reported, "units": part.units, "packs": part.packs,
                "cells": [asdict(cell) for cell in part.cells],
            }
            for part in one.products
        ],
    }  # fmt: skip


@router.post("/vbp/rounds/{code}/allocation", summary="生成购销协议", response={200: KeptOut, **ERRORS})
def keep(request: HttpRequest, code: str, asked: KeepIn) -> HttpResponse:
    """Draw the contracts of a round up; anew until the first hospital has chosen a distributor."""
    actor, at, code = caller(request, Scope.VBP_MANAGE), now(), clean(code)

    def work() -> dict[str, object]:
        kept = keep_allocation(
            code, volumes.reported_volumes(code), actor=actor, at=at, book=contract_book(),
            starts_on=asked.starts_on, sign_by=asked.sign_by,
        )  # fmt: skip
        return asdict(kept)

    return once(request, at, work)


@router.get("/vbp/distributors", summary="各市配送企业", response={200: DistributionOut, **ERRORS})
def distributors(request: HttpRequest, round_code: str, city: str = "") -> Distribution:
    """The cities of a round with how many products have too few distributors, and the products of one city."""
    actor = caller(request, Scope.VBP_READ)
    return distribution(clean(round_code), clean(city), actor=actor, on=today(), book=contract_book())


@router.post("/vbp/distributors", summary="指定配送企业", response={200: CountOut, **ERRORS})
def name(request: HttpRequest, asked: NameIn) -> HttpResponse:
    """Name, as a selected enterprise, who delivers in a city; how many are new."""
    actor, at = caller(request, Scope.VBP_ANSWER), now()

    def work() -> dict[str, object]:
        count = name_distributors(
            asked.round_code, asked.city, asked.distributors, actor=actor, at=at, book=contract_book(),
            products=asked.products,
        )  # fmt: skip
        return {"count": count}

    return once(request, at, work)


@router.post("/vbp/distributors/end", summary="终止配送企业", response={200: CountOut, **ERRORS})
def end(request: HttpRequest, asked: VbpContractEndIn) -> HttpResponse:
    """Name a distributor no longer; contracts that were pushed keep it."""
    actor, at = caller(request, Scope.VBP_ANSWER), now()

    def work() -> dict[str, object]:
        count = end_distributor(
            asked.round_code, asked.city, asked.distributor, actor=actor, at=at, book=contract_book(),
            products=asked.products,
        )  # fmt: skip
        return {"count": count}

    return once(request, at, work)


@router.get("/vbp/contracts", summary="协议列表", response={200: ContractsOut, **ERRORS})
def list_contracts(
    request: HttpRequest, asked: Query[ContractsAsked], cursor: Cursor = "", limit: Limit = 50
) -> Paged[ContractView]:  # fmt: skip
    """Contracts of the own organisation, or of the own place and below."""
    actor = caller(request, Scope.VBP_READ)
    sought = Sought(
        round_code=asked.round_code, state=asked.state, text=asked.text, late_on=today() if asked.late else None,
        mine=asked.mine,
    )  # fmt: skip
    return contracts.contract_page(actor, sought, cursor=cursor, limit=limit)


@router.get("/vbp/contracts/late", summary="逾期未签的单位", response={200: list[LatePartyOut], **ERRORS})
def late_ones(request: HttpRequest, round_code: str = "") -> list[LateParty]:
    """Who keeps contracts waiting past their deadline."""
    return contracts.late_parties(caller(request, Scope.VBP_READ), today(), round_code=clean(round_code))


@router.post("/vbp/contracts/choose", summary="选定配送企业", response={200: CountOut, **ERRORS})
def choose(request: HttpRequest, asked: ChooseIn) -> HttpResponse:
    """Choose, as the hospital, one of the distributors that are named for the city, and sign with `sign`."""
    actor, at = caller(request, Scope.VBP_WRITE), now()
    choices = {one.number: one.distributor for one in asked.choices}

    def work() -> dict[str, object]:
        return {"count": signing.choose(choices, actor=actor, at=at, book=contract_book(), sign=asked.sign)}

    return once(request, at, work)


@router.post("/vbp/contracts/sign", summary="签订协议", response={200: CountOut, **ERRORS})
def sign(request: HttpRequest, asked: SignIn) -> HttpResponse:
    """Sign contracts for the own organisation, each when it is in turn."""
    actor, at = _signer(request), now()

    def work() -> dict[str, object]:
        return {"count": signing.sign(asked.numbers, actor=actor, at=at, book=contract_book())}

    return once(request, at, work)


@router.post("/vbp/supplements/{number}/sign", summary="签订补充协议", response={200: NumberOut, **ERRORS})
def sign_more(request: HttpRequest, number: str) -> HttpResponse:
    """Sign a supplement for the own organisation, when it is in turn."""
    actor, at, number = _signer(request), now(), clean(number)

    def work() -> dict[str, object]:
        sign_supplement(number, actor=actor, at=at, book=contract_book())
        return {"number": number}

    return once(request, at, work)


@router.get("/vbp/contracts/{number}", summary="一份协议", response={200: WholeContractOut, **ERRORS})
def one_contract(request: HttpRequest, number: str) -> ContractPage:
    """One contract with its working, signatures and supplements."""
    return contracts.contract(clean(number), actor=caller(request, Scope.VBP_READ))


@router.post("/vbp/contracts/{number}/supplements", summary="签补充协议", response={200: NumberOut, **ERRORS})
def add_more(request: HttpRequest, number: str, asked: SupplementIn) -> HttpResponse:
    """Agree on more packs under a contract that all have signed; the hospital signs by that."""
    actor, at, number = caller(request, Scope.VBP_WRITE), now(), clean(number)

    def work() -> dict[str, object]:
        made = add_supplement(
            number, asked.packs, reason=asked.reason, actor=actor, at=at, book=contract_book()
        )  # fmt: skip
        return {"number": made}

    return once(request, at, work)


def _signer(request: HttpRequest) -> Actor:
    """Who signs: a hospital by its scope to write, an enterprise by its scope to answer."""
    scopes = request.auth.scopes  # type: ignore[attr-defined]
    return caller(request, Scope.VBP_WRITE if Scope.VBP_WRITE in scopes else Scope.VBP_ANSWER)
