"""Checks one column of a feed: every cell becomes typed, or null with a problem that names it."""

from __future__ import annotations

import polars as pl

from baowen.collect.contract import DECIMAL, NUMBERS, REFERENCES, STORED_AS, Column, Kind
from baowen.collect.intake import parsing
from baowen.collect.intake.found import Found

_NOT = {
    Kind.DATE: "not_a_date", Kind.MONTH: "not_a_month", Kind.FLAG: "not_a_flag", Kind.CHOICE: "not_a_choice",
    Kind.INTEGER: "not_an_integer", Kind.QUANTITY: "not_a_number", Kind.PRICE: "not_a_number",
    Kind.AMOUNT: "not_a_number",
}  # fmt: skip
CODES = (Kind.CODE, *REFERENCES)


def check_column(
    column: Column, text: pl.Series, rows: pl.Series, found: Found, *, is_key: bool, from_excel: bool
) -> pl.Series:
    """The typed column; a blank required cell, a cell that is not of its kind or out of bounds is reported once.

    `text` is null where blank; the result has the kind's stored type, except that references stay codes.
    """
    text = parsing.text_of(text)
    blank = text.is_null()
    if column.required and blank.any():
        found.cells("required", column, rows.filter(blank))
    if column.kind is Kind.TEXT:
        return text
    errors = _excel_errors(text)
    if errors is not None:
        found.cells("excel_error", column, rows.filter(errors))
        text = text.set(errors, None)
    if column.kind in CODES:
        return _checked_code(column, text, rows, found, must_hold=is_key or column.required)
    typed = _typed(column, text)
    wrong = text.is_not_null() & typed.is_null()
    if wrong.any():
        typed = _explain(column, text, typed, wrong, rows, found, from_excel=from_excel)
    if column.kind in NUMBERS:
        typed = _within_bounds(column, text, typed, rows, found)
    return typed


def _excel_errors(text: pl.Series) -> pl.Series | None:
    if not text.str.starts_with("#").any():
        return None
    return text.str.contains(parsing.EXCEL_ERROR).fill_null(False)


def _typed(column: Column, text: pl.Series) -> pl.Series:
    match column.kind:
        case Kind.DATE:
            return parsing.date_of(text)
        case Kind.MONTH:
            return parsing.month_of(text)
        case Kind.FLAG:
            return parsing.flag_of(text)
        case Kind.CHOICE:
            return parsing.word_of(text, parsing.words_of_choices(column.choices))
        case Kind.INTEGER:
            number = parsing.number_of(text)
            whole = number.cast(pl.Int64, strict=False)
            return whole.set((whole.cast(DECIMAL) != number).fill_null(False), None)
        case _:
            return parsing.number_of(text)


def _explain(
    column: Column,
    text: pl.Series,
    typed: pl.Series,
    wrong: pl.Series,
    rows: pl.Series,
    found: Found,
    *,
    from_excel: bool,
) -> pl.Series:
    """Say what is wrong with the cells that are not of their kind; a day stored as a number is read and remarked."""
    if column.kind is Kind.DATE and from_excel:
        serial = parsing.excel_serial_of(text.set(~wrong, None))
        read = serial.is_not_null()
        if read.any():
            found.cells("date_as_number", column, rows.filter(read), read=serial.filter(read).cast(pl.String))
            typed, wrong = typed.zip_with(~read, serial), wrong & ~read
    mangled = wrong & text.str.contains(parsing.SCIENTIFIC).fill_null(False)
    if column.kind in NUMBERS and mangled.any():
        found.cells("excel_mangled", column, rows.filter(mangled))
        wrong = wrong & ~mangled
    found.cells(_NOT[column.kind], column, rows.filter(wrong))
    return typed


def _within_bounds(column: Column, text: pl.Series, typed: pl.Series, rows: pl.Series, found: Found) -> pl.Series:
    if column.kind is not Kind.INTEGER:
        rounded = int(parsing.has_more_decimals(text.filter(typed.is_not_null())).sum())
        if rounded:
            found.whole("rounded", column=found.heading(column), zh=column.zh, en=column.en, count=str(rounded))
    stored = STORED_AS[column.kind]
    for code, bound, broken in (
        ("too_small", column.least, lambda limit: typed < limit),
        ("too_large", column.most, lambda limit: typed > limit),
    ):
        if bound is not None:
            outside = broken(pl.Series([bound]).cast(stored)).fill_null(False)
            if outside.any():
                found.cells(code, column, rows.filter(outside))
    return typed


def _checked_code(column: Column, text: pl.Series, rows: pl.Series, found: Found, *, must_hold: bool) -> pl.Series:
    code = parsing.code_of(text)
    if not code.str.contains(r"[eE]\+?\d").any():
        return code
    mangled = code.str.contains(parsing.SCIENTIFIC).fill_null(False)
    if mangled.any():
        found.cells("excel_mangled" if must_hold else "excel_mangled_blank", column, rows.filter(mangled))
        code = code.set(mangled, None)
    return code
