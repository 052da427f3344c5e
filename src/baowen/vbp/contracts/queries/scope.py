"""What somebody sees of contracts: officers their place and below, parties what is their own. VBP-4."""

from __future__ import annotations

from django.db.models import Q

from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE, load_regions


def is_officer(actor: Actor) -> bool:
    """Whether somebody reads the contracts of a place."""
    return actor.is_system or decide(actor, Act.VBP_READ, actor.region, regions=load_regions()).allowed


def seen_by(actor: Actor) -> Q:
    """The condition on contracts; NotAllowedError for who sees none."""
    if is_officer(actor):
        return Q() if actor.region == NATION_CODE else Q(region__in=codes_within(actor.region))
    own = actor.organisation
    require(actor, Act.VBP_SIGN, actor.region, regions=load_regions(), organisation=own)
    if actor.kind is OrganisationKind.HOSPITAL:
        return Q(hospital=own)
    return Q(maker=own) | Q(distributor=own)
