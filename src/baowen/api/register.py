"""The register by API: who the token acts for, and the organisations of its region. ORG-1 to ORG-4."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from baowen.api.auth import caller
from baowen.api.schemas.common import ERRORS, Cursor, Limit
from baowen.api.schemas.register import MeOut, OrganisationsOut
from baowen.core.paging import Paged
from baowen.orgs.queries import OrganisationView, TokenView, organisation_page

router = Router(tags=["机构 organisations"])


@router.get("/me", summary="令牌代表的机构", response={200: MeOut, **ERRORS})
def show_me(request: HttpRequest) -> dict[str, object]:
    """The organisation of the token, its place, its scopes and the roles that these stand for."""
    token: TokenView = request.auth  # type: ignore[attr-defined]
    actor = caller(request)
    return {
        "organisation": actor.organisation, "kind": actor.kind, "region": actor.region, "leads": actor.leads,
        "token": token.name, "expires_at": token.expires_at, "scopes": sorted(token.scopes),
        "roles": sorted(actor.roles),
    }  # fmt: skip


@router.get("/organisations", summary="机构列表", response={200: OrganisationsOut, **ERRORS})
def list_organisations(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> Paged[OrganisationView]:
    """The open organisations of the own region and below for departments; the own one for everybody else."""
    return organisation_page(caller(request), cursor=cursor, limit=limit)
