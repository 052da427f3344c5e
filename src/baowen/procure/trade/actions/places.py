"""Who delivers a product in a city, by its maker's word; how far a hospital lies from its county seat. PRC-8, PRC-4."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import open_organisation
from baowen.orgs.regions import RegionLevel, load_regions
from baowen.procure.listing.queries import listing_of
from baowen.procure.trade.models import Distance, Distribution

MOST_KILOMETRES = Decimal(5000)
CARRIERS = frozenset({OrganisationKind.DISTRIBUTOR, OrganisationKind.POSTAL_CARRIER, OrganisationKind.RESERVE_HOLDER})


def name_distributor(product: str, city: str, distributor: str, *, actor: Actor, at: datetime) -> bool:
    """Say as the maker of a listed product who delivers it in a city; whether that is new."""
    _require_maker(product, city, actor)
    one = open_organisation(distributor, day_of(at))
    if one.kind not in CARRIERS:
        raise BaowenError(f"{one.name}（{distributor}）不是配送企业", f"{distributor} is no distributor")
    try:
        with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
            Distribution.objects.create(
                product_code=product, maker=actor.organisation, distributor=distributor, city=city, named_at=at,
                named_by=actor.name,
            )  # fmt: skip
            trail.note("distribution.name", f"product/{product}", after={"city": city, "distributor": distributor})
    except IntegrityError:
        return False
    return True


def end_distributor(product: str, city: str, distributor: str, *, actor: Actor, at: datetime) -> bool:
    """Say that it delivers the product there no more; whether that is new. What was ordered stays ordered."""
    _require_maker(product, city, actor)
    rows = Distribution.objects.filter(product_code=product, city=city, distributor=distributor, ended_at=None)
    if not rows.exists():
        return False
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        rows.update(ended_at=at, ended_by=actor.name)
        trail.note("distribution.end", f"product/{product}", before={"city": city, "distributor": distributor})
    return True


def _require_maker(product: str, city: str, actor: Actor) -> None:
    regions = load_regions()
    place = regions.require(city)
    if place.level not in (RegionLevel.CITY, RegionLevel.PROVINCE):
        raise BaowenError(f"配送以市州为单位，{place.name}不是", "a product is distributed by city")
    found = listing_of(city, filled(product, "药品代码", "product code", most=100))
    if found is None:
        raise BaowenError(f"{product} 没有在该地平台挂网", f"{product} is not listed on the platform of that place")
    require(actor, Act.ORDER_ANSWER, city, regions=regions, organisation=found.maker)


def note_distance(hospital: str, kilometres: Decimal, *, actor: Actor, at: datetime) -> None:
    """Note how far a hospital lies from its county seat, as the platform's administrator of its place."""
    one = open_organisation(hospital, day_of(at))
    require(actor, Act.ORGANISATION_KEEP, one.region, regions=load_regions())
    if not kilometres.is_finite() or not 0 <= kilometres <= MOST_KILOMETRES:
        raise BaowenError(f"距离应为 0 至 {MOST_KILOMETRES} 公里", f"a distance is 0 to {MOST_KILOMETRES} kilometres")
    with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
        Distance.objects.update_or_create(
            hospital=hospital, defaults={"kilometres": kilometres, "noted_at": at, "noted_by": actor.name}
        )
        trail.note("distance.note", f"organisation/{hospital}", after={"kilometres": kilometres})
