"""The scripts parse and can be run, generated documents are fresh, and the import contracts hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = (
    "script/setup", "script/demo", "script/test", "script/check", "script/bench", "script/screenshots",
    "script/spark-cluster", ".ci/run",
)  # fmt: skip


@pytest.fixture
def load_script(root: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module script/documents.py, which finds its neighbours on the path as when it is run."""
    monkeypatch.syspath_prepend(str(root / "script"))
    return import_module("documents")


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_script_parses_and_may_be_run(root: Path, name: str) -> None:
    assert os.access(root / name, os.X_OK)
    assert subprocess.run(["bash", "-n", root / name], check=False).returncode == 0


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_script_stops_at_an_unset_name(root: Path, name: str) -> None:
    assert "\nset -euo pipefail\n" in (root / name).read_text().replace("set -uo", "set -euo")


def test_generated_documents_are_fresh(load_script: ModuleType) -> None:
    assert load_script.stale() == [], "run: .venv/bin/python script/documents.py"


def test_a_document_changed_by_hand_is_stale(
    load_script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = ModuleType("writer")
    writer.__dict__["render"] = lambda: "# built\n\n"
    monkeypatch.setitem(sys.modules, "writer", writer)
    monkeypatch.setattr(load_script, "DOCUMENTS", {"page.md": "writer"})
    assert load_script.stale(tmp_path) == ["page.md"]
    (tmp_path / "page.md").write_text("# built\n", encoding="utf-8")
    assert load_script.stale(tmp_path) == []
    (tmp_path / "page.md").write_text("# by hand\n", encoding="utf-8")
    assert load_script.stale(tmp_path) == ["page.md"]


def test_imports_keep_to_the_river(root: Path) -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [lint, "--config", "importlinter.ini", "--no-cache", "--no-logo"],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("wrapped", [True, False])
def test_the_gravest_signal_is_the_first_of_the_worst_in_force(root: Path, wrapped: bool) -> None:
    signals = [
        {"number": "over", "severity": "red", "state": "ended"},
        {"number": "mild", "severity": "blue", "state": "in_force"},
        {"number": "first", "severity": "red", "state": "in_force"},
        {"number": "second", "severity": "red", "state": "in_force"},
    ]
    document = {"signals": signals} if wrapped else signals
    command = [sys.executable, root / "script" / "gravest.py"]
    run = subprocess.run(command, input=json.dumps(document), capture_output=True, text=True, check=True)
    assert run.stdout == "first\n"
