"""Runs the cycle day after day in one process, each time knowing only what was known by that day.

A run as of a day reads only facts dated up to it. The one feed whose rows change their meaning later, stop notices, is
handed in anew before each run as it stood on that day. What a run shows for the first time is first known on its day:
that day, not the day of the facts, is what a lead time is counted from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from baowen.core.home import Home, create_home
from baowen.core.period import Month
from baowen.monitor.score import QUESTION, SEVERITIES, Seen

NOTICES = "stop_notice"


def days(first: Month, last: Month, *, parts: int) -> list[date]:
    """Days to run the cycle on: the ends of equal parts of each month, the last of them the month's last day."""
    found = []
    for month in first.until(last):
        length = month.last.day
        found += [month.first + timedelta(days=round(length * part / parts) - 1) for part in range(1, parts + 1)]
    return found


def opened(root: Path) -> Home:
    """A new home for Hunan with its records open in this process; a process can only ever open one."""
    from baowen.core.records import open_records

    home = create_home(root, region="430000")
    open_records(home, migrate=True)
    return home


def loaded(home: Home, folder: Path, *, leave_out: Sequence[str] = ()) -> int:
    """Load the files of a folder in the order in which they need one another; how many rows were accepted."""
    from baowen.collect.folder import files_to_load

    return sum(_import(home, feed, path) for feed, path in files_to_load(folder) if feed not in leave_out)


def _import(home: Home, feed: str, path: Path) -> int:
    from baowen.collect.actions import import_file
    from baowen.core.clock import now

    return import_file(home, feed, path, by="bench", at=now(), clock=now).accepted


class Notices:
    """The stop notices of a province, as somebody who reads them on a day would see them."""

    def __init__(self, path: Path) -> None:
        from baowen.collect.feeds import FEEDS

        self._zh = {column.name: column.zh for column in FEEDS[NOTICES].columns}
        self._states = {choice.code: choice.zh for choice in FEEDS[NOTICES].column("stop_state").choices}
        self._all = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)
        self._told: pl.DataFrame | None = None

    def known(self, day: date) -> pl.DataFrame:
        """Announced by the day. That a stop ended is known from that day on, that it was avoided once it was due."""
        zh, text = self._zh, day.isoformat()
        rows = self._all.filter(pl.col(zh["announced_on"]).cast(pl.String) <= text)
        ended = pl.col(zh["ended_on"]).cast(pl.String) <= text
        avoided = pl.col(zh["stop_state"]) == self._states["avoided"]
        due = pl.col(zh["stops_on"]).cast(pl.String) <= text
        open_again = (avoided & ~due) | (~avoided & ~ended.fill_null(value=False))
        return rows.with_columns(
            pl.when(open_again)
            .then(pl.lit(self._states["ongoing"]))
            .otherwise(pl.col(zh["stop_state"]))
            .alias(zh["stop_state"]),
            pl.when(ended).then(pl.col(zh["ended_on"])).otherwise(None).alias(zh["ended_on"]),
        )

    def hand_in(self, home: Home, day: date, folder: Path) -> None:
        """Import the notices as they stood on the day, when they differ from those of the last time."""
        known = self.known(day)
        if known.is_empty() or (self._told is not None and known.equals(self._told)):
            return
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{NOTICES}-{day}.parquet"
        known.write_parquet(path)
        _import(home, NOTICES, path)
        self._told = known


def notices_in(files: Path) -> Notices | None:
    """The stop notices among a province's files; None where nobody announced a stop and so no file was written."""
    path = files / f"{NOTICES}.parquet"
    return Notices(path) if path.exists() else None


class Watch:
    """Collects, run after run, which signals and data questions there are and since which run they were known."""

    def __init__(self, home: Home) -> None:
        from baowen.lake.store import Lake

        products = Lake(home.lake).read("catalogue", columns=["product_code", "ingredient", "generic_name"])
        self._products = {} if products is None else {code: names for code, *names in products.iter_rows()}
        self._reached: dict[str, dict[str, date]] = {}
        self._last: dict[str, Seen] = {}
        self._merged: dict[str, str] = {}
        self._asked: dict[tuple[str, ...], Seen] = {}

    def look(self, day: date) -> None:
        """Take in what stands after the run of a day; what is silenced then is not shown, and so not known from it."""
        from baowen.monitor.models import Signal

        for signal in Signal.objects.exclude(state=Signal.State.WITHDRAWN).iterator(chunk_size=2000):
            if signal.state == Signal.State.MERGED:
                self._merged[signal.number] = signal.merged_into
            elif not signal.silenced_by:
                self._take(self._seen(signal), day)
        for asked in _questions(day):
            self._asked.setdefault((asked.subject_code, asked.sender, asked.number), asked)

    def _take(self, seen: Seen, day: date) -> None:
        self._merged.pop(seen.number, None)
        reached = self._reached.setdefault(seen.number, {})
        for severity in SEVERITIES[: SEVERITIES.index(seen.severity) + 1]:
            reached.setdefault(severity, day)
        before = self._last.get(seen.number)
        # What a signal stood for at any time it stood for: its places and members only grow here.
        places = tuple(dict.fromkeys((*(before.places if before else ()), *seen.places)))
        members = tuple(dict.fromkeys((*(before.members if before else ()), *seen.members)))
        self._last[seen.number] = replace(seen, places=places, members=members)

    def _seen(self, signal: Any) -> Seen:
        ingredient, drug = self._products.get(signal.subject_code, (None, None))
        return Seen(
            number=signal.number, indicator=signal.indicator, severity=signal.worst_severity,
            region_code=signal.region_code, subject_type=signal.subject_type, subject_code=signal.subject_code,
            ingredient=ingredient or "", drug=drug or "", first_seen=signal.first_seen, last_seen=signal.last_seen,
            places=tuple(signal.places), members=tuple(signal.members),
        )  # fmt: skip

    def signals(self) -> list[Seen]:
        """Every signal that any run showed, as it stood last, with the days on which it reached its severities.

        A signal that another took in was known early; the other has its days. Withdrawn ones were shown, so they count.
        """
        reached = {number: dict(days) for number, days in self._reached.items()}
        for number, into in self._merged.items():
            if into in reached and number in reached:
                for severity, day in reached.pop(number).items():
                    reached[into][severity] = min(day, reached[into].get(severity, day))
        return [
            replace(
                self._last[number],
                severity=max(own, key=SEVERITIES.index), first_seen=min(own.values()), reached=own,
            )
            for number, own in reached.items()
        ]  # fmt: skip

    def questions(self) -> list[Seen]:
        """Every data question, first known on the day of the run that asked it."""
        return list(self._asked.values())


def _questions(day: date) -> Iterator[Seen]:
    from baowen.monitor.models import DataQuestion

    for asked in DataQuestion.objects.iterator(chunk_size=2000):
        yield Seen(
            number=asked.month, indicator=QUESTION, severity="", region_code=asked.region_code, subject_type="product",
            subject_code=asked.product_code, ingredient="", first_seen=day, last_seen=day, sender=asked.hospital_code,
        )  # fmt: skip


def walked(home: Home, on: Sequence[date], notices: Notices | None, folder: Path) -> Watch:
    """Run the cycle on each of the days, in order, and watch what it shows."""
    from baowen.core.clock import now
    from baowen.monitor.actions import run_cycle

    watch = Watch(home)
    for day in on:
        if notices is not None:
            notices.hand_in(home, day, folder)
        run_cycle(home, by="bench", clock=now, today=day, as_of=day, progress=lambda *_: None)
        watch.look(day)
    return watch
