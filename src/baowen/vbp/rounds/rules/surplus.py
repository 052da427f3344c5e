"""Whether a hospital's surplus from volume-based procurement is computed separately on a day. Pure. VBP-8 (VB-2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from baowen.core.policy import Entry, Ruling

KEY = "vbp.surplus.separate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surplus:
    """The answer for a day with its clause; None where no text of the place speaks of it."""

    on: date
    is_separate: bool | None
    clause: str
    zh: str
    en: str


def surplus_rule(ruling: Ruling) -> Surplus:
    """What the pack of a place says of surplus on its day."""
    entry: Entry | None = ruling.get(KEY)
    if entry is None:
        return Surplus(
            on=ruling.on, is_separate=None, clause="", zh="本地区的政策没有写明结余留用是否单独核算",
            en="no text of this place says whether surplus is computed separately",
        )  # fmt: skip
    separate = entry.flag()
    zh, en = (
        ("结余留用单独核算", "surplus is computed separately")
        if separate
        else ("不再单独核算结余留用", "surplus is no longer computed separately")
    )
    return Surplus(on=ruling.on, is_separate=separate, clause=entry.clause, zh=zh, en=en)
