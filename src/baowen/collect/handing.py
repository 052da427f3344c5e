"""Brings records of people into the lake through the same intake as any file: none lost, none twice in effect.

A row is a mapping of a feed's columns to texts. Its owner is the stored row that it tells of, with the revision told:
who hands over marks those that the lake took, and sends again what has changed since.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl
from django.db.models import Model

from baowen.collect.actions import Outcome, import_file
from baowen.collect.feeds import FEEDS
from baowen.core.audit.trail import writing
from baowen.core.home import Home
from baowen.core.problems import Level

Row = dict[str, str]
# A file with the same bytes as an earlier one never undoes a correction; this column makes each file one of its own.
STAMP = "移交批次"


@dataclass(slots=True)
class Batch:
    """Rows for one feed, and for each row whose revision it tells: (key of the stored row, revision)."""

    feed: str
    rows: list[Row] = field(default_factory=list)
    owners: list[tuple[int, int]] = field(default_factory=list)

    def add(self, row: Row, owner: tuple[int, int]) -> None:
        self.rows.append(row)
        self.owners.append(owner)


@dataclass(frozen=True, slots=True)
class Taken:
    """What the lake made of a batch: owners whose rows it has now, and the refused rows by number, with why.

    `kept_back`: by key of the owner, why the first of its rows was refused.
    """

    outcome: Outcome
    owners: tuple[tuple[int, int], ...]
    refused: tuple[tuple[str, str], ...]
    kept_back: dict[int, str]


def bring(
    home: Home, batch: Batch, *, by: str, at: datetime, clock: Callable[[], datetime]
) -> Taken | None:  # fmt: skip
    """Import the rows of a batch; None where it has none. An owner is taken where none of its rows is refused."""
    if not batch.rows:
        return None
    outcome = _imported(home, batch, by=by, at=at, clock=clock)
    refused = _refused(batch, outcome)
    kept_back: dict[int, str] = {}
    for position, why in refused.items():
        kept_back.setdefault(batch.owners[position][0], why)
    owners = tuple(sorted({owner for owner in batch.owners if owner[0] not in kept_back}))
    key = FEEDS[batch.feed].key[0]
    told = tuple((batch.rows[position][key], why) for position, why in refused.items())
    return Taken(outcome, owners, told, kept_back)


def mark(model: type[Model], taken: Taken, *, action: str, feed: str, by: str, at: datetime) -> None:
    """Note which revisions the lake knows; a row that has changed since keeps a higher one and goes again."""
    if not taken.owners:
        return
    with writing(by=by, at=at) as trail:
        for key, revision in taken.owners:
            model._default_manager.filter(pk=key, handed_over__lt=revision).update(handed_over=revision)
        trail.note(action, f"feed/{feed}", details={"handed_over": len(taken.owners)})


def _imported(
    home: Home, batch: Batch, *, by: str, at: datetime, clock: Callable[[], datetime]
) -> Outcome:  # fmt: skip
    feed = FEEDS[batch.feed]
    stamp = f"{at:%Y%m%dT%H%M%S%f}"
    names = [name for name in feed.column_names if any(name in row for row in batch.rows)]
    columns = {feed.column(name).zh: [row.get(name, "") for row in batch.rows] for name in names}
    frame = pl.DataFrame(
        columns | {STAMP: [stamp] * len(batch.rows)}, schema_overrides=dict.fromkeys(columns, pl.String)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{batch.feed}-{stamp}.csv"
        frame.write_csv(path, quote_style="always")
        return import_file(home, batch.feed, path, by=by, at=at, clock=clock)


def _refused(batch: Batch, outcome: Outcome) -> dict[int, str]:
    """By position of the row in the batch, why the lake did not take it; a stopped file keeps all rows back."""
    bad = outcome.problems.filter(pl.col("level") == Level.REFUSE.value)
    whole = bad.filter(pl.col("row") == 0)
    if outcome.stopped:
        why = "；".join(whole["message"]) or "整份退回"
        return dict.fromkeys(range(len(batch.rows)), why)
    found: dict[int, str] = {}
    for row, column, message in bad.select("row", "column", "message").iter_rows():
        found.setdefault(row - 2, f"{column}：{message}")  # line 1 holds the headings
    return found
