"""Who supplies a place in a round, and who stands by when a main supplier fails. VBP-1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from baowen.orgs.regions import load_regions
from baowen.vbp.rounds.entered import NewBid, NewLot
from baowen.vbp.rounds.kinds import SupplyRole
from baowen.vbp.rounds.queries.detail import round_entered


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """A selected enterprise as it supplies a place: its bid, with the products."""

    role: SupplyRole
    bid: NewBid


@dataclass(frozen=True, slots=True, kw_only=True)
class LotSuppliers:
    """Who supplies a lot in a place; both are empty where nobody does, which the round's report names."""

    lot: NewLot
    mains: tuple[Supplier, ...]
    backups: tuple[Supplier, ...]


def suppliers_in(round_code: str, region: str) -> tuple[LotSuppliers, ...]:
    """The suppliers of every lot with a winner in a place, or in one above it; see `suppliers_of`."""
    return suppliers_of(round_entered(round_code).lots, region)


def backups_for(round_code: str, region: str, lot: str) -> tuple[Supplier, ...]:
    """Who is to supply a lot in a place while its main supplier fails, the cheapest first."""
    found = next((one for one in suppliers_in(round_code, region) if one.lot.number == lot), None)
    return found.backups if found is not None else ()


def suppliers_of(lots: Sequence[NewLot], region: str) -> tuple[LotSuppliers, ...]:
    """The same of lots at hand. A bid without places supplies wherever the round is run, as the main supplier."""
    regions = load_regions()
    chain = {region, *(one.code for one in regions.ancestors(region))}
    found = []
    for lot in lots:
        own = [Supplier(role=role, bid=bid) for bid in lot.bids if bid.is_selected for role in _roles(bid, chain)]
        if any(bid.is_selected for bid in lot.bids):
            mains = tuple(one for one in own if one.role is SupplyRole.MAIN)
            backups = tuple(one for one in own if one.role is SupplyRole.BACKUP)
            found.append(LotSuppliers(lot=lot, mains=mains, backups=backups))
    return tuple(found)


def _roles(bid: NewBid, chain: set[str]) -> list[SupplyRole]:
    if not bid.places:
        return [SupplyRole.MAIN]
    return [role for code, role in bid.places if code in chain][:1]
