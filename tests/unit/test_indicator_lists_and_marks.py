"""Which drugs count as listed, what the words of colour rules mean, and marks that no twin covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.core.policy.registry import KEYS
from baowen.monitor.indicators.examples import CITY_A, COUNTY_A1, COUNTY_B1, PROVINCE, REGIONS, table, tables
from baowen.monitor.indicators.mark_rules import BASES, COMPARATORS, SCOPES, UNIT_BASES, read_combinations, read_rules
from baowen.monitor.indicators.marks import MarkParameters, marks_findings
from baowen.monitor.indicators.on_list import drugs_on_lists, issuers_of
from baowen.monitor.indicators.parameter import read_parameters
from baowen.monitor.indicators.tables import Scope, last_days

AS_OF = date(2025, 6, 30)
MONTHS = (Month(2025, 5), Month(2025, 6))
NATION = 100000
PLACES = [*REGIONS, {"region": NATION, "level": "nation", "city": None, "province": None}]
PRODUCTS = [
    {"product": 1, "drug_key": "甲|oral", "generic_name": "甲片", "drug_name": "甲", "dosage_form": "片剂"},
    {"product": 2, "drug_key": "乙|injection", "generic_name": "乙注射液", "drug_name": "乙", "dosage_form": "注射液"},
]


def _listed(entries: list[dict[str, Any]], place: int) -> set[tuple[str, str]]:
    data = tables(as_of=AS_OF, product=PRODUCTS, list_entry=entries, region=PLACES)
    found = drugs_on_lists(data, last_days(MONTHS, AS_OF), table("region", [{"region": place}]))
    return {(row["month"], row["drug_key"]) for row in found.to_pyarrow().to_pylist()}


def _entry(
    name: str, effective_on: date, *, region: int = PROVINCE, edition: str = "1", form: str | None = None
) -> Any:
    return {"region": region, "list_kind": "shortage", "edition": edition, "effective_on": effective_on,
            "generic_name": name, "dosage_form": form}  # fmt: skip


def test_a_list_counts_in_every_place_below_its_issuer_and_nowhere_else() -> None:
    entries = [_entry("甲片", date(2025, 1, 1), region=CITY_A)]
    assert _listed(entries, COUNTY_A1) == {("2025-05", "甲|oral"), ("2025-06", "甲|oral")}
    assert _listed(entries, COUNTY_B1) == _listed(entries, PROVINCE) == set()


def test_a_drug_that_the_newest_edition_leaves_out_has_left_the_list() -> None:
    entries = [_entry("甲片", date(2025, 1, 1)), _entry("乙", date(2025, 6, 1), edition="2")]
    assert _listed(entries, COUNTY_A1) == {("2025-05", "甲|oral"), ("2025-06", "乙|injection")}


def test_a_list_may_name_the_drug_without_its_form_and_ask_for_one_form_only() -> None:
    assert _listed([_entry("乙", date(2025, 1, 1), region=NATION, form="注射液")], PROVINCE)
    assert not _listed([_entry("乙", date(2025, 1, 1), region=NATION, form="片剂")], PROVINCE)


def test_every_place_has_itself_and_the_places_above_it_as_issuers_the_nearest_first() -> None:
    rows = issuers_of(table("region", PLACES)).order_by("region", "rank").to_pyarrow().to_pylist()
    issuers: dict[int, list[int]] = {}
    for row in rows:
        issuers.setdefault(row["region"], []).append(row["issuer"])
    assert issuers[COUNTY_A1] == [COUNTY_A1, CITY_A, PROVINCE, NATION]
    assert issuers[CITY_A] == [CITY_A, PROVINCE, NATION]
    assert issuers[PROVINCE] == [PROVINCE, NATION]
    assert issuers[NATION] == [NATION]


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        ("preset.inner_mongolia.colour.rules", ()),
        ("preset.hainan.colour.rules", (1, 2, 3)),  # daily cost: no feed carries doses
        ("preset.henan.colour.rules", (1, 2, 3, 4, 5, 6, 7)),  # consistency evaluation, other provinces' prices
        ("preset.national.colour.bidding", (1, 2)),  # payment standards
    ],
)
def test_rules_that_need_data_nobody_sends_are_named_and_not_guessed_at(key: str, numbers: tuple[int, ...]) -> None:
    entries = {entry.key: entry for pack in load_packs().packs for entry in pack.entries}
    rules, others = read_rules(entries[key].items())
    assert others == numbers
    assert len(rules) + len(others) == len(entries[key].items())


def test_the_rules_of_every_place_can_all_be_worked_out() -> None:
    entries = [entry for pack in load_packs().packs for entry in pack.entries if entry.key == "price.colour.rules"]
    assert entries
    for entry in entries:
        rules, others = read_rules(entry.items())
        assert not others
        assert [rule.basis for rule in rules] == ["yellow", "red", "red", "suspend"]


def test_a_mark_that_suspends_is_a_basis_of_its_own_and_each_basis_has_its_line() -> None:
    one = read_combinations([{"least": 2, "of": "yellow", "colour": "red", "action": "拦截"}])[0]
    assert one.basis == "suspend"
    assert {f"monitor.price_mark.threshold.{basis}" for basis in BASES} <= KEYS.keys()


def _rule(**given: Any) -> dict[str, Any]:
    rule = {"scope": "挂网药品", "comparator": "同药最低挂网价", "unit_basis": "最小单位", "operator": ">",
            "multiple": 1.8, "colour": "yellow", "action": "标识"}  # fmt: skip
    return rule | given


def _marks(
    rules: list[dict[str, Any]], rows: list[dict[str, Any]], **given: Any
) -> dict[tuple[str, int], tuple[Any, ...]]:
    products = [
        {"product": row["product"], "drug_key": "甲|oral", "form_group": "oral_solid", "generic_name": "甲片",
         "dosage_form": "片剂", "unit_name": "片", "strength_mg": row.get("strength_mg", 5), "units": 1,
         "is_selected": row.get("is_selected")}
        for row in rows
    ]  # fmt: skip
    listings = [
        {"product": row["product"], "region": PROVINCE, "valid_from": day, "price": price}
        for row in rows
        for day, price in ((date(2024, 1, 1), row.get("past")), (date(2025, 1, 1), row["price"]))
        if price is not None
    ]
    ruling = load_packs().ruling("cn", AS_OF)
    parameters = replace(read_parameters(MarkParameters, ruling), rules=tuple(rules), **given)
    data = tables(as_of=AS_OF, product=products, listing_price=listings)
    found = marks_findings(data, parameters, Scope(months=MONTHS[-1:], as_of=AS_OF)).to_pyarrow().to_pylist()
    return {(row["month"], row["subject"]): (row["threshold_basis"], pytest.approx(row["value"])) for row in found}


def test_by_price_ratio_double_the_strength_may_cost_one_point_seven_times() -> None:
    rule = _rule(unit_basis="差比价", multiple=1.05)
    rows = [{"product": 1, "price": 1}, {"product": 2, "price": 1.7, "strength_mg": 10}, {"product": 3, "price": 2.04,
            "strength_mg": 10}]  # fmt: skip
    assert _marks([rule], rows) == {("2025-06", 3): ("yellow", 1.2)}


def test_each_comparator_compares_with_what_its_name_says() -> None:
    rows: list[dict[str, Any]] = [
        {"product": 1, "price": 2, "past": 2}, {"product": 2, "price": 2, "past": 1},
        {"product": 3, "price": 4, "past": 4, "is_selected": True}, {"product": 4, "price": 12, "past": 6},
    ]  # fmt: skip
    multiples = {
        "同药最低挂网价": 6,
        "最高挂网价": 3,
        "同药挂网价中位数": 4,
        "同药挂网价众数": 6,
        "同品种最高中选价": 3,
    }
    for comparator, multiple in multiples.items():
        found = _marks([_rule(comparator=comparator, operator=">=", multiple=3)], rows)
        assert found == {("2025-06", 4): ("yellow", multiple)}, comparator
    own = _marks([_rule(comparator="本品历史挂网价", operator=">=", multiple=2)], rows)
    assert own == {("2025-06", 2): ("yellow", 2), ("2025-06", 4): ("yellow", 2)}
    assert set(multiples) | {"本品历史挂网价"} <= COMPARATORS.keys()


def test_exactly_the_multiple_is_marked_only_where_the_rule_includes_it() -> None:
    rows = [{"product": 1, "price": 2}, {"product": 2, "price": 6}]
    assert _marks([_rule(operator=">", multiple=3)], rows) == {}
    assert _marks([_rule(operator=">=", multiple=3)], rows) == {("2025-06", 2): ("yellow", 3)}


def test_crossing_two_of_four_lines_intercepts() -> None:
    rules = [_rule(multiple=1.8), _rule(comparator="同药挂网价中位数", multiple=1.3), _rule(multiple=9)]
    combination = ({"least": 2, "of": "yellow", "colour": "red", "action": "拦截"},)
    rows = [{"product": 1, "price": 2}, {"product": 2, "price": 4}, {"product": 3, "price": 6}]
    assert _marks(rules, rows, combinations=combination) == {
        ("2025-06", 2): ("yellow", 2),  # above the lowest only
        ("2025-06", 3): ("suspend", 3),  # above the lowest and the median
    }


def test_rules_mark_no_month_before_they_are_valid_and_no_rules_mark_nothing() -> None:
    rows = [{"product": 1, "price": 2}, {"product": 2, "price": 6}]
    assert _marks([_rule()], rows, since=date(2025, 7, 1)) == {}
    assert _marks([], rows) == {}
    assert _marks([_rule(scope="竞价药品")], rows) == {}


def test_the_words_of_scope_and_unit_are_those_of_the_presets() -> None:
    assert {"化学药", "生物制品、中成药", "中成药", "挂网药品"} <= SCOPES.keys()
    assert {"最小单位", "挂网单位"} <= UNIT_BASES.keys()
