"""What pages say to whom: who sees which menu, what is refused and how, where a chosen theme leads back to."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.test import Client

from baowen.api import book
from baowen.core.home import create_home
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.permissions import Act
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role
from baowen.web import menu
from baowen.web.menu import Entry, Group, entries_of
from baowen.web.viewer import Viewer

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
CLUE = {"kind": "shortage", "region": "430100", "words": "买不到地高辛片"}


@pytest.fixture(autouse=True)
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An officer of Changsha and a pharmacist of a hospital there, over an empty home."""
    create_home(tmp_path / "home", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "home"))
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()
    for name in ("default", "process"):
        caches[name].clear()
    root = operator("os:root", "430000")
    units = [
        NewOrganisation(code="WJ", name="市卫健委", kind=OrganisationKind.DEPARTMENT, region="430100"),
        NewOrganisation(code="YY", name="区医院", kind=OrganisationKind.HOSPITAL, region="430102"),
    ]  # fmt: skip
    register_organisations(units, actor=root, at=AT)
    seat_department("430100", Department.HEALTH, "WJ", is_lead=True, actor=root, at=AT)
    add_person("officer", name="值班", organisation="WJ", roles=[Role.DUTY_OFFICER], actor=root, at=AT)
    add_person("clerk", name="药师", organisation="YY", roles=[Role.REPORTER], actor=root, at=AT)
    yield
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()


def signed_in(name: str, **more: Any) -> Client:
    client = Client(**more)
    person = get_user_model().objects.get(username=name)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_each_begins_where_their_work_is_and_sees_only_what_they_can_use() -> None:
    officer, clerk = signed_in("officer"), signed_in("clerk")
    assert officer.get("/").headers["Location"] == "/cockpit/"
    assert clerk.get("/").headers["Location"] == "/desk/"
    assert clerk.get("/cockpit/").headers["Location"] == "/desk/"
    desk = clerk.get("/desk/").content.decode()
    assert 'href="/reports/"' in desk
    assert 'href="/cases/"' not in desk
    cockpit = officer.get("/cockpit/").content.decode()
    assert "还没有运行过监测" in cockpit
    assert 'href="/cases/"' in cockpit


def test_work_of_one_kind_stands_together_and_a_single_page_by_itself() -> None:
    def menu_of(name: str) -> dict[str, list[str]]:
        viewer = Viewer(actor_of(name), english=False)
        return {one.label: [below.href for below in one.below] for one in entries_of(viewer, "/reports/")}

    clerk, officer = menu_of("clerk"), menu_of("officer")
    assert clerk["报送"] == ["/reports/", "/monthly/", "/files/"]
    assert "/clues/" in officer["协同"]
    assert clerk["协同"] == ["/questions/", "/consultations/"]
    here = [one.label for one in entries_of(Viewer(actor_of("clerk"), english=False), "/reports/") if one.is_here]
    assert here == ["报送"]


def test_who_can_use_one_page_of_a_group_sees_that_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = (Entry("policy", "政策", "Policy"), Entry("clues", "线索", "Clues", (Act.CLUE_READ,)))
    monkeypatch.setattr(menu, "ENTRIES", (Group("组", "Group", pages),))
    alone = entries_of(Viewer(actor_of("clerk"), english=True), "/policy/")
    assert [(one.label, one.href, one.is_here, one.below) for one in alone] == [("Policy", "/policy/", True, [])]
    assert [one.label for one in entries_of(Viewer(actor_of("officer"), english=True), "/")] == ["Group"]


def test_what_is_not_allowed_says_which_role_it_needs_and_a_place_beyond_the_own_is_not_there() -> None:
    clerk = signed_in("clerk")
    refused = clerk.get("/cases/")
    assert refused.status_code == 403
    assert "值班员" in refused.content.decode()
    assert signed_in("officer").get("/cockpit/430200/").status_code == 404
    missing = signed_in("officer").get("/cases/C-430100-2026-99999/")
    assert missing.status_code == 404
    assert "没有可阅看的案件" in missing.content.decode()
    clerk.cookies["django_language"] = "en"
    assert "needs one of the roles" in clerk.get("/cases/").content.decode()


@pytest.mark.parametrize(
    ("back", "leads_to"), [("/policy/", "/policy/"), ("https://elsewhere.example/", "/"), ("", "/")]
)
def test_a_theme_is_kept_and_leads_back_to_this_site_alone(back: str, leads_to: str) -> None:
    client = Client()
    answer = client.post("/theme/", {"theme": "dark", "next": back})
    assert (answer.status_code, answer.headers["Location"]) == (302, leads_to)
    assert 'data-theme="dark"' in client.get("/public/").content.decode()
    client.post("/theme/", {"theme": "no-such", "next": "/"})
    assert client.cookies["theme"].value == "dark"


def test_the_public_reports_and_follows_and_nobody_floods() -> None:
    client = Client()
    page = client.post("/public/report/", CLUE).content.decode()
    assert "X-430100-" in page
    wrong = client.post("/public/report/", CLUE | {"words": " "})
    assert "线索内容" in wrong.content.decode()
    statuses = [client.post("/public/report/", CLUE).status_code for _ in range(10)]
    assert statuses == [200] * 8 + [429] * 2
    assert client.get("/public/report/").status_code == 200
    told = client.post("/public/follow/", {"number": "X-1", "code": "nothing"})
    assert "受理编号或查询码不正确" in told.content.decode()


def test_public_data_may_be_kept_by_others_and_hold_nothing_before_a_first_run() -> None:
    answer = Client().get("/public/data/warnings.json")
    assert (answer.json()["rows"], answer.json()["updated_at"]) == ([], None)
    assert "public" in answer.headers["Cache-Control"]
    assert Client().get("/public/data/warnings.csv").content.startswith(b"\xef\xbb\xbf")
    assert b"<rss" in Client().get("/public/warnings.rss").content
    assert Client().get("/public/drugs/P1/").status_code == 404
