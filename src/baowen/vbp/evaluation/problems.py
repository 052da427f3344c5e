"""The supply problems of a round that the province has confirmed, as the room of supply tells them. VBP-7 (VB-2.3)."""

from __future__ import annotations

from baowen.vbp.supply.confirmed import Confirmed


def confirmed_of(round_code: str) -> tuple[Confirmed, ...]:
    """All of them."""
    return ()
