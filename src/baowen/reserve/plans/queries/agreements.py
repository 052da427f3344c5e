"""Reads of agreements: who holds what for which place; unscoped for other rooms, scoped for people. RSV-1, RSV-4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, load_regions
from baowen.reserve.plans.kinds import ItemKind, Tier, Unit
from baowen.reserve.plans.models import Agreement, AgreementItem
from baowen.reserve.plans.naming import named


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a holder holds under an agreement. `key`: the item in the lake (lake/facts/items.py), "" where form or
    strength are left open. `products`: codes that count, empty for every product of the item. `per_pack`: units of the
    plan in a pack, None where the catalogue of drugs says it."""

    agreement: str
    position: int
    holder: str
    region: str
    tier: Tier
    item: str
    kind: ItemKind
    name: str
    form: str
    strength: str
    key: str
    products: tuple[str, ...]
    planned: Decimal
    unit: Unit
    per_pack: Decimal | None
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementView:
    """An agreement with its items. `is_current`: neither replaced nor withdrawn."""

    number: str
    holder: str
    region: str
    tier: Tier
    title: str
    starts_on: date
    ends_on: date | None
    entered_at: datetime
    replaces: str
    replaced_by: str
    reason: str
    ended_because: str
    withdrawn_because: str
    is_current: bool
    may_change: bool
    items: tuple[Held, ...]


def holder_agreements(
    on: date, *, holder: str = "", region: str = "", tier: Tier | None = None, number: str = ""
) -> tuple[AgreementView, ...]:  # fmt: skip
    """The agreements in force on a day, of one holder, of a place and what lies below it. Not scoped to an actor."""
    rows = in_force(on)
    if holder:
        rows = rows.filter(holder=holder)
    if region and region != NATION_CODE:
        rows = rows.filter(region__in=codes_within(region))
    if tier is not None:
        rows = rows.filter(tier=tier.value)
    if number:
        rows = rows.filter(number=number)
    return tuple(_view(row, may_change=False) for row in rows.prefetch_related("items"))


def holdings_planned(
    on: date, *, holder: str = "", region: str = "", tier: Tier | None = None
) -> tuple[Held, ...]:  # fmt: skip
    """What is to be held on a day, item by item. Not scoped to an actor."""
    found = holder_agreements(on, holder=holder, region=region, tier=tier)
    return tuple(item for one in found for item in one.items)


def in_force(on: date) -> QuerySet[Agreement]:
    """The agreements in force on a day."""
    rows = Agreement.objects.filter(withdrawn_at=None, replaced_by=None, starts_on__lte=on)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=on)).select_related("replaces", "replaced_by")


def agreement_page(
    actor: Actor, *, on: date | None = None, holder: str = "", cursor: str = "", limit: int = 50
) -> Paged[AgreementView]:  # fmt: skip
    """A page of agreements, the newest first: of the own place and below, or held by the own organisation."""
    rows = seen_agreements(actor)
    if on is not None:
        rows = rows.filter(pk__in=in_force(on).values("pk"))
    if holder:
        rows = rows.filter(holder=holder)
    rows = rows.select_related("replaces", "replaced_by").prefetch_related("items")
    return page_by_key(rows, lambda row: _view(row, may_change=_may(row, actor)), cursor=cursor, limit=limit,
                       newest_first=True)  # fmt: skip


def agreement(number: str, actor: Actor) -> AgreementView:
    """One agreement; BaowenError for one that the actor does not see."""
    row = seen_agreements(actor).filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有可阅看的承储协议 {number}", f"there is no agreement {number} that you may see")
    return _view(row, may_change=_may(row, actor))


def seen_agreements(actor: Actor) -> QuerySet[Agreement]:
    """The agreements that somebody sees."""
    rows = Agreement.objects.all()
    if actor.is_system or decide(actor, Act.RESERVE_READ, actor.region, regions=load_regions()).allowed:
        return rows if actor.region == NATION_CODE else rows.filter(region__in=codes_within(actor.region))
    return rows.filter(holder=actor.organisation)


def _may(row: Agreement, actor: Actor) -> bool:
    return decide(actor, Act.RESERVE_PLAN, row.region, regions=load_regions()).allowed


def _view(row: Agreement, *, may_change: bool) -> AgreementView:
    later = getattr(row, "replaced_by", None)
    current = later is None and row.withdrawn_at is None
    return AgreementView(
        number=row.number, holder=row.holder, region=row.region, tier=Tier(row.tier), title=row.title,
        starts_on=row.starts_on, ends_on=row.ends_on, entered_at=row.entered_at,
        replaces=row.replaces.number if row.replaces else "", replaced_by=later.number if later else "",
        reason=row.reason, ended_because=row.ended_because, withdrawn_because=row.withdrawn_because,
        is_current=current, may_change=may_change and current,
        items=tuple(_held(one, row) for one in row.items.all()),
    )  # fmt: skip


def _held(one: AgreementItem, row: Agreement) -> Held:
    kind = ItemKind(one.kind)
    return Held(
        agreement=row.number, position=one.position, holder=row.holder, region=row.region, tier=Tier(row.tier),
        item=one.item, kind=kind, name=one.name, form=one.form, strength=one.strength,
        key=named(kind, one.name, one.form, one.strength).item, products=tuple(one.products), planned=one.planned,
        unit=Unit(one.unit), per_pack=one.per_pack, starts_on=row.starts_on, ends_on=row.ends_on,
    )  # fmt: skip
