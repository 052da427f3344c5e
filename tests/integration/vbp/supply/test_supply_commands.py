"""`baowen vbp-supply` as officers use it. VBP-9, VBP-10, VBP-13, CRD-6."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from baowen.commands.fields import first_level, nested_level
from baowen.vbp.supply.actions.findings import NewFinding, enter_finding
from baowen.vbp.supply.actions.firms import NewEntry, note_entry
from baowen.vbp.supply.actions.joining import NewJoining, Wish, apply_to_join
from baowen.vbp.supply.kinds import EntryKind, FindingKind, JoinKind, ProblemKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(call: Callable[..., Any], people: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    assert call("init", "--region", "430000").code == 0
    monkeypatch.setenv("BAOWEN_ACTOR", people.province.name)
    return lambda *words: call("vbp-supply", *words)


def test_problems_are_listed_shown_confirmed_ended_and_revoked(officer: Callable[..., Any], told: Any) -> None:
    assert "没有供应问题" in officer("list").out
    one, two = told(), told(kind=ProblemKind.LATE_DELIVERY)
    lines = officer("list", "--json").document
    assert set(lines[0]) == first_level("vbp-supply list")
    assert "答复期限 2026-11-05" in officer("show", one).out
    page = officer("show", one, "--json").document
    assert set(page) == first_level("vbp-supply show")
    assert set(page["events"][0]) == nested_level("vbp-supply show", "events[].")
    refused = officer("confirm", one, two, "--kind", "短缺")
    assert (refused.code, "请填写核实情况" in refused.err) == (2, True)
    made = officer("confirm", one, two, "--kind", "短缺", "--reason", "属实", "--json").document["number"]
    found = officer("confirmed", "GY-11", "--json").document
    assert set(found[0]) == first_level("vbp-supply confirmed")
    assert f"{made} 短缺 P1 M1，430121，2026-10-20 至 持续" in officer("confirmed", "GY-11").out
    assert officer("end", made, "--until-on", "2026-10-31", "--reason", "恢复").code == 0
    assert "至 2026-10-31" in officer("confirmed", "GY-11").out
    assert officer("revoke", made, "--reason", "误认").code == 0
    assert "没有已核实的供应问题" in officer("confirmed", "GY-11").out


def test_files_joinings_and_findings_print_the_fields_of_the_reference(
    officer: Callable[..., Any], people: Any, told: Any, do: Any
) -> None:
    told()
    new = NewEntry(enterprise="M1", kind=EntryKind.RECALL, title="三级召回", happened_on=do(people.buyer).at.date())
    note_entry(new, do(people.province))
    assert set(officer("enterprises", "--json").document[0]) == first_level("vbp-supply enterprises")
    assert "丁制药" in officer("enterprises").out
    page = officer("file", "M1", "--json").document
    assert set(page) == first_level("vbp-supply file")
    assert set(page["record"]) == nested_level("vbp-supply file", "record.")
    assert "召回：三级召回" in officer("file", "M1").out
    wish = Wish(product_code="P1", quantity=Decimal(5))
    number = apply_to_join(NewJoining(round_code="GY-11", kind=JoinKind.PHARMACY, wishes=[wish]), do(people.pharmacy))
    assert set(officer("joined", "--json").document[0]) == first_level("vbp-supply joined")
    assert officer("join-move", number, "accept").code == 0
    assert "已约定" in officer("joined").out
    found = NewFinding(kind=FindingKind.PAYMENT, institution="H1", words="逾期付款", evidence=["F1"])
    finding = enter_finding(found, do(people.province))
    assert set(officer("findings", "--json").document[0]) == first_level("vbp-supply findings")
    assert f"{finding} H1 待机构答复" in officer("findings").out
