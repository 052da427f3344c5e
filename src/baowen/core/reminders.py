"""Which reminder of a date is in turn. Pure."""

from __future__ import annotations

from datetime import date


def reminder_turn(due_on: date, today: date, *, before_days: int, late_every_days: int) -> int | None:
    """None while the date is far, 0 until its day is over, then 1, 2, ... every so many days.

    A day on which nobody was reminded loses none: what was in turn then still is, or the next is.
    """
    days = (due_on - today).days
    if days > before_days:
        return None
    return 0 if days >= 0 else 1 + (-days - 1) // late_every_days
