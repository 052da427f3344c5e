"""`baowen orgs`, `people`, `tokens` as an administrator uses them. ORG-1 to ORG-4."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import Any

import pytest

from baowen.commands.fields import first_level, nested_level

pytestmark = pytest.mark.django_db
Call = Callable[..., Any]
HEADER = "机构代码,机构名称,机构类型,行政区划代码,机构等级,牵头机构代码\n"
GOOD = (
    HEADER + "CS,长沙市卫健委,政府部门,430100,,\nH1,甲县人民医院,医疗机构,430121,二级,\n"
    "H2,乙镇卫生院,医疗机构,430121,基层,H1\nA1,丙原料药公司,原料药生产企业,430104,,\nM1,丁军队医院,医院,430102,军队,\n"
)
PASSWORD = "keep-the-ward-in-stock"


@pytest.fixture
def at_home(call: Call, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Call:
    """A home; its tables are the test's and need no look at migrations before every command, nor a costly hash."""
    monkeypatch.setattr("baowen.core.records.call_command", lambda *_words, **_options: None)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    assert call("init", "--region", "430000").code == 0
    return call


@pytest.fixture
def registered(at_home: Call, write: Any) -> Call:
    assert at_home("orgs", "import", write("orgs.csv", GOOD)).code == 0
    return at_home


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """What stands on standard input of the next call."""
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def _people(call: Call) -> dict[str, Any]:
    return {one["username"]: one for one in call("people", "list", "--json").document}


def test_organisations_of_a_file_are_registered_once_and_read_back_as_they_are_listed(
    at_home: Call, write: Any
) -> None:
    first = at_home("orgs", "import", write("orgs.csv", GOOD), "--json")
    assert (first.code, first.document["new"]) == (0, 5)
    assert set(first.document) == first_level("orgs import")
    listed = at_home("orgs", "list", "--csv").out
    again = at_home("orgs", "import", write("again.csv", listed), "--json").document
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 5)
    rows = at_home("orgs", "list", "--kind", "医疗机构", "--region", "430121", "--json").document
    assert [(one["code"], one["hospital_class"], one["alliance"]) for one in rows] == [
        ("H1", "second", ""), ("H2", "grassroots", "H1"),
    ]  # fmt: skip
    assert set(rows[0]) == first_level("orgs list")
    assert "长沙市卫健委" in at_home("orgs", "list").out
    assert at_home("orgs", "list", "--kind", "诊所").code == 2


def test_one_bad_row_keeps_the_file_out_and_each_is_named_with_its_remedy(at_home: Call, write: Any) -> None:
    bad = (
        HEADER
        + "H1,甲,医疗机构,430121,,\nH2,乙,医疗机构,320100,,\nH3,丙,医疗机构,430999,,\nH4,丁,医疗机构,430121,,H9\n"
        "E1,戊,生产企业,430121,三级,\nE2,己,诊所,430121,,\nE3,,配送企业,430121,,\n"
    )
    refused = at_home("orgs", "import", write("bad.csv", bad), "--json")
    assert refused.code == 4
    found = [(one["row"], one["column"], one["value"], one["code"]) for one in refused.document["problems"]]
    assert found == [
        (3, "行政区划代码", "320100", "not_allowed"),
        (4, "行政区划代码", "430999", "unknown_region"),
        (5, "牵头机构代码", "H9", "unknown_lead"),
        (6, "机构等级", "三级", "hospitals_only"),
        (7, "机构类型", "诊所", "not_a_choice"),
        (8, "机构名称", "", "required"),
    ]
    assert all(one["help"] and one["help_en"] for one in refused.document["problems"])
    assert at_home("orgs", "list", "--json").document == []
    words = at_home("orgs", "import", write("bad.csv", bad)).out
    assert "第 5 行 牵头机构代码“H9”" in words
    assert "请把牵头医院也列入文件" in words
    assert at_home("orgs", "import", "nowhere.csv").code == 2


def test_the_lake_s_organisations_are_registered_again_and_again_with_the_same_end(at_home: Call, write: Any) -> None:
    assert "还没有机构" in at_home("orgs", "sync").out
    lake = (
        HEADER
        + "H1,甲县人民医院,医疗机构,430121,三级,\nH2,外省医院,医疗机构,320102,二级,\nS1,某药店,零售药店,430121,,\n"
        "A1,丙原料药公司,生产企业,430104,,\nM1,丁医院,医疗机构,430102,三级,H8\nD1,戊配送,配送企业,430102,,\n"
    )
    assert at_home("import", "organisation", write("organisation.csv", lake)).code == 0
    assert at_home("orgs", "import", write("orgs.csv", GOOD)).code == 0
    first = at_home("orgs", "sync", "--json").document
    assert set(first) == {name.split(".")[0] for name in first_level("orgs sync")}
    assert (first["new"], first["changed"], first["without_lead"]) == (1, 2, 1)
    assert {why: count for why, count in first["left_out"].items() if count} == {"kind": 1, "region": 1}
    again = at_home("orgs", "sync", "--json").document
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 4)
    shown = {one["code"]: one for one in at_home("orgs", "list", "--json").document}
    assert (shown["H1"]["hospital_class"], shown["A1"]["kind"], shown["M1"]["hospital_class"]) == (
        "third", "api_maker", "military",
    )  # fmt: skip
    assert "1 家不在本地区之内" in at_home("orgs", "sync").out


def test_a_joint_mechanism_is_seated_and_an_organisation_closed(registered: Call) -> None:
    assert "还没有登记联动机制" in registered("orgs", "mechanism", "430100").out
    assert registered("orgs", "seat", "430100", "卫生健康", "CS", "--lead").code == 0
    (seat,) = registered("orgs", "mechanism", "430100", "--json").document
    assert (seat["department"], seat["is_lead"]) == ("health", True)
    assert set(seat) == first_level("orgs mechanism")
    shown = registered("orgs", "show", "CS", "--json").document
    assert set(shown) == first_level("orgs show")
    assert set(shown["seats"][0]) == nested_level("orgs show", "seats[].")
    assert "牵头单位" in registered("orgs", "show", "CS").out
    wrong = registered("orgs", "seat", "430100", "卫健", "CS")
    assert wrong.code == 2
    assert "卫生健康（health）" in wrong.err
    assert registered("orgs", "close", "H1", "--on", "2026-09-30", "--reason", "撤并").code == 0
    assert registered("orgs", "show", "H1", "--json").document["closed_on"] == "2026-09-30"
    assert registered("orgs", "show", "H9").code == 2


def test_people_are_added_given_roles_and_passwords_and_stopped(registered: Call, typed: Callable[[str], None]) -> None:
    from django.contrib.auth import authenticate

    add = ("people", "add", "zhang", "--name", "张某", "--organisation", "CS", "--role", "值班员")
    assert "--ask-password" in registered(*add).err
    typed("12345678\n")
    assert "密码不符合要求" in registered(*add, "--ask-password").err
    typed(PASSWORD + "\n")
    assert registered(*add, "--ask-password").code == 0
    assert authenticate(username="zhang", password=PASSWORD) is not None
    assert registered("people", "roles", "zhang", "--role", "head", "--role", "机构管理员").code == 0
    zhang = _people(registered)["zhang"]
    assert (zhang["roles"], zhang["is_active"]) == (["head", "organisation_admin"], True)
    assert set(zhang) == first_level("people list")
    assert registered("people", "roles", "zhang", "--role", "填报人").code == 2
    typed("another-ward-in-stock\n")
    assert registered("people", "password", "zhang").code == 0
    assert authenticate(username="zhang", password=PASSWORD) is None
    assert registered("people", "deactivate", "zhang", "--reason", "调离").code == 0
    assert not _people(registered)["zhang"]["is_active"]
    assert "停用" in registered("people", "list").out
    assert registered("people", "activate", "zhang", "--reason", "调回").code == 0
    assert registered("people", "list", "--csv").out.startswith("\ufeff用户名")
    assert registered("orgs", "close", "CS", "--on", "2026-09-30", "--reason", "撤并").code == 0
    assert "已注销" in registered("people", "activate", "zhang", "--reason", "调回").err


def test_only_an_organisation_s_administrator_keeps_its_tokens(
    registered: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = ("tokens", "issue", "H1", "his", "--scope", "reports:write", "--json")
    add = ("people", "add", "li", "--name", "李某", "--organisation", "H1", "--email", "li@example.org")
    assert registered(*add, "--role", "organisation_admin").code == 0
    assert "需要角色：机构管理员" in registered(*issue).err
    monkeypatch.setenv("BAOWEN_ACTOR", "li")
    issued = registered(*issue).document
    assert set(issued) == first_level("tokens issue")
    (token,) = registered("tokens", "list", "H1", "--json").document
    assert set(token) == first_level("tokens list")
    assert issued["secret"] not in registered("tokens", "list", "H1").out
    assert registered("tokens", "list", "H2").code == 2
    assert [one["username"] for one in registered("people", "list", "--json").document] == ["li"]
    assert registered("people", "list", "--organisation", "CS").code == 2
    assert registered("tokens", "revoke", "H1", "his", "--reason", "更换").code == 0
    assert "已收回" in registered("tokens", "list", "H1").out
    assert registered("tokens", "revoke", "H1", "his", "--reason", "更换").code == 2
