"""The lake keeps months apart, keeps old versions, and changes in whole commits."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl
import pytest

from baowen.collect.feeds import FEEDS
from baowen.core.problems import BaowenError
from baowen.lake.engine import open_engine
from baowen.lake.keys import KeyRegister
from baowen.lake.lock import writer_lock
from baowen.lake.merge import META, merge, stable_hashes, with_hashes
from baowen.lake.store import SUPERSEDED, Lake, Part


def rows(*cells: tuple[str, int, str]) -> pl.DataFrame:
    frame = pl.DataFrame(
        [(key, value, month, number) for number, (key, value, month) in enumerate(cells, start=2)],
        schema={"key": pl.String, "value": pl.Int64, "month": pl.String, "row": pl.Int32},
        orient="row",
    )
    return with_hashes(frame, key=["key"])


def bring(lake: Lake, frame: pl.DataFrame, *, batch: int, seen_before: bool = False) -> tuple[int, int, int]:
    merged = merge(lake, "facts", frame, batch=batch, sort=["key"], seen_before=seen_before)
    return merged.new, merged.corrected, merged.unchanged


def current(lake: Lake, version: int | None = None) -> dict[str, int]:
    lazy = lake.scan("facts", version=version)
    assert lazy is not None
    return dict(lazy.select("key", "value").collect().iter_rows())


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def test_a_table_that_was_never_written_is_empty_and_has_no_version(lake: Lake) -> None:
    assert lake.version("facts") is None
    assert lake.files("facts") == []
    assert lake.months("facts") == []
    assert lake.scan("facts") is None


def test_the_same_rows_twice_change_nothing(lake: Lake) -> None:
    first = rows(("a", 1, "2026-01"), ("b", 2, "2026-02"))
    assert bring(lake, first, batch=1) == (2, 0, 0)
    version = lake.version("facts")
    assert bring(lake, first, batch=2) == (0, 0, 2)
    assert lake.version("facts") == version


def test_a_key_with_other_values_is_a_correction_and_the_old_row_stays(lake: Lake) -> None:
    bring(lake, rows(("a", 1, "2026-01"), ("b", 2, "2026-01")), batch=1)
    assert bring(lake, rows(("a", 7, "2026-01")), batch=2) == (0, 1, 0)
    assert current(lake) == {"a": 7, "b": 2}
    past = lake.scan("facts", state=SUPERSEDED)
    assert past is not None
    assert past.select("key", "value", "batch", "superseded_by").collect().rows() == [("a", 1, 1, 2)]


def test_a_correction_can_move_a_row_into_another_month(lake: Lake) -> None:
    bring(lake, rows(("a", 1, "2026-01"), ("b", 2, "2026-01")), batch=1)
    assert bring(lake, rows(("a", 1, "2026-02")), batch=2) == (0, 0, 1)
    moved = rows(("a", 5, "2026-02"))
    assert bring(lake, moved, batch=2) == (0, 1, 0)
    assert lake.months("facts") == ["2026-01", "2026-02"]
    assert current(lake) == {"a": 5, "b": 2}


def test_an_old_version_reads_as_it_was(lake: Lake) -> None:
    bring(lake, rows(("a", 1, "2026-01")), batch=1)
    version = lake.version("facts")
    bring(lake, rows(("a", 9, "2026-01"), ("c", 3, "2026-03")), batch=2)
    assert current(lake, version) == {"a": 1}


def test_sending_an_old_file_again_does_not_undo_a_later_correction(lake: Lake) -> None:
    old = rows(("a", 1, "2026-01"))
    bring(lake, old, batch=1)
    bring(lake, rows(("a", 2, "2026-01")), batch=2)
    assert bring(lake, old, batch=1, seen_before=True) == (0, 0, 1)
    assert current(lake) == {"a": 2}


def test_a_new_file_may_set_a_value_back(lake: Lake) -> None:
    bring(lake, rows(("a", 1, "2026-01")), batch=1)
    bring(lake, rows(("a", 2, "2026-01")), batch=2)
    assert bring(lake, rows(("a", 1, "2026-01")), batch=3) == (0, 1, 0)
    assert current(lake) == {"a": 1}


def test_a_months_digest_changes_only_when_that_month_is_written(lake: Lake) -> None:
    bring(lake, rows(("a", 1, "2026-01"), ("b", 2, "2026-02")), batch=1)
    before = lake.digests("facts")
    bring(lake, rows(("c", 3, "2026-02")), batch=2)
    after = lake.digests("facts")
    assert after["2026-01"] == before["2026-01"]
    assert after["2026-02"] != before["2026-02"]


def test_rows_written_before_a_column_existed_read_as_null(lake: Lake) -> None:
    bring(lake, rows(("a", 1, "2026-01")), batch=1)
    wider = with_hashes(
        pl.DataFrame({"key": ["b"], "value": [2], "note": ["x"], "month": ["2026-02"], "row": [2]}), key=["key"]
    )
    bring(lake, wider, batch=2)
    engine = open_engine(lake)
    table = engine.table("facts", {"key": pl.String(), "note": pl.String()})
    found = engine.run(table.select("key", "note").order_by("key"))
    assert found.rows() == [("a", None), ("b", "x")]


def test_a_month_written_without_a_column_that_the_table_has_keeps_the_tables_columns_and_types(lake: Lake) -> None:
    whole = pl.DataFrame({"month": ["2026-01"], "state": ["current"], "value": [7], "note": ["a"]})
    lake.replace_months("facts", whole, months=["2026-01"], sort=["value"])
    bare = pl.DataFrame(
        {"month": ["2026-02"] * 2, "state": ["current"] * 2, "value": pl.Series([9, 8], dtype=pl.UInt8)}
    )
    lake.replace_months("facts", bare, months=["2026-02"], sort=["value"])
    read = lake.read("facts", columns=["month", "value", "note"])
    assert read is not None
    assert read.rows() == [("2026-01", 7, "a"), ("2026-02", 8, None), ("2026-02", 9, None)]
    assert read.schema["value"] == pl.Int64


def test_months_replaced_by_nothing_are_gone(lake: Lake) -> None:
    stored = pl.DataFrame({"month": ["2026-01", "2026-02"], "state": ["current"] * 2, "value": [1, 2]})
    lake.replace_months("facts", stored, months=["2026-01", "2026-02"], sort=["value"])
    lake.replace_months("facts", stored.clear(), months=["2026-01"], sort=["value"])
    assert lake.months("facts") == ["2026-02"]


def test_the_hash_of_a_key_is_the_same_on_every_machine() -> None:
    hashed = stable_hashes(pl.DataFrame({"key": ["L1", None], "n": [1, 2]}), {"hash": ["key", "n"]})["hash"]
    texts = ("L1\x1f1", "\x1f2")
    digests = [hashlib.sha256(text.encode()).digest() for text in texts]
    assert hashed.to_list() == [int.from_bytes(digest[:8], "little") & (2**63 - 1) for digest in digests]


def test_a_month_that_is_built_again_and_comes_out_equal_is_not_written_again(lake: Lake) -> None:
    def built(month: str, *values: int) -> Part:
        return lake.write_part("cube", month, pl.DataFrame({"month": [month] * len(values), "n": values}))

    lake.commit_parts("cube", [built("2026-01", 1, 2), built("2026-02", 3)])
    before, version = lake.digests("cube"), lake.version("cube")
    assert lake.commit_parts("cube", [built("2026-01", 1, 2)]) == version
    assert (lake.digests("cube"), lake.version("cube")) == (before, version)
    lake.commit_parts("cube", [built("2026-01", 1, 9), built("2026-02", 3)])
    after = lake.digests("cube")
    assert (after["2026-01"] != before["2026-01"], after["2026-02"]) == (True, before["2026-02"])
    found = lake.read("cube")
    assert found is not None
    assert sorted(found["n"]) == [1, 3, 9]


def test_a_home_may_lie_in_a_folder_with_chinese_letters_blanks_and_signs(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "保稳 数据" / "100% (甲)" / "lake")
    bring(lake, rows(("a", 1, "2026-01"), ("b", 2, "2026-02")), batch=1)
    bring(lake, rows(("a", 3, "2026-01")), batch=2)
    part = pl.DataFrame({"month": ["2026-01"], "n": [7]})
    for _ in range(2):
        lake.commit_parts("cube", [lake.write_part("cube", "2026-01", part)])
    found, cube = lake.read("facts"), lake.read("cube")
    assert found is not None
    assert cube is not None
    assert sorted(found.select("key", "value").rows()) == [("a", 3), ("b", 2)]
    assert (cube["n"].to_list(), lake.version("cube"), lake.months("cube")) == ([7], 0, ["2026-01"])
    engine = open_engine(lake)
    table = engine.table("facts", {"key": pl.String()})
    assert sorted(engine.run(table.select("key"))["key"]) == ["a", "b"]


def test_keys_once_given_never_change(lake: Lake) -> None:
    register = KeyRegister(lake, "product", first_key=10)
    assert dict(register.assign(["x", "b"]).iter_rows()) == {"b": 10, "x": 11}
    assert dict(register.assign(["a", "x"]).iter_rows()) == {"b": 10, "x": 11, "a": 12}
    assert dict(register.all().iter_rows()) == {"b": 10, "x": 11, "a": 12}


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    with (
        writer_lock(tmp_path / "lock"),
        pytest.raises(BaowenError, match="另一个进程"),
        writer_lock(tmp_path / "lock", wait_seconds=0.01),
    ):
        pass


def test_an_unknown_engine_is_named_in_the_error(lake: Lake) -> None:
    with pytest.raises(BaowenError, match="abacus"):
        open_engine(lake, "abacus")


def test_a_table_that_is_not_stored_opens_empty_with_its_columns(lake: Lake) -> None:
    engine = open_engine(lake)
    found = engine.run(engine.table("nothing", {"key": pl.String(), "price": pl.Decimal(18, 4)}))
    assert found.height == 0
    assert found.columns == ["key", "price"]


def test_no_feed_has_a_column_that_the_lake_keeps_for_itself() -> None:
    """One of that name would be overwritten: until now the state of a stop notice was lost so."""
    kept = set(META) - {"month"}  # a feed's own month is the one that its rows are stored under
    for feed in FEEDS.values():
        assert kept.isdisjoint(column.stored_name for column in feed.columns), feed.name
