"""The work of cases on pages: who may do and see what, what is owed, what is done once, what the inbox chooses."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baowen.api import book
from baowen.core.clock import now, today
from baowen.core.home import create_home
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.queries import actor_of, operator, organisations_called
from baowen.orgs.roles import Role
from baowen.respond.actions import consultation, moves, opening
from baowen.respond.actions.beside import take_measure
from baowen.respond.actions.consultation import Calling
from baowen.respond.actions.moves import Doing
from baowen.respond.kinds import CaseKind, MeasureKind, SourceKind
from baowen.respond.models import CaseFile, Comment, Consultation, ConsultationTask, Handover, Measure
from baowen.respond.queries import DebtKind, debts
from baowen.respond.rulebook import load_rulebook

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
BOOK = load_rulebook()
PDF = b"%PDF-1.7 evidence"
UNITS = (
    ("WJ", "长沙市卫生健康委员会", OrganisationKind.DEPARTMENT, "430100", Department.HEALTH),
    ("YB", "长沙市医疗保障局", OrganisationKind.DEPARTMENT, "430100", Department.HEALTHCARE_SECURITY),
    ("ZZ", "株洲市卫生健康委员会", OrganisationKind.DEPARTMENT, "430200", Department.HEALTH),
    ("SW", "湖南省卫生健康委员会", OrganisationKind.DEPARTMENT, "430000", Department.HEALTH),
    ("YY", "区医院", OrganisationKind.HOSPITAL, "430102", None),
    ("ZY", "株洲医院", OrganisationKind.HOSPITAL, "430202", None),
    ("QY", "甲制药有限公司", OrganisationKind.MAKER, "320100", None),
)
PEOPLE = (
    ("officer", "WJ", Role.DUTY_OFFICER), ("member", "YB", Role.MEMBER_OFFICER), ("elsewhere", "ZZ", Role.DUTY_OFFICER),
    ("province", "SW", Role.DUTY_OFFICER), ("clerk", "YY", Role.REPORTER), ("agent", "QY", Role.ENTERPRISE_AGENT),
)  # fmt: skip


@pytest.fixture(autouse=True)
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Departments of two cities and their province, a hospital, a maker, over an empty home."""
    create_home(tmp_path / "home", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "home"))
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()
    for name in ("default", "process"):
        caches[name].clear()
    root = operator("os:root", "100000")
    units = [NewOrganisation(code=code, name=name, kind=kind, region=place) for code, name, kind, place, _ in UNITS]
    register_organisations(units, actor=root, at=AT)
    for code, _, _, place, seat in UNITS:
        if seat:
            seat_department(place, seat, code, is_lead=seat is Department.HEALTH, actor=root, at=AT)
    for name, code, role in PEOPLE:
        add_person(name, name=name, organisation=code, roles=[role], actor=root, at=AT)
    yield
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()


def client(name: str) -> Client:
    found = Client()
    person = get_user_model().objects.get(username=name)
    found.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return found


def doing(name: str, when: datetime | None = None, reason: str = "") -> Doing:
    return Doing(actor=actor_of(name), at=when or now(), book=BOOK, reason=reason)


def opened(name: str = "officer", subject: str = "地高辛", kind: CaseKind = CaseKind.PRICE) -> str:
    actor = actor_of(name)
    matter = opening.Matter(kind=kind, region=actor.region, subject=subject, subject_name=f"{subject}片")
    source = (SourceKind.OFFICER, f"{name}/{subject}/{kind}")
    return opening.open_case(matter, [source], doing(name)).number


@pytest.fixture
def case() -> str:
    return opened()


def soon(days: int = 3) -> str:
    return str(today() + timedelta(days=days))


def add(who: str, case: str, name: str = "发票.pdf", content: bytes = PDF, **more: str) -> Any:
    given = {"file": SimpleUploadedFile(name, content), **more}
    return client(who).post(f"/cases/{case}/files/", given, follow=True)


def test_a_file_is_for_who_may_read_the_case_and_is_saved_and_never_shown(case: str) -> None:
    assert "附件已添加" in add("member", case, name="..\\王某\u202e.pdf").content.decode()
    file = CaseFile.objects.get()
    path = f"/cases/{case}/files/{file.pk}/"
    for who in ("officer", "member", "province"):
        given = client(who).get(path)
        assert given.content == PDF
        assert given["Content-Disposition"].startswith("attachment")
        assert (given["X-Content-Type-Options"], given["Content-Type"]) == ("nosniff", "application/pdf")
        assert "sandbox" in given["Content-Security-Policy"]
    for who in ("elsewhere", "clerk", "agent"):
        refused = client(who).get(path)
        assert refused.status_code == 404
        assert PDF not in refused.content
    assert Client().get(path).status_code == 302
    assert file.file_name == "王某.pdf"


def test_nobody_else_adds_or_withdraws_a_file_and_nothing_of_theirs_is_kept(case: str, tmp_path: Path) -> None:
    for who in ("elsewhere", "clerk"):
        add(who, case, content=b"%PDF-1.7 " + who.encode())
    assert CaseFile.objects.count() == 0
    assert not list((tmp_path / "home" / "raw").rglob("[0-9a-f]*/*"))
    assert "不是 pdf 文件" in add("officer", case, content=b"MZ\x90\x00").content.decode()
    assert "请选择文件" in client("officer").post(f"/cases/{case}/files/", follow=True).content.decode()
    add("officer", case)
    key = CaseFile.objects.get().pk
    client("elsewhere").post(f"/cases/{case}/files/{key}/withdraw/", {"reason": "x"})
    client("member").post(f"/cases/{case}/files/{key}/withdraw/", {"reason": "x"})
    assert CaseFile.objects.get().withdrawn_at is None
    client("officer").post(f"/cases/{case}/files/{key}/withdraw/", {"reason": "传错"})
    assert client("officer").get(f"/cases/{case}/files/{key}/").status_code == 404
    page = client("member").get(f"/cases/{case}/beside/").content.decode()
    assert "已撤回" in page
    assert "传错" in page


def test_a_form_that_is_sent_twice_is_carried_out_once_and_one_that_failed_can_be_sent_again(case: str) -> None:
    officer, page = client("officer"), f"/cases/{case}/"
    comment = {"what": "comment", "words": "请尽快", "key": "k1"}
    for _ in range(2):
        assert "已办理" in officer.post(page, comment, follow=True).content.decode()
    assert Comment.objects.count() == 1
    officer.post(page, comment | {"key": "k2"})
    assert Comment.objects.count() == 2
    measure = {"what": "measure", "kind": "reserve", "owner": "YB", "due_on": "2020-01-01", "key": "k3"}
    assert "已过" in officer.post(page, measure, follow=True).content.decode()
    assert "已办理" in officer.post(page, measure | {"due_on": soon()}, follow=True).content.decode()
    assert Measure.objects.count() == 1


def test_what_another_has_moved_is_not_moved_again_from_an_old_page(case: str) -> None:
    officer = client("officer")
    move = {"what": "accept", "seen": "1", "key": "a"}
    officer.post(f"/cases/{case}/", move)
    told = officer.post(f"/cases/{case}/", {"what": "dismiss", "seen": "1", "reason": "误报", "key": "b"}, follow=True)
    assert "已被他人办理" in told.content.decode()


def test_an_organisation_is_chosen_by_name_and_an_unknown_one_is_told(case: str) -> None:
    moves.accept(case, doing("officer"))
    officer, page = client("officer"), f"/cases/{case}/"
    asking = {"what": "ask", "words": "能供多少？", "reason": "核实"}
    told = officer.post(page, asking | {"organisation_name": "甲制药"}, follow=True).content.decode()
    assert "没有名称正好是“甲制药”的机构" in told
    assert "请选择机构" in officer.post(page, asking, follow=True).content.decode()
    officer.post(page, asking | {"organisation_name": "甲制药有限公司"})
    assert [one.kind for one in debts(actor_of("agent"), book=BOOK)] == [DebtKind.QUESTION]


def test_names_are_found_by_their_signs_and_only_of_who_can_be_involved() -> None:
    def found(text: str, who: str = "officer") -> list[str]:
        return [one.code for one in organisations_called(text, actor_of(who))]

    assert found("市医保局") == ["YB"]  # the signs of 长沙市医疗保障局 in their order
    assert found("卫生健康") == ["WJ", "SW"]  # not Zhuzhou's, which lies beside
    assert found("医院") == ["YY"]
    assert found("制药") == ["QY"]  # enterprises of every place
    assert found("YY") == ["YY"]
    assert found("局保医") == found("") == found("%_[^a") == found("\x00") == []
    assert set(found("医院", "province")) == {"YY", "ZY"}
    options = client("officer").get("/organisations/options/", {"owner_name": "医院"}).content.decode()
    assert 'data-choose="YY"' in options
    assert client("clerk").get("/organisations/options/", {"owner_name": "医院"}).status_code == 403


def test_the_desk_lists_what_is_owed_and_marks_what_is_late(case: str) -> None:
    early = now() - timedelta(days=10)
    old = opening.open_case(
        opening.Matter(kind=CaseKind.SHORTAGE, region="430100", subject="肝素", subject_name="肝素"),
        [(SourceKind.OFFICER, "old")], doing("officer", early),
    ).number  # fmt: skip
    held_on = (early + timedelta(days=1)).date()
    calling = Calling(held_on=held_on, subject="肝素怎么办", invited=["YB", "YY"], place="三楼")
    consultation.call(old, calling, doing("officer", early))
    take_measure(
        case, MeasureKind.RESERVE, owner="YB", due_on=today() + timedelta(days=2), words="动用储备",
        doing=doing("officer"),
    )  # fmt: skip
    assert [(one.kind, one.is_late(today())) for one in debts(actor_of("member"), book=BOOK)] == [
        (DebtKind.INVITATION, True), (DebtKind.MEASURE, False),
    ]  # fmt: skip
    desk = client("member").get("/desk/").content.decode()
    assert "肝素怎么办" in desk
    assert "逾期" in desk
    fragment = client("member").get("/desk/owed/").content.decode()
    assert "动用储备" in fragment
    assert client("elsewhere").get("/desk/owed/").content.decode().strip() == ""
    clerk = client("clerk").get("/desk/").content.decode()
    assert "肝素怎么办" in clerk  # a hospital answers from its own desk, without seeing the case
    number = Consultation.objects.get().number
    assert client("clerk").get(f"/consultations/{number}/").status_code == 200
    assert client("clerk").get(f"/cases/{old}/").status_code == 404
    assert client("elsewhere").get(f"/consultations/{number}/").status_code == 404


def called(case: str) -> str:
    given = {"subject": "如何保供", "held_on": str(today()), "place": "三楼", "invited": ["YB", "YY"]}
    answer = client("officer").post(f"/cases/{case}/consultation/", given, follow=True)
    assert "会商已召集" in answer.content.decode()
    return Consultation.objects.get().number


def test_a_consultation_goes_its_way_and_each_does_only_what_is_theirs(case: str) -> None:
    assert client("member").get(f"/cases/{case}/consultation/").status_code == 403
    assert client("elsewhere").get(f"/cases/{case}/consultation/").status_code == 404
    page = f"/consultations/{called(case)}/"
    for who in ("clerk", "member"):
        reply = {"what": "answer", "answer": "declined" if who == "clerk" else "accepted", "words": "如期"}
        assert "已办理" in client(who).post(page, reply, follow=True).content.decode()
    meeting = Consultation.objects.get()
    assert set(meeting.invitations.values_list("organisation", "reply")) == {("YB", "accepted"), ("YY", "declined")}
    minutes = {"what": "record", "words": "各方同意", "held_on": str(today())}
    client("member").post(page, minutes)
    assert not meeting.minutes.exists()
    client("officer").post(page, minutes)
    correction = {"what": "correct", "words": "各方一致同意", "reason": "漏字", "seen": "1"}
    client("officer").post(page, correction)
    again = client("officer").post(page, correction, follow=True)
    assert "已被他人更正" in again.content.decode()
    assert meeting.minutes.count() == 2
    client("officer").post(page, {"what": "assign", "owner_name": "长沙市医疗保障局", "words": "查", "due_on": soon()})
    task = ConsultationTask.objects.get()
    client("clerk").post(page, {"what": "finish", "task": task.pk, "words": "不是我的"})
    assert ConsultationTask.objects.get().done_on is None
    client("member").post(page, {"what": "finish", "task": task.pk, "words": "已查"})
    assert ConsultationTask.objects.get().outcome_words == "已查"
    assert client("officer").post(page, {"what": "nothing"}).status_code == 404


def test_what_could_not_be_called_or_sent_stays_in_the_form(case: str) -> None:
    given = {"subject": "如何保供", "held_on": soon(), "place": "", "invited": ["YB", "QY"]}
    page = client("officer").post(f"/cases/{case}/consultation/", given).content.decode()
    assert "请写明会商地点" in page
    assert 'value="如何保供"' in page
    assert page.count(" checked") == 2
    assert "甲制药有限公司" in page
    given = {"receiver": "", "subject": "涨价", "words": "三张发票不符", "case": case}
    page = client("officer").post("/handovers/send/", given).content.decode()
    assert "三张发票不符" in page
    assert Handover.objects.count() == 0


def test_a_hand_over_is_sent_with_files_and_received_answered_or_returned(case: str) -> None:
    add("officer", case)
    key = CaseFile.objects.get().pk
    given = {"receiver": "YB", "subject": "涨价", "words": "见附件", "case": case, "evidence": [key]}
    assert client("clerk").get("/handovers/send/").status_code == 403
    for subject in ("涨价", "另一件"):
        client("officer").post("/handovers/send/", given | {"subject": subject})
    first, second = Handover.objects.order_by("id")
    member, page = client("member"), f"/handovers/{first.number}/"
    listed = member.get("/handovers/").content.decode()
    assert listed.count("待本单位办理") == 2
    assert "发票.pdf" in member.get(page).content.decode()
    assert client("elsewhere").get(page).status_code == 404
    client("officer").post(page, {"what": "receive"})
    first.refresh_from_db()
    assert first.state == "sent"
    member.post(page, {"what": "receive"})
    member.post(page, {"what": "answer", "result": "corrected", "words": "已降价"})
    first.refresh_from_db()
    assert (first.state, first.answer) == ("answered", "已降价")
    answer = member.post(f"/handovers/{second.number}/", {"what": "return", "reason": " "}, follow=True)
    assert "须写明理由" in answer.content.decode()
    member.post(f"/handovers/{second.number}/", {"what": "return", "reason": "重复"})
    assert "重复" in client("officer").get(f"/handovers/{second.number}/").content.decode()
    assert second.number in client("officer").get("/handovers/?way=outgoing").content.decode()
    assert client("officer").get("/handovers/?way=sideways").status_code == 404


def test_the_inbox_chooses_counts_and_exports_the_same_cases(case: str) -> None:
    other = opened(subject="肝素", kind=CaseKind.SHORTAGE)
    top = opened("province", "肝素", CaseKind.SHORTAGE)
    moves.accept(other, doing("officer"))

    def shown(who: str, **query: str) -> set[str]:
        page = client(who).get("/cases/", query).content.decode()
        rows = list(csv.reader(io.StringIO(client(who).get("/cases/table.csv", query).content.decode("utf-8-sig"))))
        numbers = {row[0] for row in rows[1:]}
        assert all(f"/cases/{number}/" in page for number in numbers)
        assert f"{len(numbers)} 件" in page
        assert len(rows[0]) == 10
        return numbers

    assert shown("officer") == {case, other}
    assert shown("officer", stage="verifying") == {other}
    assert shown("officer", kind="price") == {case}
    assert shown("officer", drug="肝") == {other}
    assert shown("officer", late="1") == set()
    assert shown("province") == {top}
    assert shown("province", place="430000") == {top, case, other}
    assert shown("province", place="430100", stage="verifying", drug="肝素") == {other}
    assert client("officer").get("/cases/", {"place": "430200"}).status_code == 403
    assert client("officer").get("/cases/table.csv", {"place": "430000"}).status_code == 403
    wrong = client("officer").get("/cases/", {"stage": "no-such"})
    assert wrong.status_code == 404
    assert "verifying" in wrong.content.decode()
    assert client("officer").get("/cases/", {"place": "no-such"}).status_code == 404


def test_a_case_is_merged_into_an_open_one_of_the_same_drug_that_the_page_offers(case: str) -> None:
    other = opened(kind=CaseKind.SHORTAGE)
    opened(subject="肝素")
    page = client("officer").get(f"/cases/{case}/").content.decode()
    offered = page[page.index('id="merge-into"') :].partition("</select>")[0]
    assert f'value="{other}"' in offered
    assert offered.count("<option") == 2
    given = {"what": "merge", "into": other, "seen": "1", "reason": "同一事项"}
    assert "已办理" in client("officer").post(f"/cases/{case}/", given, follow=True).content.decode()
    assert other in client("officer").get(f"/cases/{case}/").content.decode()


def test_the_owner_of_a_measure_says_what_became_of_it(case: str) -> None:
    measure = take_measure(
        case, MeasureKind.RESERVE, owner="YB", due_on=today(), words="动用储备", doing=doing("officer")
    )
    page = client("member").get(f"/cases/{case}/").content.decode()
    assert 'value="measure_end"' in page
    assert 'value="accept"' not in page
    client("member").post(f"/cases/{case}/", {"what": "measure_end", "measure": measure, "outcome": "worked"})
    assert Measure.objects.get().outcome == "worked"
    assert 'value="measure_end"' not in client("member").get(f"/cases/{case}/").content.decode()
