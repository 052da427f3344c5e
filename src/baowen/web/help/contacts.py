"""Whom to call: who keeps the accounts of the own organisation and of the region, and who is on duty. ORG-4."""

from __future__ import annotations

from dataclasses import dataclass

from baowen.orgs.permissions import Actor
from baowen.orgs.queries import OrganisationView, PersonView, lead_unit, organisation_on_file, people
from baowen.orgs.roles import Role
from baowen.web.viewer import regions


@dataclass(frozen=True, slots=True)
class Contacts:
    """Names by what they help with; empty where nobody is registered. `lead`: the lead unit that answers for us."""

    own: OrganisationView
    own_keepers: tuple[str, ...]
    lead: OrganisationView | None
    officers: tuple[str, ...]
    platform_keepers: tuple[str, ...]


def contacts_of(actor: Actor) -> Contacts:
    """Of the own organisation, of the nearest lead unit at or above the own place, and of the nearest platform."""
    own = organisation_on_file(actor.organisation)
    above = (actor.region, *(one.code for one in regions().ancestors(actor.region)))
    leads = [found for code in above if (found := lead_unit(code)) is not None]
    staff = {one.code: people(one.code) for one in leads}
    lead = leads[0] if leads else None
    of_own = staff.get(own.code) or people(own.code)
    keepers = (_holders(of_lead, Role.PLATFORM_ADMIN) for of_lead in staff.values())
    return Contacts(
        own, _holders(of_own, Role.ORGANISATION_ADMIN), lead,
        _holders(staff[lead.code], Role.DUTY_OFFICER) if lead else (), next(filter(None, keepers), ()),
    )  # fmt: skip


def _holders(found: list[PersonView], role: Role) -> tuple[str, ...]:
    return tuple(one.name for one in found if role in one.roles)
