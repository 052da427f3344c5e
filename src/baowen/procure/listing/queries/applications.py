"""Applications to list, as their enterprise and the officers above the platform may see them. PRC-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.regions import RegionLevel, load_regions
from baowen.orgs.roles import Role
from baowen.procure.listing.kinds import ApplicationKind, Claim, Light, ListingPath
from baowen.procure.listing.models import Application, ApplicationDocument, FollowUp
from baowen.procure.listing.states import OPEN_STATES, ApplicationState, FollowState


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationEventView:
    """One move of an application; `by_rules`: the platform's rules accepted it."""

    move: str
    state: ApplicationState
    reason: str
    by_rules: bool
    organisation: str
    moved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """A kept document of an application."""

    key: int
    application: str
    sha256: str
    file_name: str
    media_type: str
    size: int
    words: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationView:
    """An application with its comparison as both sides saw it, its moves and its documents."""

    number: str
    region: str
    kind: ApplicationKind
    state: ApplicationState
    enterprise: str
    listing: str
    product_code: str
    generic_name: str
    in_catalogue: bool
    price: Decimal
    unit_price: Decimal | None
    valid_from: date
    claim: Claim
    reason: str
    talked_on: date | None
    path: ListingPath
    light: Light
    clause: str
    why_zh: str
    why_en: str
    rise: Decimal | None
    comparison: dict[str, Any]
    questions: list[dict[str, str]]
    policy: str
    commitment: str
    signed_at: datetime | None
    submitted_at: datetime
    decided_at: datetime | None
    events: tuple[ApplicationEventView, ...] = ()
    documents: tuple[DocumentView, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpView:
    """A lower price of another province that a listing has to follow, by when, and how that was counted."""

    listing: str
    generic_name: str
    elsewhere: str
    price: Decimal
    valid_from: date
    source: str
    state: FollowState
    due_on: date
    working_zh: str
    working_en: str
    clause: str
    until: date | None
    found_at: datetime


def seen_by(actor: Actor) -> QuerySet[Application]:
    """The applications that somebody may see: the own enterprise's, or those of the platforms that one watches."""
    regions = load_regions()
    provinces = (one.code for one in regions.all() if one.level is RegionLevel.PROVINCE)
    watched = [code for code in provinces if decide(actor, Act.LISTING_READ, code, regions=regions).allowed]
    mine = Q(enterprise=actor.organisation) if Role.ENTERPRISE_AGENT in actor.roles else Q(pk__in=())
    return Application.objects.filter(mine | Q(region__in=watched))


def application_page(
    actor: Actor, *, state: ApplicationState | None = None, listing: str = "", cursor: str = "", limit: int = 50
) -> Paged[ApplicationView]:  # fmt: skip
    """A page of applications, the newest first."""
    rows = seen_by(actor)
    if state is not None:
        rows = rows.filter(state=state.value)
    if listing:
        rows = rows.filter(listing=listing)
    return page_by_key(rows, application_view, cursor=cursor, limit=limit, newest_first=True)


def application(number: str, actor: Actor) -> ApplicationView:
    """One application with its moves and documents; BaowenError where there is none that the actor may see."""
    row = seen_by(actor).filter(number=number).prefetch_related("events", "documents").first()
    if row is None:
        raise BaowenError(f"没有申报编号 {number}，或无权查看", f"there is no application {number} that you may see")
    return application_view(row, whole=True)


def waiting_applications(region: str) -> int:
    """How many applications wait for the platform of a province."""
    return Application.objects.filter(region=region, state=ApplicationState.SUBMITTED.value).count()


def application_view(row: Application, *, whole: bool = False) -> ApplicationView:
    """A stored application as it is shown; `whole`: with moves and documents."""
    return ApplicationView(
        number=row.number, region=row.region, kind=ApplicationKind(row.kind), state=ApplicationState(row.state),
        enterprise=row.enterprise, listing=row.listing, product_code=row.product_code, generic_name=row.generic_name,
        in_catalogue=row.in_catalogue, price=row.price, unit_price=row.unit_price, valid_from=row.valid_from,
        claim=Claim(row.claim), reason=row.reason, talked_on=row.talked_on, path=ListingPath(row.path),
        light=Light(row.light), clause=row.clause, why_zh=row.path_why.get("zh", ""),
        why_en=row.path_why.get("en", ""), rise=row.rise, comparison=row.comparison, questions=row.questions,
        policy=row.policy, commitment=row.commitment, signed_at=row.signed_at, submitted_at=row.submitted_at,
        decided_at=row.decided_at, events=_events(row) if whole else (),
        documents=tuple(_document(one, row.number) for one in row.documents.all()) if whole else (),
    )  # fmt: skip


def _events(row: Application) -> tuple[ApplicationEventView, ...]:
    return tuple(
        ApplicationEventView(
            move=one.move, state=ApplicationState(one.state), reason=one.reason, by_rules=one.by_rules,
            organisation=one.organisation, moved_at=one.moved_at,
        )
        for one in row.events.all()
    )  # fmt: skip


def _document(row: ApplicationDocument, number: str) -> DocumentView:
    return DocumentView(
        key=row.pk, application=number, sha256=row.sha256, file_name=row.file_name, media_type=row.media_type,
        size=row.size, words=row.words, added_at=row.added_at,
    )  # fmt: skip


def document_to_read(key: int, actor: Actor) -> DocumentView:
    """A document for who may see its application; BaowenError."""
    row = ApplicationDocument.objects.select_related("application").filter(pk=key).first()
    if row is None or not seen_by(actor).filter(pk=row.application_id).exists():
        raise BaowenError(f"没有材料 {key}，或无权查看", f"there is no document {key} that you may see")
    return _document(row, row.application.number)


def follow_ups(*, listing: str = "", maker: str = "", region: str = "") -> list[FollowUpView]:
    """Lower prices to follow, of a listing, an enterprise or a platform, the newest first."""
    rows = FollowUp.objects.select_related("listing").order_by("-pk")
    for name, value in (("listing__number", listing), ("listing__maker", maker), ("region", region)):
        if value:
            rows = rows.filter(**{name: value})
    return [
        FollowUpView(
            listing=one.listing.number, generic_name=one.listing.generic_name, elsewhere=one.elsewhere,
            price=one.price, valid_from=one.valid_from, source=one.source, state=FollowState(one.state),
            due_on=one.due_on, working_zh=one.working_zh, working_en=one.working_en, clause=one.clause,
            until=one.until, found_at=one.found_at,
        )
        for one in rows[:500]
    ]  # fmt: skip
