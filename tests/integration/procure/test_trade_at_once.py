"""PRC-4: two who want the last of a basis, and the same paper sent twice, at once; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.integration.procure.trading import AT, confirm, line_on, lot, order, place, receive, send

pytestmark = pytest.mark.django_db(transaction=True)
Many = Callable[..., list[Any]]


@pytest.fixture
def limited() -> str:
    """A filing of a hundred packs that hospitals of the province share."""
    from baowen.procure.buying.models import Filing

    row = Filing.objects.create(
        number="B1", hospital="H9", region="430100", drug="地高辛", generic_name="地高辛片", product_code="P1",
        units_per_pack=30, smallest_unit="片", maker="M1", maker_name="丁制药", price=12, unit_price="0.4",
        quantity=100, from_on=date(2026, 1, 1), until=date(2026, 12, 31), reason="no_listing", filer_buys=False,
        state="accepted", filed_at=AT, filed_by="x",
    )  # fmt: skip
    return row.number


def test_two_who_want_the_last_of_a_basis_do_not_both_get_it(market: Any, limited: str, at_once: Many) -> None:
    def want(who: Any, quantity: str, number: str) -> Callable[[], Any]:
        return lambda: place(who, order(line_on(limited, quantity, kind="filing"), number=number))[0].is_new

    answers = at_once(*(want(who, "60", number) for who in (market.buyer, market.other_buyer) for number in "AB"))
    assert answers.count(True) == 1
    assert all("尚可采购 40 盒" in one for one in answers if one is not True)
    assert at_once(want(market.buyer, "40", "C"), want(market.other_buyer, "1", "D")).count(True) == 1


def test_the_same_papers_sent_twice_at_once_are_one(market: Any, limited: str, at_once: Many) -> None:
    asked = order(line_on(limited, "10", kind="filing"))

    def both(work: Callable[[], Any]) -> list[Any]:
        return at_once(*[work] * 4)

    orders = both(lambda: place(market.buyer, asked)[0])
    code = orders[0].code
    assert ({one.code for one in orders}, sum(one.is_new for one in orders)) == ({code}, 1)
    assert sum(both(lambda: confirm(market.supplier, code))) == 1
    sent = both(lambda: send(market.supplier, code, lot("10")))
    assert (len({one.deliveries for one in sent}), sum(one.is_new for one in sent)) == (1, 1)
    received = both(lambda: receive(market.buyer, sent[0].deliveries[0], "10"))
    assert (len({one.receipt for one in received}), sum(one.is_new for one in received)) == (1, 1)


def test_what_is_sent_at_once_does_not_pass_the_order(market: Any, limited: str, at_once: Many) -> None:
    code = place(market.buyer, order(line_on(limited, "100", kind="filing")), at=AT)[0].code
    confirm(market.supplier, code)

    def sent(number: str) -> Callable[[], Any]:
        return lambda: send(market.supplier, code, lot("60"), number=number).is_new

    answers = at_once(sent("N1"), sent("N2"), sent("N3"))
    assert answers.count(True) == 1
    assert all("不能超过订单" in one for one in answers if one is not True)
