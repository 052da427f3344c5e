"""The help for who is signed in: the own role first, whom to call, the section on the page; and what is open to all."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from baowen.api import book
from baowen.core.home import create_home
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role
from baowen.web.help.contacts import contacts_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Changsha with an officer, the province with a keeper of the platform, a hospital with a reporter."""
    create_home(tmp_path / "home", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "home"))
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()
    root = operator("os:root", "430000")
    units = [
        NewOrganisation(code="SJ", name="省卫健委", kind=OrganisationKind.DEPARTMENT, region="430000"),
        NewOrganisation(code="WJ", name="市卫健委", kind=OrganisationKind.DEPARTMENT, region="430100"),
        NewOrganisation(code="YY", name="区医院", kind=OrganisationKind.HOSPITAL, region="430102"),
    ]
    register_organisations(units, actor=root, at=AT)
    for code, region in (("SJ", "430000"), ("WJ", "430100")):
        seat_department(region, Department.HEALTH, code, is_lead=True, actor=root, at=AT)
    for name, words, unit, role in (
        ("officer", "张值班", "WJ", Role.DUTY_OFFICER), ("keeper", "李平台", "SJ", Role.PLATFORM_ADMIN),
        ("clerk", "王药师", "YY", Role.REPORTER), ("own", "赵管理", "YY", Role.ORGANISATION_ADMIN),
    ):  # fmt: skip
        add_person(name, name=words, organisation=unit, roles=[role], actor=root, at=AT)
    yield
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()


def signed_in(name: str) -> Client:
    client = Client()
    person = get_user_model().objects.get(username=name)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_own_role_comes_first_and_the_others_are_there() -> None:
    page = signed_in("clerk").get("/help/").content.decode()
    assert page.index("填报人（医疗机构、药店）") < page.index("所有人：登录") < page.index("值班员</a>")
    assert 'href="/help/reporter/#zero"' in page
    assert signed_in("clerk").get("/help/no_such/").status_code == 404


def test_whom_to_call_is_the_nearest_who_is_registered() -> None:
    found = contacts_of(actor_of("clerk"))
    assert (found.own.code, found.own_keepers) == ("YY", ("赵管理",))
    assert found.lead is not None
    assert (found.lead.code, found.officers) == ("WJ", ("张值班",))
    assert found.platform_keepers == ("李平台",)
    page = signed_in("clerk").get("/help/reporter/").content.decode()
    for name in ("赵管理", "张值班", "李平台"):
        assert name in page


def test_a_page_leads_to_the_help_on_it_and_the_help_does_not() -> None:
    clerk = signed_in("clerk")
    assert 'href="/help/reporter/#reports"' in clerk.get("/reports/").content.decode()
    assert 'href="/help/everybody/#policy"' in clerk.get("/policy/").content.decode()
    assert "本页帮助" not in clerk.get("/help/").content.decode()
    assert 'href="/help/duty_officer/#cases"' in signed_in("officer").get("/cases/").content.decode()


def test_the_public_reads_its_help_and_the_glossary_and_nothing_of_the_staff() -> None:
    page = Client().get("/public/help/").content.decode()
    assert "反映短缺或价格" in page
    assert "找谁" not in page
    assert 'href="/public/help/"' in Client().get("/public/report/").content.decode()
    assert Client().get("/help/").status_code == 302
    found = Client().get("/help/glossary/?text=price ratio").content.decode()
    assert "差比价" in found
    assert "没有找到这个词" in Client().get("/help/glossary/?text=qqqq").content.decode()
