"""`baowen cases` as the officers of a district and of its city use it, over the National Day holiday of 2026."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from baowen.commands.fields import first_level, nested_level
from baowen.core import clock
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.queries import operator
from baowen.orgs.roles import Role

pytestmark = pytest.mark.django_db
Cases = Callable[..., Any]
NUMBER = "C-320106-2026-00001"
OPEN = ("--kind", "短缺", "--region", "320106", "--drug", "地高辛片", "--source", "report:R1", "--on", "2026-09-28")


@pytest.fixture
def cases(call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Cases:
    """Run `baowen cases ...` as a registered person, on 20 November 2026."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 2, tzinfo=UTC))
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 20))
    assert call("init", "--region", "320100").code == 0
    root, at = operator("os:root", "100000"), datetime(2026, 9, 1, tzinfo=UTC)
    for region, name in (("320106", "gulou"), ("320100", "nanjing")):
        code = f"WJ{region}"
        one = NewOrganisation(code=code, name=f"{name}卫健委", kind=OrganisationKind.DEPARTMENT, region=region)
        register_organisations([one], actor=root, at=at)
        seat_department(region, Department.HEALTH, code, is_lead=True, actor=root, at=at)
        add_person(name, name="值班", organisation=code, roles=[Role.DUTY_OFFICER], actor=root, at=at)
    hospital = NewOrganisation(code="YY1", name="区医院", kind=OrganisationKind.HOSPITAL, region="320106")
    register_organisations([hospital], actor=root, at=at)
    add_person("yaoshi", name="药师", organisation="YY1", roles=[Role.REPORTER], actor=root, at=at)

    def run(who: str, *words: object) -> Any:
        monkeypatch.setenv("BAOWEN_ACTOR", who)
        return call("cases", *words)

    return run


def done(answer: Any) -> Any:
    assert answer.code == 0, answer.err
    return answer


def plain(text: str) -> str:
    """A text without its line breaks and blanks, however wide the terminal was."""
    return "".join(text.split())


def test_a_case_goes_from_a_clue_to_its_end_and_is_told_on_one_page(cases: Cases, tmp_path: Path) -> None:
    assert "没有待办案件" in done(cases("gulou", "inbox")).out
    assert NUMBER in done(cases("gulou", "open", *OPEN)).out
    done(cases("gulou", "accept", NUMBER, "--on", "2026-09-29"))
    page = plain(done(cases("gulou", "show", NUMBER)).out)
    for words in (
        "地高辛片", "核实·江苏省南京市鼓楼区·gulou卫健委", "期限：2026-10-16，逾期35天", "NJ-3（有文为据）",
        "10月1—7日为国庆节假期不计；10月10日（周六）调休上班计入", "文本未写明起算点，按接到报告或发现线索起算",
    ):  # fmt: skip
        assert words in page
    (late,) = done(cases("nanjing", "late", "--json")).document
    assert (late["number"], late["days"], set(late)) == (NUMBER, 35, first_level("cases late"))
    done(cases("gulou", "ask", NUMBER, "YY1", "--words", "还有多少？", "--reason", "核对", "--on", "2026-09-30"))
    assert "停止计时" in done(cases("gulou", "inbox")).out
    answered = done(cases("yaoshi", "answer", NUMBER, "--words", "三天", "--on", "2026-10-09", "--json"))
    assert answered.document == {"number": NUMBER, "is_new": False} | dict.fromkeys(
        ("moves", "state", "region", "next_due")
    )
    done(cases("gulou", "assess", NUMBER, "--on", "2026-10-14"))
    up = done(cases("gulou", "report-up", NUMBER, "--reason", "区内无货", "--on", "2026-10-16", "--json")).document
    assert (up["state"], up["region"], up["next_due"]) == ("received", "320100", "2026-10-30")
    for move, on in (("accept", "2026-10-19"), ("assess", "2026-11-02")):
        done(cases("nanjing", move, NUMBER, "--on", on))
    words = ("跨区域调剂", "--owner", "WJ320100", "--due", "2026-11-06", "--words", "从邻区调", "--on", "2026-11-02")
    measure = done(cases("nanjing", "measure", NUMBER, *words, "--json")).document["measure"]
    end = ("close", NUMBER, "--result", "transfer", "--reason", "货已到", "--on", "2026-11-05")
    assert "1 项措施没有结果" in cases("nanjing", *end).err
    done(cases("nanjing", "measure-end", measure, "--outcome", "有效", "--words", "已到", "--on", "2026-11-04"))
    done(cases("nanjing", *end))
    page = plain(done(cases("gulou", "show", NUMBER)).out)
    for words in ("跨区域调剂（NJ-5）", "2026-11-04有效", "答：三天", "2026-11-02办理，逾期3天", "理由", "货已到"):
        assert words in page
    assert "done 2026-11-02, 3 days late" in done(cases("gulou", "show", NUMBER, "--english")).out
    saved = tmp_path / "lateness.csv"
    span = ("--from", "2026-10-01", "--to", "2026-11-30")
    done(cases("nanjing", "lateness", *span, "--out", saved))
    assert saved.read_text(encoding="utf-8-sig").splitlines()[1:] == [
        "320100,江苏省南京市,1,0,1,0", "320106,江苏省南京市鼓楼区,2,2,0,0",
    ]  # fmt: skip


def test_the_json_of_lists_and_of_the_page_has_the_fields_of_the_reference(cases: Cases, tmp_path: Path) -> None:
    opened = done(cases("gulou", "open", *OPEN, "--json")).document
    assert (opened["number"], opened["is_new"], set(opened)) == (NUMBER, True, first_level("cases open"))
    assert not done(cases("gulou", "open", *OPEN, "--json")).document["is_new"]
    done(cases("gulou", "accept", NUMBER))
    done(cases("gulou", "ask", NUMBER, "YY1", "--words", "？", "--reason", "核对"))
    done(cases("gulou", "comment", NUMBER, "--words", "请查库存"))
    measure = ("direct_purchase", "--owner", "WJ320106", "--due", "2026-12-01", "--words", "")
    done(cases("gulou", "measure", NUMBER, *measure))
    document = done(cases("gulou", "show", NUMBER, "--json")).document
    assert set(document) == first_level("cases show")
    for part in ("sources", "events", "owed", "questions", "measures", "comments"):
        assert set(document[part][0]) == nested_level("cases show", f"{part}[]."), part
    assert (document["owed"][0]["clause"], document["owed"][0]["lead_unit"]) == ("NJ-3", "gulou卫健委")
    for words in (("inbox", "--state", "等待对方答复"), ("list", "--drug", "地高辛片", "--all")):
        (line,) = done(cases("gulou", *words, "--json")).document
        assert set(line) == first_level(f"cases {words[0]}")
    assert done(cases("gulou", "inbox", "--state", "received", "--json")).document == []
    saved = tmp_path / "cases.csv"
    done(cases("nanjing", "list", "--out", saved))
    assert saved.read_text(encoding="utf-8-sig").splitlines()[1].startswith(f"{NUMBER},短缺,一般,地高辛片")


def test_merged_parted_linked_ended_and_reopened(cases: Cases) -> None:
    other = "C-320106-2026-00002"
    done(cases("gulou", "open", *OPEN))
    second = ("--kind", "shortage", "--region", "320106", "--drug", "硝酸甘油片", "--source", "officer:9")
    done(cases("gulou", "open", *second))
    done(cases("gulou", "merge", other, "--into", NUMBER, "--reason", "同一企业停产"))
    assert f"已并入：{NUMBER}" in done(cases("gulou", "show", other)).out
    done(cases("gulou", "split", other, "--reason", "原因不同"))
    done(cases("gulou", "link", other, NUMBER, "--reason", "同一企业"))
    assert f"关联案件：{other}" in done(cases("gulou", "show", NUMBER)).out
    done(cases("gulou", "dismiss", other, "--reason", "数据有误"))
    reopened = done(cases("gulou", "reopen", other, "--reason", "再次短缺", "--json")).document
    assert (reopened["state"], reopened["next_due"]) == ("verifying", "2026-12-04")
    redated = done(cases("gulou", "redate", "--reason", "日历公布", "--json")).document
    assert redated == {"seen": 2, "moved": 0, "cases": 0}


REFUSED: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("nanjing", ("accept", NUMBER), "下级地区的事项不在权限内"),
    ("yaoshi", ("show", NUMBER), "没有可阅看的案件"),
    ("os:nobody", ("inbox",), "请用环境变量 BAOWEN_ACTOR 写明办理人的用户名"),
    ("gulou", ("report-up", NUMBER, "--reason", "x"), "不能报上一级"),
    ("gulou", ("dismiss", NUMBER, "--reason", " "), "须写明理由"),
    ("gulou", ("accept", NUMBER, "--on", "2026-11-21"), "还没有到"),
    ("gulou", ("accept", NUMBER, "--on", "2026-09-27"), "早于上一步"),
    ("gulou", ("open", *OPEN[:1], "价格", *OPEN[2:]), "可用：shortage（短缺）"),
    ("gulou", ("open", *OPEN[:7], "R1"), "应写作“类别:编号”"),
    ("gulou", ("lateness", "--from", "2026-10-02", "--to", "2026-10-01"), "请对调"),
)


def test_what_cannot_be_done_is_said_in_both_languages_and_changes_nothing(cases: Cases) -> None:
    done(cases("gulou", "open", *OPEN))
    before = done(cases("gulou", "show", NUMBER, "--json")).document
    for who, words, zh in REFUSED:
        answer = cases(who, *words)
        assert (answer.code, answer.out) == (2, ""), words
        assert zh in answer.err
        assert len(answer.err.strip().splitlines()) == 2
    assert done(cases("gulou", "show", NUMBER, "--json")).document == before
