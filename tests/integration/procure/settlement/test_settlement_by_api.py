"""PRC-4, PRC-5: settlement by API: scopes, one answer for a key, what is refused; and the same by command."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client, override_settings

from baowen.api import book as server_book
from baowen.api.root import Rate
from baowen.core.home import create_home

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
Run = Callable[..., str]
INVOICE = {
    "number": "F001", "hospital": "H1", "invoiced_on": "2026-10-20",
    "lines": [{"order_line": "L1", "quantity": "10", "unit_price": "12.5", "amount": "125"}],
}  # fmt: skip


@pytest.fixture
def ask(market: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Call the API as an organisation, by a token with every scope that its people's roles open."""
    from baowen.orgs.actions import add_person, issue_token
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role
    from baowen.orgs.tokens import Scope

    create_home(tmp_path / "home", region="430000")
    monkeypatch.setenv("BAOWEN_HOME", str(tmp_path / "home"))
    Rate.cache.clear()
    read_once = (server_book.home, server_book.settle_book)
    for one in read_once:
        one.cache_clear()
    root, secrets = operator("os:root", "100000"), {}
    for code in ("YB43", "H1", "D1", "M1"):
        name = f"admin{code}"
        add_person(name, name=name, organisation=code, roles=[Role.ORGANISATION_ADMIN], actor=root, at=AT)
        secrets[code] = issue_token(
            code, "系统", list(Scope), days=30, actor=actor_of(name), at=datetime.now(UTC)
        )  # fmt: skip

    def run(who: str, path: str, body: Any = None, key: str = "") -> Any:
        headers = {"Authorization": f"Bearer {secrets[who]}"} | ({"Idempotency-Key": key} if key else {})
        if body is None:
            return Client(headers=headers).get(f"/api/v1{path}")
        return Client(headers=headers).post(f"/api/v1{path}", json.dumps(body), content_type="application/json")

    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    with override_settings(ROOT_URLCONF="baowen.api.urls", ALLOWED_HOSTS=["*"]):
        yield run
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)
    for one in read_once:
        one.cache_clear()


def test_a_month_goes_from_invoice_to_payment_by_api(ask: Any, goods: Run) -> None:
    goods("L1")
    first = ask("D1", "/invoices", INVOICE, key="a")
    assert (first.status_code, first.json()) == (200, {"number": "F001"})
    assert ask("D1", "/invoices", INVOICE, key="a").json() == {"number": "F001"}
    assert ask("M1", "/invoices/one?number=F001").status_code == 422
    applied = ask("D1", "/settlements/applications", {"region": "430000", "month": "2026-10"})
    assert applied.status_code == 200, applied.content
    (waits,) = ask("H1", "/settlements/applications").json()["lines"]
    assert (waits["amount"], waits["waiting"]) == ("125.00", 1)
    assert ask("M1", "/settlements/applications").json()["lines"] == []
    disputed = {"number": "F001", "disputed": [{"order_line": "L1", "words": "少一盒"}]}
    assert ask("H1", "/settlements/answers", disputed).status_code == 200
    assert ask("H1", "/settlements/answers", {"number": "F001"}).status_code == 200
    assert ask("D1", "/settlements/runs", {"month": "2026-10"}).status_code == 403
    number = ask("YB43", "/settlements/runs", {"month": "2026-10"}).json()["number"]
    assert ask("YB43", f"/settlements/runs/{number}/paid", {}).status_code == 200
    found = ask("D1", f"/settlements/runs/{number}").json()
    assert (found["state"], [one["payable"] for one in found["shares"]]) == ("paid", ["125.00"])
    assert ask("H1", "/invoices/one?number=F001").json()["due"] == "0.00"


def test_misuse_is_refused_with_what_to_do(ask: Any, goods: Run) -> None:
    goods("L1")
    other = ask("D1", "/invoices", INVOICE | {"hospital": "H2"})
    assert (other.status_code, "采购方是 H1" in other.json()["message"]) == (422, True)
    wrong = INVOICE | {"lines": [INVOICE["lines"][0] | {"amount": "126"}]}  # type: ignore[index, operator]
    assert "125.00，不是 126" in ask("D1", "/invoices", wrong).json()["message"]
    assert ask("D1", "/invoices", INVOICE).status_code == 200
    again = ask("D1", "/invoices", INVOICE | {"invoiced_on": "2026-10-21"})
    assert again.status_code == 422
    pay = {"number": "F001", "amount": "125.01", "paid_on": "2026-10-25"}
    assert "还应付 125.00 元" in ask("H1", "/invoices/pay", pay).json()["message"]
    assert ask("D1", "/invoices/pay", pay).status_code == 403


def test_a_breach_is_answered_and_the_county_report_is_read_by_api(ask: Any, goods: Run) -> None:
    goods("L1", delivered="0", received="0", state="refused")
    breach = {"kind": "refused", "accused": "D1", "region": "430121", "about": "L1", "words": "拒绝供应"}
    assert ask("M1", "/breaches", breach).status_code == 403
    number = ask("H1", "/breaches", breach).json()["number"]
    assert ask("M1", f"/breaches/{number}/moves", {"move": "answer", "reason": "与我无关"}).status_code == 403
    assert ask("D1", f"/breaches/{number}/moves", {"move": "answer", "reason": "原料断供"}).status_code == 200
    (found,) = ask("D1", "/breaches").json()["lines"]
    assert (found["state"], len(found["events"])) == ("answered", 2)
    report = ask("YB43", "/stopped-supply?region=430121&month=2026-10").json()
    assert (report["lists_in_force"], report["is_zero"]) == (False, False)
