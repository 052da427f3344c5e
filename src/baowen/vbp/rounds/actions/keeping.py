"""A round is entered as one piece and entered again until it runs; then it only moves on. VBP-1."""

from __future__ import annotations

import re
from datetime import datetime

from baowen.core.audit.trail import writing
from baowen.core.money import unit_price
from baowen.core.problems import BaowenError, Problem
from baowen.core.texts import filled, within
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions
from baowen.vbp.rounds.entered import NewBid, NewLot, NewProduct, NewRound
from baowen.vbp.rounds.models import Beside, Bid, BidProduct, Lot, RegionVolume, Remark, Round, SupplyRegion
from baowen.vbp.rounds.states import STATE_WORDS, RoundState

__all__ = ["NewBid", "NewLot", "NewProduct", "NewRound", "keep_round"]

BATCH = 2_000
CODE = re.compile(r"[\w.\-+()（）]+")


def keep_round(new: NewRound, *, actor: Actor, at: datetime) -> bool:
    """Enter a round, or enter it anew while it is prepared; whether it was not there before.

    BaowenError for a round that runs already, and for a cycle that ends before it starts.
    """
    require(actor, Act.VBP_ROUND_KEEP, new.region, regions=load_regions())
    code = _code(new.code)
    if new.starts_on and new.ends_on and new.ends_on < new.starts_on:
        raise BaowenError("采购周期的结束日期早于开始日期，请核对", "the cycle ends before it starts")
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        before = Round.objects.select_for_update().filter(code=code).first()
        if before is not None:
            _clear(before, actor)
        row = Round.objects.create(
            code=code, name=filled(new.name, "批次名称", "round name", most=200), level=new.level.value,
            region=new.region, follows=_code(new.follows) if new.follows.strip() else "",
            document_number=within(new.document_number, "文号", "document number", most=100),
            opened_on=new.opened_on, starts_on=new.starts_on, ends_on=new.ends_on,
            changed_at=at,
        )  # fmt: skip
        _keep_lots(row, new)
        Remark.objects.bulk_create((_remark(row, one) for one in new.remarks), batch_size=BATCH)
        trail.note("vbp.round.kept", f"vbp_round/{code}", details={"lots": len(new.lots), "anew": before is not None})
    return before is None


def _code(given: str) -> str:
    """The code as it stands in addresses and file names; BaowenError for one that can't."""
    code = filled(given, "批次编号", "round code", most=60)
    if not CODE.fullmatch(code):
        raise BaowenError(
            f"批次编号“{code}”只能用汉字、字母、数字、点、横线、下划线、加号和括号",
            "a code has letters, digits, dots, dashes, underscores, plus signs and brackets alone",
        )
    return code


def _clear(before: Round, actor: Actor) -> None:
    """Make room for a round that is entered anew; BaowenError where it runs, NotAllowedError where another place's."""
    require(actor, Act.VBP_ROUND_KEEP, before.region, regions=load_regions())
    if before.state != RoundState.PREPARED.value:
        raise BaowenError(
            f"批次 {before.code} 已是“{STATE_WORDS[RoundState(before.state)][0]}”，不能重新录入",
            f"round {before.code} is {before.state}: it can't be entered anew",
        )
    before.delete()


def _keep_lots(row: Round, new: NewRound) -> None:
    """All lots at once, then what belongs to them: a national round has some thousand rows."""
    lots = Lot.objects.bulk_create((_lot(row, one) for one in new.lots), batch_size=BATCH)
    pairs = list(zip(lots, new.lots, strict=True))
    offered = [(lot, bid) for lot, one in pairs for bid in one.bids]
    bids = Bid.objects.bulk_create((_bid(lot, bid) for lot, bid in offered), batch_size=BATCH)
    kept = [(bid, told) for bid, (_, told) in zip(bids, offered, strict=True)]
    SupplyRegion.objects.bulk_create(
        (SupplyRegion(bid=bid, region=region, role=role.value) for bid, told in kept for region, role in told.places),
        batch_size=BATCH,
    )
    BidProduct.objects.bulk_create(
        (
            BidProduct(bid=bid, product_code=one.code, units=one.units, price=one.price)
            for bid, told in kept
            for one in told.products
        ),
        batch_size=BATCH,
    )
    RegionVolume.objects.bulk_create((one for lot, told in pairs for one in _volumes(lot, told)), batch_size=BATCH)
    Beside.objects.bulk_create(
        Beside(lot=lot, drug=drug, likeness=likeness, clause=clause)
        for lot, told in pairs
        for drug, likeness, clause in told.besides
    )


def _lot(row: Round, new: NewLot) -> Lot:
    return Lot(
        round=row, number=filled(new.number, "品种序号", "lot number", most=30),
        drug=filled(new.drug, "品种名称", "drug", most=200), spec=new.spec, unit=new.unit, ceiling=new.ceiling,
        ceiling_per=new.ceiling_per.value, ceiling_units=new.ceiling_units, ceiling_spec=new.ceiling_spec,
        months=new.months, is_antibiotic=new.is_antibiotic, is_key_monitored=new.is_key_monitored,
    )  # fmt: skip


def _bid(lot: Lot, new: NewBid) -> Bid:
    return Bid(
        lot=lot, enterprise_name=filled(new.enterprise_name, "企业名称", "enterprise", most=200),
        enterprise=new.enterprise, short_name=new.short_name, spec=new.spec, quality_tier=new.quality_tier,
        is_originator=new.is_originator, is_multinational=new.is_multinational, ceiling=new.ceiling, line=new.line,
        price=None if new.price is None else unit_price(new.price), is_selected=new.is_selected,
    )  # fmt: skip


def _volumes(lot: Lot, new: NewLot) -> list[RegionVolume]:
    lines = new.volume_lines or [0] * len(new.volumes)
    return [
        RegionVolume(lot=lot, region=region, spec=spec, units=units, line=line)
        for (region, spec, units), line in zip(new.volumes, lines, strict=True)
    ]


def _remark(row: Round, one: Problem) -> Remark:
    return Remark(
        round=row, code=one.code[:40], file=one.file[:200], sheet=one.sheet[:100], row=one.row,
        column=one.column[:100], value=one.value[:200], words_zh=one.message[:500], words_en=one.message_en[:500],
    )  # fmt: skip
