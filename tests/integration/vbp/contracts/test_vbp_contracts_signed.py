"""VBP-4, VB-1.3: distributors by city, one chosen a contract, three signatures in turn, and every misuse answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from .conftest import AT, CITY, COUNTY, PROVINCE, ROUND, book, number_of, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def contracts(drawn: Callable[..., Any], named: Callable[..., int]) -> None:
    drawn()
    assert named() == 12


def _row(number: str) -> Any:
    from baowen.vbp.contracts.models import Contract

    return Contract.objects.get(pk=int(number[2:]))


def _do(who: Any, number: str) -> int:
    from baowen.vbp.contracts.actions.signing import sign

    return sign([number], actor=who, at=AT, book=book())


def _choose(who: Any, choices: dict[str, str], **more: Any) -> int:
    from baowen.vbp.contracts.actions.signing import choose

    return choose(choices, actor=who, at=AT, book=book(), **more)


def test_cities_with_fewer_distributors_than_the_province_wants_are_told(
    round_code: str, named: Callable[..., int], people: Any
) -> None:
    """VB-1.3, VBP-4: at least three distributors for each selected product in each city."""
    from baowen.vbp.contracts.actions.naming import end_distributor
    from baowen.vbp.contracts.queries.distributors import distribution

    named(("D1", "D2"))
    found = distribution(ROUND, CITY, actor=people.officer, on=AT.date(), book=book())
    assert (found.least, found.clause) == (3, "VB-1.3")
    there = {one.city: (one.products, one.few) for one in found.cities}
    assert len(there) == 14
    assert set(there.values()) == {(4, 4)}
    assert {one.product_code: one.distributors for one in found.products}["P1"] == ("D1", "D2")
    assert named() == 4, "only D3 is new"
    found = distribution(ROUND, "", actor=people.officer, on=AT.date(), book=book())
    assert {one.city: one.few for one in found.cities}[CITY] == 0
    assert end_distributor(ROUND, CITY, "D3", actor=people.maker, at=AT, book=book(), products=["P2"]) == 1
    found = distribution(ROUND, CITY, actor=people.maker, on=AT.date(), book=book())
    assert {one.product_code: one.is_few for one in found.products} == {"P1": False, "P2": True}
    assert len(distribution(ROUND, "", actor=people.buyer, on=AT.date(), book=book()).cities) == 1


@pytest.mark.parametrize(
    ("city", "codes", "products", "said"),
    [
        (COUNTY, ["D1"], (), "不是本批次的市州"), (PROVINCE, ["D1"], (), "不是本批次的市州"),
        ("320100", ["D1"], (), "不是本批次的市州"), (CITY, [" "], (), "请填写配送企业"),
        (CITY, ["H1"], (), "不是配送企业"),
        (CITY, ["D1", "D9"], (), "D9 未登记"), (CITY, ["D1"], ("P3",), "P3 不是本企业"),
        ("999999", ["D1"], (), "不存在"),
    ],
)  # fmt: skip
def test_a_wrong_naming_says_what_to_do_and_names_nobody(
    round_code: str, people: Any, city: str, codes: list[str], products: tuple[str, ...], said: str
) -> None:
    from baowen.core.problems import BaowenError
    from baowen.vbp.contracts.actions.naming import name_distributors
    from baowen.vbp.contracts.models import Distributor

    with pytest.raises(BaowenError, match=said):
        name_distributors(ROUND, city, codes, actor=people.maker, at=AT, book=book(), products=products)
    assert not Distributor.objects.exists()


def test_who_has_no_selected_product_names_nobody(round_code: str, people: Any) -> None:
    from baowen.core.problems import BaowenError
    from baowen.vbp.contracts.actions.naming import end_distributor, name_distributors

    for who in (people.supplier, people.buyer):
        with pytest.raises(BaowenError, match="没有本批次的中选产品"):
            name_distributors(ROUND, CITY, ["D1"], actor=who, at=AT, book=book())
    with pytest.raises(BaowenError, match="没有被指定"):
        end_distributor(ROUND, CITY, "D1", actor=people.maker, at=AT, book=book())


def test_a_contract_is_chosen_for_and_signed_in_turn_and_each_next_one_is_told(contracts: None, people: Any) -> None:
    from baowen.core.messages.models import Message
    from baowen.vbp.contracts.queries.contracts import contract

    number = number_of("H1", "P1")
    _choose(people.buyer, {number: "D2"})
    _choose(people.buyer, {number: "D1"})
    assert (_row(number).state, _row(number).distributor) == ("chosen", "D1")
    for who, state, told in (
        (people.buyer, "pushed", "D1"), (people.supplier, "half_signed", "M1"), (people.maker, "signed", "")
    ):  # fmt: skip
        assert _do(who, number) == 1
        assert _row(number).state == state
        assert not told or Message.objects.filter(to=f"organisation:{told}", kind="vbp_contract_to_sign").count() == 1
    found = contract(number, actor=people.supplier).contract
    assert [one.organisation for one in found.signatures] == ["H1", "D1", "M1"]
    assert all(one.signed_at == AT for one in found.signatures)
    assert (_row(number).revision, found.waits_for) == (1, None)


def test_a_hospital_chooses_and_signs_all_its_contracts_at_once(contracts: None, people: Any) -> None:
    numbers = [number_of("H1", product) for product in ("P1", "P2", "P4")]
    assert _choose(people.buyer, dict(zip(numbers, ("D1", "D2", "D1"), strict=True)), sign=True) == 3
    assert [_row(number).state for number in numbers] == ["pushed"] * 3
    assert _do(people.supplier, numbers[0]) == 1


def test_signing_out_of_turn_twice_or_for_another_is_answered(contracts: None, people: Any) -> None:
    from baowen.core.problems import BaowenError

    number = number_of("H1", "P1")

    def refused(deed: Callable[[], object], said: str) -> None:
        before = _row(number).state
        with pytest.raises(BaowenError, match=said):
            deed()
        assert _row(number).state == before

    refused(lambda: _do(people.buyer, number), "待选配送企业")
    refused(lambda: _do(people.maker, number), "还没有轮到本方")
    refused(lambda: _do(people.supplier, number), "没有本单位的协议")
    refused(lambda: _do(people.other_buyer, number), "没有本单位的协议")
    refused(lambda: _choose(people.buyer, {number: "D9"}), r"“D9”不是.*可选：丙配送（D1）、己配送（D2）、庚配送（D3）")
    refused(lambda: _choose(people.buyer, {number: ""}), "请选定配送企业")
    refused(lambda: _choose(people.buyer, {number: "D1", "XY00000000": "D1"}), "没有本单位的协议")
    refused(lambda: _choose(people.maker, {number: "D1"}), "应由医疗机构办理")
    refused(lambda: _do(people.officer, number), "没有本单位的协议")
    refused(lambda: _choose(people.buyer, {}), "请选择协议")
    _choose(people.buyer, {number: "D1"}, sign=True)
    refused(lambda: _do(people.buyer, number), "不能重复签订")
    refused(lambda: _do(people.maker, number), "还没有轮到本方")
    refused(lambda: _choose(people.buyer, {number: "D2"}), "推送后不能撤回、删除或修改")
    _do(people.supplier, number)
    refused(lambda: _do(people.supplier, number), "不能重复签订")
    _do(people.maker, number)
    refused(lambda: _do(people.maker, number), "推送后不能撤回、删除或修改")
    refused(lambda: _choose(people.buyer, {number: "D2"}), "补充协议")


def test_a_city_without_named_distributors_says_whose_turn_it_is(drawn: Callable[..., Any], people: Any) -> None:
    from baowen.core.problems import BaowenError

    drawn()
    with pytest.raises(BaowenError, match="生产企业还没有指定本市的配送企业"):
        _choose(people.buyer, {number_of("H1", "P1"): "D1"})


def test_a_distributor_that_is_named_no_longer_is_not_signed_with(contracts: None, people: Any) -> None:
    from baowen.core.problems import BaowenError
    from baowen.vbp.contracts.actions.naming import end_distributor

    number = number_of("H1", "P1")
    _choose(people.buyer, {number: "D1"})
    end_distributor(ROUND, CITY, "D1", actor=people.maker, at=AT, book=book())
    with pytest.raises(BaowenError, match="“D1”不是生产企业为本市指定"):
        _do(people.buyer, number)
    assert _choose(people.buyer, {number: "D2"}, sign=True) == 1
    end_distributor(ROUND, CITY, "D2", actor=people.maker, at=AT, book=book())
    assert _do(people.other_supplier, number) == 1, "what was pushed keeps its distributor"


@pytest.fixture
def barred() -> Iterator[set[str]]:
    """Enterprises of this set are barred from listing and from delivering."""
    from baowen.procure.listing import standing as listing
    from baowen.procure.standing import Barred
    from baowen.procure.trade import standing as trade

    codes: set[str] = set()

    def check(enterprise: str, region: str, on: Any) -> Any:
        said = Barred(zh=f"{enterprise} 已被暂停", en="suspended", clause="信用评价")
        return said if enterprise in codes else None

    listing.register("test", check)
    trade.register("test", check)
    yield codes
    listing.forget("test")
    trade._asked.forget("test")


def test_a_contract_whose_maker_or_distributor_is_barred_is_not_signed(
    contracts: None, people: Any, barred: set[str]
) -> None:
    """CRD-3 (VB-3.4): what stands against an enterprise counts before a contract is signed."""
    from baowen.core.problems import BaowenError

    number = number_of("H1", "P1")
    barred.add("D2")
    with pytest.raises(BaowenError, match="D2 已被暂停"):
        _choose(people.buyer, {number: "D2"})
    barred.add("M1")
    with pytest.raises(BaowenError, match="不能签订：M1 已被暂停（信用评价）"):
        _choose(people.buyer, {number: "D1"}, sign=True)
    assert _row(number).state == "drawn", "nothing is half done"
    barred.clear()
    _choose(people.buyer, {number: "D1"}, sign=True)
    barred.add("M1")
    with pytest.raises(BaowenError, match="不能签订"):
        _do(people.supplier, number)


def test_more_volume_is_agreed_in_a_supplement_that_all_three_sign(contracts: None, people: Any) -> None:
    """VBP-4: after the push only a supplement adds volume."""
    from baowen.core.problems import BaowenError
    from baowen.vbp.contracts.actions.supplements import add_supplement, sign_supplement
    from baowen.vbp.contracts.queries.contracts import contract

    number = number_of("H1", "P1")

    def more(packs: int, who: Any = people.buyer, reason: str = "新开病区") -> str:
        return add_supplement(number, packs, reason=reason, actor=who, at=AT, book=book())

    def refused(deed: Callable[[], object], said: str) -> None:
        with pytest.raises(BaowenError, match=said):
            deed()

    refused(lambda: more(5), "还没有三方签订")
    signed(people, number)
    refused(lambda: more(0), "正整数")
    refused(lambda: more(5, reason=" "), "请填写增加采购量的原因")
    refused(lambda: more(5, people.maker), "应由医疗机构办理")
    made = more(5)
    assert made == f"{number}-1"

    def sign(who: Any, which: str = made) -> None:
        sign_supplement(which, actor=who, at=AT, book=book())

    refused(lambda: sign(people.maker), "还没有轮到本方")
    refused(lambda: sign(people.buyer), "不能重复签订")
    refused(lambda: sign(people.supplier, f"{number}-2"), "没有本单位的协议")
    refused(lambda: sign(people.other_maker), "没有本单位的协议")
    sign(people.supplier)
    assert _row(number).more_packs == 0
    sign(people.maker)
    assert (_row(number).packs, _row(number).more_packs, _row(number).revision) == (20, 5, 2)
    page = contract(number, actor=people.maker)
    assert [(one.number, one.packs, one.state.value) for one in page.supplements] == [(made, 5, "signed")]
    assert page.contract.total_packs == 25
