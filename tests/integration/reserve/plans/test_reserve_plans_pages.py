"""The pages of reserve plans: what is entered, shown, exported; misuse is told and changes nothing. RSV-1, RSV-4."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baowen.api import book as served
from baowen.core.clock import today

pytestmark = pytest.mark.django_db
ITEM = {
    "what": "enter", "tier": "province", "kind": "finished", "name": "地高辛片", "strength": "0.25mg",
    "planned": "1200", "unit": "smallest", "grounds": "necessary", "department": "health", "valid_from": "2026-01-01",
}  # fmt: skip


@pytest.fixture(autouse=True)
def page_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from baowen.core.home import create_home

    create_home(tmp_path / "pages", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "pages"))
    for read_once in (served.home, served.rulebook):
        read_once.cache_clear()
    yield
    for read_once in (served.home, served.rulebook):
        read_once.cache_clear()


@pytest.fixture
def signed_in(people: Any) -> Callable[[str], Client]:
    def run(name: str) -> Client:
        client = Client()
        person = get_user_model().objects.get(username=name)
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return run


def text(client: Client, address: str, **given: Any) -> str:
    answer = client.post(address, given, follow=True) if given else client.get(address)
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_catalogue_is_entered_corrected_exported_and_read_back(signed_in: Callable[[str], Client]) -> None:
    officer, watcher = signed_in("province"), signed_in("watcher")
    assert "没有储备品种" in text(officer, "/reserve/plans/")
    assert "应为数字" in text(officer, "/reserve/plans/", **(ITEM | {"planned": "很多"}))
    number = f"RI-430000-{today().year}-00001"
    assert number in text(officer, "/reserve/plans/", **ITEM)
    assert 'value="1200"' in text(officer, "/reserve/plans/")
    assert "更正、结束或撤回" not in text(watcher, "/reserve/plans/")
    fixed = ITEM | {"what": "correct", "number": number, "planned": "1300", "reason": "数量有误"}
    assert "数量有误" in text(officer, "/reserve/plans/", **fixed)
    file = officer.get("/reserve/plans/?format=csv&table=catalogue").content
    rows = file.decode("utf-8-sig").splitlines()
    assert ("1300" in rows[1], len(rows)) == (True, 2)
    again = SimpleUploadedFile("again.csv", file)
    assert "已有" in text(officer, "/reserve/plans/", what="import", file=again)
    assert "从列表中选择" in text(officer, "/reserve/plans/", what="burn")


def test_an_agreement_its_stock_and_its_duty_stand_on_pages(signed_in: Callable[[str], Client]) -> None:
    officer, holder = signed_in("province"), signed_in("holder")
    text(officer, "/reserve/plans/", **ITEM)
    number = f"RI-430000-{today().year}-00001"
    given = {
        "what": "enter", "holder": "省储备库", "tier": "province", "starts_on": "2026-01-01", "item": number,
        f"planned-{number}": "1000", f"unit-{number}": "smallest",
    }  # fmt: skip
    assert "地高辛片 0.25mg" in text(officer, "/reserve/plans/holders/", **given)
    assert "登记承储协议" not in text(holder, "/reserve/plans/holders/")
    assert "药品目录中没有对应的产品" in text(holder, "/reserve/plans/stock/")
    assert "RA-430000" in holder.get("/reserve/plans/stock/?format=csv&table=stock").content.decode()
    shift = {"what": "enter", "organisation": "R1", "person": "张三", "telephone": "138"}
    days = {"starts_at": "2020-01-01T08:00", "ends_at": "2020-01-02T08:00"}
    assert "已办理" in text(holder, "/reserve/plans/duty/", **shift, **days)
    assert "无人" in text(signed_in("watcher"), "/reserve/plans/duty/")
    assert "核对" in text(officer, "/reserve/plans/check/")


def test_an_assessment_is_begun_and_shown(signed_in: Callable[[str], Client], agreed: Callable[..., str]) -> None:
    officer, number = signed_in("province"), f"RE-430000-{today().year}-00001"
    agreed()
    begun = {"holder": "R1", "year": f"{today().year}", "orders": "4", "orders_in_time": "4"}
    assert "省储备库" in text(officer, "/reserve/plans/assessments/", **begun)
    page = f"/reserve/plans/assessments/{number}/"
    judged = {"what": "judge", "name": "keeping", "points": "8", "words": "台账齐全"}
    assert "台账齐全" in text(officer, page, **judged)
    assert "还有项目没有评分" in text(officer, page, what="publish")
    assert "没有考核" in text(signed_in("holder"), "/reserve/plans/assessments/")
