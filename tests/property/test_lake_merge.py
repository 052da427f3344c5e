"""Whatever arrives in whatever order, the lake says what a plain dictionary says."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from baowen.lake.merge import merge, with_hashes
from baowen.lake.store import SUPERSEDED, Lake

FILES = st.lists(
    st.dictionaries(
        st.sampled_from("abcdef"),
        st.tuples(st.integers(0, 3), st.sampled_from(["2026-01", "2026-02", "2026-03"])),
        min_size=1,
        max_size=5,
    ),
    min_size=1,
    max_size=5,
)


def as_rows(file: dict[str, tuple[int, str]]) -> pl.DataFrame:
    frame = pl.DataFrame(
        [(key, value, month, month, number) for number, (key, (value, month)) in enumerate(file.items(), start=2)],
        schema={"key": pl.String, "value": pl.Int64, "dated": pl.String, "month": pl.String, "row": pl.Int32},
        orient="row",
    )
    return with_hashes(frame, key=["key"])


@given(files=FILES)
@settings(max_examples=25, deadline=None)
def test_the_lake_agrees_with_a_dictionary_of_newest_values(files: list[dict[str, tuple[int, str]]]) -> None:
    twin: dict[str, tuple[int, str]] = {}
    replaced: list[tuple[str, int, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder))
        for batch, file in enumerate(files, start=1):
            merged = merge(lake, "facts", as_rows(file), batch=batch, sort=["key"], seen_before=False)
            changed = {key for key in file if key in twin and twin[key] != file[key]}
            assert merged.new == len(file.keys() - twin.keys())
            assert merged.corrected == len(changed)
            assert merged.unchanged == len(file) - merged.new - merged.corrected
            replaced += [(key, *twin[key]) for key in changed]
            twin |= file
        current = lake.scan("facts")
        past = lake.scan("facts", state=SUPERSEDED)
        assert current is not None
        found = {key: (value, month) for key, value, month in current.select("key", "value", "month").collect().rows()}
        kept = [] if past is None else past.select("key", "value", "month").collect().rows()
    assert found == twin
    assert sorted(kept) == sorted(replaced)
