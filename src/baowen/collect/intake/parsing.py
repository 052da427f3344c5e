"""Turns columns of text into typed columns: a fast form for nearly all cells, every other form for what is left.

Each function takes the text of a column (String, null where blank) and gives a column of the same height with null
where the text is not of its kind. Nothing here decides whether a row is refused.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from baowen.collect.contract import DECIMAL, Choice

ODD_IN_A_CODE = r"^$|[^!$-&(-<>-~]|[eE]\+?\d"  # anything that makes a code worth a second look
PLAIN_NUMBER = r"^-?\d{1,13}(\.\d{1,4})?$"
SCIENTIFIC = r"^[+-]?\d(\.\d+)?[eE]\+\d{1,3}$|^[+-]?\d\.\d+[eE]\d{1,3}$"
EXCEL_ERROR = r"^#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)$"
TRUE_WORDS = ("是", "有", "1", "true", "t", "y", "yes", "√", "✓", "对", "真")
FALSE_WORDS = ("否", "无", "0", "false", "f", "n", "no", "×", "✗", "不是", "假", "非")

_WHOLE_DATE = r"^(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})日?(?:[T ]*\d{1,2}[:：时]\d{1,2}.*)?$"
_PACKED_DATE = r"^(\d{4})(\d{2})(\d{2})(?:\d{6})?$"
_MONTH = r"^(\d{4})\s*(?:-|/|\.|年)\s*(\d{1,2})\s*月?(?:[-/.]?0?1日?(?:[T ]*0{1,2}[:：]0{1,2}.*)?)?$"
_PACKED_MONTH = r"^(\d{4})(\d{2})$"
_CENTURIES = (1900, 2199)  # a date outside these is a slip of the keyboard such as 0201-11-03


def where_left(text: pl.Series, fast: pl.Series, slow: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """The fast result, with the slow reading put in where the fast one gave nothing."""
    left = (text.is_not_null() & fast.is_null()).arg_true()
    if left.len() == 0:
        return fast
    return fast.scatter(left, slow(text.gather(left)))


def halfwidth(text: pl.Series) -> pl.Series:
    """Full-width digits, letters and spaces as ASCII; outer spaces and the marks that force text in Excel removed."""
    plain = text.str.normalize("NFKC").str.strip_chars(" \t\r\n\u200b\ufeff")
    return plain.str.replace(r'^="(.*)"$', "$1").str.strip_prefix("'")


def text_of(text: pl.Series) -> pl.Series:
    """Text without outer blanks; null when nothing is left."""
    stripped = text.str.strip_chars()
    return stripped.set(stripped == "", None) if (stripped == "").any() else stripped


def code_of(text: pl.Series) -> pl.Series:
    """An identifier: half-width, without any blank inside; null when nothing is left."""
    plain = halfwidth(text).str.replace_all(r"\s+", "")
    return plain.set(plain == "", None)


def number_of(text: pl.Series) -> pl.Series:
    """A decimal with four places, half up; thousands separators and yuan signs are understood."""
    return where_left(text, plain_number_of(text), number_otherwise)


def plain_number_of(text: pl.Series) -> pl.Series:
    """Only numbers of plain digits with at most four decimals; null for every other form."""
    plain = text.str.contains(PLAIN_NUMBER)
    return (text if plain.all() else text.set(~plain, None)).cast(DECIMAL, strict=False)


def number_otherwise(text: pl.Series) -> pl.Series:
    """Every other way to write a number."""
    bare = halfwidth(text).str.replace(r"^[¥$\s]+", "").str.replace(r"\s*元(/\S+)?$", "").str.replace(r"^\+", "")
    grouped = bare.str.contains(r"^-?\d{1,3}(,\d{3})+(\.\d+)?$").fill_null(False)
    cleaned = bare.zip_with(~grouped, bare.str.replace_all(",", "", literal=True))
    numeric = cleaned.str.contains(r"^-?(\d{1,13}(\.\d{0,20})?|\.\d{1,20})$")
    exact = cleaned.set(~numeric, None).cast(pl.Decimal(38, 20), strict=False)
    return exact.round(4, mode="half_away_from_zero").cast(DECIMAL, strict=False)


def has_more_decimals(text: pl.Series) -> pl.Series:
    """Whether a number was given with more than four decimals that are not zero."""
    return text.str.contains(r"[.．][\d０-９]{4}[\d０-９]*[1-9１-９]").fill_null(False)


def date_of(text: pl.Series) -> pl.Series:
    """A day from any common form: 2026-03-01, 2026/3/1, 20260301, 2026年3月1日, 2026.3.1, each also with a time."""
    fast = text.str.to_date("%Y-%m-%d", strict=False)
    days = where_left(text, fast, _date_otherwise)
    wild = ~days.dt.year().is_between(*_CENTURIES)
    return days.set(wild, None) if wild.any() else days


def _date_otherwise(text: pl.Series) -> pl.Series:
    cleaned = halfwidth(text)
    frame = pl.DataFrame({"t": cleaned}).select(
        pl.coalesce(
            pl.col("t").str.replace(_WHOLE_DATE, "$1-$2-$3").str.to_date("%Y-%m-%d", strict=False),
            pl.col("t").str.replace(_PACKED_DATE, "$1-$2-$3").str.to_date("%Y-%m-%d", strict=False),
        )
    )
    return frame.to_series()


def excel_serial_of(text: pl.Series) -> pl.Series:
    """A day from Excel's count of days since 1899-12-30, for the counts that fall into this century and the last."""
    days = text.set(~text.str.contains(r"^\d{4,6}(\.\d+)?$"), None).cast(pl.Float64, strict=False).floor()
    days = days.set(~days.is_between(10000, 100000), None)
    frame = pl.DataFrame({"d": days.cast(pl.Int64)})
    return frame.select(pl.date(1899, 12, 30) + pl.duration(days="d")).to_series()


def month_of(text: pl.Series) -> pl.Series:
    """A month as YYYY-MM from 2026-03, 202603, 2026年3月, 2026/3, or the first day of a month."""
    fast = text.set(~text.str.contains(r"^(19|20|21)\d{2}-(0[1-9]|1[0-2])$"), None)
    return where_left(text, fast, _month_otherwise)


def _month_otherwise(text: pl.Series) -> pl.Series:
    cleaned = halfwidth(text)
    first = cleaned.str.replace(_MONTH, "$1-$2-1").str.replace(_PACKED_MONTH, "$1-$2-1")
    months = first.set(~first.str.ends_with("-1") | ~first.str.contains(r"^\d{4}-\d"), None)
    months = months.str.to_date("%Y-%m-%d", strict=False)
    return months.set(~months.dt.year().is_between(*_CENTURIES), None).dt.strftime("%Y-%m")


def word_of(text: pl.Series, words: dict[str, str]) -> pl.Series:
    """A coded value by any of its words (keys half-width and lower case); null for an unknown word."""
    known = text.replace_strict(words, default=None, return_dtype=pl.String)
    return where_left(text, known, lambda left: _folded(left, words))


def _folded(text: pl.Series, words: dict[str, str]) -> pl.Series:
    return halfwidth(text).str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.String)


def flag_of(text: pl.Series) -> pl.Series:
    """True or False from 是/否, 1/0, yes/no and their kin."""
    words = dict.fromkeys(TRUE_WORDS, "1") | dict.fromkeys(FALSE_WORDS, "0")
    return word_of(text, words).replace_strict({"1": True, "0": False}, default=None, return_dtype=pl.Boolean)


def words_of_choices(choices: tuple[Choice, ...]) -> dict[str, str]:
    """Every way to write each choice, half-width and lower case, to its code."""
    written = [(word, choice.code) for choice in choices for word in (choice.code, choice.zh, choice.en, *choice.also)]
    folded = halfwidth(pl.Series([word for word, _ in written], dtype=pl.String)).str.to_lowercase().to_list()
    return dict(zip(folded, (code for _, code in written), strict=True))
