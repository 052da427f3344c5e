"""Scoring, worked by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from baowen.commands.score import register
from baowen.monitor.indicators.registry import INDICATORS
from baowen.monitor.score import SHOWS, EventRow, Population, Seen, matches, nested, population_from, score

STOP = EventRow(
    event_id="e1", kind="stop_production", region_code="430000", subject_type="product", subject_id="P1",
    starts_on=date(2025, 3, 1), hits_on=date(2025, 4, 10), ends_on=date(2025, 6, 30),
)  # fmt: skip
SEEN = Seen(
    indicator="stop_notice_impact", severity="red", region_code="430000", subject_type="product", subject_code="P1",
    ingredient="", first_seen=date(2025, 3, 11), last_seen=date(2025, 5, 31),
)  # fmt: skip


def test_a_signal_of_the_right_kind_subject_place_and_time_matches() -> None:
    assert matches(SEEN, STOP)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(SEEN, indicator="price_rise"),
        replace(SEEN, subject_code="P2"),
        replace(SEEN, region_code="440000"),
        replace(SEEN, first_seen=date(2025, 1, 28)),  # 32 days before the start
        replace(SEEN, first_seen=date(2025, 8, 1)),  # 32 days after the end
    ],
    ids=["kind", "subject", "place", "too early", "too late"],
)
def test_a_signal_that_differs_in_one_thing_does_not_match(wrong: Seen) -> None:
    assert not matches(wrong, STOP)


def test_the_grace_days_are_inclusive() -> None:
    assert matches(replace(SEEN, first_seen=date(2025, 1, 29)), STOP)
    assert matches(replace(SEEN, first_seen=date(2025, 7, 31)), STOP)


def test_an_open_event_matches_for_ever() -> None:
    assert matches(replace(SEEN, first_seen=date(2029, 1, 1)), replace(STOP, ends_on=None))


def test_an_event_about_an_ingredient_is_shown_by_any_of_its_products() -> None:
    event = replace(STOP, kind="joint_price_rise", subject_type="ingredient", subject_id="原料甲")
    assert matches(replace(SEEN, indicator="joint_price_rise", ingredient="原料甲"), event)
    assert not matches(replace(SEEN, indicator="joint_price_rise", ingredient="原料乙"), event)


def test_a_delivery_failure_is_shown_by_products_of_its_county_and_not_of_its_province() -> None:
    event = replace(STOP, kind="delivery_failure", region_code="430102", subject_type="distributor", subject_id="D1")
    here = replace(SEEN, indicator="delivery_rate", region_code="430102")
    assert matches(here, event)
    assert not matches(replace(here, region_code="430000"), event)
    assert matches(replace(here, region_code="430000", subject_type="distributor", subject_code="D1"), event)


def test_a_kind_that_is_not_in_the_table_may_be_shown_by_any_indicator() -> None:
    assert matches(replace(SEEN, indicator="price_rise"), replace(STOP, kind="concession"))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("430000", "430102", True), ("430102", "430100", True), ("430102", "430103", False), ("100000", "110101", True),
        ("", "430102", True), ("DK-84", "DK-84", True), ("DK-84", "DK", True), ("DK-84", "DK-81", False),
        ("429004", "420000", True), ("430200", "430000", True), ("431000", "430000", True), ("430100", "431000", False),
    ],
)  # fmt: skip
def test_places_nest_either_way(one: str, other: str, expected: bool) -> None:
    assert nested(one, other) is expected
    assert nested(other, one) is expected


def test_figures_of_two_events_and_three_signals_are_as_counted_by_hand() -> None:
    second_row = replace(STOP, subject_id="P9", hits_on=date(2025, 4, 1))
    missed = replace(STOP, event_id="e2", kind="price_gouging", subject_id="P5")
    signals = [
        SEEN,  # true, 11 March
        replace(SEEN, indicator="delivery_rate", first_seen=date(2025, 4, 30)),  # true, later
        replace(SEEN, indicator="purchase_drop", subject_code="P7"),  # false
        replace(SEEN, indicator="price_rise", subject_code="P7"),  # false
    ]
    report = score(signals, [STOP, second_row, missed], Population(subject_months={"all": 4000}, source="given"))
    overall = report.overall
    assert (overall.events, overall.found, overall.recall) == (2, 1, 0.5)
    assert (overall.signals, overall.matched, overall.precision) == (4, 2, 0.5)
    assert overall.false_per_1000 == 0.5  # two false signals in 4,000 subject-months
    assert overall.lead_days_median == 21  # 1 April, the first row's hit, less 11 March
    stop = report.by_kind["stop_production"]
    assert (stop.events, stop.found, stop.signals, stop.matched) == (1, 1, 3, 2)
    assert stop.precision == pytest.approx(2 / 3, abs=1e-6)
    assert report.by_kind["price_gouging"].recall == 0.0
    assert report.by_kind["price_gouging"].precision == 0.0
    assert report.missed == ("e2",)
    assert report.by_indicator["delivery_rate"] == {"signals": 1, "matched": 1, "precision": 1.0}


def test_a_late_signal_has_a_negative_lead() -> None:
    late = replace(SEEN, first_seen=date(2025, 4, 30))
    report = score([late], [STOP], Population(subject_months={}, source="given"))
    assert report.overall.lead_days_median == -20
    assert report.overall.false_per_1000 is None


def test_without_signals_there_is_no_precision_rather_than_a_perfect_one() -> None:
    report = score([], [STOP], Population(subject_months={"all": 10}, source="given"))
    assert report.overall.precision is None
    assert report.overall.recall == 0.0


def test_the_population_falls_back_to_subjects_times_months_of_both_files() -> None:
    found = population_from([SEEN, replace(SEEN, subject_code="P2")], [STOP])
    assert found.subject_months["all"] == 2 * 4  # P1 and P2; March to June
    assert found.source == "files"


def test_every_indicator_that_the_table_names_exists() -> None:
    named = {name for names in SHOWS.values() for name in names} - {"plausibility"}
    assert named <= INDICATORS.keys()
    assert set(INDICATORS) - named == {  # standing states: no kind of event shows in them
        "api_concentration", "essential_amount", "essential_varieties", "listed_makers", "maker_concentration",
        "price_mark", "vbp_surge",
    }  # fmt: skip


def _run(*arguments: str) -> tuple[int, str]:
    app = typer.Typer()
    register(app)
    app.callback()(lambda: None)
    result = CliRunner().invoke(app, ["score", *arguments])
    return result.exit_code, result.output


def _files(folder: Path) -> tuple[str, str]:
    signal = {
        "indicator": "stop_notice_impact", "severity": "yellow", "region_code": "430000", "subject_type": "product",
        "subject_code": "P1", "ingredient": None, "first_seen": "2025-03-11", "last_seen": "2025-05-31",
    }  # fmt: skip
    (folder / "signals.json").write_text(json.dumps([signal]), encoding="utf-8")
    (folder / "truth.csv").write_text(
        "event_id,kind,region_code,subject_type,subject_id,starts_on,hits_on,ends_on\n"
        "e1,stop_production,430000,product,P1,2025-03-01,2025-04-10,\n",
        encoding="utf-8",
    )
    return str(folder / "signals.json"), str(folder / "truth.csv")


def test_the_command_prints_one_json_document_with_the_agreed_fields(tmp_path: Path) -> None:
    (tmp_path / "population.csv").write_text("kind,subject_months\nall,1000\n", encoding="utf-8")
    code, text = _run(*_files(tmp_path), "--json")
    document = json.loads(text)
    assert code == 0
    assert document["overall"] | {} == {
        "events": 1, "found": 1, "signals": 1, "matched": 1, "recall": 1.0, "precision": 1.0, "false_per_1000": 0.0,
        "lead_days_median": 30.0, "lead_days_low": 30.0, "lead_days_high": 30.0, "related": 0,
    }  # fmt: skip
    assert document["by_kind"]["stop_production"]["recall"] == 1.0
    assert document["population"]["source"] == "population.csv"


def test_the_severity_option_leaves_out_milder_signals(tmp_path: Path) -> None:
    code, text = _run(*_files(tmp_path), "--severity", "orange", "--json")
    assert code == 0
    assert json.loads(text)["overall"]["found"] == 0


def test_a_truth_without_a_needed_cell_is_told_by_row_and_column(tmp_path: Path) -> None:
    signals, truth = _files(tmp_path)
    Path(truth).write_text("event_id,kind,subject_id,starts_on\ne1,stop_production,,2025-03-01\n", encoding="utf-8")
    code, text = _run(signals, truth)
    assert code == 2
    assert "第 2 行缺少 subject_id" in text.replace("\n", "")


def test_signals_may_come_as_csv(tmp_path: Path) -> None:
    _, truth = _files(tmp_path)
    path = tmp_path / "signals.csv"
    path.write_text(
        "indicator,severity,region_code,subject_type,subject_code,first_seen\ndelivery_rate,red,430102,product,P1,2025-04-30\n",
        encoding="utf-8",
    )
    code, text = _run(str(path), truth, "--json", "--subject-months", "500")
    assert code == 0
    assert json.loads(text)["overall"]["lead_days_median"] == -20.0
