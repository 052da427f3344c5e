"""Calls for volumes, volume reports, findings and the result as they go in and out."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field

from baowen.api.schemas.common import Code, Filled, Text
from baowen.core.paging import MOST_KEY
from baowen.vbp.volumes.kinds import Explained, FindingKind
from baowen.vbp.volumes.states import CallState, Verdict, VolumeMove, VolumeState

Optional = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]
Month = Annotated[str, Field(max_length=7, pattern=r"^$|^[12][0-9]{3}-(0[1-9]|1[0-2])$")]
CallNumber = Annotated[int, Field(ge=0, le=MOST_KEY)]
Year = Annotated[int, Field(ge=2000, le=2200)]
Cell = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$", examples=["3600"])]


class NewCallIn(Schema):
    """A call for volumes of a round; without months last year is the last whole calendar year, without a day the
    pack's days decide."""

    round_code: Code
    year: Year
    by_product: bool = False
    first_month: Month = ""
    last_month: Month = ""
    due_on: date | None = None
    due_reason: Text = ""
    reason: Text = ""


class CallOut(Schema):
    """A call for volumes."""

    key: int
    round_code: str
    round_name: str
    year: int
    region: str
    state: CallState
    by_product: bool
    first_month: str
    last_month: str
    due_on: date
    due_reason: str
    reason: str
    opened_at: datetime
    closed_at: datetime | None


class CallKeyOut(Schema):
    """The number of a call."""

    call: int


class DayIn(Schema):
    """Another day, for everybody or one organisation, and why."""

    due_on: date
    reason: Filled
    organisation: Optional = ""


class VolumeCloseIn(Schema):
    """Why reporting is closed, needed where reports are left out."""

    reason: Text = ""


class ClosedOut(Schema):
    """How many reports were not agreed to and are left out."""

    call: int
    left_out: int


class VolumeLineIn(Schema):
    """One line: the quantity in the lot's smallest units as text ("" for not told, "0" for none)."""

    lot: Code
    product_code: Optional = ""
    units: Cell = ""
    explanation: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = ""


class VolumesIn(Schema):
    """A report whole: a line that is not given is left empty. `alliance`: for the own alliance as a whole."""

    call: CallNumber
    alliance: bool = False
    file: bool = True
    lines: Annotated[list[VolumeLineIn], Field(max_length=5000)]


class RemarkIn(Schema):
    """What is wrong with a line."""

    lot: Code
    product_code: Optional = ""
    remark: Filled


class SendBackIn(Schema):
    """Why a report is sent back, as a whole or by lines."""

    reason: Text = ""
    lines: Annotated[list[RemarkIn], Field(max_length=5000, default_factory=list)]


class WantedIn(Schema):
    """Which reports are asked for; `mine`: those that wait for the own level."""

    call: CallNumber | None = None
    state: VolumeState | None = None
    place: Optional = ""
    text: Optional = ""
    mine: bool = False


class AgreeIn(Schema):
    """The reports that are agreed to."""

    numbers: Annotated[list[Code], Field(min_length=1, max_length=500)]
    reason: Text = ""


class VolumeAgreedOut(Schema):
    """How many were agreed to."""

    agreed: int


class VolumeReportOut(Schema):
    """A report; the numbers are of lines: with a quantity, below last year, explained, sent back."""

    number: str
    call: int
    round_code: str
    year: int
    organisation: str
    name: str
    region: str
    is_alliance: bool
    members: list[str]
    state: VolumeState
    turn: str
    turn_due_on: date | None
    version: int
    filed_at: datetime | None
    lines: int
    told: int
    less: int
    explained: int
    refused: int


class VolumeReportsOut(Schema):
    """A page of reports."""

    lines: list[VolumeReportOut]
    cursor: str


class FormLineOut(Schema):
    """A line; null for what is not known, which is not zero."""

    lot: str
    product_code: str
    drug: str
    spec: str
    unit: str
    last: Decimal | None
    is_partial: bool
    floor: Decimal | None
    units_text: str
    explanation: str
    units: Decimal | None
    filed_explanation: str
    verdict: Verdict
    remark: str


class CellProblemOut(Schema):
    """What is wrong at a cell, and whether filing is refused for it; Chinese, then English."""

    lot: str
    product_code: str
    column: str
    message: tuple[str, str]
    remedy: tuple[str, str]
    is_refused: bool


class VolumeEventOut(Schema):
    """Who did what."""

    move: VolumeMove
    state: VolumeState
    at: datetime
    by: str
    organisation: str
    place: str
    reason: str
    version: int


class VolumeChangeOut(Schema):
    """What a correction changed."""

    version: int
    lot: str
    product_code: str
    units_before: Decimal | None
    units_after: Decimal | None
    explanation_before: str
    explanation_after: str
    remark: str


class FormOut(Schema):
    """A report with its lines and its history; `months`: known and asked for."""

    report: VolumeReportOut
    lines: list[FormLineOut]
    problems: list[CellProblemOut]
    months: tuple[int, int]
    events: list[VolumeEventOut]
    changes: list[VolumeChangeOut]


class VolumeFindingOut(Schema):
    """A finding; `lot` is "" where nothing was reported at all."""

    kind: FindingKind
    organisation: str
    name: str
    region: str
    lot: str
    drug: str
    unit: str
    last: Decimal | None
    floor: Decimal | None
    reported: Decimal | None
    explained: Explained
    lots: int


class VolumeFindingsOut(Schema):
    """The findings, with how many hospitals have known purchases and how many of the lots known products."""

    findings: list[VolumeFindingOut]
    hospitals: int
    lots: int
    matched: int
    floor: Decimal | None


class ReportedOut(Schema):
    """One line of the result."""

    lot: str
    product_code: str
    organisation: str
    is_alliance: bool
    units: Decimal
    region: str
    year: int
