"""A run tells which signals got graver and which ended, held to what the records said before it. MON-2."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baowen.monitor.models import Signal

from .conftest import FEEDS

pytestmark = pytest.mark.django_db
ORDER = ("blue", "yellow", "orange", "red")
JULY, OCTOBER, WINTER = date(2026, 7, 31), date(2026, 10, 31), date(2026, 12, 31)


def stood() -> dict[str, tuple[str, str]]:
    rows = Signal.objects.exclude(state=Signal.State.WITHDRAWN).values_list("number", "severity", "state")
    return {number: (severity, state) for number, severity, state in rows}


def turned() -> list[dict[str, Any]]:
    return list(Signal.objects.order_by("id").values("number", "graver_on", "graver_from", "ended_on"))


def test_turns_are_those_that_the_records_before_the_run_show(deployment: Any, province: Any) -> None:
    for feed in FEEDS:
        deployment.bring(feed, province.frames[feed], f"{feed}.csv")
    deployment.cycle(JULY)
    assert not Signal.objects.exclude(graver_on=None, ended_on=None).exists()
    met = set()
    for day in (OCTOBER, WINTER):
        before = stood()
        deployment.cycle(day)
        for one in Signal.objects.filter(number__in=before):
            severity, state = before[one.number]
            is_graver = ORDER.index(one.severity) > ORDER.index(severity)
            is_ended = (state, one.state) == (Signal.State.IN_FORCE, Signal.State.ENDED)
            assert (one.graver_on == day, one.ended_on == day) == (is_graver, is_ended), one.number
            assert not is_graver or one.graver_from == severity
            met |= {"graver"} if is_graver else set()
            met |= {"ended"} if is_ended else set()
        assert not Signal.objects.exclude(number__in=before).exclude(graver_on=None, ended_on=None).exists()
    assert met == {"graver", "ended"}
    before_again = turned()
    deployment.cycle(WINTER)
    assert turned() == before_again
