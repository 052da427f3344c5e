"""Reads of the register: who somebody is, who leads where, and which organisation a token speaks for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Exists, OuterRef, Q, When

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.departments import ENTERPRISES, Department, OrganisationKind
from baowen.orgs.models import ApiToken, Organisation, Person, Seat
from baowen.orgs.permissions import Actor
from baowen.orgs.regions import NATION_CODE, load_regions
from baowen.orgs.roles import Role
from baowen.orgs.tokens import Scope, digest_of, roles_of

SYSTEM = "system:policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationView:
    """An organisation as others see it. `alliance` is the code of its alliance's lead hospital, "" for none."""

    code: str
    name: str
    kind: OrganisationKind
    region: str
    hospital_class: str
    alliance: str
    closed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatView:
    """One seat of a joint mechanism."""

    department: Department
    organisation: str
    name: str
    is_lead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """Somebody who signs in."""

    username: str
    name: str
    organisation: str
    roles: frozenset[Role]
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenView:
    """A token without its secret."""

    organisation: str
    name: str
    scopes: frozenset[Scope]
    expires_at: datetime
    revoked_at: datetime | None
    last_used_on: date | None


def actor_of(username: str) -> Actor:
    """Somebody as the one who acts; BaowenError where the name is unknown or may not sign in."""
    rows = Person.objects.select_related("organisation").filter(username=username, is_active=True)
    person = rows.annotate(leads=_leads("organisation", "organisation__region_code")).first()
    if person is None:
        raise BaowenError(f"没有可用的用户 {username}", f"there is no active person {username}")
    return _actor(person.username, person.organisation, frozenset(map(Role, person.roles)), leads=person.leads)


def _leads(organisation: str, region: str) -> Exists:
    """Whether the organisation that a row names leads the joint mechanism of its own region, in the same query."""
    return Exists(Seat.objects.filter(organisation=OuterRef(organisation), region_code=OuterRef(region), is_lead=True))


def system_actor(region: str) -> Actor:
    """The platform itself, acting by a rule of the pack for a region."""
    return Actor(name=SYSTEM, organisation="", kind=OrganisationKind.DEPARTMENT, region=region, is_system=True)


def _actor(name: str, organisation: Organisation, roles: frozenset[Role], *, leads: bool) -> Actor:
    return Actor(
        name=name, organisation=organisation.code, kind=OrganisationKind(organisation.kind),
        region=organisation.region_code, roles=roles, leads=leads,
    )  # fmt: skip


def names_of(codes: Collection[str]) -> dict[str, str]:
    """The names of organisations by their codes, closed ones too; what is not registered is left out."""
    return dict(Organisation.objects.filter(code__in=codes).values_list("code", "name"))


def organisation(code: str) -> OrganisationView | None:
    """The organisation of that code, closed ones too."""
    row = Organisation.objects.select_related("alliance").filter(code=code).first()
    return None if row is None else _view(row)


def organisations_numbered(codes: Collection[str]) -> dict[str, OrganisationView]:
    """The organisations of those codes, closed ones too; what is not registered is left out."""
    return {row.code: _view(row) for row in Organisation.objects.select_related("alliance").filter(code__in=codes)}


def organisation_on_file(code: str) -> OrganisationView:
    """The organisation of that code, closed ones too; BaowenError where there is none."""
    found = organisation(code)
    if found is None:
        raise BaowenError(f"机构 {code} 未登记；请用 baowen orgs list 查找", f"organisation {code} is not registered")
    return found


def open_organisation(code: str, on: date) -> OrganisationView:
    """The organisation of that code; BaowenError where it is unknown, or was closed before that day."""
    found = organisation(code)
    if found is None:
        raise BaowenError(f"机构 {code} 未登记，请先登记", f"organisation {code} is not registered; register it first")
    if found.closed_on is not None and found.closed_on < on:
        raise BaowenError(
            f"机构 {code} 已于 {found.closed_on} 注销", f"organisation {code} closed on {found.closed_on}"
        )
    return found


def organisations(
    *, within: str = "", kind: OrganisationKind | None = None, in_force: bool = True
) -> list[OrganisationView]:
    """Organisations of a region and what lies below it, by region and code."""
    rows = Organisation.objects.select_related("alliance")
    if within:
        rows = rows.filter(region_code__in=codes_within(within))
    if kind is not None:
        rows = rows.filter(kind=kind.value)
    if in_force:
        rows = rows.filter(closed_on=None)
    return [_view(row) for row in rows]


def organisation_page(actor: Actor, *, cursor: str = "", limit: int = 50) -> Paged[OrganisationView]:
    """A page of the open organisations that somebody sees: those of the place and below for a department, else the own.

    ORG-4.
    """
    rows = Organisation.objects.select_related("alliance").filter(closed_on=None)
    if actor.kind is not OrganisationKind.DEPARTMENT:
        rows = rows.filter(code=actor.organisation)
    elif actor.region != NATION_CODE:
        rows = rows.filter(region_code__in=codes_within(actor.region))
    return page_by_key(rows, _view, cursor=cursor, limit=limit)


def organisations_called(
    text: str, actor: Actor, *, kinds: Collection[OrganisationKind] = (), limit: int = 12
) -> list[OrganisationView]:  # fmt: skip
    """The open organisations whose name holds the signs of a text in their order (医保局: 医疗保障局), or whose code
    begins with it, and which the actor may involve in a matter: those of the own region, of those below and above, and
    enterprises of every place; of some kinds where they are named. Names that hold the text as it stands come first,
    then those of the own region."""
    text = text.replace("\x00", "").strip()
    signs = [sign for sign in text if sign.isalnum()][:30]
    if not signs:
        return []
    # Each sign is looked for from where the last one was found: however long a name, this never goes back.
    pattern = "^" + "".join(f"[^{sign}]*{sign}" for sign in signs)
    regions = load_regions()
    places = [*regions.codes_within(actor.region), *(one.code for one in regions.ancestors(actor.region))]
    rows = Organisation.objects.select_related("alliance").filter(closed_on=None)
    if actor.region != NATION_CODE:
        rows = rows.filter(Q(region_code__in=places) | Q(kind__in=[kind.value for kind in ENTERPRISES]))
    if kinds:
        rows = rows.filter(kind__in=[kind.value for kind in kinds])
    rows = rows.filter(Q(name__iregex=pattern) | Q(code__istartswith=text))
    rank = Case(
        When(name__icontains=text, region_code=actor.region, then=0), When(name__icontains=text, then=1),
        When(region_code=actor.region, then=2), default=3,
    )  # fmt: skip
    return [_view(row) for row in rows.order_by(rank, "region_code", "code")[:limit]]


def members_of(lead: str) -> list[OrganisationView]:
    """The open members of the alliance that a hospital leads, by region and code; none where it leads none."""
    rows = Organisation.objects.select_related("alliance").filter(alliance__code=lead, closed_on=None)
    return [_view(row) for row in rows]


def organisations_holding(role: Role, places: Collection[str]) -> dict[str, list[str]]:
    """By place the codes of its open organisations in which an active person holds a role; by one query."""
    rows = Person.objects.filter(
        is_active=True, organisation__region_code__in=places, organisation__closed_on=None
    ).order_by("organisation__code")  # fmt: skip
    found: dict[str, list[str]] = {}
    for place, code, roles in rows.values_list("organisation__region_code", "organisation__code", "roles"):
        if role.value in roles and code not in found.setdefault(place, []):
            found[place].append(code)
    return {place: codes for place, codes in found.items() if codes}


def organisation_named(name: str) -> OrganisationView | None:
    """The open organisation of that very name or code; None where there is none or more than one."""
    rows = Organisation.objects.select_related("alliance").filter(Q(name=name) | Q(code=name), closed_on=None)[:2]
    found = [_view(row) for row in rows]
    return found[0] if len(found) == 1 else None


def alliance_of(code: str) -> list[OrganisationView]:
    """The other open hospitals of an organisation's alliance, by region and code; none where it is in none."""
    own = organisation(code)
    if own is None:
        return []
    lead = own.alliance or own.code
    rows = Organisation.objects.select_related("alliance").filter(
        Q(alliance__code=lead) | Q(code=lead), closed_on=None, kind=OrganisationKind.HOSPITAL.value
    )
    return [_view(row) for row in rows.exclude(code=code).order_by("region_code", "code")]


def codes_within(region: str) -> list[str]:
    """The codes of a place and of all below it, for the filter of a query."""
    return list(load_regions().codes_within(region))


def mechanism(region: str) -> list[SeatView]:
    """The joint mechanism of a region, the lead unit first. ORG-1."""
    return [_seat_view(row) for row in Seat.objects.select_related("organisation").filter(region_code=region)]


def seats_of(organisation_code: str) -> list[SeatView]:
    """The seats that an organisation has."""
    rows = Seat.objects.select_related("organisation").filter(organisation__code=organisation_code)
    return [_seat_view(row) for row in rows]


def _seat_view(row: Seat) -> SeatView:
    return SeatView(
        department=Department(row.department), organisation=row.organisation.code, name=row.organisation.name,
        is_lead=row.is_lead,
    )  # fmt: skip


def lead_unit(region: str) -> OrganisationView | None:
    """The lead unit of a region's joint mechanism, None where none is named."""
    seat = Seat.objects.select_related("organisation").filter(region_code=region, is_lead=True).first()
    return None if seat is None else _view(seat.organisation)


def on_duty(region: str, holding: Role) -> tuple[str, tuple[str, ...]]:
    """The name of a region's lead unit and the names of its active people who hold a role, by one query; "" and none
    where no unit leads."""
    rows = Seat.objects.filter(region_code=region, is_lead=True).order_by("organisation__people__username")
    fields = ("name", "people__name", "people__roles", "people__is_active")
    found = list(rows.values_list(*(f"organisation__{field}" for field in fields)))
    holders = tuple(name for _, name, roles, is_active in found if is_active and holding.value in roles)
    return (found[0][0] if found else "", holders)


def people(organisation_code: str, *, holding: Role | None = None) -> list[PersonView]:
    """The active people of an organisation, all or those who hold a role."""
    rows = Person.objects.select_related("organisation").filter(organisation__code=organisation_code, is_active=True)
    found = [_person_view(row) for row in rows]
    return [one for one in found if holding is None or holding in one.roles]


def people_on_file(*, organisation_code: str = "", within: str = "") -> list[PersonView]:
    """Everybody of an organisation, or of all organisations of a region and below; the deactivated too."""
    rows = Person.objects.select_related("organisation").order_by("organisation__code", "username")
    if organisation_code:
        rows = rows.filter(organisation__code=organisation_code)
    if within:
        rows = rows.filter(organisation__region_code__in=codes_within(within))
    return [_person_view(row) for row in rows]


def person(username: str) -> PersonView | None:
    """Somebody by the name that they sign in with, deactivated or not."""
    row = Person.objects.select_related("organisation").filter(username=username).first()
    return None if row is None else _person_view(row)


def _person_view(row: Person) -> PersonView:
    return PersonView(
        username=row.username, name=row.name, organisation=row.organisation.code,
        roles=frozenset(map(Role, row.roles)), is_active=row.is_active,
    )  # fmt: skip


def tokens(organisation_code: str) -> list[TokenView]:
    """The tokens of an organisation, ended ones too."""
    rows = ApiToken.objects.select_related("organisation").filter(organisation__code=organisation_code)
    return [_token_view(row) for row in rows]


def token_of(secret: str, *, at: datetime) -> TokenView | None:
    """The token of a secret where it is in force at that instant; None for any other."""
    row = ApiToken.objects.select_related("organisation").filter(digest=digest_of(secret)).first()
    if row is None or row.revoked_at is not None or row.expires_at <= at or row.organisation.closed_on is not None:
        return None
    return _token_view(row)


def token_actor(token: TokenView) -> Actor:
    """The system that calls with a token, as the one who acts: for its organisation, with the roles of its scopes."""
    row = Organisation.objects.annotate(leads=_leads("pk", "region_code")).get(code=token.organisation)
    roles = roles_of(token.scopes, OrganisationKind(row.kind))
    return _actor(f"token:{row.code}/{token.name}", row, roles, leads=row.leads)


def _token_view(row: ApiToken) -> TokenView:
    return TokenView(
        organisation=row.organisation.code, name=row.name, scopes=frozenset(map(Scope, row.scopes)),
        expires_at=row.expires_at, revoked_at=row.revoked_at, last_used_on=row.last_used_on,
    )  # fmt: skip


def _view(row: Organisation) -> OrganisationView:
    return OrganisationView(
        code=row.code, name=row.name, kind=OrganisationKind(row.kind), region=row.region_code,
        hospital_class=row.hospital_class, alliance=row.alliance.code if row.alliance else "",
        closed_on=row.closed_on,
    )  # fmt: skip


def operator(name: str, region: str) -> Actor:
    """Whoever has the machine itself: keeps the register of the home's region, and does nothing else.

    Somebody has to add the first people; access to the machine is access to the records anyway.
    """
    return Actor(
        name=name, organisation="", kind=OrganisationKind.DEPARTMENT, region=region,
        roles=frozenset({Role.PLATFORM_ADMIN}),
    )  # fmt: skip
