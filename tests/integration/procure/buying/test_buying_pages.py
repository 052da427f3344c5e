"""How to buy, negotiations and filings on pages: from the routes to the basis, each sees what is theirs. PRC-1 to 3."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baowen.api import book
from baowen.core.clock import now, today
from baowen.core.home import create_home
from baowen.core.policy import load_packs
from baowen.procure.basis import BasisKind
from baowen.procure.buying.queries import acceptances_of, agreed, filing_page, negotiation_page

pytestmark = pytest.mark.django_db
People = dict[str, Any]


@pytest.fixture(autouse=True)
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An empty home of Hunan."""
    create_home(tmp_path / "home", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "home"))
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()
    yield
    for read_once in (book.home, book.rulebook, book.report_book):
        read_once.cache_clear()


def signed_in(name: str, **more: Any) -> Client:
    client = Client(**more)
    person = get_user_model().objects.get(username=name)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text_of(client: Client, path: str, **data: Any) -> str:
    answer = client.post(path, data, follow=True) if data else client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_buyer_goes_from_the_routes_to_a_negotiation_and_its_basis(
    people: People, short: Callable[..., None]
) -> None:
    short()
    buyer, maker, officer = signed_in("H-HN"), signed_in("M1"), signed_in("YB-HN")
    assert "选择药品后" in text_of(buyer, "/buying/")
    page = text_of(buyer, "/buying/?drug_name=地高辛片")
    assert "HN-9" in page
    assert "/negotiations/?drug_name=%E5%9C%B0%E9%AB%98%E8%BE%9B%E7%89%87#open" in page
    assert "发起议价" not in text_of(officer, "/buying/?drug_name=地高辛片"), "an office does not negotiate"
    asked = {
        "drug_name": "地高辛片", "smallest_unit": "片", "quantity": "3000", "last_day": str(today()),
        "partner-H-HN2": "600",
    }  # fmt: skip
    assert "乡镇卫生院" in text_of(buyer, "/negotiations/"), "the hospitals of the alliance are named"
    opened = text_of(buyer, "/negotiations/", **asked)
    assert "议价已发起" in opened
    assert "报价和还价" in opened, "it leads to the negotiation"
    number = negotiation_page(people["H-HN"], today()).lines[0].number
    path = f"/negotiations/{number}/"
    offer = {
        "what": "offer", "product_code": "P1", "smallest_unit": "片", "units_per_pack": "30", "price": "15",
        "quantity": "100", "until": str(today() + timedelta(days=90)), "delivery_days": "5",
    }  # fmt: skip
    assert "报价已提交" in text_of(maker, path, **offer)
    assert "每包价格应为数字" in text_of(maker, path, **(offer | {"price": "十五"}))
    key = text_of(buyer, path).split('name="offer" value="')[1].split('"')[0]
    assert "还价已提交" in text_of(buyer, path, what="counter", offer=key, price="14", quantity="100")
    assert "已接受" in text_of(buyer, path, what="accept", offer=key, quantity="40")
    assert "还剩 60" in text_of(maker, path).replace("\n", " ")
    assert 'value="accept"' not in text_of(officer, path)
    basis = acceptances_of(number, people["M1"], today())[0].number
    found = agreed(BasisKind.NEGOTIATION, basis, hospital="H-HN", region="430121", on=today())
    assert (found.quantity_left, found.why_not_zh) == (40, "")
    assert signed_in("H-HN3").get(path).status_code == 404
    lines = buyer.get(f"{path}?format=csv&table=offers").content.decode("utf-8-sig").splitlines()
    assert (len(lines), "医院还价" in lines[2]) == (3, True)


def test_a_hospital_files_with_a_letter_and_the_office_above_reviews(
    people: People, short: Callable[..., None]
) -> None:
    short()
    buyer, officer = signed_in("H-NJ"), signed_in("YB-NJ")
    assert "没有备案" in text_of(buyer, "/filings/")
    page = text_of(buyer, "/filings/new/?drug_name=地高辛片&reason=none_listed")
    assert "没有写明补备案的天数" in page
    form = {
        "drug_name": "地高辛片", "product_code": "P9", "units_per_pack": "30", "smallest_unit": "片", "price": "18",
        "quantity": "50", "from_on": str(today()), "until": str(today() + timedelta(days=90)), "reason": "none_listed",
        "maker_name": "己制药", "maker_credit_code": "91110000600037341L",
    }  # fmt: skip
    assert "校验码" in text_of(buyer, "/filings/new/", **(form | {"maker_credit_code": "91110000600037342L"}))
    letter = SimpleUploadedFile("停供函.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    shown = text_of(buyer, "/filings/new/", **form, attachments=letter)
    assert "停供函.pdf" in shown
    number = filing_page(people["H-NJ"]).lines[0].number
    path = f"/filings/{number}/"
    assert number in text_of(officer, "/filings/?state=filed")
    assert "已办理" in text_of(officer, path, what="ask_back", words="请附报价单")
    page = text_of(buyer, path)
    assert ("据此下单" in page, "不能据以下单" in page) == (False, True), "no button where nothing can be ordered"
    assert "已办理" in text_of(buyer, path, what="answer", words="已附", price="17.4")
    assert "需要角色" in text_of(buyer, path, what="accept"), "who files does not accept"
    assert "已办理" in text_of(officer, path, what="accept")
    assert agreed(BasisKind.FILING, number, hospital="H-NJ", region="320106", on=today()).why_not_zh == ""
    sha256 = filing_page(people["H-NJ"]).lines[0].files[0].sha256
    assert buyer.get(f"{path}files/{sha256}/").content.startswith(b"%PDF")
    assert signed_in("H-HN").get(path).status_code == 404
    assert buyer.get("/filings/?format=xlsx&table=filings").status_code == 200


def test_pages_in_english_have_no_chinese_of_their_own(people: People, short: Callable[..., None]) -> None:
    short()
    buyer = signed_in("H-HN", headers={"accept-language": "en"})
    buyer.cookies["django_language"] = "en"
    page = text_of(buyer, "/buying/?drug_name=地高辛片")
    assert "Negotiated purchase" in page
    assert "met: nothing of it is listed" in page
    assert "How to buy" in text_of(buyer, "/negotiations/")
    assert "File a purchase" in text_of(buyer, "/filings/")


def test_messages_stand_on_a_page_lead_to_what_they_are_about_and_are_read_by_their_own_people_alone(
    people: People, short: Callable[..., None], wanted: Callable[..., Any]
) -> None:
    from baowen.core.messages.models import Message
    from baowen.procure.buying.actions.negotiating import open_negotiation

    short()
    number = open_negotiation(
        wanted(invited=("M1",), last_day=today()), actor=people["H-HN"], at=now(), packs=load_packs()
    )
    maker, other = signed_in("M1"), signed_in("M2")
    desk = maker.get("/desk/").content.decode()
    assert f'name="open" value="1">地高辛片 议价 {number} 可以报价' in desk
    assert 'class="unread">1<' in desk
    assert f"地高辛片 议价 {number} 可以报价" in maker.get("/messages/").content.decode()
    assert "还没有消息" in other.get("/messages/").content.decode()
    key = Message.objects.get().key
    other.post("/messages/", {"message": key})
    assert other.post("/messages/", {"message": key, "open": "1"}).headers["Location"] == "/messages/"
    assert Message.objects.get().read_at is None, "nobody reads another's messages"
    assert maker.post("/messages/", {"message": key, "open": "1"}).headers["Location"] == f"/negotiations/{number}/"
    read = Message.objects.get()
    assert (read.read_by, read.read_at is None) == ("M1", False)
    assert f'<a href="/negotiations/{number}/">地高辛片' in maker.get("/messages/").content.decode()
    Message.objects.update(read_at=None, read_by="")
    assert "已标为已读" in maker.post("/messages/", {"message": key}, follow=True).content.decode()
    assert "没有未读消息" in maker.get("/messages/?unread=1").content.decode()
    file = maker.get("/messages/?format=csv&table=messages").content.decode("utf-8-sig").splitlines()
    assert (len(file), f"议价 {number}" in file[1]) == (2, True)


def test_a_form_offers_names_and_takes_what_was_said_on_the_way(people: People, short: Callable[..., None]) -> None:
    short("320000")
    buyer = signed_in("H-NJ")
    page = text_of(buyer, "/buying/?drug_name=地高辛片&emergency=yes&need=yes")
    assert "reason=none_listed&amp;emergency=yes&amp;need=yes" in page
    form = text_of(buyer, "/filings/new/?drug_name=地高辛片&reason=none_listed&emergency=yes")
    assert 'name="emergency" type="checkbox" value="1" checked' in form
    assert 'name="clinical_need" type="checkbox" value="1">' in form
    found = text_of(buyer, "/organisations/options/?kind=maker&maker_name=制药")
    assert ("丁制药" in found, "戊制药" in found, "丙配送" in found) == (True, True, False)
    assert "请写全称" in text_of(buyer, "/organisations/options/?kind=maker&new=1&maker_name=没有的")
    assert "丙配送" in text_of(buyer, "/organisations/options/?kind=enterprise&supplier_name=配送")
    given = {
        "drug_name": "地高辛片", "product_code": "P9", "units_per_pack": "30", "smallest_unit": "片", "price": "18",
        "quantity": "50", "from_on": str(today()), "until": str(today() + timedelta(days=90)), "reason": "none_listed",
        "maker_name": "丁制药", "supplier_name": "丙配送",
    }  # fmt: skip
    assert "没有名称正好是" in text_of(buyer, "/filings/new/", **(given | {"supplier_name": "配送"}))
    assert "备案已提交" in text_of(buyer, "/filings/new/", **given)
    filed = filing_page(people["H-NJ"]).lines[0]
    assert (filed.maker, filed.supplier) == ("M1", "D1")
