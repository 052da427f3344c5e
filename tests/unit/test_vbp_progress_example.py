"""The worked example of the how-to gives what the page says."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.test_vbp_progress_rules import LIMITS

from baowen.vbp.progress.rules import Bought, progress_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "vbp-progress.md"


def test_the_worked_example_of_the_page_is_right() -> None:
    """VB-2.1, VB-2.3, VBP-5, VBP-6."""
    found = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    told = tomllib.loads(found[1])
    one = Bought(
        starts_on=told["starts_on"], ends_on=told["ends_on"], agreed=told["agreed"],
        months=tuple(map(float, told["months"])), ordered_in=tuple(packs > 0 for packs in told["months"]),
        latest=told["months"][-1], selected=told["selected"], same=told["same"], drug_units=told["drug_units"],
        substitute_units=told["substitute_units"],
    )  # fmt: skip
    gives, result = told["gives"], progress_of(one, told["day"], replace(LIMITS, numerator="ordered"))
    assert (result.band.value, result.outlook.value) == (gives["band"], gives["outlook"])
    assert sorted(odd.value for odd in result.oddities) == gives["oddities"]
    for name in ("schedule", "progress", "ratio", "share"):
        assert getattr(result, name) == pytest.approx(gives[name], abs=0.00005), name
    for name in ("forecast", "low", "high", "still_to_buy"):
        assert getattr(result, name) == pytest.approx(gives[name], abs=0.05), name
