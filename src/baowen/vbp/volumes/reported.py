"""What a hospital, or an alliance by its lead, reported of a lot: what agreed volumes are allocated from. VBP-2."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedVolume:
    """One line: `units` in the lot's smallest units, 0 where no need was told. `product_code` is "" for the lot as a
    whole; `organisation` is the lead where `is_alliance`, for all its members."""

    lot: str
    product_code: str
    organisation: str
    is_alliance: bool
    units: Decimal
    region: str
    year: int
