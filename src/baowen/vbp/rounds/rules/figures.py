"""What a round came to: price cuts, winners, the places each lot supplies, agreed volumes. Pure. VBP-1.

Lots are taken as they are entered, so that a file which was only looked at gives the same figures as what is kept.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from statistics import median

from baowen.core.money import ratio, unit_price
from baowen.drugs.spec import parse_spec
from baowen.vbp.rounds.entered import NewBid, NewLot
from baowen.vbp.rounds.kinds import CeilingPer, SupplyRole
from baowen.vbp.rounds.rules.cells import is_placeholder


class NoCut(StrEnum):
    """Why there is no price cut to tell."""

    NONE = ""
    NO_PRICE = "no_price"
    NO_CEILING = "no_ceiling"
    PACK_UNKNOWN = "pack_unknown"
    OTHER_SPEC = "other_spec"


NO_CUT_WORDS: dict[NoCut, tuple[str, str]] = {
    NoCut.NONE: ("", ""),
    NoCut.NO_PRICE: ("没有报价", "no bid"),
    NoCut.NO_CEILING: ("没有最高有效申报价", "no ceiling"),
    NoCut.PACK_UNKNOWN: ("最高有效申报价按包装公布，包装不明", "the ceiling is for a pack that is not known"),
    NoCut.OTHER_SPEC: ("最高有效申报价为另一规格", "the ceiling is for another specification"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """How far a bid lies below its ceiling: `share` of it, negative where above; `base`: the ceiling of one unit."""

    share: Decimal | None
    base: Decimal | None
    why: NoCut


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A round in numbers. `by_winners`: lots by their number of winners. Cuts are of selected bids, all alike."""

    lots: int
    bids: int
    selected: int
    enterprises: int
    placeholders: int
    by_winners: dict[int, int]
    compared: int
    mean_cut: Decimal | None
    median_cut: Decimal | None
    most_cut: Decimal | None
    places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFigures:
    """A place: the lots that a main or a backup supplier brings there, the lots with an agreed volume or a gap."""

    region: str
    mains: int
    backups: int
    volumes: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LotVolume:
    """The agreed volume of a lot: units of all places and specifications (None where no place tells any), places that
    have one, places with a gap."""

    units: Decimal | None
    places: int
    missing: int


def has_price(bid: NewBid) -> bool:
    """Whether a bid names a price that is one."""
    return bid.price is not None and not is_placeholder(bid.price)


def winners_of(lot: NewLot) -> int:
    """How many enterprises are selected in a lot."""
    return len({bid.enterprise_name for bid in lot.bids if bid.is_selected})


def is_same_spec(one: str, other: str) -> bool:
    """Whether two texts mean the same specification; 50mg/5ml and 5ml:50mg do."""
    left, right = _plain(one), _plain(other)
    if left == right:
        return True
    read, also = parse_spec(left).only, parse_spec(right).only
    if read is None or also is None:
        return False
    says = read.strength is not None or bool(read.components)
    return says and (read.strength, read.components, read.volume_ml) == (also.strength, also.components, also.volume_ml)


def _plain(spec: str) -> str:
    return "".join(unicodedata.normalize("NFKC", spec).casefold().split()).rstrip("*")


def cut_of(lot: NewLot, bid: NewBid) -> Cut:
    """The cut of a bid against its ceiling for a unit; none where the ceiling is for a pack that can't be compared."""
    ceiling = bid.ceiling or lot.ceiling
    if not has_price(bid):
        return Cut(share=None, base=None, why=NoCut.NO_PRICE)
    if ceiling is None:
        return Cut(share=None, base=None, why=NoCut.NO_CEILING)
    base = ceiling
    if lot.ceiling_per is CeilingPer.PACK:
        if lot.ceiling_units is None:
            return Cut(share=None, base=None, why=NoCut.PACK_UNKNOWN)
        if lot.ceiling_spec and bid.spec and not is_same_spec(lot.ceiling_spec, bid.spec):
            return Cut(share=None, base=None, why=NoCut.OTHER_SPEC)
        base = unit_price(ceiling / lot.ceiling_units)
    assert bid.price is not None
    return Cut(share=ratio(base - bid.price, base), base=base, why=NoCut.NONE)


def figures_of(lots: Sequence[NewLot]) -> Figures:
    """All figures of a round."""
    bids = [(lot, bid) for lot in lots for bid in lot.bids]
    chosen = [(lot, bid) for lot, bid in bids if bid.is_selected]
    cuts = sorted(cut.share for lot, bid in chosen if (cut := cut_of(lot, bid)).share is not None)
    counted = Counter(winners_of(lot) for lot in lots)
    return Figures(
        lots=len(lots), bids=len(bids), selected=len(chosen),
        enterprises=len({bid.enterprise_name for _, bid in chosen}),
        placeholders=sum(bid.price is not None and is_placeholder(bid.price) for _, bid in bids),
        by_winners=dict(sorted(counted.items())), compared=len(cuts),
        mean_cut=ratio(sum(cuts, Decimal(0)), Decimal(len(cuts))) if cuts else None,
        median_cut=ratio(Decimal(median(cuts)), Decimal(1)) if cuts else None, most_cut=cuts[-1] if cuts else None,
        places=len(places_of_round(lots)),
    )  # fmt: skip


def places_of_round(lots: Iterable[NewLot]) -> frozenset[str]:
    """Every place that a selected bid of the round names."""
    return frozenset(
        region for lot in lots for bid in lot.bids if bid.is_selected for region, _ in bid.places
    )  # fmt: skip


def place_figures(lots: Sequence[NewLot]) -> tuple[PlaceFigures, ...]:
    """By place what the round brings there; by code. A winner that names no place is the main supplier everywhere."""
    supplied: defaultdict[str, dict[SupplyRole, set[str]]] = defaultdict(lambda: {role: set() for role in SupplyRole})
    told: defaultdict[str, set[str]] = defaultdict(set)
    gaps: defaultdict[str, set[str]] = defaultdict(set)
    everywhere: set[str] = set()
    for lot in lots:
        for bid in lot.bids:
            if bid.is_selected and not bid.places:
                everywhere.add(lot.number)
            for region, role in bid.places if bid.is_selected else ():
                supplied[region][role].add(lot.number)
        for region, _, units in lot.volumes:
            (gaps if units is None else told)[region].add(lot.number)
    return tuple(
        PlaceFigures(
            region=region, mains=len(supplied[region][SupplyRole.MAIN] | everywhere),
            backups=len(supplied[region][SupplyRole.BACKUP]), volumes=len(told[region]), missing=len(gaps[region]),
        )
        for region in sorted({*supplied, *told, *gaps})
    )  # fmt: skip


def volume_of(lot: NewLot) -> LotVolume:
    """The agreed volume of a lot in all places."""
    told = [units for _, _, units in lot.volumes if units is not None]
    return LotVolume(
        units=sum(told, Decimal(0)) if told else None,
        places=len({region for region, _, units in lot.volumes if units is not None}),
        missing=sum(units is None for _, _, units in lot.volumes),
    )  # fmt: skip
