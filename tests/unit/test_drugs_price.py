"""Comparable prices: price of one unit, and the price-ratio rules with their limits."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest

from baowen.drugs.price import REASONS, Coefficients, Offer, coefficients_from, price_per_unit, ratio, ratio_price
from baowen.drugs.spec import Spec, parse_spec

ENTRIES = {
    "strength": "1.7", "volume": "1.9", "pack_count": "1.95", "pack_count_other": "2", "separate_strength": "8",
    "injection.floor": "0.2", "injection.same_volume": "10", "packaging_most.plastic": "1",
    "packaging_most.soft_bag": "4", "decimals": "2",
    "form": {"普通片": Decimal("1.0"), "分散片": Decimal("1.2"), "硬胶囊": Decimal("1.0")},
}  # fmt: skip


def rules() -> Coefficients:
    return coefficients_from(
        lambda key: SimpleNamespace(value=ENTRIES[key.removeprefix("price_ratio.")], clause=f"条 {key}", basis="code")
    )


def offer(text: str, form: str = "普通片", group: str = "oral_solid", material: str = "") -> Offer:
    spec = parse_spec(text).only
    assert isinstance(spec, Spec)
    return Offer(spec, form, group, material)


@pytest.mark.parametrize(
    ("x", "strength", "fill", "packs"),
    [
        ("0.5", "0.588235", "0.526316", "0.512821"),
        ("1.5", "1.363967", "1.455662", "1.477949"),
        ("2", "1.7", "1.9", "1.95"),
        ("3", "2.318745", "2.765757", "2.882000"),
        ("4", "2.89", "3.61", "3.8025"),
        ("8", "4.913", "6.859", "7.414875"),
        ("10", "5.828204", "8.433336", "9.193357"),
    ],
)
def test_the_ratios_agree_with_the_table_of_the_rules(x: str, strength: str, fill: str, packs: str) -> None:
    for coefficient, expected in (("1.7", strength), ("1.9", fill), ("1.95", packs)):
        assert round(ratio(Decimal(x), Decimal(coefficient)), 6) == Decimal(expected)


@pytest.mark.parametrize("x", ["0", "-1"])
def test_a_ratio_of_nothing_is_an_error(x: str) -> None:
    with pytest.raises(ValueError, match="above zero"):
        ratio(Decimal(x), Decimal("1.7"))


def test_the_bicarbonate_of_one_maker_is_eleven_and_a_quarter_times_as_dear() -> None:
    five, ten = parse_spec("10ml:0.5g*5支").only, parse_spec("10ml:0.5g*10支").only
    assert five is not None
    assert ten is not None
    cheap, dear = price_per_unit(Decimal(6), five), price_per_unit(Decimal(135), ten)
    assert (cheap, dear) == (Decimal("1.2000"), Decimal("13.5000"))
    assert cheap is not None
    assert dear is not None
    assert dear / cheap == Decimal("11.25")


def test_a_unit_price_is_rounded_half_up_and_unknown_without_a_count() -> None:
    three, unknown = parse_spec("0.1g*16片").only, parse_spec("0.1g").only
    assert three is not None
    assert unknown is not None
    assert price_per_unit(Decimal("0.0008"), three) == Decimal("0.0001")
    assert price_per_unit(Decimal(1), unknown) is None


def test_form_strength_and_pack_multiply_in_the_order_of_the_rules() -> None:
    found = ratio_price(Decimal(10), offer("0.1g*12片"), offer("0.2g*24片", "分散片"), rules())
    assert [step.name_zh for step in found.steps] == ["剂型差比价", "含量差比价", "包装数量差比价"]
    assert [round(step.factor, 4) for step in found.steps if step.factor] == [
        Decimal("1.2"),
        Decimal("1.7"),
        Decimal("1.95"),
    ]
    assert found.price == Decimal("39.78")
    assert found.steps[1].clause == "条 price_ratio.strength"
    assert found.steps[2].price == Decimal("39.7800")


def test_a_liquid_of_the_same_concentration_differs_by_its_volume_alone() -> None:
    one, other = offer("10ml:0.1g*6支", "口服液", "liquid"), offer("20ml:0.2g*6支", "口服液", "liquid")
    found = ratio_price(Decimal(10), one, other, rules())
    assert [(step.name_zh, step.x) for step in found.steps] == [("装量差比价", Decimal(2))]
    assert found.price == Decimal("19.00")


def test_packs_of_other_forms_are_priced_in_proportion() -> None:
    one, other = offer("每袋装10g,10袋", "颗粒剂"), offer("每袋装10g,20袋", "颗粒剂")
    one, other = (Offer(each.spec, each.form, "liquid") for each in (one, other))
    assert ratio_price(Decimal(10), one, other, rules()).price == Decimal("20.00")


def test_small_injections_do_not_differ_by_volume() -> None:
    one, other = offer("2ml:0.1g*10支", "注射液", "injection"), offer("5ml:0.1g*10支", "注射液", "injection")
    found = ratio_price(Decimal(30), one, other, rules())
    assert (found.price, found.steps) == (Decimal("30.00"), ())


def test_an_injection_costs_at_least_the_floor() -> None:
    one, other = offer("2ml:0.2g*10支", "注射液", "injection"), offer("1ml:0.1g*10支", "注射液", "injection")
    found = ratio_price(Decimal("2.5"), one, other, rules())
    assert found.steps[-1].name_zh == "注射剂最低价"
    assert found.price == Decimal("2.00")


def test_a_smaller_pack_costs_no_more_for_a_unit_than_the_representative() -> None:
    found = ratio_price(Decimal(24), offer("0.1g*24片"), offer("0.1g*12片"), rules())
    assert round(found.steps[0].price, 2) == Decimal("12.31")
    assert (found.steps[-1].name_zh, found.price) == ("小规格单价不高于代表品", Decimal("12.00"))


def test_packing_material_may_add_at_most_what_the_rules_allow() -> None:
    bottle = offer("100ml:5g*1瓶", "大容量注射液", "injection", "plastic")
    bag = offer("100ml:5g*1袋", "大容量注射液", "injection", "soft_bag")
    assert ratio_price(Decimal(5), bottle, bag, rules()).material_allowance == 3
    assert ratio_price(Decimal(5), bag, bottle, rules()).material_allowance == 0


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (offer("10mg*10片"), offer("80mg*10片"), "separate_representative"),
        (offer("80mg*10片"), offer("10mg*10片"), "separate_representative"),
        (offer("10mg*10片"), offer("10mg*10片", "口崩片"), "form_ratio_unknown"),
        (offer("10mg*10片"), offer("10mg"), "count_unknown"),
        (offer("10mg*10片"), offer("2ml:10mg*10支", "注射液", "injection"), "group_differs"),
        (offer("每片含A甲素10mg与乙素20mg,10片"), offer("10mg*10片"), "strength_unknown"),
        (offer("9ml:0.1g*1支", "针", "injection"), offer("50ml:0.2g*1支", "针", "injection"), "volume_step_unknown"),
    ],
)  # fmt: skip
def test_where_the_rules_give_no_price_the_reason_is_told(one: Offer, other: Offer, reason: str) -> None:
    found = ratio_price(Decimal(10), one, other, rules())
    assert (found.price, found.reason) == (None, reason)
    assert REASONS[reason][0]


def test_just_under_the_limit_a_ratio_is_still_taken() -> None:
    assert ratio_price(Decimal(10), offer("10mg*10片"), offer("79mg*10片"), rules()).reason is None
