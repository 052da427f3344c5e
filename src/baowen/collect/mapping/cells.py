"""Turns the rules of a mapping into column expressions; what a rule cannot read is left as it stands."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from baowen.collect.contract import Kind
from baowen.collect.mapping.model import ColumnRule, Condition

_CODE_BYTES = 8
_CODE_LENGTH = 12
_NUMBER = pl.Decimal(32, 10)
_FIRST_YEAR = 1000


def short_code(text: str) -> str:
    """Twelve letters and digits that stand for a text: the same on every machine and in every version."""
    digest = hashlib.blake2b(text.encode(), digest_size=_CODE_BYTES).digest()
    return base64.b32encode(digest).decode()[:_CODE_LENGTH]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def _codes(texts: pl.Series) -> pl.Series:
    """Short codes of a column, worked out once for each distinct text; width, case and double spaces do not count."""
    distinct = texts.drop_nulls().unique()
    codes = pl.Series([short_code(_plain(text)) for text in distinct.to_list()], dtype=pl.String)
    return texts.replace_strict(distinct, codes, default=None, return_dtype=pl.String)


def _hashed(cells: pl.Expr) -> pl.Expr:
    return cells.map_batches(_codes, return_dtype=pl.String, is_elementwise=False)


def _emptied(cells: pl.Expr, rule: ColumnRule) -> pl.Expr:
    """Cells with blanks and the source's words for "nothing" made null."""
    if rule.strip:
        cells = cells.str.strip_chars()
    return pl.when(cells.is_in(["", *rule.null])).then(None).otherwise(cells)


def _origin(rule: ColumnRule, headings: Sequence[str]) -> pl.Expr:
    """The raw cells of a rule; headings that the file lacks give nothing."""
    if rule.constant:
        return pl.lit(rule.constant)
    there = [heading for heading in rule.headings if heading in headings]
    if not there:
        return pl.lit(None, dtype=pl.String)
    cells = [_emptied(pl.col(heading), rule) for heading in there]
    if not rule.compose:
        return pl.coalesce(cells)
    joined = pl.concat_str([cell.fill_null("") for cell in cells], separator=rule.separator)
    return pl.when(pl.all_horizontal([cell.is_null() for cell in cells])).then(None).otherwise(joined)


def _as_date(cells: pl.Expr, forms: Sequence[str], kind: Kind) -> pl.Expr:
    """ISO dates (months where the column holds months); a form without a day means the first of the month."""
    # Dates repeat: reading each distinct text once makes a million rows four times faster.
    return cells.map_batches(lambda texts: _dates(texts, forms, kind), return_dtype=pl.String, is_elementwise=False)


def _dates(texts: pl.Series, forms: Sequence[str], kind: Kind) -> pl.Series:
    distinct = texts.drop_nulls().unique()
    written = distinct.alias("text").to_frame().select(_written(pl.col("text"), forms, kind))["text"]
    return texts.replace_strict(distinct, written, default=None, return_dtype=pl.String)


def _written(cells: pl.Expr, forms: Sequence[str], kind: Kind) -> pl.Expr:
    days = []
    for form in forms:
        text, full = (cells, form) if "%d" in form or "%j" in form else (cells + " 01", form + " %d")
        if any(part in form for part in ("%H", "%T", "%I")):
            day = text.str.to_datetime(full, strict=False, time_unit="ms").dt.date()
        else:
            day = text.str.to_date(full, strict=False)
        # "8/15/19" also reads as the year 19 under a four-digit form: the next form is tried, or the cell stays.
        days.append(pl.when(day.dt.year() >= _FIRST_YEAR).then(day))
    written = pl.coalesce(days).dt.to_string("%Y-%m" if kind is Kind.MONTH else "%Y-%m-%d")
    return pl.coalesce(written, cells).alias("text")


def _scaled(cells: pl.Expr, factor: Decimal) -> pl.Expr:
    """Plain decimals times a factor, worked out exactly."""
    exact = pl.lit(factor, dtype=pl.Decimal(20, -min(0, int(factor.as_tuple().exponent))))
    number = cells.str.replace_all(",", "").cast(_NUMBER, strict=False) * exact
    plain = number.cast(pl.String).str.replace(r"\.?0+$", "")
    return pl.coalesce(plain, cells)


def holds(condition: Condition) -> pl.Expr:
    """Whether a condition holds; an empty cell is the text ""."""
    cells = pl.col(condition.column).str.strip_chars().fill_null("")
    if condition.matches:
        return cells.str.contains(condition.matches)
    if condition.is_in:
        return cells.is_in(list(condition.is_in))
    return ~cells.is_in(list(condition.not_in))


def outside(rule: ColumnRule, headings: Sequence[str]) -> pl.Expr:
    """True where a filled cell is none of the texts that the rule allows."""
    cells = _taken(rule, headings)
    return cells.is_not_null() & ~cells.is_in(list(rule.only))


def _taken(rule: ColumnRule, headings: Sequence[str]) -> pl.Expr:
    cells = _origin(rule, headings)
    if rule.extract:
        cells = cells.str.extract(rule.extract, 1)
    if rule.remove:
        cells = cells.str.replace_all(rule.remove, "").str.strip_chars()
        cells = pl.when(cells != "").then(cells)
    return cells


def cells_of(rule: ColumnRule, headings: Sequence[str], kind: Kind = Kind.TEXT) -> pl.Expr:
    """The column that a rule makes from a table with these headings: canonical text, or the cell as it was."""
    cells = _taken(rule, headings)
    if rule.values:
        turned = cells.replace(rule.values)
        cells = pl.when(turned != "").then(turned)
    if rule.date:
        cells = _as_date(cells, rule.date, kind)
    if rule.scale is not None:
        cells = _scaled(cells, rule.scale)
    if rule.hash:
        cells = _hashed(cells)
    if rule.prefix:
        cells = pl.lit(rule.prefix) + cells
    if rule.when is not None:
        cells = pl.when(holds(rule.when)).then(cells) if rule.when.column in headings else pl.lit(None, dtype=pl.String)
    return cells
