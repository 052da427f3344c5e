"""Two hospitals accept the same offered stock at once: it is promised once. PRC-2."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from baowen.core.policy import load_packs
from baowen.core.problems import BaowenError

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_two_hospitals_that_accept_the_last_packs_at_once_get_them_once_and_a_clear_answer(
    people: dict[str, Any], short: Callable[..., None], wanted: Callable[..., Any], offered: Callable[..., Any]
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the suite's SQLite lies in memory, where threads cannot meet; this runs on PostgreSQL")
    from baowen.procure.buying.actions.accepting import accept_offer
    from baowen.procure.buying.actions.negotiating import make_offer, open_negotiation
    from baowen.procure.buying.models import Acceptance, Offer

    short()
    asked = wanted(partners=(("H-HN2", Decimal(3000)),))
    number = open_negotiation(asked, actor=people["H-HN"], at=AT, packs=load_packs())
    offer = make_offer(number, offered(quantity="50"), actor=people["M1"], at=AT)

    def accept(hospital: str) -> str:
        try:
            return accept_offer(number, offer, Decimal(10), actor=people[hospital], at=AT)
        except BaowenError as error:
            return error.message
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(accept, ["H-HN", "H-HN2"] * 8))
    promised = [one for one in answers if one.startswith("J430000-")]
    assert len(promised) == len(set(promised)) == 5
    assert {one for one in answers if one not in promised} == {
        "该报价只剩 0 包，不足 10 包；请减少数量或接受其他报价"
    }  # fmt: skip
    assert Offer.objects.get(pk=offer).taken == Decimal(50)
    assert sum(one.quantity for one in Acceptance.objects.all()) == Decimal(50)
