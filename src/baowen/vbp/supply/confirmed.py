"""A supply problem that the province has confirmed: it exempts hospitals and stands in the enterprise's file. VBP-9."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Confirmation(StrEnum):
    """What was confirmed of a selected product."""

    SUPPLY_FAILURE = "supply_failure"
    SHORTAGE = "shortage"
    QUALITY = "quality"


CONFIRMATION_WORDS: dict[Confirmation, tuple[str, str]] = {
    Confirmation.SUPPLY_FAILURE: ("供应不足", "supply failed"),
    Confirmation.SHORTAGE: ("短缺", "shortage"),
    Confirmation.QUALITY: ("质量问题", "quality problem"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """`region`: hospitals in it and below are covered, `hospital` ("" for all) narrows it to one. `until_on` is None
    while it lasts. Source: VB-2.3 (only what the province has confirmed counts)."""

    number: str
    kind: Confirmation
    round_code: str
    lot: str
    product_code: str
    enterprise: str
    region: str
    hospital: str
    from_on: date
    until_on: date | None
    clause: str
    confirmed_on: date
    confirmed_by: str
