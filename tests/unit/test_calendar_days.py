"""Which days are working days, and what a local year may say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from baowen.core.calendar import Calendar, CalendarError, DayKind, load_calendar

YEAR_2027 = """
source = "示例通知"
workdays = [2027-02-20, 2027-10-09]
[holidays]
"元旦" = [2026-12-31, 2027-01-01]
"春节" = [2027-02-05, 2027-02-06, 2027-02-07, 2027-02-08]
"""


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_national_day_is_off_and_its_make_up_saturday_is_on() -> None:
    calendar = load_calendar()
    assert calendar.kind(date(2026, 10, 1)) is DayKind.HOLIDAY
    assert calendar.day_name(date(2026, 10, 1)) == "国庆节"
    assert calendar.kind(date(2026, 10, 10)) is DayKind.MAKE_UP
    assert calendar.day_name(date(2026, 10, 10)) == "调休上班"
    assert calendar.is_working_day(date(2026, 10, 10))


def test_an_ordinary_day_has_no_name() -> None:
    calendar = load_calendar()
    assert calendar.kind(date(2026, 10, 8)) is DayKind.WORKING
    assert calendar.day_name(date(2026, 10, 8)) == ""
    assert calendar.kind(date(2026, 10, 17)) is DayKind.WEEKEND


def test_years_of_the_package_are_published_and_others_follow_the_weekday() -> None:
    calendar = load_calendar()
    assert [year for year in range(2000, 2035) if calendar.is_published(year)] == list(range(2004, 2027))
    assert calendar.is_working_day(date(2027, 10, 1))
    assert not calendar.is_working_day(date(2027, 10, 2))


def test_a_local_year_is_published_and_reaches_into_the_december_before(tmp_path: Path) -> None:
    calendar = load_calendar(written(tmp_path, "2027.toml", YEAR_2027))
    assert calendar.is_published(2027)
    assert not load_calendar().is_published(2027)
    assert calendar.day_name(date(2026, 12, 31)) == "元旦"
    assert calendar.kind(date(2027, 2, 20)) is DayKind.MAKE_UP
    assert calendar.kind(date(2027, 2, 5)) is DayKind.HOLIDAY
    assert calendar.kind(date(2026, 10, 1)) is DayKind.HOLIDAY


def test_a_local_file_replaces_the_whole_year_that_the_package_had(tmp_path: Path) -> None:
    text = 'source = "临时调整"\nholidays = [2026-10-01]\nworkdays = []\n'
    calendar = load_calendar(written(tmp_path, "2026.toml", text))
    assert calendar.day_name(date(2026, 10, 1)) == "节假日"
    assert calendar.is_working_day(date(2026, 10, 2))
    assert not calendar.is_working_day(date(2026, 10, 10))
    assert calendar.kind(date(2025, 10, 1)) is DayKind.HOLIDAY


def test_a_folder_that_does_not_exist_adds_nothing(tmp_path: Path) -> None:
    assert not load_calendar(tmp_path / "absent").is_published(2027)


def test_the_shipped_calendar_is_not_changed_by_a_local_year(tmp_path: Path) -> None:
    load_calendar(written(tmp_path, "2027.toml", YEAR_2027))
    assert load_calendar().is_working_day(date(2026, 12, 31))


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("next.toml", 'source = "x"\nholidays = []\nworkdays = []', "四位年份"),
        ("2027.toml", "source = ", "TOML"),
        ("2027.toml", 'holidays = []\nworkdays = []\nsource = ""', "source"),
        ("2027.toml", 'holidays = []\nworkdays = []\nsource = "x"\nholiday = []', "holiday"),
        ("2027.toml", 'holidays = []\nsource = "x"', "日期列表"),
        ("2027.toml", 'holidays = ["2027-01-01"]\nworkdays = []\nsource = "x"', "不是日期"),
        ("2027.toml", 'holidays = [2027-01-01T00:00:00]\nworkdays = []\nsource = "x"', "不是日期"),
        ("2027.toml", 'holidays = [2026-11-30]\nworkdays = []\nsource = "x"', "不属于 2027"),
        ("2027.toml", 'holidays = [2028-01-01]\nworkdays = []\nsource = "x"', "不属于 2027"),
        ("2027.toml", 'holidays = []\nworkdays = [2027-02-19]\nsource = "x"', "周末"),
        ("2027.toml", 'holidays = [2027-02-20]\nworkdays = [2027-02-20]\nsource = "x"', "假期"),
    ],
)
def test_a_faulty_local_file_is_refused_with_its_name_and_fault(
    tmp_path: Path, name: str, text: str, fault: str
) -> None:
    with pytest.raises(CalendarError, match=fault) as caught:
        load_calendar(written(tmp_path, name, text))
    assert caught.value.message.startswith(name)
    assert caught.value.message_en


def test_a_day_cannot_be_a_holiday_and_a_make_up_day() -> None:
    day = date(2027, 2, 20)
    with pytest.raises(CalendarError, match="2027-02-20"):
        Calendar({day: "春节"}, {day: "调休上班"}, [2027])


def test_adding_no_working_days_stays_on_the_day_even_on_a_holiday() -> None:
    assert load_calendar().add_working_days(date(2026, 10, 1), 0) == date(2026, 10, 1)


def test_negative_days_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        load_calendar().add_working_days(date(2026, 10, 1), -1)
