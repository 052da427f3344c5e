"""Writes rows of a model in bulk, past Django's objects: COPY on PostgreSQL, executemany on SQLite.

A million cases with their events and steps are eight million rows; `bulk_create` took a quarter of an hour for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

Values = tuple[Any, ...]
SQLITE_CACHE = "PRAGMA cache_size = -1500000"  # KiB: the indexes are filled in no order


class BulkWriter:
    """Columns of a model by name, those not named with the model's defaults; dates and times as ISO text."""

    def __init__(self, model: Any, named: Sequence[str]) -> None:
        from django.db.models import NOT_PROVIDED

        fields = [field for field in model._meta.concrete_fields if not field.primary_key or "id" in named]
        by_name = {field.attname: field for field in fields}
        rest = [
            field
            for field in fields
            if field.attname not in named and (field.default is not NOT_PROVIDED or not field.null)
        ]
        self.table = model._meta.db_table
        self.columns = [by_name[name].column for name in named] + [field.column for field in rest]
        self.defaults = tuple(field.get_default() for field in rest)

    def write(self, connection: Any, rows: Sequence[Values]) -> None:
        """Put these rows into the table, within the transaction that is open."""
        columns = ", ".join(f'"{column}"' for column in self.columns)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{self.table}" ({columns}) FROM STDIN') as copy:
                    for row in rows:
                        copy.write_row(row + self.defaults)
                return
            places = ", ".join("?" * len(self.columns))
            # The driver's own cursor: Django's rewrites the text of the statement for each row.
            cursor.connection.executemany(
                f'INSERT INTO "{self.table}" ({columns}) VALUES ({places})', (row + self.defaults for row in rows)
            )


@contextmanager
def writing(connection: Any) -> Iterator[None]:
    """Room for indexes on SQLite while rows are written; the connection is closed after it, as a new process begins."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(SQLITE_CACHE)
    yield
    connection.close()
