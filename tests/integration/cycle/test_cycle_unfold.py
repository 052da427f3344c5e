"""A signal unfolds to the very lines of the files that were sent in (MON-1)."""

from __future__ import annotations

import re
from typing import Any

import polars as pl
import pytest

from baowen.monitor.models import Signal
from baowen.monitor.unfold import as_document, unfold


def line_of(province: Any, row: dict[str, Any]) -> dict[str, str]:
    """The cells of the file's line that a row names; line 1 is the heading."""
    frame: pl.DataFrame = province.frames[row["file"].removesuffix(".csv")]
    return frame.row(row["line"] - 2, named=True)


@pytest.mark.parametrize("indicator", ["delivery_rate", "on_time_rate"])
def test_every_order_line_behind_a_signal_is_a_line_of_the_file(full: Any, province: Any, indicator: str) -> None:
    signal = Signal.objects.filter(indicator=indicator, subject_type="product").order_by("number").first()
    assert signal is not None
    found = as_document(unfold(full.home, signal.number, limit=100_000))
    lines = [row for row in found["rows"] if row["file"] == "order_line.csv"]
    assert lines
    for row in lines:
        sent = line_of(province, row)
        assert sent["订单明细编号"] == row["order_line_no"]
        assert sent["药品代码"] == signal.subject_code
        assert float(sent["数量"]) == float(row["quantity"])
        assert float(sent["单价"]) == float(row["unit_price"])
        assert sent["下单日期"].startswith(found["month"])
    # Of several places that a signal joins, the rows are those of the gravest, whose value the signal shows.
    gravest = signal.sightings.filter(month=found["month"], value=signal.value, n=signal.n).order_by("region")[0]
    inside = "H" + re.sub("(00)+$", "", str(gravest.region))
    wanted = province.frames["order_line"].filter(
        pl.col("药品代码") == signal.subject_code,
        pl.col("下单日期").str.starts_with(found["month"]),
        pl.col("医疗机构代码").str.starts_with(inside),
    )
    assert len({row["line"] for row in lines}) == wanted.height


def test_a_listed_price_behind_a_signal_is_a_line_of_the_file(full: Any, province: Any) -> None:
    signal = Signal.objects.filter(indicator="price_rise").order_by("number").first()
    assert signal is not None
    found = as_document(unfold(full.home, signal.number))
    assert found["rows_total"] == len(found["rows"]) > 0
    for row in found["rows"]:
        sent = line_of(province, row)
        assert (sent["药品代码"], sent["执行日期"]) == (signal.subject_code, str(row["valid_from"]))
        assert float(sent["挂网价"]) == float(row["price"])
