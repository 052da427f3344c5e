"""`baowen lists` as a list editor uses it, by command alone. LST-1 to LST-3."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from baowen.commands.fields import first_level, nested_level
from baowen.monitor import evidence
from baowen.monitor.candidates import Candidate
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.roles import Role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
Call = Callable[..., Any]
TABLE = "湖南省短缺药品清单,,\n序号,药品名称,剂型\n1,地高辛,片剂、注射剂\n2,阿托品,\n"
FIRST = ("--kind", "shortage", "--edition", "第一期", "--effective", "2026-01-01")


@pytest.fixture
def editor(call: Call, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command as the list editor of Hunan's lead unit, in a home with nothing else."""
    assert call("init", "--region", "430000").code == 0
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
    from baowen.orgs.queries import operator

    root = operator("os:root", "430000")
    one = NewOrganisation(code="lead", name="lead", kind=OrganisationKind.DEPARTMENT, region="430000")
    register_organisations([one], actor=root, at=AT)
    seat_department("430000", Department.HEALTH, "lead", is_lead=True, actor=root, at=AT)
    add_person("editor", name="某人", organisation="lead", roles=[Role.LIST_EDITOR], actor=root, at=AT)
    monkeypatch.setenv("BAOWEN_ACTOR", "editor")
    return call


def test_from_a_published_table_to_what_being_listed_opens(editor: Call, write: Any, tmp_path: Path) -> None:
    imported = editor("lists", "import", write("清单.csv", TABLE), *FIRST, "--json")
    assert (imported.code, imported.document["items"], set(imported.document)) == (0, 3, first_level("lists import"))
    assert "不在任何" not in editor("lists", "status", "地高辛片").out
    assert "没有录入有效的清单" in editor("lists", "status", "地高辛片", "--on", "2026-02-01").out
    published = editor("lists", "publish", 1, "--json").document
    assert (published["state"], published["in_lake"], set(published)) == (
        "published", True, first_level("lists publish"),
    )  # fmt: skip
    found = editor("lists", "status", "地高辛片", "--place", "430121", "--on", "2026-02-01", "--json").document
    assert (set(found), [one["edition"] for one in found["listed"]]) == (first_level("lists status"), ["第一期"])
    for name in ("listed", "editions", "opens"):
        assert set(found[name][0]) == nested_level("lists status", f"{name}[]."), name
    words = editor("lists", "status", "地高辛片", "--on", "2026-02-01").out
    assert "短缺药品清单：430000 第一期（2026-01-01 起），列为 地高辛，片剂" in words
    assert "HN-8" in words
    english = editor("lists", "status", "地高辛片", "--on", "2026-02-01", "--english").out
    assert "shortage list of 430000" in english
    assert "不在任何有效清单上" in editor("lists", "status", "氨苯砜", "--on", "2026-02-01").out
    shown = editor("lists", "show", "--on", "2026-02-01", "--json").document
    assert (set(shown), set(shown["items"][0])) == (first_level("lists show"), nested_level("lists show", "items[]."))


def test_a_saved_list_can_be_imported_again_as_it_is(editor: Call, write: Any, tmp_path: Path) -> None:
    editor("lists", "import", write("清单.csv", TABLE), *FIRST)
    editor("lists", "publish", 1)
    for ending in ("xlsx", "csv"):
        saved, same = tmp_path / f"清单.{ending}", ("--kind", "monitoring", "--edition", ending, *FIRST[4:])
        items = editor("lists", "show", 1, "--out", saved, "--json").document["items"]
        again = editor("lists", "import", saved, *same, "--json").document
        assert (len(items), again["items"], again["problems"]) == (3, 3, [])
        assert editor("lists", "show", again["number"], "--json").document["items"] == items


def test_a_bad_table_is_refused_whole_with_its_places(editor: Call, write: Any) -> None:
    bad = write("坏.csv", TABLE + "3,,片剂\n")
    refused = editor("lists", "import", bad, *FIRST, "--json")
    assert (refused.code, refused.document["number"]) == (4, None)
    assert [(one["row"], one["code"]) for one in refused.document["problems"]] == [(5, "no_name")]
    assert set(refused.document["problems"][0]) == nested_level("lists import", "problems[].")
    told = editor("lists", "import", bad, *FIRST)
    assert (told.code, "第 5 行，药品名称：这一行没有药品名称；请补上" in told.err) == (4, True)
    assert "没有清单" in editor("lists", "editions").out


def test_candidates_go_from_proposal_to_the_next_edition(editor: Call, write: Any) -> None:
    editor("lists", "import", write("清单.csv", TABLE), *FIRST)
    editor("lists", "publish", 1)
    enter = ("lists", "candidates", "add", "麦角新碱", "--kind", "shortage", "--direction", "in", "--reason", "cases")
    added = editor(*enter, "--evidence", "C-430000-2026-00001", "--json").document
    assert set(added) == first_level("lists candidates add")
    opinion = ("lists", "opinion", 1, "--expert", "王教授", "--verdict", "同意", "--words", "临床必需", "--json")
    (said,) = editor(*opinion).document["opinions"]
    assert set(said) == nested_level("lists opinion", "opinions[].")
    leave = ("lists", "candidates", "add", "阿托品", "--kind", "shortage", "--direction", "调出", "--reason")
    assert "ample_supply" in editor(*leave, "别的").err
    assert editor(*leave, "市场供应充足", "--words", "三家企业供应").code == 0
    assert editor("lists", "candidates", "add", "氨苯砜", *enter[4:], "--words", "直报").code == 0
    for number in (1, 2):
        assert editor("lists", "candidates", "decide", number, "--accept", "--reason", "专家同意").code == 0
    assert "不能再办理" in editor("lists", "candidates", "decide", 2, "--reject", "--reason", "不").err
    assert "已撤回" in editor("lists", "candidates", "withdraw", 3, "--reason", "重复").out
    (one,) = [row for row in editor("lists", "candidates", "list", "--json").document if row["number"] == 3]
    assert (one["state"], set(one)) == ("withdrawn", first_level("lists candidates list"))
    draft = ("lists", "next", "--kind", "shortage", "--edition", "第二期", "--effective", "2026-12-01")
    made = editor(*draft, "--json").document
    assert (made, set(made)) == (
        {"number": 2, "items": 3, "added": 1, "removed": 1, "kept": 2}, first_level("lists next"),
    )  # fmt: skip
    assert "监测指标已可使用" in editor("lists", "publish", 2).out
    assert set(editor("lists", "withdraw", 1, "--reason", "核对", "--json").document) == first_level("lists withdraw")
    assert set(editor("lists", "editions", "--json").document[0]) == first_level("lists editions")
    pushed = editor("lists", "push", "--json").document
    assert (pushed["waiting"], set(pushed)) == (0, first_level("lists push"))
    assert "已采纳，编入 2" in editor("lists", "candidates", "list", "--state", "accepted").out


def test_what_monitoring_suggests_is_entered_once(editor: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    suggested = Candidate(
        direction="in", region_code="430000", list_kind="shortage", drug_key="地高辛|oral", drug_name="地高辛",
        severity="red", reasons=("停产报告：1 条停产影响预警",), reasons_en=("a stop",), signals=("S202604-aa",),
        clause="HN-4", editions=(),
    )  # fmt: skip
    monkeypatch.setattr(evidence, "candidates", lambda home, region: [suggested])
    first = editor("lists", "candidates", "suggest", "--json").document
    assert (set(first), len(first["numbers"]), first["left"]) == (first_level("lists candidates suggest"), 1, [])
    (left,) = editor("lists", "candidates", "suggest", "--json").document["left"]
    assert set(left) == nested_level("lists candidates suggest", "left[].")
    (one,) = editor("lists", "candidates", "list", "--json").document
    assert (one["reason"], one["evidence"], one["words"]) == ("warnings", ["S202604-aa"], suggested.reasons[0])


def test_mistakes_say_what_to_do(editor: Call, write: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for words, said in (
        (("lists", "import", tmp_path / "无.xlsx", *FIRST), "找不到文件"),
        (("lists", "import", write("清单.csv", TABLE), "--kind", "急抢救", *FIRST[2:]), "shortage"),
        (("lists", "publish", 9), "baowen lists editions"),
        (("lists", "show", 9), "尚未发布"),
        (("lists", "show", "--out", tmp_path / "a.xlsx"), "没有可保存的内容"),
        (("lists", "status", "地高辛", "--place", "999999"), "999999"),
        (("lists", "candidates", "decide", 9, "--accept", "--reason", "同意"), "baowen lists candidates list"),
    ):
        answer = editor(*words)
        assert (answer.code, answer.out) == (2, ""), words
        assert said in answer.err, answer.err
    monkeypatch.delenv("BAOWEN_ACTOR")
    assert "清单管理员" in editor("lists", "import", write("清单.csv", TABLE), *FIRST).err
