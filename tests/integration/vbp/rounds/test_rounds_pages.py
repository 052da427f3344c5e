"""VBP-1: the pages of rounds explain what is missing, look before they keep, show every part and export each table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.made_rounds import SHEETS, workbook

from baowen.core.home import create_home

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
VIEWS = ("lots", "bids", "places", "volumes", "check", "standards", "chain")
TABLES = (
    "lots", "bids", "products", "supply", "suppliers", "places", "volumes", "disagreements", "remarks", "standards",
    "chain",
)  # fmt: skip


@pytest.fixture(autouse=True)
def served_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from baowen.api import book

    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "home"))
    create_home(tmp_path / "home", region="430000")
    for name in ("home", "rulebook"):
        getattr(book, name).cache_clear()
    yield tmp_path / "home"
    for name in ("home", "rulebook"):
        getattr(book, name).cache_clear()


@pytest.fixture
def opened(people: Any) -> Callable[[str], Any]:
    """A browser in which somebody is signed in."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    def run(username: str) -> Any:
        client = Client()
        user = get_user_model().objects.get(username=username)
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return run


def file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("round.xlsx", content)


def test_an_empty_list_explains_how_to_import(opened: Callable[[str], Any]) -> None:
    text = opened("officer").get("/vbp/rounds/").content.decode()
    assert "下载空白工作簿" in text
    assert "/vbp/rounds/import/" in text
    assert "/vbp/rounds/import/" not in opened("buyer").get("/vbp/rounds/").content.decode()


def test_a_round_is_looked_at_then_kept_without_choosing_the_files_again(
    opened: Callable[[str], Any], served_home: Path
) -> None:
    from baowen.vbp.rounds.models import Round

    client = opened("officer")
    answer = client.post("/vbp/rounds/import/", {"what": "look", "files": file(workbook())})
    assert answer.status_code == 200
    assert Round.objects.count() == 0, "a look keeps nothing"
    token = answer.context["token"]
    assert (answer.context["figures"].lots, answer.context["figures"].selected) == (2, 3)
    answer = client.post("/vbp/rounds/import/", {"what": "keep", "token": token})
    assert (answer.status_code, answer["Location"]) == (302, "/vbp/rounds/HN-9/")
    assert Round.objects.get().name == "联盟接续"
    assert not (served_home / "incoming" / "vbp-rounds" / token).exists()


def test_problems_are_listed_by_sheet_and_row_and_nothing_is_kept(opened: Callable[[str], Any]) -> None:
    from baowen.vbp.rounds.models import Round

    rows = [list(one) for one in SHEETS["报价"]]
    rows[1][0] = "7"
    client = opened("officer")
    answer = client.post("/vbp/rounds/import/", {"what": "look", "files": file(workbook(报价=rows))})
    text = answer.content.decode()
    assert "品种表中没有序号 7" in text
    assert "录入这个批次" not in text
    answer = client.post("/vbp/rounds/import/", {"what": "keep", "token": answer.context["token"]})
    assert "没有录入" in answer.content.decode()
    assert Round.objects.count() == 0


@pytest.mark.parametrize("token", ["", "../../etc", "0" * 32])
def test_files_that_were_not_looked_at_are_asked_for(opened: Callable[[str], Any], token: str) -> None:
    answer = opened("officer").post("/vbp/rounds/import/", {"what": "keep", "token": token})
    assert "请选择文件" in answer.content.decode()


def test_who_keeps_no_rounds_does_not_import(opened: Callable[[str], Any]) -> None:
    for name in ("buyer", "maker"):
        assert opened(name).get("/vbp/rounds/import/").status_code == 403


def test_every_part_of_a_round_is_shown_in_both_languages(
    opened: Callable[[str], Any], kept: Callable[..., str], settings: Any
) -> None:
    client, code = opened("officer"), kept()
    for language, words in (("zh-hans", "与规则不一致"), ("en", "differ from the rules")):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for view in VIEWS:
            answer = client.get(f"/vbp/rounds/{code}/?view={view}")
            assert answer.status_code == 200
            assert words in answer.content.decode(), (language, view)


def test_the_page_says_who_stands_by_in_a_place(opened: Callable[[str], Any], kept: Callable[..., str]) -> None:
    answer = opened("officer").get(f"/vbp/rounds/{kept()}/?view=places&place=420000")
    (line,) = answer.context["suppliers"]
    assert [each.bid.enterprise_name for each in line.mains] == ["戊制药"]
    assert [each.bid.enterprise_name for each in line.backups] == ["丁制药"]


def test_every_table_of_a_round_is_exported(opened: Callable[[str], Any], kept: Callable[..., str]) -> None:
    client, code = opened("officer"), kept()
    for name in TABLES:
        for form in ("csv", "xlsx"):
            answer = client.get(f"/vbp/rounds/{code}/?format={form}&table={name}")
            assert (answer.status_code, "attachment" in answer["Content-Disposition"]) == (200, True), name
    rows = client.get(f"/vbp/rounds/{code}/?format=csv&table=bids").content.decode().splitlines()
    assert len(rows) == 4
    assert rows[1].startswith("1,甲药片,丁制药,10mg,原研,")


def test_a_round_starts_ends_and_is_continued_from_its_page(
    opened: Callable[[str], Any], kept: Callable[..., str]
) -> None:
    from baowen.vbp.rounds.queries import round_of
    from baowen.vbp.rounds.states import RoundState

    code, client = kept(), opened("officer")
    page = f"/vbp/rounds/{code}/"
    given = {"what": "start", "starts_on": "2026-11-01", "ends_on": "2027-10-31"}
    assert "执行中" in client.post(page, given, follow=True).content.decode()
    assert round_of(code).starts_on == date(2026, 11, 1)
    client.post(page, {"what": "continue", "code": "HN-2", "name": "甲药接续"})
    assert round_of("HN-2").follows == code
    client.post(page, {"what": "end", "ends_on": "2027-05-31", "why": "接续"})
    assert round_of(code).state is RoundState.ENDED
    assert client.post(page, {"what": "nothing"}).status_code == 404


def test_a_product_shows_its_payment_standards_through_the_rounds(
    opened: Callable[[str], Any], kept: Callable[..., str], people: Any
) -> None:
    """VBP-8: the standard with its history, on the page and as a file."""
    from baowen.vbp.rounds.actions import start_round

    code, client = kept(), opened("buyer")
    start_round(code, actor=people.officer, at=AT)
    answer = client.get(f"/vbp/rounds/{code}/?view=standards&product=P1")
    assert [one.round_code for one in answer.context["history"]] == [code]
    assert "的历次支付标准" in answer.content.decode()
    rows = client.get(f"/vbp/rounds/{code}/?product=P1&format=csv&table=history").content.decode().splitlines()
    assert len(rows) == 2


def test_a_buyer_sees_a_round_and_moves_nothing(opened: Callable[[str], Any], kept: Callable[..., str]) -> None:
    from baowen.vbp.rounds.queries import round_of
    from baowen.vbp.rounds.states import RoundState

    code, client = kept(), opened("buyer")
    assert "开始执行</summary>" not in client.get(f"/vbp/rounds/{code}/").content.decode()
    client.post(f"/vbp/rounds/{code}/", {"what": "start", "starts_on": "2026-11-01", "ends_on": "2027-10-31"})
    assert round_of(code).state is RoundState.PREPARED


def test_the_template_is_given_and_a_code_that_nobody_entered_is_told(opened: Callable[[str], Any]) -> None:
    client = opened("officer")
    assert client.get("/vbp/rounds/template/").content[:2] == b"PK"
    assert "没有批次" in client.get("/vbp/rounds/X-1/").content.decode()
