"""What a level owes by when, derived from what happened, the pack's clause and the calendar; nothing is counted down.

A case stays at one level after another. At each it must be verified and, unless solved there, reported to the level
above. Requirement: RSP-1 (HN-2, NJ-3, NJ-4, HD-2), RSP-2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from baowen.core.calendar import Calendar, Due, Unit, due
from baowen.core.calendar.days import ONE_DAY
from baowen.core.policy import Entry, Ruling
from baowen.core.policy.entry import STARTS
from baowen.orgs.regions import RegionLevel
from baowen.respond.states import Move

ROLLS = "respond.deadline.rolls"


class Step(StrEnum):
    """What a level owes."""

    VERIFY = "verify"
    REPORT = "report"


STEP_WORDS: dict[Step, tuple[str, str]] = {
    Step.VERIFY: ("核实", "verify"),
    Step.REPORT: ("未解决时报上一级", "report upward unless solved"),
}
# Where a text names no event, the clock starts with the step before: the words say that this is an assumption.
_STARTS: dict[Step, str] = {Step.VERIFY: "report_or_discovery", Step.REPORT: "assessment"}
_GOES_ON = ("收到答复，恢复计时", "the answer, after which the clock goes on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One move of a case, on a day of Shanghai. `level` is the level that has the case after it."""

    move: Move
    on: date
    level: RegionLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """The other side owes an answer: from the day it was asked to the day the answer came, None while it is owed."""

    asked_on: date
    answered_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """The time that a case spends at one level. `came_back`: from above, so it was verified here before."""

    level: RegionLevel
    arrived_on: date
    came_back: bool = False
    assessed_on: date | None = None
    ended_on: date | None = None
    ended_by: Move | None = None
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """When something is due. `due` is None while the clock stands still, since `stands_since`."""

    due: Due | None
    stands_since: date | None = None
    working_zh: str
    working_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One step that a level owes, by the rules of `arrived_on`. `done_on` is the day it was done; `clock` is None where
    the text sets no number. `has_pauses`: the clock stood, or stands, for an answer."""

    step: Step
    level: RegionLevel
    arrived_on: date
    started_on: date
    has_pauses: bool
    entry: Entry | None
    clock: Clock | None
    done_on: date | None

    @property
    def due_on(self) -> date | None:
        return self.clock.due.due_on if self.clock and self.clock.due else None

    def is_late(self, today: date) -> bool:
        """Whether the step was done after its last day, or is still owed after it; the last day itself is in time."""
        return self.due_on is not None and (self.done_on or today) > self.due_on


_ENDS = frozenset({Move.REPORT_UP, Move.RETURN_DOWN, Move.CLOSE, Move.DISMISS, Move.MERGE})
_BEGINS = frozenset({Move.OPEN, Move.REPORT_UP, Move.RETURN_DOWN, Move.REOPEN, Move.SPLIT})


def stays(events: Sequence[Event]) -> list[Stay]:
    """The stays of a case, oldest first. `events` in order, the first of them OPEN; ValueError for anything else.

    A case that comes back from above was verified here before: its stay begins assessed, on the day it came.
    """
    found: list[Stay] = []
    for event in events:
        if found and event.move in _ENDS:
            found[-1] = replace(found[-1], ended_on=event.on, ended_by=event.move)
        if event.move in _BEGINS:
            came_back = event.move is Move.RETURN_DOWN
            assessed_on = event.on if came_back else None
            found.append(Stay(level=event.level, arrived_on=event.on, came_back=came_back, assessed_on=assessed_on))
        elif not found:
            raise ValueError(f"a case begins with {Move.OPEN}, not with {event.move}")
        elif event.move not in _ENDS:
            found[-1] = _within(found[-1], event)
    return found


def _within(stay: Stay, event: Event) -> Stay:
    """The stay after a move that does not leave the level."""
    if event.move is Move.ASSESS:
        return replace(stay, assessed_on=event.on)
    if event.move is Move.ASK:
        return replace(stay, pauses=(*stay.pauses, Pause(asked_on=event.on, answered_on=None)))
    if event.move is Move.ANSWER:
        *before, last = stay.pauses
        return replace(stay, pauses=(*before, replace(last, answered_on=event.on)))
    return stay


def owed_in(stay: Stay, ruling: Ruling, calendar: Calendar) -> list[Owed]:
    """What the level owes for a stay: to verify, then, once that is done and unless the case ended here, to report.

    `ruling`: what rules at the level's place on the day the case arrived. A step that the ruling has no number for is
    owed without a date: its `clock` is None and its `entry` tells the wording, or is None where no text speaks of it.
    """
    found = []
    if not stay.came_back:
        found.append(_owed(Step.VERIFY, stay, ruling, calendar))
    ended_here = stay.ended_by is not None and stay.ended_by is not Move.REPORT_UP
    if stay.assessed_on is not None and not ended_here:
        found.append(_owed(Step.REPORT, stay, ruling, calendar))
    return found


def _owed(step: Step, stay: Stay, ruling: Ruling, calendar: Calendar) -> Owed:
    started_on, done_on = _span(step, stay)
    entry = ruling.get(f"respond.{step}.{stay.level}")
    clock = None
    pauses = [pause for pause in stay.pauses if pause.answered_on is None or pause.answered_on >= started_on]
    if entry is not None and not entry.is_unset:
        clock = clock_of(
            started_on, entry.whole(), entry.unit, calendar, pauses=pauses, roll=ruling.entry(ROLLS).flag(),
            start_words=start_words(entry, step),
        )  # fmt: skip
    return Owed(
        step=step, level=stay.level, arrived_on=stay.arrived_on, started_on=started_on, has_pauses=bool(pauses),
        entry=entry, clock=clock, done_on=done_on,
    )  # fmt: skip


def without_pauses(step: Step, level: RegionLevel, arrived_on: date, started_on: date) -> Stay:
    """A stay of which just this step is owed, for deriving the date of a step whose clock never stood."""
    if step is Step.VERIFY:
        return Stay(level=level, arrived_on=arrived_on)
    return Stay(level=level, arrived_on=arrived_on, came_back=True, assessed_on=started_on)


def _span(step: Step, stay: Stay) -> tuple[date, date | None]:
    """The day that starts the step's clock, and the day on which the step was done."""
    if step is Step.REPORT:
        return stay.assessed_on or stay.arrived_on, stay.ended_on
    return stay.arrived_on, stay.assessed_on or stay.ended_on


def start_words(entry: Entry, step: Step) -> tuple[str, str]:
    """What starts the clock of a step, Chinese and English; where the text names nothing, that this is assumed."""
    if entry.start not in ("", "not_stated"):
        zh, en = STARTS[entry.start]
        return f"起算事由：{zh}", f"the clock starts with {en}"
    zh, en = STARTS[_STARTS[step]]
    return f"文本未写明起算点，按{zh}起算", f"the text names no start; counted from {en}"


def clock_of(
    start: date, days: int, unit: str, calendar: Calendar, *, pauses: Sequence[Pause] = (), roll: bool = False,
    start_words: tuple[str, str] = ("", ""),
) -> Clock:  # fmt: skip
    """When a step of so many days is due if the clock stands while the other side owes an answer.

    The day of the question still counts, and so does the day after the answer; the days between do not. A pause that
    begins on or after the last day changes nothing. `pauses` in order, not overlapping. ValueError as in `due`.
    """
    left, began, words_zh, words_en = days, start, "", ""
    words = start_words
    for pause in pauses:
        until = max(pause.asked_on, began)
        passed = _counted(began, until, unit, calendar)
        if passed >= left:
            break
        words_zh += f"自 {began} 次日至 {until} 已计 {passed} 日；{until} 起等待对方答复，停止计时；"
        words_en += f"{passed} days counted to {until}, then the clock stands for an answer; "
        if pause.answered_on is None:
            return Clock(
                due=None, stands_since=until, working_zh=f"{words_zh}余 {left - passed} 日",
                working_en=f"{words_en}{left - passed} days are left",
            )  # fmt: skip
        left, began, words = left - passed, max(pause.answered_on, until), _GOES_ON
    found = due(began, left, unit, calendar, roll=roll, start_words=words)
    return Clock(due=found, working_zh=words_zh + found.working_zh, working_en=words_en + found.working_en)


def _counted(after: date, to: date, unit: str, calendar: Calendar) -> int:
    """The days that count after one day up to another, the last included."""
    if Unit(unit) is Unit.CALENDAR_DAY:
        return (to - after).days
    days = (after + step * ONE_DAY for step in range(1, (to - after).days + 1))
    return sum(calendar.is_working_day(day) for day in days)
