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
    if column.kind is Kind.TEXT:
        typed = text = parsing.text_of(text)
    elif column.kind in CODES:
        typed, text = _checked_code(column, text, rows, found, must_hold=is_key or column.required)
    else:
        typed = _typed(column, text, found)
        left = text.is_not_null() & typed.is_null()
        if left.any():
            typed, text = _explain(column, text, typed, left, rows=rows, found=found, from_excel=from_excel)
    if column.required and text.has_nulls():
        found.cells("required", column, rows.filter(text.is_null()))
    return _within_bounds(column, typed, rows, found) if column.kind in NUMBERS else typed


def _refuse_excel_errors(column: Column, text: pl.Series, rows: pl.Series, found: Found) -> pl.Series:
    """The mask of cells such as #N/A; they are reported."""
    errors = text.str.contains(parsing.EXCEL_ERROR).fill_null(False)
    found.cells("excel_error", column, rows.filter(errors))
    return errors


def _typed(column: Column, text: pl.Series, found: Found) -> pl.Series:
    match column.kind:
        case Kind.DATE:
            return parsing.date_of(text)
        case Kind.MONTH:
            return parsing.month_of(text)
        case Kind.FLAG:
            return parsing.flag_of(text)
        case Kind.CHOICE:
            return parsing.word_of(text, parsing.words_of_choices(column.choices))
        case _:
            return _number(column, text, found)


def _number(column: Column, text: pl.Series, found: Found) -> pl.Series:
    plain = parsing.plain_number_of(text)
    left = text.is_not_null() & plain.is_null()
    number = plain
    if left.any():
        at = left.arg_true()
        cells = text.gather(at)
        read = parsing.number_otherwise(cells)
        number = plain.clone().scatter(at, read)
        rounded = int((parsing.has_more_decimals(cells) & read.is_not_null()).sum())
        if rounded:
            found.whole("rounded", column=found.heading(column), zh=column.zh, en=column.en, count=str(rounded))
    if column.kind is not Kind.INTEGER:
        return number
    whole = number.cast(pl.Int64, strict=False)
    return whole.set((whole.cast(DECIMAL) != number).fill_null(False), None)


def _explain(
    column: Column,
    text: pl.Series,
    typed: pl.Series,
    left: pl.Series,
    *,
    rows: pl.Series,
    found: Found,
    from_excel: bool,
) -> tuple[pl.Series, pl.Series]:
    """Say what is wrong with the cells that are not of their kind; gives the typed column and the text without blanks.

    A day that Excel stored as a number is read and remarked.
    """
    at = left.arg_true()
    cells, where = parsing.text_of(text.gather(at)), rows.gather(at)
    text = text.clone().scatter(at, cells)
    errors = _refuse_excel_errors(column, cells, where, found)
    wrong = cells.is_not_null() & ~errors
    if column.kind is Kind.DATE and from_excel:
        serial = parsing.excel_serial_of(cells)
        read = serial.is_not_null()
        found.cells("date_as_number", column, where.filter(read), read=serial.filter(read).cast(pl.String))
        typed, wrong = typed.scatter(at.filter(read), serial.filter(read)), wrong & ~read
    if column.kind in NUMBERS:
        mangled = wrong & cells.str.contains(parsing.SCIENTIFIC).fill_null(False)
        found.cells("excel_mangled", column, where.filter(mangled))
        wrong = wrong & ~mangled
    found.cells(_NOT[column.kind], column, where.filter(wrong))
    return typed, text


def _within_bounds(column: Column, typed: pl.Series, rows: pl.Series, found: Found) -> pl.Series:
    for code, bound in (("too_small", column.least), ("too_large", column.most)):
        if bound is None:
            continue
        limit = pl.Series([bound]).cast(STORED_AS[column.kind])
        outside = typed < limit if code == "too_small" else typed > limit
        if outside.any():
            found.cells(code, column, rows.filter(outside))
    return typed


def _checked_code(
    column: Column, text: pl.Series, rows: pl.Series, found: Found, *, must_hold: bool
) -> tuple[pl.Series, pl.Series]:
    """The codes, and the text without blanks: a code that Excel ruined is no blank, though it is given as null."""
    at = text.str.contains(parsing.ODD_IN_A_CODE).arg_true()
    if at.len() == 0:
        return text, text
    cells, where = parsing.code_of(text.gather(at)), rows.gather(at)
    errors = _refuse_excel_errors(column, cells, where, found)
    mangled = cells.str.contains(parsing.SCIENTIFIC).fill_null(False)
    found.cells("excel_mangled" if must_hold else "excel_mangled_blank", column, where.filter(mangled))
    # scatter() writes into its series, so each result needs a copy of its own.
    return text.clone().scatter(at, cells.set(errors | mangled, None)), text.clone().scatter(at, cells)
