"""A damaged pack is refused with a place to look at, or is still sound; it never crashes the reader."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from baowen.core.policy.load import read_packs
from baowen.core.policy.packs import packs_folder

NANJING = (packs_folder() / "cn-320100.toml").read_text(encoding="utf-8").splitlines()
NATION = (packs_folder() / "cn" / "pack.toml").read_text(encoding="utf-8")


def read(lines: list[str]) -> list[tuple[str, int]]:
    """The places of the faults that the reader finds in the nation's head with these lines as a city's pack."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "cn.toml").write_text(NATION, encoding="utf-8")
        (folder / "city.toml").write_text("\n".join(lines), encoding="utf-8")
        return [(error.file, error.line) for error in read_packs(folder)[1]]


CLAUSES = [number for number, line in enumerate(NANJING) if line.startswith("clause = ")]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(CLAUSES))
def test_whichever_clause_is_taken_away_its_entry_is_named(number: int) -> None:
    header = max(line for line in range(number) if NANJING[line] == "[[entry]]")
    assert read(NANJING[:number] + NANJING[number + 1 :]) == [("city.toml", header + 1)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(NANJING) - 1), st.text(alphabet="[]{}=\"#'abc1.值 \n", max_size=12))
def test_any_line_may_be_spoilt_without_a_crash(number: int, text: str) -> None:
    lines = [*NANJING[:number], text, *NANJING[number + 1 :]]
    length = "\n".join(lines).count("\n") + 2
    assert all(1 <= line <= length for _, line in read(lines))


def test_the_undamaged_pack_is_sound() -> None:
    assert read(NANJING) == []
