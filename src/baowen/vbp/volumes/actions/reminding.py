"""Reminders of what is owed: hospitals of their report, levels of their review, and the level above of what is late.

By the pack's days of reminding, in the day's digest; doing it twice on a day posts nothing twice. VBP-2 (VB-2.2).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from baowen.core.messages.actions import post
from baowen.core.messages.rules import Text
from baowen.core.reminders import reminder_turn
from baowen.orgs.queries import organisations_holding
from baowen.orgs.roles import Role
from baowen.respond.reminders import ReminderRules, reminder_rules
from baowen.vbp.volumes.models import Call, VolumeReport
from baowen.vbp.volumes.queries.standing import Standing, standing
from baowen.vbp.volumes.rulebook import VolumeBook
from baowen.vbp.volumes.states import CallState, VolumeState


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many reminders were posted anew."""

    posted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """One call on one day."""

    call: Call
    today: date
    at: datetime
    rules: ReminderRules
    book: VolumeBook

    def turn(self, due_on: date) -> int | None:
        """Which reminder of a date is in turn; None while it is far."""
        return reminder_turn(
            due_on, self.today, before_days=self.rules.before_days, late_every_days=self.rules.late_every_days
        )

    def is_for_above(self, due_on: date) -> bool:
        """Whether something is late by as many days as bring in the level above."""
        return (self.today - due_on).days >= self.rules.head_after_days

    def post(self, unit: str, kind: str, said: Text, key: str) -> bool:
        """Tell an organisation, unless it was told the same before."""
        return post(
            None, to=f"organisation:{unit}", kind=kind, title=said, body=said, about=f"vbp_call/{self.call.pk}",
            key=f"vbp/volumes/{self.call.pk}/{key}", at=self.at, digest=True,
        )  # fmt: skip


def remind_volumes(today: date, *, at: datetime, book: VolumeBook) -> Reminded:
    """Post the reminders that are in turn on a day, for every open call."""
    posted = 0
    for call in Call.objects.filter(state=CallState.OPEN.value).order_by("pk"):
        rules = reminder_rules(book.reports.packs.ruling(call.region, today))
        day = _Day(call=call, today=today, at=at, rules=rules, book=book)
        with transaction.atomic():
            posted += _remind_hospitals(day) + _remind_reviewers(day)
    return Reminded(posted)


def _remind_hospitals(day: _Day) -> int:
    """Every hospital that has filed nothing, and the level above those that are late for long."""
    silent = [one for one in standing(day.call, day.call.region) if not one.is_reported]
    late = Counter(one.region for one in silent if day.is_for_above(one.due_on))
    words = ("家医疗机构逾期未报量", "hospitals have not reported")
    return sum(_remind_hospital(day, one) for one in silent) + _escalate(day, late, "report", words)


def _remind_hospital(day: _Day, one: Standing) -> bool:
    turn, call = day.turn(one.due_on), day.call
    if turn is None:
        return False
    what = f"批次 {call.round_code} {call.year} 年集采报量"
    late = f"{what}应于 {one.due_on} 前提交，已逾期 {(day.today - one.due_on).days} 天"
    said = Text(
        late if turn else f"请于 {one.due_on} 前提交{what}",
        f"volumes of round {call.round_code} ({call.year}) {'were' if turn else 'are'} due on {one.due_on}",
    )
    return day.post(one.organisation, "volumes_due", said, f"due/{one.organisation}/{one.due_on}/{turn}")


def _remind_reviewers(day: _Day) -> int:
    """The level whose turn it is, and the one above it of what is late for long."""
    waiting = VolumeReport.objects.filter(
        call=day.call, state=VolumeState.UNDER_REVIEW.value, turn_due_on__isnull=False
    )  # fmt: skip
    counted = Counter((turn, due_on) for turn, due_on in waiting.values_list("turn", "turn_due_on") if due_on)
    late: Counter[str] = Counter()
    for (place, due_on), count in counted.items():
        if day.is_for_above(due_on):
            late[day.book.chain(day.call, place)[:2][-1]] += count
    officers = organisations_holding(Role.PROCUREMENT_OFFICER, [place for place, _ in counted])
    posted = sum(
        _remind_reviewer(day, unit, due_on, count)
        for (place, due_on), count in counted.items()
        for unit in officers.get(place, ())
    )
    return posted + _escalate(day, late, "review", ("份报量逾期未审核", "reports are not reviewed in time"))


def _remind_reviewer(day: _Day, unit: str, due_on: date, count: int) -> bool:
    turn, code = day.turn(due_on), day.call.round_code
    if turn is None:
        return False
    said = Text(
        f"批次 {code} 有 {count} 份报量应于 {due_on} 前审核{'，已逾期' if turn else ''}",
        f"{count} volume reports of round {code} are to be reviewed by {due_on}",
    )
    return day.post(unit, "volumes_review_due", said, f"turn/{unit}/{due_on}/{turn}")


def _escalate(day: _Day, late: Counter[str], what: str, words: tuple[str, str]) -> int:
    """Tell the nearest level with officers, from each place upward, how much is late there."""
    chains = {place: day.book.chain(day.call, place) for place in late}
    officers = organisations_holding(Role.PROCUREMENT_OFFICER, sorted({x for one in chains.values() for x in one}))
    told: Counter[str] = Counter()
    for place, count in late.items():
        nearest = next((one for one in chains[place] if one in officers), "")
        if nearest:
            told[nearest] += count
    turn, code, posted = day.turn(day.call.due_on) or 0, day.call.round_code, 0
    for place, count in told.items():
        said = Text(f"批次 {code}：{count} {words[0]}", f"round {code}: {count} {words[1]}")
        posted += sum(
            day.post(unit, "volumes_late", said, f"late/{what}/{unit}/{turn}") for unit in officers[place]
        )  # fmt: skip
    return posted
