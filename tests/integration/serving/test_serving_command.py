"""`baowen serving build` and `status`, as a person and as a script see them."""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from baowen.cli import main
from baowen.commands.fields import first_level
from baowen.commands.serving import STEPS, TABLES
from baowen.lake.serving import Serving
from baowen.lake.serving.parts import PARTS

from .conftest import AT, MONTHS, Small, write_cube

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(tmp_path: Path, small: Small, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run `baowen ...` in a home that has the small lake: code, standard output, standard error."""
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path))
    assert small.lake.root == tmp_path / "lake"

    def run(*words: str) -> tuple[int, str, str]:
        out, err, code = StringIO(), StringIO(), 0
        monkeypatch.setattr(sys, "argv", ["baowen", *words])
        with redirect_stdout(out), redirect_stderr(err):
            try:
                main()
            except SystemExit as end:
                code = int(end.code or 0)
        return code, out.getvalue(), err.getvalue()

    assert run("init", "--region", "430000")[0] == 0
    return run


def test_build_and_status_print_the_fields_of_the_reference(
    call: Any, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baowen.core.clock.now", lambda: AT)
    code, out, err = call("serving", "build", "--json")
    built = json.loads(out)
    assert (code, err, set(built)) == (0, "", first_level("serving build"))
    assert (built["whole"], built["months"], built["rows"]["product"]) == (True, list(MONTHS), 6)
    write_cube(small.lake, "cube_orders", MONTHS[2], seed=9)
    monkeypatch.setattr("baowen.core.clock.now", lambda: AT + timedelta(hours=3))
    status = json.loads(call("serving", "status", "--json")[1])
    assert set(status) == first_level("serving status")
    assert (status["age_seconds"], status["behind"], status["months"]) == (10_800, ["cube_orders"], list(MONTHS))
    assert status["bytes"] == small.path.stat().st_size
    again = json.loads(call("serving", "build", "--json")[1])
    assert (again["whole"], again["months"]) == (False, [MONTHS[2]])
    assert json.loads(call("serving", "build", "--whole", "--json")[1])["whole"] is True


def test_a_person_reads_chinese_with_age_size_and_what_is_behind(
    call: Any, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baowen.core.clock.now", lambda: AT)
    out = call("serving", "build")[1]
    assert "全部重建" in out
    assert "2026-08 至 2026-10 共 3 个月" in out
    assert "没有变化的月份" in call("serving", "build")[1]
    for later, words in ((30, "30 秒前"), (150, "2 分钟前"), (7300, "2 小时前"), (200_000, "2 天前")):
        monkeypatch.setattr("baowen.core.clock.now", lambda later=later: AT + timedelta(seconds=later))
        assert words in call("serving", "status")[1]
    write_cube(small.lake, "cube_prices", MONTHS[2], seed=9)
    told = call("serving", "status")[1]
    assert "建成于 2026-11-01 10:00" in told
    assert "cube_prices；请运行 baowen serving build" in told
    assert all(zh in told for zh in TABLES.values())


def test_status_without_a_file_says_how_to_build_one(call: Any) -> None:
    code, out, err = call("serving", "status", "--json")
    assert (code, out) == (2, "")
    assert "baowen serving build" in err


def test_every_table_and_step_has_a_chinese_name(serving: Serving) -> None:
    assert set(TABLES) | {"place_in", "node_of"} == set(serving.origin.rows)
    assert {part.name for part in PARTS} < set(STEPS)
