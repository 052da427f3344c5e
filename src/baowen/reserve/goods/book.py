"""What the pack says of reserve goods at a place on a day. RSV-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from baowen.core.clock import day_of
from baowen.core.policy import Ruling
from baowen.reserve.goods.rules import RotationDays
from baowen.respond.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Due:
    """An instant by which something is to be done, and where that is written."""

    at: datetime
    clause: str


def release_due(book: Rulebook, region: str, at: datetime) -> Due:
    """Until when a release that is ordered at an instant is to reach its takers, unless the order says so itself."""
    entry = _ruling(book, region, day_of(at)).entry("reserve.release.hours")
    return Due(at + timedelta(hours=entry.whole()), entry.clause)


def refill_due(book: Rulebook, region: str, on: date) -> tuple[date, str]:
    """Until which day what left on a day is to be replenished, and the clause."""
    entry = _ruling(book, region, on).entry("reserve.replenish.days")
    return on + timedelta(days=entry.whole()), entry.clause


def rotation_days(book: Rulebook, region: str, on: date) -> RotationDays:
    """How many days before its expiry a lot is to be rotated, and when it is late."""
    ruling = _ruling(book, region, on)
    return RotationDays(
        begin=ruling.entry("reserve.rotate.begin_days").whole(),
        latest=ruling.entry("reserve.rotate.latest_days").whole(),
    )


def rotation_clause(book: Rulebook, region: str, on: date) -> tuple[str, str]:
    """The clause by which holders rotate on their own, and that of the days."""
    ruling = _ruling(book, region, on)
    return ruling.entry("reserve.rotate.by_holder").clause, ruling.entry("reserve.rotate.begin_days").clause


def _ruling(book: Rulebook, region: str, on: date) -> Ruling:
    return book.ruling(region, on)
