"""Due dates and the working that explains them."""

from __future__ import annotations

from datetime import date

import pytest

from baowen.core.calendar import Calendar, due, load_calendar
from baowen.core.problems import BaowenError

START = date(2026, 9, 28)
EVENT = ("起算事由：接到报告或发现线索", "the clock starts with the report or the discovery")


def test_ten_working_days_over_national_day_pass_the_holiday_and_count_the_make_up_saturday() -> None:
    found = due(START, 10, "working_day", load_calendar(), start_words=EVENT)
    assert found.due_on == date(2026, 10, 16)
    assert not found.provisional
    assert found.working_zh == (
        "自 2026 年 9 月 28 日（起算事由：接到报告或发现线索）次日起 10 个工作日；10 月 1—7 日为国庆节假期不计；"
        "10 月 10 日（周六）调休上班计入；其余周六、周日不计；10 月 16 日（周五）届满，当日计入"
    )
    assert found.working_en == (
        "10 working days from the day after 28 September 2026 (the clock starts with the report or the discovery); "
        "1–7 October 2026 are the National Day holiday, not counted; Saturday 10 October 2026 is a make-up working "
        "day, counted; other Saturdays and Sundays do not count; the last day, included, is Friday 16 October 2026"
    )


def test_ten_calendar_days_count_the_holiday_and_say_so() -> None:
    found = due(START, 10, "calendar_day", load_calendar())
    assert found.due_on == date(2026, 10, 8)
    assert found.working_zh == (
        "自 2026 年 9 月 28 日次日起 10 日（日历日，含节假日和周末）；10 月 1—7 日为国庆节假期，照计；"
        "10 月 8 日（周四）届满，当日计入"
    )
    assert "1–7 October 2026 are the National Day holiday, counted" in found.working_en


def test_a_calendar_day_deadline_that_ends_on_a_holiday_rolls_only_when_policy_says_so() -> None:
    calendar = load_calendar()
    assert due(date(2026, 9, 26), 9, "calendar_day", calendar).due_on == date(2026, 10, 5)
    rolled = due(date(2026, 9, 26), 9, "calendar_day", calendar, roll=True)
    assert rolled.due_on == date(2026, 10, 8)
    assert "10 月 5 日不是工作日，顺延至其后第一个工作日" in rolled.working_zh
    assert "5 October is a day off, so the next working day is taken" in rolled.working_en


def test_rolling_changes_nothing_when_the_last_day_is_a_working_day() -> None:
    calendar = load_calendar()
    assert due(START, 10, "calendar_day", calendar, roll=True) == due(START, 10, "calendar_day", calendar)


def test_zero_days_means_at_once_even_on_a_holiday() -> None:
    found = due(date(2026, 10, 1), 0, "working_day", load_calendar())
    assert found.due_on == date(2026, 10, 1)
    assert not found.provisional
    assert found.working_zh == "自 2026 年 10 月 1 日起立即办理；当日（周四）届满"
    assert found.working_en.startswith("at once on 1 October 2026")


def test_a_deadline_over_new_year_names_the_year_where_it_changes() -> None:
    found = due(date(2025, 12, 25), 10, "working_day", load_calendar())
    assert found.due_on == date(2026, 1, 9)
    assert "自 2025 年 12 月 25 日次日起" in found.working_zh
    assert "2026 年 1 月 1—3 日为元旦假期不计" in found.working_zh
    assert "1 月 4 日（周日）调休上班计入" in found.working_zh


def test_a_holiday_over_two_months_and_two_make_up_days_in_a_row_are_written_as_ranges() -> None:
    spring = due(date(2020, 1, 20), 10, "working_day", load_calendar())
    assert "1 月 24 日—2 月 2 日为春节假期不计" in spring.working_zh
    autumn = due(date(2016, 9, 28), 8, "working_day", load_calendar())
    assert autumn.due_on == date(2016, 10, 13)
    assert "10 月 8—9 日（周六、周日）调休上班计入" in autumn.working_zh
    assert "8–9 October 2016 are make-up working days, counted" in autumn.working_en


def test_only_the_part_of_a_holiday_after_the_start_is_named() -> None:
    found = due(date(2026, 10, 4), 1, "working_day", load_calendar())
    assert found.due_on == date(2026, 10, 8)
    assert "10 月 5—7 日为国庆节假期不计" in found.working_zh


def test_a_deadline_that_needs_an_unpublished_year_is_provisional_and_says_which() -> None:
    found = due(date(2026, 12, 28), 10, "working_day", load_calendar())
    assert found.provisional
    assert found.due_on == date(2027, 1, 11)
    assert "2027 年放假安排尚未公布" in found.working_zh
    assert "holidays of 2027 are not published" in found.working_en


def test_a_deadline_within_the_published_years_is_not_provisional_on_their_last_day() -> None:
    assert not due(date(2026, 12, 28), 3, "working_day", load_calendar()).provisional


def test_plain_calendar_days_depend_on_no_announcement_but_rolling_ones_do() -> None:
    calendar = load_calendar()
    assert not due(date(2027, 3, 1), 10, "calendar_day", calendar).provisional
    assert due(date(2027, 3, 1), 10, "calendar_day", calendar, roll=True).provisional


def test_a_span_of_several_unpublished_years_names_them_all() -> None:
    found = due(date(2026, 12, 31), 300, "working_day", load_calendar())
    assert "2027、2028 年放假安排尚未公布" in found.working_zh


def test_a_holiday_without_a_name_is_called_a_public_holiday() -> None:
    calendar = Calendar({date(2027, 3, 3): "节假日"}, {}, [2027])
    found = due(date(2027, 3, 1), 3, "working_day", calendar)
    assert "3 月 3 日为节假日不计" in found.working_zh
    assert "3 March 2027 is the public holiday, not counted" in found.working_en


@pytest.mark.parametrize(("days", "unit"), [(-1, "working_day"), (-1, "calendar_day"), (3, "week")])
def test_negative_days_and_unknown_units_are_refused(days: int, unit: str) -> None:
    with pytest.raises(ValueError, match=r"negative|week"):
        due(START, days, unit, load_calendar())


def test_a_deadline_beyond_the_last_year_of_the_calendar_is_an_error_for_the_user() -> None:
    with pytest.raises(BaowenError, match="9999"):
        due(date(9999, 12, 30), 10, "working_day", load_calendar())


def test_only_counted_days_decide_whether_a_date_is_provisional() -> None:
    assert not due(date(2003, 12, 31), 5, "working_day", load_calendar()).provisional
    rolled_out_of_an_unknown_year = Calendar({date(2027, 12, 31): "元旦"}, {}, [2028])
    found = due(date(2027, 12, 30), 1, "calendar_day", rolled_out_of_an_unknown_year, roll=True)
    assert found.due_on == date(2028, 1, 3)
    assert found.provisional


def test_at_once_does_not_roll_to_the_next_working_day() -> None:
    assert due(date(2026, 10, 1), 0, "calendar_day", load_calendar(), roll=True).due_on == date(2026, 10, 1)
