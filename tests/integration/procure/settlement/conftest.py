"""Goods that were ordered, delivered and received, for invoices to rest on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)


@pytest.fixture
def book() -> Any:
    """The installed packs, calendar and places."""
    from baowen.procure.settle.book import load_settle_book

    return load_settle_book()


@pytest.fixture
def goods(market: Any) -> Callable[..., str]:
    """An order line of H1 to D1, delivered and received as told; its number."""
    from baowen.procure.trade.models import Delivery, Order, OrderLine, Receipt, Return

    def run(
        number: str, *, ordered: str = "10", delivered: str = "10", received: str = "10", returned: str = "0",
        price: str = "12.5", hospital: str = "H1", supplier: str = "D1", region: str = "430121",
        state: str = "confirmed", placed_at: datetime = AT - timedelta(days=20), answered: bool = True,
        hours: int = 24, product: str = "P1", drug: str = "地高辛片", maker: str = "M1",
    ) -> str:  # fmt: skip
        order = Order.objects.create(
            number=f"O-{number}", hospital=hospital, region=region, supplier=supplier, urgency="general",
            digest="", placed_at=placed_at, placed_by="buyer",
        )  # fmt: skip
        answered_at = placed_at + timedelta(hours=2) if answered else None
        line = OrderLine.objects.create(
            order=order, hospital=hospital, due_at=placed_at + timedelta(hours=48), number=number,
            product_code=product, generic_name=drug, maker=maker, basis="listing",
            basis_number="G430000-000001", quantity=Decimal(ordered), unit_price=Decimal(price),
            amount=Decimal(ordered) * Decimal(price), state=state, answered_at=answered_at,
            answered_by="supplier" if answered else "", delivered=Decimal(delivered), received=Decimal(received),
            returned=Decimal(returned),
        )  # fmt: skip
        if Decimal(delivered):
            at = placed_at + timedelta(hours=hours)
            lot = {"lot_no": "L1", "expires_on": date(2028, 1, 1), "delivered_by": "supplier"}
            delivery = Delivery.objects.create(
                line=line,
                supplier=supplier,
                note=f"D-{number}",
                position=1,
                digest="",
                quantity=Decimal(delivered),
                delivered_at=at,
                **lot,
            )
            if Decimal(received):
                receipt = Receipt.objects.create(
                    delivery=delivery, accepted=Decimal(received), received_at=at,
                    received_by="buyer",
                )  # fmt: skip
                if Decimal(returned):
                    Return.objects.create(
                        receipt=receipt, hospital=hospital, number=f"T-{number}", quantity=Decimal(returned),
                        cause="damaged", returned_at=at, returned_by="buyer",
                    )  # fmt: skip
        return number

    return run


@pytest.fixture
def billed(market: Any, book: Any) -> Callable[..., str]:
    """Enter an invoice of D1 to H1 over order lines: number to packs; its number."""
    from baowen.procure.settle.actions.invoices import Bill, enter_invoice
    from baowen.procure.settle.rules.invoices import Billed

    def run(
        invoice: str, lines: dict[str, str], *, price: str = "12.5", hospital: str = "H1", at: datetime = AT,
        on: date = date(2026, 10, 20), actor: Any = None,
    ) -> str:  # fmt: skip
        rows = [
            Billed(
                order_line=one, quantity=Decimal(packs), unit_price=Decimal(price),
                amount=round(Decimal(packs) * Decimal(price), 2),
            )
            for one, packs in lines.items()
        ]  # fmt: skip
        bill = Bill(code="", number=invoice, invoiced_on=on, hospital=hospital, lines=rows)
        return enter_invoice(bill, actor=actor or market.supplier, at=at, book=book)

    return run


@pytest.fixture
def credited(market: Any, book: Any) -> Callable[..., str]:
    """Enter a credit note of D1 on an invoice; its number."""
    from baowen.procure.settle.actions.invoices import credit_invoice
    from baowen.procure.settle.rules.invoices import Billed

    def run(note: str, invoice: str, line: str, packs: str, *, price: str = "12.5", at: datetime = AT) -> str:
        row = Billed(
            order_line=line, quantity=Decimal(packs), unit_price=Decimal(price),
            amount=round(Decimal(packs) * Decimal(price), 2),
        )  # fmt: skip
        return credit_invoice(
            "", invoice, ("", note), [row], at.date(), actor=market.supplier, at=at, book=book
        )  # fmt: skip

    return run
