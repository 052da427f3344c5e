"""What the reference of the command line promises is what the commands are."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from baowen.commands.fields import COMMANDS_JSON, EXIT_MEANINGS
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
