"""Essential medicines: targets by class and year, editions of the list, the year so far."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from baowen.core.period import Month
from baowen.monitor.indicators.essential import EssentialParameters, essential_findings, essential_shares
from baowen.monitor.indicators.examples import line_hash, tables
from baowen.monitor.indicators.rows import Found
from baowen.monitor.indicators.rows_duty import purchases_of_the_year
from baowen.monitor.indicators.tables import Scope

HUNAN = EssentialParameters(
    base_year=2020, least_varieties=1, levels=("province",), yearly_rise=5.0, rise_is="points",
    final_grassroots=0.9, final_second=0.8, final_third=0.6,
    varieties_grassroots=0.7, varieties_second=0.4, varieties_third=0.25,
    amount_grassroots=0.7, amount_second=0.4, amount_third=0.25,
)  # fmt: skip
PRODUCTS = [
    {"product": 1, "drug_key": "w|oral", "generic_name": "甲", "dosage_form": "片剂", "is_essential": True},
    {"product": 2, "drug_key": "w|oral", "generic_name": "甲", "dosage_form": "胶囊剂", "is_essential": True},
    {"product": 3, "drug_key": "z|oral", "generic_name": "乙", "dosage_form": "片剂", "is_essential": False},
]
Row = dict[str, Any]


def order(day: date, product: int, packs: int = 10, hospital: int = 7) -> Row:
    number = line_hash(f"{day}{product}{packs}{hospital}")
    return {"order_line_hash": number, "ordered_on": day, "product": product, "quantity": packs, "unit_price": 1,
            "hospital": hospital, "region": 430102}  # fmt: skip


def shares(orders: list[Row], month: Month, entries: list[Row] | None = None) -> tuple[int, float, float]:
    org = [{"org": 7, "region": 430102, "org_type": "hospital", "org_level": "second"}]
    lake = tables(as_of=month.last, order_line=orders, product=PRODUCTS, organisation=org, list_entry=entries or [])
    (row,) = essential_shares(lake, Scope(months=(month,), as_of=month.last)).to_pyarrow().to_pylist()
    return row["varieties"], row["varieties_share"], row["amount_share"]


@pytest.mark.parametrize(
    ("level", "year", "target"),
    [("grassroots", 2020, 0.7), ("grassroots", 2022, 0.8), ("grassroots", 2030, 0.9), ("third", 2021, 0.3),
     ("third", 2019, 0.25)],
)  # fmt: skip
def test_the_target_rises_by_points_from_year_to_year_up_to_the_final_one(level: str, year: int, target: float) -> None:
    assert HUNAN.target("varieties", level, year) == pytest.approx(target)
    assert HUNAN.target("amount", level, year) == {"grassroots": 0.7, "third": 0.25}[level]


def test_where_no_current_target_is_set_the_final_one_counts_and_none_for_the_amount() -> None:
    nanjing = replace(HUNAN, varieties_second=None, amount_second=None)
    assert nanjing.target("varieties", "second", 2026) == 0.8
    assert nanjing.target("amount", "second", 2026) is None


def test_products_of_one_drug_are_one_variety() -> None:
    orders = [order(date(2025, 1, 5), 1), order(date(2025, 2, 5), 2), order(date(2025, 3, 5), 3)]
    assert shares(orders, Month(2025, 3)) == (2, 0.5, pytest.approx(2 / 3))


def test_the_year_begins_anew() -> None:
    orders = [order(date(2024, 12, 5), 3), order(date(2025, 1, 5), 1)]
    assert shares(orders, Month(2024, 12))[1] == 0
    assert shares(orders, Month(2025, 1)) == (1, 1, 1)


def test_an_edition_counts_from_the_month_in_which_it_is_in_force() -> None:
    entries = [
        {"region": 100000, "list_kind": "essential", "edition": "2018", "effective_on": date(2018, 11, 1),
         "generic_name": "甲"},
        {"region": 100000, "list_kind": "essential", "edition": "2026", "effective_on": date(2026, 9, 1),
         "generic_name": "乙", "dosage_form": "片剂"},
        {"region": 100000, "list_kind": "shortage", "edition": "1", "effective_on": date(2026, 9, 1),
         "generic_name": "甲"},
    ]  # fmt: skip
    both = [order(date(2026, 8, 5), 1), order(date(2026, 8, 6), 3)]
    assert shares(both, Month(2026, 8), entries)[1:] == (0.5, 0.5)
    later = [order(date(2026, 9, 5), 1), order(date(2026, 9, 6), 3, packs=30)]
    assert shares(later, Month(2026, 9), entries)[1:] == (0.5, 0.75)
    # What was essential when it was bought stays counted in the year.
    assert shares(both + later, Month(2026, 9), entries)[1] == 1


def test_the_dosage_form_of_an_entry_must_be_that_of_the_product_where_it_is_given() -> None:
    entries = [{"region": 100000, "list_kind": "essential", "edition": "2018", "effective_on": date(2018, 11, 1),
                "generic_name": "甲", "dosage_form": "片剂"}]  # fmt: skip
    assert shares([order(date(2025, 1, 5), 1)], Month(2025, 1), entries)[1] == 1
    assert shares([order(date(2025, 1, 5), 2)], Month(2025, 1), entries)[1] == 0


def test_a_place_has_its_worst_class_and_specialists_are_not_judged() -> None:
    org = [{"org": n, "region": 430102, "org_type": "hospital", "org_level": level}
           for n, level in ((7, "second"), (8, "third"), (9, "specialist"))]  # fmt: skip
    orders = [order(date(2025, 1, 5), product, hospital=hospital)
              for hospital, product in ((7, 1), (7, 3), (8, 1), (8, 3), (9, 3))]  # fmt: skip
    lake = tables(as_of=date(2025, 1, 31), order_line=orders, product=PRODUCTS, organisation=org)
    scope = Scope(months=(Month(2025, 1),), as_of=date(2025, 1, 31))
    rows = essential_findings(lake, HUNAN, scope).to_pyarrow().to_pylist()
    found = {(row["indicator"], row["subject_type"], row["subject"]): row["value"] for row in rows}
    assert found["essential_varieties", "hospital", 7] == pytest.approx(0.5 / 0.65)
    assert found["essential_varieties", "hospital", 8] == pytest.approx(0.5 / 0.5)
    assert found["essential_varieties", "region", 430000] == pytest.approx(0.5 / 0.65)
    assert found["essential_amount", "region", 430000] == pytest.approx(0.5 / 0.4)
    assert {key for key in found if key[2] == 9} == set()


def test_the_rows_are_the_purchases_of_the_year_with_their_mark() -> None:
    orders = [order(date(2024, 12, 5), 3), order(date(2025, 1, 5), 1), order(date(2025, 4, 5), 3)]
    lake = tables(as_of=date(2025, 4, 30), order_line=orders, product=PRODUCTS)
    about = Found(indicator="essential_amount", month="2025-03", region=430102, subject_type="hospital", subject=7)
    rows = purchases_of_the_year(about, lake).to_pyarrow().to_pylist()
    assert [(row["month"], row["generic_name"], row["is_essential"]) for row in rows] == [("2025-01", "甲", True)]
