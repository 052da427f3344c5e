"""PRC-4, MON-5: the lake knows invoices by what they still ask and payments by what counts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from baowen.core.home import Home
from baowen.lake.store import Lake

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
DAY = date(2026, 10, 20)


def _invoice(number: str, **given: Any) -> Any:
    from baowen.procure.settle.models import Invoice

    usual = {
        "supplier": "D001", "hospital": "H001", "region": "430121", "invoiced_on": DAY, "fen": 12500, "entered_at": AT,
        "entered_by": "supplier",
    }  # fmt: skip
    return Invoice.objects.create(number=number, **(usual | given))


def _pay(invoice: Any, number: str, fen: int, **given: Any) -> Any:
    from baowen.procure.settle.models import Payment

    usual = {"paid_on": DAY, "channel": "hospital", "entered_at": AT, "entered_by": "buyer"}
    return Payment.objects.create(invoice=invoice, number=number, fen=fen, **(usual | given))


def _amounts(home: Home, feed: str, key: str) -> dict[str, str]:
    rows = Lake(home.lake).read(feed)
    assert rows is not None
    return {row[key]: f"{row['amount']:.2f}" for row in rows.iter_rows(named=True)}


def _push(home: Home) -> Any:
    from baowen.procure.settle.actions.handing_over import hand_over_bills

    return hand_over_bills(home, by="test", at=AT, clock=lambda: AT)


def test_bills_reach_the_lake_once_and_again_where_they_changed(home: Home, registers: None) -> None:
    from baowen.procure.settle.actions.handing_over import waiting
    from baowen.procure.settle.actions.store import tell_again
    from baowen.procure.settle.models import Invoice

    first = _invoice("F001")
    _invoice("F002", voided_at=AT, voided_by="supplier", voided_why="错票")
    _invoice("C001", kind="credit", corrects=first, fen=2500)
    Invoice.objects.filter(pk=first.pk).update(credited_fen=2500)
    _pay(first, "F430000-000001", 10000, channel="fund")
    _pay(first, "F430000-000002", -3000, channel="fund")
    assert (_push(home).accepted, waiting()) == (3, 0)
    assert _push(home).accepted == 0
    assert _amounts(home, "invoice", "invoice_no") == {"F001": "100.00", "F002": "0.00"}
    assert _amounts(home, "payment", "payment_no") == {"F430000-000001": "70.00"}
    Invoice.objects.filter(pk=first.pk).update(credited_fen=5000)
    tell_again([first.pk])
    assert _push(home).accepted == 1
    assert _amounts(home, "invoice", "invoice_no")["F001"] == "75.00"


def test_what_the_lake_refuses_is_told_and_stays(home: Home, registers: None) -> None:
    from baowen.procure.settle.actions.handing_over import waiting

    _invoice("F001", hospital="H999")
    found = _push(home)
    assert [number for number, _ in found.refused] == ["F001"]
    assert waiting() == 1
