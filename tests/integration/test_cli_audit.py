"""`baowen audit` as an auditor uses it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from baowen.commands.fields import first_level, nested_level

pytestmark = pytest.mark.django_db
Call = Callable[..., Any]


def test_the_audit_chain_is_listed_verified_anchored_and_a_change_is_named(ready: Call, tmp_path: Path) -> None:
    from baowen.core.models import AuditEntry

    listed = ready("audit", "list", "--json").document
    assert set(listed[0]) == first_level("audit list")
    assert [one["number"] for one in listed] == [2, 1]
    kept = tmp_path / "kept"
    assert ready("audit", "anchor", "--to", kept).code == 0
    sound = ready("audit", "verify", "--anchors", kept, "--json")
    assert (sound.code, sound.document["faults"], sound.document["anchored_to"]) == (0, [], 2)
    assert set(sound.document) == first_level("audit verify")
    assert "未发现" in ready("audit", "verify").out
    rows = ready("audit", "list", "--csv").out
    assert rows.startswith("\ufeff序号,时间")
    assert rows.count("import_file") == 2
    AuditEntry.objects.filter(number=1).update(by="somebody else")
    changed = ready("audit", "verify", "--json")
    assert changed.code == 1
    (fault,) = changed.document["faults"]
    assert (fault["finding"], fault["first"]) == ("changed", 1)
    assert set(fault) == nested_level("audit verify", "faults[].")
    assert "第 1 条" in ready("audit", "verify").out


def test_a_home_without_entries_says_so(call: Call) -> None:
    assert call("init", "--region", "430000").code == 0
    assert "还没有审计记录" in call("audit", "anchor").out
    assert "没有符合条件" in call("audit", "list").out
    assert call("audit", "verify").code == 0
