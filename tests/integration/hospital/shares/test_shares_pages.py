"""Pages, calls and commands on shares, prescriptions, formularies and missing drugs; HOS-1, HOS-2."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from baowen.commands.fields import first_level

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served_home")]
WORKBOOK = "通用名,剂型,规格,药品代码,1或X,不受一品两规限制,理由\n阿司匹林片,片剂,0.1g,,1,,\n"


@pytest.fixture
def signed_in(people: Any) -> Callable[[str], Client]:
    def run(name: str) -> Client:
        client = Client()
        person = get_user_model().objects.get(username=name)
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return run


def text(client: Client, address: str, **given: Any) -> str:
    answer = client.post(address, given, follow=True) if given else client.get(address)
    return re.sub(r"\s+", " ", answer.content.decode())


def test_an_officer_sees_who_is_below_and_a_hospital_what_counts(signed_in: Callable[[str], Client]) -> None:
    officer, lead = signed_in("officer"), signed_in("lead")
    page = text(officer, "/hospital/shares/?kind=year")
    assert "甲县人民医院" in page
    assert "67%" in page
    assert "专科医院可以低于同级指标" in page
    file = officer.get("/hospital/shares/?kind=year&format=csv&table=institutions").content.decode()
    assert "H1,甲县人民医院" in file
    own = text(lead, "/hospital/shares/?kind=year")
    assert "地高辛片" in own
    assert "按医联体整体计算" in own
    assert "P4" in lead.get("/hospital/shares/?kind=year&format=csv&table=products").content.decode()
    assert "改为各机构分别计算" in text(lead, "/hospital/shares/whole/", as_whole="yes")
    assert "没有可阅看的机构" in text(signed_in("other"), "/hospital/shares/H1/")
    assert "没有这样的机构" in text(signed_in("city"), "/hospital/shares/")


def test_prescriptions_show_shares_medians_and_what_is_not_reported(signed_in: Callable[[str], Client]) -> None:
    page = text(signed_in("officer"), "/hospital/prescriptions/")
    assert "未报" in page
    assert "中位" in page
    assert "2026-09" in text(signed_in("lead"), "/hospital/prescriptions/")
    assert "没有处方数据" in text(signed_in("other"), "/hospital/prescriptions/")


def test_a_formulary_is_imported_put_in_force_and_its_meetings_recorded(signed_in: Callable[[str], Client]) -> None:
    lead = signed_in("lead")
    assert "还没有现行用药目录" in text(lead, "/hospital/formulary/")
    broken = SimpleUploadedFile("f.csv", "药名\n甲\n".encode())
    assert "表头应有" in text(lead, "/hospital/formulary/change/", what="import", file=broken)
    file = SimpleUploadedFile("f.csv", WORKBOOK.encode())
    assert "阿司匹林片" in text(lead, "/hospital/formulary/change/", what="import", file=file)
    shown = text(lead, "/hospital/formulary/change/", what="force", from_on="2026-11-20", for_alliance="1")
    assert "目录外采购" in shown
    said = {"meeting": "药事会", "held_on": "2026-10-01", "generic_name": "地高辛片", "applicant": "心内科",
            "reason": "需要", "decision": "adopted", "votes_for": "5", "votes_against": "x"}  # fmt: skip
    assert "应为数字" in text(lead, "/hospital/formulary/record/", **said)
    assert "YX-H1-2026-00001" in text(lead, "/hospital/formulary/record/", **said | {"votes_against": "0"})
    assert "由牵头医院制定" in text(signed_in("member"), "/hospital/formulary/")
    assert "医联体统一目录" in text(signed_in("officer"), "/hospital/formulary/")
    assert WORKBOOK.splitlines()[1] in lead.get("/hospital/formulary/?format=csv&table=formulary").content.decode()


def test_a_missing_drug_is_registered_and_assessed_on_the_pages(signed_in: Callable[[str], Client]) -> None:
    member, lead = signed_in("member"), signed_in("lead")
    said = {"patient": "A-1", "need": "personal", "generic_name": "硝酸甘油片", "quantity": "2", "unit": "瓶"}
    assert "请填写数量" in text(member, "/hospital/missing/register/", **said | {"quantity": ""})
    page = text(member, "/hospital/missing/register/", **said)
    number = re.search(r"QY-H2-\d{4}-00001", page).group()  # type: ignore[union-attr]
    assert "待办" in text(lead, "/hospital/missing/")
    assert "已审核" in text(lead, f"/hospital/missing/{number}/", move="review", words="")
    assert "A-1" not in text(signed_in("officer"), f"/hospital/missing/{number}/")


def test_calls_tell_the_same_and_keep_to_who_asks(people: Any) -> None:
    from baowen.api.root import Rate
    from baowen.core.clock import now
    from baowen.orgs.actions import add_person, issue_token
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role
    from baowen.orgs.tokens import Scope

    Rate.cache.clear()
    clients = {}
    for code in ("WJ43", "H1", "H2"):
        name = f"admin-{code}"
        root = operator("os:root", "100000")
        add_person(name, name=name, organisation=code, roles={Role.ORGANISATION_ADMIN}, actor=root, at=now())
        secret = issue_token(code, "his", Scope, days=30, actor=actor_of(name), at=now())
        clients[code] = Client(headers={"Authorization": f"Bearer {secret}"})

    def send(code: str, path: str, body: object) -> Any:
        return clients[code].post(f"/api/v1/hospitals{path}", json.dumps(body), content_type="application/json")

    with override_settings(ROOT_URLCONF="baowen.api.urls", ALLOWED_HOSTS=["*"]):
        found = clients["WJ43"].get("/api/v1/hospitals/shares?kind=year").json()
        assert {one["code"]: one["varieties"] for one in found} == {"H1": 3, "H2": 1, "H3": 1}
        assert [one["code"] for one in clients["H2"].get("/api/v1/hospitals/shares").json()] == ["H2"]
        months = clients["WJ43"].get("/api/v1/hospitals/prescriptions").json()
        assert {one["code"]: one["shares"]["oral"] for one in months} == {"H1": 0.5, "H2": 0.75}
        need = {"patient": "A-1", "need": "extended", "generic_name": "甲", "quantity": "1", "unit": "盒"}
        number = send("H2", "/missing", need).json()["number"]
        assert send("H1", f"/missing/{number}/moves", {"move": "review"}).json() == {"number": number}
        assert send("H2", f"/missing/{number}/moves", {"move": "review"}).status_code == 403
        assert clients["H1"].get("/api/v1/hospitals/missing").json()["lines"][0]["state"] == "reviewed"
        assert clients["H2"].get("/api/v1/hospitals/formularies/H2").json()["now"] is None
        new = {"meeting": "药事会", "held_on": "2026-10-01", "generic_name": "甲", "applicant": "内科", "reason": "r",
               "decision": "refused"}  # fmt: skip
        assert send("H1", "/selections", new).json()["number"] == "YX-H1-2026-00001"


def test_the_command_line_lists_them(
    served_home: Path, people: Any, call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAOWEN_HOME", str(served_home))
    monkeypatch.setenv("BAOWEN_ACTOR", people.officer.name)
    found = call("hospital-shares", "list", "--kind", "year", "--json").document
    assert (found[0]["code"], set(found[0])) == ("H1", first_level("hospital-shares list"))
    months = call("hospital-shares", "prescriptions", "--json").document
    assert set(months[0]) == first_level("hospital-shares prescriptions")
    assert "甲县人民医院" in call("hospital-shares", "list").out
    assert "没有缺药登记" in call("hospital-shares", "missing").out
