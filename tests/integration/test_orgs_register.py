"""ORG-1 to ORG-4: organisations, seats, people and tokens, each write with its entry."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from baowen.core.audit.queries import entries_told
from baowen.core.problems import BaowenError
from baowen.orgs.actions import (
    NewOrganisation,
    add_person,
    close_organisation,
    issue_token,
    register_organisations,
    revoke_token,
    seat_department,
    set_active,
    set_roles,
)
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.permissions import NotAllowedError
from baowen.orgs.queries import actor_of, lead_unit, mechanism, operator, organisation, organisations, token_of
from baowen.orgs.roles import Role
from baowen.orgs.tokens import Scope

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
ROOT = operator("os:root", "320000")
PASSWORD = "keep-the-ward-in-stock"


def _organisation(code: str, region: str, kind: OrganisationKind = OrganisationKind.DEPARTMENT, **more: str) -> None:
    one = NewOrganisation(code=code, name=code, kind=kind, region=region, **more)
    register_organisations([one], actor=ROOT, at=AT)


def _person(username: str, where: str, *roles: Role) -> None:
    add_person(username, name=username, organisation=where, roles=roles, password=PASSWORD, actor=ROOT, at=AT)


def test_a_hospital_in_an_alliance_is_registered_once_and_brought_up_to_date() -> None:
    lead = NewOrganisation(
        code="H1", name="市一院", kind=OrganisationKind.HOSPITAL, region="320102", hospital_class="third"
    )
    member = NewOrganisation(
        code="H2", name="社区中心", kind=OrganisationKind.HOSPITAL, region="320102", hospital_class="grassroots",
        alliance="H1",
    )  # fmt: skip
    assert register_organisations([member, lead], actor=ROOT, at=AT) == (2, 0)
    assert register_organisations([member, lead], actor=ROOT, at=AT) == (0, 0)
    found = organisation("H2")
    assert found is not None
    assert (found.alliance, found.hospital_class) == ("H1", "grassroots")
    assert [one.code for one in organisations(within="320100", kind=OrganisationKind.HOSPITAL)] == ["H1", "H2"]
    assert [one.action for one in entries_told(subject="organisation/H2", limit=9)] == ["organisation.register"]


def test_one_bad_organisation_keeps_all_out() -> None:
    good = NewOrganisation(code="H1", name="市一院", kind=OrganisationKind.HOSPITAL, region="320102")
    bad = NewOrganisation(code="H2", name="二院", kind=OrganisationKind.HOSPITAL, region="320102", alliance="H9")
    with pytest.raises(BaowenError, match="H9 未登记"):
        register_organisations([good, bad], actor=ROOT, at=AT)
    assert organisations() == []
    outside = NewOrganisation(code="H3", name="外省", kind=OrganisationKind.HOSPITAL, region="430100")
    with pytest.raises(NotAllowedError):
        register_organisations([outside], actor=ROOT, at=AT)


def test_the_lead_passes_from_one_department_to_another() -> None:
    _organisation("NJ-H", "320100")
    _organisation("NJ-S", "320100")
    seat_department("320100", Department.HEALTH, "NJ-H", is_lead=True, actor=ROOT, at=AT)
    seat_department("320100", Department.HEALTHCARE_SECURITY, "NJ-S", actor=ROOT, at=AT)
    _person("zhang", "NJ-H", Role.DUTY_OFFICER)
    assert actor_of("zhang").leads
    seat_department("320100", Department.HEALTHCARE_SECURITY, "NJ-S", is_lead=True, actor=ROOT, at=AT)
    lead = lead_unit("320100")
    assert lead is not None
    assert lead.code == "NJ-S"
    assert not actor_of("zhang").leads
    assert [(one.department, one.is_lead) for one in mechanism("320100")] == [
        (Department.HEALTHCARE_SECURITY, True), (Department.HEALTH, False),
    ]  # fmt: skip
    with pytest.raises(BaowenError, match="不是 320102 的政府部门"):
        seat_department("320102", Department.HEALTH, "NJ-H", actor=ROOT, at=AT)


def test_a_person_holds_only_roles_of_the_kind_of_organisation() -> None:
    _organisation("H1", "320102", OrganisationKind.HOSPITAL)
    with pytest.raises(BaowenError, match="值班员"):
        _person("li", "H1", Role.DUTY_OFFICER)
    _person("li", "H1", Role.REPORTER)
    set_roles("li", [Role.REPORTER, Role.ORGANISATION_ADMIN], actor=ROOT, at=AT)
    assert actor_of("li").roles == {Role.REPORTER, Role.ORGANISATION_ADMIN}
    with pytest.raises(BaowenError, match="已被使用"):
        _person("li", "H1", Role.REPORTER)
    set_active("li", False, actor=ROOT, at=AT, reason="调离")
    with pytest.raises(BaowenError, match="没有可用的用户"):
        actor_of("li")


def test_a_weak_password_is_refused_and_a_good_one_kept_with_argon2() -> None:
    from django.contrib.auth import authenticate

    _organisation("H1", "320102", OrganisationKind.HOSPITAL)
    with pytest.raises(BaowenError, match="密码不符合要求"):
        add_person("wu", name="吴", organisation="H1", roles=[], password="12345678", actor=ROOT, at=AT)
    _person("wu", "H1", Role.REPORTER)
    found = authenticate(username="wu", password=PASSWORD)
    assert found is not None
    assert found.password.startswith("argon2")
    assert authenticate(username="wu", password="another-password") is None


def test_names_and_passwords_are_not_in_the_chain() -> None:
    _organisation("H1", "320102", OrganisationKind.HOSPITAL)
    add_person(
        "wu", name="吴某某", organisation="H1", roles=[], password=PASSWORD, email="wu@example.org", actor=ROOT, at=AT
    )
    told = str(entries_told(limit=20))
    assert "person/wu" in told
    assert "吴某某" not in told
    assert "example.org" not in told


def test_a_token_is_known_by_its_secret_until_it_ends() -> None:
    _organisation("H1", "320102", OrganisationKind.HOSPITAL)
    _person("li", "H1", Role.ORGANISATION_ADMIN)
    admin = actor_of("li")
    secret = issue_token("H1", "his", [Scope.REPORTS_WRITE], days=30, actor=admin, at=AT)
    found = token_of(secret, at=AT)
    assert found is not None
    assert (found.organisation, found.scopes) == ("H1", {Scope.REPORTS_WRITE})
    assert token_of(secret + "x", at=AT) is None
    assert token_of(secret, at=AT + timedelta(days=30)) is None
    assert secret not in str(entries_told(limit=20))
    with pytest.raises(BaowenError, match="已存在"):
        issue_token("H1", "his", [], days=30, actor=admin, at=AT)
    revoke_token("H1", "his", actor=admin, at=AT, reason="更换")
    assert token_of(secret, at=AT) is None


def test_an_administrator_keeps_only_the_own_organisation() -> None:
    _organisation("H1", "320102", OrganisationKind.HOSPITAL)
    _organisation("H2", "320102", OrganisationKind.HOSPITAL)
    _person("li", "H1", Role.ORGANISATION_ADMIN)
    with pytest.raises(NotAllowedError):
        add_person("x", name="x", organisation="H2", roles=[], password=PASSWORD, actor=actor_of("li"), at=AT)
    with pytest.raises(NotAllowedError):
        issue_token("H2", "his", [], days=30, actor=actor_of("li"), at=AT)


def test_a_closed_organisation_lets_nobody_in() -> None:
    _organisation("H1", "320102", OrganisationKind.HOSPITAL)
    _person("li", "H1", Role.ORGANISATION_ADMIN)
    secret = issue_token("H1", "his", [], days=30, actor=actor_of("li"), at=AT)
    close_organisation("H1", on=date(2026, 9, 30), actor=ROOT, at=AT, reason="撤并")
    assert token_of(secret, at=AT) is None
    with pytest.raises(BaowenError, match="没有可用的用户"):
        actor_of("li")
    with pytest.raises(BaowenError, match="已注销"):
        _person("new", "H1")
