"""Every indicator's page holds a worked example; here each is computed and compared with what the page says."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.monitor.indicators.examples import MONEY, SCHEMAS, line_hash, tables
from baowen.monitor.indicators.registry import FAMILIES, FAMILY_OF, INDICATORS
from baowen.monitor.indicators.tables import Scope
from baowen.monitor.thresholds import parameters

FOLDER = Path(__file__).parents[2] / "docs" / "indicators"
FAMILY = {one.page: FAMILY_OF[one.name].name for one in INDICATORS.values()}
PARTS = (
    "问题 Question", "公式 Formula", "算例 Worked example", "意义 Why it matters", "不计的行 Rows excluded",
    "参数 Parameters", "局限 Known limits",
)  # fmt: skip
Rows = list[dict[str, str]]


def _sections(text: str) -> dict[str, Rows]:
    """The tables of the worked example by their heading (### name)."""
    example = text.split("## 算例 Worked example")[1].split("\n## ", maxsplit=1)[0]
    found: dict[str, Rows] = {}
    for part in example.split("\n### ")[1:]:
        name, _, body = part.partition("\n")
        lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in body.splitlines() if line[:1] == "|"]
        found[name.strip()] = [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]
    return found


def _cell(kind: str, text: str) -> Any:
    if text == "":
        return None
    if kind == "date":
        return date.fromisoformat(text)
    if kind.startswith("int"):
        return int(text)
    return text if kind in ("string", MONEY) else text == "yes"


def _rows(name: str, rows: Rows) -> list[dict[str, Any]]:
    """Rows with the types of their table; `times` repeats a row, `line` names the order line it belongs to."""
    filled = []
    for row in rows:
        for copy in range(int(row.get("times", "1"))):
            cells = {c: _cell(SCHEMAS[name][c], text) for c, text in row.items() if c not in ("times", "line")}
            if "line" in row:
                cells["order_line_hash"] = line_hash(f"{row['line']}-{copy}")
            filled.append(cells)
    return filled


def _value(old: Any, text: str) -> Any:
    """A parameter's value of the kind of the old one: rules are JSON, what no pack has set is a number."""
    if isinstance(old, tuple):
        return tuple(json.loads(text))
    return float(text) if old is None else type(old)(text)


def _parameters(rows: Rows) -> dict[str, Any]:
    given = parameters(load_packs().ruling("cn", date(2026, 1, 1)), home=430000)
    for row in rows:
        family, name = row["name"].split(".")
        value = _value(getattr(given[family], name), row["value"])
        given[family] = replace(given[family], **{name: value})
    return given


def compute(page: str) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """What the page says and what the indicator gives: (indicator, month, region, subject, value)."""
    text = (FOLDER / f"{page}.md").read_text(encoding="utf-8")
    sections = _sections(text)
    as_of = re.search(r"截至 as of: (\d{4}-\d\d-\d\d)", text)
    months = re.search(r"月份 months: ([\d, -]+)", text)
    assert as_of is not None
    assert months is not None
    day = date.fromisoformat(as_of[1])
    scope = Scope(months=tuple(Month.parse(m.strip()) for m in months[1].split(",")), as_of=day)
    given = {name: _rows(name, rows) for name, rows in sections.items() if name in SCHEMAS}
    expected = [
        (
            row["indicator"],
            row["month"],
            int(row["region"]),
            int(row["subject"]),
            pytest.approx(float(row["value"]), abs=5e-4),
        )
        for row in sections["findings"]
    ]
    family = FAMILIES[FAMILY[page]]
    own = _parameters(sections.get("parameters", []))[family.name]
    findings = family.findings(tables(as_of=day, **given), own, scope)
    shown = {row["indicator"] for row in sections["findings"]}
    rows = findings.to_pyarrow().to_pylist()
    columns = ("indicator", "month", "region", "subject", "value")
    found = [tuple(row[column] for column in columns) for row in rows if row["indicator"] in shown]
    order = {
        name: number for number, name in enumerate(dict.fromkeys(row["indicator"] for row in sections["findings"]))
    }
    return expected, sorted(found, key=lambda row: (order[row[0]], *row[1:4]))


@pytest.mark.parametrize("page", sorted(FAMILY))
def test_the_worked_example_of_a_page_gives_what_the_page_says(page: str) -> None:
    expected, found = compute(page)
    assert found == expected


@pytest.mark.parametrize("page", [*sorted(FAMILY), "plausibility"])
def test_a_page_answers_all_seven_questions(page: str) -> None:
    text = (FOLDER / f"{page}.md").read_text(encoding="utf-8")
    assert [part for part in PARTS if f"\n## {part}\n" not in text] == []


def test_every_indicator_has_a_page_and_every_page_an_indicator() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == FAMILY.keys() | {"plausibility"}
