"""Reserve catalogues, agreements, duty and assessments as they go in and out by API. RSV-1, RSV-4."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import AwareDatetime, Field

from baowen.api.schemas.common import Code, Filled, Quantity, Text
from baowen.orgs.departments import Department
from baowen.reserve.plans.kinds import CheckKind, Ground, ItemKind, Standing, Tier, Unit
from baowen.reserve.plans.states import AssessmentMove, AssessmentState


class ItemIn(Schema):
    """An item of a catalogue; `institution` at the hospital tier alone."""

    tier: Tier
    kind: ItemKind
    name: Code
    form: Text = ""
    strength: Text = ""
    planned: Quantity
    unit: Unit
    grounds: Annotated[tuple[Ground, ...], Field(min_length=1, max_length=3)]
    department: Department
    institution: Text = ""
    valid_from: date | None = None
    valid_until: date | None = None
    note: Text = ""


class CorrectItemIn(ItemIn):
    """A corrected item, with the reason."""

    reason: Filled


class LastDayIn(Schema):
    """The last day, and why."""

    last_on: date
    reason: Filled


class ReserveItemOut(Schema):
    """An item of a catalogue; `key`: the item in the lake, "" where form or strength are open."""

    number: str
    region: str
    tier: Tier
    institution: str
    kind: ItemKind
    name: str
    form: str
    strength: str
    key: str
    grounds: list[Ground]
    planned: Decimal
    unit: Unit
    department: Department
    valid_from: date
    valid_until: date | None
    note: str
    replaces: str
    replaced_by: str
    reason: str
    withdrawn_because: str
    is_current: bool


class ItemsOut(Schema):
    """A page of items."""

    lines: list[ReserveItemOut]
    cursor: str


class CheckOut(Schema):
    """What a check found, with its clause."""

    kind: CheckKind
    words: str
    zh: str
    en: str
    clause: str
    basis: str


class HeldIn(Schema):
    """What is to be held, by number in the catalogue or in words."""

    planned: Quantity
    unit: Unit
    kind: ItemKind = ItemKind.FINISHED
    item: Text = ""
    name: Text = ""
    form: Text = ""
    strength: Text = ""
    products: Annotated[tuple[Code, ...], Field(max_length=200)] = ()
    per_pack: Quantity | None = None


class AgreementIn(Schema):
    """An agreement with a holder."""

    holder: Code
    tier: Tier
    starts_on: date
    ends_on: date | None = None
    title: Text = ""
    items: Annotated[tuple[HeldIn, ...], Field(min_length=1, max_length=2000)]


class HeldOut(Schema):
    """What a holder holds."""

    position: int
    item: str
    kind: ItemKind
    name: str
    form: str
    strength: str
    key: str
    products: list[str]
    planned: Decimal
    unit: Unit
    per_pack: Decimal | None


class AgreementOut(Schema):
    """An agreement with its items."""

    number: str
    holder: str
    region: str
    tier: Tier
    title: str
    starts_on: date
    ends_on: date | None
    replaces: str
    replaced_by: str
    is_current: bool
    items: list[HeldOut]


class AgreementsOut(Schema):
    """A page of agreements."""

    lines: list[AgreementOut]
    cursor: str


class StandOut(Schema):
    """Stock beside plan, in the unit of the plan; `actual` null where it is not known."""

    standing: Standing
    planned: Decimal
    actual: Decimal | None
    share: Decimal | None
    zh: str
    en: str
    clause: str
    basis: str


class AgreedOut(HeldOut):
    """What a holder holds, under which agreement."""

    agreement: str
    holder: str
    region: str
    tier: Tier


class ReserveComparedOut(Schema):
    """An item of an agreement beside its stock."""

    held: AgreedOut
    stand: StandOut
    planned_in_all: Decimal
    shared_with: list[str]
    counted_on: date | None


class ShiftIn(Schema):
    """A turn of duty; instants with their time zone."""

    organisation: Code
    person: Code
    telephone: Code
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class SpanOut(Schema):
    """From an instant until before another."""

    starts_at: datetime
    ends_at: datetime


class ReserveTurnOut(SpanOut):
    """A turn; name and telephone are empty for whoever may not see them."""

    number: str
    person: str
    telephone: str
    is_now: bool


class RosterOut(Schema):
    """The duty of an organisation: turns from now on, and when nobody is on duty."""

    organisation: str
    name: str
    is_holder: bool
    turns: list[ReserveTurnOut]
    gaps: list[SpanOut]
    until: datetime


class ReserveAssessmentIn(Schema):
    """A year of a holder; release orders and those answered in time, both null where nobody says."""

    holder: Code
    year: Annotated[int, Field(ge=2000, le=2200)]
    orders_in_time: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    orders: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class PointsIn(Schema):
    """The points of a criterion, and why."""

    name: Code
    points: Annotated[Decimal, Field(ge=0, max_digits=8, decimal_places=2)]
    words: Filled


class AssessmentMoveIn(Schema):
    """Publish, object, answer or withdraw; `points`: a new sum with an answer."""

    move: AssessmentMove
    words: Text = ""
    points: Annotated[Decimal, Field(ge=0, max_digits=8, decimal_places=2)] | None = None


class PartOut(Schema):
    """A criterion with its points, null while not judged."""

    name: str
    title_zh: str
    title_en: str
    most: Decimal
    points: Decimal | None
    by_figures: bool
    words_zh: str
    words_en: str
    judged_words: str


class AssessmentEventOut(Schema):
    """One move."""

    move: AssessmentMove
    words: str
    organisation: str
    moved_at: datetime


class ReserveAssessmentOut(Schema):
    """An assessment with its parts and what followed."""

    number: str
    holder: str
    region: str
    year: int
    state: AssessmentState
    figures_on: date
    points: Decimal | None
    result_zh: str
    result_en: str
    objection_until: date | None
    parts: list[PartOut]
    events: list[AssessmentEventOut]
    moves: list[AssessmentMove]


class AssessmentsOut(Schema):
    """A page of assessments."""

    lines: list[ReserveAssessmentOut]
    cursor: str
