"""Every red flag on Cardinal's own examples: the same flags with the same values (cardinal-rs, MIT)."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from baowen.procure.redflags.parameters import Parameters
from baowen.procure.redflags.process import Process, read_process
from baowen.procure.redflags.running import as_cardinal, flags_of

CODES = ("R003", "R024", "R025", "R028", "R030", "R035", "R036", "R038", "R058")
# Cardinal's own defaults; its fixtures name a method whose prices are fixed and one that is left out.
CARDINAL = Parameters(
    fence_multiple=Decimal("1.5"), short_notice_days=15, short_notice_methods=frozenset(),
    single_bid_methods=frozenset({"open", "selective"}), top_tenderer_share=Decimal("0.75"), least_disqualified=1,
    least_bids=2, least_processes=2, digits=2, least_awarded=20, fixed_price_methods=frozenset({"NPC"}),
    excluded_methods=frozenset({"EXC"}), currency="USD",
)  # fmt: skip


def processes_in(path: Path) -> list[Process]:
    lines = path.read_text(encoding="utf-8").splitlines()
    found = (read_process(json.loads(line, parse_float=Decimal)) for line in lines if line.strip())
    return [one for one in found if one]


@pytest.fixture
def samples(real_data: Path) -> Path:
    folder = real_data / "ocds_samples"
    if not folder.is_dir():
        pytest.skip(f"Cardinal's examples not found at {folder}")
    return folder


@pytest.mark.parametrize("code", CODES)
def test_a_flag_comes_out_as_cardinal_says(samples: Path, code: str) -> None:
    expected: dict[str, Any] = json.loads((samples / f"cardinal_{code}.expected").read_text(encoding="utf-8"))
    found = as_cardinal(flags_of(processes_in(samples / f"cardinal_{code}.jsonl"), CARDINAL, [code]))
    assert found == expected
