"""Rows and files: repeats, row checks, missing columns, period, what the reader knew."""

from __future__ import annotations

import polars as pl

from baowen.collect.contract import STORED_AS
from baowen.collect.feeds import FEEDS
from baowen.collect.intake import Checked, check, check_period
from baowen.core.period import Month
from baowen.core.problems import Level, Problem
from baowen.drugs.codes import CodeCheck

ORDER = FEEDS["order_line"]
GOOD = {
    "order_line_no": "1", "hospital_code": "H1", "product_code": "P1", "ordered_on": "2026-03-01", "quantity": "2",
    "unit_price": "1.5", "amount": "3",
}  # fmt: skip


def orders(*changes: dict[str, str | None], known: tuple[Problem, ...] = ()) -> Checked:
    rows = [GOOD | {"order_line_no": str(number)} | change for number, change in enumerate(changes)]
    frame = pl.DataFrame(rows, schema_overrides=dict.fromkeys(GOOD, pl.String)).with_row_index("row", offset=2)
    return check(ORDER, frame, file="a.csv", known=known)


def told(checked: Checked) -> list[tuple[int, str]]:
    return checked.problems.select("row", "code").rows()


def test_accepted_rows_have_the_contracts_types_and_every_column() -> None:
    frame = orders({}).frame
    assert frame.columns == [*ORDER.column_names, "row"]
    assert frame.schema["row"] == pl.Int32
    for column in ORDER.columns:
        expected = pl.String() if column.name.endswith("_code") else STORED_AS[column.kind]
        assert frame.schema[column.name] == expected


def test_a_missing_required_column_refuses_the_file_and_names_each() -> None:
    checked = check(ORDER, pl.DataFrame({"order_line_no": ["1", "2"], "row": [2, 3]}), file="a.csv")
    assert checked.refused_whole
    assert checked.refused == checked.total == 2
    assert "单价" in checked.problems["message"].str.join("").item()
    assert checked.problems["code"].unique().to_list() == ["missing_column"]


def test_a_file_without_rows_is_told_about_zero_reports() -> None:
    checked = check(ORDER, pl.DataFrame(schema=dict.fromkeys([*GOOD, "row"], pl.String)), file="a.csv")
    assert told(checked) == [(0, "no_rows")]
    assert "零报告" in checked.problems["help"][0]


def test_of_identical_rows_one_is_kept_and_the_others_remarked() -> None:
    checked = orders({"order_line_no": "7"}, {"order_line_no": "7"}, {"order_line_no": " ７"}, {})
    assert checked.frame["row"].to_list() == [2, 5]
    assert told(checked) == [(3, "duplicate_row"), (4, "duplicate_row")]
    assert (checked.duplicates, checked.refused) == (2, 0)


def test_rows_of_one_key_that_differ_are_all_refused() -> None:
    checked = orders({"order_line_no": "7"}, {}, {"order_line_no": "7", "quantity": "9", "amount": None})
    assert told(checked) == [(2, "conflicting_rows"), (4, "conflicting_rows")]
    assert ["第 4 行" in checked.problems["message"][0], "第 2 行" in checked.problems["message"][1]] == [True, True]
    assert checked.frame["row"].to_list() == [3]


def test_a_null_in_a_key_counts_as_a_value() -> None:
    stock = FEEDS["stock"]
    row = {"hospital_code": "H", "product_code": "P", "counted_on": "2026-03-01", "quantity": "1"}
    frame = pl.DataFrame([row, row | {"quantity": "2"}]).with_row_index("row", offset=2)
    assert told(check(stock, frame, file="a.csv")) == [(2, "conflicting_rows"), (3, "conflicting_rows")]


def test_row_checks_refuse_or_warn_as_the_contract_says() -> None:
    checked = orders({"due_on": "2026-02-28"}, {"due_on": "2026-03-01", "amount": "99"}, {"amount": "3.01"})
    assert told(checked) == [(2, "dates_reversed"), (3, "amount_differs")]
    assert checked.frame["row"].to_list() == [3, 4]


def test_the_readers_findings_count_and_their_rows_stay_out() -> None:
    known = (
        Problem(file="a.csv", row=3, code="ragged", message=""),
        Problem(file="a.csv", row=9, code="totals_row", message="", level=Level.WARN),
    )
    checked = orders({}, {"quantity": "x"}, {}, known=known)
    assert told(checked) == [(3, "ragged"), (9, "totals_row")]
    assert checked.refused_rows.to_list() == [3]
    assert checked.frame["row"].to_list() == [2, 4]


def test_a_refusal_of_the_reader_refuses_the_file() -> None:
    checked = orders({}, known=(Problem(file="a.csv", code="zip_bomb", message=""),))
    assert checked.refused_whole
    assert checked.accepted == 0


def test_problems_show_the_senders_heading_and_the_cell_as_sent() -> None:
    source = pl.DataFrame({"row": [5, 9], "采购量": [" １x", "2"]})
    frame = pl.DataFrame([GOOD, GOOD]).with_columns(
        row=pl.Series([5, 9]), quantity=pl.Series(["1x", "2"]), order_line_no=pl.Series(["a", "b"])
    )
    checked = check(ORDER, frame, file="a.csv", sheet="三月", source_of={"quantity": "采购量"}, source=source)
    assert checked.problems.select("file", "sheet", "row", "column", "value").rows() == [
        ("a.csv", "三月", 5, "采购量", " １x")
    ]


def test_a_file_of_other_months_is_stopped_and_the_months_are_counted() -> None:
    frame = orders({}, {"ordered_on": "2026-04-01"}, {}).frame
    problem = check_period(ORDER, frame, Month(2026, 3))
    assert problem is not None
    assert "2026-03（2 行）、2026-04（1 行）" in problem.message
    assert problem.row == 0
    assert problem.level is Level.REFUSE
    assert check_period(ORDER, orders({}).frame, Month(2026, 3)) is None
    assert check_period(FEEDS["catalogue"], frame, Month(2026, 1)) is None


def test_a_month_column_is_guarded_too() -> None:
    frame = pl.DataFrame({"month": ["2026-02", "2026-02"]})
    assert check_period(FEEDS["purchase"], frame, Month(2026, 2)) is None
    assert check_period(FEEDS["purchase"], frame, Month(2026, 3)) is not None


def test_code_rules_are_asked_once_a_code_and_put_it_into_its_normal_form() -> None:
    asked: list[str] = []

    def rule(code: str) -> CodeCheck:
        asked.append(code)
        if code == "bad":
            return CodeCheck(value=None, verdict="refuse", code="bad_code", message_zh="坏", help_zh="改")
        return CodeCheck(value=code.upper(), verdict="warn" if code == "odd" else "ok", code="odd_code")

    frame = pl.DataFrame(
        {"product_code": ["a", "b", "c", "d"], "generic_name": ["n"] * 4, "approval_no": ["ok", "odd", "bad", "ok"]}
    ).with_row_index("row", offset=2)
    checked = check(FEEDS["catalogue"], frame, file="a", code_rules={"catalogue": {"approval_no": rule}})
    assert sorted(asked) == ["bad", "odd", "ok"]
    assert told(checked) == [(3, "odd_code"), (4, "bad_code")]
    assert checked.frame["approval_no"].to_list() == ["OK", "ODD", "OK"]


def test_a_wrong_credit_code_of_an_organisation_is_refused_and_of_a_maker_remarked() -> None:
    wrong = "91430000000000000X"
    organisation = pl.DataFrame(
        {"org_code": ["1"], "org_name": ["n"], "org_type": ["医院"], "region_code": ["430000"], "credit_code": [wrong]}
    ).with_row_index("row", offset=2)
    assert check(FEEDS["organisation"], organisation, file="a").refused == 1
    product = pl.DataFrame({"product_code": ["1"], "generic_name": ["n"], "maker_code": [wrong]})
    checked = check(FEEDS["catalogue"], product.with_row_index("row", offset=2), file="a")
    assert checked.frame["maker_code"].to_list() == [wrong]
    assert checked.problems["level"].to_list() == ["warn"]
