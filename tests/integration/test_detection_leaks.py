"""A run as of a day knows nothing that is dated later, whatever the lake holds: held for every indicator there is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bench.detection.series import bundled

from baowen.simulate import Parameters, simulate

PROJECT = Path(__file__).resolve().parents[2]
DAY = "2026-08-20"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A province whose files go on for months after the day."""
    folder = tmp_path_factory.mktemp("leaks") / "files"
    simulate(Parameters(hospitals=16, products=50, months=16, seed=12, quiet_months=6, format="parquet"), folder)
    bundled(folder)
    return folder


def _found(files: Path, root: Path, *more: str) -> list[Any]:
    words = [sys.executable, "-m", "bench.detection.leaks", str(files), str(root), DAY, *more]
    # Each run has records of its own: in one database the second would find what the first had left there.
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(words, cwd=PROJECT, env=own, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    rows: list[Any] = json.loads(done.stdout)
    return rows


def test_what_came_later_changes_nothing_that_a_run_as_of_a_day_finds(
    files: Path, tmp_path: Path, put_records: Callable[[Path], None]
) -> None:
    for name in ("whole", "ended"):
        put_records(tmp_path / name)
    whole = _found(files, tmp_path / "whole")
    ended = _found(files, tmp_path / "ended", "--cut")
    assert len(whole) > 20
    assert whole == ended
