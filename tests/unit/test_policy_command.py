"""`baowen policy`: what a person and a script get."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from baowen.commands import policy

HEAD = '[pack]\nregion = "100000"\nname_zh = "全国"\nname_en = "China"\ntitle = "试验"\n'


@pytest.fixture
def app() -> typer.Typer:
    found = typer.Typer()
    policy.register(found)
    found.callback()(lambda: None)
    return found


def run(app: typer.Typer, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["policy", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_the_packs_that_ship_are_sound(app: typer.Typer) -> None:
    code, _, _ = run(app, "check")
    assert code == 0


def test_check_as_json_counts_packs_and_lists_no_error(app: typer.Typer) -> None:
    code, text, _ = run(app, "check", "--json")
    document = json.loads(text)
    assert (code, document["packs"], document["errors"]) == (0, 4, [])
    assert document["entries"] > 250


def test_check_of_a_faulty_folder_exits_1_with_file_and_line(app: typer.Typer, tmp_path: Path) -> None:
    (tmp_path / "cn.toml").write_text(HEAD + '[[entry]]\nkey = "a.b"\n', encoding="utf-8")
    code, text, _ = run(app, "check", "--packs", str(tmp_path), "--json")
    (first, *_) = json.loads(text)["errors"]
    assert (code, first["file"], first["line"]) == (1, "cn.toml", 6)


def test_show_as_json_names_region_day_version_packs_and_entries(app: typer.Typer) -> None:
    code, text, _ = run(app, "show", "320100", "--on", "2026-09-30", "--json")
    document = json.loads(text)
    assert (code, document["region"], document["on"]) == (0, "320100", "2026-09-30")
    assert document["packs"] == ["cn", "cn-320100"]
    assert len(document["digest"]) == 16
    entries = {entry["key"]: entry for entry in document["entries"]}
    city = entries["respond.verify.city"]
    assert {name: city[name] for name in ("value", "unit", "clause", "basis", "pack", "valid_from")} == {
        "value": 10, "unit": "working_day", "clause": "NJ-4", "basis": "sourced", "pack": "cn-320100",
        "valid_from": None,
    }  # fmt: skip
    assert entries["reserve.floor"]["value"] == 0.7
    assert entries["reserve.floor"]["valid_from"] == "2022-01-01"


def test_show_answers_for_a_past_day(app: typer.Typer) -> None:
    _, text, _ = run(app, "show", "cn", "--on", "2024-01-01", "--key", "credit.edition", "--json")
    assert [entry["value"] for entry in json.loads(text)["entries"]] == ["2020"]


def test_show_of_faulty_packs_exits_1(app: typer.Typer, tmp_path: Path) -> None:
    (tmp_path / "cn.toml").write_text("[pack\n", encoding="utf-8")
    code, text, _ = run(app, "show", "cn", "--packs", str(tmp_path), "--json")
    assert (code, text) == (1, "")


def test_show_without_a_day_answers_for_today(app: typer.Typer) -> None:
    code, text, _ = run(app, "show", "430000", "--json")
    assert (code, json.loads(text)["region"]) == (0, "430000")


def test_check_tells_a_person_how_many_entries_are_sound(app: typer.Typer) -> None:
    code, text, _ = run(app, "check")
    assert (code, "未发现问题" in text) == (0, True)


def test_check_tells_a_person_each_fault_on_standard_error(app: typer.Typer, tmp_path: Path) -> None:
    faults = '[[entry]]\nkey = "a.b"\nvalue = 1\nunit = "day"\nclause = "HN-1"\nbasis = "sourced"\n'
    (tmp_path / "cn.toml").write_text(HEAD + faults + faults, encoding="utf-8")
    code, text, errors = run(app, "check", "--packs", str(tmp_path))
    assert (code, text) == (1, "")
    assert [line[:10] for line in errors.splitlines()] == ["cn.toml:7:", "cn.toml:13"]


def test_show_gives_a_person_the_meaning_value_clause_and_mark(app: typer.Typer) -> None:
    code, text, _ = run(app, "show", "320100", "--on", "2026-09-30", "--key", "respond")
    assert code == 0
    row = next(line for line in text.splitlines() if "10 个工作日" in line and "NJ-4" in line)
    assert "有文为据" in row
    assert "示例值，非法规" in text
    assert "江苏省南京市" in text
    assert "南京市 ← 全国" in text


def test_show_says_when_the_code_is_no_region_and_which_pack_it_shows(app: typer.Typer) -> None:
    code, text, errors = run(app, "show", "32010", "--json")
    assert (code, json.loads(text)["packs"]) == (0, ["cn"])
    assert "32010 不是现行行政区划代码" in errors
    assert run(app, "show", "320102", "--json")[2] == ""
