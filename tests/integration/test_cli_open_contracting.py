"""`baowen ocds` and `baowen redflags` on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from baowen.core.home import Home

pytestmark = pytest.mark.django_db
PAIR = [
    {"status": "valid", "tenderers": [{"id": name}], "value": {"amount": 36.5, "currency": "CNY"}} for name in "甲乙"
]


def compiled(ocid: str, **tender: str) -> dict[str, Any]:
    return {"ocid": ocid, "date": "2026-11-01T00:00:00Z", "tender": tender, "bids": {"details": PAIR}}


@pytest.fixture
def said(call: Callable[..., Any]) -> Callable[..., Any]:
    """What a command that must succeed prints as JSON."""

    def run(*words: str) -> Any:
        answer = call(*words)
        assert answer.code == 0, answer.err
        return answer.document

    return run


def test_the_flags_of_any_file_are_told_as_questions(tmp_path: Path, said: Callable[..., Any]) -> None:
    file = tmp_path / "any.jsonl"
    file.write_text("\n".join(json.dumps(compiled(name)) for name in ("a", "b")), encoding="utf-8")
    found = said("redflags", str(file), "--json", "--code", "R028")
    assert found["processes"] == 2
    assert found["flags"]["OCID"] == {"a": {"R028": 1.0}, "b": {"R028": 1.0}}
    assert "不是结论" in found["note"]


def test_packages_records_and_releases_of_one_process_are_read(tmp_path: Path, said: Callable[..., Any]) -> None:
    one = compiled("a")
    later = {"ocid": "a", "date": "2026-11-02T00:00:00Z", "tender": {"status": "cancelled"}}
    for number, (document, flagged) in enumerate(
        (
            ({"releases": [one]}, True), ({"records": [{"ocid": "a", "compiledRelease": one}]}, True),
            ({"records": [{"ocid": "a", "releases": [one, later]}]}, False), ([one, later], False),
        )
    ):  # fmt: skip
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(document, indent=2), encoding="utf-8")
        assert bool(said("redflags", str(file), "--json", "--code", "R028")["flags"]) is flagged, document


def test_methods_without_price_comparison_can_be_named(tmp_path: Path, said: Callable[..., Any]) -> None:
    file = tmp_path / "any.jsonl"
    file.write_text(json.dumps(compiled("a", procurementMethodDetails="抽签")), encoding="utf-8")
    for option in ("--fixed-price", "--leave-out"):
        assert said("redflags", str(file), "--json", "--code", "R028", option, "抽签")["flags"] == {}
    assert said("redflags", str(file), "--json", "--code", "R028")["flags"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("没有", "第 1 行不是 JSON"), ('{"ocid":"a"}\n{', "第 2 行不是 JSON"), ('{"a": 1}', "不是 OCDS")],
)
def test_what_is_no_ocds_is_refused_with_its_line(
    tmp_path: Path, call: Callable[..., Any], text: str, words: str
) -> None:
    file = tmp_path / "any.jsonl"
    file.write_text(text, encoding="utf-8")
    answer = call("redflags", file)
    assert answer.code == 2
    assert words in answer.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["redflags", "nowhere.json"], "无法读取"), (["redflags", "nowhere.json", "--code", "R999"], "没有红旗 R999"),
        (["ocds", "export", "--month", "soon", "--to", "x.json"], "月份写作"),
        (["redflags", "--month", "soon"], "月份写作"),
    ],
)  # fmt: skip
def test_a_wrong_call_says_what_to_write(home: Home, call: Callable[..., Any], words: list[str], told: str) -> None:
    answer = call(*words)
    assert answer.code == 2
    assert told in answer.err


def test_a_month_is_exported_to_a_file(home: Home, tmp_path: Path, said: Callable[..., Any]) -> None:
    to = tmp_path / "out.json"
    call = ("ocds", "export", "--month", "2026-10", "--to", str(to), "--json")
    assert said(*call)["file"] == str(to)
    package = json.loads(to.read_text(encoding="utf-8"))
    assert (package["version"], package["releases"], package["publisher"]["name"]) == ("1.1", [], "湖南省")
    assert [path.name for path in tmp_path.glob("*.part")] == []
    assert said(*call, "--kind", "records", "--format", "jsonl")["bytes"] == 0
