"""Which cells of the monthly form make rows, which figures are asked about, and that intake's own words are told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from baowen.collect.feeds import FEEDS
from baowen.collect.intake import check
from baowen.collect.monthly.checking import Problems, problems_of
from baowen.collect.monthly.rules import Before, Line, check_cell, check_count_day, count_day, to_send, unlike
from baowen.core.period import Month
from baowen.core.problems import BaowenError

OCTOBER = Month(2026, 10)
WORDS = ("上次盘点", "last count")


def line(code: str = "P1", *, sent: dict[str, str] | None = None, **cells: str) -> Line:
    empty = {"stock": "", "used": "", "stockout_days": ""}
    return Line(product_code=code, cells=empty | cells, sent=sent or {})


def problems(*lines: Line, before: dict[str, Before] | None = None, by_lot: frozenset[str] = frozenset()) -> Problems:
    return problems_of(
        lines, organisation="H1", month=OCTOBER, counted_on=date(2026, 10, 31), before=before or {}, by_lot=by_lot,
        ratio=Decimal(10),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "before", "said"),
    [
        ("1200", "120", "达到上次盘点（120）的 10 倍"), ("12", "120", "不到上次盘点（120）的 10 分之一"),
        ("1199", "120", ""), ("13", "120", ""), ("0", "120", ""), ("5000", "0", ""), ("5000", None, ""),
    ],
)  # fmt: skip
def test_a_figure_ten_times_off_is_asked_about_and_zeros_and_first_figures_are_not(
    value: str, before: str | None, said: str
) -> None:
    told = unlike(Decimal(value), None if before is None else Decimal(before), Decimal(10), WORDS)
    assert (told.message[0] if told else "") == said
    assert told is None or not told.is_refused


def test_a_line_is_sent_by_each_feed_that_it_fills_and_not_twice() -> None:
    both, only_use, nothing = line(stock="3", used="4"), line("P2", used="0"), line("P3")
    assert [one.product_code for one in to_send([both, only_use, nothing], "stock")] == ["P1"]
    assert [one.product_code for one in to_send([both, only_use, nothing], "usage")] == ["P1", "P2"]
    known = line(stock="3", used="4", sent={"stock": "3", "used": "4"})
    assert to_send([known], "stock") == to_send([known], "usage") == []
    assert to_send([line(stock="3", used="5", sent={"stock": "3", "used": "4"})], "usage")
    assert both.is_filled()
    assert not only_use.is_filled()


def test_the_form_is_told_what_intake_tells_of_a_file_with_the_same_cells() -> None:
    texts = ["许多", "-3", "1e5x", "2000000000", "#N/A", "１２", "1,200"]
    lines = [line(f"P{number}", stock=text, used="1", stockout_days="45") for number, text in enumerate(texts)]
    told = problems(*lines)
    rows = pl.DataFrame(
        {
            "hospital_code": ["H1"] * len(texts), "product_code": [one.product_code for one in lines],
            "counted_on": ["2026-10-31"] * len(texts), "quantity": texts, "row": range(1, len(texts) + 1),
        }
    )  # fmt: skip
    found = check(FEEDS["stock"], rows, file="").problems
    expected = {f"P{one['row'] - 1}": one["message"] for one in found.iter_rows(named=True)}
    assert {code: cells["stock"][0].message[0] for code, cells in told.items() if "stock" in cells} == expected
    assert len(expected) == 5
    assert told["P0"]["stockout_days"][0].message[0] == "“缺货天数”大于允许的最大值 31"


def test_days_without_stock_need_the_use_beside_them() -> None:
    assert problems(line(stockout_days="3"))["P1"]["used"][0].message == ("“用量”没有填写", "use is blank")


def test_a_sent_figure_that_is_emptied_still_counts_and_says_so() -> None:
    told = problems(line(sent={"stock": "30"}))["P1"]["stock"][0]
    assert told.message[0] == "已报送 30，清空不会撤销"
    assert not told.is_refused


def test_a_total_beside_the_lots_of_the_same_day_is_refused_at_once() -> None:
    assert problems(line(stock="30"), by_lot=frozenset({"P1"}))["P1"]["stock"][0].is_refused
    assert problems(line(used="30"), by_lot=frozenset({"P1"})) == {}


def test_use_is_compared_with_use_and_stock_with_stock() -> None:
    before = {"P1": Before(counted=Decimal(500), used=Decimal(10))}
    told = problems(line(stock="510", used="200"), before=before)
    assert list(told["P1"]) == ["used"]
    assert "上月用量" in told["P1"]["used"][0].message[0]


def test_the_day_of_counting_lies_in_the_month_and_not_ahead() -> None:
    today = date(2026, 11, 27)
    assert count_day(OCTOBER, today) == date(2026, 10, 31)
    assert count_day(Month(2026, 11), today) == today
    with pytest.raises(BaowenError, match="不在 2026-10 内"):
        check_count_day(date(2026, 11, 1), OCTOBER, today)
    with pytest.raises(BaowenError, match="还没有到"):
        check_count_day(date(2026, 11, 30), Month(2026, 11), today)


def test_no_cell_outside_the_form_and_no_story_in_a_cell() -> None:
    with pytest.raises(BaowenError, match="没有 price 这一列"):
        check_cell("price", "1")
    with pytest.raises(BaowenError, match="最多 40 个字符"):
        check_cell("stock", "9" * 41)
