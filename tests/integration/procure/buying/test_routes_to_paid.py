"""PRC-2 to PRC-4: in Hunan, Nanjing and Handan, from "nobody lists it" to an invoice that is paid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.integration.procure.trading import AT, LATER, confirm, line_on, lot, order, place, receive, send

from baowen.core.calendar import load_calendar
from baowen.core.policy import load_packs

pytestmark = pytest.mark.django_db
PACKS, CALENDAR = load_packs(), load_calendar()
TODAY = date(2026, 11, 2)
PAID_AT = AT + timedelta(days=10)
People = dict[str, Any]


def _standing(region: str, route: str, **more: Any) -> str:
    from baowen.procure.buying.kinds import Route
    from baowen.procure.buying.queries import routes_for

    return str(routes_for("地高辛片", region, TODAY, packs=PACKS, **more).of(Route(route)).standing)


def _paid(basis: str, kind: str, *, buyer: Any, supplier: Any, quantity: str, price: str) -> Any:
    """Order on a basis, confirm, send, receive, invoice and pay; the invoice."""
    from baowen.procure.settle.actions.invoices import Bill, enter_invoice
    from baowen.procure.settle.actions.payments import pay_invoice
    from baowen.procure.settle.book import load_settle_book
    from baowen.procure.settle.queries.bills import invoice
    from baowen.procure.settle.rules.invoices import Billed

    code = place(buyer, order(line_on(basis, quantity, kind=kind), supplier=supplier.organisation))[0].code
    confirm(supplier, code)
    (delivery,) = send(supplier, code, lot(quantity)).deliveries
    receive(buyer, delivery, quantity)
    amount = Decimal(quantity) * Decimal(price)
    line = Billed(order_line=f"{code}-001", quantity=Decimal(quantity), unit_price=Decimal(price), amount=amount)
    bill = Bill(code="", number="26430001", invoiced_on=TODAY, hospital=buyer.organisation, lines=[line])
    enter_invoice(bill, actor=supplier, at=LATER, book=load_settle_book())
    pay_invoice("", "26430001", amount, TODAY + timedelta(days=9), actor=buyer, at=PAID_AT)
    return invoice("", "26430001", actor=buyer)


def test_hunan_negotiates_and_pays_what_it_received(
    people: People, short: Callable[..., None], wanted: Callable[..., Any], offered: Callable[..., Any]
) -> None:
    from baowen.procure.buying.actions.accepting import accept_offer
    from baowen.procure.buying.actions.negotiating import make_offer, open_negotiation

    short()
    assert _standing("430121", "negotiation") == "open"
    assert _standing("430121", "filing") == "closed"
    hospital, maker = people["H-HN"], people["M1"]
    number = open_negotiation(wanted(), actor=hospital, at=AT, packs=PACKS)
    offer = make_offer(number, offered("15"), actor=maker, at=AT)
    basis = accept_offer(number, offer, Decimal(40), actor=hospital, at=AT)
    found = _paid(basis, "negotiation", buyer=hospital, supplier=maker, quantity="40", price="15")
    assert (found.amount, found.paid, found.paid_on) == (Decimal(600), Decimal(600), date(2026, 11, 11))


def test_nanjing_files_waits_for_acceptance_and_pays(
    people: People, short: Callable[..., None], purchase: Callable[..., Any]
) -> None:
    from baowen.procure.buying.actions.filing import file_purchase
    from baowen.procure.buying.actions.reviewing import review_filing
    from baowen.procure.buying.states import FilingMove

    short("320000")
    assert _standing("320106", "filing") == "open"
    hospital = people["H-NJ"]
    number = file_purchase(purchase("18"), actor=hospital, at=AT, packs=PACKS, calendar=CALENDAR)
    review_filing(number, FilingMove.ACCEPT, actor=people["YB-NJ"], at=AT)
    found = _paid(number, "filing", buyer=hospital, supplier=people["D1"], quantity="50", price="18")
    assert (found.amount, found.paid) == (Decimal(900), Decimal(900))


def test_handan_files_on_refused_orders_in_an_emergency_and_pays(
    people: People, short: Callable[..., None], on_platform: Callable[..., str], purchase: Callable[..., Any]
) -> None:
    from baowen.procure.buying.actions.filing import file_purchase
    from baowen.procure.buying.kinds import FilingReason
    from baowen.procure.trade.actions.answering import refuse_order
    from baowen.procure.trade.queries.refused import refused_on

    short()
    hospital, listing = people["H-HD"], on_platform("130000")
    refused_code = place(hospital, order(line_on(listing, "10"), number="A0", supplier="M1"))[0].code
    refuse_order(refused_code, why="原料短缺", actor=people["M1"], at=AT)
    refused = refused_on("H-HD", [listing])
    assert _standing("130402", "filing", refused=lambda numbers: refused) == "open"
    bought = purchase(
        "20", emergency=True, reason=FilingReason.NONE_SUPPLY, refused_lines=tuple(refused[listing]),
        bought_on=date(2026, 11, 1),
    )  # fmt: skip
    number = file_purchase(bought, actor=hospital, at=AT, packs=PACKS, calendar=CALENDAR)
    found = _paid(number, "filing", buyer=hospital, supplier=people["D1"], quantity="50", price="20")
    assert (found.amount, found.paid) == (Decimal(1000), Decimal(1000))
