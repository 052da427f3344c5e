"""What measures did, as it goes out and what is noted of it comes in by API. RSP-3."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field

from baowen.api.schemas.common import Code, Quantity, Text
from baowen.outcomes.kinds import Cause
from baowen.respond.kinds import MeasureKind


class FollowIn(Schema):
    """Since when a measure is followed and why the drug is short; no product: the drug of the case."""

    cause: Cause
    begun_on: date
    product_code: Text = ""


class KnownIn(Schema):
    """What people know: patients with the source of the number, further cost in yuan; null where nobody knows."""

    patients: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None
    patients_from: Text = ""
    cost: Quantity | None = None


class OutcomeMeasureOut(Schema):
    """The number of the measure."""

    measure: int


class OutcomeSupplyOut(Schema):
    """Supply on a day: smallest units, units a day, hospitals that counted, of them with none."""

    on: date
    stock: Decimal
    daily_use: Decimal
    days: Decimal | None
    hospitals: int
    empty: int
    counted_first: date | None
    counted_last: date | None
    reached: int
    reached_days: Decimal | None


class FollowedOut(Schema):
    """A measure that is followed, with its readings."""

    measure: int
    case: Code
    kind: MeasureKind
    region: Code
    drug: str
    cause: Cause
    begun_on: date
    until_on: date
    patients: int | None
    cost: Decimal | None
    gained_days: Decimal | None
    gained_days_where_reached: Decimal | None
    readings: list[OutcomeSupplyOut]


class OutcomeComparedOut(Schema):
    """Measures of one kind against one kind of shortage; medians over those that have the figure."""

    kind: MeasureKind
    cause: Cause
    measures: int
    ended: int
    worked: int
    measured: int
    days_before: Decimal | None
    days_after: Decimal | None
    gained: Decimal | None
    cost: Decimal | None
    patients: int | None


class OutcomesOut(Schema):
    """What worked, and the measures behind it."""

    worked: list[OutcomeComparedOut]
    followed: list[FollowedOut]
