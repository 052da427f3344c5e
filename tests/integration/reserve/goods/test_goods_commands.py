"""`baowen reserve-goods` as officers use it. RSV-1, RSV-4."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from baowen.commands.fields import first_level, nested_level
from baowen.core.clock import today
from baowen.reserve.goods.actions.money import allocate, open_budget

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(call: Callable[..., Any], people: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    assert call("init", "--region", "430000").code == 0
    monkeypatch.setenv("BAOWEN_ACTOR", people.officer.name)
    return lambda *words: call("reserve-goods", *words)


def test_each_list_says_when_it_is_empty_and_prints_the_fields_of_the_reference(
    officer: Callable[..., Any], people: Any, do: Any, stock: Any, ordered: Any
) -> None:
    empty = {
        "stock": "没有储备结存", "ledger": "没有出入库", "releases": "没有动用指令", "rotation": "没有应轮换",
        "money": "没有登记储备资金",
    }  # fmt: skip
    for command, words in empty.items():
        assert words in officer(command).out
    fund = open_budget(2026, "市级财政", do(people.officer))
    allocate(fund, Decimal(1000), do(people.officer))
    stock(expires_on=today() + timedelta(days=100), budget=fund)
    code = ordered()
    for command in empty:
        lines = officer(command, "--json").document
        assert set(lines[0]) == first_level(f"reserve-goods {command}"), command
    assert set(officer("stock", "--json").document[0]["lots"][0]) == nested_level("reserve-goods stock", "[].lots[].")
    assert "地高辛片" in officer("stock", "--holder", "R1").out
    assert "采购入库 地高辛片 L1 100，1234.56 元" in officer("ledger").out
    assert f"{code} 地高辛片 60，R1，执行中" in officer("releases").out
    assert "应轮换 R1 地高辛片 L1 100" in officer("rotation").out
    assert "结存 -234.56 元" in officer("money").out


def test_counts_are_handed_over_by_command_and_by_the_cycle_and_refusals_are_told(
    officer: Callable[..., Any], stock: Any
) -> None:
    stock()
    told = officer("hand-over")
    assert (told.code, "R1 P1" in told.err, "baowen reserve-goods hand-over" in told.err) == (4, True, True)
    document = officer("hand-over", "--json").document
    assert set(document) == first_level("reserve-goods hand-over")
    assert document["waiting"] == 1


def test_the_worker_hands_counts_over_at_its_beat(
    officer: Callable[..., Any], call: Callable[..., Any], stock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    stock()
    assert "R1 P1" in call("worker", "--once").err
