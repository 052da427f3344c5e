"""`baowen prices` as officers use it: open, move, list, show, write a letter, change templates. PRI-1."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from baowen.commands.fields import first_level, nested_level

pytestmark = pytest.mark.django_db
NEW = ("prices", "open", "--drug", "地高辛片", "--enterprise", "M1", "--origin", "officer", "--words", "监测发现")


@pytest.fixture
def as_officer(call: Callable[..., Any], people: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    assert call("init", "--region", "430000").code == 0
    monkeypatch.setenv("BAOWEN_ACTOR", people.officer.name)
    return call


def test_a_matter_is_opened_moved_shown_and_its_letter_written_by_command(
    as_officer: Callable[..., Any], tmp_path: Path
) -> None:
    opened = as_officer(*NEW, "--json").document
    assert set(opened) == first_level("prices open")
    number = opened["number"]
    assert f"已并入在办事项 {number}" in as_officer(*NEW).out
    skipped = as_officer("prices", "move", number, "inquire", "--set", "words=请说明")
    assert (skipped.code, "成本调查" in skipped.err) == (2, True)
    moved = as_officer(
        "prices", "move", number, "survey", "--set", "words=核查成本", "--set", "set_on=2099-01-05", "--json"
    ).document
    assert set(moved) == first_level("prices move")
    lines = as_officer("prices", "list", "--json").document
    assert set(lines[0]) == first_level("prices list")
    page = as_officer("prices", "show", number, "--json").document
    assert set(page) == first_level("prices show")
    for part in ("events", "owed", "letters"):
        assert set(page[part][0]) == nested_level("prices show", f"{part}[].")
    assert page["owed"][0]["due_on"] == "2099-01-05"
    to = tmp_path / "letter.docx"
    written = as_officer("prices", "letter", page["letters"][0]["id"], "--to", to, "--json").document
    assert set(written) == first_level("prices letter")
    assert to.read_bytes().startswith(b"PK")
    shown = as_officer("prices", "show", number).out
    assert "开展成本调查" in shown
    assert "2099-01-05 到期" in shown
    assert number in as_officer("prices", "list").out


def test_a_field_that_is_none_and_a_value_that_does_not_fit_are_told(as_officer: Callable[..., Any]) -> None:
    number = as_officer(*NEW, "--json").document["number"]
    for told, words in (
        ("mystery=1", "字段有"),
        ("set_on=明天", "set_on"),
        ("price=很贵", "price"),
        ("words", "字段=值"),
    ):
        answer = as_officer("prices", "move", number, "survey", "--set", told)
        assert (answer.code, words in answer.err) == (2, True), told


def test_templates_are_written_once_and_what_was_changed_stays(as_officer: Callable[..., Any], tmp_path: Path) -> None:
    first = as_officer("prices", "templates", "--json").document
    assert set(first) == first_level("prices templates")
    assert len(first["written"]) == 9
    own = tmp_path / "home" / "templates" / "inquiry.docx"
    own.write_bytes(b"changed")
    assert as_officer("prices", "templates", "--json").document["written"] == []
    assert own.read_bytes() == b"changed"
    assert "inquiry.docx" in as_officer("prices", "templates", "--replace", "--json").document["written"]
