"""Which backup suppliers step in for a lot in a place. VBP-1, VBP-9 (VB-2.3)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from baowen.vbp.rounds.kinds import SupplyRole
from baowen.vbp.rounds.queries import Selected, selected_products

Backups = Callable[[str, str, str], tuple[Selected, ...]]


def backups_of(round_code: str, lot: str, region: str) -> tuple[Selected, ...]:
    """The products of the backup suppliers of a lot that supply a place; none where the round has no backup there."""
    return every_backup()(round_code, lot, region)


def every_backup() -> Backups:
    """As `backups_of`, for many lots: each round is read once for a place."""
    read = cache(selected_products)

    def find(round_code: str, lot: str, region: str) -> tuple[Selected, ...]:
        found = read(round_code, region)
        return tuple(one for one in found if one.lot == lot and one.role is SupplyRole.BACKUP)

    return find
