"""Procurement in volume: schedule, alliances, seasons, comparable units, gaps that one order would close."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from baowen.core.period import Month
from baowen.monitor.indicators.examples import line_hash, tables
from baowen.monitor.indicators.rows import Found
from baowen.monitor.indicators.rows_duty import contracts_with_purchases, drug_lines_under_contract
from baowen.monitor.indicators.tables import Scope
from baowen.monitor.indicators.vbp import VbpParameters, vbp_findings
from baowen.monitor.indicators.vbp_progress import contents_of_packs, contracts_by_month

GIVEN = VbpParameters(
    first_month=0, numerator="ordered", behind=0.9, seasonal=False, least_agreed=1, least_gap_orders=0,
    least_gap_share=0.0, least_contracts=1, window_months=3, least_lines=1, least_evidence=0, least_failure=0.001,
    levels=("province",),
)  # fmt: skip
AS_OF = date(2025, 12, 31)
ORGS = [
    {"org": 7, "region": 430102, "org_code": "LEAD", "org_type": "hospital"},
    {"org": 8, "region": 430103, "org_code": "MEMBER", "parent_code": "LEAD", "org_type": "hospital"},
]
PRODUCTS = [{"product": 1, "drug_key": "x", "units": 1, "is_selected": True}]
Row = dict[str, Any]


def contract(agreed: int = 120, **other: Any) -> Row:
    return {"round_code": "R", "hospital": 7, "product": 1, "region": 430102, "starts_on": date(2025, 1, 1),
            "ends_on": date(2025, 12, 31), "agreed_quantity": agreed} | other  # fmt: skip


def order(day: date, packs: int, hospital: int = 7, product: int = 1, **other: Any) -> Row:
    number = f"{day}-{hospital}-{product}-{packs}"
    return {"order_line_hash": line_hash(number), "ordered_on": day, "quantity": packs, "hospital": hospital,
            "product": product, "region": 430102, "unit_price": 10} | other  # fmt: skip


def found(
    month: Month, contracts: list[Row], orders: list[Row], *, products: list[Row] = PRODUCTS, **other: Any
) -> dict[tuple[str, str], float]:
    """(indicator, subject type) -> value, of a month seen on its last day."""
    lake = tables(as_of=month.last, vbp_contract=contracts, order_line=orders, product=products, organisation=ORGS)
    scope = Scope(months=(month,), as_of=month.last)
    rows = vbp_findings(lake, replace(GIVEN, **other), scope).to_pyarrow().to_pylist()
    return {(row["indicator"], row["subject_type"]): row["value"] for row in rows}


def test_progress_is_measured_against_the_days_that_are_over() -> None:
    values = found(Month(2025, 6), [contract()], [order(date(2025, 2, 3), 30)])
    assert values["vbp_progress", "hospital"] == pytest.approx(30 / (120 * 181 / 365))


def test_nothing_is_said_before_the_first_check_nor_after_the_cycle() -> None:
    orders = [order(date(2025, 1, 3), 1)]
    assert found(Month(2025, 3), [contract()], orders, first_month=3) == {}
    assert ("vbp_progress", "hospital") in found(Month(2025, 4), [contract()], orders, first_month=3)
    assert found(Month(2026, 1), [contract()], orders, first_month=3) == {}


def test_a_gap_that_a_few_ordinary_orders_would_close_is_none() -> None:
    orders = [order(date(2025, 1, 3), 25), order(date(2025, 2, 3), 25)]
    behind = ("vbp_progress", "hospital")
    assert behind in found(Month(2025, 7), [contract()], orders)
    assert behind not in found(Month(2025, 7), [contract()], orders, least_gap_orders=1)
    assert behind not in found(Month(2025, 7), [contract()], orders, least_gap_share=0.2)


def test_what_members_buy_counts_under_an_alliance_but_not_under_a_contract_of_the_lead_alone() -> None:
    orders = [order(date(2025, 2, 3), 100, hospital=8)]
    assert ("vbp_progress", "hospital") not in found(Month(2025, 6), [contract(is_alliance=True)], orders)
    assert found(Month(2025, 6), [contract()], orders)["vbp_progress", "hospital"] == 0


def test_received_packs_count_where_the_pack_says_so() -> None:
    orders = [order(date(2025, 2, 3), 100)]
    assert found(Month(2025, 6), [contract()], orders, numerator="received")["vbp_progress", "hospital"] == 0
    assert ("vbp_progress", "hospital") not in found(Month(2025, 6), [contract()], orders)


def test_a_season_excuses_and_never_accuses() -> None:
    year = [order(date(2024, month, 5), 90 if month in (11, 12) else 1) for month in range(1, 13)]
    lake = tables(as_of=AS_OF, vbp_contract=[contract()], order_line=year, product=PRODUCTS)

    def schedule(month: int, *, seasonal: bool) -> float:
        scope = Scope(months=(Month(2025, month),), as_of=AS_OF)
        rows = contracts_by_month(lake, scope, first_month=0, numerator="ordered", seasonal=seasonal)
        return float(rows.to_pyarrow().to_pylist()[0]["schedule"])

    assert schedule(6, seasonal=True) == pytest.approx(6 / 190)
    assert schedule(6, seasonal=False) == pytest.approx(181 / 365)
    assert schedule(11, seasonal=True) == pytest.approx(100 / 190)
    assert schedule(12, seasonal=True) == 1


def test_a_season_needs_all_twelve_months_before_the_cycle() -> None:
    part = [order(date(2024, month, 5), 1) for month in range(2, 13)]
    assert found(Month(2025, 6), [contract()], part, seasonal=True) == found(Month(2025, 6), [contract()], part)


def test_many_months_at_once_give_what_each_month_gives_alone() -> None:
    orders = [order(date(2025, month, 5), month * 3) for month in (1, 2, 4, 5, 9)]
    lake = tables(as_of=AS_OF, vbp_contract=[contract()], order_line=orders, product=PRODUCTS)
    every = tuple(Month(2025, 1).until(Month(2025, 12)))

    def rows(months: tuple[Month, ...]) -> list[Row]:
        table = contracts_by_month(lake, Scope(months=months, as_of=AS_OF), first_month=0, numerator="ordered",
                                   seasonal=False)  # fmt: skip
        told = table.select("month", "at", "schedule", "bought", "ordered", "line", "packs", "last_at")
        return sorted(told.to_pyarrow().to_pylist(), key=lambda row: str(row["month"]))

    assert rows(every) == [row for month in every for row in rows((month,))]
    assert [row["bought"] for row in rows(every)] == [3, 9, 9, 21, 36, 36, 36, 36, 63, 63, 63, 63]
    assert [row["at"] - row["last_at"] for row in rows(every)] == [0, 0, 1, 0, 0, 1, 2, 3, 0, 1, 2, 3]


def test_strengths_compare_only_where_all_products_of_a_drug_have_one() -> None:
    products = [
        {"product": 1, "drug_key": "x", "units": 10, "strength_mg": 500, "strength_unit": "mg"},
        {"product": 2, "drug_key": "x", "units": 10, "strength_mg": 250, "strength_unit": "mg"},
        {"product": 3, "drug_key": "y", "units": 10, "strength_mg": 500, "strength_unit": "mg"},
        {"product": 4, "drug_key": "y", "units": 20},
        {"product": 5, "drug_key": "z", "units": 10, "strength_mg": 500, "strength_unit": "mg"},
        {"product": 6, "drug_key": "z", "units": 10, "strength_mg": 500, "strength_unit": "单位"},
        {"product": 7, "units": 10},
    ]
    rows = contents_of_packs(tables(as_of=AS_OF, product=products).product).to_pyarrow().to_pylist()
    content = {row["product"]: (row["content"], row["subject"]) for row in rows}
    assert content == {1: (5000, 1), 2: (2500, 1), 3: (10, 3), 4: (20, 3), 5: (10, 5), 6: (10, 5)}


def test_a_product_named_in_a_contract_is_selected_whatever_the_catalogue_says() -> None:
    products = [{"product": 1, "drug_key": "x", "units": 1}, {"product": 2, "drug_key": "x", "units": 1}]
    orders = [order(date(2025, 6, 3), 30), order(date(2025, 6, 4), 10, product=2)]
    values = found(Month(2025, 6), [contract()], orders, products=products)
    assert values["vbp_non_selected", "hospital"] == pytest.approx(0.25)
    assert values["vbp_non_selected", "drug"] == pytest.approx(0.25)


def test_purchases_before_the_window_do_not_count_in_the_non_selected_share() -> None:
    products = [*PRODUCTS, {"product": 2, "drug_key": "x", "units": 1}]
    orders = [order(date(2025, 3, 3), 100, product=2), order(date(2025, 6, 4), 10)]
    assert ("vbp_non_selected", "hospital") not in found(Month(2025, 6), [contract()], orders, products=products)
    assert ("vbp_non_selected", "hospital") in found(Month(2025, 5), [contract()], orders, products=products)


def test_a_fulfilled_contract_is_not_interrupted() -> None:
    orders = [order(date(2025, 1, 3), 119)]
    assert found(Month(2025, 6), [contract()], orders)["vbp_interruption", "hospital"] == 5
    assert ("vbp_interruption", "hospital") not in found(Month(2025, 6), [contract(119)], orders)


def test_the_rows_show_each_contract_with_what_was_bought_of_it() -> None:
    orders = [order(date(2024, 12, 3), 5), order(date(2025, 2, 3), 30), order(date(2025, 7, 3), 40)]
    lake = tables(as_of=AS_OF, vbp_contract=[contract(), contract(hospital=8)], order_line=orders,
                  product=PRODUCTS)  # fmt: skip
    about = Found(indicator="vbp_progress", month="2025-06", region=430102, subject_type="hospital", subject=7)
    rows = contracts_with_purchases(about, lake).to_pyarrow().to_pylist()
    assert [(row["hospital"], row["ordered"], row["last_ordered_in"]) for row in rows] == [(7, 30, "2025-02")]
    drug = replace(about, subject_type="drug", subject=1, region=430000)
    assert len(contracts_with_purchases(drug, lake).to_pyarrow()) == 2
    assert drug_lines_under_contract(replace(drug, month="2025-07"), lake).to_pyarrow().num_rows == 1
