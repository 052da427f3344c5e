"""Which signals got graver or ended in a run, told from how they stood before it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from baowen.monitor.turns import STOOD, turns

TODAY, EARLIER = date(2026, 11, 20), date(2026, 11, 3)


def turned(severity: str, state: str = "in_force", /, **before: Any) -> tuple[date | None, str, date | None]:
    """What becomes of one signal: graver_on, graver_from, ended_on."""
    stood = {
        "severity": "yellow", "state": "in_force", "number": "S1", "graver_on": None, "graver_from": "",
        "ended_on": None,
    }  # fmt: skip
    known = pl.DataFrame([stood | before] if before.pop("is_known", True) else [], schema=STOOD, orient="row")
    now = pl.DataFrame({"number": ["S1"], "severity": [severity], "state": [state]})
    _, *found = turns(now, known, on=TODAY).row(0)
    return found[0], found[1], found[2]


def test_a_graver_signal_tells_since_when_and_what_it_was() -> None:
    assert turned("red") == (TODAY, "yellow", None)
    assert turned("red", graver_on=EARLIER, graver_from="blue") == (TODAY, "yellow", None)


def test_a_signal_that_stays_keeps_its_turn_and_one_that_gets_milder_loses_it() -> None:
    assert turned("yellow") == (None, "", None)
    assert turned("yellow", graver_on=EARLIER, graver_from="blue") == (EARLIER, "blue", None)
    assert turned("blue", graver_on=EARLIER, graver_from="blue") == (None, "", None)


def test_a_second_run_of_the_day_compares_with_what_the_day_before_had() -> None:
    assert turned("red", severity="orange", graver_on=TODAY, graver_from="blue") == (TODAY, "blue", None)


def test_a_new_signal_has_taken_no_turn() -> None:
    assert turned("red", is_known=False) == (None, "", None)
    assert turned("red", "ended", is_known=False) == (None, "", None)


def test_a_signal_ends_once_and_one_that_comes_back_has_not_ended() -> None:
    assert turned("yellow", "ended") == (None, "", TODAY)
    assert turned("yellow", "ended", state="ended", ended_on=EARLIER) == (None, "", EARLIER)
    assert turned("yellow", "ended", state="ended") == (None, "", None)
    assert turned("yellow", state="ended", ended_on=EARLIER) == (None, "", None)
    assert turned("yellow", "merged") == (None, "", None)
