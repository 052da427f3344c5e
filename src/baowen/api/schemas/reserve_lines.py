"""Warning lines, standings and what-ifs as they go in and out by API. RSV-2, HOS-3."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from baowen.api.schemas.common import Code, Filled, Quantity, Text
from baowen.reserve.lines.kinds import LineFor, Measure

Share = Annotated[Decimal, Field(gt=0, le=1, max_digits=7, decimal_places=6, examples=["1"])]


class StandingRow(Schema):
    """A holder and an item, in smallest units; null is not known. `daily_use` of distributors: delivered a day."""

    code: str | None
    name: str | None
    region: int | None
    item: str
    drug_name: str | None
    drug_class: str | None
    unit_name: str | None
    stock_units: float | None
    counted_on: date | None
    daily_use: float | None
    scatter: float | None
    line_units: float | None
    line_days: float | None
    source: str | None
    clause: str | None
    number: str | None
    days: float | None
    short_units: float | None
    surplus_units: float | None
    state: str


class LineIn(Schema):
    """A line to set; `holder` empty: all members of the alliance, or all distributors of the region."""

    kind: LineFor
    product_code: Code
    measure: Measure
    value: Quantity
    holder: Text = ""
    from_on: date | None = None
    reason: Filled


class LineOut(Schema):
    """A line as it was set."""

    number: str
    kind: LineFor
    holder: str
    region: str
    item: str
    product_code: str
    drug_name: str
    measure: Measure
    value: Decimal
    from_on: date
    reason: str
    clause: str
    organisation: str
    set_at: datetime
    withdrawn_on: date | None
    withdrawn_why: str


class LinesOut(Schema):
    """A page of lines."""

    lines: list[LineOut]
    cursor: str


class NumbersOut(Schema):
    """The lines that were set, one for each holder."""

    numbers: list[str]


class ScenarioIn(Schema):
    """What if: a product or a stop notice, from when, which share of its supply is lost, when it returns."""

    product_code: Text = ""
    stop: Text = ""
    products: list[Code] = Field(default_factory=list)
    from_on: date | None = None
    share: Share = Decimal(1)
    returns_on: date | None = None
    day: date | None = None
    title: Text = ""


class ScenarioLineOut(Schema):
    """A what-if in a list."""

    number: str
    title: str
    region: str
    stop: str
    drug_name: str
    day: date
    from_on: date
    returns_on: date | None
    organisation: str
    made_at: datetime


class ScenariosOut(Schema):
    """A page of what-ifs."""

    lines: list[ScenarioLineOut]
    cursor: str


class WarningQuestionOut(Schema):
    """What was asked."""

    region: str
    day: date
    product_code: str
    products: list[str]
    from_on: date
    share: Decimal
    returns_on: date | None


class ScenarioOut(Schema):
    """A what-if; `found` as the how-to on warning lines tells it."""

    line: ScenarioLineOut
    item: str
    question: WarningQuestionOut
    found: dict[str, Any]
    lake_versions: dict[str, int]
    policy_version: str
