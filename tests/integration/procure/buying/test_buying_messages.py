"""PRC-2, PRC-3: makers, hospitals and reviewers are told what waits for them, and find it on the page of messages."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from tests.integration.procure.trading import AT, LATER, confirm, line_on, lot, order, place, send

from baowen.core.calendar import load_calendar
from baowen.core.policy import load_packs

pytestmark = pytest.mark.django_db
PACKS, CALENDAR = load_packs(), load_calendar()
People = dict[str, Any]


def told(organisation: str) -> list[str]:
    """The titles of what an organisation was told, the oldest first."""
    from baowen.core.messages.models import Message

    return [one.title_zh for one in Message.objects.filter(to=f"organisation:{organisation}").order_by("id")]


def test_makers_are_asked_and_told_what_a_hospital_answers(
    people: People, short: Callable[..., None], on_platform: Callable[..., str], wanted: Callable[..., Any],
    offered: Callable[..., Any],
) -> None:  # fmt: skip
    from baowen.procure.buying.actions.accepting import accept_offer
    from baowen.procure.buying.actions.negotiating import Counter, counter_offer, make_offer, open_negotiation

    short()
    hospital, maker = people["H-HN"], people["M1"]
    asked = wanted(invited=("M1", "M1"), partners=(("H-HN2", Decimal(600)),))
    number = open_negotiation(asked, actor=hospital, at=AT, packs=PACKS)
    assert told("M1") == [f"地高辛片 议价 {number} 可以报价，截止 2026-11-12（含当日）"]
    assert told("M2") == [], "who neither was asked nor is known to have it is not written to"
    offer = make_offer(number, offered("15"), actor=maker, at=AT)
    assert told("H-HN") == told("H-HN2") == [f"地高辛片 议价 {number} 有新报价"]
    counter_offer(number, offer, Counter(price=Decimal(14), quantity=Decimal(40)), actor=hospital, at=AT)
    basis = accept_offer(number, offer, Decimal(40), actor=hospital, at=AT)
    assert told("M1")[1:] == [
        f"地高辛片 议价 {number}：医院已还价", f"地高辛片 议价 {number}：报价已被接受，采购依据 {basis}"
    ]  # fmt: skip
    again = open_negotiation(wanted("30"), actor=hospital, at=LATER, packs=PACKS)
    assert told("M1")[-1].startswith(f"地高辛片 议价 {again} 可以报价"), "who offered the drug before is told"


def test_only_registered_makers_are_invited(people: People, short: Callable[..., None], wanted: Any) -> None:
    from baowen.core.problems import BaowenError
    from baowen.procure.buying.actions.negotiating import open_negotiation
    from baowen.procure.buying.models import Negotiation

    short()
    with pytest.raises(BaowenError, match="只有登记的生产企业"):
        open_negotiation(wanted(invited=("D1",)), actor=people["H-HN"], at=AT, packs=PACKS)
    with pytest.raises(BaowenError, match="最多邀请 100 家"):
        open_negotiation(wanted(invited=("M1",) * 101), actor=people["H-HN"], at=AT, packs=PACKS)
    assert not Negotiation.objects.exists()


def test_a_reviewer_is_told_of_a_filing_the_hospital_of_the_answer_and_the_supplier_of_its_acceptance(
    people: People, short: Callable[..., None], purchase: Callable[..., Any]
) -> None:
    from baowen.procure.buying.actions.filing import Maker, answer_question, file_purchase
    from baowen.procure.buying.actions.reviewing import review_filing
    from baowen.procure.buying.states import FilingMove

    short("320000")
    hospital, officer = people["H-NJ"], people["YB-NJ"]
    bought = purchase("18", maker=Maker(code="M1", supplier="D1"))
    number = file_purchase(bought, actor=hospital, at=AT, packs=PACKS, calendar=CALENDAR)
    assert told("YB-NJ") == [f"地高辛片 备案 {number}：已备案"]
    assert told("YB-HN") == [], "another place's office has nothing to do with it"
    review_filing(number, FilingMove.ASK_BACK, words="请附报价单", actor=officer, at=AT)
    answer_question(number, "已附", actor=hospital, at=AT, packs=PACKS)
    review_filing(number, FilingMove.ACCEPT, actor=officer, at=AT)
    assert told("YB-NJ")[1:] == [f"地高辛片 备案 {number}：已备案"]
    assert told("H-NJ") == [f"地高辛片 备案 {number}：退回询问", f"地高辛片 备案 {number}：已受理"]
    assert told("D1") == [f"地高辛片 备案 {number} 已受理，医院可据以向您下单"]


def test_a_filing_of_a_place_where_nobody_reviews_is_filed_all_the_same(
    people: People, short: Callable[..., None], purchase: Callable[..., Any]
) -> None:
    from baowen.orgs.models import Seat
    from baowen.procure.buying.actions.filing import file_purchase

    short("320000")
    Seat.objects.filter(region_code="320100").delete()
    assert file_purchase(purchase(), actor=people["H-NJ"], at=AT, packs=PACKS, calendar=CALENDAR)
    assert told("YB-NJ") == []


def test_orders_are_told_to_their_supplier_once_a_call_and_the_answers_to_the_hospital(
    people: People, short: Callable[..., None], on_platform: Callable[..., str]
) -> None:
    from baowen.core.messages.models import Message
    from baowen.procure.trade.actions.answering import refuse_order

    short()
    hospital, maker, number = people["H-HN"], people["M1"], on_platform("430000")
    placed = place(
        hospital, *(order(line_on(number, "10"), number=f"A{turn}", supplier="M1") for turn in range(3))
    )  # fmt: skip
    first = placed[0].code
    assert told("M1") == [f"新订单等 3 张待确认，自 {first} 起"]
    assert Message.objects.get(to="organisation:M1").waits_for_digest
    confirm(maker, first)
    refuse_order(placed[1].code, why="原料短缺", actor=maker, at=AT)
    send(maker, first, lot("10"))
    assert told("H-HN") == [
        f"订单 {first}：企业已确认", f"订单 {placed[1].code}：企业已拒绝，请另行采购", f"订单 {first} 已发货，待验收"
    ]  # fmt: skip
