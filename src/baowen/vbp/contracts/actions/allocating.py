"""Agreed volumes are kept as contracts, and anew until the first hospital has chosen a distributor. VBP-3, VBP-4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor
from baowen.vbp.contracts.book import ContractBook
from baowen.vbp.contracts.models import Allocation, Contract, LotShare
from baowen.vbp.contracts.queries.allocation import Plan, planned
from baowen.vbp.contracts.rules.allocation import LotVolume
from baowen.vbp.contracts.states import ContractState
from baowen.vbp.volumes.reported import ReportedVolume

AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was kept: lots and contracts, reports that lead to none, and whether it was kept before."""

    lots: int
    contracts: int
    missed: int
    anew: bool


def keep_allocation(
    round_code: str, volumes: Sequence[ReportedVolume], *, actor: Actor, at: datetime, book: ContractBook,
    starts_on: date | None = None, sign_by: date | None = None,
) -> Kept:  # fmt: skip
    """Draw up the contracts of a round. BaowenError once a hospital has chosen, and for a deadline that is over."""
    on = day_of(at)
    plan, lots = planned(round_code, volumes, actor=actor, on=on, book=book, starts_on=starts_on)
    until = sign_by or plan.sign_by.on
    if until < on:
        raise BaowenError(f"签订截止日期 {until} 已过，请另定", f"the signing deadline {until} is over")
    with writing(by=actor.name, at=at, organisation=actor.organisation, policy=plan.digest) as trail:
        row, anew = _fresh(plan, until, actor, at)
        contracts = missed = count = 0
        for lot in lots:
            missed += len(lot.missed)
            if lot.products:
                count += 1
                contracts += _draw(row, plan, lot, book)
        trail.note(
            "vbp.allocation.kept", f"vbp_round/{round_code}",
            details={"starts_on": plan.starts_on, "lots": count, "contracts": contracts, "anew": anew},
        )  # fmt: skip
    return Kept(lots=count, contracts=contracts, missed=missed, anew=anew)


def _fresh(plan: Plan, sign_by: date, actor: Actor, at: datetime) -> tuple[Allocation, bool]:
    """The row of the allocation without contracts; whether there was one. Held until the commit."""
    given = {
        "region": plan.round.region, "ends_on": plan.ends_on, "sign_by": sign_by, "year": plan.year,
        "clause": plan.sign_by.clause, "policy": plan.digest, "kept_at": at, "kept_by": actor.name,
    }  # fmt: skip
    row, is_new = Allocation.objects.get_or_create(round_code=plan.round.code, starts_on=plan.starts_on, defaults=given)
    if is_new:
        return row, False
    row = Allocation.objects.select_for_update().get(pk=row.pk)
    held = Contract.objects.select_for_update().filter(allocation=row).values_list("state", flat=True)
    begun = sum(state != ContractState.DRAWN.value for state in held)
    if begun:
        raise BaowenError(
            f"已有 {begun} 份协议选定了配送企业，约定采购量不能重新核定；增加采购量请签补充协议",
            f"in {begun} contracts a distributor is chosen: volumes can't be kept anew; more volume needs a supplement",
        )
    Contract.objects.filter(allocation=row).delete()
    LotShare.objects.filter(allocation=row).delete()
    for name, value in given.items():
        setattr(row, name, value)
    row.times += 1
    row.save()
    return row, True


def _draw(row: Allocation, plan: Plan, lot: LotVolume, book: ContractBook) -> int:
    share = LotShare.objects.create(
        allocation=row, lot=lot.terms.number, drug=lot.terms.drug, spec=lot.terms.spec, reported=lot.reported,
        share=lot.terms.share.share, units=lot.units,
        steps=[
            {"zh": one.zh, "en": one.en, "share": str(one.share), "clause": one.clause, "basis": one.basis}
            for one in lot.terms.share.steps
        ],
    )  # fmt: skip
    made = list(_contracts(row, plan, share, lot, book))
    Contract.objects.bulk_create(made, batch_size=AT_ONCE)
    return len(made)


def _contracts(
    row: Allocation, plan: Plan, share: LotShare, lot: LotVolume, book: ContractBook
) -> Iterable[Contract]:  # fmt: skip
    ends = plan.ends_of(lot.terms)
    for product in lot.products:
        offer = product.offer
        for cell in product.cells:
            if cell.packs:
                yield Contract(
                    allocation=row, round_code=row.round_code, lot=share, product_code=offer.product_code,
                    hospital=cell.organisation, region=cell.region, city=book.city_of(cell.region),
                    is_alliance=cell.is_alliance, maker=offer.enterprise, quality_tier=offer.quality_tier,
                    units=offer.units, price=offer.price, reported=cell.reported, packs=cell.packs,
                    starts_on=row.starts_on, ends_on=ends, sign_by=row.sign_by,
                )  # fmt: skip
