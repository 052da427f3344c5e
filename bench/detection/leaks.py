"""Asks whether a run as of a day reads anything that came later: the same run on files that end with that day.

Usage: python -m bench.detection.leaks FILES HOME DAY [--cut]. FILES are those of a simulated province, one a feed.
Prints what the run found as JSON. With --cut everything dated later is taken out of the files before they are loaded.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from baowen.collect.feeds import FEEDS
from baowen.core.period import Month
from bench.detection.walk import NOTICES, loaded, notices_in, opened, walked

REGISTERED = ("vbp_contract",)  # agreed before it begins


def cut(files: Path, target: Path, day: date) -> None:
    """Copies of the files without the rows of later days; of monthly feeds the months that were over."""
    target.mkdir(parents=True)
    over = str(Month.of(day + timedelta(days=1)).plus(-1))
    for path in sorted(files.glob("*.parquet")):
        feed = FEEDS[path.stem]
        rows = pl.read_parquet(path)
        if feed.dated_by is not None and feed.name not in REGISTERED:
            last = over if feed.dated_by == "month" else day.isoformat()
            rows = rows.filter(pl.col(feed.column(feed.dated_by).zh).cast(pl.String) <= last)
        rows.write_parquet(target / path.name)


def found(files: Path, root: Path, day: date) -> list[list[object]]:
    """Every sighting of a run in a new home: indicator, place, subject, month, severity and value to nine digits."""
    home = opened(root)
    loaded(home, files, leave_out=[NOTICES])
    walked(home, [day], notices_in(files), root / "told")
    from baowen.monitor.models import Sighting

    rows = Sighting.objects.values_list(
        "signal__indicator", "region", "subject_type", "subject", "month", "severity", "value"
    )
    return sorted([*row[:-1], f"{row[-1]:.9g}"] for row in rows)


def main(arguments: Sequence[str]) -> int:
    """Print what was found as one JSON document."""
    files, root, day = Path(arguments[0]), Path(arguments[1]), date.fromisoformat(arguments[2])
    if "--cut" in arguments:
        cut(files, root.with_name(f"{root.name}-files"), day)
        files = root.with_name(f"{root.name}-files")
    print(json.dumps(found(files, root, day), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
