"""Problems as columns: thousands of cells described at once, in the order of the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from baowen.collect.contract import Column, Feed
from baowen.collect.intake.wording import WORDINGS
from baowen.core.problems import Level, Problem

SCHEMA: dict[str, pl.DataType] = {
    "file": pl.String(), "sheet": pl.String(), "row": pl.Int32(), "column": pl.String(), "value": pl.String(),
    "code": pl.String(), "level": pl.String(), "message": pl.String(), "help": pl.String(),
    "message_en": pl.String(), "help_en": pl.String(),
}  # fmt: skip


def as_frame(problems: Iterable[Problem]) -> pl.DataFrame:
    """Single problems in the form of many."""
    rows = [{name: getattr(problem, name) for name in SCHEMA} for problem in problems]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


class Found:
    """Collects the problems of one file. `headings` gives the sender's heading of a feed's column."""

    def __init__(self, *, file: str, sheet: str, headings: Mapping[str, str], source: pl.DataFrame) -> None:
        self._where = {"file": file, "sheet": sheet}
        self._headings = headings
        ordered = "row" not in source.columns or source["row"].is_sorted()
        self._source = source if ordered else source.sort("row")
        self._parts: list[pl.DataFrame] = []
        self._bad_rows: list[pl.Series] = []

    def heading(self, column: Column) -> str:
        """The sender's heading of a feed's column."""
        return self._headings.get(column.name, column.name)

    def cells(self, code: str, column: Column, rows: pl.Series, **words: str | pl.Series) -> None:
        """The same fault in one column of several rows; a word may differ by row."""
        if rows.len():
            self._add(code, rows, column=self.heading(column), words={**name_words(column), **words})

    def rows(self, code: str, rows: pl.Series, **words: str | pl.Series) -> None:
        """A fault of whole rows."""
        if rows.len():
            self._add(code, rows, column="", words=words)

    def whole(self, code: str, *, column: str = "", **words: str) -> None:
        """A fault or a remark about the file as a whole."""
        self._add(code, pl.Series([0], dtype=pl.UInt32), column=column, words=words)

    def described(self, rows: pl.Series, described: pl.DataFrame, *, column: Column | None = None) -> None:
        """Faults whose code, level and words come from elsewhere, one line a row."""
        if rows.len():
            heading = self.heading(column) if column else ""
            frame = described.with_columns(row=rows.cast(pl.Int32), column=pl.lit(heading))
            self._keep(self._with_values(frame, heading))

    def given(self, problems: Iterable[Problem]) -> None:
        """Problems that the reader or the mapping has found before."""
        self._keep(as_frame(problems))

    def frame(self) -> pl.DataFrame:
        """All problems, in the order of the file."""
        whole = pl.concat(self._parts) if self._parts else pl.DataFrame(schema=SCHEMA)
        return whole.sort("row", maintain_order=True)

    def bad_rows(self) -> pl.Series:
        """The rows to refuse so far, each once, ascending (UInt32)."""
        series = pl.concat(self._bad_rows) if self._bad_rows else pl.Series([], dtype=pl.UInt32)
        return series.unique().sort().alias("row")

    def _add(self, code: str, rows: pl.Series, *, column: str, words: Mapping[str, str | pl.Series]) -> None:
        wording = WORDINGS[code]
        varying = {name: word for name, word in words.items() if isinstance(word, pl.Series)}
        fixed = {name: word for name, word in words.items() if isinstance(word, str)}
        frame = pl.DataFrame({"row": rows.cast(pl.Int32), **varying}).with_columns(
            column=pl.lit(column), code=pl.lit(code.removesuffix("_blank")), level=pl.lit(wording.level.value),
            message=_filled(wording.message, fixed), help=_filled(wording.help, fixed),
            message_en=_filled(wording.message_en, fixed), help_en=_filled(wording.help_en, fixed),
        )  # fmt: skip
        self._keep(self._with_values(frame, column))

    def _with_values(self, frame: pl.DataFrame, heading: str) -> pl.DataFrame:
        if heading not in self._source.columns or heading == "row" or self._source.is_empty():
            return frame.with_columns(value=pl.lit(""))
        rows = self._source["row"].cast(pl.Int32)
        # The reader numbers rows upwards, so a cell is found by bisection and not by a join over the whole file.
        at = rows.search_sorted(frame["row"]).clip(0, max(rows.len() - 1, 0))
        cells = self._source[heading].cast(pl.String).gather(at)
        there = rows.gather(at) == frame["row"]
        return frame.with_columns(value=cells.set(~there, None).fill_null(""))

    def _keep(self, frame: pl.DataFrame) -> None:
        if not {"file", "sheet"} <= set(frame.columns):
            frame = frame.with_columns(**{name: pl.lit(text) for name, text in self._where.items()})
        self._parts.append(frame.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()))
        refused = frame.filter((pl.col("level") == Level.REFUSE.value) & (pl.col("row") > 0))
        self._bad_rows.append(refused["row"].cast(pl.UInt32))


def _filled(template: str, fixed: Mapping[str, str]) -> pl.Expr:
    """The template with the fixed words put in and the varying ones taken from their columns."""
    pieces: list[pl.Expr] = []
    rest = template
    while "{" in rest:
        before, _, rest = rest.partition("{")
        name, _, rest = rest.partition("}")
        pieces += [pl.lit(before), pl.lit(fixed[name]) if name in fixed else pl.col(name).cast(pl.String)]
    return pl.concat_str([*pieces, pl.lit(rest)], ignore_nulls=True)


def name_words(column: Column) -> dict[str, str]:
    """The words that wordings use about a column."""
    return {
        "name": column.name, "zh": column.zh, "en": column.en,
        "unit": f" {column.unit.split()[0]}" if column.unit else "",
        "least": f"{column.least:f}" if column.least is not None else "",
        "most": f"{column.most:f}" if column.most is not None else "",
        "choices": "、".join(choice.zh for choice in column.choices),
        "choices_en": ", ".join(choice.code for choice in column.choices),
    }  # fmt: skip


def key_words(feed: Feed) -> dict[str, str]:
    """The key of a feed in words."""
    columns = [feed.column(name) for name in feed.key]
    return {"key": "、".join(column.zh for column in columns), "key_en": ", ".join(column.en for column in columns)}
