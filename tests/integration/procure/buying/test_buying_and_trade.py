"""Orders on what was negotiated and filed, and refused orders as evidence: buying and the trade together. PRC-3."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.integration.procure.trading import AT, confirm, line_on, order, place

from baowen.core.calendar import load_calendar
from baowen.core.policy import load_packs
from baowen.core.problems import BaowenError

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
PACKS, CALENDAR = load_packs(), load_calendar()
People = dict[str, Any]


def _refuse(who: Any, code: str) -> None:
    from baowen.procure.trade.actions.answering import refuse_order

    refuse_order(code, why="原料短缺", actor=who, at=AT)


def test_no_more_is_ordered_than_was_accepted_and_only_by_whoever_accepted(
    people: People, short: Callable[..., None], wanted: Callable[..., Any], offered: Callable[..., Any]
) -> None:
    from baowen.procure.buying.actions.accepting import accept_offer
    from baowen.procure.buying.actions.negotiating import make_offer, open_negotiation

    short()
    hospital = people["H-HN"]
    number = open_negotiation(wanted(), actor=hospital, at=AT, packs=PACKS)
    offer = make_offer(number, offered(), actor=people["M1"], at=AT)
    basis = accept_offer(number, offer, Decimal(40), actor=hospital, at=AT)
    place(hospital, order(line_on(basis, "30", kind="negotiation"), supplier="M1"))
    with pytest.raises(BaowenError, match="10"):
        place(hospital, order(line_on(basis, "11", kind="negotiation"), number="A2", supplier="M1"))
    with pytest.raises(BaowenError, match="请核对"):
        place(people["H-HN2"], order(line_on(basis, "1", kind="negotiation"), number="A3", supplier="M1"))
    assert place(hospital, order(line_on(basis, "10", kind="negotiation"), number="A4", supplier="M1"))[0].is_new


def test_refused_orders_show_that_none_can_supply_until_one_is_confirmed_again(
    people: People, short: Callable[..., None], on_platform: Callable[..., str], purchase: Callable[..., Any]
) -> None:
    from baowen.procure.buying.actions.filing import file_purchase
    from baowen.procure.buying.kinds import FilingReason, Route, Standing
    from baowen.procure.buying.queries import routes_for
    from baowen.procure.trade.queries.refused import refused_on

    short()
    hospital, listing = people["H-HD"], on_platform("130000")
    code = place(hospital, order(line_on(listing, "10"), supplier="M1"))[0].code
    _refuse(people["M1"], code)
    refused = refused_on("H-HD", [listing])
    assert refused == {listing: [f"{code}-001"]}
    assert refused_on("H-HN", [listing]) == {}, "another hospital's refusal is not one's own"

    def standing() -> Standing:
        asked = routes_for(
            "地高辛片", "130402", TODAY, packs=PACKS, refused=lambda numbers: refused_on("H-HD", numbers)
        )  # fmt: skip
        return asked.of(Route.FILING).standing

    assert standing() is Standing.OPEN
    bought = purchase(
        emergency=True, reason=FilingReason.NONE_SUPPLY, refused_lines=tuple(refused[listing]),
        bought_on=date(2026, 11, 1),
    )  # fmt: skip
    filed = file_purchase(bought, actor=hospital, at=AT, packs=PACKS, calendar=CALENDAR)
    assert place(hospital, order(line_on(filed, "50", kind="filing"), number="A2", supplier="D1"))[0].is_new
    again = place(hospital, order(line_on(listing, "10"), number="A3", supplier="M1"))[0].code
    confirm(people["M1"], again)
    assert standing() is Standing.TO_SHOW, "what is confirmed again can be supplied, as far as anybody knows"
