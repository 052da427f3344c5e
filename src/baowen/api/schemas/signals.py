"""Signals as they go out, and verdicts on them as they come in."""

from __future__ import annotations

from datetime import date

from ninja import Schema

from baowen.api.schemas.common import Text
from baowen.respond.kinds import Dismissal


class SignalOut(Schema):
    """A signal as it stands. `places`: those of its newest month that the caller sees."""

    number: str
    indicator: str
    severity: str
    worst_severity: str
    state: str
    region_code: str
    region_name: str
    subject_type: str
    subject_code: str
    subject_name: str
    period_first: str
    period_last: str
    first_seen: date
    last_seen: date
    value: float
    reference: float | None
    threshold: float | None
    clause: str
    basis: str
    policy_key: str
    policy_version: str
    places: list[str]
    silenced_by: str
    merged_into: str


class SignalsOut(Schema):
    """A page of signals; `cursor` is empty after the last."""

    lines: list[SignalOut]
    cursor: str


class DismissIn(Schema):
    """Why a signal is no clue; detection is judged by it."""

    why: Dismissal
    words: Text = ""
