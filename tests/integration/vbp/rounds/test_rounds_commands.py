"""VBP-1: rounds on the command line: imported whole or not at all, read, checked, started, ended, continued."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.made_rounds import PUBLISHED_BIDS, PUBLISHED_VOLUMES, workbook

from baowen.commands.fields import first_level, nested_level
from baowen.core.home import Home

pytestmark = pytest.mark.django_db


@pytest.fixture
def say(home: Home, people: Any, call: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run a command as the officer and give its JSON document, after its fields were compared with those written."""

    def run(command: str, *words: object) -> Any:
        monkeypatch.setenv("BAOWEN_ACTOR", "officer")
        answer = call("vbp-rounds", command, *words, "--json")
        assert answer.code == 0, answer.err
        document = answer.document
        first = document[0] if isinstance(document, list) and document else document
        assert not first or set(first) == first_level(f"vbp-rounds {command}")
        return document

    return run


def test_a_round_goes_from_its_tables_to_its_end_by_commands(
    say: Callable[..., Any], call: Any, write: Callable[..., Path], tmp_path: Path
) -> None:
    assert call("vbp-rounds", "list").out.startswith("还没有批次")
    say("template", tmp_path / "t.xlsx")
    assert (tmp_path / "t.xlsx").read_bytes()[:2] == b"PK"
    bids, volumes = write("bids.csv", PUBLISHED_BIDS), write("volumes.csv", PUBLISHED_VOLUMES)
    given = (bids, volumes, "--code", "N-1", "--name", "甲批", "--level", "national", "--round", "甲批")
    looked = say("import", *given, "--look")
    assert (looked["kept"], looked["lots"], looked["bids"], looked["selected"], looked["volumes"]) == (
        False, 2, 4, 2, 5,
    )  # fmt: skip
    assert set(looked["remarks"][0]) == nested_level("vbp-rounds import", "remarks[].")
    assert say("list") == []
    done = call("vbp-rounds", "import", *given)
    assert (done.code, "已录入 N-1" in done.out, "占位数" in done.err) == (0, True, True)
    assert [one["code"] for one in say("list")] == ["N-1"]
    shown = say("show", "N-1")
    assert [lot["drug"] for lot in shown["lots"]] == ["甲药口服常释剂型", "丙药口服常释剂型"]
    assert set(shown["lots"][0]) == nested_level("vbp-rounds show", "lots[].")
    checked = say("check", "N-1")
    assert {"placeholder", "no_bid", "missing_volume"} <= {one["kind"] for one in checked["disagreements"]}
    assert set(checked["disagreements"][0]) == nested_level("vbp-rounds check", "disagreements[].")
    assert "占位报价" in call("vbp-rounds", "check", "N-1").out
    assert "甲药口服常释剂型" in call("vbp-rounds", "show", "N-1").out
    assert say("suppliers", "N-1")[0]["mains"] == ["丁制药"]
    assert "丁制药" in call("vbp-rounds", "suppliers", "N-1").out
    assert say("start", "N-1", "--starts", "2026-01-01", "--ends", "2026-12-31")["standards"] == 0
    assert say("standard", "P1") is None
    assert say("continue", "N-1", "N-2", "--name", "下一批") == {"code": "N-2", "follows": "N-1"}
    assert say("end", "N-1", "--on", "2026-06-30", "--reason", "接续") == {"code": "N-1", "ends_on": "2026-06-30"}
    assert say("withdraw", "N-2", "--reason", "录错") == {"code": "N-2"}


def test_a_workbook_is_started_and_its_standard_told_by_commands(
    say: Callable[..., Any], call: Any, write: Callable[..., Path]
) -> None:
    assert say("import", write("round.xlsx", workbook()))["code"] == "HN-9"
    assert "支付标准 2 条" in call("vbp-rounds", "start", "HN-9").out
    assert say("standard", "P1", "--on", "2026-12-31")["price"] == 15
    assert "15.0000 元/包装" in call("vbp-rounds", "standard", "P1", "--on", "2026-12-31").out
    assert "没有集采支付标准" in call("vbp-rounds", "standard", "P1", "--on", "2026-01-01").out


def test_a_command_refuses_wrong_tables_whole(
    say: Callable[..., Any], call: Any, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    bids = write("bids.csv", PUBLISHED_BIDS.replace("湖南、湖 北", "某省"))
    monkeypatch.setenv("BAOWEN_ACTOR", "officer")
    answer = call("vbp-rounds", "import", bids, "--code", "N-1", "--level", "national", "--round", "甲批")
    assert answer.code == 4
    assert "bids.csv 第 2 行 supply_regions：没有名为“某省”的地区" in answer.err
    assert say("list") == []
