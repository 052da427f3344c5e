"""Shares of essential medicines, prescriptions, formularies and missing drugs as they go in and out by API.

HOS-1, HOS-2.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ninja import Schema

from baowen.api.schemas.common import Code, Filled, Quantity, Text
from baowen.hospital.formulary.states import (
    Decision,
    EditionState,
    Exemption,
    FindingKind,
    MissingMove,
    MissingState,
    Need,
    Part,
)
from baowen.hospital.shares.kinds import NoTarget, Period


class SharesAsked(Schema):
    """Which shares: a kind of period, one period ("" for the newest), a place ("" for the own)."""

    kind: Period = Period.ROLLING
    period: Text = ""
    region: Text = ""


class HospitalShareOut(Schema):
    """One institution, or an alliance as a whole (level alliance), in a period; shares and targets 0 to 1."""

    code: str
    name: str
    region: str
    level: str
    lead: str
    period: str
    varieties: int
    essential: int
    varieties_share: float | None
    varieties_target: float | None
    varieties_why: NoTarget | None
    varieties_change: float | None
    amount: Decimal
    essential_amount: Decimal
    amount_share: float | None
    amount_target: float | None
    amount_why: NoTarget | None
    amount_change: float | None
    mean_varieties: float | None


class PrescriptionOut(Schema):
    """One institution in one month; by measure its share, its peers' median and its change."""

    code: str
    name: str
    region: str
    level: str
    month: str
    shares: dict[str, float | None]
    peers: dict[str, float | None]
    changes: dict[str, float | None]


class HospitalItemOut(Schema):
    """A line of a formulary."""

    generic_name: str
    dosage_form: str
    spec: str
    part: Part
    exemption: Exemption
    product_code: str
    reason: str


class HospitalEditionOut(Schema):
    """An edition."""

    owner: str
    number: int
    state: EditionState
    for_alliance: bool
    from_on: date | None
    until_on: date | None
    words: str
    share: float | None
    items: list[HospitalItemOut]


class FormularyFindingOut(Schema):
    """What is found about a formulary."""

    kind: FindingKind
    drug: str
    number: float
    clause: str


class FormularyOut(Schema):
    """What an institution goes by, and what is found."""

    code: str
    name: str
    region: str
    lead: str
    kept_by_lead: bool
    now: HospitalEditionOut | None
    findings: list[FormularyFindingOut]


class SelectionIn(Schema):
    """A decision of a meeting."""

    meeting: Filled
    held_on: date
    generic_name: Filled
    applicant: Filled
    reason: Filled
    decision: Decision
    dosage_form: Text = ""
    spec: Text = ""
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstained: int | None = None
    conflicts: Text = ""


class MissingIn(Schema):
    """A patient's need; `patient` a number of the institution's own."""

    patient: Code
    need: Need
    generic_name: Filled
    quantity: Quantity
    unit: Code
    dosage_form: Text = ""
    spec: Text = ""
    words: Text = ""


class MissingMoveIn(Schema):
    """A move, in words where it needs some."""

    move: MissingMove
    words: Text = ""


class MissingOut(Schema):
    """A registered need; departments see no patient's number."""

    number: str
    institution: str
    region: str
    lead: str
    patient: str
    need: Need
    generic_name: str
    dosage_form: str
    spec: str
    quantity: Decimal
    unit: str
    words: str
    state: MissingState
    is_needed: bool
    registered_on: date
    moves: list[MissingMove]


class MissingsOut(Schema):
    """A page of registered needs."""

    lines: list[MissingOut]
    cursor: str
