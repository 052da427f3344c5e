"""A cycle killed with kill -9 at any moment, and run again, ends like one that was left alone (MON-1)."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest


def environment() -> dict[str, str]:
    """Each home has records of its own here, whatever database the suite runs on."""
    return {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "BAOWEN_HOME")}


def command(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "baowen.cli", "--home", str(home), *words]


def run(home: Path, *words: str) -> Any:
    done = subprocess.run(
        command(home, *words, "--json"), capture_output=True, text=True, check=False, env=environment(), timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def loaded(province: Any, tmp_path: Path, put_records: Any) -> Path:
    """A home that has taken in the province and has not looked at it yet."""
    home, outbox = tmp_path / "home", tmp_path / "outbox"
    outbox.mkdir()
    for feed, frame in province.frames.items():
        frame.write_csv(outbox / f"{feed}.csv")
    put_records(home)
    run(home, "init", "--region", "430000")
    run(home, "load", str(outbox))
    return home


def commits(home: Path) -> int:
    return len(list((home / "lake").glob("cube_*/_delta_log/*.json")))


def killed_when(home: Path, moment: Any) -> bool:
    """Start a cycle and kill it as soon as the moment has come; whether it was still running."""
    process = subprocess.Popen(
        command(home, "cycle"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
    )
    give_up = time.monotonic() + 60
    while process.poll() is None and not moment() and time.monotonic() < give_up:
        time.sleep(0.01)
    running = process.poll() is None
    if running:
        process.send_signal(signal.SIGKILL)
    process.wait(timeout=60)
    return running


def known(home: Path) -> list[list[str]]:
    """What the home shows to its users, to nine digits, without the version of the lake and the order of equals."""

    def plain(rows: list[dict[str, Any]]) -> list[str]:
        kept = [{name: cell for name, cell in row.items() if name != "lake_version"} for row in rows]
        rounded = [
            {name: float(f"{cell:.9g}") if isinstance(cell, float) else cell for name, cell in row.items()}
            for row in kept
        ]
        return sorted(json.dumps(row, sort_keys=True) for row in rounded)

    return [plain(run(home, "signals", "--silenced")), plain(run(home, "questions"))]


def test_a_cycle_killed_at_several_moments_and_repeated_ends_as_if_undisturbed(loaded: Path, tmp_path: Path) -> None:
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(loaded, undisturbed)
    run(undisturbed, "cycle")
    begun = time.monotonic()
    killed = [
        killed_when(loaded, lambda: time.monotonic() > begun + 1.0),
        killed_when(loaded, lambda: commits(loaded) >= 1),
        killed_when(loaded, lambda: commits(loaded) >= 3),
    ]
    assert killed[1:] == [True, True]
    assert run(loaded, "signals") == []
    counts = run(loaded, "cycle")["counts"]
    wanted = known(undisturbed)
    assert len(wanted[0]) == counts["signals_new"] > 20
    assert known(loaded) == wanted
