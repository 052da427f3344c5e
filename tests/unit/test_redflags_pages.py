"""The page of each red flag: whole, and its worked example comes out as it says."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from baowen.core.policy import load_packs
from baowen.core.policy.registry import KEYS
from baowen.procure.redflags.parameters import Parameters, read_parameters
from baowen.procure.redflags.process import Process, read_process
from baowen.procure.redflags.registry import REDFLAGS
from baowen.procure.redflags.running import as_cardinal, flags_of

PAGES = Path(__file__).resolve().parents[2] / "docs" / "redflags"
HEADINGS = ("问题", "方法", "算例", "意义", "不计的过程", "参数", "局限")
PACK = read_parameters(load_packs().ruling("100000", date(2026, 9, 28)))


def block(page: str, kind: str) -> str:
    found = re.search(rf"^```{kind}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def example(code: str) -> tuple[list[Process], Parameters, dict[str, Any]]:
    """The processes, the parameters and the flags of a page."""
    page = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    rows = [json.loads(line, parse_float=Decimal) for line in block(page, "jsonl").splitlines()]
    given = replace(PACK, **tomllib.loads(block(page, "toml")))
    return [one for row in rows if (one := read_process(row))], given, json.loads(block(page, "json"))


def test_every_red_flag_has_its_page_and_no_page_is_left_over() -> None:
    assert {path.stem for path in PAGES.glob("R*.md")} == set(REDFLAGS)


@pytest.mark.parametrize("code", REDFLAGS)
def test_the_worked_example_comes_out_as_the_page_says(code: str) -> None:
    processes, given, expected = example(code)
    assert as_cardinal(flags_of(processes, given, [code])) == expected


@pytest.mark.parametrize("code", REDFLAGS)
def test_a_page_has_all_parts_and_names_keys_that_exist(code: str) -> None:
    page = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {code} {REDFLAGS[code].words[0]} ")
    assert tuple(re.findall(r"^## (\S+)", page, re.MULTILINE)) == HEADINGS
    assert set(re.findall(r"`(redflag\.[a-z0-9_.]+)`", page)) <= set(KEYS)
    assert "not a finding" in page


@pytest.mark.parametrize("code", REDFLAGS)
def test_every_flag_names_the_rows_behind_it(code: str) -> None:
    processes, given, _ = example(code)
    flags = flags_of(processes, given, [code])
    known = {one.ocid for one in processes}
    assert flags
    assert all(flag.rows and {row.ocid for row in flag.rows} <= known for flag in flags)


@pytest.mark.parametrize("code", REDFLAGS)
def test_a_cancelled_process_raises_no_flag(code: str) -> None:
    processes, given, _ = example(code)
    assert flags_of([replace(one, tender_status="cancelled") for one in processes], given) == []
