"""Choosing an organisation by its name: what fits what was typed, and which one a form names."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from baowen.core.problems import BaowenError
from baowen.orgs.departments import ENTERPRISES, ORGANISATION_WORDS, OrganisationKind
from baowen.orgs.permissions import Act, require
from baowen.orgs.queries import organisation_named, organisations_called
from baowen.web.viewer import regions, viewer_of

BUYING = (Act.ORDER_PLACE, Act.NEGOTIATION_OPEN, Act.FILING_MAKE, Act.BREACH_RECORD)
KINDS: dict[str, frozenset[OrganisationKind]] = {
    "maker": frozenset({OrganisationKind.MAKER}), "enterprise": ENTERPRISES,
}  # fmt: skip
SUFFIX = "_name"  # of the field that holds the name beside the hidden one that holds the code


def options(request: HttpRequest) -> HttpResponse:
    """The organisations that fit the text of a name field, for the list below it; for who works on cases or buys."""
    viewer = viewer_of(request)
    if not any(viewer.may(act) for act in BUYING):
        require(viewer.actor, Act.CASE_READ, viewer.actor.region, regions=regions())
    field = next((name for name in request.GET if name.endswith(SUFFIX)), "")
    text = request.GET.get(field, "").strip()[:100]
    found = [
        {"organisation": one, "kind": viewer.say(ORGANISATION_WORDS[one.kind])}
        for one in organisations_called(text, viewer.actor, kinds=KINDS.get(request.GET.get("kind", ""), ()))
    ]
    shown = {"found": found, "text": text, "may_be_new": "new" in request.GET}
    return render(request, "parts/organisation_options.html", shown)


def chosen_if_any(given: QueryDict, field: str) -> str:
    """The same for a field that may stay empty: "" where nothing is typed."""
    if not given.get(field, "").strip() and not given.get(field + SUFFIX, "").strip():
        return ""
    return chosen(given, field)


def chosen(given: QueryDict, field: str) -> str:
    """The code of the organisation that a form names: as chosen from the list, else by its very name or code.

    BaowenError where none is named or the name fits none.
    """
    code, name = given.get(field, "").strip(), given.get(field + SUFFIX, "").strip()
    if code:
        return code
    if not name:
        raise BaowenError("请选择机构", "choose an organisation")
    found = organisation_named(name)
    if found is None:
        raise BaowenError(
            f"没有名称正好是“{name}”的机构，请输入名称中的几个字，从下面的列表中选择",
            f"no organisation is called just {name!r}; type part of its name and choose one of the list",
        )
    return found.code
