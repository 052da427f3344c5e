"""Which files of a folder belong to which feed, and in what order they must come in."""

from __future__ import annotations

from pathlib import Path

from baowen.collect.feeds import FEEDS

# Registers come before the rows that refer to them.
FIRST = ("organisation", "catalogue", "list_entry", "listing_price")
READABLE = {".csv", ".xlsx", ".xls", ".parquet", ".jsonl", ".txt"}


def feed_of(path: Path) -> str | None:
    """The feed that a file is named after: `order_line-2025-01.csv` and `order_line.csv` are order lines."""
    if path.suffix.lower() not in READABLE:
        return None
    stem = path.stem
    return next((feed for feed in FEEDS if stem == feed or stem.startswith((f"{feed}-", f"{feed}."))), None)


def files_to_load(folder: Path) -> list[tuple[str, Path]]:
    """(feed, file) for every file of a folder that is named after a feed, registers first, then by name."""
    found = [(feed, path) for path in folder.iterdir() if path.is_file() and (feed := feed_of(path))]
    rank = {name: position for position, name in enumerate((*FIRST, *(feed for feed in FEEDS if feed not in FIRST)))}
    return sorted(found, key=lambda one: (rank[one[0]], one[1].name))
