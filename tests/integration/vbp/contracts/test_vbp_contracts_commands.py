"""VBP-3, VBP-4: agreed volumes, contracts, reminders and the way into the lake by command."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from baowen.vbp.volumes import queries as told

from .conftest import ROUND, number_of, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def ran(
    call: Callable[..., Any], home: Any, people: Any, round_code: str, volumes: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Any]:  # fmt: skip
    """Run a command of the group as the officer."""
    monkeypatch.setattr(told, "reported_volumes", lambda code: tuple(volumes) if code == ROUND else ())
    monkeypatch.setattr("baowen.core.records.open_records", lambda home, migrate: None)
    monkeypatch.setenv("BAOWEN_ACTOR", "officer")

    def run(*arguments: str) -> Any:
        return call("vbp-contracts", *arguments)

    return run


def test_volumes_are_worked_out_and_kept_and_shown(ran: Callable[..., Any]) -> None:
    looked = json.loads(ran("allocate", ROUND, "--json").out)
    assert (looked["kept"], looked["contracts"], looked["year"]) == (False, 7, 2027)
    assert [(one["lot"], one["units"], one["packs"]) for one in looked["lines"]] == [
        ("1", 2100, 70), ("2", 2160, 72), ("3", 600, 20),
    ]  # fmt: skip
    assert "尚未生成" in ran("allocate", ROUND).out
    assert "已生成 7 份协议" in ran("allocate", ROUND, "--keep", "--sign-by", "2099-01-31").out
    shown = json.loads(ran("show", "--text", "头孢", "--json").out)
    assert [(one["number"], one["packs"], one["state"]) for one in shown] == [(number_of("H1", "P4"), 20, "drawn")]
    assert "地高辛片" in ran("show", "--round", ROUND).out
    assert "已有" not in ran("allocate", ROUND, "--keep").out


def test_who_is_to_sign_is_reminded_once_and_nothing_waits_for_the_lake(ran: Callable[..., Any]) -> None:
    assert ran("allocate", ROUND, "--keep", "--sign-by", "2099-01-31").code == 0
    assert json.loads(ran("remind", "--on", "2099-01-25", "--json").out)["posted"] == 3
    assert "新提醒 0 条" in ran("remind", "--on", "2099-01-25").out
    found = json.loads(ran("hand-over", "--json").out)
    assert found == {"accepted": 0, "unchanged": 0, "refused": [], "waiting": 0}


def test_a_round_that_nobody_entered_is_told(ran: Callable[..., Any]) -> None:
    answer = ran("allocate", "XX")
    assert answer.code != 0
    assert "没有批次 XX" in answer.err


def test_the_days_reminders_and_the_nightly_cycle_do_it_too(
    ran: Callable[..., Any], call: Callable[..., Any], named: Callable[..., int], people: Any, home: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    from baowen.commands.cycle import hand_over_signed_contracts

    assert ran("allocate", ROUND, "--keep", "--sign-by", "2099-01-31").code == 0
    assert json.loads(call("remind", "--on", "2099-01-25", "--json").out)["posted"] == 3
    assert "新提醒 0 条" in ran("remind", "--on", "2099-01-25").out
    hand_over_signed_contracts(home)
    assert capsys.readouterr().err == "", "nothing is signed"
    named()
    number = number_of("H1", "P1")
    signed(people, number)
    hand_over_signed_contracts(home)
    assert f"{number} 未能入湖" in capsys.readouterr().err, "the lake knows neither hospital nor product"
