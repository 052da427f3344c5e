"""Days and months as forms give them."""

from __future__ import annotations

from datetime import date

from baowen.core.period import Month
from baowen.core.problems import BaowenError


def day_given(text: str) -> date:
    """The day of a form field; BaowenError that says how to write one."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BaowenError(
            f"日期应写作 2026-11-30，不是 {text!r}", f"a day is written 2026-11-30, not {text!r}"
        ) from None


def month_given(text: str) -> Month:
    """The month of a form field; BaowenError that says how to write one."""
    try:
        return Month.parse(text.strip())
    except ValueError:
        raise BaowenError(f"月份应写作 2026-11，不是 {text!r}", f"a month is written 2026-11, not {text!r}") from None
