"""A hospital that failed sees the arithmetic, appeals with evidence, and is passed: through the pages. VBP-7, CRD-5."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from baowen.core.home import Home
from baowen.vbp.evaluation.queries.records import appeal_page, effect_page, ledger

from .conftest import AS_OF

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
People = dict[str, Any]
HERE = "/vbp/evaluations/"


def signed_in(name: str, **more: Any) -> Client:
    client = Client(**more)
    person = get_user_model().objects.get(username=name)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text_of(client: Client, path: str, **data: Any) -> str:
    answer = client.post(path, data, follow=True) if data else client.get(path, follow=True)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("path", ["", "exemptions/", "appeals/", "effects/", "points/H-A/"])
def test_every_page_is_empty_with_words_that_explain(served: Home, path: str) -> None:
    for name in ("YB", "YB-121", "H-A"):
        assert 'class="message' in text_of(signed_in(name), HERE + path)


def test_a_hospital_that_failed_sees_the_arithmetic_appeals_with_evidence_and_is_passed(
    served: Home, people: People
) -> None:
    officer, buyer, other = signed_in("YB"), signed_in("H-A"), signed_in("H-B")
    page = text_of(officer, HERE, what="run", round_code="R1", as_of=str(AS_OF))
    assert "考核已完成" in page
    number = page.split('class="code">')[1].split("<")[0]
    own = f"{HERE}{number}/hospital/H-A/"
    assert buyer.get(own).status_code == 404, "not published"
    assert "结果已公布" in text_of(officer, f"{HERE}{number}/", what="publish")
    assert "重新计算的结果与记录一致" in text_of(officer, f"{HERE}{number}/", what="replay")
    page = text_of(buyer, f"{HERE}{number}/")
    assert "完成量：计入 2100；应完成 3000；2100 &lt; 3000" in page
    assert "非中选占比: 1200 ÷ (2100 + 1200) = 36.36% &gt; 20%" in page
    assert other.get(own).status_code == 404, "another hospital's"
    assert "处置建议" in text_of(officer, f"{HERE}{number}/", what="effects")
    points = next(one for one in effect_page(people["YB"], hospital="H-A").lines if one.kind == "points")
    done = {"what": "decide", "number": points.number, "points": "2", "words": "示例"}
    assert "已办理" in text_of(officer, f"{HERE}effects/", **done)
    assert ledger(people["H-A"], "H-A")[1] == 2
    answer = buyer.get(f"{HERE}effects/{points.number}/")
    words = "\n".join(one.text for one in Document(io.BytesIO(answer.content)).paragraphs)
    assert "应完成 3000，计入 2100" in words
    assert "依据湘医保发〔2025〕38号二（三）" in words
    asked = {
        "key_of_result": "1|P1|2024-10-01", "kind": "backup", "from_on": "2025-03-01", "until_on": "2025-03-31",
        "words": "三月主供企业断供，附企业函",
    }  # fmt: skip
    turned = asked | {"from_on": "2025-03-31", "until_on": "2025-03-01"}
    assert "早于开始日期" in text_of(buyer, own, **turned)
    file = SimpleUploadedFile("letter.pdf", PDF, content_type="application/pdf")
    page = text_of(buyer, own, **asked, attachments=file)
    assert "申诉已提交" in page
    assert "letter.pdf" in page
    assert "已有申诉" in text_of(buyer, own, **asked)
    appeal = appeal_page(people["H-A"]).lines[0].number
    path = f"{HERE}appeals/{appeal}/"
    assert 'value="grant"' not in text_of(buyer, path)
    assert "不能" in text_of(buyer, path, what="grant", words="自己采纳")
    assert other.get(path).status_code == 404
    assert "已办理" in text_of(officer, path, what="ask", words="请补企业函原件")
    assert "已办理" in text_of(buyer, path, what="answer", words="原件已送")
    page = text_of(officer, path, what="grant", words="省级已核实三月断供")
    assert "<strong>合格</strong>" in page
    assert "2,100" in page
    assert "3,300" in page
    assert ledger(people["H-A"], "H-A")[1] == 0, "what rested on the result is withdrawn"
    assert {one.state for one in effect_page(people["YB"], hospital="H-A").lines} == {"dropped", "withdrawn"}
    assert "采纳后" in text_of(buyer, own)
    assert "属于哪种情形" not in text_of(buyer, own), "what has passed is not appealed against again"
    page = text_of(officer, HERE, what="run", round_code="R1", as_of=str(AS_OF))
    later = page.split('class="code">')[1].split("<")[0]
    assert "计入 2100 + 1200 = 3300；应完成 3000；3300 ≥ 3000" in text_of(officer, f"{HERE}{later}/hospital/H-A/")


def test_an_officer_proposes_confirms_and_revokes_an_exemption_with_a_file(
    served: Home, run: Callable[..., str]
) -> None:
    officer, path = signed_in("YB"), f"{HERE}exemptions/"
    new = {
        "what": "propose", "round_code": "R1", "kind": "eased", "from_on": "2024-10-01", "until_on": "2025-09-30",
        "lot": "1", "eased": "30", "words": "急抢救药品",
    }  # fmt: skip
    assert "请填写放宽的数量" in text_of(officer, path, **(new | {"eased": ""}))
    page = text_of(officer, path, **new)
    assert "已办理" in page
    number = page.split('name="number" value="')[1].split('"')[0]
    file = SimpleUploadedFile("basis.pdf", PDF, content_type="application/pdf")
    assert "basis.pdf" in text_of(officer, path, what="confirm", number=number, words="核定", attachments=file)
    page = text_of(officer, f"{HERE}{run()}/hospital/H-A/")
    assert "应完成 3000 − 900 = 2100；2100 ≥ 2100" in page
    assert "已撤销" in text_of(officer, path, what="revoke", number=number, words="有误")
    assert "只有负责考核的人员" in text_of(signed_in("H-A"), path, **new)


def test_tables_are_exported_and_a_county_sees_its_own_hospitals_alone(served: Home, run: Callable[..., str]) -> None:
    number = run()
    page = f"{HERE}{number}/"
    for table, words in (("failing", "H-C医院"), ("standings", "浏阳"), ("complying", "H-B医院")):
        assert words in signed_in("YB").get(f"{page}?format=csv&table={table}").content.decode()
    county = signed_in("YB-121")
    assert "H-C医院" not in county.get(f"{page}?format=csv&table=failing").content.decode()
    assert county.get(f"{page}hospital/H-C/").status_code == 404
    assert "H-A医院" in text_of(county, f"{page}hospital/H-A/")
    assert "P1" not in text_of(county, f"{page}hospital/H-A/?start=50").split("<h1>")[1].split("图例")[0]
    assert "2,100 / 3,000" in text_of(county, f"{page}hospital/H-A/?start=x²")
    steps = signed_in("H-A").get(f"{page}hospital/H-A/?format=csv&table=steps").content.decode()
    assert "直接结果,,,2100,3000,2100,1200" in steps
    for path in ("", "exemptions/", "appeals/", "effects/", "points/H-A/"):
        table = {"": "runs", "points/H-A/": "points"}.get(path, path.strip("/"))
        assert signed_in("YB").get(f"{HERE}{path}?format=xlsx&table={table}").status_code == 200
