"""PRC-1: what stands on a province's platform keeps all its prices, and every move says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.problems import BaowenError

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
COUNTY = "430121"


def _priced(price: str, valid_from: date) -> Any:
    from baowen.procure.listing.actions.book import Priced
    from baowen.procure.listing.kinds import ListingPath

    return Priced(price=Decimal(price), valid_from=valid_from, path=ListingPath.ORDINARY)


def test_a_listing_tells_the_price_of_any_day_and_of_one_unit(market: Any, listed: Callable[..., str]) -> None:
    from baowen.procure.listing.actions.book import set_price
    from baowen.procure.listing.queries import listing, price_on

    number = listed(price="12.5")
    set_price(number, _priced("15", date(2026, 10, 1)), actor=market.officer, at=AT)
    set_price(number, _priced("18", date(2027, 1, 1)), actor=market.officer, at=AT)
    before, now = price_on(number, date(2026, 9, 30)), price_on(number, date(2026, 10, 1))
    assert (before.price, now.price) == (Decimal("12.5"), Decimal(15))  # type: ignore[union-attr]
    assert price_on(number, date(2025, 12, 31)) is None
    assert listing(number).price == Decimal(15), "a price that begins later is not in force yet"
    assert listing(number).unit_price == Decimal("0.5")


def test_a_second_price_from_the_same_day_is_refused_until_the_first_is_voided(
    market: Any, listed: Callable[..., str]
) -> None:
    from baowen.procure.listing.actions.book import set_price, void_price
    from baowen.procure.listing.queries import listing, prices_of

    number, day = listed(price="12.5"), date(2026, 10, 1)
    set_price(number, _priced("125", day), actor=market.officer, at=AT)
    with pytest.raises(BaowenError, match="已有价格"):
        set_price(number, _priced("13", day), actor=market.officer, at=AT)
    void_price(number, day, why="多输了一位", actor=market.officer, at=AT)
    assert listing(number).price == Decimal("12.5")
    set_price(number, _priced("13", day), actor=market.officer, at=AT)
    assert listing(number).price == Decimal(13)
    assert [one.voided_why for one in prices_of(number)] == ["", "多输了一位", ""]


@pytest.mark.parametrize("price", ["0", "-1", "1.23456", "10000000.01", "NaN"])
def test_what_is_no_price_is_refused_with_what_to_do(listed: Callable[..., str], price: str) -> None:
    with pytest.raises(BaowenError):
        listed(price=price)


def test_a_product_is_listed_once_in_a_province_and_again_after_it_was_withdrawn(
    market: Any, listed: Callable[..., str]
) -> None:
    from baowen.procure.listing.actions.book import Why, decide_listing
    from baowen.procure.listing.queries import listing_of
    from baowen.procure.listing.states import ListingMove

    first = listed()
    with pytest.raises(BaowenError, match="申报调价"):
        listed()
    decide_listing(first, ListingMove.WITHDRAW, Why(reason="企业不再生产"), actor=market.officer, at=AT)
    assert listing_of(COUNTY, "P1") is None
    second = listed()
    found = listing_of(COUNTY, "P1")
    assert found is not None
    assert (found.number, second != first) == (second, True)


def test_a_suspended_listing_cannot_be_bought_and_comes_back(market: Any, listed: Callable[..., str]) -> None:
    from baowen.procure.basis import BasisKind
    from baowen.procure.buying.queries import agreed
    from baowen.procure.listing.actions.book import Why, decide_listing
    from baowen.procure.listing.queries import events_of
    from baowen.procure.listing.states import ListingMove

    number, on = listed(), date(2026, 11, 2)
    why = Why(reason="函询后未作说明", clause="HN-15", until=on + timedelta(days=90))
    decide_listing(number, ListingMove.SUSPEND, why, actor=market.officer, at=AT)
    assert agreed(BasisKind.LISTING, number, hospital="H1", region=COUNTY, on=on).why_not_zh
    with pytest.raises(BaowenError, match="暂停挂网"):
        decide_listing(number, ListingMove.SUSPEND, why, actor=market.officer, at=AT)
    decide_listing(number, ListingMove.RESUME, Why(reason="已纠正价格"), actor=market.officer, at=AT)
    found = agreed(BasisKind.LISTING, number, hospital="H1", region=COUNTY, on=on)
    assert (found.why_not_zh, found.price) == ("", Decimal("12.5"))
    assert [one.move for one in events_of(number)] == ["enter", "suspend", "resume"]


def test_an_enterprise_cannot_suspend_and_another_platform_does_not_sell(
    market: Any, listed: Callable[..., str]
) -> None:
    from baowen.orgs.permissions import NotAllowedError
    from baowen.procure.basis import BasisKind
    from baowen.procure.buying.queries import agreed
    from baowen.procure.listing.actions.book import Why, decide_listing
    from baowen.procure.listing.states import ListingMove

    number = listed()
    with pytest.raises(NotAllowedError):
        decide_listing(number, ListingMove.SUSPEND, Why(reason="别家太低"), actor=market.maker, at=AT)
    with pytest.raises(BaowenError, match="不在本省平台"):
        agreed(BasisKind.LISTING, number, hospital="X", region="320104", on=date(2026, 11, 2))
