"""Comparable prices: one factor for each product, against the price-ratio rules worked out pair by pair."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations
from math import prod
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baowen.core.policy import load_packs
from baowen.drugs.enrich import enrich_catalogue
from baowen.drugs.price import Offer, coefficients_from, ratio_price
from baowen.drugs.spec import parse_spec
from baowen.monitor.indicators.comparable import COMPARED_BY, RatioParameters, comparable_price, comparable_units
from baowen.monitor.indicators.examples import table
from baowen.monitor.indicators.parameter import read_parameters

RULING = load_packs().ruling("cn", date(2026, 1, 1))
PARAMETERS = read_parameters(RatioParameters, RULING)
RULES = coefficients_from(RULING.entry)
COLUMNS = ("product", "drug_key", "form_group", "strength_mg", "units", "volume_ml", "unit_name")


def _compared(rows: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """(generic name, dosage form, packaging) of products 1, 2 ... as the catalogue would hold them, compared."""
    frame = pl.DataFrame(rows, schema=["generic_name", "dosage_form", "packaging"], orient="row")
    frame = frame.with_columns(
        spec=pl.col("packaging").str.split("*").list.first(), product=pl.int_range(1, pl.len() + 1)
    )
    kept = enrich_catalogue(frame).select(*COLUMNS, "generic_name", "dosage_form")
    product = table("product", kept.to_dicts())
    return sorted(comparable_units(product, PARAMETERS).to_pyarrow().to_pylist(), key=lambda row: row["product"])


def _group(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in COMPARED_BY)


FORMS = {
    "普通片": ("盐酸二甲双胍片", "片剂"),
    "分散片": ("盐酸二甲双胍分散片", "片剂"),
    "硬胶囊": ("盐酸二甲双胍胶囊", "胶囊剂"),
}


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(FORMS)), st.sampled_from([100, 125, 250, 500, 700]), st.integers(1, 100)),
        min_size=2, max_size=5,
    )
)  # fmt: skip
def test_two_factors_divide_to_what_the_rules_give_for_the_pair(products: list[tuple[str, int, int]]) -> None:
    units = {form: "片" if form.endswith("片") else "粒" for form in FORMS}
    texts = [f"{strength}mg*{count}{units[form]}" for form, strength, count in products]
    rows = _compared([(*FORMS[form], text) for (form, _, _), text in zip(products, texts, strict=True)])
    assert len({_group(row) for row in rows}) == 1
    offers = []
    for (form, _, _), text in zip(products, texts, strict=True):
        spec = parse_spec(text).only
        assert spec is not None
        offers.append(Offer(spec, form, "oral_solid"))
    for (one, first), (other, second) in permutations(zip(offers, rows, strict=True), 2):
        steps = ratio_price(Decimal(100), one, other, RULES).steps
        expected = prod(float(step.factor) for step in steps if step.factor is not None)
        assert second["factor"] / first["factor"] == pytest.approx(expected, rel=1e-9)


def test_double_the_strength_at_1_7_times_the_price_is_the_same_comparable_price() -> None:
    low, same, high = _compared(
        [("甲硝唑片", "片剂", "0.2g*1片"), ("甲硝唑片", "片剂", "0.2g*1片"), ("甲硝唑片", "片剂", "0.4g*1片")]
    )
    assert low["factor"] == same["factor"] == 1  # the strength that most products have represents the drug
    assert high["factor"] == pytest.approx(1.7)


def test_strengths_eight_times_apart_are_not_compared() -> None:
    rows = _compared([("某药片", "片剂", f"{strength}mg*10片") for strength in (25, 25, 199, 200)])
    groups = [_group(row) for row in rows]
    assert groups[0] == groups[1] == groups[2]
    assert groups[3] != groups[0]


def test_slow_release_compares_under_its_own_name_only() -> None:
    plain, slow, enteric = _compared(
        [("双氯芬酸钠片", "片剂", "75mg*10片"), ("双氯芬酸钠缓释片", "片剂", "75mg*10片"),
         ("双氯芬酸钠肠溶片", "片剂", "75mg*10片")]
    )  # fmt: skip
    assert _group(plain) == _group(enteric) != _group(slow)
    assert enteric["factor"] / plain["factor"] == pytest.approx(1.1)


def test_injections_up_to_ten_millilitres_are_one_price_and_larger_ones_compare_by_volume() -> None:
    two, ten, large, other = _compared(
        [("甲药注射液", "注射液", f"{volume}ml:0.5g*10支") for volume in (2, 10, 100, 250)]
    )
    assert _group(two) == _group(ten)
    assert two["factor"] == ten["factor"] == 10
    assert len({_group(two), _group(large), _group(other)}) == 3


def test_no_injection_counts_as_cheaper_than_the_least_price() -> None:
    rows = _compared([("甲药注射液", "注射液", "2ml:0.5g*10支")])
    frame = comparable_units(
        table("product", [{"product": 1, "drug_key": "甲药|injection", "form_group": "injection", "strength_mg": 500,
                           "units": 10, "volume_ml": 2, "dosage_form": "注射液"}]),
        PARAMETERS,
    )  # fmt: skip
    priced = frame.mutate(
        cheap=comparable_price(frame.units * 0 + 1, frame), dear=comparable_price(frame.units * 3, frame)
    )
    row = priced.to_pyarrow().to_pylist()[0]
    assert (row["cheap"], row["dear"]) == (pytest.approx(0.2), pytest.approx(3.0))
    assert rows[0]["least_price"] == 2


def test_a_product_without_strength_or_pack_is_left_out() -> None:
    rows = [
        {"product": 1, "drug_key": "x|oral", "form_group": "oral_solid", "units": 10},
        {"product": 2, "drug_key": "x|oral", "form_group": "oral_solid", "strength_mg": 5},
        {"product": 3, "drug_key": "x|oral", "form_group": "oral_solid", "strength_mg": 5, "units": 10},
    ]
    found = comparable_units(table("product", rows), PARAMETERS).to_pyarrow().to_pylist()
    assert [row["product"] for row in found] == [3]


def test_syrups_of_one_concentration_differ_by_fill_alone() -> None:
    small, large = _compared([("布洛芬混悬液", "口服混悬剂", f"{v}ml:{v * 20}mg*1瓶") for v in (60, 120)])
    assert _group(small) == _group(large)
    assert large["factor"] / small["factor"] == pytest.approx(1.9)
