"""The desk of the lists over the permission table: who proposes, who decides, what nobody sees of elsewhere. LST-2."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from baowen.api import book
from baowen.core.home import create_home
from baowen.lists.queries import candidates, editions
from baowen.orgs.queries import actor_of
from baowen.orgs.roles import Role

pytestmark = pytest.mark.django_db
DRUG = {
    "what": "propose", "issuer": "430000", "kind": "shortage", "direction": "in", "drug": "地高辛片", "reason": "cases",
    "evidence": "C-430000-2026-00001，S202610-abcdef01",
}  # fmt: skip
NEXT = {"what": "next", "kind": "shortage", "edition": "第一期", "effective_on": "2026-01-01"}


@pytest.fixture(autouse=True)
def staff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lead_unit: Callable[..., Any]) -> Any:
    """A list editor of Hunan, and one of Nanjing, each with a lead unit of their own."""
    create_home(tmp_path / "home", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "home"))
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()
    lead_unit("430000", Role.LIST_EDITOR)
    lead_unit("430100", Role.DUTY_OFFICER)
    lead_unit("320100", Role.LIST_EDITOR)
    yield
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()


def signed_in(name: str) -> Client:
    client = Client()
    person = get_user_model().objects.get(username=name)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def rows(client: Client, table: str) -> list[list[str]]:
    answer = client.get(f"/lists/?state=&format=csv&table={table}")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]


def number_of(name: str = "duty430000") -> str:
    return str(candidates(actor_of(name))[0].number)


def test_an_editor_proposes_accepts_drafts_and_publishes_and_the_evidence_leads_to_its_pages() -> None:
    editor = signed_in("duty430000")
    page = editor.post("/lists/", DRUG, follow=True).content.decode()
    assert "建议已登记" in page
    assert 'href="/cases/C-430000-2026-00001/"' in page
    assert 'href="/signals/S202610-abcdef01/"' in page
    assert [row[4] for row in rows(editor, "candidates")] == ["地高辛片"]
    assert (
        "请填写决定的理由"
        in editor.post("/lists/", {"what": "accept", "number": number_of()}, follow=True).content.decode()
    )
    editor.post("/lists/", {"what": "accept", "number": number_of(), "why": "专家同意"})
    assert "草稿已生成" in editor.post("/lists/", NEXT, follow=True).content.decode()
    (draft,) = editions(issuer="430000", actor=actor_of("duty430000"))
    page = editor.post(f"/lists/{draft.number}/", {"what": "publish"}, follow=True).content.decode()
    assert "已发布" in page
    assert [one.edition for one in editions(issuer="430000")] == ["第一期"]


def test_who_may_not_decide_is_told_and_nothing_changes() -> None:
    signed_in("duty430000").post("/lists/", DRUG)
    officer = signed_in("duty430100")
    told = officer.post("/lists/", {"what": "accept", "number": number_of(), "why": "x"}, follow=True)
    assert "不能发布清单期次" in told.content.decode()
    assert candidates(actor_of("duty430000"))[0].state == "open"
    assert "编制下一期" not in officer.get("/lists/").content.decode()
    assert officer.post("/lists/", {"what": "no-such"}).status_code == 404


def test_a_draft_and_candidates_of_elsewhere_are_not_seen() -> None:
    editor, far = signed_in("duty430000"), signed_in("duty320100")
    editor.post("/lists/", DRUG)
    editor.post("/lists/", {"what": "accept", "number": number_of(), "why": "同意"})
    editor.post("/lists/", NEXT)
    (draft,) = editions(issuer="430000", actor=actor_of("duty430000"))
    assert editor.get(f"/lists/{draft.number}/").status_code == 200
    assert far.get(f"/lists/{draft.number}/").status_code == 404
    assert rows(far, "candidates") == []
    assert len(rows(editor, "candidates")) == 1
    assert far.post(f"/lists/{draft.number}/", {"what": "publish"}, follow=True).status_code == 404
    assert editions(issuer="430000") == []


def test_a_choice_that_no_list_offers_is_told() -> None:
    editor = signed_in("duty430000")
    assert "请从列表中选择" in editor.post("/lists/", DRUG | {"kind": "all"}, follow=True).content.decode()
    assert "日期" in editor.post("/lists/", NEXT | {"effective_on": "soon"}, follow=True).content.decode()
    told = editor.post("/lists/", {"what": "suggest"}, follow=True).content.decode()
    assert "还没有运行过监测" in told
