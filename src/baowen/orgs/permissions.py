"""May this person do this, for this place? One table, asked by every page, call and command.

Nobody sees beyond the own region and what lies below it; what is public needs no permission. The lead unit acts, its
members read and comment. Requirement: ORG-4.
"""

from __future__ import annotations

from dataclasses import dataclass

from baowen.core.problems import BaowenError
from baowen.orgs.acts import Act
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.grant import RELATION_WORDS, Grant, Relation
from baowen.orgs.grants import GRANTS
from baowen.orgs.regions import Regions
from baowen.orgs.roles import ROLE_WORDS, Role

__all__ = [
    "GRANTS",
    "RELATION_WORDS",
    "Act",
    "Actor",
    "Decision",
    "Grant",
    "NotAllowedError",
    "Relation",
    "decide",
    "relation",
    "require",
    "require_people_keeper",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody of one organisation. `region` is the code of the organisation's place; `leads`: it is the lead unit of
    that region's joint mechanism. The platform itself acts as `is_system`, by a rule of the pack."""

    name: str
    organisation: str
    kind: OrganisationKind
    region: str
    roles: frozenset[Role] = frozenset()
    leads: bool = False
    is_system: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it is allowed, why, and by which clause ("" where it is the platform's own rule)."""

    allowed: bool
    zh: str
    en: str
    clause: str


class NotAllowedError(BaowenError):
    """Somebody wanted what the table does not allow; says why."""


def relation(regions: Regions, own: str, place: str) -> Relation:
    """Where a place lies, seen from another; a code that is unknown lies beside everything."""
    if own == place:
        return Relation.OWN
    if regions.within(place, own):
        return Relation.BELOW
    return Relation.ABOVE if regions.within(own, place) else Relation.BESIDE


def decide(actor: Actor, act: Act, place: str, *, regions: Regions, organisation: str = "") -> Decision:
    """Whether the actor may do this for a place (region code); `organisation` is whose matter it is, "" for nobody's.

    Denied unless the table allows it. A platform administrator keeps the people of any organisation of the region.
    """
    grant = GRANTS[act]
    if actor.is_system:
        return _said(grant.system_too, grant, "系统按政策条目办理", "the platform, by the pack")
    if not grant.roles & actor.roles:
        holders = "、".join(ROLE_WORDS[role].zh for role in sorted(grant.roles))
        return _said(False, grant, f"需要角色：{holders}", f"needs one of the roles {_names(grant.roles)}")
    where = relation(regions, actor.region, place)
    if where not in grant.relations:
        zh, en = RELATION_WORDS[where]
        return _said(False, grant, f"{zh}的事项不在权限内", f"does not reach places {en}")
    if grant.lead_only and not actor.leads:
        return _said(False, grant, "只有牵头单位可以办理", "only the lead unit may")
    if grant.own_organisation and actor.organisation != organisation:
        return _said(False, grant, "只限本机构的事项", "only for the own organisation")
    return _said(True, grant, grant.zh, grant.en)


def require(actor: Actor, act: Act, place: str, *, regions: Regions, organisation: str = "") -> Decision:
    """The decision where it allows; NotAllowedError that says why where it does not."""
    found = decide(actor, act, place, regions=regions, organisation=organisation)
    if not found.allowed:
        grant, basis = GRANTS[act], f"（{found.clause}）" if found.clause else ""
        raise NotAllowedError(
            f"{actor.name} 不能{grant.zh}：{found.zh}{basis}", f"{actor.name} may not {grant.en}: {found.en}"
        )
    return found


def require_people_keeper(actor: Actor, place: str, organisation: str, *, regions: Regions) -> Decision:
    """The organisation's own administrator keeps its people, and the platform administrator those of the region."""
    act = Act.ORGANISATION_KEEP if Role.PLATFORM_ADMIN in actor.roles else Act.PERSON_KEEP
    return require(actor, act, place, regions=regions, organisation=organisation)


def _said(allowed: bool, grant: Grant, zh: str, en: str) -> Decision:
    return Decision(allowed, zh, en, grant.clause)


def _names(roles: frozenset[Role]) -> str:
    return ", ".join(ROLE_WORDS[role].en for role in sorted(roles))
