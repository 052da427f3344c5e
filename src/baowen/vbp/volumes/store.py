"""Rows of calls and reports as actions find them: by number, locked, with the words for what is not there. VBP-2."""

from __future__ import annotations

from datetime import date, datetime

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor
from baowen.vbp.volumes.models import Call, LaterDay, VolumeEvent, VolumeReport
from baowen.vbp.volumes.states import CallState, VolumeMove

PREFIX = "BL"


def number_of(key: int) -> str:
    """The number of a report as people see it."""
    return f"{PREFIX}{key:07d}"


def key_of(number: str) -> int:
    """The key behind a report's number; BaowenError for what is none."""
    digits = number.strip().removeprefix(PREFIX)
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise BaowenError(f"没有报量 {number[:40]}", f"there is no volume report {number[:40]}")
    return int(digits)


def call_row(key: int, *, locked: bool = False) -> Call:
    """The call of that key; BaowenError where there is none."""
    rows = Call.objects.select_for_update() if locked else Call.objects
    row = rows.filter(pk=key).first()
    if row is None:
        raise BaowenError(f"没有编号为 {key} 的报量任务", f"there is no call {key} for volumes")
    return row


def open_call_row(key: int) -> Call:
    """The call of that key, locked; BaowenError where it is closed."""
    row = call_row(key, locked=True)
    if row.state != CallState.OPEN.value:
        raise BaowenError(
            f"批次 {row.round_code} {row.year} 年的报量已结束，不能再更改",
            f"reporting for round {row.round_code} of {row.year} is closed",
        )
    return row


def report_row(number: str, *, locked: bool = False) -> VolumeReport:
    """The report of that number; BaowenError where there is none."""
    rows = VolumeReport.objects.select_related("call")
    if locked:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(pk=key_of(number)).first()
    if row is None:
        raise BaowenError(f"没有报量 {number}", f"there is no volume report {number}")
    return row


def due_for(call: Call, organisation: str) -> date:
    """By when an organisation reports: the newest day that an officer gave it, else that of the call."""
    later = LaterDay.objects.filter(call=call, organisation=organisation).order_by("-pk").first()
    return call.due_on if later is None else max(later.due_on, call.due_on)


def note_event(
    row: VolumeReport, move: VolumeMove, *, actor: Actor, at: datetime, reason: str = "", place: str = ""
) -> None:
    """Write who did what with a report, for all who see it."""
    VolumeEvent.objects.create(
        report=row, move=move.value, state=row.state, at=at, by=actor.name, organisation=actor.organisation,
        place=place, reason=reason, version=row.version,
    )  # fmt: skip
