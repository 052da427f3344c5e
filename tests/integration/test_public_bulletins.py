"""Bulletins: written by officers of the lead unit, published by its head, corrected, withdrawn in the open. RPT-4."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.test import Client

from baowen.api import book
from baowen.commands.fields import first_level, nested_level
from baowen.core.audit.queries import entries_told
from baowen.core.home import create_home
from baowen.core.problems import BaowenError
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.permissions import Actor, NotAllowedError
from baowen.orgs.queries import actor_of, operator
from baowen.orgs.roles import Role
from baowen.public.actions.publishing import (
    BulletinFacts,
    discard_bulletin,
    publish_bulletin,
    revise_bulletin,
    withdraw_bulletin,
    write_bulletin,
)
from baowen.public.bulletins import bulletin, draft, drafts, published
from baowen.public.models import Bulletin
from baowen.public.states import BulletinState

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
FACTS = BulletinFacts(title_zh="供应情况", body_zh="第一段。\n\n第二段。")


@pytest.fixture(autouse=True)
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    """The lead unit of Changsha with its officer and head, a member, and the head of another city's lead unit."""
    create_home(tmp_path / "home", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "home"))
    for read_once in (book.home, book.rulebook):
        read_once.cache_clear()
    # Pages that are kept for a minute would show what was before.
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "KeptPages" not in one]
    for name in ("default", "process"):
        caches[name].clear()
    root = operator("os:root", "430000")
    for code, region, department, leads in (
        ("WJ", "430100", Department.HEALTH, True), ("YB", "430100", Department.HEALTHCARE_SECURITY, False),
        ("ZZ", "430200", Department.HEALTH, True),
    ):  # fmt: skip
        one = NewOrganisation(code=code, name=f"{code}委", kind=OrganisationKind.DEPARTMENT, region=region)
        register_organisations([one], actor=root, at=AT)
        seat_department(region, department, code, is_lead=leads, actor=root, at=AT)
    for name, where, role in (
        ("officer", "WJ", Role.DUTY_OFFICER), ("head", "WJ", Role.HEAD), ("member", "YB", Role.HEAD),
        ("elsewhere", "ZZ", Role.HEAD),
    ):  # fmt: skip
        add_person(name, name=name, organisation=where, roles=[role], actor=root, at=AT)
    yield
    for read_once in (book.home, book.rulebook):
        read_once.cache_clear()


def officer() -> Actor:
    return actor_of("officer")


def head() -> Actor:
    return actor_of("head")


def out(facts: BulletinFacts = FACTS) -> str:
    return publish_bulletin(write_bulletin(facts, actor=officer(), at=AT), actor=head(), at=AT)


def test_an_officer_writes_the_head_publishes_and_then_anybody_reads() -> None:
    key = write_bulletin(FACTS, actor=officer(), at=AT)
    assert published() == []
    with pytest.raises(NotAllowedError, match="负责人"):
        publish_bulletin(key, actor=officer(), at=AT)
    number = publish_bulletin(key, actor=head(), at=AT)
    found, corrections = bulletin(number)
    assert (found.issuer, found.region, found.published_on) == ("WJ委", "430100", AT.date())
    assert found.paragraphs(english=True) == ["第一段。", "第二段。"]
    assert corrections == []
    assert drafts(officer()) == []
    acts = [(one.action, one.by, one.organisation) for one in entries_told(limit=2)]
    assert acts == [("bulletin.publish", "head", "WJ"), ("bulletin.write", "officer", "WJ")]


@pytest.mark.parametrize("name", ["member", "elsewhere"])
def test_nobody_but_the_lead_unit_of_the_place_touches_its_bulletins(name: str) -> None:
    key, number = write_bulletin(FACTS, actor=officer(), at=AT), out()
    other = actor_of(name)
    tries: list[Callable[[], object]] = [
        lambda: publish_bulletin(key, actor=other, at=AT), lambda: discard_bulletin(key, actor=other, at=AT),
        lambda: revise_bulletin(key, FACTS, actor=other, at=AT), lambda: draft(key, other),
        lambda: withdraw_bulletin(number, why="误发", actor=other, at=AT),
    ]  # fmt: skip
    for one in tries:
        with pytest.raises(BaowenError):
            one()
    assert draft(key, officer()).state is BulletinState.DRAFT
    assert bulletin(number)[0].state is BulletinState.PUBLISHED


def test_what_is_published_never_changes_it_is_corrected_beside() -> None:
    number = out()
    key = Bulletin.objects.get(number=number).pk
    for act in (
        lambda: revise_bulletin(key, FACTS, actor=officer(), at=AT), lambda: publish_bulletin(key, actor=head(), at=AT),
        lambda: discard_bulletin(key, actor=officer(), at=AT),
    ):  # fmt: skip
        with pytest.raises(BaowenError, match="已发布，不能修改"):
            act()
    second = out(BulletinFacts(title_zh="更正", body_zh="应为十月。", corrects=number))
    _, corrections = bulletin(number)
    assert [one.number for one in corrections] == [second]
    assert bulletin(second)[0].corrects == number
    with pytest.raises(BaowenError, match="没有已发布的公告"):
        write_bulletin(BulletinFacts(title_zh="更正", body_zh="正文", corrects="B-0"), actor=officer(), at=AT)


def test_a_withdrawn_bulletin_stays_with_its_reason_and_is_corrected_no_more() -> None:
    number = out()
    waiting = write_bulletin(BulletinFacts(title_zh="更正", body_zh="正文", corrects=number), actor=officer(), at=AT)
    with pytest.raises(BaowenError, match="撤回原因"):
        withdraw_bulletin(number, why=" ", actor=head(), at=AT)
    with pytest.raises(NotAllowedError):
        withdraw_bulletin(number, why="误发", actor=officer(), at=AT)
    withdraw_bulletin(number, why="误发", actor=head(), at=AT)
    found = bulletin(number)[0]
    assert (found.state, found.withdrawn_why, found.body_zh) == (BulletinState.WITHDRAWN, "误发", FACTS.body_zh)
    with pytest.raises(BaowenError, match="已撤回"):
        withdraw_bulletin(number, why="再次", actor=head(), at=AT)
    with pytest.raises(BaowenError, match="不能再更正"):
        publish_bulletin(waiting, actor=head(), at=AT)
    page = Client().get(f"/public/bulletins/{number}/").content.decode()
    assert "本公告已撤回" in page
    assert "误发" in page
    assert "第二段" in page


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (BulletinFacts(title_zh=" ", body_zh="正文"), "标题"), (BulletinFacts(title_zh="标题", body_zh=""), "正文"),
        (BulletinFacts(title_zh="题" * 201, body_zh="正文"), "最多 200 字"),
        (BulletinFacts(title_zh="标题", body_zh="正文", title_en="Title"), "同时填写"),
    ],
)  # fmt: skip
def test_words_that_are_missing_too_long_or_half_english_are_refused(facts: BulletinFacts, words: str) -> None:
    with pytest.raises(BaowenError, match=words):
        write_bulletin(facts, actor=officer(), at=AT)
    assert Bulletin.objects.count() == 0


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "published"},
        {"number": "B-9"},
        {"withdrawn_why": "误发"},
        {"state": "withdrawn", "number": "B-9"},
        {"published_at": AT},
    ],
)
def test_the_database_keeps_no_half_published_bulletin(broken: dict[str, Any]) -> None:
    key = write_bulletin(FACTS, actor=officer(), at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Bulletin.objects.filter(pk=key).update(**broken)


def signed_in(name: str) -> Client:
    from django.contrib.auth import get_user_model

    client = Client()
    person = get_user_model().objects.get(username=name)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_staff_write_look_publish_correct_and_withdraw_on_pages() -> None:
    writer, boss = signed_in("officer"), signed_in("head")
    words = {"title_zh": "供应情况", "body_zh": "第一段。\n\n<b>第二段。</b>", "title_en": "", "body_en": ""}
    half = writer.post("/bulletins/write/", words | {"title_en": "Half"}).content.decode()
    assert "同时填写" in half
    assert 'value="Half"' in half
    saved = writer.post("/bulletins/write/", words)
    preview = writer.get(saved.headers["Location"]).content.decode()
    assert "&lt;b&gt;第二段。&lt;/b&gt;" in preview
    assert 'value="publish"' not in preview
    assert 'value="publish"' in boss.get(saved.headers["Location"]).content.decode()
    writer.post(saved.headers["Location"], {"move": "publish"})
    assert published() == []
    boss.post(saved.headers["Location"], {"move": "publish"})
    number = published()[0].number
    form = writer.get(f"/bulletins/write/?corrects={number}").content.decode()
    assert f'name="corrects" value="{number}"' in form
    fixed = writer.post("/bulletins/write/", words | {"corrects": number}).headers["Location"]
    boss.post(fixed, {"move": "publish"})
    assert "本公告有更正" in Client().get(f"/public/bulletins/{number}/").content.decode()
    boss.post("/bulletins/withdraw/", {"number": number, "why": "误发"})
    assert "误发" in Client().get(f"/public/bulletins/{number}/").content.decode()
    thrown = writer.post("/bulletins/write/", words).headers["Location"]
    writer.post(thrown, {"move": "discard"})
    assert drafts(officer()) == []
    for address in ("/bulletins/", "/bulletins/write/", saved.headers["Location"]):
        assert signed_in("member").get(address).status_code in (403, 404)


def test_the_public_reads_a_list_and_a_feed_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    from baowen.public import bulletin_views

    numbers = [out() for _ in range(3)]
    monkeypatch.setattr(bulletin_views, "MOST", 2)
    first = Client().get("/public/bulletins/").content.decode()
    assert numbers[2] in first
    assert numbers[0] not in first
    older = first.partition("?before=")[2].partition('"')[0]
    assert numbers[0] in Client().get(f"/public/bulletins/?before={older}").content.decode()
    assert Client().get("/public/bulletins/?before=x").status_code == 200
    feed = Client().get("/public/bulletins.rss").content.decode()
    assert all(number in feed for number in numbers)
    assert Client().get("/public/bulletins/B-0/").status_code == 404


def test_commands_do_what_the_pages_do(
    call: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = tmp_path / "body.txt"
    body.write_text("第一段。", encoding="utf-8")
    monkeypatch.setenv("BAOWEN_ACTOR", "head")
    key = call("bulletins", "write", "--title", "供应情况", "--body", body, "--json").document["draft"]
    assert call("bulletins", "revise", key, "--title", "供应情况（二）", "--body", body).code == 0
    assert "供应情况（二）" in call("bulletins", "list", "--drafts").out
    number = call("bulletins", "publish", key, "--json").document["number"]
    other = call("bulletins", "write", "--title", "更正", "--body", body, "--corrects", number, "--json").document[
        "draft"
    ]
    call("bulletins", "publish", other)
    shown = call("bulletins", "show", number, "--json").document
    assert set(shown) == first_level("bulletins show")
    assert set(shown["bulletin"]) == nested_level("bulletins show", "bulletin.")
    assert set(call("bulletins", "list", "--json").document[0]) == first_level("bulletins list")
    assert (shown["bulletin"]["title_zh"], len(shown["corrections"])) == ("供应情况（二）", 1)
    assert call("bulletins", "withdraw", number, "--reason", "误发").code == 0
    assert call("bulletins", "list", "--json").document[1]["withdrawn_why"] == "误发"
    third = call("bulletins", "write", "--title", "多余", "--body", body, "--json").document["draft"]
    assert call("bulletins", "discard", third).code == 0
    missing = call("bulletins", "write", "--title", "供应", "--body", tmp_path / "no.txt")
    assert (missing.code, "UTF-8" in missing.err) == (2, True)
    monkeypatch.setenv("BAOWEN_ACTOR", "member")
    assert call("bulletins", "write", "--title", "供应", "--body", body).code == 2
