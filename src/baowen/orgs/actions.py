"""Writes of the register: organisations, seats, people and tokens, each with its audit entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from baowen.core.audit.trail import writing
from baowen.core.problems import BaowenError
from baowen.orgs.departments import HOSPITAL_CLASSES, Department, OrganisationKind
from baowen.orgs.models import ApiToken, Organisation, Person, Seat
from baowen.orgs.permissions import Act, Actor, require, require_people_keeper
from baowen.orgs.regions import load_regions
from baowen.orgs.roles import ROLE_WORDS, Role
from baowen.orgs.tokens import Scope, digest_of, new_secret

MOST_IN_A_QUERY = 500
MOST_DAYS = 366  # of a token: a secret that nobody renews is a secret that nobody watches


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrganisation:
    """An organisation to be registered. `alliance` is the code of its alliance's lead hospital, "" for none."""

    code: str
    name: str
    kind: OrganisationKind
    region: str
    hospital_class: str = ""
    alliance: str = ""


def register_organisations(
    wanted: Iterable[NewOrganisation], *, actor: Actor, at: datetime, reason: str = ""
) -> tuple[int, int]:
    """Register organisations and bring known ones up to date; how many were new, how many changed.

    All or none. NotAllowedError for a place that the actor doesn't keep; BaowenError for an unknown region, class or
    alliance.
    """
    regions, wanted = load_regions(), list(wanted)
    for one in wanted:
        regions.require(one.region)
        require(actor, Act.ORGANISATION_KEEP, one.region, regions=regions)
        _check_class(one)
    known = _known([one.code for one in wanted])
    fresh = [one for one in wanted if one.code not in known]
    changed = [one for one in wanted if one.code in known and _differs(known[one.code], one)]
    if not fresh and not changed:
        return 0, 0
    for one in changed:  # a region that is left behind must be the actor's to keep as well
        require(actor, Act.ORGANISATION_KEEP, known[one.code].region_code, regions=regions)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        for one in (*fresh, *changed):
            before = _plain(known[one.code]) if one.code in known else None
            row = known.get(one.code) or Organisation(code=one.code)
            row.name, row.kind, row.region_code = one.name, one.kind.value, one.region
            row.hospital_class = one.hospital_class
            row.save()
            known[one.code] = row
            after = _plain(row) | {"alliance": one.alliance}
            trail.note("organisation.register", f"organisation/{one.code}", before=before, after=after)
        _join_alliances([*fresh, *changed], known)
    return len(fresh), len(changed)


def _known(codes: Sequence[str]) -> dict[str, Organisation]:
    """The organisations of these codes, asked for in portions: SQLite takes no more in one query."""
    portions = (codes[start : start + MOST_IN_A_QUERY] for start in range(0, len(codes), MOST_IN_A_QUERY))
    found = (Organisation.objects.select_related("alliance").filter(code__in=part) for part in portions)
    return {row.code: row for rows in found for row in rows}


def _check_class(one: NewOrganisation) -> None:
    if one.hospital_class and one.hospital_class not in HOSPITAL_CLASSES:
        raise BaowenError(
            f"机构 {one.code} 的等级“{one.hospital_class}”无法识别；可用：{'、'.join(HOSPITAL_CLASSES)}",
            f"organisation {one.code}: class {one.hospital_class!r} is none of {', '.join(HOSPITAL_CLASSES)}",
        )


def _differs(row: Organisation, one: NewOrganisation) -> bool:
    ours = (row.name, row.kind, row.region_code, row.hospital_class, row.alliance.code if row.alliance else "")
    return ours != (one.name, one.kind.value, one.region, one.hospital_class, one.alliance)


def _plain(row: Organisation) -> dict[str, object]:
    return {
        "name": row.name, "kind": row.kind, "region": row.region_code, "class": row.hospital_class,
        "alliance": row.alliance.code if row.alliance else "",
    }  # fmt: skip


def _join_alliances(wanted: Sequence[NewOrganisation], known: dict[str, Organisation]) -> None:
    for one in wanted:
        lead = known.get(one.alliance)
        if one.alliance and lead is None:
            lead = Organisation.objects.filter(code=one.alliance).first()
        if one.alliance and (lead is None or lead.kind != OrganisationKind.HOSPITAL):
            raise BaowenError(
                f"机构 {one.code} 的医联体牵头医院 {one.alliance} 未登记；请先登记牵头医院",
                f"organisation {one.code}: its alliance's lead hospital {one.alliance} is not registered",
            )
        row = known[one.code]
        if row.alliance_id != (lead.pk if lead else None):
            row.alliance = lead
            row.save(update_fields=["alliance"])


def close_organisation(code: str, *, on: date, actor: Actor, at: datetime, reason: str) -> None:
    """Say that an organisation ends with a day; its people can no longer sign in, what it did stays."""
    row = organisation_of(code)
    require(actor, Act.ORGANISATION_KEEP, row.region_code, regions=load_regions())
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        row.closed_on = on
        row.save(update_fields=["closed_on"])
        row.people.update(is_active=False)
        row.tokens.filter(revoked_at=None).update(revoked_at=at)
        trail.note("organisation.close", f"organisation/{code}", after={"closed_on": on})


def seat_department(
    region: str, department: Department, organisation: str, *, is_lead: bool = False, actor: Actor, at: datetime,
    reason: str = "",
) -> None:  # fmt: skip
    """Give a department its seat in the joint mechanism of a region; `is_lead` takes the lead over from any other.

    ORG-1. BaowenError for an organisation that is no department of that region.
    """
    row = organisation_of(organisation)
    require(actor, Act.ORGANISATION_KEEP, region, regions=load_regions())
    if row.kind != OrganisationKind.DEPARTMENT or row.region_code != region:
        raise BaowenError(
            f"{organisation} 不是 {region} 的政府部门，不能进入该地联动机制",
            f"{organisation} is no department of {region} and cannot sit in its joint mechanism",
        )
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        seats = Seat.objects.select_for_update().filter(region_code=region)
        before = {seat.department: f"{seat.organisation.code}{'*' if seat.is_lead else ''}" for seat in seats}
        if is_lead:
            seats.filter(is_lead=True).update(is_lead=False)
        Seat.objects.update_or_create(
            region_code=region, department=department.value, defaults={"organisation": row, "is_lead": is_lead}
        )
        after = {"department": department.value, "organisation": organisation, "is_lead": is_lead}
        trail.note("mechanism.seat", f"mechanism/{region}", before=before, after=after)


def add_person(
    username: str, *, name: str, organisation: str, roles: Iterable[Role], password: str | None = None, email: str = "",
    actor: Actor, at: datetime,
) -> None:  # fmt: skip
    """Add somebody who signs in; without a password only a reset by e-mail opens the account.

    BaowenError for a name that is taken, a weak password, or a role that this kind of organisation can't hold.
    """
    row, chosen = organisation_of(organisation), _roles_for(organisation, roles)
    _require_keeper(actor, row)
    person = Person(username=username, name=name, email=email, organisation=row, roles=chosen)
    if password is None:
        person.set_unusable_password()
    else:
        _check_password(password, person)
        person.set_password(password)
    try:
        with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
            person.save(force_insert=True)
            after = {"organisation": organisation, "roles": chosen}
            trail.note("person.add", f"person/{username}", after=after)
    except IntegrityError as error:
        raise BaowenError(f"用户名 {username} 已被使用，请换一个", f"the name {username} is taken") from error


def set_roles(username: str, roles: Iterable[Role], *, actor: Actor, at: datetime, reason: str = "") -> None:
    """Give somebody exactly these roles."""
    person = _person(username)
    _require_keeper(actor, person.organisation)
    chosen = _roles_for(person.organisation.code, roles)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        before = {"roles": list(person.roles)}
        person.roles = chosen
        person.save(update_fields=["roles"])
        trail.note("person.roles", f"person/{username}", before=before, after={"roles": chosen})


def set_password(username: str, password: str, *, actor: Actor, at: datetime, reason: str = "") -> None:
    """Give somebody a new password, which ends all their sessions; anybody may do so for themselves.

    BaowenError for a weak password. The chain says that it was changed, never to what.
    """
    person = _person(username)
    if actor.name != username:
        _require_keeper(actor, person.organisation)
    _check_password(password, person)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        person.set_password(password)
        person.save(update_fields=["password"])
        trail.note("person.password", f"person/{username}")


def note_sign_in(change: str, username: str, *, at: datetime) -> None:
    """Tell that somebody signed in, or changed how, such as by a second factor taken off."""
    person = _person(username)
    with writing(by=username, at=at, organisation=person.organisation.code) as trail:
        trail.note("person.sign_in", f"person/{username}", after={"change": change})


def set_active(username: str, active: bool, *, actor: Actor, at: datetime, reason: str) -> None:
    """Let somebody sign in, or no longer."""
    person = _person(username)
    _require_keeper(actor, person.organisation)
    if active:
        organisation_of(person.organisation.code)  # nobody comes back for an organisation that is closed
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        before = {"active": person.is_active}
        person.is_active = active
        person.save(update_fields=["is_active"])
        trail.note("person.active", f"person/{username}", before=before, after={"active": active})


def issue_token(organisation: str, name: str, scopes: Iterable[Scope], *, days: int, actor: Actor, at: datetime) -> str:
    """Issue a token of an organisation; the secret, which is shown once and not kept. BaowenError for a double name."""
    row = organisation_of(organisation)
    require(actor, Act.TOKEN_KEEP, row.region_code, regions=load_regions(), organisation=row.code)
    if not 1 <= days <= MOST_DAYS:
        raise BaowenError(f"令牌有效期须为 1 至 {MOST_DAYS} 天", f"a token is valid for 1 to {MOST_DAYS} days")
    secret, chosen = new_secret(), sorted(scope.value for scope in scopes)
    try:
        with writing(by=actor.name, at=at, organisation=actor.organisation) as trail:
            ApiToken.objects.create(
                organisation=row, name=name, digest=digest_of(secret), scopes=chosen, made_at=at,
                expires_at=at + timedelta(days=days),
            )  # fmt: skip
            trail.note(
                "token.issue", f"organisation/{organisation}", after={"name": name, "scopes": chosen, "days": days}
            )
    except IntegrityError as error:
        raise BaowenError(f"令牌名 {name} 已存在，请换一个", f"a token named {name} exists already") from error
    return secret


def revoke_token(organisation: str, name: str, *, actor: Actor, at: datetime, reason: str) -> None:
    """End a token at once."""
    row = organisation_of(organisation)
    require(actor, Act.TOKEN_KEEP, row.region_code, regions=load_regions(), organisation=row.code)
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        if not row.tokens.filter(name=name, revoked_at=None).update(revoked_at=at):
            raise BaowenError(f"没有有效的令牌 {name}", f"there is no token {name} in force")
        trail.note("token.revoke", f"organisation/{organisation}", after={"name": name})


def organisation_of(code: str) -> Organisation:
    """The row of an organisation in force; BaowenError where it is unknown or closed."""
    row = Organisation.objects.filter(code=code).first()
    if row is None or row.closed_on is not None:
        state = ("未登记", "not registered") if row is None else ("已注销", "closed")
        raise BaowenError(f"机构 {code} {state[0]}", f"organisation {code} is {state[1]}")
    return row


def _person(username: str) -> Person:
    found = Person.objects.select_related("organisation").filter(username=username).first()
    if found is None:
        raise BaowenError(f"没有用户 {username}", f"there is no person {username}")
    return found


def _require_keeper(actor: Actor, organisation: Organisation) -> None:
    require_people_keeper(actor, organisation.region_code, organisation.code, regions=load_regions())


def _roles_for(organisation: str, roles: Iterable[Role]) -> list[str]:
    kind = OrganisationKind(organisation_of(organisation).kind)
    chosen = sorted(set(roles))
    for role in chosen:
        if kind not in ROLE_WORDS[role].kinds:
            raise BaowenError(
                f"角色“{ROLE_WORDS[role].zh}”不能授予 {organisation} 的人员：{ROLE_WORDS[role].holder_zh}",
                f"the role {role} cannot be held in {organisation}: {ROLE_WORDS[role].holder_en}",
            )
    return [role.value for role in chosen]


def _check_password(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise BaowenError(f"密码不符合要求：{'；'.join(error.messages)}", "the password is too weak") from error
