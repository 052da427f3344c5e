"""A process killed in the middle of an import leaves the lake as it was, and the same call finishes the work."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from baowen.lake.store import Lake

ROWS = 60_000
REGISTERS = {
    "organisation": "机构代码,机构名称,机构类型,行政区划代码\nH001,甲县人民医院,医疗机构,430121\n",
    "catalogue": "药品代码,通用名\nP001,阿司匹林片\n",
}


def command(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "baowen.cli", "--home", str(home), *words]


def environment() -> dict[str, str]:
    """Each home has records of its own here, whatever database the suite runs on."""
    return {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "BAOWEN_HOME")}


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(home, *words), capture_output=True, text=True, check=False, env=environment(), timeout=120
    )


@pytest.fixture
def prepared(tmp_path: Path, put_records: Callable[[Path], None]) -> tuple[Path, Path]:
    home = tmp_path / "home"
    put_records(home)
    assert run(home, "init", "--region", "430000").returncode == 0
    for feed, text in REGISTERS.items():
        path = tmp_path / f"{feed}.csv"
        path.write_text(text, encoding="utf-8")
        assert run(home, "import", feed, str(path)).returncode == 0
    lines = pl.DataFrame({"订单明细编号": [f"L{number:07d}" for number in range(ROWS)]}).with_columns(
        pl.lit("H001").alias("医疗机构代码"),
        pl.lit("P001").alias("药品代码"),
        pl.lit("2026-03-02").alias("下单日期"),
        pl.lit("3").alias("数量"),
        pl.lit("5.5").alias("单价"),
    )
    source = tmp_path / "order_line.csv"
    lines.write_csv(source)
    return home, source


def rows_in(home: Path) -> int:
    frame = Lake(home / "lake").read("order_line", columns=["order_line_no"])
    return 0 if frame is None else frame.height


def kill_after(home: Path, source: Path, seconds: float) -> bool:
    """Start the import, kill it after so many seconds; whether it was still running."""
    process = subprocess.Popen(
        command(home, "import", "order_line", str(source)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )
    time.sleep(seconds)
    running = process.poll() is None
    if running:
        process.send_signal(signal.SIGKILL)
    process.wait(timeout=60)
    return running


def test_an_import_killed_at_any_moment_is_all_or_nothing_and_can_be_repeated(prepared: tuple[Path, Path]) -> None:
    home, source = prepared
    killed = 0
    for step in range(1, 9):
        killed += kill_after(home, source, 0.35 * step)
        assert rows_in(home) in (0, ROWS)
    assert killed >= 2
    finished = run(home, "import", "order_line", str(source), "--json")
    assert finished.returncode == 0
    counts = json.loads(finished.stdout)
    assert counts["accepted"] + counts["unchanged"] == ROWS
    assert rows_in(home) == ROWS
