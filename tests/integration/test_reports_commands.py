"""COL-2 to COL-6 from the command line: what each command prints, and that it reaches the lake at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from baowen.commands.fields import first_level, nested_level
from baowen.core.home import Home
from baowen.core.period import Month
from baowen.lake.store import Lake
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.queries import operator
from baowen.orgs.roles import Role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
ROOT = operator("os:root", "430000")
Say = Callable[..., Any]


@pytest.fixture
def say(home: Home, registers: None, bring_in: Any, call: Any, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Run a command as somebody and give its JSON document, after its fields were compared with those written down."""
    makers = "机构代码,机构名称,机构类型,行政区划代码\nM001,戊制药,生产企业,430102\n"
    bring_in("organisation", makers, "makers.csv")
    for name, code, region, kind, role in (
        ("nurse", "H001", "430121", OrganisationKind.HOSPITAL, Role.REPORTER),
        ("agent", "M001", "430102", OrganisationKind.MAKER, Role.ENTERPRISE_AGENT),
        ("duty", "L1", "430121", OrganisationKind.DEPARTMENT, Role.DUTY_OFFICER),
        ("health", "L2", "430000", OrganisationKind.DEPARTMENT, Role.MEMBER_OFFICER),
    ):
        one = NewOrganisation(code=code, name=code, kind=kind, region=region)
        register_organisations([one], actor=ROOT, at=AT)
        add_person(name, name="某人", organisation=code, roles=[role], actor=ROOT, at=AT)
    seat_department("430121", Department.HEALTH, "L1", is_lead=True, actor=ROOT, at=AT)
    seat_department("430000", Department.HEALTH, "L2", actor=ROOT, at=AT)

    def run(who: str, command: str, *words: object) -> Any:
        monkeypatch.setenv("BAOWEN_ACTOR", who)
        answer = call(*command.split(), *words, "--json")
        assert answer.code == 0, answer.err
        document = answer.document
        first = document[0] if isinstance(document, list) else document
        assert set(first) == first_level(command)
        return document

    return run


def test_a_shortage_from_the_ward_to_the_county_and_the_lake(say: Say, home: Home, write: Any, call: Any) -> None:
    month = str(Month.of(datetime.now(UTC).date()).plus(-1))
    zero = say("nurse", "reports zero", "--month", month)["number"]
    page: Path = write("证明.pdf", b"%PDF-1.7")
    facts = ("--month", month, "--needed", "300", "--reason", "no_supplier", "--stock", "12")
    filed = say("nurse", "reports file", *facts, "--drug", "dgx", "--attach", page)
    assert filed["withdrawn"] == [zero]
    rows = Lake(home.lake).read("shortage_report")
    assert rows is not None
    assert sorted(rows["report_no"]) == sorted([zero, filed["number"]])
    say("duty", "reports return", filed["number"], "--reason", "数量有误")
    again = say("nurse", "reports file", *facts, "--drug", "P002", "--corrects", filed["number"])
    assert say("duty", "reports review", again["number"])["state"] == "county_reviewed"
    (listed,) = say("nurse", "reports list")
    assert {name for event in listed["events"] for name in event} == nested_level("reports list", "[].events[].")
    assert say("duty", "reports list", "--state", "withdrawn")[0]["attachments"][0]["file_name"] == "证明.pdf"
    state = say("duty", "reports silent", "--month", month)
    assert (state["expected"], state["reported"], state["missing"]) == (1, 1, 0)
    say("nurse", "reports withdraw", again["number"], "--reason", "已到货")
    (quiet,) = say("duty", "reports silent", "--month", month)["silent"]
    assert set(quiet) == nested_level("reports silent", "silent[].")
    assert say("duty", "reports chase", "--month", month)["posted"] == 1
    assert say("nurse", "reports push") == {"accepted": 0, "unchanged": 0, "refused": [], "waiting": 0}
    for words in (("reports", "list"), ("reports", "silent", "--month", month)):
        assert call(*words).code == (2 if words[1] == "silent" else 0)


def test_what_is_typed_wrong_is_told_with_the_remedy(say: Say, call: Any, bring_in: Any) -> None:
    more = "药品代码,通用名,剂型,规格,包装,最小包装数量\nP003,地高辛注射液,注射剂,0.5mg,5支/盒,5\n"
    bring_in("catalogue", more, "more.csv")
    facts = ["--month", "2026-09", "--needed", "300", "--reason", "no_supplier", "--drug", "P001"]

    def wrong(position: int, value: str) -> str:
        answer = call("reports", "file", *facts[:position], value, *facts[position + 1 :])
        assert answer.code == 2
        return str(answer.err)

    assert "YYYY-MM" in wrong(1, "2026/09")
    assert "需要数量" in wrong(3, "三百")
    assert "药品目录中没有" in wrong(7, "没有这种药")
    assert "P002" in wrong(7, "地高辛")


def test_a_stop_is_filed_assessed_amended_and_ended(say: Say, home: Home) -> None:
    words = ("--kind", "planned", "--reason", "equipment", "--from", "2027-04-01")
    number = say("agent", "stops file", "--drug", "P002", *words, "--stock", "900")["number"]
    say("health", "stops assess", number, "--department", "health", "--share", "0.42", "--words", "全省四成")
    (listed,) = say("health", "stops list")
    assert {name for one in listed["assessments"] for name in one} == nested_level("stops list", "[].assessments[].")
    say("agent", "stops amend", number, *words, "--ended", "2027-05-01")
    rows = Lake(home.lake).read("stop_notice")
    assert rows is not None
    assert [str(day) for day in rows["ended_on"]] == ["2027-05-01"]
    assert say("agent", "stops list", "--all")[0]["state"] == "ended"
    second = say("agent", "stops file", "--drug", "P002", *words)["number"]
    say("agent", "stops withdraw", second, "--reason", "误报")


def test_a_clue_is_filed_listed_answered_followed_and_erased(say: Say) -> None:
    facts = ("--kind", "price", "--region", "430121", "--words", "一盒八十元")
    receipt = say("nobody", "clues file", *facts)
    (listed,) = say("duty", "clues list")
    assert listed["words"] == "一盒八十元"
    say("duty", "clues answer", receipt["number"], "--finding", "true", "--words", "已责令改正")
    assert say("nobody", "clues follow", receipt["number"], "--code", receipt["code"])["answer"] == "已责令改正"
    say("nobody", "clues erase", receipt["number"], "--code", receipt["code"])
    assert say("duty", "clues list", "--all")[0]["is_erased"]
