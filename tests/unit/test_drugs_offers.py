"""Products as the price-ratio rules compare them, and one price in terms of another's pack."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from baowen.core.policy import load_packs
from baowen.drugs.offers import in_terms_of, offer_of
from baowen.drugs.price import Offer, coefficients_from

RULES = coefficients_from(load_packs().ruling("430000", date(2026, 9, 1)).entry)


def offer(name: str, form: str, spec: str, packaging: str = "") -> Offer:
    found = offer_of(generic_name=name, dosage_form=form, spec=spec, packaging=packaging, forms=RULES.forms)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "form", "expected"),
    [
        ("甲硝唑片", "片剂", "普通片"),
        ("甲硝唑分散片", "片剂", "分散片"),
        ("奥美拉唑肠溶胶囊", "胶囊剂", "肠溶胶囊"),
        ("利福平胶囊", "胶囊剂", "硬胶囊"),
        ("双氯芬酸钠缓释片", "片剂", "双氯芬酸钠缓释片|片剂"),
        ("地高辛注射液", "注射剂", "注射剂"),
    ],
)
def test_a_form_is_named_as_the_ratio_table_names_it_and_a_slow_release_by_itself(
    name: str, form: str, expected: str
) -> None:
    assert offer(name, form, "0.2g*10片").form == expected


def test_half_the_strength_costs_what_is_left_after_one_step_of_1_7() -> None:
    own, other = offer("甲硝唑片", "片剂", "0.2g*10片"), offer("甲硝唑片", "片剂", "0.4g*10片")
    assert in_terms_of(own, other, Decimal("17"), RULES).price == Decimal("10.00")


def test_a_pack_of_the_same_product_costs_the_same() -> None:
    own = offer("甲硝唑片", "片剂", "0.2g", "100片/瓶")
    assert in_terms_of(own, own, Decimal("12.30"), RULES).price == Decimal("12.30")


def test_a_slow_release_is_not_compared_with_an_ordinary_tablet_and_says_why() -> None:
    own, other = offer("双氯芬酸钠片", "片剂", "75mg*10片"), offer("双氯芬酸钠缓释片", "片剂", "75mg*10片")
    found = in_terms_of(own, other, Decimal("10"), RULES)
    assert (found.price, found.reason) == (None, "form_ratio_unknown")


def test_a_specification_that_cannot_be_read_makes_no_offer() -> None:
    assert offer_of(generic_name="某药", dosage_form="片剂", spec="复方", packaging="", forms=RULES.forms) is None
