"""What was reported and agreed to, once reporting is closed: what agreed volumes are allocated from. VBP-2, VBP-3."""

from __future__ import annotations

from baowen.vbp.volumes.models import Call, VolumeLine
from baowen.vbp.volumes.reported import ReportedVolume
from baowen.vbp.volumes.states import CallState, VolumeState


def reported_volumes(round_code: str) -> tuple[ReportedVolume, ...]:
    """The volumes of the newest closed call of a round, by lot and organisation; none while it is open.

    Only reports that the level which called for them has agreed to; a lot that was left empty is not there at all.
    """
    call = Call.objects.filter(round_code=round_code, state=CallState.CLOSED.value).order_by("-year", "-pk").first()
    if call is None:
        return ()
    rows = VolumeLine.objects.filter(
        report__call=call, report__state=VolumeState.AGREED.value, units__isnull=False
    ).order_by("lot", "report__organisation", "product_code")  # fmt: skip
    names = ("lot", "product_code", "report__organisation", "report__is_alliance", "units", "report__region")
    return tuple(
        ReportedVolume(
            lot=lot, product_code=code, organisation=organisation, is_alliance=is_alliance, units=units, region=region,
            year=call.year,
        )
        for lot, code, organisation, is_alliance, units, region in rows.values_list(*names).iterator()
    )  # fmt: skip
