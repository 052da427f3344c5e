"""What nobody may do with negotiations and filings, and how it is answered; who sees whose offers. PRC-2, PRC-3."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.calendar import load_calendar
from baowen.core.policy import load_packs
from baowen.core.problems import BaowenError

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
TODAY, LAST = date(2026, 11, 2), date(2026, 11, 12)
PACKS, CALENDAR = load_packs(), load_calendar()
People = dict[str, Any]


@pytest.fixture
def opened(people: People, short: Callable[..., None], wanted: Callable[..., Any]) -> str:
    """A negotiation of a hospital and a member of its alliance, 3,000 tablets each."""
    from baowen.procure.buying.actions.negotiating import open_negotiation

    short()
    asked = wanted(partners=(("H-HN2", Decimal(3000)),))
    return open_negotiation(asked, actor=people["H-HN"], at=AT, packs=PACKS)


def _offer(number: str, offered: Any, actor: Any, at: datetime = AT, **more: Any) -> int:
    from baowen.procure.buying.actions.negotiating import make_offer

    return make_offer(number, offered, actor=actor, at=at, **more)


def _accept(number: str, offer: int, packs: str, actor: Any, at: datetime = AT, **more: Any) -> str:
    from baowen.procure.buying.actions.accepting import accept_offer

    return accept_offer(number, offer, Decimal(packs), actor=actor, at=at, **more)


def test_a_maker_offers_for_itself_alone_and_a_distributor_not_at_all(
    people: People, opened: str, offered: Callable[..., Any]
) -> None:
    from baowen.orgs.permissions import NotAllowedError
    from baowen.procure.buying.queries import offers_of

    with pytest.raises(NotAllowedError, match="只限本机构"):
        _offer(opened, offered(), people["M1"], maker="M2")
    with pytest.raises(BaowenError, match="登记的生产企业"):
        _offer(opened, offered(), people["D1"])
    with pytest.raises(NotAllowedError):
        _offer(opened, offered(), people["H-HN"])
    assert offers_of(opened, people["H-HN"], TODAY) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"price": "0"}, "0 元不是价格"), ({"price": "-3"}, "大于 0"), ({"price": "NaN"}, "大于 0"),
        ({"smallest_unit": "盒"}, "应为“片”"), ({"quantity": "0"}, "应大于 0"), ({"quantity": "-1"}, "应大于 0"),
        ({"units_per_pack": Decimal(0)}, "应大于 0"), ({"until": date(2026, 11, 11)}, "不早于截止日"),
        ({"product_code": " "}, "请填写药品代码"), ({"delivery_days": -1}, "配送天数"),
        ({"price": "0.0001", "units_per_pack": Decimal(100)}, "不足 0.0001"),
    ],
)  # fmt: skip
def test_an_offer_with_a_wrong_unit_price_or_quantity_is_refused_and_nothing_is_written(
    people: People, opened: str, offered: Callable[..., Any], given: dict[str, Any], said: str
) -> None:
    from baowen.procure.buying.queries import offers_of

    with pytest.raises(BaowenError, match=said):
        _offer(opened, offered(**given), people["M1"])
    assert offers_of(opened, people["H-HN"], TODAY) == []


def test_nobody_offers_or_counters_after_the_last_day_and_it_is_still_taken_on_it(
    people: People, opened: str, offered: Callable[..., Any]
) -> None:
    from baowen.procure.buying.actions.negotiating import Counter, counter_offer

    on_last = datetime(2026, 11, 12, 15, 59, tzinfo=UTC)
    after = on_last + timedelta(minutes=1)
    offer = _offer(opened, offered(), people["M1"], at=on_last)
    with pytest.raises(BaowenError, match="截止"):
        _offer(opened, offered(), people["M1"], at=after)
    with pytest.raises(BaowenError, match="截止"):
        counter_offer(opened, offer, Counter(price=Decimal(1), quantity=Decimal(1)), actor=people["H-HN"], at=after)
    assert _accept(opened, offer, "100", people["H-HN"], at=after), "what was offered is accepted after the end too"


def test_an_offer_that_is_over_withdrawn_or_of_another_negotiation_is_not_accepted(
    people: People, opened: str, offered: Callable[..., Any], wanted: Callable[..., Any]
) -> None:
    from baowen.procure.buying.actions.negotiating import open_negotiation, withdraw_offer

    held = _offer(opened, offered(until=LAST), people["M1"])
    taken = _offer(opened, offered(), people["M2"])
    with pytest.raises(BaowenError, match="本机构在"):
        withdraw_offer(opened, taken, why="别家的", actor=people["M1"], at=AT)
    withdraw_offer(opened, taken, why="成本算错", actor=people["M2"], at=AT)
    other = open_negotiation(wanted(), actor=people["H-HN"], at=AT, packs=PACKS)
    with pytest.raises(BaowenError, match="到期"):
        _accept(opened, held, "10", people["H-HN"], at=datetime(2026, 11, 13, 2, tzinfo=UTC))
    with pytest.raises(BaowenError, match="成本算错"):
        _accept(opened, taken, "10", people["H-HN"])
    with pytest.raises(BaowenError, match="没有报价"):
        _accept(other, held, "10", people["H-HN"])
    assert _accept(opened, held, "10", people["H-HN"])


def test_more_than_is_left_of_an_offer_or_was_asked_for_is_not_accepted(
    people: People, opened: str, offered: Callable[..., Any]
) -> None:
    offer = _offer(opened, offered(quantity="120"), people["M1"])
    with pytest.raises(BaowenError, match="还需 100 包"):
        _accept(opened, offer, "101", people["H-HN"])
    _accept(opened, offer, "100", people["H-HN"])
    with pytest.raises(BaowenError, match="只剩 20 包"):
        _accept(opened, offer, "21", people["H-HN2"])
    assert _accept(opened, offer, "20", people["H-HN2"])
    with pytest.raises(BaowenError, match="未参加"):
        _accept(opened, offer, "1", people["H-HN3"])


def test_who_does_not_take_the_cheapest_says_why(people: People, opened: str, offered: Callable[..., Any]) -> None:
    dear = _offer(opened, offered("15"), people["M1"])
    _offer(opened, offered("28", units_per_pack=Decimal(60)), people["M2"])
    with pytest.raises(BaowenError, match="不是最低报价"):
        _accept(opened, dear, "10", people["H-HN"])
    assert _accept(opened, dear, "10", people["H-HN"], reason="急需，对方 30 天后到货")


def test_before_the_end_a_maker_sees_its_own_offers_and_after_it_those_of_all_who_offered(
    people: People, opened: str, offered: Callable[..., Any]
) -> None:
    from baowen.procure.buying.actions.negotiating import Counter, counter_offer
    from baowen.procure.buying.queries import negotiation_page, offers_of

    _offer(opened, offered("15"), people["M1"])
    theirs = _offer(opened, offered("16"), people["M2"])
    counter_offer(opened, theirs, Counter(price=Decimal(13), quantity=Decimal(9)), actor=people["H-HN2"], at=AT)

    def seen(who: str, on: date) -> list[Decimal]:
        return [one.price for one in offers_of(opened, people[who], on)]

    assert seen("H-HN", TODAY) == seen("H-HN2", TODAY) == seen("YB-HN", TODAY) == [15, 16, 13]
    assert (seen("M1", TODAY), seen("M2", LAST)) == ([15], [16, 13])
    assert seen("M1", LAST + timedelta(days=1)) == [15, 16, 13]
    for stranger in ("H-HN3", "H-NJ", "YB-NJ", "D1"):
        assert negotiation_page(people[stranger], TODAY).lines == []
        with pytest.raises(BaowenError, match="没有可阅看"):
            offers_of(opened, people[stranger], TODAY)


def test_a_negotiation_needs_an_open_route_an_alliance_and_a_day_to_come(
    people: People, short: Callable[..., None], wanted: Callable[..., Any], on_platform: Callable[..., str]
) -> None:
    from baowen.procure.buying.actions.negotiating import open_negotiation

    def opening(who: str = "H-HN", **more: Any) -> str:
        return open_negotiation(wanted(**more), actor=people[who], at=AT, packs=PACKS)

    with pytest.raises(BaowenError, match="列入开放此途径的清单"):
        opening()
    short()
    with pytest.raises(BaowenError, match="没有此途径"):
        opening("H-NJ")
    for more, said in (
        ({"partners": (("H-HN3", Decimal(1)),)}, "不是本医联体"), ({"last_day": date(2026, 11, 1)}, "已过"),
        ({"partners": (("H-HN", Decimal(1)),)}, "重复"), ({"quantity": "0"}, "应大于 0"),
        ({"partners": (("M1", Decimal(1)),)}, "不是本医联体"), ({"smallest_unit": ""}, "最小制剂单位"),
    ):  # fmt: skip
        with pytest.raises(BaowenError, match=said):
            opening(**more)
    on_platform("430000")
    with pytest.raises(BaowenError, match="没有可采购的挂网产品"):
        opening()
    with pytest.raises(BaowenError, match="没有可采购的挂网产品"):
        opening(drug="地高辛")


def test_a_negotiation_is_taken_back_until_something_was_accepted(
    people: People, opened: str, offered: Callable[..., Any], wanted: Callable[..., Any]
) -> None:
    from baowen.orgs.permissions import NotAllowedError
    from baowen.procure.buying.actions.negotiating import open_negotiation, withdraw_negotiation

    offer = _offer(opened, offered(), people["M1"])
    _accept(opened, offer, "10", people["H-HN2"])
    with pytest.raises(BaowenError, match="已接受过"):
        withdraw_negotiation(opened, why="不需要", actor=people["H-HN"], at=AT)
    other = open_negotiation(wanted(), actor=people["H-HN"], at=AT, packs=PACKS)
    with pytest.raises(NotAllowedError):
        withdraw_negotiation(other, why="别家的", actor=people["H-HN2"], at=AT)
    withdraw_negotiation(other, why="不需要", actor=people["H-HN"], at=AT)
    with pytest.raises(BaowenError, match="已撤回"):
        _offer(other, offered(), people["M1"])


def test_what_another_hospital_filed_or_accepted_is_no_basis_and_is_not_told_of(
    people: People, opened: str, offered: Callable[..., Any], purchase: Callable[..., Any]
) -> None:
    from baowen.procure.basis import BasisKind
    from baowen.procure.buying.actions.filing import answer_question, file_purchase
    from baowen.procure.buying.actions.reviewing import review_filing
    from baowen.procure.buying.queries import agreed, filing
    from baowen.procure.buying.states import FilingMove

    accepted = _accept(opened, _offer(opened, offered(), people["M1"]), "10", people["H-HN"])
    filed = file_purchase(purchase(emergency=True), actor=people["H-NJ"], at=AT, packs=PACKS, calendar=CALENDAR)
    for kind, number in ((BasisKind.NEGOTIATION, accepted), (BasisKind.FILING, filed)):
        with pytest.raises(BaowenError, match="请核对"):
            agreed(kind, number, hospital="H-HN2", region="430121", on=TODAY)
    for other in ("H-HN", "YB-HD", "M1"):
        with pytest.raises(BaowenError, match="没有可阅看"):
            filing(filed, people[other])
    with pytest.raises(BaowenError, match="本机构没有备案"):
        answer_question(filed, "改价", price=Decimal(1), actor=people["H-HN"], at=AT, packs=PACKS)
    with pytest.raises(BaowenError, match="不能审核备案采购"):
        review_filing(filed, FilingMove.ACCEPT, actor=people["YB-HN"], at=AT)
    with pytest.raises(BaowenError, match="储备调用目前不能"):
        agreed(BasisKind.RESERVE, "R1", hospital="H-HN", region="430121", on=TODAY)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"price": "0"}, "0 元不是价格"), ({"price": "-1"}, "大于 0"), ({"quantity": Decimal(0)}, "应大于 0"),
        ({"units_per_pack": Decimal("-30")}, "应大于 0"), ({"until": date(2026, 11, 1)}, "不早于"),
        ({"until": date(2027, 1, 1), "from_on": date(2027, 2, 1)}, "不早于"),
        ({"emergency": True, "bought_on": date(2026, 11, 3)}, "尚未到"), ({"product_code": ""}, "药品代码"),
        ({"credit_code": "91110000600037342L"}, "校验码"), ({"credit_code": ""}, "信用代码"),
        ({"code": "H-HN"}, "不是企业"), ({"code": "NONE"}, "未登记"),
    ],
)  # fmt: skip
def test_a_filing_that_cannot_be_is_refused_and_nothing_is_written(
    people: People, short: Callable[..., None], purchase: Callable[..., Any], given: dict[str, Any], said: str
) -> None:
    from baowen.procure.buying.actions.filing import Maker, file_purchase
    from baowen.procure.buying.queries import filing_page

    short()
    if {"credit_code", "code"} & set(given):
        given = {"maker": Maker(name="己制药", **given)}
    with pytest.raises(BaowenError, match=said):
        file_purchase(purchase(**given), actor=people["H-NJ"], at=AT, packs=PACKS, calendar=CALENDAR)
    assert filing_page(people["H-NJ"]).lines == []
