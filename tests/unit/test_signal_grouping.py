"""Many findings of one matter are one signal; consequences of a known cause stay silent while it lasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.monitor.episodes import SIGHTING
from baowen.monitor.grouping import GROUP, assign, leading
from baowen.monitor.indicators.parameter import read_parameters
from baowen.monitor.inhibition import silence
from baowen.monitor.kinship import Kinship, codes_within
from baowen.monitor.signal_rules import SignalParameters

PROVINCE, CITY, OTHER_CITY = 430000, 430100, 430200
COUNTIES = (430102, 430103, 430104, 430105)
PLACES = pl.DataFrame(
    [
        (PROVINCE, "province", None),
        (CITY, "city", PROVINCE),
        (OTHER_CITY, "city", PROVINCE),
        (430202, "county", OTHER_CITY),
    ]
    + [(county, "county", CITY) for county in COUNTIES],
    schema={"region": pl.Int32, "level": pl.String, "parent": pl.Int32},
    orient="row",
).with_columns(code=pl.col("region").cast(pl.String))
PRODUCTS = pl.DataFrame(
    {"product": [1, 2, 3], "drug_key": ["a", "a", "b"], "ingredient": ["x", "x", "x"]},
    schema_overrides={"product": pl.Int32},
)
HOSPITALS = pl.DataFrame(
    {"org": [10, 11, 12, 13, 14], "region": [*COUNTIES, 430202]}, schema={"org": pl.Int32, "region": pl.Int32}
)
KINSHIP = Kinship(PLACES, PRODUCTS, HOSPITALS)
RULES = read_parameters(SignalParameters, load_packs().ruling("100000", date(2026, 10, 1)))
BEFORE = {
    "indicator": pl.String, "month": pl.String, "group_region": pl.Int32, "group_type": pl.String,
    "group_subject": pl.Int32,
}  # fmt: skip


def found(indicator: str, region: int, month: str = "2026-03", **more: Any) -> dict[str, Any]:
    return {
        "indicator": indicator, "region": region, "subject_type": "product", "subject": 1, "month": month,
        "seen_on": Month.parse(month).last, "severity": "yellow", "value": 0.5, "reference": None, "threshold": 0.6,
        "threshold_basis": "default", "clause": "HN-10", "basis": "sourced", "policy_key": "k", "n": 3, "weight": 1.0,
        "held": False, **more,
    }  # fmt: skip


def grouped(*rows: dict[str, Any], rules: SignalParameters = RULES) -> pl.DataFrame:
    return assign(pl.DataFrame(rows, schema=SIGHTING), KINSHIP, rules, before=pl.DataFrame(schema=BEFORE))


def groups(*rows: dict[str, Any]) -> list[tuple[Any, ...]]:
    return grouped(*rows).select(GROUP).rows()


def test_three_of_four_counties_are_one_signal_of_their_city() -> None:
    rows = [found("delivery_rate", county) for county in COUNTIES[:3]]
    assert groups(*rows) == [(CITY, "product", 1)] * 3


def test_two_counties_stay_apart() -> None:
    assert groups(*[found("delivery_rate", county) for county in COUNTIES[:2]]) == [
        (COUNTIES[0], "product", 1), (COUNTIES[1], "product", 1),
    ]  # fmt: skip


def test_a_finding_of_the_place_above_takes_in_those_of_its_parts() -> None:
    rows = [found("delivery_rate", PROVINCE), found("delivery_rate", COUNTIES[0]), found("delivery_rate", 430202)]
    assert set(groups(*rows)) == {(PROVINCE, "product", 1)}


def test_other_products_other_indicators_and_other_months_stay_apart() -> None:
    rows = [
        found("delivery_rate", PROVINCE),
        found("on_time_rate", COUNTIES[0]),
        found("delivery_rate", COUNTIES[0], subject=3),
        found("delivery_rate", COUNTIES[0], month="2025-06"),
    ]
    assert groups(*rows)[1:] == [
        (COUNTIES[0], "product", 1), (COUNTIES[0], "product", 3), (COUNTIES[0], "product", 1),
    ]  # fmt: skip


def test_an_open_signal_above_takes_in_a_part_that_is_found_later_but_not_after_it_ended() -> None:
    opened = found("delivery_rate", CITY, month="2026-01")
    for month, place in (("2026-04", CITY), ("2026-05", COUNTIES[1])):
        assert groups(opened, found("delivery_rate", COUNTIES[1], month=month))[1] == (place, "product", 1)


def test_one_stop_notice_is_one_signal_with_its_two_cities() -> None:
    rows = [found("stop_notice_impact", CITY), found("stop_notice_impact", OTHER_CITY)]
    assert set(groups(*rows)) == {(PROVINCE, "product", 1)}
    assert len(set(groups(found("purchase_drop", CITY), found("purchase_drop", OTHER_CITY)))) == 2


def test_products_of_one_ingredient_that_rise_together_are_one_signal() -> None:
    rows = [found("joint_price_rise", PROVINCE, subject=3), found("joint_price_rise", PROVINCE, subject=2)]
    assert set(groups(*rows)) == {(PROVINCE, "ingredient", 1)}
    assert groups(found("joint_price_rise", PROVINCE, subject=3)) == [(PROVINCE, "product", 3)]


def test_hospitals_of_a_city_that_all_pay_late_are_one_signal_of_the_place() -> None:
    rows = [
        found("payment_wait", county, subject_type="hospital", subject=10 + number)
        for number, county in enumerate(COUNTIES)
    ]
    alone = groups(rows[0])
    assert alone == [(COUNTIES[0], "hospital", 10)]
    several = Kinship(PLACES, PRODUCTS, HOSPITALS.with_columns(region=pl.lit(COUNTIES[0], pl.Int32)))
    here = pl.DataFrame([{**row, "region": COUNTIES[0]} for row in rows], schema=SIGHTING)
    after = assign(here, several, RULES, before=pl.DataFrame(schema=BEFORE))
    assert set(after.select(GROUP).rows()) == {(COUNTIES[0], "region", COUNTIES[0])}


def test_the_gravest_place_stands_for_the_signal_and_the_first_day_of_all_counts() -> None:
    rows = grouped(
        found("delivery_rate", CITY, severity="blue", value=0.85, weight=90.0),
        found("delivery_rate", COUNTIES[0], severity="red", value=0.2, seen_on=date(2026, 3, 12)),
        found("delivery_rate", COUNTIES[1], severity="red", value=0.1, seen_on=date(2026, 3, 20), weight=5.0),
    )
    (row,) = leading(rows, RULES).rows(named=True)
    assert (row["region"], row["severity"], row["value"], row["many"]) == (CITY, "red", 0.1, 3)
    assert row["seen_on"] == date(2026, 3, 12)


@pytest.mark.parametrize(("share", "severity"), [(0.2, "red"), (0.5, "orange"), (0.9, "blue")])
def test_by_share_a_severity_counts_when_enough_places_reach_it(share: float, severity: str) -> None:
    rules = replace(RULES, group_severity="share", group_severity_share=share)
    words = ("red", "orange", "orange", "blue")
    rows = [found("delivery_rate", county, severity=word) for county, word in zip(COUNTIES, words, strict=True)]
    (row,) = leading(grouped(*rows, rules=rules), rules).rows(named=True)
    assert row["severity"] == severity


def silenced(*rows: dict[str, Any]) -> list[str | None]:
    after = grouped(*rows)
    return silence(
        after.with_columns(number=pl.concat_str("indicator", "group_region", separator="@")), KINSHIP, RULES
    ).to_list()


STOP = found("stop_notice_impact", PROVINCE, severity="red")


def test_a_stop_silences_its_own_consequences_below_it() -> None:
    assert silenced(STOP, found("purchase_drop", CITY), found("delivery_rate", COUNTIES[0], severity="red")) == [
        None, f"stop_notice_impact@{PROVINCE}", f"stop_notice_impact@{PROVINCE}",
    ]  # fmt: skip


def test_a_graver_finding_another_product_and_a_wider_place_speak() -> None:
    mild = STOP | {"severity": "blue"}
    assert silenced(mild, found("purchase_drop", CITY))[1] is None
    assert silenced(STOP, found("purchase_drop", CITY, subject=3))[1] is None
    local = found("stop_notice_impact", CITY, severity="red")
    assert silenced(local, found("purchase_drop", PROVINCE))[1] is None


def test_a_product_of_the_same_drug_that_is_bought_instead_is_a_consequence() -> None:
    assert silenced(STOP, found("purchase_surge", CITY, subject=2))[1] == f"stop_notice_impact@{PROVINCE}"
    assert silenced(STOP, found("purchase_surge", CITY, subject=3))[1] is None


def test_a_consequence_speaks_again_when_the_months_after_its_cause_are_over() -> None:
    later = [found("purchase_drop", CITY, month=month) for month in ("2026-04", "2026-05")]
    assert silenced(STOP, *later)[1:] == [f"stop_notice_impact@{PROVINCE}", None]


def test_what_is_silenced_silences_nothing_itself() -> None:
    rows = [found("delivery_rate", CITY), found("on_time_rate", CITY)]
    assert silenced(*rows) == [None, f"delivery_rate@{CITY}"]
    assert silenced(STOP, *rows)[1:] == [f"stop_notice_impact@{PROVINCE}"] * 2


def test_the_places_within_a_place_are_itself_and_all_below() -> None:
    assert codes_within(PLACES, str(CITY)) == {str(CITY), *map(str, COUNTIES)}
    assert codes_within(PLACES, "999999") == set()
