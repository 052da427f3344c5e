"""Pages of a list by the key of the last line, so that rows which come or go shift nothing and repeat nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

from baowen.core.problems import BaowenError

Row = TypeVar("Row", bound=Model)
Line = TypeVar("Line")
MOST_KEY = 2**63 - 1  # the largest number that a database has for a key


@dataclass(frozen=True)
class Paged(Generic[Line]):
    """Some lines, and the cursor of the next page; "" after the last."""

    lines: list[Line]
    cursor: str


def broken_cursor() -> BaowenError:
    """What is said of a cursor that no page has given."""
    return BaowenError("翻页标记无效，请从第一页重新查看", "the cursor is broken; start at the first page")


def key_of(cursor: str) -> int:
    """The key that a cursor names; BaowenError for anything that no page has given."""
    if not (cursor.isascii() and cursor.isdigit() and int(cursor) <= MOST_KEY):
        raise broken_cursor()
    return int(cursor)


def page_by_key(
    rows: QuerySet[Row], view: Callable[[Row], Line], *, cursor: str, limit: int, newest_first: bool = False
) -> Paged[Line]:
    """The next `limit` rows by their key, the oldest or the newest first. BaowenError for a broken cursor."""
    if cursor:
        rows = rows.filter(pk__lt=key_of(cursor)) if newest_first else rows.filter(pk__gt=key_of(cursor))
    found = list(rows.order_by("-pk" if newest_first else "pk")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return Paged([view(row) for row in found], str(found[-1].pk) if more else "")
