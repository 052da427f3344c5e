"""Writes many rows of one model with one statement: model by model, writing took most of the time that signals cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def write_rows(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], *, key: str | None = None
) -> None:
    """Insert rows; one whose `key` is known already replaces the other columns of the one that has it.

    Columns are names of the model's own columns; values are as the database takes them: days as ISO text, JSON as text.
    """
    if not rows:
        return
    quote = connection.ops.quote_name
    names = [quote(name) for name in columns]
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608
    )
    if key is not None:
        replaced = ", ".join(f"{name} = excluded.{name}" for name in names if name != quote(key))
        statement += f" ON CONFLICT ({quote(key)}) DO UPDATE SET {replaced}"
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
