"""On which days an enterprise may apply: the monthly window of a pack, and the next one. Pure. PRC-1 (HD-7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from baowen.core.period import Month
from baowen.core.policy import Ruling
from baowen.core.problems import BaowenError

FIRST, LAST = "price.filing.first_day", "price.filing.last_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingWindow:
    """The window that a day lies in, or the next one; both days included. `clause` says where it is written."""

    first: date
    last: date
    is_open: bool
    clause: str
    basis: str


def filing_window(ruling: Ruling, on: date) -> FilingWindow | None:
    """The window of a place on a day; None where its pack has none, so that every day will do."""
    first, last = ruling.get(FIRST), ruling.get(LAST)
    if first is None or last is None:
        return None
    month = Month(on.year, on.month)
    if on.day > _within(month, last.whole()).day:
        month = month.plus(1)
    begins, ends = _within(month, first.whole()), _within(month, last.whole())
    return FilingWindow(
        first=begins, last=ends, is_open=begins <= on <= ends, clause=first.clause, basis=first.basis.value
    )


def _within(month: Month, day: int) -> date:
    """The day of a month, its last one where it has no such day."""
    return month.first.replace(day=min(day, month.last.day))


def closed(window: FilingWindow) -> BaowenError:
    """What an enterprise is told that applies outside the window."""
    return BaowenError(
        f"不在申报窗口内：下一窗口为 {window.first} 至 {window.last}（{window.clause}）；短缺清单药品等不受此限",
        f"applications are taken from {window.first} to {window.last} ({window.clause}); listed drugs at any time",
    )
