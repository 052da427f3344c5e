"""A round is entered as one piece and entered again until it runs; then it only moves on. VBP-1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from baowen.core.audit.trail import writing
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions
from baowen.vbp.rounds.kinds import RoundLevel, SupplyRole
from baowen.vbp.rounds.models import Beside, Bid, BidProduct, Lot, RegionVolume, Round, SupplyRegion
from baowen.vbp.rounds.states import STATE_WORDS, RoundState

NEXT: dict[RoundState, frozenset[RoundState]] = {
    RoundState.PREPARED: frozenset({RoundState.RUNNING, RoundState.WITHDRAWN}),
    RoundState.RUNNING: frozenset({RoundState.ENDED}),
    RoundState.ENDED: frozenset(),
    RoundState.WITHDRAWN: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProduct:
    """A product of the catalogue behind a bid: yuan a pack, smallest units in a pack."""

    code: str
    units: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBid:
    """A bid as published; `places`: (region code, role), none for wherever the round is run."""

    enterprise_name: str
    enterprise: str = ""
    spec: str = ""
    quality_tier: str = ""
    is_originator: bool | None = None
    price: Decimal | None = None
    is_selected: bool = False
    places: Sequence[tuple[str, SupplyRole]] = ()
    products: Sequence[NewProduct] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLot:
    """A lot as published; `volumes`: (region, spec, units or None), `besides`: (generic name, Likeness, clause)."""

    number: str
    drug: str
    spec: str = ""
    unit: str = ""
    ceiling: Decimal | None = None
    months: int | None = None
    is_antibiotic: bool = False
    is_key_monitored: bool = False
    bids: Sequence[NewBid] = ()
    volumes: Sequence[tuple[str, str, Decimal | None]] = ()
    besides: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRound:
    """A round with all its lots."""

    code: str
    name: str
    level: RoundLevel
    region: str
    lots: Sequence[NewLot]
    follows: str = ""
    document_number: str = ""
    opened_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def keep_round(new: NewRound, *, actor: Actor, at: datetime) -> bool:
    """Enter a round, or enter it anew while it is prepared; whether it was not there before.

    BaowenError for a round that runs already, and for a cycle that ends before it starts.
    """
    require(actor, Act.VBP_ROUND_KEEP, new.region, regions=load_regions())
    code = filled(new.code, "批次编号", "round code", most=60)
    if new.starts_on and new.ends_on and new.ends_on < new.starts_on:
        raise BaowenError("采购周期的结束日期早于开始日期，请核对", "the cycle ends before it starts")
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        before = Round.objects.select_for_update().filter(code=code).first()
        if before is not None and before.state != RoundState.PREPARED.value:
            raise BaowenError(
                f"批次 {code} 已是“{STATE_WORDS[RoundState(before.state)][0]}”，不能重新录入",
                f"round {code} is {before.state}: it can't be entered anew",
            )
        if before is not None:
            before.delete()
        row = Round.objects.create(
            code=code, name=filled(new.name, "批次名称", "round name", most=200), level=new.level.value,
            region=new.region, follows=within(new.follows, "续接批次", "followed round", most=60),
            document_number=within(new.document_number, "文号", "document number", most=100),
            opened_on=new.opened_on, starts_on=new.starts_on, ends_on=new.ends_on,
        )  # fmt: skip
        for lot in new.lots:
            _keep_lot(row, lot)
        trail.note("vbp.round.kept", f"vbp_round/{code}", details={"lots": len(new.lots), "anew": before is not None})
    return before is None


def move_round(code: str, to: RoundState, *, actor: Actor, at: datetime, reason: str = "") -> None:
    """Bring a round to its next state; BaowenError where it can't go there from where it stands."""
    row = Round.objects.filter(code=code).first()
    if row is None:
        raise BaowenError(f"没有批次 {code}", f"there is no round {code}")
    require(actor, Act.VBP_ROUND_KEEP, row.region, regions=load_regions())
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        row = Round.objects.select_for_update().get(pk=row.pk)
        if to not in NEXT[RoundState(row.state)]:
            raise BaowenError(
                f"批次 {code} 现为“{STATE_WORDS[RoundState(row.state)][0]}”，不能改为“{STATE_WORDS[to][0]}”",
                f"round {code} is {row.state} and can't become {to}",
            )
        if to is RoundState.RUNNING and (row.starts_on is None or row.ends_on is None):
            raise BaowenError("请先录入采购周期的起止日期", "enter the days of the cycle first")
        row.state = to.value
        row.save(update_fields=["state"])
        trail.note(f"vbp.round.{to.value}", f"vbp_round/{code}")


def _keep_lot(row: Round, new: NewLot) -> None:
    lot = Lot.objects.create(
        round=row, number=filled(new.number, "品种序号", "lot number", most=30),
        drug=filled(new.drug, "品种名称", "drug", most=200), spec=new.spec, unit=new.unit, ceiling=new.ceiling,
        months=new.months, is_antibiotic=new.is_antibiotic, is_key_monitored=new.is_key_monitored,
    )  # fmt: skip
    for bid in new.bids:
        _keep_bid(lot, bid)
    RegionVolume.objects.bulk_create(
        RegionVolume(lot=lot, region=region, spec=spec, units=units) for region, spec, units in new.volumes
    )
    Beside.objects.bulk_create(
        Beside(lot=lot, drug=drug, likeness=likeness, clause=clause) for drug, likeness, clause in new.besides
    )


def _keep_bid(lot: Lot, new: NewBid) -> None:
    bid = Bid.objects.create(
        lot=lot, enterprise_name=filled(new.enterprise_name, "企业名称", "enterprise", most=200),
        enterprise=new.enterprise, spec=new.spec, quality_tier=new.quality_tier, is_originator=new.is_originator,
        price=new.price, is_selected=new.is_selected,
    )  # fmt: skip
    SupplyRegion.objects.bulk_create(
        SupplyRegion(bid=bid, region=region, role=role.value) for region, role in new.places
    )  # fmt: skip
    BidProduct.objects.bulk_create(
        BidProduct(bid=bid, product_code=one.code, units=one.units, price=one.price) for one in new.products
    )
