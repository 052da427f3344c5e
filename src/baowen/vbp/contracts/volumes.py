"""What hospitals reported, in the form in which it is allocated. VBP-2, VBP-3."""

from __future__ import annotations

from baowen.vbp.contracts.rules.allocation import ReportedVolume
from baowen.vbp.volumes import queries


def reported_volumes(round_code: str) -> tuple[ReportedVolume, ...]:
    """The volumes of a round that were agreed to; none while its call is open."""
    return tuple(
        ReportedVolume(
            lot=one.lot, product_code=one.product_code, organisation=one.organisation, is_alliance=one.is_alliance,
            units=one.units, region=one.region, year=one.year,
        )
        for one in queries.reported_volumes(round_code)
    )  # fmt: skip
