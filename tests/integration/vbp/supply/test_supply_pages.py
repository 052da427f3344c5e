"""The pages of supply problems, enterprise files, joining and findings; misuse is told and changes nothing."""

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
from baowen.core.period import Month

pytestmark = pytest.mark.django_db
PROBLEM = {"product": "GY-11 P1", "kind": "short_supply", "from_on": "2026-10-20", "words": "连续两周未到货"}


@pytest.fixture(autouse=True)
def page_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from baowen.core.home import create_home

    create_home(tmp_path / "pages", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "pages"))
    cached = (served.home, served.rulebook, served.settle_book)
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


def test_a_problem_goes_from_hospital_to_enterprise_to_province_over_the_pages(
    running: str, signed_in: Callable[[str], Client]
) -> None:
    """VB-3.3 (VBP-9)."""
    buyer, maker, province = signed_in("buyer"), signed_in("maker"), signed_in("province")
    assert "没有反映过" in text(buyer, "/vbp/supply/")
    assert "没有医疗机构反映本企业" in text(maker, "/vbp/supply/")
    paper = SimpleUploadedFile("缺货照片.txt", "缺货".encode())
    assert "已反映" in text(buyer, "/vbp/supply/tell/", **PROBLEM, attachments=paper)
    number = re.search(r"SP-430000-\d{4}-00001", text(maker, "/vbp/supply/")).group()  # type: ignore[union-attr]
    page = f"/vbp/supply/{number}/"
    assert "请填写何时供应多少" in text(maker, page, what="answer")
    answered = text(maker, page, what="answer", supply_by="2099-01-05", quantity="2000", cause="capacity")
    assert "最迟供应 2099-01-05" in answered
    link = re.search(r"/vbp/supply/papers/\d+/", answered).group()  # type: ignore[union-attr]
    assert maker.get(link).content.decode() == "缺货"
    assert "没有可下载的附件" in text(signed_in("backup"), link)
    assert "示例值" in text(province, page)
    confirm = {"confirmation": "supply_failure", "region": "430121", "reason": "经核实"}
    assert "请选择要核实的问题" in text(province, "/vbp/supply/confirm/", **confirm)
    assert "已核实" in text(province, "/vbp/supply/confirm/", numbers=[number], **confirm)
    for client in (buyer, maker, province):
        shown = text(client, "/vbp/supply/confirmed/")
        assert "戊制药" in shown
        assert number in shown
    assert "没有已核实的供应问题" in text(signed_in("buyer2"), "/vbp/supply/confirmed/")
    made = re.search(r"SC-430000-\d{4}-00001", text(province, "/vbp/supply/confirmed/")).group()  # type: ignore[union-attr]
    end = {"number": made, "what": "end", "reason": "恢复供应"}
    assert "早于开始日期" in text(province, "/vbp/supply/confirmed/act/", until_on="2026-10-01", **end)
    assert "已办理" in text(province, "/vbp/supply/confirmed/act/", until_on="2026-10-31", **end)
    csv = province.get("/vbp/supply/confirmed/?format=csv&table=confirmed").content.decode()
    assert f"{made},供应不足,GY-11,1,P1,地高辛片,M1,丁制药" in csv
    assert "SP-430000" in province.get("/vbp/supply/?format=csv&table=problems").content.decode()


def test_misuse_over_the_pages_is_told_and_changes_nothing(
    running: str, told: Any, signed_in: Callable[[str], Client]
) -> None:
    from baowen.vbp.supply.models import Problem

    number = told()
    page = f"/vbp/supply/{number}/"
    buyer, backup = signed_in("buyer"), signed_in("backup")
    assert "没有可阅看的供应问题" in text(backup, page, what="answer", cause="capacity")
    assert "没有可阅看的供应问题" in text(backup, page)
    assert "不能核实供应问题" in text(buyer, page, what="confirm", confirmation="quality", region="430121", reason="x")
    for wrong, said in (
        ({"product": "GY-11 P9"}, "不是批次"), ({"from_on": "2099-01-01"}, "晚于今天"),
        ({"from_on": "昨天"}, "日期应写作"), ({"kind": "odd"}, "请从列表中选择"), ({"product": ""}, "没有批次"),
        ({"until_on": "2026-10-01"}, "早于开始日期"),
    ):  # fmt: skip
        assert said in text(buyer, "/vbp/supply/tell/", **(PROBLEM | {"kind": "quality"} | wrong))
    assert "请从列表中选择" in text(buyer, page, what="odd", reason="x")
    assert Problem.objects.values_list("state", flat=True).get() == "told"


def test_the_file_of_an_enterprise_over_the_pages(running: str, told: Any, signed_in: Callable[[str], Client]) -> None:
    """VB-3.2 (CRD-6)."""
    told()
    province, maker = signed_in("inspector"), signed_in("maker")
    assert "丁制药" in text(province, "/vbp/enterprises/")
    page = "/vbp/enterprises/M1/"
    entry = {"what": "note", "kind": "recall", "title": "三级召回", "happened_on": "2026-10-08", "product_code": "P1"}
    noted = text(province, page, **entry)
    number = re.search(r"SE-430000-\d{4}-00001", noted).group()  # type: ignore[union-attr]
    assert "已办理" in text(maker, page, what="answer", number=number, words="已全部召回")
    assert "已确认" in text(province, page, what="confirm", number=number)
    corrected = text(
        province, page, **(entry | {"what": "correct", "number": number, "title": "二级召回"}), reason="误"
    )
    assert "二级召回" in corrected
    assert "已由其更正" in corrected
    last = str(Month.of(today()).plus(-1))
    month = {"what": "month", "region": "430000", "month": last, "product": "P1", "produced-P1": "5000"}
    assert "5,000" in text(maker, page, **month)
    assert "请至少填写一个数" in text(maker, page, **(month | {"produced-P1": ""}))
    assert "应为数字" in text(maker, page, **(month | {"produced-P1": "很多"}))
    assert "登记承诺" in text(maker, page)
    assert "没有可阅看的企业档案" in text(signed_in("backup"), page)
    assert "登记档案记录" not in text(signed_in("buyer"), page)
    assert "二级召回" in province.get(f"{page}?format=csv&table=entries").content.decode()
    assert last in maker.get(f"{page}?format=csv&table=months").content.decode()
    assert province.get("/vbp/enterprises/NONE/").status_code == 404


def test_joining_over_the_pages(running: str, signed_in: Callable[[str], Client]) -> None:
    """VB-1.4 (VBP-10)."""
    pharmacy, county = signed_in("pharmacy"), signed_in("county")
    assert "没有这样的申请" in text(county, "/vbp/joining/")
    given = {"kind": "pharmacy", "product-1": "GY-11 P1", "quantity-1": "60"}
    assert "请填写 P1 的采购量" in text(pharmacy, "/vbp/joining/apply/", **(given | {"quantity-1": ""}))
    assert "已申请" in text(pharmacy, "/vbp/joining/apply/", **given)
    number = re.search(r"SJ-430000-\d{4}-00001", text(county, "/vbp/joining/")).group()  # type: ignore[union-attr]
    assert "请填写理由" in text(county, "/vbp/joining/move/", number=number, move="refuse")
    assert "已约定" in text(county, "/vbp/joining/move/", number=number, move="accept")
    assert "便民药店" in county.get("/vbp/joining/?format=csv&table=joinings").content.decode()


def test_findings_over_the_pages(running: str, signed_in: Callable[[str], Client]) -> None:
    """VB-2.2 (VBP-13)."""
    province, buyer = signed_in("province"), signed_in("buyer")
    assert "没有这样的问题" in text(province, "/vbp/findings/")
    given = {"institution": "甲县人民医院", "kind": "payment", "words": "逾期付款", "evidence": "F1 F2"}
    assert "没有代码或名称为" in text(province, "/vbp/findings/enter/", **(given | {"institution": "某医院"}))
    assert "已登记" in text(province, "/vbp/findings/enter/", **given)
    number = re.search(r"SF-430000-\d{4}-00001", text(buyer, "/vbp/findings/")).group()  # type: ignore[union-attr]
    page = f"/vbp/findings/{number}/"
    passed = text(province, page, what="pass_on", to="discipline", receiver="驻局纪检监察组", words="线索")
    assert "驻局纪检监察组" in passed
    own = text(buyer, page)
    assert "纪检" not in own
    assert "整改中" in text(buyer, page, what="answer", words="正在补付")
    assert "不能起草、印发集采执行通报" in text(buyer, page, what="pass_on", to="discipline", receiver="x", words="y")
    assert "逾期付款" in province.get("/vbp/findings/?format=csv&table=findings").content.decode()
    assert "没有可阅看的问题" in text(signed_in("buyer2"), page)
