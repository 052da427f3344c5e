"""Checks a file against its feed, column by column: which rows enter, which go back, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from baowen.collect.contract import REFERENCES, STORED_AS, Column, Feed, RowCheck
from baowen.collect.intake.cells import check_column
from baowen.collect.intake.codes import CODE_CHECKS, CodeRule, check_codes
from baowen.collect.intake.found import Found, as_frame
from baowen.collect.intake.repeats import check_repeats
from baowen.collect.intake.wording import WORDINGS
from baowen.core.period import Month
from baowen.core.problems import Level, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The outcome for one file.

    `frame`: accepted rows, typed as the contract stores them (reference codes still text), with `row` (Int32).
    `problems`: one line a problem, see `found.SCHEMA`; row 0 is about the file.
    `refused_rows`: numbers of the rows that go back (UInt32, ascending); `duplicates`: identical rows left out.
    `source_of`: the sender's heading of each column.
    """

    frame: pl.DataFrame
    problems: pl.DataFrame
    refused_rows: pl.Series
    total: int
    duplicates: int = 0
    source_of: Mapping[str, str] = field(default_factory=dict)

    @property
    def accepted(self) -> int:
        return self.frame.height

    @property
    def refused(self) -> int:
        return self.refused_rows.len()

    @property
    def refused_whole(self) -> bool:
        """Whether a problem of the file as a whole keeps every row out."""
        whole = (pl.col("row") == 0) & (pl.col("level") == Level.REFUSE.value)
        return self.problems.filter(whole).height > 0


def check(
    feed: Feed,
    frame: pl.DataFrame,
    *,
    file: str,
    sheet: str = "",
    source_of: Mapping[str, str] | None = None,
    source: pl.DataFrame | None = None,
    from_excel: bool = False,
    known: Sequence[Problem] = (),
    code_rules: Mapping[str, Mapping[str, CodeRule]] | None = None,
    tick: Callable[[int, int], None] | None = None,
) -> Checked:
    """Check every cell and row of `frame`, whose String columns bear the feed's names beside `row`.

    `source_of` gives the sender's heading of a column and `source` the cells as sent, for the problems. `known` are
    the problems that the reader and the mapping found; the rows that they refuse stay out. Regions, products and
    organisations are only read as codes here: whether they exist is the caller's question. `tick` is told after each
    column how many of how many are checked.
    """
    headings = {name: name for name in feed.column_names} | dict(source_of or {})
    found = Found(file=file, sheet=sheet, headings=headings, source=frame if source is None else source)
    found.given(known)
    if _unusable(feed, frame, found, known):
        rows = frame["row"].cast(pl.UInt32) if "row" in frame.columns else pl.Series([], dtype=pl.UInt32)
        return Checked(
            frame=_typed_empty(feed),
            problems=found.frame(),
            refused_rows=rows.alias("row"),
            total=frame.height,
            source_of=dict(source_of or {}),
        )
    total = frame.height
    frame = _without(frame.with_columns(pl.col("row").cast(pl.UInt32)), found.bad_rows())
    rows = frame["row"]
    typed = _columns(feed, frame, rows, found, from_excel=from_excel, tick=tick)
    rules = CODE_CHECKS if code_rules is None else code_rules
    typed = check_codes(rules.get(feed.name, {}), feed, typed, found)
    for row_check in feed.checks:
        _check_rows(row_check, feed, typed, found)
    sound = _without(typed, found.bad_rows())
    again = check_repeats(feed, sound, found)
    accepted = _without(sound, pl.concat([found.bad_rows(), again]))
    return Checked(
        frame=accepted.with_columns(pl.col("row").cast(pl.Int32)), problems=found.frame(),
        refused_rows=found.bad_rows(), total=total, duplicates=again.len(),
        source_of=dict(source_of or {}),
    )  # fmt: skip


def _without(frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    kept = ~frame["row"].is_in(rows.implode())
    return frame if kept.all() else frame.filter(kept)


def _unusable(feed: Feed, frame: pl.DataFrame, found: Found, known: Sequence[Problem]) -> bool:
    if any(problem.row == 0 and problem.level is Level.REFUSE for problem in known):
        return True
    missing = [column for column in feed.columns if column.required and column.name not in frame.columns]
    for column in missing:
        found.whole("missing_column", column=column.zh, zh=column.zh, en=column.en, name=column.name)
    if not missing and frame.height == 0:
        found.whole("no_rows")
    return bool(missing) or frame.height == 0


def _columns(
    feed: Feed, frame: pl.DataFrame, rows: pl.Series, found: Found, *, from_excel: bool,
    tick: Callable[[int, int], None] | None,
) -> pl.DataFrame:  # fmt: skip
    typed = []
    for number, column in enumerate(feed.columns):
        if tick is not None:
            tick(number, len(feed.columns))
        if column.name not in frame.columns:
            typed.append(pl.Series(column.name, [None], dtype=_type_of(column)).new_from_index(0, frame.height))
            continue
        text = frame[column.name].cast(pl.String)
        is_key = column.name in feed.key
        checked = check_column(column, text, rows, found, is_key=is_key, from_excel=from_excel)
        typed.append(checked.cast(_type_of(column)).alias(column.name))
    if tick is not None:
        tick(len(feed.columns), len(feed.columns))
    return pl.DataFrame([*typed, rows.alias("row")])


def _type_of(column: Column) -> pl.DataType:
    return pl.String() if column.kind in REFERENCES else STORED_AS[column.kind]


def _typed_empty(feed: Feed) -> pl.DataFrame:
    schema = {column.name: _type_of(column) for column in feed.columns}
    return pl.DataFrame(schema={**schema, "row": pl.Int32()})


def _check_rows(row_check: RowCheck, feed: Feed, typed: pl.DataFrame, found: Found) -> None:
    broken = typed.select(row_check.broken().fill_null(False)).to_series()
    if not broken.any():
        return
    described = pl.DataFrame({"code": [row_check.code]}).select(
        "code", level=pl.lit(row_check.level.value), message=pl.lit(row_check.zh), help=pl.lit(row_check.help_zh),
        message_en=pl.lit(row_check.en), help_en=pl.lit(row_check.help_en),
    )  # fmt: skip
    rows = typed["row"].filter(broken)
    # The problem is shown at the last of its columns: the later date, the amount.
    column = feed.column(row_check.columns[-1])
    found.described(rows, pl.concat([described] * rows.len()) if rows.len() > 1 else described, column=column)


def check_period(feed: Feed, frame: pl.DataFrame, period: Month, *, file: str = "", sheet: str = "") -> Problem | None:
    """A problem when any accepted row lies outside the month that was asked for; it names the months and counts."""
    if feed.dated_by is None or feed.dated_by not in frame.columns:
        return None
    dated = frame[feed.dated_by]
    months = dated if dated.dtype == pl.String else dated.dt.strftime("%Y-%m")
    if feed.month_from is not None and feed.month_from in frame.columns:
        months = frame[feed.month_from].fill_null(months)
    counts = months.drop_nulls().value_counts(name="rows").sort(months.name)
    if all(month == str(period) for month in counts[months.name]):
        return None
    listed = [(str(month), int(count)) for month, count in counts.iter_rows()]
    words: dict[str, Any] = {
        "asked": str(period),
        "found": "、".join(f"{month}（{count} 行）" for month, count in listed),
    }
    words_en = {**words, "found": ", ".join(f"{month} ({count} rows)" for month, count in listed)}
    wording = WORDINGS["wrong_period"]
    return Problem(
        file=file, sheet=sheet, code="wrong_period", column=feed.column(feed.dated_by).zh,
        message=wording.message.format(**words), help=wording.help,
        message_en=wording.message_en.format(**words_en), help_en=wording.help_en,
    )  # fmt: skip


__all__ = ["Checked", "as_frame", "check", "check_period"]
