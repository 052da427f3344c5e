"""The figures of a result as a waterfall: from what is plain, exemption by exemption, to what counts. VBP-7.

Each line has the figures before and after it, as lengths of a bar from 0 to 1000. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

LENGTH: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar of `whole`: what stands already, what the step changes, and where the line to reach (or not to pass) is.

    `is_gain`: the change moves towards passing. All from 0 to LENGTH; `line` None where nothing is required.
    """

    stands: int
    change_from: int
    change: int
    is_gain: bool
    line: int | None


def volume_bars(counted: Sequence[Decimal], required: Sequence[Decimal]) -> tuple[Bar, ...]:
    """What counts for the volume at each step, beside what is required at that step."""
    whole = max((*counted, *required), default=Decimal(0))
    bars = []
    for at, value in enumerate(counted):
        before = counted[at - 1] if at else value
        bars.append(
            Bar(
                stands=_length(min(before, value), whole), change_from=_length(min(before, value), whole),
                change=_length(max(before, value), whole) - _length(min(before, value), whole),
                is_gain=value >= before, line=_length(required[at], whole) if required[at] else None,
            )
        )  # fmt: skip
    return tuple(bars)


def share_bars(shares: Sequence[Decimal | None], limit: Decimal | None) -> tuple[Bar, ...]:
    """The share of non-selected at each step, beside the most that is allowed; the bar is as long as it has to be."""
    known = [share or Decimal(0) for share in shares]
    whole = min(max((*known, (limit or Decimal(0)) * 2, Decimal("0.1"))), Decimal(1))
    line = None if limit is None else _length(limit, whole)
    bars = []
    for at, value in enumerate(known):
        before = known[at - 1] if at else value
        bars.append(
            Bar(
                stands=_length(min(before, value), whole), change_from=_length(min(before, value), whole),
                change=_length(max(before, value), whole) - _length(min(before, value), whole),
                is_gain=value <= before, line=line,
            )
        )  # fmt: skip
    return tuple(bars)


def _length(value: Decimal, whole: Decimal) -> int:
    return int(min(value / whole, Decimal(1)) * LENGTH) if whole else 0
