"""Reads of reserve catalogues: what a tier of a place holds on a day, and what was corrected. RSV-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.departments import Department
from baowen.orgs.permissions import Act, Actor, decide
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, load_regions
from baowen.reserve.plans.kinds import Ground, ItemKind, Tier, Unit
from baowen.reserve.plans.models import CatalogueItem
from baowen.reserve.plans.naming import named, same_item


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """An item of a catalogue. `is_current`: neither replaced nor withdrawn."""

    number: str
    region: str
    tier: Tier
    institution: str
    kind: ItemKind
    name: str
    form: str
    strength: str
    key: str
    grounds: tuple[Ground, ...]
    planned: Decimal
    unit: Unit
    department: Department
    valid_from: date
    valid_until: date | None
    note: str
    entered_at: datetime
    replaces: str
    replaced_by: str
    reason: str
    withdrawn_because: str
    is_current: bool
    may_change: bool

    @property
    def words(self) -> str:
        """Name, form and strength in one line."""
        return " ".join(part for part in (self.name, self.form, self.strength) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which items: in force on a day (None: all, corrected ones too), of a tier, a kind, a place, a text."""

    on: date | None = None
    tier: Tier | None = None
    kind: ItemKind | None = None
    region: str = ""
    text: str = ""


def items_of_catalogue(region: str, on: date, *, below: bool = False) -> tuple[ItemView, ...]:
    """The catalogue of a place on a day, with those of what lies below it where told. Not scoped to an actor."""
    places = codes_within(region) if below else [region]
    rows = in_force(on)
    if not (below and region == NATION_CODE):
        rows = rows.filter(region__in=places)
    return tuple(_view(row, may_change=False) for row in rows)


def in_force(on: date) -> QuerySet[CatalogueItem]:
    """The items in force on a day."""
    rows = CatalogueItem.objects.filter(withdrawn_at=None, replaced_by=None, valid_from__lte=on)
    return rows.filter(Q(valid_until=None) | Q(valid_until__gte=on)).select_related("replaces", "replaced_by")


def who_holds(
    name: str, on: date, *, form: str = "", strength: str = "", kind: ItemKind = ItemKind.FINISHED, region: str = ""
) -> tuple[ItemView, ...]:  # fmt: skip
    """Which tiers hold an item on a day: lines of a place, below it and above it. Not scoped to an actor."""
    asked, rows = named(kind, name, form, strength), in_force(on).filter(kind=kind.value)
    if region and region != NATION_CODE:
        above = [place.code for place in load_regions().ancestors(region)]
        rows = rows.filter(region__in=[*codes_within(region), *above])
    found = [row for row in rows if same_item(named(kind, row.name, row.form, row.strength), asked)]
    return tuple(_view(row, may_change=False) for row in found)


def catalogue_page(
    actor: Actor, wanted: Wanted | None = None, *, cursor: str = "", limit: int = 50
) -> Paged[ItemView]:  # fmt: skip
    """A page of the items that somebody sees: of the own place, below it and above it, or of the own institution."""
    wanted, regions = wanted or Wanted(), load_regions()
    rows = seen_items(actor)
    if wanted.on is not None:
        rows = rows.filter(pk__in=in_force(wanted.on).values("pk"))
    if wanted.tier is not None:
        rows = rows.filter(tier=wanted.tier.value)
    if wanted.kind is not None:
        rows = rows.filter(kind=wanted.kind.value)
    if wanted.region:
        rows = rows.filter(region=regions.require(wanted.region).code)
    text = wanted.text.replace("\x00", "").strip()
    if text:
        rows = rows.filter(Q(number=text) | Q(name__icontains=text))
    rows = rows.select_related("replaces", "replaced_by")
    return page_by_key(rows, lambda row: _view(row, may_change=may_change(row, actor)), cursor=cursor, limit=limit)


def catalogue_item(number: str, actor: Actor) -> ItemView:
    """One item; BaowenError for one that the actor does not see."""
    row = seen_items(actor).select_related("replaces", "replaced_by").filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有可阅看的储备品种 {number}", f"there is no reserve item {number} that you may see")
    return _view(row, may_change=may_change(row, actor))


def seen_items(actor: Actor) -> QuerySet[CatalogueItem]:
    """Officers see catalogues of their place, below it and above it (to complement them); others their own."""
    rows, regions = CatalogueItem.objects.all(), load_regions()
    if actor.is_system or decide(actor, Act.RESERVE_READ, actor.region, regions=regions).allowed:
        if actor.region == NATION_CODE:
            return rows
        above = [place.code for place in regions.ancestors(actor.region)]
        return rows.filter(region__in=[*codes_within(actor.region), *above])
    return rows.filter(institution=actor.organisation).exclude(institution="")


def may_change(row: CatalogueItem, actor: Actor) -> bool:
    """Whether somebody may correct or withdraw an item."""
    return decide(actor, Act.RESERVE_PLAN, row.region, regions=load_regions()).allowed


def _view(row: CatalogueItem, *, may_change: bool) -> ItemView:
    later, kind = getattr(row, "replaced_by", None), ItemKind(row.kind)
    current = later is None and row.withdrawn_at is None
    return ItemView(
        number=row.number, region=row.region, tier=Tier(row.tier), institution=row.institution, kind=kind,
        name=row.name, form=row.form, strength=row.strength, key=named(kind, row.name, row.form, row.strength).item,
        grounds=tuple(Ground(one) for one in row.grounds), planned=row.planned, unit=Unit(row.unit),
        department=Department(row.department), valid_from=row.valid_from, valid_until=row.valid_until, note=row.note,
        entered_at=row.entered_at, replaces=row.replaces.number if row.replaces else "",
        replaced_by=later.number if later else "", reason=row.reason, withdrawn_because=row.withdrawn_because,
        is_current=current, may_change=may_change and current,
    )  # fmt: skip
