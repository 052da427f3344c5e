"""Rules of warning lines: days of a line, and that nobody sets one below the pack's. HOS-3, RSV-2."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from baowen.core.money import plain
from baowen.core.problems import BaowenError
from baowen.reserve.lines.kinds import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The least line of a class that the pack gives: months of use, and the clause."""

    months: Decimal
    clause: str


def days_of(measure: Measure, value: Decimal, month_days: int) -> Decimal | None:
    """A line in days of use; None for one in units."""
    if measure is Measure.UNITS:
        return None
    return value * month_days if measure is Measure.MONTHS else value


def check_line(
    measure: Measure, value: Decimal, *, floor: Floor | None, month_days: int, daily_use: float | None
) -> None:  # fmt: skip
    """BaowenError for a line that is not above zero or lies below the pack's, which names the clause.

    A line in units is compared by `daily_use` (units a day); where that is unknown it cannot be judged, and the
    pack's line holds beside it whenever it asks for more.
    """
    if value <= 0:
        raise BaowenError("警戒线应大于 0", "a warning line must be above 0")
    if floor is None:
        return
    least = floor.months * month_days
    days = days_of(measure, value, month_days)
    if days is None:
        days = None if not daily_use else value / Decimal(str(daily_use))
    if days is not None and days < least:
        months, least_days = plain(floor.months), plain(least)
        raise BaowenError(
            f"警戒线折合 {days:.1f} 天用量，低于{floor.clause}规定的 {months} 个月（{least_days} 天），请改高",
            f"the line is {days:.1f} days of use, below the {months} months ({least_days} days) of {floor.clause}; "
            "set that or more",
        )
