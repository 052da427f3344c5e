"""Organisations and the caller itself as they go out."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema

from baowen.orgs.departments import OrganisationKind
from baowen.orgs.roles import Role
from baowen.orgs.tokens import Scope


class MeOut(Schema):
    """For whom a token acts, and with what."""

    organisation: str
    kind: OrganisationKind
    region: str
    leads: bool
    token: str
    expires_at: datetime
    scopes: list[Scope]
    roles: list[Role]


class OrganisationOut(Schema):
    """An organisation of the register."""

    code: str
    name: str
    kind: OrganisationKind
    region: str
    hospital_class: str
    alliance: str
    closed_on: date | None


class OrganisationsOut(Schema):
    """A page of organisations; `cursor` is empty after the last."""

    lines: list[OrganisationOut]
    cursor: str
