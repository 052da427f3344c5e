"""A file comes in: good rows enter the lake once, bad rows come back, nothing is half done (COL-1)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook

from baowen.collect.models import ImportRecord
from baowen.core.home import Home
from baowen.core.models import AuditEntry
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.lake.store import SUPERSEDED, Lake

pytestmark = pytest.mark.django_db

HEADER = "订单明细编号,医疗机构代码,药品代码,配送企业代码,下单日期,数量,单价,金额\n"
GOOD = "L1,H001,P001,D001,2026-03-02,10,5.5,55\nL2,H002,P002,D001,2026-03-03,20,2,40\n"


def lines(home: Home) -> dict[str, str]:
    frame = Lake(home.lake).read("order_line", columns=["order_line_no", "quantity"])
    return {} if frame is None else {number: str(quantity) for number, quantity in frame.iter_rows()}


@pytest.mark.usefixtures("registers")
def test_good_rows_enter_the_lake_with_keys_place_and_origin(home: Home, bring_in: Callable[..., Any]) -> None:
    outcome = bring_in("order_line", HEADER + GOOD)
    assert (outcome.accepted, outcome.refused, outcome.unchanged) == (2, 0, 0)
    frame = Lake(home.lake).read("order_line")
    assert frame is not None
    row = frame.filter(pl.col("order_line_no") == "L2").row(0, named=True)
    assert (row["region"], row["month"], row["row"], row["batch"]) == (430181, "2026-03", 3, outcome.batch)
    assert isinstance(row["product"], int)


@pytest.mark.usefixtures("registers")
def test_the_same_file_twice_changes_nothing(home: Home, bring_in: Callable[..., Any]) -> None:
    bring_in("order_line", HEADER + GOOD)
    before = Lake(home.lake).version("order_line")
    again = bring_in("order_line", HEADER + GOOD)
    assert (again.accepted, again.refused, again.unchanged) == (0, 0, 2)
    assert Lake(home.lake).version("order_line") == before
    assert ImportRecord.objects.filter(feed="order_line").count() == 1


@pytest.mark.usefixtures("registers")
def test_the_same_key_with_other_values_is_a_correction_kept_as_history(
    home: Home, bring_in: Callable[..., Any]
) -> None:
    bring_in("order_line", HEADER + GOOD)
    corrected = bring_in("order_line", HEADER + "L1,H001,P001,D001,2026-03-02,12,5.5,66\n", name="corrected.csv")
    assert (corrected.accepted, corrected.corrected) == (1, 1)
    assert lines(home) == {"L1": "12.0000", "L2": "20.0000"}
    past = Lake(home.lake).scan("order_line", state=SUPERSEDED)
    assert past is not None
    assert past.select("order_line_no", "superseded_by").collect().rows() == [("L1", corrected.batch)]


@pytest.mark.usefixtures("registers")
def test_bad_rows_come_back_in_a_workbook_and_good_ones_go_in(home: Home, bring_in: Callable[..., Any]) -> None:
    bad = (
        "L3,H001,P001,D001,2026-03-04,十盒,5.5,\n"
        "L4,H999,P001,D001,2026-03-04,1,5.5,\n"
        "L5,H001,P777,D001,2026-03-04,1,1,\n"
    )
    outcome = bring_in("order_line", HEADER + GOOD + bad)
    assert (outcome.accepted, outcome.refused) == (2, 3)
    found = {(row["row"], row["code"], row["value"]) for row in outcome.problems.iter_rows(named=True)}
    assert {(5, "unknown_org", "H999"), (6, "unknown_product", "P777")} <= found
    assert any(row == 4 and value == "十盒" for row, _, value in found)
    cells = {str(cell.value) for sheet in load_workbook(outcome.refused_file) for row in sheet for cell in row}
    assert {"十盒", "H999", "P777", "L3"} <= cells
    assert "L1" not in cells


@pytest.mark.usefixtures("registers")
def test_what_an_import_tells_keeps_no_row_but_those_with_a_problem(bring_in: Callable[..., Any]) -> None:
    bad = "L3,H009,P001,D001,2026-03-02,10,5.5,55\n"
    outcome = bring_in("order_line", HEADER + GOOD + bad)
    assert outcome.table.frame["row"].to_list() == [4]
    assert outcome.table.frame["医疗机构代码"].to_list() == ["H009"]
    assert outcome.problems["row"].to_list() == [4]
    assert bring_in("order_line", HEADER + GOOD, name="good.csv").table.frame.is_empty()


@pytest.mark.usefixtures("registers")
def test_rows_refused_for_an_unknown_code_go_in_when_it_is_known(home: Home, bring_in: Callable[..., Any]) -> None:
    text = HEADER + GOOD + "L5,H009,P001,D001,2026-03-04,1,1,\n"
    assert bring_in("order_line", text).refused == 1
    bring_in("organisation", "机构代码,机构名称,机构类型,行政区划代码\nH009,新医院,医疗机构,430121\n", name="new.csv")
    again = bring_in("order_line", text)
    assert (again.accepted, again.refused, again.unchanged) == (1, 0, 2)


@pytest.mark.usefixtures("registers")
def test_a_file_of_another_month_is_stopped_before_it_overwrites_anything(
    home: Home, bring_in: Callable[..., Any]
) -> None:
    bring_in("order_line", HEADER + GOOD)
    other = HEADER + "L1,H001,P001,D001,2025-03-02,99,5.5,\nL9,H001,P001,D001,2026-03-02,1,5.5,\n"
    outcome = bring_in("order_line", other, name="other.csv", period=Month(2026, 3))
    assert outcome.stopped
    assert (outcome.accepted, outcome.refused) == (0, 2)
    assert "2025-03" in " ".join(outcome.problems["message"])
    assert lines(home) == {"L1": "10.0000", "L2": "20.0000"}


@pytest.mark.usefixtures("registers")
def test_every_import_leaves_one_audit_entry_with_its_counts(bring_in: Callable[..., Any]) -> None:
    outcome = bring_in("order_line", HEADER + GOOD)
    entry = AuditEntry.objects.get(subject=f"import:{outcome.batch}")
    assert (entry.action, entry.by) == ("import_file", "test")
    assert entry.details["accepted"] == 2


@pytest.mark.usefixtures("registers")
def test_the_raw_file_is_kept_unchanged_under_its_hash(home: Home, bring_in: Callable[..., Any]) -> None:
    bring_in("order_line", HEADER + GOOD)
    record = ImportRecord.objects.get(feed="order_line")
    kept = home.raw / record.sha256[:2] / record.sha256
    assert kept.read_bytes() == (HEADER + GOOD).encode()


def test_an_unknown_feed_and_a_missing_file_say_what_to_do(home: Home, bring_in: Callable[..., Any]) -> None:
    with pytest.raises(BaowenError, match="order_line"):
        bring_in("orders", "a,b\n")


def test_a_file_without_required_columns_is_stopped_and_names_them(bring_in: Callable[..., Any]) -> None:
    outcome = bring_in("order_line", "订单明细编号,数量\nL1,3\n")
    assert outcome.stopped
    assert {"医疗机构代码", "药品代码", "下单日期"} <= set(outcome.problems["column"])


def test_a_catalogue_in_gb18030_is_read_and_its_specifications_are_parsed(
    home: Home, bring_in: Callable[..., Any]
) -> None:
    text = "药品代码,通用名,规格,包装\nQ1,阿莫西林胶囊,0.25g*24粒/盒,\n".encode("gb18030")
    assert bring_in("catalogue", text).accepted == 1
    frame = Lake(home.lake).read("catalogue", columns=["units", "strength_mg", "product"])
    assert frame is not None
    assert frame.row(0)[:2] == (Decimal(24), Decimal(250))


def test_a_product_keeps_its_key_when_its_catalogue_row_is_corrected(home: Home, bring_in: Callable[..., Any]) -> None:
    bring_in("catalogue", "药品代码,通用名\nQ1,甲片\nQ2,乙片\n")
    first = Lake(home.lake).read("catalogue", columns=["product_code", "product"])
    bring_in("catalogue", "药品代码,通用名\nQ1,甲片（更名）\n", name="second.csv")
    second = Lake(home.lake).read("catalogue", columns=["product_code", "product"])
    assert first is not None
    assert second is not None
    assert sorted(first.rows()) == sorted(second.rows())


def test_a_report_is_stored_under_the_month_that_it_names_else_under_that_of_its_day(
    home: Home, bring_in: Callable[..., Any], registers: None
) -> None:
    del registers
    rows = "报告编号,医疗机构代码,报告日期,所属月份,零报告\nR1,H001,2026-10-09,2026-09,是\nR2,H002,2026-10-09,,是\n"
    assert bring_in("shortage_report", rows, period=Month(2026, 9)).stopped
    assert bring_in("shortage_report", rows).accepted == 2
    found = Lake(home.lake).read("shortage_report", columns=["report_no", "month"])
    assert found is not None
    assert dict(found.iter_rows()) == {"R1": "2026-09", "R2": "2026-10"}
