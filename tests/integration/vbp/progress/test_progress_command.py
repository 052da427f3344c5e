"""`baowen vbp-progress` from the shell, and its step in the cycle."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.integration.vbp.progress.conftest import People
from typer.testing import CliRunner

from baowen.core.home import Home

pytestmark = pytest.mark.django_db


@pytest.fixture
def shell(bought: Home, people: People, monkeypatch: pytest.MonkeyPatch) -> Any:
    from baowen.commands import vbp_progress

    monkeypatch.setattr(vbp_progress, "open_session", lambda _: bought)

    def run(*words: str, by: str = "procure") -> Any:
        monkeypatch.setenv("BAOWEN_ACTOR", by)
        return CliRunner().invoke(vbp_progress.app, list(words), catch_exceptions=False)

    return run


def test_progress_is_computed_listed_circulated_and_answered(shell: Any) -> None:
    told = json.loads(shell("run", "--as-of", "2026-07-31", "--json").stdout)
    assert (told["contracts"], told["sums"]["done"], len(told["drafts"])) == (4, 1, 2)
    listed = json.loads(shell("list", "--hospital", "H1", "--json").stdout)
    assert [row["product_code"] for row in listed] == ["P3", "P1"]
    number = told["drafts"][0]
    assert json.loads(shell("issue", number, "--json").stdout)["reference"].endswith("1号")
    assert json.loads(shell("answer", number, "--words", "已补", "--json", by="buyer1").stdout) == {"number": number}
    shown = json.loads(shell("circulars", "--json").stdout)
    assert {row["number"]: row["answered"] for row in shown}[number] == 1


def test_a_cycle_computes_progress_too(bought: Home, people: People) -> None:
    from baowen.commands.vbp_progress import keep_progress
    from baowen.vbp.progress.queries.runs import newest_run

    keep_progress(bought)
    found = newest_run()
    assert found is not None
    assert found.contracts == 4
