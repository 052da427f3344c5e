"""Walking forward: the days of the runs, what was known of stop notices, and what counts as never felt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from bench.detection.province import LAST, Size, felt_in_time, run_days, sizes
from bench.detection.series import lines_behind
from bench.detection.walk import Notices, days

from baowen.collect.feeds import FEEDS
from baowen.core.period import Month
from baowen.monitor.score import EventRow

FAILED = EventRow(
    event_id="f1", kind="delivery_failure", region_code="430102", subject_type="distributor", subject_id="D1",
    starts_on=date(2026, 1, 10), hits_on=date(2026, 2, 1), ends_on=date(2026, 4, 10),
)  # fmt: skip


def test_the_last_of_a_months_days_is_its_end() -> None:
    assert days(Month(2026, 2), Month(2026, 2), parts=1) == [date(2026, 2, 28)]
    assert days(Month(2026, 4), Month(2026, 4), parts=2) == [date(2026, 4, 15), date(2026, 4, 30)]
    assert len(days(Month(2026, 1), Month(2026, 3), parts=4)) == 12


def test_runs_are_in_order_and_end_with_the_data() -> None:
    size = Size(name="x", hospitals=1, products=1, seed=1, months=24, quiet=12, runs=2)
    on = run_days(size)
    assert on == sorted(set(on))
    assert on[-1] == LAST.last
    assert sum(day >= size.first.plus(12).first for day in on) == 24


def test_every_size_is_played_with_every_seed() -> None:
    found = {(one.hospitals, one.seed) for one in sizes([101, 102])}
    assert found == {(n, seed) for n in (30, 60, 100) for seed in (101, 102)}


@pytest.fixture
def notices(tmp_path: Path) -> Notices:
    zh = {column.name: column.zh for column in FEEDS["stop_notice"].columns}
    rows = {
        "notice_no": ["1", "2", "3"],
        "product_code": ["P1", "P2", "P3"],
        "announced_on": [date(2026, 1, 10), date(2026, 1, 20), date(2026, 5, 1)],
        "stops_on": [date(2026, 2, 1), date(2026, 3, 1), date(2026, 6, 1)],
        "ended_on": [date(2026, 4, 1), None, None],
        "stop_state": ["已恢复", "未发生", "停产中"],
    }
    path = tmp_path / "stop_notice.parquet"
    pl.DataFrame({zh[name]: values for name, values in rows.items()}).write_parquet(path)
    return Notices(path)


def _known(notices: Notices, day: date) -> list[tuple[str, str, date | None]]:
    return notices.known(day).select("报告编号", "状态", "实际恢复日期").rows()


def test_a_notice_is_not_known_before_it_was_announced_nor_its_end_before_it_came(notices: Notices) -> None:
    assert _known(notices, date(2026, 1, 9)) == []
    assert _known(notices, date(2026, 1, 31)) == [("1", "停产中", None), ("2", "停产中", None)]
    assert _known(notices, date(2026, 4, 1))[0] == ("1", "已恢复", date(2026, 4, 1))


def test_that_a_stop_was_avoided_is_known_on_the_day_on_which_it_should_have_begun(notices: Notices) -> None:
    assert _known(notices, date(2026, 2, 28))[1] == ("2", "停产中", None)
    assert _known(notices, date(2026, 3, 1))[1] == ("2", "未发生", None)


def test_a_hit_day_that_stands_for_nobody_felt_it_is_taken_away() -> None:
    unfelt = replace(FAILED, event_id="f2", hits_on=FAILED.ends_on)
    running = replace(FAILED, event_id="f3", hits_on=date(2026, 11, 1), ends_on=date(2027, 1, 1))
    priced = replace(FAILED, event_id="g1", kind="price_gouging", hits_on=FAILED.ends_on)
    rows, silent = felt_in_time([FAILED, unfelt, running, priced])
    assert silent == {"f2", "f3"}
    assert [row.hits_on for row in rows] == [FAILED.hits_on, None, None, FAILED.ends_on]


def test_the_lines_behind_an_event_are_those_of_its_subject_place_and_time() -> None:
    rows = [
        ("430102", "D1", date(2026, 1, 10)), ("430102", "D1", date(2026, 4, 10)), ("430102", "D1", date(2026, 4, 11)),
        ("430103", "D1", date(2026, 2, 1)), ("430102", "D2", date(2026, 2, 1)),
    ]  # fmt: skip
    lines = pl.DataFrame(rows, schema=["county", "distributor_code", "day"], orient="row")
    assert lines_behind([FAILED], lines) == {"f1": 2}
