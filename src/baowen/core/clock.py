"""The clock at the edge: instants in UTC, days in Asia/Shanghai. Rules get their day as an argument instead."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def day_of(at: datetime) -> date:
    """The day of Shanghai on which an instant lies."""
    return at.astimezone(SHANGHAI).date()


def today() -> date:
    """The calendar day in China."""
    return day_of(now())
