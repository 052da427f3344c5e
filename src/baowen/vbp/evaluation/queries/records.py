"""Exemptions, appeals, consequences and the ledger of credit points, each for who may see them. VBP-7, CRD-5."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import load_regions
from baowen.orgs.roles import Role
from baowen.vbp.evaluation.kinds import EffectKind, ExemptionKind, ExemptionSource, Failing
from baowen.vbp.evaluation.models import Appeal, CreditPoint, Effect, EvidenceFile, Exemption
from baowen.vbp.evaluation.states import AppealState, EffectState, ExemptionState


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """A file of evidence as it is given out."""

    sha256: str
    file_name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionView:
    """An exemption with who confirmed it and on what evidence."""

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
    proposed_by: str
    decided_at: datetime | None
    decided_by: str
    decided_why: str
    files: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealEventView:
    """What happened to an appeal."""

    state: AppealState
    words: str
    organisation: str
    told_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealView:
    """An appeal with the result as it was and as it is with what was granted."""

    number: str
    run: str
    hospital: str
    region: str
    lot: str
    product: str
    starts_on: date
    kind: ExemptionKind
    from_on: date
    until_on: date
    eased: Decimal | None
    words: str
    state: AppealState
    before: Mapping[str, Any]
    after: Mapping[str, Any] | None
    decided_why: str
    made_at: datetime
    decided_at: datetime | None
    events: tuple[AppealEventView, ...]
    files: tuple[EvidenceView, ...]

    @property
    def is_passed(self) -> bool:
        """Whether the result passes now."""
        return self.after is not None and not self.after["failing"]

    @property
    def failing_before(self) -> tuple[Failing, ...]:
        """Why it failed."""
        return tuple(map(Failing, self.before["failing"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectView:
    """A consequence, on which results it rests, who decided it and why."""

    number: str
    run: str
    hospital: str
    region: str
    kind: EffectKind
    items: tuple[tuple[str, str], ...]
    proposed_because: str
    state: EffectState
    points: Decimal | None
    document: str
    proposed_at: datetime
    decided_at: datetime | None
    decided_why: str
    withdrawn_at: datetime | None
    withdrawn_why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointView:
    """An entry of the ledger; `corrects`: the number of the entry that it corrects, None for none."""

    number: int
    hospital: str
    points: Decimal
    why: str
    clause: str
    effect: str
    corrects: int | None
    entered_at: datetime


def exemption_page(
    actor: Actor, *, round_code: str = "", state: ExemptionState | None = None, cursor: str = "", limit: int = 50
) -> Paged[ExemptionView]:
    """A page of the exemptions that the actor may see, the newest first: a hospital those that cover it."""
    rows = _exemptions(actor).prefetch_related("files")
    if round_code:
        rows = rows.filter(round_code=round_code)
    if state is not None:
        rows = rows.filter(state=state.value)
    return page_by_key(rows, _exemption, cursor=cursor, limit=limit, newest_first=True)


def exemptions_numbered(numbers: set[int]) -> dict[int, ExemptionView]:
    """Exemptions that the steps of a result name, for whoever may see the result."""
    rows = Exemption.objects.filter(pk__in=numbers).prefetch_related("files")
    return {row.pk: _exemption(row) for row in rows}


def exemption_of(number: int, actor: Actor) -> ExemptionView:
    """One exemption; BaowenError where there is none that the actor may see."""
    row = _exemptions(actor).prefetch_related("files").filter(pk=number).first()
    if row is None:
        raise BaowenError(f"没有可阅看的情形 {number}", f"there is no exemption {number} that you may see")
    return _exemption(row)


def appeal_page(
    actor: Actor, *, run: str = "", hospital: str = "", state: AppealState | None = None, cursor: str = "",
    limit: int = 50,
) -> Paged[AppealView]:  # fmt: skip
    """A page of appeals, the newest first: a hospital's own, or those of a department's place and below."""
    rows = _of_hospitals(Appeal.objects.select_related("run").prefetch_related("events", "files"), actor)
    for name, value in (("run__number", run), ("hospital", hospital), ("state", state.value if state else "")):
        if value:
            rows = rows.filter(**{name: value})
    return page_by_key(rows, _appeal, cursor=cursor, limit=limit, newest_first=True)


def appeal_of(number: str, actor: Actor) -> AppealView:
    """One appeal; BaowenError where there is none that the actor may see."""
    rows = _of_hospitals(Appeal.objects.select_related("run").prefetch_related("events", "files"), actor)
    row = rows.filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有可阅看的申诉 {number}", f"there is no appeal {number} that you may see")
    return _appeal(row)


def evidence_of(sha256: str, actor: Actor, *, appeal: str = "", exemption: int = 0) -> EvidenceView:
    """A file of an appeal or exemption that the actor may see; BaowenError."""
    files = appeal_of(appeal, actor).files if appeal else exemption_of(exemption, actor).files
    found = next((one for one in files if one.sha256 == sha256), None)
    if found is None:
        raise BaowenError("没有可阅看的附件", "there is no such file that you may see")
    return found


def effect_page(
    actor: Actor, *, run: str = "", hospital: str = "", cursor: str = "", limit: int = 50
) -> Paged[EffectView]:  # fmt: skip
    """A page of consequences, the newest first; hospitals see what was decided about them."""
    rows = _of_hospitals(Effect.objects.select_related("run"), actor)
    if actor.kind is not OrganisationKind.DEPARTMENT:
        rows = rows.filter(state__in=[EffectState.DECIDED.value, EffectState.WITHDRAWN.value])
    for name, value in (("run__number", run), ("hospital", hospital)):
        if value:
            rows = rows.filter(**{name: value})
    return page_by_key(rows, _effect, cursor=cursor, limit=limit, newest_first=True)


def document_of(number: str, actor: Actor) -> str:
    """The hash of a decision's document, for who may see it; BaowenError."""
    row = _of_hospitals(Effect.objects.all(), actor).filter(number=number).exclude(document="").first()
    if row is None:
        raise BaowenError(f"没有可阅看的处置文书 {number}", f"there is no document {number} that you may see")
    return str(row.document)


def ledger(actor: Actor, hospital: str) -> tuple[tuple[PointView, ...], Decimal]:
    """A hospital's entries of credit points, the oldest first, and their sum; nothing where the actor may not see."""
    rows = _of_hospitals(CreditPoint.objects.select_related("effect"), actor).filter(hospital=hospital)
    found = tuple(_point(row) for row in rows.order_by("pk"))
    return found, sum((one.points for one in found), Decimal(0))


def _exemptions(actor: Actor) -> QuerySet[Exemption]:
    above = [actor.region, *(one.code for one in load_regions().ancestors(actor.region))]
    if actor.kind is OrganisationKind.DEPARTMENT:
        allowed = decide(actor, Act.VBP_READ, actor.region, regions=load_regions()).allowed
        places = [*above, *codes_within(actor.region)]
        return Exemption.objects.filter(region__in=places) if allowed else Exemption.objects.none()
    if Role.BUYER not in actor.roles:
        return Exemption.objects.none()
    return Exemption.objects.filter(region__in=above, hospital__in=["", actor.organisation])


def _of_hospitals(rows: Any, actor: Actor) -> Any:
    """The rows of hospitals that the actor may see."""
    if actor.kind is OrganisationKind.DEPARTMENT:
        allowed = decide(actor, Act.VBP_READ, actor.region, regions=load_regions()).allowed
        return rows.filter(region__in=codes_within(actor.region)) if allowed else rows.none()
    return rows.filter(hospital=actor.organisation) if Role.BUYER in actor.roles else rows.none()


def _exemption(row: Exemption) -> ExemptionView:
    return ExemptionView(
        number=row.pk, round_code=row.round_code, kind=ExemptionKind(row.kind), region=row.region,
        hospital=row.hospital, lot=row.lot, product=row.product, from_on=row.from_on, until_on=row.until_on,
        eased=row.eased, clause=row.clause, words=row.words, evidence=row.evidence,
        source=ExemptionSource(row.source), state=ExemptionState(row.state), proposed_at=row.proposed_at,
        proposed_by=row.proposed_by, decided_at=row.decided_at, decided_by=row.decided_by,
        decided_why=row.decided_why, files=tuple(map(_file, row.files.all())),
    )  # fmt: skip


def _appeal(row: Appeal) -> AppealView:
    events = tuple(
        AppealEventView(
            state=AppealState(one.state), words=one.words, organisation=one.organisation, told_at=one.told_at
        )
        for one in row.events.all()
    )
    return AppealView(
        number=row.number, run=row.run.number, hospital=row.hospital, region=row.region, lot=row.lot,
        product=row.product, starts_on=row.starts_on, kind=ExemptionKind(row.kind), from_on=row.from_on,
        until_on=row.until_on, eased=row.eased, words=row.words, state=AppealState(row.state), before=row.before,
        after=row.after, decided_why=row.decided_why, made_at=row.made_at, decided_at=row.decided_at, events=events,
        files=tuple(map(_file, row.files.all())),
    )  # fmt: skip


def _effect(row: Effect) -> EffectView:
    return EffectView(
        number=row.number, run=row.run.number, hospital=row.hospital, region=row.region, kind=EffectKind(row.kind),
        items=tuple((lot, product) for lot, product in row.items), proposed_because=row.proposed_because,
        state=EffectState(row.state), points=row.points, document=row.document, proposed_at=row.proposed_at,
        decided_at=row.decided_at, decided_why=row.decided_why, withdrawn_at=row.withdrawn_at,
        withdrawn_why=row.withdrawn_why,
    )  # fmt: skip


def _point(row: CreditPoint) -> PointView:
    return PointView(
        number=row.pk, hospital=row.hospital, points=row.points, why=row.why, clause=row.clause,
        effect=row.effect.number if row.effect else "", corrects=row.corrects_id, entered_at=row.entered_at,
    )  # fmt: skip


def _file(row: EvidenceFile) -> EvidenceView:
    return EvidenceView(sha256=row.sha256, file_name=row.file_name, media_type=row.media_type, size=row.size)
