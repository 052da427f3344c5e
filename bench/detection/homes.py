"""Works in throw-away homes through the command line, as a user would."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baowen.monitor.score import EventRow, Population, Report, Seen, score
from baowen.monitor.score_files import read_questions, read_signals

PARTLY_REFUSED = 3


@dataclass(frozen=True, slots=True)
class Sighted:
    """One month of a signal."""

    number: str
    indicator: str
    subject_code: str
    month: str
    severity: str
    value: float


_SIGHTED = """
SELECT signal.number, signal.indicator, signal.subject_code, sighting.month, sighting.severity, sighting.value
FROM monitor_sighting AS sighting JOIN monitor_signal AS signal ON signal.id = sighting.signal_id
WHERE signal.state <> 'withdrawn'
"""


@dataclass(frozen=True, slots=True)
class Bench:
    """A home of its own below `folder`."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def run(self, *words: str | Path) -> str:
        """What a command prints; RuntimeError with its complaint when it failed. Partly refused files are fine."""
        command = [sys.executable, "-m", "baowen.cli", "--home", str(self.home), *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode not in (0, PARTLY_REFUSED):
            raise RuntimeError(f"baowen {words[0]} failed ({done.returncode}): {done.stderr[-800:]}")
        return done.stdout

    def cycle(self, *more: str) -> dict[str, Any]:
        """Run the cycle and give its JSON."""
        document: dict[str, Any] = json.loads(self.run("cycle", "--json", *more))
        return document

    def signals(self) -> list[Seen]:
        """The signals, as `baowen score` reads them."""
        return read_signals(self._kept("signals"))

    def questions(self) -> list[Seen]:
        """The data questions, as `baowen score` reads them."""
        return read_questions(self._kept("questions"))

    def listed(self) -> list[dict[str, Any]]:
        """The signals with all that the command prints of them."""
        rows: list[dict[str, Any]] = json.loads(self.run("signals", "--json"))
        return rows

    def sightings(self) -> list[Sighted]:
        """Every month of every signal: no command prints them all at once, so they are read from the records."""
        with closing(sqlite3.connect(self.home / "records.sqlite3")) as records:
            return [Sighted(*row) for row in records.execute(_SIGHTED)]

    def _kept(self, command: str) -> Path:
        path = self.folder / f"{command}.json"
        path.write_text(self.run(command, "--json"), encoding="utf-8")
        return path


def opened(folder: Path) -> Bench:
    """A new home for Hunan (430000); real foreign places come with their mappings."""
    folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(folder)
    bench.run("init", "--region", "430000")
    return bench


def imported(folder: Path, files: Iterable[tuple[str, Path]]) -> Bench:
    """A new home with some files in it, after a cycle; each file is recognised by its headings."""
    bench = opened(folder)
    for feed, path in files:
        bench.run("import", feed, path, "--json")
    bench.cycle()
    return bench


def scored(signals: list[Seen], truth: list[EventRow], subject_months: int) -> Report:
    """Scores with a known number of subject-months."""
    return score(signals, truth, Population(subject_months={"all": subject_months}, source="counted"))
