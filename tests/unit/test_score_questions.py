"""Scoring unit slips from data questions, what is left out without them, and the figures by severity."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from baowen.commands.score import register
from baowen.core.problems import BaowenError
from baowen.monitor.score import EventRow, Population, Seen, score
from baowen.monitor.score_files import read_questions, read_signals

SLIP = EventRow(
    event_id="u1", kind="unit_slip", region_code="430000", subject_type="product", subject_id="P1",
    starts_on=date(2025, 3, 1), hits_on=date(2025, 3, 1), ends_on=date(2025, 4, 30),
)  # fmt: skip
AT = replace(SLIP, subject_type="hospital", subject_id="H1")
STOP = replace(SLIP, event_id="s1", kind="stop_production", subject_id="P2")
QUESTION = Seen(
    indicator="plausibility", severity="", region_code="430102", subject_type="product", subject_code="P1",
    ingredient="", first_seen=date(2025, 3, 31), last_seen=date(2025, 3, 31), sender="H1",
)  # fmt: skip
SIGNAL = replace(QUESTION, indicator="stop_notice_impact", subject_code="P2", severity="yellow", sender="")
WATCHED = Population(subject_months={"all": 1000}, source="given")
HEAD = "event_id,kind,region_code,subject_type,subject_id,starts_on,hits_on,ends_on\n"
TRUTH = (
    HEAD + "u1,unit_slip,430000,product,P1,2025-03-01,2025-03-01,2025-04-30\n"
    "u1,unit_slip,430000,hospital,H1,2025-03-01,2025-03-01,2025-04-30\n"
    "s1,stop_production,430000,product,P2,2025-03-01,2025-03-20,2025-04-30\n"
)


def test_without_questions_a_slip_is_listed_and_left_out_of_the_total() -> None:
    report = score([SIGNAL], [SLIP, AT, STOP], WATCHED)
    assert report.not_scored == ("unit_slip",)
    assert (report.overall.events, report.overall.found, report.overall.recall) == (1, 1, 1.0)
    assert (report.by_kind["unit_slip"].events, report.by_kind["unit_slip"].found) == (1, 0)
    assert report.missed == ()


def test_a_question_about_the_product_of_that_hospital_finds_the_slip() -> None:
    report = score([SIGNAL], [SLIP, AT, STOP], WATCHED, questions=[QUESTION])
    assert report.not_scored == ()
    assert (report.overall.events, report.overall.found) == (2, 2)
    assert report.by_kind["unit_slip"].lead_days_median == -30.0


@pytest.mark.parametrize(
    "wrong",
    [replace(QUESTION, sender="H2"), replace(QUESTION, subject_code="P9"),
     replace(QUESTION, first_seen=date(2025, 6, 30))],
    ids=["another hospital", "another product", "two months later"],
)  # fmt: skip
def test_a_question_about_something_else_is_false(wrong: Seen) -> None:
    report = score([], [SLIP, AT], WATCHED, questions=[wrong])
    assert (report.overall.found, report.overall.matched, report.overall.signals) == (0, 0, 1)
    assert report.missed == ("u1",)


def test_a_question_is_no_signal_of_the_other_kinds() -> None:
    report = score([], [STOP], WATCHED, questions=[replace(QUESTION, subject_code="P2")])
    assert report.overall.found == 0


def test_the_graver_the_fewer_events_are_found() -> None:
    later = replace(STOP, event_id="s2", subject_id="P3")
    grave = replace(SIGNAL, severity="red", subject_code="P3")
    by_severity = score([SIGNAL, grave], [SLIP, AT, STOP, later], WATCHED, questions=[QUESTION]).by_severity
    assert {name: (one.events, one.found, one.signals) for name, one in by_severity.items()} == {
        "blue": (2, 2, 2), "yellow": (2, 2, 2), "orange": (2, 1, 1), "red": (2, 1, 1),
    }  # fmt: skip


def _run(folder: Path, *more: str) -> dict[str, object]:
    (folder / "truth.csv").write_text(TRUTH, encoding="utf-8")
    (folder / "signals.csv").write_text(
        "indicator,severity,region_code,subject_code,first_seen\nstop_notice_impact,red,430000,P2,2025-03-11\n",
        encoding="utf-8",
    )
    app = typer.Typer()
    register(app)
    app.callback()(lambda: None)
    result = CliRunner().invoke(app, ["score", str(folder / "signals.csv"), str(folder / "truth.csv"), "--json", *more])
    assert result.exit_code == 0, result.output
    document: dict[str, object] = json.loads(result.output)
    return document


def test_the_command_says_what_it_did_not_score(tmp_path: Path) -> None:
    document = _run(tmp_path)
    assert list(document["not_scored"]) == ["unit_slip"]  # type: ignore[call-overload]
    assert document["overall"]["events"] == 1  # type: ignore[index]
    assert document["by_severity"]["red"]["found"] == 1  # type: ignore[index]


def test_the_command_reads_questions_as_the_questions_command_prints_them(tmp_path: Path) -> None:
    asked = {
        "kind": "unit_price", "month": "2025-03", "hospital_code": "H1", "hospital_name": "", "region_code": "430102",
        "product_code": "P1", "product_name": "", "rows": 3, "factor": 10.0, "state": "open",
        "first_seen": "2025-12-31", "last_seen": "2025-12-31",
    }  # fmt: skip
    (tmp_path / "questions.json").write_text(json.dumps([asked]), encoding="utf-8")
    document = _run(tmp_path, "--questions", str(tmp_path / "questions.json"))
    assert document["not_scored"] == {}
    assert document["by_kind"]["unit_slip"]["found"] == 1  # type: ignore[index]
    assert document["overall"]["recall"] == 1.0  # type: ignore[index]


def test_a_question_counts_from_the_last_day_of_its_month(tmp_path: Path) -> None:
    path = tmp_path / "questions.csv"
    path.write_text("month,hospital_code,product_code\n2025-02,H1,P1\n", encoding="utf-8")
    assert read_questions(path)[0].first_seen == date(2025, 2, 28)
    path.write_text("month,hospital_code,product_code\n2025-2,H1,P1\n", encoding="utf-8")
    with pytest.raises(BaowenError, match="月份有误"):
        read_questions(path)


def test_a_document_without_the_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "signals.json"
    path.write_text('{"warnings": []}', encoding="utf-8")
    with pytest.raises(BaowenError, match="没有 signals 列表"):
        read_signals(path)


def test_a_grouped_signal_is_about_any_of_its_places_and_subjects(tmp_path: Path) -> None:
    row = {
        "signal_id": "S1", "indicator": "delivery_rate", "severity": "orange", "region_code": "430000",
        "subject_type": "product", "subject_code": "P1", "first_seen": "2025-03-11",
        "places": ["430102", "430200"], "members": ["P1", "P2"],
    }  # fmt: skip
    (tmp_path / "signals.json").write_text(json.dumps([row]), encoding="utf-8")
    (tmp_path / "signals.csv").write_text(
        "indicator,severity,region_code,subject_type,subject_code,first_seen,places,members\n"
        "delivery_rate,orange,430000,product,P1,2025-03-11,430102 430200,P1 P2\n",
        encoding="utf-8",
    )
    for name in ("signals.json", "signals.csv"):
        (seen,) = read_signals(tmp_path / name)
        assert (seen.places, seen.members) == (("430102", "430200"), ("P1", "P2"))
