"""`baowen deadline`, as scripts and people call it, on the shipped packs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from baowen.commands import deadline


def call(*arguments: str, home: Path | None = None) -> Result:
    app = typer.Typer()

    @app.callback()
    def main(context: typer.Context) -> None:
        context.obj = home

    deadline.register(app)
    return CliRunner().invoke(app, ["deadline", *arguments])


def document(*arguments: str, home: Path | None = None) -> dict[str, Any]:
    result = call(*arguments, "--json", home=home)
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_nanjing_city_verifies_in_ten_working_days() -> None:
    found = document("320100", "verify", "city", "--from", "2026-09-28")
    assert found["due_on"] == "2026-10-16"
    assert found["provisional"] is False
    assert found["clause"] == "NJ-4"
    assert (found["days"], found["unit"], found["basis"]) == (10, "working_day", "sourced")
    assert "10 月 1—7 日为国庆节假期不计；10 月 10 日（周六）调休上班计入" in found["working"]
    assert "Saturday 10 October 2026 is a make-up working day" in found["working_en"]


def test_hunan_city_verifies_in_ten_calendar_days() -> None:
    found = document("430000", "verify", "city", "--from", "2026-09-28")
    assert (found["due_on"], found["clause"], found["unit"]) == ("2026-10-08", "HN-2", "calendar_day")
    assert "文本未写明起算点" in found["working"]


def test_a_county_is_ruled_by_the_pack_above_it_and_district_is_its_other_name() -> None:
    by_county = document("320106", "report", "county", "--from", "2026-09-28")
    assert by_county["due_on"] == "2026-10-10"
    assert document("320106", "report", "district", "--from", "2026-09-28") == by_county
    assert document("320106", "上报", "区", "--from", "2026-09-28") == by_county


def test_handan_county_verifies_at_once_on_the_same_day() -> None:
    found = document("130423", "verify", "county", "--from", "2026-10-01")
    assert (found["due_on"], found["days"], found["clause"]) == ("2026-10-01", 0, "HD-2")
    assert "立即办理" in found["working"]


def test_a_year_without_a_calendar_is_provisional_until_the_home_has_its_file(tmp_path: Path) -> None:
    asked = ("320100", "verify", "city", "--from", "2027-02-01")
    assert document(*asked)["provisional"] is True
    (tmp_path / "calendar").mkdir()
    year = 'source = "示例"\nholidays = [2027-02-05, 2027-02-08, 2027-02-09]\nworkdays = [2027-02-13]\n'
    (tmp_path / "calendar" / "2027.toml").write_text(year, encoding="utf-8")
    found = document(*asked, home=tmp_path)
    assert found["provisional"] is False
    assert found["due_on"] == "2027-02-17"
    assert document(*asked)["due_on"] == "2027-02-15"


def test_a_person_reads_the_date_the_working_and_the_clause() -> None:
    result = call("320100", "verify", "city", "--from", "2026-09-28")
    assert result.exit_code == 0
    for words in ("江苏省南京市 · 市核实", "2026-10-16", "国庆节假期不计", "NJ-4", "有文为据"):
        assert words in result.stdout


def test_a_provisional_date_is_marked_for_a_person() -> None:
    result = call("320100", "verify", "city", "--from", "2027-02-01")
    assert "暂定 provisional" in result.stdout
    assert "暂定" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("430000", "report", "city"), "没有规定“市上报”的天数"),
        (("430000", "verify", "county"), "现有步骤与层级：report city、report province、verify city"),
        (("320100", "settle", "city"), "verify county"),
        (("110000", "verify", "city"), "湖南省 430000"),
        (("431121", "verify", "city"), "现为 431181"),
        (("439999", "verify", "city"), "最近的上级为 430000"),
    ],
)
def test_what_has_no_number_of_days_is_a_usage_error_in_words(arguments: tuple[str, ...], words: str) -> None:
    for form in ((), ("--json",)):
        result = call(*arguments, "--from", "2026-09-28", *form)
        assert result.exit_code == 2
        assert words in result.stderr.replace("\n", "")
        assert result.stdout == ""


@pytest.mark.parametrize("day", ["2026-02-30", "28.9.2026", "9999-12-30"])
def test_a_date_that_cannot_be_counted_from_is_a_usage_error(day: str) -> None:
    assert call("320100", "verify", "city", "--from", day).exit_code == 2


def test_a_faulty_calendar_file_of_the_home_fails_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "calendar").mkdir()
    (tmp_path / "calendar" / "2027.toml").write_text("holidays = 3", encoding="utf-8")
    result = call("320100", "verify", "city", "--from", "2026-09-28", home=tmp_path)
    assert result.exit_code == 1
    assert "2027.toml" in result.stderr
