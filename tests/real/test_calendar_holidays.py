"""The calendar against two public tables of the announced days."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from baowen.core.calendar import DayKind, load_calendar

pytestmark = pytest.mark.real


def test_every_statutory_day_of_the_public_table_is_known_with_its_kind(real_data: Path) -> None:
    calendar = load_calendar()
    kinds = {"holiday": DayKind.HOLIDAY, "makeup_workday": DayKind.MAKE_UP}
    with (real_data / "cn_holidays" / "cn_statutory_days_2004_2026.csv").open(encoding="utf-8") as lines:
        rows = [(date.fromisoformat(row["date"]), kinds[row["type"]]) for row in csv.DictReader(lines)]
    assert len(rows) == 771
    assert [(day, kind) for day, kind in rows if calendar.kind(day) is not kind] == []


def test_a_second_publisher_agrees_on_every_holiday_and_make_up_day(real_data: Path) -> None:
    calendar = load_calendar()
    table = json.loads((real_data / "cn_holidays" / "chinese-days-1.5.7.json").read_text(encoding="utf-8"))
    holidays, workdays = ({date.fromisoformat(day) for day in table[name]} for name in ("holidays", "workdays"))
    assert len(holidays) > 500
    assert len(workdays) > 100
    differ = {day for day in holidays if calendar.is_working_day(day)}
    differ |= {day for day in workdays if not calendar.is_working_day(day)}
    assert sorted(differ) == []
