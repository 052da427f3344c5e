"""What decides about reports, read once: the packs, the calendar and the places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from baowen.collect.reports.rules import RestDay, Window, window
from baowen.core.calendar import Calendar, due, load_calendar
from baowen.core.period import Month
from baowen.core.policy import Packs, load_packs
from baowen.core.reminders import reminder_turn
from baowen.orgs.regions import RegionLevel, Regions, load_regions

NO_NUMBER = ("政策文本未规定评估期限", "no text gives a date for the assessment")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWindow:
    """The window of a month's report at a place, with the clause and basis of its day."""

    window: Window
    clause: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessBy:
    """By when a stop is to be assessed; `due_on` is None where no text gives a number, and `words_*` say so."""

    due_on: date | None
    clause: str
    basis: str
    words_zh: str
    words_en: str


@dataclass(frozen=True, slots=True)
class ReportBook:
    """Packs, calendar and regions."""

    packs: Packs
    calendar: Calendar
    regions: Regions

    def window_of(self, region: str, month: Month) -> ReportWindow:
        """When the report of a month is due at a place, by the rules of the month's last day. COL-3 (NJ-10)."""
        ruling = self.packs.ruling(region, month.last)
        day, rest_day = ruling.entry("report.zero.day"), ruling.entry("report.zero.rest_day")
        found = window(month, day=day.whole(), rest_day=RestDay(rest_day.text()), calendar=self.calendar)
        return ReportWindow(window=found, clause=day.clause, basis=day.basis.value)

    def assess_by(self, region: str, told_on: date) -> AssessBy:
        """By when a stop that was told of on a day is to be assessed. COL-4 (HN-3, NJ-8, HD-3)."""
        entry = self.packs.ruling(region, told_on).get("respond.stop.assess")
        if entry is None:
            return AssessBy(due_on=None, clause="", basis="", words_zh=NO_NUMBER[0], words_en=NO_NUMBER[1])
        clause, basis = entry.clause, entry.basis.value
        if entry.is_unset:
            return AssessBy(due_on=None, clause=clause, basis=basis, words_zh=entry.text(), words_en=NO_NUMBER[1])
        found = due(told_on, entry.whole(), entry.unit, self.calendar)
        return AssessBy(
            due_on=found.due_on, clause=clause, basis=basis, words_zh=found.working_zh, words_en=found.working_en
        )

    def chase_turn(self, region: str, due_on: date, today: date) -> int | None:
        """Which reminder of a report is in turn at a place, by the pack's days of reminding; None while it is far."""
        ruling = self.packs.ruling(region, today)
        return reminder_turn(
            due_on, today,
            before_days=ruling.entry("respond.remind.before_days").whole(),
            late_every_days=ruling.entry("respond.remind.late_every_days").whole(),
        )  # fmt: skip

    def levels_above(self, region: str) -> list[RegionLevel]:
        """The levels that review a report from a place, the lowest first; the nation reviews none."""
        chain = (self.regions.require(region), *self.regions.ancestors(region))
        return [place.level for place in chain if place.level is not RegionLevel.NATION]


def load_book(calendar_folder: Path | None = None) -> ReportBook:
    """The installed packs and places, with the calendar's local years of a home (`home.calendar`)."""
    return ReportBook(load_packs(), load_calendar(calendar_folder), load_regions())
