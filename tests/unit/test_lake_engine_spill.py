"""What does not fit in memory goes to a folder of the process; one that was killed leaves it, the next one sweeps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from baowen.lake.engine.duck import sweep_spill


def test_folders_of_processes_that_are_gone_are_removed_and_no_others(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead = tmp_path / f"baowen-duckdb-{gone.pid}-abc"
    kept = [
        tmp_path / f"baowen-duckdb-{os.getpid()}-abc",
        tmp_path / "baowen-duckdb-abc",
        tmp_path / f"other-{gone.pid}-a",
    ]
    for folder in (dead, *kept):
        folder.mkdir()
        (folder / "spilled").write_bytes(b"x")
    sweep_spill(tmp_path)
    assert not dead.exists()
    assert all((folder / "spilled").exists() for folder in kept)
