"""Reports, stops and clues by API: filed, reviewed, assessed, answered, each by its own. COL-2 to COL-4, COL-6."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from baowen.api import book
from baowen.collect.reports.models import Clue, ShortageReport
from baowen.core.clock import today
from baowen.core.period import Month

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]
SHORT = {"drug_name": "地高辛片", "needed": "120", "cause": "raw_material", "stock": "0", "tried": "已联系三家"}
STOP = {
    "product_code": "P1", "drug_name": "地高辛片", "kind": "planned", "cause": "equipment", "stops_on": "2026-12-01",
    "resumes_on": "2027-03-01", "stock_left": "5000",
}  # fmt: skip


@pytest.fixture
def month() -> str:
    return str(Month.of(today()))


@pytest.fixture
def short(month: str) -> dict[str, str]:
    from baowen.collect.reports.kinds import SHORTAGE_REASONS

    return SHORT | {"month": month, "cause": next(iter(SHORTAGE_REASONS))}


def test_a_report_goes_from_the_hospital_to_the_province(ask: Ask, short: dict[str, str]) -> None:
    filed = ask("hosp", "/reports", short).json()
    number = filed["number"]
    for who, state in (("gl", "county_reviewed"), ("nj", "city_reviewed"), ("js", "province_reviewed")):
        answer = ask(who, f"/reports/{number}/review", {"reason": "属实"})
        assert (answer.status_code, answer.json()) == (200, {"number": number, "state": state})
    (own,) = ask("hosp", "/reports").json()["lines"]
    assert [one["state"] for one in own["events"]] == ["filed", "county_reviewed", "city_reviewed", "province_reviewed"]
    assert (own["needed"], own["stock"], own["days_left"], own["tried"]) == ("120.0000", "0.0000", None, "已联系三家")
    assert ask("wx", "/reports").json()["lines"] == []


def test_missing_zero_and_a_shortage_are_three_things(ask: Ask, short: dict[str, str], month: str) -> None:
    def standing() -> tuple[str, int, int, int]:
        found = ask("nj", f"/reporting?month={month}").json()
        (hospital,) = found["hospitals"]
        return hospital["standing"], found["missing"], found["zero"], found["reported"]

    assert standing() == ("missing", 1, 0, 0)
    zero = ask("hosp", "/reports/zero", {"month": month}).json()["number"]
    assert standing() == ("zero", 0, 1, 0)
    again = ask("hosp", "/reports/zero", {"month": month})
    assert (again.status_code, zero in again.json()["message"]) == (422, True)
    filed = ask("hosp", "/reports", short).json()
    assert filed["withdrawn"] == [zero]
    assert standing() == ("reported", 0, 0, 1)
    assert ask("hosp", f"/reports/{filed['number']}/withdraw", {"reason": "误报"}).status_code == 200
    assert standing() == ("missing", 1, 0, 0)
    assert ask("gl", f"/reporting?month={month}&region=320200").status_code == 403
    assert ask("hosp", f"/reporting?month={month}").status_code == 403


def test_pages_of_reports_skip_and_repeat_nothing(ask: Ask, short: dict[str, str]) -> None:
    numbers = [ask("hosp", "/reports", short | {"drug_name": f"药{n}"}).json()["number"] for n in range(5)]
    found: list[str] = []
    cursor = ""
    while True:
        page = ask("gl", f"/reports?limit=2&cursor={cursor}").json()
        found += [one["number"] for one in page["lines"]]
        if not found[3:]:  # one more comes in while somebody reads
            numbers.append(ask("hosp", "/reports", short | {"drug_name": f"迟{len(found)}"}).json()["number"])
        cursor = page["cursor"]
        if not cursor:
            break
    assert found == numbers[4::-1]
    broken = ask("gl", "/reports?cursor=9x")
    assert (broken.status_code, "翻页标记" in broken.json()["message"]) == (422, True)


def test_a_report_sent_twice_with_its_key_is_one(ask: Ask, short: dict[str, str]) -> None:
    first = ask("hosp", "/reports", short, Idempotency_Key="r1")
    again = ask("hosp", "/reports", short, Idempotency_Key="r1")
    assert (first.status_code, first.json()) == (200, again.json())
    assert ShortageReport.objects.count() == 1


def test_a_file_is_attached_and_one_that_is_no_picture_is_not(ask: Ask, send: Ask, short: dict[str, str]) -> None:
    number = ask("hosp", "/reports", short).json()["number"]
    path = f"/reports/{number}/attachments"
    first = send("hosp", path, scan("..\\..\\缺货证明.pdf"), key="a1")
    again = send("hosp", path, scan("..\\..\\缺货证明.pdf"), key="a1")
    assert (first.status_code, again.status_code, again["Idempotency-Replayed"]) == (200, 200, "true")
    assert send("hosp", path, scan("另一份.pdf", b"%PDF-1.7 x"), key="a1").status_code == 409
    (kept,) = ask("hosp", "/reports").json()["lines"][0]["attachments"]
    assert (kept["file_name"], kept["size"]) == ("缺货证明.pdf", 16)
    assert (book.home().raw / kept["sha256"][:2] / kept["sha256"]).read_bytes() == b"%PDF-1.7 scanned"
    assert send("hosp", path, scan("x.png", b"<script>")).status_code == 422
    assert send("gl", path, scan("别人.pdf", b"%PDF-1.7 other")).status_code == 403


def scan(name: str, content: bytes = b"%PDF-1.7 scanned") -> io.BytesIO:
    found = io.BytesIO(content)
    found.name = name
    return found


def test_a_stop_is_assessed_by_the_seat_whose_matter_it_is(ask: Ask) -> None:
    number = ask("maker", "/stops", STOP).json()["number"]
    twice = ask("maker", "/stops", STOP)
    assert (twice.status_code, number in twice.json()["message"]) == (422, True)
    (seen,) = ask("wx", "/stops").json()["lines"]
    assert {one["department"]: one["is_done"] for one in seen["assessments"]} == {
        "health": False, "healthcare_security": False,
    }  # fmt: skip
    found = {"department": "health", "share": "0.35", "words": "三成用量将消失"}
    assert ask("wx", f"/stops/{number}/assessments", found).status_code == 200
    other = ask("wx", f"/stops/{number}/assessments", found | {"department": "healthcare_security"})
    assert other.status_code == 422
    assert ask("wx", f"/stops/{number}/assessments", found | {"share": "1.5"}).status_code == 422
    assert ask("nj", "/stops").json()["lines"] == []
    assert ask("maker", f"/stops/{number}", _amended(ended_on="2027-01-15")).status_code == 200
    assert ask("maker", "/stops").json()["lines"] == []
    (ended,) = ask("maker", "/stops?with_ended=true").json()["lines"]
    shares = {one["department"]: one["share"] for one in ended["assessments"]}
    assert (ended["state"], ended["ended_on"], shares["health"]) == ("ended", "2027-01-15", "0.350000")


def test_a_stop_that_does_not_happen_is_taken_back(ask: Ask) -> None:
    number = ask("maker", "/stops", STOP).json()["number"]
    assert ask("hosp", f"/stops/{number}/withdraw", {"reason": "冒撤"}).status_code == 403
    assert ask("maker", f"/stops/{number}/withdraw", {"reason": "设备已修复"}).status_code == 200
    assert ask("wx", "/stops").json()["lines"] == []


def _amended(**changed: str) -> dict[str, str]:
    return {name: value for name, value in STOP.items() if name not in {"product_code", "drug_name"}} | changed


def test_a_clue_is_receipted_once_and_answered(ask: Ask) -> None:
    clue = {"kind": "price", "region": "320106", "words": "一盒涨到四百元", "contact": "王先生 13900000000"}
    receipt = ask("hosp", "/clues", clue).json()
    (seen,) = ask("nj", "/clues?state=open").json()["lines"]
    assert (seen["number"], seen["contact"]) == (receipt["number"], "王先生 13900000000")
    assert ask("wx", "/clues").json()["lines"] == []
    assert ask("hosp", "/clues").status_code == 403
    answer = {"finding": "true", "words": "已责令改正"}
    assert ask("gl", f"/clues/{receipt['number']}/answer", answer).status_code == 200
    assert ask("gl", f"/clues/{receipt['number']}/answer", answer).status_code == 422
    assert ask("nj", "/clues?state=open").json()["lines"] == []
    assert Clue.objects.get().code_digest not in (receipt["code"], "")
