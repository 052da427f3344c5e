"""The account page: who is signed in, of which organisation, with which roles."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from baowen.orgs.departments import DEPARTMENT_WORDS, ORGANISATION_WORDS
from baowen.orgs.permissions import GRANTS, RELATION_WORDS, Actor, Grant
from baowen.orgs.queries import actor_of, organisation_on_file, person, seats_of
from baowen.orgs.regions import load_regions
from baowen.orgs.roles import ROLE_WORDS


@dataclass(frozen=True, slots=True)
class RoleShown:
    """A role as its holder reads it: the name, and what it allows for which places."""

    name: str
    acts: list[tuple[str, str]]


def account(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and what the permission table lets this person do."""
    actor = actor_of(request.user.get_username())
    english = get_language() == "en"
    found = person(actor.name)
    shown = {
        "name": found.name if found else actor.name,
        "organisation": organisation_on_file(actor.organisation),
        "kind": ORGANISATION_WORDS[actor.kind][english],
        "region": load_regions().full_name(actor.region),
        "seats": [(DEPARTMENT_WORDS[one.department][english], one.is_lead) for one in seats_of(actor.organisation)],
        "roles": _roles(actor, english=english),
        "has_second_factor": is_mfa_enabled(request.user),
    }
    return render(request, "web/account.html", shown)


def _roles(actor: Actor, *, english: bool) -> list[RoleShown]:
    return [
        RoleShown(
            words.en if english else words.zh,
            [
                (grant.en if english else grant.zh, _where(grant, english=english))
                for grant in GRANTS.values()
                if role in grant.roles and (actor.leads or not grant.lead_only)
            ],
        )
        for role, words in ROLE_WORDS.items()
        if role in actor.roles
    ]


def _where(grant: Grant, *, english: bool) -> str:
    if grant.own_organisation:
        return "own organisation" if english else "本机构"
    return (", " if english else "、").join(
        words[english] for place, words in RELATION_WORDS.items() if place in grant.relations
    )
