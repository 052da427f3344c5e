"""Sightings of the same finding become one signal; a pause begins a new one; a correction keeps the number."""

from __future__ import annotations

from datetime import date

import polars as pl

from baowen.core.period import Month
from baowen.monitor.episodes import SIGHTING, SUBJECT, episodes, inherit_numbers, new_number, summarise


def sighted(*months: tuple[str, str], subject: int = 1) -> pl.DataFrame:
    rows = [
        {
            "indicator": "delivery_rate", "region": 430102, "subject_type": "product", "subject": subject,
            "month": month, "seen_on": Month.parse(month).last, "severity": severity, "value": 0.5,
            "reference": None, "threshold": 0.6, "threshold_basis": "default", "clause": "HN-10",
            "basis": "sourced", "policy_key": "monitor.delivery_rate.threshold", "n": 3, "weight": float(len(month)),
        }
        for month, severity in months
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=SIGHTING)


def grouped(frame: pl.DataFrame, quiet_months: int = 1) -> dict[str, str]:
    found = episodes(frame, quiet_months=quiet_months)
    return dict(found.select("month", "episode").sort("month").iter_rows())


def test_neighbouring_months_are_one_episode() -> None:
    assert grouped(sighted(("2026-01", "blue"), ("2026-02", "red"))) == {"2026-01": "2026-01", "2026-02": "2026-01"}


def test_a_pause_of_the_quiet_months_still_belongs_together() -> None:
    found = grouped(sighted(("2025-12", "blue"), ("2026-02", "blue")), quiet_months=1)
    assert found == {"2025-12": "2025-12", "2026-02": "2025-12"}


def test_a_longer_pause_begins_a_new_episode() -> None:
    found = grouped(sighted(("2025-11", "blue"), ("2026-02", "blue")), quiet_months=1)
    assert found == {"2025-11": "2025-11", "2026-02": "2026-02"}


def test_subjects_do_not_mix() -> None:
    both = pl.concat([sighted(("2026-01", "blue")), sighted(("2026-02", "blue"), subject=2)])
    assert grouped(both) == {"2026-01": "2026-01", "2026-02": "2026-02"}


def test_a_summary_has_the_newest_values_and_the_worst_severity() -> None:
    found = summarise(episodes(sighted(("2026-01", "orange"), ("2026-02", "yellow")), quiet_months=1))
    row = found.row(0, named=True)
    assert (row["period_first"], row["period_last"], row["times_seen"]) == ("2026-01", "2026-02", 2)
    assert (row["severity"], row["worst_severity"]) == ("yellow", "orange")
    assert (row["first_seen"], row["last_seen"]) == (date(2026, 1, 31), date(2026, 2, 28))


def existing(number: str, first: str, last: str) -> dict[str, object]:
    return {
        "indicator": "delivery_rate", "region": 430102, "subject_type": "product", "subject": 1,
        "number": number, "period_first": first, "period_last": last,
    }  # fmt: skip


OLD_SCHEMA = {name: SIGHTING[name] for name in SUBJECT} | {
    "number": pl.String,
    "period_first": pl.String,
    "period_last": pl.String,
}


def test_an_episode_that_a_correction_makes_longer_keeps_its_number() -> None:
    summary = summarise(episodes(sighted(("2026-01", "blue"), ("2026-02", "blue")), quiet_months=1))
    old = pl.DataFrame([existing("S1", "2026-02", "2026-03")], schema=OLD_SCHEMA)
    assert inherit_numbers(summary, old)["number"].to_list() == ["S1"]


def test_of_two_signals_that_a_correction_joins_the_older_number_lives_on() -> None:
    months = ("2026-01", "2026-02", "2026-03")
    summary = summarise(episodes(sighted(*((month, "blue") for month in months)), quiet_months=0))
    old = pl.DataFrame([existing("S9", "2026-03", "2026-03"), existing("S5", "2026-01", "2026-01")], schema=OLD_SCHEMA)
    assert inherit_numbers(summary, old)["number"].to_list() == ["S5"]


def test_one_number_is_never_given_to_two_episodes() -> None:
    summary = summarise(episodes(sighted(("2026-01", "blue"), ("2026-04", "blue")), quiet_months=0))
    old = pl.DataFrame([existing("S1", "2026-01", "2026-04")], schema=OLD_SCHEMA)
    assert sorted(inherit_numbers(summary, old)["number"].to_list(), key=str) == [None, "S1"]


def test_another_subjects_signal_gives_no_number() -> None:
    summary = summarise(episodes(sighted(("2026-01", "blue"), subject=2), quiet_months=0))
    old = pl.DataFrame([existing("S1", "2026-01", "2026-01")], schema=OLD_SCHEMA)
    assert inherit_numbers(summary, old)["number"].to_list() == [None]


def test_numbers_of_new_signals_depend_on_what_they_are_about() -> None:
    about = {"indicator": "i", "region_code": "430102", "subject_type": "product", "period_first": "2026-01"}
    one = new_number(**about, subject_code="A")
    assert one.startswith("S202601-")
    assert one == new_number(**about, subject_code="A")
    assert one != new_number(**about, subject_code="B")
