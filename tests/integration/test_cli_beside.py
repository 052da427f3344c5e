"""`baowen consult` and `baowen handover` as officers use them, by command alone. RSP-5, ENF-1."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from baowen.commands.fields import first_level, nested_level
from baowen.core import clock
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.roles import Role

pytestmark = pytest.mark.django_db
Call = Callable[..., Any]
AT, NOW = datetime(2026, 9, 28, 1, tzinfo=UTC), datetime(2026, 11, 20, 1, tzinfo=UTC)


@pytest.fixture
def as_one(call: Call, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command as a registered person of a home with a lead unit, a member and a case; it is 20 November."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)
    assert call("init", "--region", "320100").code == 0
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
    from baowen.orgs.queries import actor_of, operator
    from baowen.respond.actions import opening
    from baowen.respond.actions.moves import Doing
    from baowen.respond.kinds import CaseKind, SourceKind
    from baowen.respond.rulebook import load_rulebook

    root = operator("os:root", "320100")
    for code, department, role in (
        ("lead", Department.HEALTH, Role.DUTY_OFFICER), ("market", Department.MARKET_REGULATION, Role.MEMBER_OFFICER),
    ):  # fmt: skip
        one = NewOrganisation(code=code, name=code, kind=OrganisationKind.DEPARTMENT, region="320100")
        register_organisations([one], actor=root, at=AT)
        seat_department("320100", department, code, is_lead=code == "lead", actor=root, at=AT)
        add_person(f"{code}1", name=code, organisation=code, roles=[role], actor=root, at=AT)
    matter = opening.Matter(kind=CaseKind.PRICE, region="320100", subject="地高辛", subject_name="地高辛片")
    doing = Doing(actor=actor_of("lead1"), at=AT, book=load_rulebook())
    opening.open_case(matter, [(SourceKind.OFFICER, "1")], doing)

    def run(name: str, *words: object) -> Any:
        monkeypatch.setenv("BAOWEN_ACTOR", name)
        return call(*words)

    return run


CASE = "C-320100-2026-00001"
CALL = (
    "consult", "call", CASE, "--held-on", "2026-09-30", "--subject", "涨价核实", "--invite", "market",
    "--place", "三楼", "--on", "2026-09-28",
)  # fmt: skip


def test_a_consultation_by_commands(as_one: Call, tmp_path: Path) -> None:
    assert "没有会商" in as_one("lead1", "consult", "list").out
    called = as_one("lead1", *CALL, "--json")
    assert (called.code, set(called.document)) == (0, first_level("consult call"))
    number = called.document["number"]
    assert set(called.document["invitations"][0]) == nested_level("consult call", "invitations[].")
    assert "参加" in as_one("market1", "consult", "answer", number, "accepted", "--on", "2026-09-29").out
    text = tmp_path / "minutes.txt"
    text.write_text("各方意见如下", encoding="utf-8")
    assert as_one("lead1", "consult", "minutes", number, "--file", text, "--on", "2026-09-30").code == 0
    again = ("--words", "更正后的意见", "--correct", 1, "--reason", "笔误", "--on", "2026-09-30")
    assert "第 2 版" in as_one("lead1", "consult", "minutes", number, *again).out
    task = ("--owner", "market", "--due", "2026-10-09", "--words", "查价格", "--on", "2026-09-30", "--json")
    assigned = as_one("lead1", "consult", "task", number, *task).document
    (one,) = assigned["tasks"]
    assert set(one) == nested_level("consult task", "tasks[].")
    page = as_one("lead1", "consult", "show", number)
    for words in ("三楼", "参加", "各方意见如下", "更正理由：笔误", "逾期 42 天", "查价格"):
        assert words in page.out
    on_case = as_one("lead1", "cases", "show", CASE).out
    assert all(words in on_case for words in (number, "market（参加）", "逾期 42 天", "查价格"))
    (late,) = as_one("market1", "cases", "late-tasks", "--json").document
    assert (late["duty"], late["days"], set(late)) == ("task", 42, first_level("cases late-tasks"))
    assert "查价格" not in as_one("lead1", "cases", "late-tasks", "--on", "2026-10-09").out
    assert "会商任务" in as_one("lead1", "cases", "late-tasks").out
    assert "version 2" in as_one("lead1", "consult", "show", number, "--english").out
    done = as_one("market1", "consult", "done", one["id"], "--words", "已查", "--on", "2026-10-09", "--json")
    assert (done.code, done.document["tasks"][0]["late"]) == (0, False)
    assert number in as_one("market1", "consult", "list").out
    (listed,) = as_one("market1", "consult", "list", "--json").document
    assert set(listed) == first_level("consult list")


def test_a_hand_over_by_commands(as_one: Call) -> None:
    assert "没有待签收或待答复的移送" in as_one("market1", "handover", "list").out
    words = ("--subject", "发票与入库不符", "--words", "三张发票", "--case", CASE, "--on", "2026-09-28")
    sent = as_one("lead1", "handover", "send", "market", *words, "--json")
    assert (sent.code, set(sent.document)) == (0, first_level("handover send"))
    number = sent.document["number"]
    waiting = as_one("market1", "handover", "list")
    assert number in waiting.out
    assert "53 天" in waiting.out
    assert "已签收" in as_one("market1", "handover", "receive", number, "--on", "2026-09-29").out
    twice = as_one("market1", "handover", "receive", number)
    assert (twice.code, "不能签收" in twice.err) == (2, True)
    answered = as_one("market1", "handover", "answer", number, "--result", "已责令改正", "--words", "已退还")
    assert answered.code == 0
    page = as_one("lead1", "handover", "show", number).out
    assert all(one in page for one in ("已答复", "已责令改正", "已退还", "南京市"))
    assert "lead → market  已答复：已责令改正" in as_one("lead1", "cases", "show", CASE).out
    assert "ordered to correct" in as_one("lead1", "handover", "show", number, "--english").out
    (listed,) = as_one("lead1", "handover", "list", "--outgoing", "--json").document
    assert (set(listed), listed["waits_days"]) == (first_level("handover list"), None)


def test_mistakes_say_what_to_do(as_one: Call) -> None:
    number = as_one("lead1", *CALL, "--json").document["number"]
    for person, words, said in (
        ("market1", CALL, "需要角色：值班员"),
        ("os:root", CALL, "BAOWEN_ACTOR"),
        ("lead1", ("consult", "answer", number, "vielleicht"), "accepted（参加）"),
        ("lead1", ("consult", "minutes", number), "--file"),
        ("lead1", ("consult", "minutes", number, "--file", "/nowhere.txt"), "/nowhere.txt"),
        ("lead1", ("consult", "cancel", number, "--reason", " "), "须写明理由"),
        ("lead1", ("handover", "list", "--incoming", "--outgoing"), "只能给一个"),
        ("lead1", ("handover", "list", "--before", "Y-1"), "--incoming"),
        ("lead1", ("handover", "send", "tax", "--subject", "a", "--words", "b"), "market"),
    ):
        answer = as_one(person, *words)
        assert (answer.code, answer.out) == (2, ""), words
        assert said in answer.err, answer.err
    assert "已取消" in as_one("lead1", "consult", "cancel", number, "--reason", "缓开").out


def test_files_of_a_case_by_commands(as_one: Call, tmp_path: Path) -> None:
    path, back = tmp_path / "发票.pdf", tmp_path / "back.pdf"
    path.write_bytes(b"%PDF-1.7 x")
    assert "没有附件" in as_one("lead1", "cases", "file", "list", CASE).out
    added = as_one("market1", "cases", "file", "add", CASE, path, "--words", "三张发票", "--json")
    assert (added.code, set(added.document)) == (0, first_level("cases file add"))
    number = added.document["id"]
    assert as_one("lead1", "cases", "file", "save", number, back).code == 0
    assert back.read_bytes() == path.read_bytes()
    assert as_one("lead1", "cases", "file", "save", number, back).code == 2
    words = ("--subject", "发票", "--words", "见附件", "--case", CASE, "--evidence", number, "--json")
    sent = as_one("lead1", "handover", "send", "market", *words).document
    assert [one["id"] for one in sent["evidence"]] == [number]
    assert "发票.pdf" in as_one("market1", "handover", "show", sent["number"]).out
    withdrawn = as_one("market1", "cases", "file", "withdraw", number, "--reason", "传错", "--json").document
    assert withdrawn["withdrawn_because"] == "传错"
    assert "已撤回：传错" in as_one("lead1", "cases", "show", CASE).out
    (listed,) = as_one("lead1", "cases", "file", "list", CASE, "--json").document
    assert (set(listed), listed["words"]) == (first_level("cases file list"), "三张发票")
    path.write_bytes(b"MZ\x90\x00")
    refused = as_one("lead1", "cases", "file", "add", CASE, path)
    assert (refused.code, "不是 pdf 文件" in refused.err) == (2, True)
