"""Cases and reports of a place, and what changed there since yesterday, as the records tell it. MON-2, RSP-5."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from baowen.api.book import report_book, rulebook
from baowen.collect.reports.queries.reports import reporting_state
from baowen.core.clock import today
from baowen.core.period import Month
from baowen.lake.serving import Serving
from baowen.lake.serving.queries.signals import SignalChange, listed_signals, signal_changes
from baowen.orgs.permissions import Act
from baowen.orgs.regions import Region
from baowen.respond.queries import CaseChange, case_changes, case_counts
from baowen.respond.states import STATE_WORDS
from baowen.web.panels.signals import signal_line
from baowen.web.viewer import Viewer

Panel = dict[str, Any]
SIGNAL_CHANGES: dict[SignalChange, tuple[str, str]] = {
    SignalChange.NEW: ("新预警", "new signals"),
    SignalChange.GRAVER: ("加重的预警", "signals got graver"),
    SignalChange.ENDED: ("消失的预警", "signals ended"),
}
CASE_CHANGES: dict[CaseChange, tuple[str, str]] = {
    CaseChange.OPENED: ("新案件", "new cases"),
    CaseChange.OVER: ("了结的案件", "cases over"),
}


def work_panels(viewer: Viewer, code: str) -> Panel:
    """Cases and reports of the place; nothing for who may not read them."""
    found: Panel = {}
    if viewer.may(Act.CASE_READ, code):
        counts = case_counts(viewer.actor, code, today(), book=rulebook())
        found["cases"] = counts
        found["stages"] = [
            (viewer.say(STATE_WORDS[state]), many, _to("inbox", place=code, stage=state.value))
            for state, many in counts.by_state.items()
        ]
    if viewer.may(Act.REPORT_READ, code):
        month = Month.of(today()).plus(-1)
        found["reporting"] = reporting_state(viewer.actor, code, month, book=report_book())
    return found


def day_before(day: date) -> date:
    """Since when something is a change of yesterday or today."""
    return day - timedelta(days=1)


def changes_panel(opened: Serving | None, viewer: Viewer, here: Region, as_of: date | None, *, most: int) -> Panel:
    """What changed since yesterday: figures that lead to their rows, and the signals that are new or graver.

    Signals change from run to run, so that their yesterday is the one before the last run's day.
    """
    figures: list[tuple[str, int, str]] = []
    lines: list[Panel] = []
    if opened is not None and as_of is not None:
        since = day_before(as_of)
        counts = signal_changes(opened, place=here.key, within=viewer.key, since=since)
        figures += [
            (viewer.say(SIGNAL_CHANGES[change]), many, _to("signals", place=here.code, change=change.value))
            for change, many in counts.items()
        ]
        for change in (SignalChange.NEW, SignalChange.GRAVER):
            if counts[change]:
                found = listed_signals(
                    opened, place=here.key, within=viewer.key, changed=(change, since), most=most - len(lines)
                )
                lines += [signal_line(one, viewer, tells_was=change is SignalChange.GRAVER) for one in found]
    if viewer.may(Act.CASE_READ, here.code):
        cases = case_changes(viewer.actor, here.code, day_before(today()), book=rulebook())
        many_by_change: Sequence[tuple[CaseChange, int]] = (
            (CaseChange.OPENED, cases.opened), (CaseChange.OVER, cases.over),
        )  # fmt: skip
        figures += [
            (viewer.say(CASE_CHANGES[change]), many, _to("changed_cases", place=here.code, change=change.value))
            for change, many in many_by_change
        ]
    return {"changes": figures, "changed": lines}


def _to(page: str, **given: str) -> str:
    return f"{reverse(page)}?{urlencode(given)}"
