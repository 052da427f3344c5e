"""VBP-3, VBP-4: the pages of agreed volumes and contracts, for officers, hospitals and enterprises; misuse is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from baowen.api import book as served
from baowen.vbp.volumes import queries as told

from .conftest import CITY, ROUND, number_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def page_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, volumes: list[Any]) -> Iterator[None]:
    from baowen.core.home import create_home

    create_home(tmp_path / "pages", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "pages"))
    monkeypatch.setattr(told, "reported_volumes", lambda code: tuple(volumes) if code == ROUND else ())
    for read_once in (served.home, served.contract_book):
        read_once.cache_clear()
    yield
    for read_once in (served.home, served.contract_book):
        read_once.cache_clear()


def _in(name: str) -> Client:
    client = Client()
    person = get_user_model().objects.get(username=name)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def _act(client: Client, **given: Any) -> str:
    return _text(client.post("/vbp/contracts/act/", given, follow=True))


def test_an_officer_looks_first_at_what_each_hospital_gets_and_then_draws_the_contracts_up(round_code: str) -> None:
    """VB-2.1, VBP-3."""
    officer = _in("officer")
    assert "还没有协议" in _text(officer.get("/vbp/contracts/"))
    page = _text(officer.get(f"/vbp/contracts/allocation/?round={ROUND}&lot=2"))
    for part in (
        "试算结果", "7 份", "3,500", "中选企业 1 家 → 50%", "不低于报量的 60% → 60%", "2,100 ÷ 30 ≈ 70 盒",
        "1,980 ÷ 30 ≈ 66", "相等", "甲县中医院", "300 × 60% ÷ 30", "按医疗机构报量的品牌",
    ):  # fmt: skip
        assert part in page
    assert "不等" not in page
    rows = officer.get(f"/vbp/contracts/allocation/?round={ROUND}&format=csv&table=allocation").content.decode()
    assert rows.count("\n") == 8
    asked = {"round": ROUND, "starts_on": "2027-01-01", "sign_by": "2030-01-31"}
    assert "协议已生成" in _text(officer.post("/vbp/contracts/allocation/keep/", asked, follow=True))
    listed = _text(officer.get("/vbp/contracts/?state=drawn"))
    assert "甲县人民医院" in listed
    assert "2 份协议" not in listed
    csv = officer.get("/vbp/contracts/?format=csv&table=contracts").content.decode()
    assert csv.count("\n") == 8
    assert "没有符合条件的协议" in _text(officer.get("/vbp/contracts/?text=没有这种药"))
    chain = officer.get("/vbp/contracts/chain.xlsx")
    assert chain.content[:2] == b"PK"


def test_a_round_without_reports_says_what_comes_first(round_code: str, volumes: list[Any]) -> None:
    volumes.clear()
    assert "还没有报量" in _text(_in("officer").get("/vbp/contracts/allocation/"))


def test_only_officers_reach_the_allocation_and_a_wrong_date_is_told(round_code: str) -> None:
    assert _in("buyer").get("/vbp/contracts/allocation/").status_code == 403
    wrong = {"round": ROUND, "starts_on": "明天", "sign_by": ""}
    answer = _in("officer").post("/vbp/contracts/allocation/keep/", wrong, follow=True)
    assert "日期应写作" in _text(answer)


def test_an_enterprise_names_distributors_for_all_its_products_of_a_city_at_once(round_code: str) -> None:
    """VB-1.3, VBP-4."""
    maker = _in("maker")
    page = _text(maker.get(f"/vbp/contracts/distributors/?round={ROUND}&city={CITY}"))
    assert "不少于 3 家配送企业" in page
    assert "未指定" in page
    given = {"what": "name", "round": ROUND, "city": CITY, "distributors": "D1，D2\nD3"}
    page = _text(maker.post("/vbp/contracts/distributors/act/", given, follow=True))
    assert "配送企业已指定" in page
    assert "丙配送、己配送、庚配送" in page
    given |= {"what": "end", "distributor": "D3"}
    page = _text(maker.post("/vbp/contracts/distributors/act/", given, follow=True))
    assert page.count("不足</span>") == 2
    told_cities = _in("officer").get(f"/vbp/contracts/distributors/?round={ROUND}&format=csv&table=cities")
    assert "430100,湖南省长沙市,4,4" in told_cities.content.decode()
    assert "未登记" in _text(
        maker.post("/vbp/contracts/distributors/act/", given | {"what": "name", "distributors": "D9"}, follow=True)
    )


def test_a_hospital_chooses_and_signs_all_its_contracts_on_one_page_and_the_others_follow(
    drawn: Callable[..., Any], named: Callable[..., int], people: Any
) -> None:
    """VB-1.3, VBP-4."""
    drawn()
    named()
    buyer, supplier = _in("buyer"), _in("supplier")
    numbers = [number_of("H1", product) for product in ("P1", "P2", "P4")]
    page = _text(buyer.get("/vbp/contracts/sign/"))
    assert all(number in page for number in numbers)
    assert "没有待本单位办理" in _text(supplier.get("/vbp/contracts/sign/"))
    missing = _act(buyer, what="choose_sign", choose=numbers)
    assert "请选定配送企业" in missing
    said = _act(buyer, what="choose_sign", choose=numbers, everywhere="D1", **{f"distributor-{numbers[1]}": "D2"})
    assert "已选定并签订" in said
    assert "没有待本单位办理" in said
    page = _text(supplier.get("/vbp/contracts/sign/"))
    assert numbers[0] in page
    assert numbers[1] not in page
    assert "已签订" in _act(supplier, what="sign", sign=[numbers[0], numbers[2]])
    assert "不能重复签订" in _act(supplier, what="sign", sign=numbers[0], number=numbers[0])
    assert "推送后不能撤回、删除或修改" in _act(
        buyer, what="choose", choose=numbers[0], number=numbers[0], **{f"distributor-{numbers[0]}": "D2"}
    )
    assert "已签订" in _act(_in("maker"), what="sign", sign=numbers[0])


def test_one_contract_shows_its_working_its_signatures_and_its_supplements(
    drawn: Callable[..., Any], named: Callable[..., int], people: Any
) -> None:
    from .conftest import signed

    drawn()
    named()
    number = number_of("H1", "P1")
    signed(people, number)
    buyer = _in("buyer")
    page = _text(buyer.get(f"/vbp/contracts/{number}/"))
    for part in ("报量 3,500 × 60% ≈ 2,100 最小单位", "1,000 × 60% ÷ 30", "VB-2.1", "丙配送 2026-11-02 10:00 已签订"):
        assert part in page
    word = buyer.get(f"/vbp/contracts/{number}/agreement.docx")
    assert word.content[:2] == b"PK"
    assert f"{number}.docx" in word["Content-Disposition"]
    assert "正整数" in _act(buyer, what="supplement", number=number, packs="-3", reason="增加")
    assert "补充协议已签订并推送" in _act(buyer, what="supplement", number=number, packs="7", reason="新开病区")
    assert f"{number}-1" in _text(_in("supplier").get("/vbp/contracts/sign/"))
    assert "还没有轮到本方" in _act(_in("maker"), what="sign_supplement", number=number, supplement=f"{number}-1")
    for name in ("supplier", "maker"):
        assert "补充协议已签订" in _act(_in(name), what="sign_supplement", number=number, supplement=f"{number}-1")
    assert "其中补充 7" in _text(buyer.get(f"/vbp/contracts/{number}/"))
    strange = _in("buyer2").get(f"/vbp/contracts/{number}/")
    assert "没有可阅看的协议" in _text(strange)


def test_late_contracts_are_listed_by_whom_they_wait_for(drawn: Callable[..., Any]) -> None:
    from datetime import date

    from baowen.vbp.contracts.models import Contract

    officer = _in("officer")
    drawn()
    Contract.objects.update(sign_by=date(2099, 1, 1))
    assert "没有逾期未签的协议" in _text(officer.get("/vbp/contracts/late/"))
    Contract.objects.filter(hospital="H1").update(sign_by=date(2020, 1, 1))
    page = _text(officer.get("/vbp/contracts/late/"))
    assert "甲县人民医院" in page
    assert "甲县中医院" not in page
    assert "H1,甲县人民医院,3,2020-01-01" in officer.get("/vbp/contracts/late/?format=csv&table=late").content.decode()
    assert "逾期，应于 2020-01-01" in _text(officer.get("/vbp/contracts/?late=1"))


def test_the_pages_speak_english_and_an_unknown_deed_is_told(round_code: str) -> None:
    officer = _in("officer")
    officer.cookies["django_language"] = "en"
    for page, said in (
        ("", "No contract yet"), ("allocation/", "Worked out, not kept yet"),
        ("distributors/", "cities that lack some"), ("late/", "Nothing is late"),
    ):  # fmt: skip
        assert said in _text(officer.get(f"/vbp/contracts/{page}"))
    assert "没有这项操作" in _text(_in("buyer").post("/vbp/contracts/act/", {"what": "x"}))
