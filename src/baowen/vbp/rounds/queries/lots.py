"""The lots of a round as published: what volumes are reported for. VBP-1."""

from __future__ import annotations

from dataclasses import dataclass

from baowen.vbp.rounds.models import Lot


@dataclass(frozen=True, slots=True, kw_only=True)
class LotView:
    """A lot: its drug, specification and the smallest unit that it counts."""

    number: str
    drug: str
    spec: str
    unit: str
    is_antibiotic: bool
    is_key_monitored: bool


def lots_of(round_code: str) -> tuple[LotView, ...]:
    """The lots of a round in the order in which they were published."""
    rows = Lot.objects.filter(round__code=round_code).order_by("id")
    return tuple(
        LotView(
            number=row.number, drug=row.drug, spec=row.spec, unit=row.unit, is_antibiotic=row.is_antibiotic,
            is_key_monitored=row.is_key_monitored,
        )
        for row in rows
    )  # fmt: skip
