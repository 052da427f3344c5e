"""What somebody sees of settlement: officers their place and below, others what is their own. PRC-4."""

from __future__ import annotations

from django.db.models import Q

from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, load_regions


def seen_by(actor: Actor) -> Q:
    """The condition on rows with `region`, `hospital` and `supplier`; NotAllowedError for who sees none."""
    regions = load_regions()
    if actor.is_system or decide(actor, Act.TRADE_READ, actor.region, regions=regions).allowed:
        return Q() if actor.region == NATION_CODE else Q(region__in=codes_within(actor.region))
    own = actor.organisation
    if decide(actor, Act.ORDER_ANSWER, actor.region, regions=regions, organisation=own).allowed:
        return Q(supplier=own)
    require(actor, Act.ORDER_PLACE, actor.region, regions=regions, organisation=own)
    return Q(hospital=own)


def is_hospital(actor: Actor) -> bool:
    """Whether somebody acts for a hospital or pharmacy."""
    return actor.kind in (OrganisationKind.HOSPITAL, OrganisationKind.PHARMACY)
