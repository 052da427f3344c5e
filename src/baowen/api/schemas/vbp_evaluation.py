"""Evaluations, exemptions and appeals as they go in and out. VBP-7."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from baowen.api.schemas.common import Code, Filled
from baowen.vbp.evaluation.kinds import EffectKind, ExemptionKind, ExemptionSource, Failing
from baowen.vbp.evaluation.states import AppealState, EffectState, ExemptionState

Packs = Annotated[Decimal, Field(max_digits=14, decimal_places=4, gt=0, examples=["30"])]
Maybe = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00]*$")]


class RunIn(Schema):
    """Which round, and up to which day its contracts have ended."""

    round_code: Code
    as_of: date


class EvaluationRunOut(Schema):
    """A run: how many results, how many failed plainly and after exemptions; `digest` names its file."""

    number: str
    round_code: str
    region: str
    as_of: date
    rows: int
    hospitals: int
    failed_plain: int
    failed: int
    policy: str
    digest: str
    lake_versions: dict[str, int]
    made_at: datetime
    published_at: datetime | None
    appeal_until: date | None


class EvaluationRunsOut(Schema):
    """A page of runs."""

    lines: list[EvaluationRunOut]
    cursor: str


class FiguresOut(Schema):
    """Quantities in smallest units; `share` is that of non-selected, null where nothing was bought."""

    counted: Decimal
    chosen: Decimal
    others: Decimal
    required: Decimal
    share: Decimal | None


class EvaluationStepOut(Schema):
    """An exemption by its number: what it moved, and the figures after it."""

    number: int
    kind: ExemptionKind
    units: Decimal
    after: FiguresOut


class ResultOut(Schema):
    """One contracted product: plain figures, steps, figures after them, and why it fails (empty: it passed)."""

    lot: str
    product: str
    drug: str
    starts_on: date
    ends_on: date
    is_alliance: bool
    pack_units: Decimal
    price: Decimal | None
    bought: dict[str, Decimal]
    plain: FiguresOut
    plain_failing: list[Failing]
    steps: list[EvaluationStepOut]
    after: FiguresOut
    failing: list[Failing]


class ReplayOut(Schema):
    """Whether a run computed again is the same, and its files untouched."""

    number: str
    recorded: str
    digest: str
    is_equal: bool
    is_untouched: bool


class ExemptionIn(Schema):
    """What is to be left out or eased; empty fields cover all."""

    round_code: Code
    kind: ExemptionKind
    from_on: date
    until_on: date
    words: Words
    region: Maybe = ""
    hospital: Maybe = ""
    lot: Maybe = ""
    product: Maybe = ""
    eased: Packs | None = None
    evidence: Maybe = ""


class DecisionIn(Schema):
    """A decision with its reason; `eased`: packs, where the proposal could not know a number."""

    reason: Words
    eased: Packs | None = None


class EvidenceOut(Schema):
    """A file of evidence."""

    sha256: str
    file_name: str
    size: int


class ExemptionOut(Schema):
    """An exemption with who confirmed it and why."""

    number: int
    round_code: str
    kind: ExemptionKind
    region: str
    hospital: str
    lot: str
    product: str
    from_on: date
    until_on: date
    eased: Decimal | None
    clause: str
    words: str
    evidence: str
    source: ExemptionSource
    state: ExemptionState
    proposed_at: datetime
    decided_at: datetime | None
    decided_why: str
    files: list[EvidenceOut]


class ExemptionsOut(Schema):
    """A page of exemptions."""

    lines: list[ExemptionOut]
    cursor: str


class AppealIn(Schema):
    """Against which result, and which exemption is asked for."""

    lot: Code
    product: Code
    starts_on: date
    kind: ExemptionKind
    from_on: date
    until_on: date
    words: Words
    eased: Packs | None = None


class AppealOut(Schema):
    """An appeal; `before` and `after` hold the figures as text, `after` null until it is granted."""

    number: str
    run: str
    hospital: str
    lot: str
    product: str
    starts_on: date
    kind: ExemptionKind
    from_on: date
    until_on: date
    eased: Decimal | None
    words: str
    state: AppealState
    before: dict[str, str | list[str]]
    after: dict[str, str | list[str]] | None
    decided_why: str
    made_at: datetime
    decided_at: datetime | None
    files: list[EvidenceOut]


class AppealsOut(Schema):
    """A page of appeals."""

    lines: list[AppealOut]
    cursor: str


class EvaluationWordsIn(Schema):
    """What is asked or answered."""

    words: Filled


class EffectOut(Schema):
    """A consequence and the results that it rests on."""

    number: str
    run: str
    hospital: str
    kind: EffectKind
    items: list[list[str]]
    proposed_because: str
    state: EffectState
    points: Decimal | None
    decided_at: datetime | None
    decided_why: str
    withdrawn_why: str


class EffectsOut(Schema):
    """A page of consequences."""

    lines: list[EffectOut]
    cursor: str
