"""What the reference of the command line promises is what the commands are."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from baowen.commands.fields import COMMANDS_JSON, EXIT_MEANINGS, first_level
from baowen.commands.output import Exit


@pytest.fixture
def document(root: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(root / "script"))
    return import_module("cli_document")


def test_every_exit_code_has_a_meaning() -> None:
    assert set(EXIT_MEANINGS) == set(Exit)


def test_no_command_names_a_json_field_twice() -> None:
    for command, fields in COMMANDS_JSON.items():
        paths = [field.path for field in fields]
        assert len(paths) == len(set(paths)), command


def test_every_command_with_json_has_its_fields_written_down(document: ModuleType) -> None:
    app = import_module("baowen.cli").app
    assert sorted(document.commands_with_json(app)) == sorted(COMMANDS_JSON)


def test_the_page_names_every_command(document: ModuleType) -> None:
    page = document.render()
    names = document.command_names(import_module("baowen.cli").app)
    assert [name for name in names if f"### `baowen {name}`" not in page] == []
    assert {"init", "import", "load", "cycle", "signals", "unfold", "score", "deadline", "policy show"} <= set(names)


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("policy check", []),
        ("feeds", []),
        ("policy show", ["320100", "--on", "2026-09-30"]),
        ("deadline", ["320100", "verify", "city", "--from", "2026-09-28"]),
        ("mapping list", []),
        ("init", ["--region", "430000"]),
    ],
)
def test_a_command_prints_the_fields_that_are_written_down(command: str, arguments: list[str], tmp_path: Path) -> None:
    words = ["--home", str(tmp_path / "home"), *command.split(), *arguments, "--json"]
    run = subprocess.run([sys.executable, "-m", "baowen.cli", *words], capture_output=True, text=True, check=True)
    printed = json.loads(run.stdout)
    assert set(printed[0] if isinstance(printed, list) else printed) == first_level(command)
    if command == "policy show":
        nested = {field.path for field in COMMANDS_JSON[command] if field.path.startswith("entries[].")}
        assert {f"entries[].{name}" for name in printed["entries"][0]} == nested
