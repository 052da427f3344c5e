"""Which backup suppliers step in for a lot in a place. VBP-1, VBP-9 (VB-2.3)."""

from __future__ import annotations

from baowen.vbp.rounds.kinds import SupplyRole
from baowen.vbp.rounds.queries import Selected, selected_products


def backups_of(round_code: str, lot: str, region: str) -> tuple[Selected, ...]:
    """The products of the backup suppliers of a lot that supply a place; none where the round has no backup there."""
    return tuple(
        one for one in selected_products(round_code, region) if one.lot == lot and one.role is SupplyRole.BACKUP
    )
