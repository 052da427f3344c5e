"""Production over the pages, by API and on the command line; misuse is told and changes nothing. PRD-1, PRD-2."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from baowen.api import book as served
from baowen.commands.fields import first_level, nested_level
from baowen.core.clock import now

pytestmark = pytest.mark.django_db
BASE = {
    "title": "甲基地", "enterprise": "甲制药", "drugs": "地高辛片", "document": "某文 1", "from_on": "2026-01-01",
    "state": "running",
}  # fmt: skip


@pytest.fixture(autouse=True)
def page_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chained: Path) -> Iterator[None]:
    from baowen.core.home import create_home

    home = create_home(tmp_path / "home", region="430000")
    shutil.copytree(chained, home.lake, dirs_exist_ok=True)
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "home"))
    cached = (served.home, served.rulebook)
    for read_once in cached:
        read_once.cache_clear()
    yield
    for read_once in cached:
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


def test_chains_are_shown_and_exported(signed_in: Callable[[str], Client]) -> None:
    province = signed_in("province")
    shown = text(province, "/production/")
    assert "地高辛 (原料一厂) → 甲制药 → P1" in shown
    assert "湖南省长沙市长沙县" in shown
    assert "没有单点" in text(province, "/production/?text=不存在")
    assert "唯一的企业" in province.get("/production/?format=csv&table=single").content.decode()
    item = text(province, "/production/chain/item/?product=P1")
    assert "原料一厂 <strong>（单点）</strong>" in item
    assert "原料一厂" in province.get("/production/chain/item/?product=P1&format=csv&table=chain").content.decode()
    stop = text(province, "/production/chain/stop/?maker=原料一厂")
    assert "没有来源</strong>" in stop
    assert "没有药品受影响" in text(province, "/production/chain/stop/?maker=原料二厂")
    told = province.get("/production/chain/stop/?maker=原料一厂&format=csv&table=affected").content.decode()
    assert "地高辛,片剂,1mg,是" in told
    assert "填写一家" in text(province, "/production/chain/stop/")
    assert "没有企业“无此”" in text(province, "/production/chain/stop/?maker=无此")
    for page, said in (("lines", "没有登记的生产线"), ("links", "没有登记的供应关系"), ("herbs", "没有行情")):
        assert said in text(province, f"/production/{page}/")
        assert province.get(f"/production/{page}/?format=csv&table={page}").status_code == 200
    assert signed_in("buyer").get("/production/").status_code == 403


def test_a_register_is_kept_over_the_pages(signed_in: Callable[[str], Client]) -> None:
    province, county = signed_in("province"), signed_in("county")
    page = "/production/records/base/"
    assert "没有这样的记录" in text(province, page)
    assert "请填写品种" in text(province, f"{page}enter/", **(BASE | {"drugs": ""}))
    assert "已登记" in text(province, f"{page}enter/", **BASE)
    number = re.search(r"PR-430000-\d{4}-00001", text(province, page)).group()  # type: ignore[union-attr]
    one = f"/production/record/{number}/"
    assert "请填写理由" in text(province, one, change="progress", **(BASE | {"state": "ended"}))
    after = text(province, one, change="progress", reason="到期", **(BASE | {"state": "ended"}))
    assert "已结束" in after
    assert "到期" in after
    assert "请从列表中选择" in text(province, one.replace("00001", "00002"), change="odd", reason="x", **BASE)
    assert "已撤回：" in text(province, one.replace("00001", "00002"), what="withdraw", reason="登错")
    csv = province.get(f"{page}?format=csv&table=base&former=1").content.decode()
    assert f"{number},甲基地,甲制药,地高辛片,某文 1,2026-01-01,,,执行中" in csv
    book = SimpleUploadedFile("bases.csv", "基地名称,生产企业,品种\n甲,乙,丙\n".encode())
    assert "缺少列" in text(province, f"{page}enter/", workbook=book)
    whole = "基地名称,生产企业,品种,文件号或来源,起始日期,状态\n乙基地,乙制药,氨茶碱片,某文 2,2026-02-01,执行中\n"
    assert "已登记" in text(province, f"{page}enter/", workbook=SimpleUploadedFile("b.csv", whole.encode()))
    assert "乙基地" in text(province, page)
    assert "乙基地" not in text(county, page)
    assert "乙制药" in text(province, "/production/chain/item/?product=P3")
    assert province.get("/production/records/odd/").status_code == 404
    assert "没有可阅看的生产登记" in text(county, one)


def test_production_by_api_both_ways(people: Any) -> None:
    from baowen.api.root import Rate
    from baowen.orgs.actions import add_person, issue_token
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role
    from baowen.orgs.tokens import Scope

    root, scopes = operator("os:root", "100000"), {Scope.PRODUCTION_READ, Scope.PRODUCTION_WRITE}
    add_person("admin", name="admin", organisation="YJ43", roles={Role.ORGANISATION_ADMIN}, actor=root, at=now())
    secret = issue_token("YJ43", "their system", scopes, days=30, actor=actor_of("admin"), at=now())
    Rate.cache.clear()
    client, sign = Client(), {"HTTP_AUTHORIZATION": f"Bearer {secret}"}

    def ask(path: str, body: object = None) -> Any:
        address = f"/api/v1/production/{path}"
        if body is None:
            answer = client.get(address, **sign)
        else:
            answer = client.post(address, json.dumps(body), content_type="application/json", **sign)
        return answer.status_code, answer.json()

    with override_settings(ROOT_URLCONF="baowen.api.urls", ALLOWED_HOSTS=["*"]):
        status, made = ask("records/base", BASE)
        assert status == 200
        number = made["number"]
        assert ask("records/base", BASE)[0] == 422
        assert ask("records/odd")[0] == 422
        assert [one["number"] for one in ask("records/base")[1]["lines"]] == [number]
        follow = BASE | {"state": "ended", "until_on": "2026-06-30", "change": "progress", "reason": "到期"}
        second = ask(f"record/{number}/next", follow)[1]["number"]
        assert ask(f"record/{number}")[1]["followed_by"] == second
        assert ask(f"record/{second}/withdraw", {"reason": "误"})[0] == 200
        assert ask(f"record/{second}")[1]["withdrawn_why"] == "误"
        assert [one["name"] for one in ask("single-points")[1]] == ["原料一厂", "甲制药"]
        assert ask("chain?product=P1")[1]["is_supplied"] is True
        assert [one["is_lost"] for one in ask("stop?maker=原料一厂")[1]] == [True]
        assert ask("stop?maker=无此")[0] == 422


def test_production_on_the_command_line(
    call: Callable[..., Any], people: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert call("init", "--region", "430000").code == 0
    monkeypatch.setenv("BAOWEN_ACTOR", people.province.name)
    file = tmp_path / "bases.csv"
    headings, row = "基地名称,生产企业,品种,文件号或来源,起始日期,状态", "甲基地,甲制药,地高辛片,文 1,2026-02-01,执行中"
    file.write_text(f"{headings}\n{row}\n", encoding="utf-8")
    assert set(call("production", "import", "base", str(file), "--json").document) == first_level("production import")
    assert "已有 1 条" in call("production", "import", "base", str(file)).out
    lines = call("production", "list", "base", "--json").document
    assert set(lines[0]) == first_level("production list")
    assert "甲制药" in call("production", "list", "小品种药集中生产基地").out
    assert call("production", "withdraw", lines[0]["number"], "--reason", "误").code == 0
    assert "没有这样的记录" in call("production", "list", "base").out
    single = call("production", "single", "--json").document
    assert set(single[0]) == first_level("production single")
    assert set(single[0]["chain"][0]) == nested_level("production single", "[].chain[].")
    assert "原料一厂" in call("production", "single").out
    chain = call("production", "chain", "P1", "--json").document
    assert set(chain) == first_level("production chain")
    assert "单点：原料一厂" in call("production", "chain", "P1").out
    stop = call("production", "stop", "原料一厂", "--json").document
    assert set(stop[0]) == first_level("production stop")
    assert "没有来源" in call("production", "stop", "原料一厂").out
