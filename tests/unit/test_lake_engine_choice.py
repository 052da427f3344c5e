"""Which engine is opened, and what a user is told where it can't be."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from socket import create_server

import pytest

from baowen.core.problems import BaowenError
from baowen.lake.engine import ENGINE_VARIABLE, cores, open_engine, run_each, session
from baowen.lake.engine.duck import DuckEngine
from baowen.lake.store import Lake


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path)


def test_duckdb_computes_where_nothing_is_said(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in (None, "", "duckdb"):
        monkeypatch.delenv(ENGINE_VARIABLE, raising=False)
        if value is not None:
            monkeypatch.setenv(ENGINE_VARIABLE, value)
        assert isinstance(open_engine(lake), DuckEngine)


@pytest.mark.parametrize("name", ["abacus", "local[0]", "local[two]", "spark://host", "sc:/host:1", "spark", "LOCAL"])
def test_a_wrong_name_is_answered_with_the_right_ones(lake: Lake, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENGINE_VARIABLE, name)
    with pytest.raises(BaowenError) as caught:
        open_engine(lake)
    for part in (name, "duckdb", "local[", "spark://", "sc://"):
        assert part in caught.value.message
        assert part in caught.value.message_en


def test_a_missing_package_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(BaowenError, match=r"pip install 'baowen\[spark\]'"):
        session.spark_session("local[2]")


def test_a_missing_java_is_named_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(BaowenError, match="openjdk-17-jre-headless"):
        session.spark_session("local[2]")


@pytest.mark.parametrize("pairs", ["spark.executor.memory", "memory=2g", "spark.sql.session.timeZone=PRC"])
def test_settings_that_are_no_pairs_or_change_results_are_refused(pairs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(session.SETTINGS_VARIABLE, f"spark.ui.enabled=true {pairs}")
    with pytest.raises(BaowenError, match="BAOWEN_SPARK"):
        session.given_settings()


def test_settings_are_pairs_parted_by_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(session.SETTINGS_VARIABLE, " spark.a=1   spark.b=x=y ")
    assert session.given_settings() == {"spark.a": "1", "spark.b": "x=y"}


@pytest.mark.parametrize("scheme", ["sc", "spark"])
def test_a_server_that_does_not_answer_is_told_at_once(scheme: str) -> None:
    with create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(BaowenError, match=f"127.0.0.1:{port}"):
        session.spark_session(f"{scheme}://127.0.0.1:{port}")


def test_results_come_in_the_order_of_the_tasks_from_an_engine_for_each_core(lake: Lake) -> None:
    tasks = [lambda engine, n=n: (n, id(engine)) for n in range(20)]
    found = list(run_each(lake, tasks))
    assert [number for number, _ in found] == list(range(20))
    assert len({engine for _, engine in found}) <= cores()


def test_no_tasks_give_no_results(lake: Lake) -> None:
    assert list(run_each(lake, [])) == []
