"""A round as it was entered, whole: what its page, its figures and the report of disagreements are made from. VBP-1."""

from __future__ import annotations

from decimal import Decimal

from baowen.core.problems import BaowenError, Level, Problem
from baowen.vbp.rounds.entered import NewBid, NewLot, NewProduct, NewRound
from baowen.vbp.rounds.kinds import CeilingPer, RoundLevel, SupplyRole
from baowen.vbp.rounds.models import Beside, Bid, BidProduct, Lot, RegionVolume, Remark, Round, SupplyRegion


def round_entered(code: str) -> NewRound:
    """Everything that is kept of a round, in seven reads whatever its size; BaowenError for a code nobody entered."""
    row = Round.objects.filter(code=code).first()
    if row is None:
        raise BaowenError(f"没有批次 {code}，请先导入批次信息", f"there is no round {code}; import it first")
    return NewRound(
        code=row.code, name=row.name, level=RoundLevel(row.level), region=row.region, lots=_lots(row),
        follows=row.follows, document_number=row.document_number, opened_on=row.opened_on, starts_on=row.starts_on,
        ends_on=row.ends_on, remarks=tuple(_problem(one) for one in row.remarks.all()),
    )  # fmt: skip


def _problem(one: Remark) -> Problem:
    return Problem(
        file=one.file, sheet=one.sheet, row=one.row, column=one.column, value=one.value, code=one.code,
        level=Level.WARN, message=one.words_zh, message_en=one.words_en,
    )  # fmt: skip


def _lots(row: Round) -> tuple[NewLot, ...]:
    bids = _bids(row)
    volumes: dict[int, list[tuple[str, str, Decimal | None, int]]] = {}
    for one in RegionVolume.objects.filter(lot__round=row):
        volumes.setdefault(one.lot_id, []).append((one.region, one.spec, one.units, one.line))
    besides: dict[int, list[tuple[str, str, str]]] = {}
    for other in Beside.objects.filter(lot__round=row):
        besides.setdefault(other.lot_id, []).append((other.drug, other.likeness, other.clause))
    return tuple(
        NewLot(
            number=lot.number, drug=lot.drug, spec=lot.spec, unit=lot.unit, ceiling=lot.ceiling,
            ceiling_per=CeilingPer(lot.ceiling_per), ceiling_units=lot.ceiling_units, ceiling_spec=lot.ceiling_spec,
            months=lot.months, is_antibiotic=lot.is_antibiotic, is_key_monitored=lot.is_key_monitored,
            bids=tuple(bids.get(lot.pk, ())), volumes=tuple(told[:3] for told in volumes.get(lot.pk, ())),
            volume_lines=tuple(told[3] for told in volumes.get(lot.pk, ())), besides=tuple(besides.get(lot.pk, ())),
        )
        for lot in Lot.objects.filter(round=row).order_by("id")
    )  # fmt: skip


def _bids(row: Round) -> dict[int, list[NewBid]]:
    places: dict[int, list[tuple[str, SupplyRole]]] = {}
    for place in SupplyRegion.objects.filter(bid__lot__round=row):
        places.setdefault(place.bid_id, []).append((place.region, SupplyRole(place.role)))
    products: dict[int, list[NewProduct]] = {}
    for one in BidProduct.objects.filter(bid__lot__round=row):
        products.setdefault(one.bid_id, []).append(NewProduct(code=one.product_code, units=one.units, price=one.price))
    found: dict[int, list[NewBid]] = {}
    for bid in Bid.objects.filter(lot__round=row).order_by("lot_id", "-is_selected", "price", "id"):
        found.setdefault(bid.lot_id, []).append(
            NewBid(
                enterprise_name=bid.enterprise_name, enterprise=bid.enterprise, short_name=bid.short_name,
                spec=bid.spec, quality_tier=bid.quality_tier, is_originator=bid.is_originator,
                is_multinational=bid.is_multinational, ceiling=bid.ceiling, line=bid.line, price=bid.price,
                is_selected=bid.is_selected, places=tuple(places.get(bid.pk, ())),
                products=tuple(products.get(bid.pk, ())),
            )
        )  # fmt: skip
    return found
