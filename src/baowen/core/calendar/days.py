"""Which days are working days: State Council holidays, make-up working weekends, and years that a deployment adds."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import chinese_calendar

from baowen.core.problems import BaowenError

ONE_DAY = timedelta(days=1)
MAKE_UP = "调休上班"
UNNAMED = "节假日"
SATURDAY = 5
_ZH_NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节", "Mid-autumn Festival": "中秋节", "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}  # fmt: skip
EN_NAMES = {zh: en for en, zh in _ZH_NAMES.items()} | {
    "抗战胜利纪念日": "Victory Day", "清明节": "Qingming Festival", UNNAMED: "public",
}  # fmt: skip


class DayKind(StrEnum):
    """What a day is to a clock that counts working days."""

    WORKING = "working"
    MAKE_UP = "make_up"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class CalendarError(BaowenError):
    """A local calendar file that cannot be used as it is."""


class Calendar:
    """Holidays and make-up days by date; a year that nobody published follows Monday to Friday and is provisional."""

    def __init__(self, holidays: Mapping[date, str], workdays: Mapping[date, str], published: Iterable[int]) -> None:
        """Take holiday names by date, make-up days by date, and the years whose arrangement is known."""
        both = sorted(set(holidays) & set(workdays))
        if both:
            raise CalendarError(
                f"{both[0]} 既是假期又是调休上班日", f"{both[0]} is a holiday and a make-up day at once"
            )
        self._holidays = dict(holidays)
        self._workdays = dict(workdays)
        self._published = frozenset(published)

    def kind(self, day: date) -> DayKind:
        """What the day is; an announced holiday on a weekend is a holiday."""
        if day in self._workdays:
            return DayKind.MAKE_UP
        if day in self._holidays:
            return DayKind.HOLIDAY
        return DayKind.WORKING if day.weekday() < SATURDAY else DayKind.WEEKEND

    def is_working_day(self, day: date) -> bool:
        """Whether offices work that day, by announcement or else by the weekday."""
        return self.kind(day) in (DayKind.WORKING, DayKind.MAKE_UP)

    def day_name(self, day: date) -> str:
        """The holiday's name, 调休上班 for a make-up working day, empty for any other day."""
        return MAKE_UP if day in self._workdays else self._holidays.get(day, "")

    def is_published(self, year: int) -> bool:
        """Whether the year's arrangement is known, from the package or a local file."""
        return year in self._published

    def add_working_days(self, start: date, days: int) -> date:
        """The day on which that many working days have passed; the start is not counted, the last day is.

        Zero gives the start itself. ValueError when days is negative, OverflowError beyond the year 9999.
        """
        if days < 0:
            raise ValueError(f"a deadline has no negative days: {days}")
        day = start
        while days:
            day += ONE_DAY
            days -= self.is_working_day(day)
        return day

    def next_working_day(self, day: date) -> date:
        """The day itself when it is a working day, else the first one after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def with_years(self, files: Iterable[Path]) -> Calendar:
        """This calendar with local years on top; a file replaces what was known of its year."""
        holidays, workdays, published = dict(self._holidays), dict(self._workdays), set(self._published)
        for file in sorted(files):
            year, off, on = _read_year(file)
            for known in (holidays, workdays):
                for day in [day for day in known if day.year == year or day in off or day in on]:
                    del known[day]
            holidays.update(off)
            workdays.update(on)
            published.add(year)
        return Calendar(holidays, workdays, published)


def _read_year(file: Path) -> tuple[int, dict[date, str], dict[date, str]]:
    """The year of a file, its holidays with names and its make-up days; CalendarError names the file and the fault."""
    if not (file.stem.isascii() and file.stem.isdigit() and len(file.stem) == 4):
        raise CalendarError(f"{file.name}：文件名应为四位年份，如 2027.toml", f"{file.name}: name it like 2027.toml")
    year = int(file.stem)
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CalendarError(f"{file.name}：不是有效的 TOML：{error}", f"{file.name} is not TOML: {error}") from error
    unknown = sorted(set(content) - {"holidays", "workdays", "source"})
    if unknown or not isinstance(content.get("source"), str) or not content["source"].strip():
        raise CalendarError(
            f"{file.name}：须有 holidays、workdays、source（发布文件名称），不得有其他项 {unknown}",
            f"{file.name}: give holidays, workdays and source (the notice), nothing else {unknown}",
        )
    off = {day: name for name, days in _named(content.get("holidays")) for day in _dates(file, year, days)}
    on = dict.fromkeys(_dates(file, year, content.get("workdays")), MAKE_UP)
    for day in on:
        if day.weekday() < SATURDAY or day in off:
            raise CalendarError(
                f"{file.name}：调休上班日 {day} 应为周末且不在假期内", f"{file.name}: {day} is no weekend"
            )
    return year, off, on


def _named(holidays: Any) -> list[tuple[str, Any]]:
    return list(holidays.items()) if isinstance(holidays, dict) else [(UNNAMED, holidays)]


def _dates(file: Path, year: int, days: Any) -> list[date]:
    """Plain dates of the year, or of the December before it, which a New Year arrangement may reach into."""
    if not isinstance(days, list):
        raise CalendarError(f"{file.name}：holidays 和 workdays 应为日期列表", f"{file.name}: give lists of dates")
    for day in days:
        if not isinstance(day, date) or isinstance(day, datetime):
            raise CalendarError(f"{file.name}：{day!r} 不是日期，应写 {year}-01-01", f"{file.name}: {day!r} is no date")
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            raise CalendarError(f"{file.name}：{day} 不属于 {year} 年", f"{file.name}: {day} is not in {year}")
    return days


@cache
def _published_calendar() -> Calendar:
    """What chinesecalendar knows: every year between its first and its last holiday."""
    known: dict[date, str] = chinese_calendar.holidays
    holidays = {day: _ZH_NAMES.get(name, name) for day, name in known.items()}
    workdays = dict.fromkeys(chinese_calendar.workdays, MAKE_UP)
    return Calendar(holidays, workdays, range(min(holidays).year, max(holidays).year + 1))


def load_calendar(folder: Path | None = None) -> Calendar:
    """The announced calendar, with the files YYYY.toml of a folder on top; a missing folder means no local years."""
    files = sorted(folder.glob("*.toml")) if folder is not None else []
    return _published_calendar().with_years(files) if files else _published_calendar()
