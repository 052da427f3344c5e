"""The guide of substitutes, grades of shortage and shown stock by API. HOS-4, HOS-5, HOS-6."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field

from baowen.api.schemas.common import Code, Filled, Text
from baowen.hospital.grading.states import GradeState
from baowen.hospital.holdings.kinds import Showing
from baowen.hospital.substitutes.kinds import Decision, Replaceability
from baowen.respond.kinds import MeasureKind


class FactsOut(Schema):
    """What an entry of the guide says."""

    drug: str
    form: str
    substitute: str
    substitute_form: str
    conditions: str
    conversion: str
    strength_differs: bool
    replaceability: Replaceability
    grade: str
    sources: str
    children: str
    pregnancy: str
    renal: str
    reviewer: str


class GuideEntryOut(Schema):
    """An entry with the edition that says so."""

    key: int
    edition: int
    edition_name: str
    region: Code
    effective_on: date
    drug_key: str
    substitute_key: str
    facts: FactsOut


class GuideEntriesOut(Schema):
    """Entries in force on a day."""

    lines: list[GuideEntryOut]


class GuideDecisionIn(Schema):
    """What the own hospital decides about an entry; words say what is changed or why it is declined."""

    decision: Decision
    words: Text = ""


class KeyOut(Schema):
    """The key of what was entered."""

    key: int


class GradeIn(Schema):
    """How the own hospital grades a drug; null for what nobody knows."""

    drug: Filled
    form: Text = ""
    replaceability: Replaceability
    short_since: date
    days_left: Annotated[Decimal, Field(ge=0, le=36500)] | None = None
    patients: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None
    measure: MeasureKind
    words: Text = ""
    reports: Annotated[list[Code], Field(max_length=50, default_factory=list)]


class GradeOut(Schema):
    """A current grade."""

    key: int
    hospital: Code
    region: Code
    drug: str
    form: str
    drug_key: str
    replaceability: Replaceability
    short_since: date
    graded_on: date
    preset: str
    gravity: str
    days_left: Decimal | None
    patients: int | None
    measure: MeasureKind
    words: str
    reports: list[str]
    state: GradeState


class GradesOut(Schema):
    """Current grades, the worst first."""

    lines: list[GradeOut]


class ShowingIn(Schema):
    """How much of the own stock the public sees."""

    showing: Showing


class ShowingOut(Schema):
    """How much the public sees; `own_choice` false: the pack's default."""

    showing: Showing
    own_choice: bool
