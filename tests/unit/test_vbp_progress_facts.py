"""What was bought under contracts: own, selected, of the same drug, substitutes; alliances; months of the cycle."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import polars as pl
import pytest

from baowen.monitor.indicators.examples import line_hash, tables
from baowen.vbp.progress.facts import contracts, cycle_purchases, cycle_sums, marked_products
from baowen.vbp.progress.marks import MARKS, CatalogueDrug, LotMarks, marks_table

Row = dict[str, Any]
AS_OF = date(2025, 6, 30)
ORGS = [
    {"org": 7, "region": 430102, "org_code": "LEAD", "org_type": "hospital"},
    {"org": 8, "region": 430103, "org_code": "MEMBER", "parent_code": "LEAD", "org_type": "hospital"},
]
PRODUCTS = [
    {"product": 1, "drug_key": "x", "units": 10, "strength_mg": 500, "strength_unit": "mg", "is_selected": True},
    {"product": 2, "drug_key": "x", "units": 20, "strength_mg": 250, "strength_unit": "mg"},
    {"product": 3, "drug_key": "y", "units": 30},
    {"product": 4, "units": 12},
]
NONE = ibis.memtable(pl.DataFrame(schema=MARKS))
KNOWN = ibis.memtable(
    pl.DataFrame(
        [("R", "1", 1, "selected"), ("R", "1", 2, "same"), ("R", "1", 3, "substitute")], schema=MARKS, orient="row"
    )
)


def contract(**other: Any) -> Row:
    return {"round_code": "R", "hospital": 7, "product": 1, "region": 430102, "starts_on": date(2025, 1, 1),
            "ends_on": date(2025, 12, 31), "agreed_quantity": 120} | other  # fmt: skip


def order(day: date, packs: int, hospital: int = 7, product: int = 1) -> Row:
    return {"order_line_hash": line_hash(f"{day}-{hospital}-{product}-{packs}"), "ordered_on": day, "quantity": packs,
            "hospital": hospital, "product": product, "region": 430102, "unit_price": 10}  # fmt: skip


def lake(given: list[Row], lines: list[Row], **other: Any) -> Any:
    return tables(as_of=AS_OF, vbp_contract=given, order_line=lines, product=PRODUCTS, organisation=ORGS, **other)


def sums(given: list[Row], lines: list[Row], rounds: Any = KNOWN, **other: Any) -> list[Row]:
    found = cycle_sums(lake(given, lines, **other), rounds, AS_OF, numerator="ordered").to_pyarrow().to_pylist()
    return sorted(found, key=lambda row: (row["owner"], row["product"]))


def test_each_part_of_a_lot_is_summed_in_comparable_content_and_in_units() -> None:
    lines = [order(date(2025, 2, 3), 4), order(date(2025, 3, 3), 6, product=2), order(date(2025, 3, 4), 5, product=3)]
    (row,) = sums([contract()], lines)
    assert (row["own"], row["selected"], row["same"], row["whole"]) == (20000, 20000, 30000, 50000)
    assert (row["own_units"], row["same_units"], row["substitutes_units"]) == (40, 120, 150)
    assert (row["same_yuan"], row["substitute_yuan"]) == (60, 50)


def test_sums_of_the_own_product_know_first_last_months_peak_and_latest() -> None:
    lines = [order(date(2025, 2, 3), 4), order(date(2025, 2, 9), 3), order(date(2025, 6, 3), 6)]
    (row,) = sums([contract()], lines)
    first, last = 2025 * 12 + 1, 2025 * 12 + 5
    assert (row["counted"], row["ordered"], row["received"]) == (13, 13, 0)
    assert (row["bought_first_at"], row["bought_last_at"], row["months_bought"]) == (first, last, 2)
    assert (row["peak"], row["latest"], row["squares"]) == (7, 6, 85)


def test_a_contract_without_any_purchase_is_there_with_zeros() -> None:
    (row,) = sums([contract()], [])
    assert (row["counted"], row["whole"], row["months_bought"], row["agreed"]) == (0, 0, 0, 120)
    assert row["bought_first_at"] is None


def test_purchases_outside_the_cycle_and_after_the_day_do_not_count() -> None:
    lines = [order(date(2024, 12, 31), 5), order(date(2025, 1, 2), 1), order(date(2025, 7, 1), 9)]
    (row,) = sums([contract()], lines)
    assert row["counted"] == 1


def test_a_cycle_that_has_not_begun_is_not_there() -> None:
    assert sums([contract(starts_on=date(2025, 7, 1))], []) == []


def test_an_alliance_counts_its_members_as_a_whole_and_a_lead_alone_does_not() -> None:
    """VB-2.1, VBP-2: an alliance may agree as a whole."""
    lines = [order(date(2025, 2, 3), 4), order(date(2025, 2, 3), 30, hospital=8)]
    assert sums([contract(is_alliance=True)], lines)[0]["counted"] == 34
    assert sums([contract()], lines)[0]["counted"] == 4


def test_an_alliance_can_be_drilled_down_to_who_bought() -> None:
    """VB-2.2, VBP-6: which member prescribes what is not selected."""
    lines = [order(date(2025, 2, 3), 4), order(date(2025, 2, 3), 30, hospital=8, product=2)]
    found = cycle_purchases(lake([contract(is_alliance=True)], lines), KNOWN, AS_OF, by_hospital=True)
    rows = {(row["hospital"], row["mark"], row["is_own"]): row["ordered"] for row in found.to_pyarrow().to_pylist()}
    assert rows == {(7, "selected", True): 4, (8, "same", False): 30}


def test_a_round_without_records_is_marked_by_catalogue_and_contracts() -> None:
    given = [contract(), contract(product=2, round_code="S"), contract(product=4)]
    found = marked_products(lake(given, []), NONE).to_pyarrow().to_pylist()
    marks = {(row["round_code"], row["product"]): (row["lot"], row["mark"]) for row in found}
    assert marks == {
        ("R", 1): ("x", "selected"), ("R", 2): ("x", "same"), ("S", 1): ("x", "selected"), ("S", 2): ("x", "selected"),
        ("R", 4): ("product 4", "selected"),
    }  # fmt: skip


def test_a_contract_for_a_product_whose_drug_is_unknown_does_not_vanish() -> None:
    found = contracts(lake([contract(product=4)], []), NONE).to_pyarrow().to_pylist()
    assert [(row["lot"], row["content"], row["units"]) for row in found] == [("product 4", 12, 12)]


def test_two_contracts_of_one_lot_share_the_lots_sums() -> None:
    both = [contract(), contract(product=2)]
    marks = ibis.memtable(
        pl.DataFrame([("R", "1", 1, "selected"), ("R", "1", 2, "selected")], schema=MARKS, orient="row")
    )  # fmt: skip
    one, two = sums(both, [order(date(2025, 2, 3), 4), order(date(2025, 2, 3), 6, product=2)], marks)
    assert (one["counted"], two["counted"]) == (4, 6)
    assert one["own"] == two["own"] == 50000


def test_what_was_received_counts_where_asked() -> None:
    line = order(date(2025, 2, 3), 4)
    receipt = {"order_line_hash": line["order_line_hash"], "received_on": date(2025, 2, 5), "quantity": 3}
    found = cycle_sums(lake([contract()], [line], receipt=[receipt]), KNOWN, AS_OF, numerator="received")
    (row,) = found.to_pyarrow().to_pylist()
    assert (row["ordered"], row["received"], row["counted"], row["own"]) == (4, 3, 3, 15000)


def test_records_mark_selected_before_same_before_substitute() -> None:
    catalogue = [
        CatalogueDrug(key=1, code="A", drug="x", generic_name="甲"),
        CatalogueDrug(key=2, code="B", drug="x", generic_name="甲"),
        CatalogueDrug(key=3, code="C", drug="y", generic_name="乙"),
        CatalogueDrug(key=4, code="D", drug="", generic_name="甲"),
    ]
    lot = LotMarks(round_code="R", lot="1", selected=frozenset({"A", "Z"}), offered=frozenset({"B"}),
                   same=frozenset({"甲"}), substitutes=frozenset({"乙", "甲"}))  # fmt: skip
    marked = {row["product"]: row["mark"] for row in marks_table([lot], catalogue).to_dicts()}
    assert marked == {1: "selected", 2: "same", 3: "substitute", 4: "same"}


@pytest.mark.parametrize("numerator", ["ordered", "received", "delivered"])
def test_every_numerator_can_be_asked_for(numerator: str) -> None:
    found = cycle_sums(lake([contract()], [order(date(2025, 2, 3), 4)]), KNOWN, AS_OF, numerator=numerator)
    assert found.to_pyarrow().to_pylist()[0]["numerator"] == numerator
