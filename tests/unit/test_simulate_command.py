"""`baowen simulate` as scripts call it, and its page."""

from __future__ import annotations

import json
from pathlib import Path

import typer
from typer.testing import CliRunner

from baowen.collect.feeds import FEEDS
from baowen.commands.simulate import register
from baowen.simulate import Parameters
from baowen.simulate.dirt import kinds_for
from baowen.simulate.parameters import KINDS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "simulate.md"


def call(*arguments: str) -> tuple[int, str, str]:
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    result = CliRunner().invoke(app, ["simulate", *arguments])
    return result.exit_code, result.stdout, result.stderr


def small(folder: Path, *more: str) -> tuple[int, str, str]:
    return call("--out", str(folder), "--hospitals", "5", "--products", "20", "--months", "3", *more)


def test_json_is_one_document_and_nothing_else(tmp_path: Path) -> None:
    code, out, _ = small(tmp_path, "--json")
    document = json.loads(out)
    assert code == 0
    assert document["simulated"] is True
    assert document["rows_by_feed"]["order_line"] > 0
    assert document["last_month"] == "2026-10"


def test_words_for_a_person_say_that_it_is_simulated(tmp_path: Path) -> None:
    code, out, _ = small(tmp_path)
    assert code == 0
    assert "模拟数据" in out


def test_options_reach_the_parameters(tmp_path: Path) -> None:
    code, _, _ = small(tmp_path, "--until", "2026-03", "--seed", "9", "--format", "parquet", "--bad-share", "0.05")
    assert code == 0
    assert (tmp_path / "order_line-2026-03.parquet").is_file()
    assert (tmp_path / "bad.csv").is_file()
    assert "seed = 9" in (tmp_path / "README.txt").read_text(encoding="utf-8")


def test_an_unknown_region_ends_with_usage_and_words_on_standard_error(tmp_path: Path) -> None:
    code, out, error = small(tmp_path, "--region", "999999", "--json")
    assert code == 2
    assert out == ""
    assert "999999" in error


def test_the_page_names_every_parameter_with_its_default() -> None:
    rows = {line.split("|")[1].strip().strip("`"): line for line in PAGE.read_text(encoding="utf-8").splitlines()
            if line.startswith("| `")}  # fmt: skip
    standard = Parameters()
    for name in Parameters.__slots__:
        default = getattr(standard, name)
        shown = "none" if default is None else f"{default:g}" if isinstance(default, float) else str(default)
        assert f"| {shown} |" in rows[name], name


def test_the_page_names_every_kind_of_event_and_of_broken_cell() -> None:
    text = PAGE.read_text(encoding="utf-8")
    broken = {kind for feed in FEEDS.values() for column in feed.columns for kind in kinds_for(column)}
    assert [kind for kind in (*KINDS, *sorted(broken)) if f"`{kind}`" not in text] == []
