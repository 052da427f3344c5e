"""What decides about duty rosters: when nobody is on duty, and who is. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from baowen.core.problems import BaowenError


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """From an instant until before another."""

    starts_at: datetime
    ends_at: datetime


def uncovered(turns: Iterable[Span], within: Span) -> tuple[Span, ...]:
    """When nobody is on duty in a span, in order; the whole of it where there is no turn."""
    found, reached = [], within.starts_at
    for turn in sorted(turns):
        if turn.ends_at <= reached:
            continue
        if turn.starts_at >= within.ends_at:
            break
        if turn.starts_at > reached:
            found.append(Span(starts_at=reached, ends_at=turn.starts_at))
        reached = turn.ends_at
    if reached < within.ends_at:
        found.append(Span(starts_at=reached, ends_at=within.ends_at))
    return tuple(found)


def checked_turn(starts_at: datetime, ends_at: datetime, longest_hours: int) -> None:
    """BaowenError for a turn that ends before it begins or is longer than a turn can be."""
    if ends_at <= starts_at:
        raise BaowenError("值班结束时间须晚于开始时间", "a turn of duty must end after it begins")
    if (ends_at - starts_at).total_seconds() > longest_hours * 3600:
        raise BaowenError(
            f"一班最长 {longest_hours} 小时，请分班登记", f"a turn lasts {longest_hours} hours at most; enter several"
        )
