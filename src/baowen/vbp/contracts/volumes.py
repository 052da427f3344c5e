"""What hospitals reported, as the room of volumes tells it: the one place that asks for it. VBP-2, VBP-3."""

from __future__ import annotations

from importlib import import_module

from baowen.vbp.contracts.rules.allocation import ReportedVolume


def reported_volumes(round_code: str) -> tuple[ReportedVolume, ...]:
    """The volumes of a round that were reviewed; none while that room does not tell them."""
    try:
        told = import_module("baowen.vbp.volumes.queries").reported_volumes(round_code)
    except (ModuleNotFoundError, AttributeError):
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
        for one in told
    )
