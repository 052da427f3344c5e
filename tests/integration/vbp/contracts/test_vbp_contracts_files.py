"""VBP-4: a contract as a Word document, contracts as a chain in a workbook, and signed ones in the lake."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.home import Home

from .conftest import AT, ROUND, book, number_of, signed

pytestmark = pytest.mark.django_db
KNOWN = """机构代码,机构名称,机构类型,行政区划代码,机构等级
H1,甲县人民医院,医疗机构,430121,二级
H2,甲县中医院,医疗机构,430121,二级
D1,丙配送,配送企业,430102,
"""
CATALOGUE = """药品代码,通用名,剂型,规格,包装,最小包装数量,原料药,生产企业
P1,阿司匹林片,片剂,0.1g,0.1g*30片/瓶,30,阿司匹林,丁制药
P2,地高辛片,片剂,0.25mg,0.25mg*30片/盒,30,地高辛,丁制药
"""


@pytest.fixture
def contracts(drawn: Callable[..., Any], named: Callable[..., int]) -> None:
    drawn()
    named()


@pytest.fixture
def handed(home: Home, bring_in: Callable[..., Any], contracts: None) -> Callable[..., Any]:
    """Hand over at an instant."""
    from baowen.vbp.contracts.actions.handing_over import hand_over_contracts

    assert bring_in("organisation", KNOWN).accepted == 3
    assert bring_in("catalogue", CATALOGUE).accepted == 2

    def run(minutes: int = 0) -> Any:
        at = AT + timedelta(minutes=minutes)
        return hand_over_contracts(home, by="test", at=at, clock=lambda: at)

    return run


def _lake(home: Home) -> list[dict[str, Any]]:
    from baowen.lake.store import Lake

    lake = Lake(home.lake)
    rows, products = lake.read("vbp_contract"), lake.read("catalogue", columns=["product", "product_code"])
    hospitals = lake.read("organisation", columns=["org", "org_code"])
    if rows is None or hospitals is None or products is None:
        return []
    rows = rows.join(hospitals.rename({"org_code": "hospital_code"}), left_on="hospital", right_on="org")
    rows = rows.join(
        hospitals.rename({"org_code": "distributor_code"}), left_on="distributor", right_on="org", how="left"
    )
    return rows.join(products, on="product").to_dicts()


def test_what_all_have_signed_reaches_the_lake_in_packs_and_a_supplement_corrects_it(
    home: Home, handed: Callable[..., Any], people: Any
) -> None:
    from baowen.vbp.contracts.actions.supplements import add_supplement, sign_supplement

    number = number_of("H1", "P1")
    assert (handed().accepted, _lake(home)) == (0, []), "nothing is signed yet"
    signed(people, number)
    found = handed(1)
    assert (found.accepted, found.refused, found.waiting) == (1, (), 0)
    row = _lake(home)[0]
    assert (row["round_code"], row["hospital_code"], row["product_code"]) == (ROUND, "H1", "P1")
    assert (row["starts_on"], row["ends_on"], row["agreed_quantity"]) == (date(2027, 1, 1), date(2028, 12, 31), 20)
    assert (row["is_alliance"], row["quality_tier"], row["distributor_code"]) == (False, "通过一致性评价", "D1")
    assert handed(2).accepted == 0
    made = add_supplement(number, 5, reason="增加", actor=people.buyer, at=AT, book=book())
    for who in (people.supplier, people.maker):
        assert handed(3).accepted == 0, "not before all have signed"
        sign_supplement(made, actor=who, at=AT, book=book())
    assert handed(4).accepted == 1
    assert [one["agreed_quantity"] for one in _lake(home)] == [25]


def test_a_contract_of_another_platform_stays_as_it_is(
    home: Home, handed: Callable[..., Any], people: Any, bring_in: Callable[..., Any]
) -> None:
    other = (
        "批次编号,医疗机构代码,中选药品代码,协议开始日期,协议结束日期,约定采购量\n"
        f"{ROUND},H1,P1,2027-01-01,2028-12-31,999\n{ROUND},H2,P2,2027-01-01,2028-12-31,6\n"
    )
    assert bring_in("vbp_contract", other).accepted == 2
    signed(people, number_of("H1", "P1"))
    found = handed()
    assert (found.accepted, found.waiting) == (0, 1)
    assert found.refused[0][0] == number_of("H1", "P1")
    assert "其他平台" in found.refused[0][1]
    assert {one["hospital_code"]: one["agreed_quantity"] for one in _lake(home)} == {"H1": 999, "H2": 6}


def test_what_the_lake_does_not_know_is_told_by_the_contracts_number_and_waits(
    handed: Callable[..., Any], people: Any
) -> None:
    number = number_of("H1", "P4")
    signed(people, number)
    found = handed()
    assert (found.accepted, found.waiting, [one[0] for one in found.refused]) == (0, 1, [number])
    assert "药品目录中没有这个代码" in found.refused[0][1]


def test_the_agreement_says_what_the_contract_says_and_who_has_signed(contracts: None, people: Any) -> None:
    from baowen.price.letters.fill import text_of
    from baowen.vbp.contracts.actions.signing import choose
    from baowen.vbp.contracts.files.agreement import agreement
    from baowen.vbp.contracts.queries.files import agreement_of

    number = number_of("H1", "P4")

    def text() -> str:
        return text_of(agreement(agreement_of(number, actor=people.buyer)))

    assert "丙方（配送企业）：待选定" in text()
    choose({number: "D1"}, actor=people.buyer, at=AT, book=book(), sign=True)
    said = text()
    for part in (
        "药品集中带量采购购销协议", f"协议编号：{number}", "甲方（医疗机构）：甲县人民医院（H1）",
        "乙方（生产企业）：戊制药（M2）", "丙方（配送企业）：丙配送（D1）", "头孢呋辛片", "第十一批集采",
        "约定采购总金额为 400.00 元", "自2027年1月1日起至2027年12月31日止", "2026-11-02 10:00", "未签订",
    ):  # fmt: skip
        assert part in said
    found = agreement_of(number, actor=people.buyer)
    assert found.amount == found.price * found.packs, "supplements stand below, with packs of their own"
    assert agreement(found) == agreement(found), "the same bytes"


def test_contracts_as_a_chain_add_up_in_the_workbook(contracts: None, people: Any) -> None:
    from openpyxl import load_workbook

    from baowen.vbp.contracts.files.chain import sheets, workbook
    from baowen.vbp.contracts.queries.contracts import Sought, contract_page
    from baowen.vbp.contracts.queries.files import links_of, rounds_of

    links = links_of(contract_page(people.officer, Sought()).lines)
    tables = sheets(rounds_of(links), links)
    told = {sheet.title: list(sheet.values) for sheet in load_workbook(io.BytesIO(workbook(tables)))}
    assert list(told) == [
        "合同链-主合同", "合同链-子合同", "批次信息表", "批次目录信息表", "批次合同信息表", "医疗机构采购表",
    ]  # fmt: skip
    main = {row[0]: row for row in told["合同链-主合同"][1:]}
    assert main["GY11-P1-20270101"][1:] == ("M1", "P1", 12, 840, "2027-01-01", "2028-12-31")
    assert sum(row[3] for row in told["合同链-子合同"][1:]) == sum(row[2] for row in told["批次合同信息表"][1:]) == 162
    assert told["批次信息表"][1] == ("GY11", "第十一批集采", "2027-01-01", "2028-12-31")
    assert len(told["批次目录信息表"]) == 5
    assert sum((one.amount for one in links), Decimal(0)) == sum(row[4] for row in main.values())


def test_receipts_under_a_contract_stand_in_the_workbook_and_no_others(contracts: None, people: Any) -> None:
    from datetime import UTC, datetime

    from baowen.procure.trade.models import Delivery, Order, OrderLine, Receipt
    from baowen.vbp.contracts.queries.contracts import Sought, contract_page
    from baowen.vbp.contracts.queries.files import bought_under, links_of

    for hospital, product, day, packs in (
        ("H1", "P1", 5, 12), ("H1", "P9", 6, 3), ("H2", "P9", 7, 4), ("H1", "P1", 31, 1)
    ):  # fmt: skip
        at = datetime(2027 if day < 31 else 2026, 1, day, 2, tzinfo=UTC)
        order = Order.objects.create(
            hospital=hospital, region="430121", supplier="D1", number=f"{hospital}{day}", urgency="general",
            placed_at=at, placed_by="x",
        )  # fmt: skip
        line = OrderLine.objects.create(
            order=order, number=f"{hospital}{day}-1", product_code=product, generic_name="药", maker="M1",
            basis="listing", basis_number="G", quantity=20, unit_price=Decimal(12), amount=Decimal(240),
            state="confirmed",
        )  # fmt: skip
        sent = Delivery.objects.create(
            line=line, supplier="D1", note=f"N{hospital}{day}", position=1, quantity=packs + 1, lot_no="L",
            expires_on=date(2029, 1, 1), delivered_at=at, delivered_by="x",
        )  # fmt: skip
        Receipt.objects.create(delivery=sent, accepted=packs, short=1, received_at=at, received_by="x")
    found = bought_under(links_of(contract_page(people.officer, Sought()).lines))
    assert [(one.product_code, one.hospital_name, one.maker_name, one.distributor_name) for one in found] == [
        ("P1", "甲县人民医院", "丁制药", "丙配送"),
    ]  # fmt: skip
    assert [(one.received, one.delivered, one.received_on) for one in found] == [(12, 13, date(2027, 1, 5))]
