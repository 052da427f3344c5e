"""A draft of a mapping loads, takes what is sure, shows what is not, and never guesses a wrong optional column."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import typer
from typer.testing import CliRunner

from baowen.collect.feeds import FEEDS
from baowen.collect.mapping import Mapping, apply, suggest
from baowen.collect.mapping.document import _RULES, render
from baowen.collect.mapping.model import ColumnRule
from baowen.commands.mapping import register

ORDERS = FEEDS["order_line"]


def export(**columns: list[str | None]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def orders() -> pl.DataFrame:
    return export(**{
        "采购单明细号": ["1", "2"], "医院编码": ["H1", "H2"], "产品编码": ["P1", "P2"],
        "采购时间": ["02-Jun-06", "14-Nov-06"], "采购数": ["1", "2"], "单价(元)": ["1.2", "3"],
        "紧急程度": ["急救", "普通"], "订单状态": ["甲", "乙"], "备注": [None, "x"],
    })  # fmt: skip


def draft_of(text: str) -> Mapping:
    return Mapping.model_validate(tomllib.loads(text))


def test_a_draft_loads_and_maps_the_very_file_it_came_from() -> None:
    text = suggest(ORDERS, orders())
    mapping = draft_of(text)
    assert mapping.missing_columns == ()
    result = apply(mapping, ORDERS, orders().with_row_index("row", offset=2))
    assert result.problems == []
    assert result.frame["ordered_on"].to_list() == ["2006-06-02", "2006-11-14"]
    assert result.frame["order_line_no"].to_list() == ["1", "2"]


def test_a_draft_says_how_sure_each_column_is() -> None:
    text = suggest(ORDERS, orders())
    assert "单价 price of one pack：表头相符" in text
    assert "订单明细编号 order line number：表头相近" in text
    assert "下单日期 ordered on：只是内容相像" in text
    assert "没有用到的列 columns not used: " in text
    assert '"备注"' in text.splitlines()[-1]


def test_words_of_a_coded_column_are_laid_out_for_pairing() -> None:
    text = suggest(ORDERS, orders())
    assert '# values = { "乙" = "", "甲" = "" }' in text
    assert "placed（已下单）" in text


def test_codes_are_recognised_by_their_shape_alone() -> None:
    table = export(
        流水=["XJ01CRB062B001010100166", "ZA04CAE0023010100166"], 品种=["阿莫西林", "六味地黄丸"],
        文号=["国药准字H20059819", "国药准字Z10970001"],
    )  # fmt: skip
    columns = draft_of(suggest(FEEDS["catalogue"], table)).columns
    assert columns["product_code"].headings == ("流水",)
    assert columns["approval_no"].headings == ("文号",)


def test_a_required_column_that_is_not_found_is_left_open_with_a_note() -> None:
    text = suggest(ORDERS, export(甲=["x"], 乙=["y"]))
    assert draft_of(text).missing_columns == tuple(column.name for column in ORDERS.columns if column.required)
    assert "# 没有找到“下单日期”（必填）" in text


def test_dates_are_never_drafted_as_a_number_or_a_coded_column() -> None:
    table = export(
        **{"delivery recorded date": [f"2026-03-{day:02d}" for day in range(1, 29)], "数": ["20260301"] * 28}
    )
    columns = draft_of(suggest(ORDERS, table)).columns
    assert "delivery_class" not in columns
    assert "unit_price" not in columns


def test_headings_with_quotation_marks_survive() -> None:
    heading = '价格"元"\\'
    table = export(**{"产品编码": ["P"], heading: ["1"], "执行日期": ["2026-01-01"], "地区代码": ["320100"]})
    assert draft_of(suggest(FEEDS["listing_price"], table)).columns["price"].headings == (heading,)


def test_the_reference_page_names_every_rule_and_every_packaged_mapping() -> None:
    written = {key.strip() for keys, *_ in _RULES for key in keys.split(",")}
    assert written == {field.alias or name for name, field in ColumnRule.model_fields.items()}
    page = render()
    assert "### scms_order_line" in page
    assert "### yibao_catalogue" in page
    table_rows = [line for line in page[page.index("### ") :].splitlines() if line.startswith("| `")]
    assert len(table_rows) > 80
    assert all(line.count("|") == 3 for line in table_rows)


def command() -> typer.Typer:
    app = typer.Typer()

    @app.callback()
    def main(ctx: typer.Context) -> None:
        ctx.obj = Path("no-such-home")

    register(app)
    return app


def run(*words: str) -> Any:
    return CliRunner().invoke(command(), ["mapping", *words])


def test_the_command_line_lists_the_packaged_mappings() -> None:
    assert "scms_order_line" in run("list").output
    listed = run("list", "--json")
    assert listed.exit_code == 0
    assert '"name": "dk_purchases"' in listed.output


def test_the_command_line_drafts_a_mapping_and_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    path = tmp_path / "导出.csv"
    path.write_bytes(orders().write_csv().encode("gb18030"))
    drafted = run("suggest", "order_line", str(path), "--name", "ours")
    assert drafted.exit_code == 0
    assert draft_of(drafted.stdout).name == "ours"
    assert run("suggest", "orders", str(path)).exit_code == 2
    assert run("suggest", "order_line", str(tmp_path / "none.csv")).exit_code == 2
