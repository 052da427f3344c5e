"""The how-to page on deadlines says what the program does: its example file loads, its dates come out."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from baowen.core.calendar import DayKind, due, load_calendar

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "calendar.md"


def test_the_example_file_of_the_page_is_a_calendar_year(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    (tmp_path / "2027.toml").write_text(example.group(1), encoding="utf-8")
    calendar = load_calendar(tmp_path)
    assert calendar.is_published(2027)
    assert calendar.kind(date(2027, 2, 20)) is DayKind.MAKE_UP
    assert calendar.day_name(date(2027, 10, 5)) == "国庆节"


def test_the_dates_of_the_page_are_those_of_the_rule() -> None:
    page, start, calendar = PAGE.read_text(encoding="utf-8"), date(2026, 9, 28), load_calendar()
    assert f"到期日为 {due(start, 10, 'working_day', calendar).due_on}" in page
    assert f"同一步骤为 {due(start, 10, 'calendar_day', calendar).due_on}" in page
