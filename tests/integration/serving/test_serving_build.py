"""The serving file is built beside the old one, month by month where it can, and swapped in whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from baowen.core.problems import BaowenError
from baowen.lake.serving import Serving, build_serving, open_serving
from baowen.lake.serving.layout import MONTHLY
from baowen.lake.serving.origin import read_origin
from baowen.lake.serving.queries.expected import expected_by_month
from baowen.lake.serving.queries.places import place_months
from baowen.lake.serving.queries.purchases import purchases_by_month
from baowen.lake.serving.queries.stock import holdings_of_product
from baowen.lake.store import Lake

from .conftest import AT, COUNTY, MONTHS, NATION, PRODUCTS, PROVINCE, Small, put, write_cube


def contents(serving: Serving) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every monthly table, in an order of its own."""
    return {name: sorted(serving.ask(f"SELECT * FROM {name}"), key=repr) for name in MONTHLY}


def amount(serving: Serving) -> Any:
    """What the province spent in each month."""
    return [one.measures.ordered_amount for one in place_months(serving, place=PROVINCE, within=PROVINCE)]


def test_changed_months_are_replaced_and_the_file_is_the_one_that_a_whole_build_gives(
    small: Small, tmp_path: Path
) -> None:
    first = small.build()
    assert (first.whole, first.months) == (True, MONTHS)
    again = small.build()
    assert (again.whole, again.months) == (False, ())
    for name in ("cube_orders", "cube_prices", "cube_stock", "cube_use"):
        write_cube(small.lake, name, MONTHS[1], seed=2)
        write_cube(small.lake, name, "2026-11", seed=2)
    later = small.build()
    # The oldest month is no longer one of the newest three, which lie by hospital too.
    assert (later.whole, later.months) == (False, (MONTHS[0], MONTHS[1], "2026-11"))
    fresh = tmp_path / "fresh.duckdb"
    build_serving(small.lake, fresh, at=AT, extra=small.extra)
    assert contents(small.open()) == contents(open_serving(fresh))
    assert read_origin(fresh) == read_origin(small.path)


def test_a_month_that_left_the_lake_leaves_the_file(small: Small) -> None:
    small.build()
    empty = small.lake.read("cube_orders", months=[MONTHS[0]])
    assert empty is not None
    small.lake.replace_months("cube_orders", empty.clear(), months=[MONTHS[0]], sort=("product",))
    assert small.build().months == (MONTHS[0],)
    found = purchases_by_month(small.open(), products=PRODUCTS, place=PROVINCE, within=PROVINCE)
    assert [one.month for one in found] == list(MONTHS[1:])


def test_months_can_be_named_and_everything_can_be_built_again(small: Small) -> None:
    small.build()
    assert small.build(months=[MONTHS[2], "1999-01"]).months == (MONTHS[2],)
    assert (small.build(whole=True).whole, small.build().whole) == (True, False)


def test_other_places_or_another_layout_build_every_month_again(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    small.build()
    small.extra["place"] = small.extra["place"].filter(pl.col("region") != COUNTY)
    built = small.build()
    assert (built.whole, built.months) == (True, MONTHS)
    monkeypatch.setattr("baowen.lake.serving.build.LAYOUT", 99)
    assert small.build().whole
    with pytest.raises(BaowenError, match="serving build"):
        small.open()


def test_replacing_months_night_after_night_does_not_let_the_file_grow(small: Small) -> None:
    small.build()
    sizes = []
    for night in range(12):
        write_cube(small.lake, "cube_orders", MONTHS[2], seed=night)
        sizes.append(small.build().bytes)
    assert sizes[-1] <= max(sizes[:3]) * 1.1


def test_an_empty_lake_gives_a_file_that_answers_with_nothing(tmp_path: Path) -> None:
    built = build_serving(Lake(tmp_path / "lake"), tmp_path / "serving.duckdb", at=AT, extra={})
    assert (built.months, sum(built.rows.values())) == ((), 0)
    serving = open_serving(built.path)
    assert purchases_by_month(serving, products=PRODUCTS, place=PROVINCE, within=NATION) == []
    assert purchases_by_month(serving, products=[], place=PROVINCE, within=NATION) == []
    assert holdings_of_product(serving, product=1, place=PROVINCE, within=NATION, most=5) == []


def test_without_a_file_the_error_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(BaowenError, match="baowen serving build"):
        open_serving(tmp_path / "none.duckdb")
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"no database" * 999)
    with pytest.raises(BaowenError, match="baowen serving build"):
        open_serving(broken)
    duckdb.connect(str(tmp_path / "other.duckdb")).close()
    with pytest.raises(BaowenError, match="baowen serving build"):
        open_serving(tmp_path / "other.duckdb")


def test_a_broken_file_is_built_again_whole(small: Small) -> None:
    small.path.write_bytes(b"no database" * 999)
    assert small.build().whole
    assert amount(small.open())


def test_frames_must_be_known_and_have_their_columns(small: Small) -> None:
    small.extra["nonsense"] = pl.DataFrame()
    with pytest.raises(ValueError, match="nonsense"):
        small.build()
    del small.extra["nonsense"]
    small.extra["place"] = small.extra["place"].drop("level")
    with pytest.raises(ValueError, match="level"):
        small.build()
    assert not small.path.exists()


def test_expected_ranges_of_the_lake_are_served_by_month(small: Small) -> None:
    rows = pl.DataFrame(
        {"region": [PROVINCE, PROVINCE], "product": [11, 12], "expected": [5.0, 7.0], "low": [1.0, 2.0],
         "high": [9.0, 9.5], "model": ["croston", "tsb"]},
        schema_overrides={"region": pl.Int32, "product": pl.Int32},
    )  # fmt: skip
    put(small.lake, "expectation", rows, MONTHS[0])
    put(small.lake, "expectation", rows.with_columns(pl.col("expected") * 2), MONTHS[1])
    small.build()
    serving = small.open()
    found = expected_by_month(serving, product=12, place=PROVINCE, within=NATION)
    lines = {one.month: one.measures.lines for one in place_months(serving, place=PROVINCE, within=NATION)}
    first, second = lines[MONTHS[0]], lines[MONTHS[1]]
    assert first != second  # packs per order line of the place, so each month has a factor of its own
    assert [(one.month, one.expected, one.low, one.high, one.model) for one in found] == [
        (MONTHS[0], 7.0 * first, 2.0 * first, 9.5 * first, "tsb"),
        (MONTHS[1], 14.0 * second, 2.0 * second, 9.5 * second, "tsb"),
    ]


def test_a_reader_goes_on_with_the_old_file_until_it_reopens(small: Small) -> None:
    small.build()
    serving = small.open()
    before = amount(serving)
    write_cube(small.lake, "cube_orders", MONTHS[2], seed=5)
    build_serving(small.lake, small.path, at=AT + timedelta(days=1), extra=small.extra)
    assert amount(serving) == before
    assert serving.origin.built_at == AT
    assert serving.reopen()
    assert amount(serving) == amount(small.open()) != before
    assert serving.origin.built_at == AT + timedelta(days=1)
    assert not serving.reopen()


def test_a_reader_keeps_what_it_has_when_the_file_is_taken_away(small: Small) -> None:
    small.build()
    serving = small.open()
    before = amount(serving)
    small.path.unlink()
    with pytest.raises(BaowenError, match="baowen serving build"):
        serving.reopen()
    assert amount(serving) == before


def test_many_threads_read_while_files_are_swapped_and_each_answer_is_of_one_file(small: Small) -> None:
    small.build()
    serving = small.open()
    known, seen, stop = [amount(serving)], [], threading.Event()

    def read() -> None:
        while not stop.is_set():
            serving.reopen()
            seen.append(amount(serving))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    try:
        for night in range(3):
            write_cube(small.lake, "cube_orders", MONTHS[2], seed=100 + night)
            small.build()
            known.append(amount(small.open()))
    finally:
        time.sleep(0.2)
        stop.set()
        for thread in threads:
            thread.join()
    assert len(seen) > 30
    assert [one for one in seen if one not in known] == []
    assert amount(serving) == known[-1]


_BUILD_SLOWLY = """
    import os, sys, time
    from datetime import UTC, datetime
    from pathlib import Path
    import polars as pl
    from baowen.lake.serving import build_serving, parts
    from baowen.lake.store import Lake

    root, places = Path(sys.argv[1]), pl.read_parquet(sys.argv[2])
    run = parts._run
    def slowly(connection, sql, month, files):
        run(connection, sql, month, files)
        os.write(1, b"written\\n")
        time.sleep(5)
    parts._run = slowly
    build_serving(Lake(root / "lake"), root / "serving.duckdb", at=datetime.now(UTC), extra={"place": places})
"""


def test_killed_while_building_the_old_file_stays_and_the_next_build_is_right(small: Small, tmp_path: Path) -> None:
    small.build()
    before = amount(small.open())
    write_cube(small.lake, "cube_orders", MONTHS[2], seed=5)
    places = tmp_path / "places.parquet"
    small.extra["place"].write_parquet(places)
    command = [sys.executable, "-c", textwrap.dedent(_BUILD_SLOWLY), str(tmp_path), str(places)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as building:
        assert building.stdout is not None
        assert building.stdout.readline() == "written\n"
        os.kill(building.pid, signal.SIGKILL)
    assert list(tmp_path.glob("serving.duckdb.building*"))
    assert amount(small.open()) == before
    assert small.build().months == (MONTHS[2],)
    assert not list(tmp_path.glob("serving.duckdb.building*"))
    whole = tmp_path / "whole.duckdb"
    build_serving(small.lake, whole, at=AT, extra=small.extra)
    assert contents(small.open()) == contents(open_serving(whole))
