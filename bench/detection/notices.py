"""Shortage notices as they stood at several times: do the signals follow them?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from baowen.core.period import Month
from bench.detection.homes import opened

FILE = "us_fda_shortages_dev/fda_vintages_2019-10_2021-07.csv"
VINTAGES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Vintage:
    """What one snapshot of the list changed."""

    taken_on: str
    rows: int
    signals: int
    new: int
    in_force: int
    ended: int
    late: int


def followed(data: Path, work: Path) -> list[Vintage]:
    """Import some snapshots in order, each followed by a cycle as of its day.

    `late`: new signals first seen on a day that is after both the announcement month's end and the earlier snapshot,
    that is, signals that the notice's own date does not explain.
    """
    table = pl.read_csv(data / FILE, infer_schema=False)
    days = sorted(set(table["snapshot_date"]))
    chosen = [days[round(n * (len(days) - 1) / (VINTAGES - 1))] for n in range(VINTAGES)]
    bench = opened(work)
    known: set[str] = set()
    found = []
    for day in chosen:
        path = work / f"vintage-{day}.csv"
        rows = table.filter(pl.col("snapshot_date") == day)
        rows.write_csv(path)
        bench.run("import", "stop_notice", path, "--json")
        bench.cycle("--as-of", day)
        listed = bench.listed()
        fresh = [row for row in listed if row["signal_id"] not in known]
        known |= {row["signal_id"] for row in fresh}
        found.append(
            Vintage(
                taken_on=day, rows=rows.height, signals=len(listed), new=len(fresh),
                in_force=sum(row["state"] == "in_force" for row in listed),
                ended=sum(row["state"] == "ended" for row in listed),
                late=sum(_late(row["first_seen"], row["period_first"]) for row in fresh),
            )
        )  # fmt: skip
    return found


def _late(first_seen: str, period_first: str) -> bool:
    return Month.of(date.fromisoformat(first_seen)) != Month.parse(period_first)
