"""Records of the registers as somebody sees them, and the measures that a case cites. PRD-1, PRD-2, RSP-3."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE
from baowen.produce.actions.records import unknown_record
from baowen.produce.kinds import Change, Paper, RecordKind, State
from baowen.produce.models import Record
from baowen.respond.kinds import MeasureKind
from baowen.respond.rulebook import Rulebook

MEASURES: dict[RecordKind, MeasureKind] = {
    RecordKind.BASE: MeasureKind.RESUMED_PRODUCTION, RecordKind.ALLIANCE: MeasureKind.RESUMED_PRODUCTION,
    RecordKind.REVIEW: MeasureKind.PRIORITY_REVIEW, RecordKind.TRANSITION: MeasureKind.TRANSITION_PERIOD,
    RecordKind.IMPORT: MeasureKind.TEMPORARY_IMPORT,
}  # fmt: skip
"""Which measure of a case a record stands for; a state of consistency evaluation is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """A record; `followed_by` names what came after it, `missing` the papers that a temporary import lacks."""

    number: str
    kind: RecordKind
    region: str
    state: State
    title: str
    enterprise: str
    partner: str
    institution: str
    site: str
    drugs: str
    product_code: str
    ground: str
    department: str
    conditions: str
    amount: str
    document: str
    case_number: str
    papers: tuple[Paper, ...]
    missing: tuple[Paper, ...]
    from_on: date
    until_on: date | None
    organisation: str
    noted_at: datetime
    follows: str
    followed_by: str
    change: Change | None
    reason: str
    withdrawn_at: datetime | None
    withdrawn_why: str

    @property
    def is_current(self) -> bool:
        """Whether it was neither followed nor withdrawn."""
        return not self.followed_by and self.withdrawn_at is None


def record_page(
    actor: Actor, kind: RecordKind, *, book: Rulebook, text: str = "", with_former: bool = False, cursor: str = "",
    limit: int = 50,
) -> Paged[RecordView]:  # fmt: skip
    """A page of one register, the newest first: those in force, with `with_former` the others too."""
    require(actor, Act.PRODUCTION_READ, actor.region, regions=book.regions)
    rows = _seen(actor, book).filter(kind=kind.value)
    if not with_former:
        rows = rows.filter(followed_by=None, withdrawn_at=None)
    if text:
        rows = rows.filter(
            Q(drugs__icontains=text) | Q(enterprise__icontains=text) | Q(title__icontains=text) | Q(number=text)
            | Q(product_code=text) | Q(partner__icontains=text)
        )  # fmt: skip
    return page_by_key(rows, _view, cursor=cursor, limit=limit, newest_first=True)


def record(number: str, actor: Actor, *, book: Rulebook) -> RecordView:
    """One record; BaowenError for one that the actor does not see."""
    row = _seen(actor, book).filter(number=number).first()
    if row is None:
        raise unknown_record(number)
    return _view(row)


def records_of_drug(actor: Actor, *, drug: str, product_code: str, book: Rulebook) -> list[RecordView]:
    """What the registers hold of a drug, in force alone, by register: named by product code or by the drug's name."""
    rows = _seen(actor, book).filter(followed_by=None, withdrawn_at=None)
    named = Q(drugs__icontains=drug) if drug else Q(pk=None)
    about = Q(product_code=product_code) | (Q(product_code="") & named)
    return [_view(row) for row in rows.filter(about).order_by("kind", "-pk")[:100]]


def measures_for_case(case_number: str) -> list[tuple[MeasureKind, RecordView]]:
    """The records in force that cite a case, with the kind of measure each stands for. Nothing is scoped to an actor:
    whoever asks has looked at the case."""
    rows = _whole().filter(case_number=case_number, followed_by=None, withdrawn_at=None)
    views = [_view(row) for row in rows] if case_number else []
    return [(MEASURES[one.kind], one) for one in views if one.kind in MEASURES]


def _whole() -> QuerySet[Record]:
    return Record.objects.select_related("follows", "followed_by")


def _seen(actor: Actor, book: Rulebook) -> QuerySet[Record]:
    """The place and all below it; nothing for whoever may not read the registers."""
    if not actor.is_system and not decide(actor, Act.PRODUCTION_READ, actor.region, regions=book.regions).allowed:
        return Record.objects.none()
    return _whole() if actor.region == NATION_CODE else _whole().filter(region__in=codes_within(actor.region))


def _view(row: Record) -> RecordView:
    there = tuple(Paper(one) for one in row.papers)
    later = getattr(row, "followed_by", None)
    return RecordView(
        number=row.number, kind=RecordKind(row.kind), region=row.region, state=State(row.state), title=row.title,
        enterprise=row.enterprise, partner=row.partner, institution=row.institution, site=row.site, drugs=row.drugs,
        product_code=row.product_code, ground=row.ground, department=row.department, conditions=row.conditions,
        amount=row.amount, document=row.document, case_number=row.case_number, papers=there,
        missing=tuple(one for one in Paper if one not in there) if row.kind == RecordKind.IMPORT.value else (),
        from_on=row.from_on, until_on=row.until_on, organisation=row.organisation, noted_at=row.noted_at,
        follows=row.follows.number if row.follows else "", followed_by=later.number if later else "",
        change=Change(row.change) if row.change else None, reason=row.reason, withdrawn_at=row.withdrawn_at,
        withdrawn_why=row.withdrawn_why,
    )  # fmt: skip
