"""Files of a shortage report on the pages: checked by content, listed, given to its readers alone. COL-2."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baowen.api import book
from baowen.collect.reports.models import Attachment, ShortageReport
from baowen.core.home import create_home
from baowen.orgs.actions import NewOrganisation, add_person, register_organisations, seat_department
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.queries import operator
from baowen.orgs.roles import Role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 28, 1, tzinfo=UTC)
PDF, PNG = b"%PDF-1.4 letter", b"\x89PNG\r\n\x1a\n picture"
FORM = {"month": "2026-02", "drug_name": "地高辛片", "needed": "20", "unit": "pack", "cause": "no_supplier"}


@pytest.fixture(autouse=True)
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Reporters of two hospitals, the officer of their city and one of another."""
    create_home(tmp_path / "home", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "home"))
    for read_once in (book.home, book.report_book):
        read_once.cache_clear()
    root = operator("os:root", "430000")
    units = [
        NewOrganisation(code=code, name=code, kind=kind, region=region)
        for code, kind, region in (
            ("YY", OrganisationKind.HOSPITAL, "430102"), ("LY", OrganisationKind.HOSPITAL, "430103"),
            ("WJ", OrganisationKind.DEPARTMENT, "430100"), ("ZZ", OrganisationKind.DEPARTMENT, "430200"),
        )
    ]  # fmt: skip
    register_organisations(units, actor=root, at=AT)
    for region, code in (("430100", "WJ"), ("430200", "ZZ")):
        seat_department(region, Department.HEALTH, code, is_lead=True, actor=root, at=AT)
    for name, unit, role in (
        ("clerk", "YY", Role.REPORTER), ("neighbour", "LY", Role.REPORTER), ("officer", "WJ", Role.DUTY_OFFICER),
        ("elsewhere", "ZZ", Role.DUTY_OFFICER),
    ):  # fmt: skip
        add_person(name, name=name, organisation=unit, roles=[role], actor=root, at=AT)
    yield
    for read_once in (book.home, book.report_book):
        read_once.cache_clear()


def signed_in(name: str) -> Client:
    client = Client()
    person = get_user_model().objects.get(username=name)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_files_come_with_the_report_are_listed_and_read_by_its_readers_alone() -> None:
    clerk = signed_in("clerk")
    answer = clerk.post(
        "/reports/file/", FORM | {"attachments": [file("../来函.pdf", PDF)], "photo": file("来函.png", PNG)}
    )
    assert answer.status_code == 302
    report = ShortageReport.objects.get()
    found = {one.file_name: one for one in report.attachments.all()}
    assert set(found) == {"来函.pdf", "来函.png"}
    address = f"/reports/{report.number}/attachments/{found['来函.pdf'].sha256}/"
    for reader in ("clerk", "officer"):
        client = signed_in(reader)
        assert address in client.get("/reports/?month=2026-02").content.decode()
        given = client.get(address)
        assert given.content == PDF
        assert "sandbox" in given.headers["Content-Security-Policy"]
        assert given.headers["Content-Disposition"].startswith("attachment")
        assert given.headers["Content-Type"] == "application/pdf"
        assert given.headers["X-Content-Type-Options"] == "nosniff"
    for stranger in ("neighbour", "elsewhere"):
        assert signed_in(stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert clerk.get(address.replace(found["来函.pdf"].sha256, "0" * 64)).status_code == 404


def test_what_is_not_what_its_name_says_files_nothing_and_keeps_what_was_typed() -> None:
    page = signed_in("clerk").post("/reports/file/", FORM | {"attachments": [file("病历.pdf", b"<script>")]})
    told = page.content.decode()
    assert "不是 pdf 文件" in told
    assert "请重新选择附件" in told
    assert 'value="地高辛片"' in told
    assert ShortageReport.objects.count() == 0


def test_too_many_files_are_refused_before_any_is_filed() -> None:
    many = [file(f"{number}.png", PNG + bytes([number])) for number in range(11)]
    told = signed_in("clerk").post("/reports/file/", FORM | {"attachments": many}).content.decode()
    assert "最多 10 个附件，选了 11 个" in told
    assert ShortageReport.objects.count() == 0


def test_a_file_is_added_later_to_an_own_report_and_not_to_that_of_another() -> None:
    clerk = signed_in("clerk")
    clerk.post("/reports/file/", FORM)
    report = ShortageReport.objects.get()
    address, given = f"/reports/{report.number}/attachments/", {"month": "2026-02"}
    assert clerk.post(address, given | {"photo": file("1.jpg", b"\xff\xd8\xff\xe0 picture")}).status_code == 302
    assert Attachment.objects.count() == 1
    said = signed_in("neighbour").post(address, given | {"photo": file("2.jpg", b"\xff\xd8\xff\xe1")}, follow=True)
    assert "不能填报短缺直报" in said.content.decode()
    nothing = clerk.post(address, given, follow=True).content.decode()
    assert "请选择文件" in nothing
    assert Attachment.objects.count() == 1
