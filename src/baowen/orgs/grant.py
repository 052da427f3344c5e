"""What a line of the table of permissions says, and the groups of roles and places that many lines share. ORG-4."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from baowen.orgs.roles import Role


class Relation(StrEnum):
    """Where a place lies, seen from the actor's own."""

    OWN = "own"
    BELOW = "below"
    BESIDE = "beside"
    ABOVE = "above"


RELATION_WORDS: dict[Relation, tuple[str, str]] = {
    Relation.OWN: ("本地区", "own region"),
    Relation.BELOW: ("下级地区", "below"),
    Relation.BESIDE: ("其他地区", "beside"),
    Relation.ABOVE: ("上级地区", "above"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Who may: holders of one of `roles`, for places of these `relations`; `lead_only`: only in the lead unit;
    `own_organisation`: only for what belongs to the own organisation."""

    zh: str
    en: str
    roles: frozenset[Role]
    relations: frozenset[Relation]
    lead_only: bool = False
    own_organisation: bool = False
    system_too: bool = False
    clause: str = ""


OWN = frozenset({Relation.OWN})
DOWN = frozenset({Relation.OWN, Relation.BELOW})
OFFICERS = frozenset({Role.DUTY_OFFICER, Role.HEAD})
STAFF = OFFICERS | {Role.MEMBER_OFFICER}
SEEING = STAFF | {Role.LIST_EDITOR}
PRICING = STAFF | {Role.PRICE_OFFICER}
ANYWHERE = frozenset(Relation)
PROCUREMENT = frozenset({Role.PROCUREMENT_OFFICER})
WATCHING = STAFF | {Role.PROCUREMENT_OFFICER, Role.PRICE_OFFICER}
BUYERS, AGENTS = frozenset({Role.BUYER}), frozenset({Role.ENTERPRISE_AGENT})
LEAD_ACTS = "HN-2、NJ-3、HD-2"
RESERVES = frozenset({Role.RESERVE_OFFICER})
KEEPERS = frozenset({Role.REPORTER, Role.BUYER})
