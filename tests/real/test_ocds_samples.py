"""The standard's own example: it keeps the schema that our releases are held to, and compiles as its publisher says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.ocds_schema import faults, package_faults

from baowen.procure.ocds.compiling import compiled


@pytest.fixture
def packages(real_data: Path) -> list[Any]:
    files = sorted((real_data / "ocds_samples").glob("ocds-213czf-*.json"))
    if not files:
        pytest.skip(f"the standard's example was not found in {real_data}/ocds_samples")
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def test_every_package_of_the_example_keeps_the_schema(packages: list[Any]) -> None:
    assert [package_faults(package) for package in packages] == [[]] * 6


def test_the_example_compiles_to_a_release_that_keeps_the_schema_and_holds_its_newest_state(
    packages: list[Any],
) -> None:
    whole = compiled([one for package in packages for one in package["releases"]])
    assert faults(whole) == []
    assert (whole["tag"], whole["date"]) == (["compiled"], packages[-1]["releases"][-1]["date"])
    transactions = whole["contracts"][0]["implementation"]["transactions"]
    assert [one["id"] for one in transactions] == [
        one["id"] for one in packages[-1]["releases"][-1]["contracts"][0]["implementation"]["transactions"]
    ]
    assert {"planning", "tender", "awards", "contracts"} <= set(whole)
