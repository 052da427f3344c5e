"""Working days, clocks and deadlines with their working shown."""

from baowen.core.calendar.days import Calendar, CalendarError, DayKind, load_calendar
from baowen.core.calendar.deadline import Due, Unit, due

__all__ = ["Calendar", "CalendarError", "DayKind", "Due", "Unit", "due", "load_calendar"]
