"""What hospitals reported, as the room of volumes tells it: the one place that asks for it. VBP-2, VBP-3."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from baowen.vbp.contracts.rules.allocation import ReportedVolume

TOLD_BY = "baowen.vbp.volumes.queries"


def reported_volumes(round_code: str) -> tuple[ReportedVolume, ...]:
    """The volumes of a round that were agreed to; none while no room tells them."""
    if find_spec(TOLD_BY) is None:
        return ()
    return tuple(
        ReportedVolume(
            lot=one.lot,
            product_code=one.product_code,
            organisation=one.organisation,
            is_alliance=one.is_alliance,
            units=one.units,
            region=one.region,
            year=one.year,
        )
        for one in import_module(TOLD_BY).reported_volumes(round_code)
    )
