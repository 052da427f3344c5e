"""Signals of a simulated province: reproduced from the lake, joined, told to departments, evidence for lists."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from baowen.core.policy import load_packs
from baowen.monitor import dispatch, evidence
from baowen.monitor.models import CycleRun, Sighting, Signal
from baowen.monitor.queries import signal_detail, signals_as_of, signals_now
from baowen.monitor.reproduce import as_document, reproduce
from baowen.monitor.unfold import unfold

TODAY = date(2026, 10, 31)


def one_of_each_indicator() -> list[Signal]:
    standing = Signal.objects.exclude(state=Signal.State.WITHDRAWN).order_by("indicator", "number")
    return list({signal.indicator: signal for signal in standing}.values())


def test_a_signal_of_every_indicator_comes_out_again_from_the_lake_and_the_policy_of_its_run(full: Any) -> None:
    signals = one_of_each_indicator()
    assert len(signals) >= 5
    for signal in signals:
        found = reproduce(full.home, signal.number)
        assert found.equal, as_document(found)
        assert found.same_policy
        assert found.recorded_severity == signal.severity
        cubes = {one.cube for one in found.cubes}
        assert cubes == ({"cube_orders", "cube_prices"} if found.chosen.found.subject_type == "product" else cubes)


def test_a_figure_that_somebody_changed_by_hand_is_found_out(full: Any) -> None:
    signal = one_of_each_indicator()[0]
    Sighting.objects.filter(signal=signal, month=signal.period_last).update(value=0.123)
    found = reproduce(full.home, signal.number)
    assert not found.equal
    document = as_document(found)
    assert document["recorded"]["value"] == 0.123
    assert document["reproduced"]["value"] != 0.123


def test_a_signal_is_reproduced_from_the_version_that_it_was_made_with_when_the_data_were_corrected_since(
    full: Any, province: Any
) -> None:
    signal = Signal.objects.filter(indicator="delivery_rate", subject_type="product").order_by("number")[0]
    month = signal.sightings.order_by("month").last().month
    before = reproduce(full.home, signal.number, month=month)
    lines = province.frames["delivery"].filter(
        pl.col("药品代码") == signal.subject_code, pl.col("送达日期").str.starts_with(month)
    )
    assert lines.height
    full.bring("delivery", lines.with_columns(数量=pl.lit("1")))
    after = reproduce(full.home, signal.number, month=month)
    assert after.equal
    assert (after.value, after.cubes) == (before.value, before.cubes)


def test_every_sighting_belongs_to_a_signal_whose_place_holds_its_own(full: Any) -> None:
    rows = Sighting.objects.values_list("region", "signal__region_code", "signal__state")
    assert rows
    for region, code, state in rows:
        assert str(region).startswith(code.rstrip("0"))
        assert state != Signal.State.WITHDRAWN
    assert set(Sighting.objects.values_list("run_id", flat=True)) <= set(CycleRun.objects.values_list("id", flat=True))


def test_a_joined_signal_unfolds_place_by_place(full: Any) -> None:
    joined = next(signal for signal in Signal.objects.order_by("number") if len(signal.places) > 1)
    values = set()
    for code in joined.places:
        found = unfold(full.home, joined.number, place=code)
        assert found.chosen.place[0] == code
        values.add(found.chosen.found.region)
    assert len(values) == len(joined.places)


def test_a_consequence_names_its_cause_and_the_cause_its_consequences(full: Any) -> None:
    silenced = [row for row in signals_now() if row.silenced_by]
    assert silenced
    for row in silenced:
        cause = signal_detail(row.silenced_by)
        assert row.number in cause.consequences
        order = ("blue", "yellow", "orange", "red")
        assert order.index(cause.row.worst_severity) >= order.index(row.severity)


def test_the_list_as_of_the_last_day_says_what_the_list_now_says(full: Any) -> None:
    quiet = load_packs().ruling("430000", TODAY).entry("monitor.signal.quiet_months").whole()
    now, then = signals_now(repeat_months=12), signals_as_of(TODAY, quiet_months=quiet, repeat_months=12)
    assert {row.number for row in now} == {row.number for row in then}
    by_number = {row.number: row for row in then}
    for row in now:
        other = by_number[row.number]
        for name in ("severity", "worst_severity", "state", "value", "places", "silenced_by", "repeats", "times_seen"):
            assert getattr(row, name) == getattr(other, name), (row.number, name)
    assert max(row.repeats or 0 for row in now) > 1


def test_notices_tell_each_department_of_its_own_and_of_what_changed(full: Any, tmp_path: Path) -> None:
    folder = tmp_path / "notices"
    folder.mkdir()
    written = dispatch.write_notices(full.home, folder, since=date(2026, 9, 30))
    assert {one.department for one in written} >= {"health", "healthcare_security"}
    assert {one.region_code for one in written} >= {"430000"}
    for one in written:
        page = (folder / one.file).read_text(encoding="utf-8")
        table = (folder / one.file).with_suffix(".csv").read_bytes()
        assert table.startswith(b"\xef\xbb\xbf")
        assert page.count("baowen unfold ") == one.lines == len(pl.read_csv(table))
        assert "条款：" in page
        assert "与 2026-09-30 相比" in page
    province = pl.read_csv(folder / "20261031-430000-health.csv")
    assert set(province["变化"]) & {"新增", "持续", "加重", "减轻", "解除"}
    assert not set(province["预警编号"]) & {row.number for row in signals_now() if row.silenced_by}


def test_the_quarterly_report_counts_each_signal_of_the_quarter(full: Any, tmp_path: Path) -> None:
    written = dispatch.write_quarter(full.home, "2026Q3", tmp_path)
    page = (tmp_path / written.file).read_text(encoding="utf-8")
    for heading in ("按指标", "按省", "按市", "按县（区）", "短缺信息直报", "涨幅较大的药品"):
        assert heading in page
    shown = [row for row in signals_as_of(date(2026, 9, 30), quiet_months=2) if not row.silenced_by]
    seen = [row for row in shown if row.period_first <= "2026-09" and row.period_last >= "2026-07"]
    assert f"本季度出现的预警 {len(seen)} 条" in page
    by_indicator = [line.split("|") for line in page.split("## 二")[0].splitlines() if line.startswith("| ")]
    assert sum(int(cells[-2]) for cells in by_indicator[2:]) == len(seen)


@pytest.mark.parametrize("region", ["430000", None])
def test_candidates_name_signals_that_exist(full: Any, region: str | None) -> None:
    found = evidence.candidates(full.home, region)
    numbers = {row.number for row in signals_now()}
    assert found
    for one in found:
        assert set(one.signals) <= numbers
        assert one.reasons
        assert len(one.reasons) == len(one.reasons_en)
