"""What is shown of a file that was looked at or imported: kinds of problems with their counts, rows in place. COL-1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from baowen.collect.contract import Feed
from baowen.collect.readers import Table
from baowen.core.problems import Level

KINDS, ROWS, EXAMPLES, SAMPLE = 30, 20, 5, 5
LONGEST = 80  # characters of a cell
# In these words the row itself is named, so that one kind of problem has as many texts as it has rows.
_OF_ONE_ROW = ("duplicate_row", "conflicting_rows", "date_as_number")


def shown_columns(feed: Feed, table: Table, source_of: Mapping[str, str]) -> dict[str, Any]:
    """Which heading was taken for which column of the feed, which columns are missing, which headings nobody reads."""
    used = set(source_of.values())
    return {
        "columns": [
            {"zh": one.zh, "en": one.en, "required": one.required, "heading": source_of.get(one.name, "")}
            for one in feed.columns
        ],
        "ignored": [name for name in table.headings if name not in used],
        "headings": list(table.headings),
        "sample": [_cells(table, row) for row in table.frame.head(SAMPLE).iter_rows(named=True)],
    }  # fmt: skip


def shown_problems(table: Table, problems: pl.DataFrame) -> dict[str, Any]:
    """Each kind of problem once with how often and where first, and the first rows that have one, cell by cell."""
    ordered = problems.with_columns(refused=pl.col("level") == Level.REFUSE.value)
    return {
        "kinds": _kinds(ordered),
        "total": problems.height,
        "headings": list(table.headings),
        "rows": _rows(table, ordered),
    }


def _kinds(problems: pl.DataFrame) -> list[dict[str, Any]]:
    said = pl.when(pl.col("code").is_in(_OF_ONE_ROW)).then(pl.lit("")).otherwise("message")
    found = (
        problems.with_columns(said=said)
        .group_by("refused", "column", "code", "said", maintain_order=True)
        .agg(
            pl.len().alias("count"),
            pl.col("row").head(EXAMPLES), pl.col("value").unique(maintain_order=True).head(EXAMPLES),
            pl.col("message", "help", "message_en", "help_en").first(),
        )
        .sort("refused", "count", descending=True, maintain_order=True)
    )  # fmt: skip
    return [
        {
            "refused": one["refused"], "column": one["column"] or "", "count": one["count"],
            "rows": [row for row in one["row"] if row], "values": [_short(text) for text in one["value"] if text],
            "message": [one["message"], one["message_en"] or one["message"]],
            "help": [one["help"] or "", one["help_en"] or one["help"] or ""],
        }
        for one in found.head(KINDS).iter_rows(named=True)
    ]  # fmt: skip


def _rows(table: Table, problems: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows that are refused, as they were sent, with what is said at each cell; `told` under "" is of the whole row."""
    refused = problems.filter(pl.col("refused") & (pl.col("row") > 0))
    wanted = refused["row"].unique(maintain_order=True).head(ROWS)
    at = pl.col("row").cast(pl.Int64)
    rows = table.frame.filter(at.is_in(wanted.cast(pl.Int64).implode()))
    told: dict[int, dict[str, list[list[str]]]] = {}
    for one in refused.filter(pl.col("row").is_in(wanted.implode())).iter_rows(named=True):
        column = one["column"] if one["column"] in table.headings else ""
        words = [one["message"], one["message_en"] or one["message"], one["help"] or "", one["help_en"] or ""]
        told.setdefault(one["row"], {}).setdefault(column, []).append(words)
    return [
        {"row": row["row"], "cells": _cells(table, row), "told": told.get(row["row"], {})}
        for row in rows.iter_rows(named=True)
    ]


def _cells(table: Table, row: Mapping[str, Any]) -> list[str]:
    return [_short(row[name] or "") for name in table.headings]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
