"""Checks lines of the monthly form by the very rules of the intake, so that the form and a file are told the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from decimal import Decimal

import polars as pl

from baowen.collect.feeds import FEEDS
from baowen.collect.intake import check
from baowen.collect.monthly.rules import BY_LOT, FEED_COLUMNS, STOCK, USED, Before, Line, Told, emptied, unlike
from baowen.core.period import Month
from baowen.core.problems import Level

COUNT_WORDS = ("上次盘点", "last count")
USE_WORDS = ("上月用量", "last month's use")
Problems = dict[str, dict[str, list[Told]]]


def feed_rows(
    feed: str, lines: Sequence[Line], *, organisation: str, month: Month, counted_on: date
) -> list[dict[str, str]]:  # fmt: skip
    """A row of the feed for each line that has one, under the feed's own names."""
    dated = {"counted_on": counted_on.isoformat()} if feed == "stock" else {"month": str(month)}
    rows = []
    for line in lines:
        cells = line.row_of(feed)
        if cells is None:
            continue
        figures = {FEED_COLUMNS[feed][column]: text for column, text in cells.items()}
        rows.append({"hospital_code": organisation, "product_code": line.product_code, **dated, **figures})
    return rows


def problems_of(
    lines: Sequence[Line], *, organisation: str, month: Month, counted_on: date, before: Mapping[str, Before],
    by_lot: Set[str], ratio: Decimal,
) -> Problems:  # fmt: skip
    """By product code and column what intake would say of these lines, and what looks unlike the figures before.

    What intake said when a line was last sent is told too, as long as the cell still holds that. `by_lot`: the codes
    whose stock of that day lies lot by lot already.
    """
    found: Problems = {line.product_code: {} for line in lines}
    about = {"organisation": organisation, "month": month, "counted_on": counted_on}
    for feed in FEED_COLUMNS:
        given = [line for line in lines if line.row_of(feed) is not None]
        for code, column, told in _checked(feed, given, before, ratio, about):
            found[code].setdefault(column, []).append(told)
        for line in lines:
            for column, told in emptied(line, feed).items():
                found[line.product_code].setdefault(column, []).append(told)
    for line in lines:
        if line.product_code in by_lot and line.is_to_send("stock"):
            found[line.product_code].setdefault(STOCK, []).append(BY_LOT)
        for column, told in line.refused.items():
            known = found[line.product_code].setdefault(column, [])
            if told.message not in [one.message for one in known]:
                known.append(told)
    return {code: told for code, told in found.items() if told}


def _checked(
    feed: str, lines: Sequence[Line], before: Mapping[str, Before], ratio: Decimal, about: Mapping[str, object]
) -> Iterator[tuple[str, str, Told]]:
    if not lines:
        return
    rows = feed_rows(feed, lines, **about)  # type: ignore[arg-type]
    blank = {name: pl.col(name).replace("", None) for name in rows[0]}
    frame = pl.DataFrame(rows).with_columns(**blank).with_row_index("row", offset=1)
    checked = check(FEEDS[feed], frame, file="")
    columns = {name: column for column, name in FEED_COLUMNS[feed].items()}
    for one in checked.problems.filter(pl.col("row") > 0).iter_rows(named=True):
        line = lines[one["row"] - 1]
        yield line.product_code, columns.get(one["column"], next(iter(columns.values()))), told_of(one)
    figure, last = (STOCK, "counted") if feed == "stock" else (USED, "used")
    words = COUNT_WORDS if feed == "stock" else USE_WORDS
    for row, quantity in checked.frame.select("row", "quantity").iter_rows():
        code = lines[row - 1].product_code
        warned = unlike(quantity, getattr(before.get(code, Before()), last), ratio, words)
        if warned is not None:
            yield code, figure, warned


def told_of(problem: Mapping[str, str]) -> Told:
    """A problem of the intake as it is told at a cell."""
    return Told(
        message=(problem["message"], problem["message_en"] or problem["message"]),
        remedy=(problem["help"] or "", problem["help_en"] or problem["help"] or ""),
        is_refused=problem["level"] == Level.REFUSE.value,
    )
