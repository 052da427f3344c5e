"""Reads of filed purchases: a hospital's own, a reviewer's queue, what the public is shown. PRC-3, PUB-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from baowen.core.clock import day_of
from baowen.core.paging import Paged, page_by_key
from baowen.core.policy import Packs
from baowen.core.problems import BaowenError
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within, names_of
from baowen.orgs.regions import load_regions
from baowen.orgs.roles import Role
from baowen.procure.buying.kinds import FilingReason, Route
from baowen.procure.buying.models import Filing, FilingEvent, FilingFile
from baowen.procure.buying.states import FilingMove, FilingSide, FilingState, moves_from

NAMES_HOSPITAL = "publication.filing_hospital"
PUBLISHED = (FilingState.ACCEPTED.value, FilingState.ENDED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingEventView:
    """What happened to a filing; `price` of a pack since then."""

    move: FilingMove
    state: FilingState
    words: str
    price: Decimal
    organisation: str
    moved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingFileView:
    """A file that belongs to a filing."""

    sha256: str
    file_name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingView:
    """A filed purchase. `moves`: what the viewer may do with it now."""

    number: str
    hospital: str
    region: str
    route: Route
    drug: str
    generic_name: str
    dosage_form: str
    spec: str
    packaging: str
    product_code: str
    units_per_pack: Decimal
    smallest_unit: str
    maker: str
    maker_name: str
    maker_credit_code: str
    supplier: str
    price: Decimal
    unit_price: Decimal
    times_of_others: Decimal | None
    quantity: Decimal
    from_on: date
    until: date
    reason: FilingReason
    refused_lines: tuple[str, ...]
    words: str
    clinical_need: bool
    emergency: bool
    bought_on: date | None
    due_on: date | None
    is_late: bool
    clause: str
    filer_buys: bool
    needs_acceptance: bool
    state: FilingState
    filed_at: datetime
    decided_at: datetime | None
    moves: tuple[FilingMove, ...]
    events: tuple[FilingEventView, ...]
    files: tuple[FilingFileView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFiling:
    """A filed purchase as the public sees it; `hospital` is "" where the pack of its place does not name it."""

    number: str
    region: str
    hospital: str
    generic_name: str
    dosage_form: str
    spec: str
    packaging: str
    maker_name: str
    price: Decimal
    unit_price: Decimal
    smallest_unit: str
    quantity: Decimal
    reason: FilingReason
    clause: str
    filed_on: date
    until: date
    state: FilingState


def filing_page(
    actor: Actor, *, state: FilingState | None = None, cursor: str = "", limit: int = 50
) -> Paged[FilingView]:  # fmt: skip
    """A page of filings, the newest first: a hospital's own, or those of the own region and below."""
    rows = _seen(actor).prefetch_related("events", "files")
    if state is not None:
        rows = rows.filter(state=state.value)
    return page_by_key(rows, lambda row: _view(row, actor), cursor=cursor, limit=limit, newest_first=True)


def filing(number: str, actor: Actor) -> FilingView:
    """One filing; BaowenError where there is none that the actor may see."""
    return _view(_row(number, actor), actor)


def file_of_filing(number: str, sha256: str, actor: Actor) -> FilingFileView:
    """A file of a filing that the actor may see, to be given out; BaowenError."""
    row = _row(number, actor).files.filter(sha256=sha256).first()
    if row is None:
        raise BaowenError("没有可阅看的附件", "there is no such file that you may see")
    return _file(row)


def may_review(actor: Actor, region: str) -> bool:
    """Whether somebody reviews filings of a place."""
    return decide(actor, Act.FILING_REVIEW, region, regions=load_regions()).allowed


def published_filings(
    place: str, *, packs: Packs, on: date, cursor: str = "", limit: int = 50
) -> Paged[PublishedFiling]:  # fmt: skip
    """A page of the accepted filings of a place and below, newest first, for anybody. BaowenError: unknown place."""
    load_regions().require(place)
    rows = Filing.objects.filter(region__in=codes_within(place), state__in=PUBLISHED)
    found = page_by_key(rows, lambda row: row, cursor=cursor, limit=limit, newest_first=True)
    names = {row.region: _names_hospitals(row.region, packs, on) for row in found.lines}
    known = names_of({row.hospital for row in found.lines})
    lines = [_published(row, known.get(row.hospital, row.hospital) if names[row.region] else "") for row in found.lines]
    return Paged(lines, found.cursor)


def _names_hospitals(region: str, packs: Packs, on: date) -> bool:
    entry = packs.ruling(region, on).get(NAMES_HOSPITAL)
    return entry is not None and entry.flag()


def _seen(actor: Actor) -> QuerySet[Filing]:
    rows = Filing.objects.all()
    if actor.kind is OrganisationKind.DEPARTMENT:
        acts = (Act.FILING_REVIEW, Act.TRADE_READ)
        allowed = any(decide(actor, act, actor.region, regions=load_regions()).allowed for act in acts)
        return rows.filter(region__in=codes_within(actor.region)) if allowed else rows.none()
    return rows.filter(hospital=actor.organisation) if Role.BUYER in actor.roles else rows.none()


def _row(number: str, actor: Actor) -> Filing:
    row = _seen(actor).prefetch_related("events", "files").filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有可阅看的备案 {number}，请核对编号", f"there is no filing {number} that you may see")
    return row


def _view(row: Filing, actor: Actor) -> FilingView:
    state = FilingState(row.state)
    moves: tuple[FilingMove, ...] = ()
    if may_review(actor, row.region):
        moves = moves_from(state, FilingSide.REVIEWER)
    elif row.hospital == actor.organisation:
        moves = moves_from(state, FilingSide.HOSPITAL)
    return FilingView(
        number=row.number, hospital=row.hospital, region=row.region, route=Route(row.route), drug=row.drug,
        generic_name=row.generic_name, dosage_form=row.dosage_form, spec=row.spec, packaging=row.packaging,
        product_code=row.product_code, units_per_pack=row.units_per_pack, smallest_unit=row.smallest_unit,
        maker=row.maker, maker_name=row.maker_name, maker_credit_code=row.maker_credit_code, supplier=row.supplier,
        price=row.price, unit_price=row.unit_price, times_of_others=row.times_of_others, quantity=row.quantity,
        from_on=row.from_on, until=row.until, reason=FilingReason(row.reason), refused_lines=tuple(row.refused_lines),
        words=row.words, clinical_need=row.clinical_need, emergency=row.emergency, bought_on=row.bought_on,
        due_on=row.due_on, is_late=row.is_late, clause=row.clause, filer_buys=row.filer_buys,
        needs_acceptance=row.needs_acceptance, state=state, filed_at=row.filed_at, decided_at=row.decided_at,
        moves=moves, events=tuple(map(_event, row.events.all())), files=tuple(map(_file, row.files.all())),
    )  # fmt: skip


def _event(row: FilingEvent) -> FilingEventView:
    return FilingEventView(
        move=FilingMove(row.move), state=FilingState(row.state), words=row.words, price=row.price,
        organisation=row.organisation, moved_at=row.moved_at,
    )  # fmt: skip


def _file(row: FilingFile) -> FilingFileView:
    return FilingFileView(sha256=row.sha256, file_name=row.file_name, media_type=row.media_type, size=row.size)


def _published(row: Filing, hospital: str) -> PublishedFiling:
    return PublishedFiling(
        number=row.number, region=row.region, hospital=hospital, generic_name=row.generic_name,
        dosage_form=row.dosage_form, spec=row.spec, packaging=row.packaging, maker_name=row.maker_name,
        price=row.price, unit_price=row.unit_price, smallest_unit=row.smallest_unit, quantity=row.quantity,
        reason=FilingReason(row.reason), clause=row.clause, filed_on=day_of(row.filed_at), until=row.until,
        state=FilingState(row.state),
    )  # fmt: skip
