"""PRC-1: an enterprise applies for its own product; the path follows from the lists, the rise and the substitutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.problems import BaowenError

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
LATE = datetime(2026, 11, 20, 2, tzinfo=UTC)
PROVINCE = "430000"


@pytest.fixture(scope="module")
def book() -> Any:
    from baowen.procure.listing.rulebook import load_listing_book

    return load_listing_book(PROVINCE)


@pytest.fixture
def wish() -> Callable[..., Any]:
    from baowen.procure.listing.kinds import ApplicationKind, PriceUnit
    from baowen.procure.listing.wishes import Wish

    def run(price: str = "13", kind: str = "price", code: str = "P1", **more: Any) -> Any:
        more["unit"] = PriceUnit(more.get("unit", "pack"))
        given = {"region": PROVINCE, "reason": "原料涨价"} | more
        return Wish(kind=ApplicationKind(kind), product_code=code, price=Decimal(price), **given)

    return run


@pytest.fixture
def send(market: Any, wish: Callable[..., Any], book: Any) -> Callable[..., Any]:
    from baowen.procure.listing.actions.applications import apply

    def run(at: datetime = AT, actor: Any = None, catalogue: Any = None, **more: Any) -> Any:
        answers = {name: more.pop(name) for name in ("confirmed", "signed") if name in more}
        return apply(
            wish(**more), actor=actor or market.maker, at=at, book=book, catalogue=catalogue, **answers
        )  # fmt: skip

    return run


@pytest.fixture
def on_list(market: Any) -> Callable[..., None]:
    """Put 地高辛片 on the shortage list of the nation or of the province."""

    def run(issuer: str = "100000", kind: str = "shortage", name: str = "地高辛片") -> None:
        from baowen.lists.models import ListEdition, ListItem

        edition = ListEdition.objects.create(
            issuer_region=issuer, kind=kind, edition="2026", effective_on=date(2026, 1, 1), state="published",
            title="清单", made_at=AT, made_by="x", published_at=AT, published_by="x",
        )  # fmt: skip
        ListItem.objects.create(edition=edition, number=1, name=name, dosage_form="")

    return run


def test_an_ordinary_application_waits_for_the_officer_and_then_sets_the_price(
    market: Any, listed: Callable[..., str], send: Callable[..., Any]
) -> None:
    from baowen.core.messages.queries import messages_to
    from baowen.procure.listing.actions.applications import move_application
    from baowen.procure.listing.kinds import ListingPath
    from baowen.procure.listing.queries import listing, prices_of
    from baowen.procure.listing.queries.applications import application
    from baowen.procure.listing.states import ApplicationMove, ApplicationState

    number = listed(price="12.5")
    sent = send(price="13")
    assert (sent.state, sent.listing) == (ApplicationState.SUBMITTED, number)
    assert listing(number).price == Decimal("12.5")
    move_application(sent.number, ApplicationMove.ACCEPT, actor=market.officer, at=AT)
    assert listing(number).price == Decimal(13)
    assert prices_of(number)[-1].source == f"application/{sent.number}"
    found = application(sent.number, market.maker)
    assert (found.state, found.path, found.rise) == (
        ApplicationState.ACCEPTED, ListingPath.ORDINARY, Decimal("0.0400"),
    )  # fmt: skip
    assert found.comparison["current"] == "12.5000"
    assert [one.move for one in found.events] == ["submit", "accept"]
    assert any(sent.number in one.title_zh for one in messages_to("organisation:M1", limit=9))


def test_outside_the_window_the_next_one_is_told_and_a_listed_drug_may_apply_on_any_day(
    listed: Callable[..., str], send: Callable[..., Any], on_list: Callable[..., None]
) -> None:
    listed()
    with pytest.raises(BaowenError, match="2026-12-01 至 2026-12-10"):
        send(at=LATE)
    on_list()
    assert send(at=LATE).number


def test_a_small_rise_of_a_national_drug_is_accepted_by_the_rules_at_once(
    listed: Callable[..., str], send: Callable[..., Any], on_list: Callable[..., None], market: Any
) -> None:
    from baowen.procure.listing.kinds import ListingPath
    from baowen.procure.listing.queries import listing
    from baowen.procure.listing.queries.applications import application
    from baowen.procure.listing.states import ApplicationState

    number = listed(price="10")
    on_list()
    sent = send(price="12")
    assert sent.state is ApplicationState.ACCEPTED
    assert (listing(number).price, listing(number).path) == (Decimal(12), ListingPath.STRAIGHT)
    assert application(sent.number, market.maker).events[-1].by_rules


def test_the_rules_do_not_accept_a_price_that_they_say_has_to_come_down(
    listed: Callable[..., str], send: Callable[..., Any], on_list: Callable[..., None]
) -> None:
    from baowen.procure.listing.states import ApplicationState

    listed(price="10")
    listed(code="P2", price="2")
    on_list()
    assert send(price="10.5").state is ApplicationState.SUBMITTED, "five times the lowest: an officer looks"


def test_a_large_rise_with_a_substitute_is_taken_with_a_light(
    listed: Callable[..., str], send: Callable[..., Any], on_list: Callable[..., None], market: Any
) -> None:
    from baowen.procure.listing.actions.applications import move_application
    from baowen.procure.listing.actions.book import Priced, Product, enter_listing
    from baowen.procure.listing.kinds import Light, ListingPath
    from baowen.procure.listing.queries import listing
    from baowen.procure.listing.states import ApplicationMove

    number = listed(price="10")
    other = Product(code="P9", generic_name="地高辛片", maker="M9", spec="0.25mg", units_per_pack=Decimal(30))
    priced = Priced(price=Decimal(11), valid_from=date(2026, 1, 1), path=ListingPath.RECORDED)
    enter_listing(PROVINCE, other, priced, actor=market.officer, at=AT)
    on_list()
    sent = send(price="21")
    assert listing(number).light is Light.NONE
    move_application(sent.number, ApplicationMove.ACCEPT, actor=market.officer, at=AT)
    assert (listing(number).path, listing(number).light) == (ListingPath.SUBSTITUTE, Light.RED)


def test_a_large_rise_without_a_substitute_needs_a_signed_commitment(
    listed: Callable[..., str], send: Callable[..., Any], on_list: Callable[..., None], market: Any
) -> None:
    from baowen.procure.listing.kinds import ListingPath
    from baowen.procure.listing.queries.applications import application

    listed(price="10")
    on_list()
    with pytest.raises(BaowenError, match="公平定价、诚信经营、失信责任"):
        send(price="13")
    found = application(send(price="13", signed=True).number, market.maker)
    assert (found.path, found.commitment) == (ListingPath.CONDITIONAL, "公平定价、诚信经营、失信责任")
    assert found.signed_at == AT


def test_a_small_rise_of_a_provincial_drug_goes_the_way_the_pack_chose(
    listed: Callable[..., str], send: Callable[..., Any], on_list: Callable[..., None], market: Any
) -> None:
    from baowen.procure.listing.kinds import ListingPath
    from baowen.procure.listing.queries.applications import application

    listed(price="10")
    on_list(issuer=PROVINCE)
    found = application(send(price="11").number, market.maker)
    assert (found.path, found.state) == (ListingPath.DIRECT, "submitted")
    assert "未写明路径" in found.why_zh


@pytest.mark.parametrize("price", ["130", "1.2", "0.43"])
def test_a_price_ten_times_off_is_asked_back_and_taken_once_it_is_confirmed(
    listed: Callable[..., str], send: Callable[..., Any], price: str, market: Any
) -> None:
    from baowen.procure.listing.models import Application
    from baowen.procure.listing.queries.applications import application

    listed(price="12.5")
    with pytest.raises(BaowenError, match="确认无误") as caught:
        send(price=price)
    assert ("最小制剂单位" in caught.value.message) is (price == "0.43")
    assert Application.objects.count() == 0
    assert application(send(price=price, confirmed=True).number, market.maker).questions


@pytest.mark.parametrize("price", ["0", "-3", "NaN", "1.23456", "99999999"])
def test_what_is_no_price_leaves_nothing_behind(
    listed: Callable[..., str], send: Callable[..., Any], price: str
) -> None:
    from baowen.procure.listing.models import Application

    listed()
    with pytest.raises(BaowenError):
        send(price=price, confirmed=True)
    assert Application.objects.count() == 0


def test_nobody_applies_for_anothers_product_and_a_distributor_or_hospital_not_at_all(
    market: Any, listed: Callable[..., str], send: Callable[..., Any]
) -> None:
    from baowen.orgs.permissions import NotAllowedError
    from baowen.procure.listing.comparing import Goods
    from baowen.procure.listing.models import Listing
    from baowen.procure.listing.queries.catalogue import Catalogued

    listed()
    with pytest.raises(BaowenError, match="只有生产企业"):
        send(actor=market.supplier)
    with pytest.raises(NotAllowedError):
        send(actor=market.buyer)
    goods = Goods(product_code="P7", generic_name="地高辛片", maker="M9")
    for maker_code, maker_name in (("M9", "别家"), ("", "别家制药"), ("", "")):
        theirs = Catalogued(goods=goods, maker_code=maker_code, maker_name=maker_name, use_class="")
        with pytest.raises(BaowenError, match="不是本企业的产品"):
            send(kind="new", code="P7", catalogue=theirs)
    Listing.objects.update(maker="M9")
    with pytest.raises(BaowenError, match="不是本企业的产品"):
        send()


def test_a_new_product_is_listed_from_the_catalogue_and_one_nobody_knows_is_described(
    market: Any, send: Callable[..., Any]
) -> None:
    from baowen.procure.listing.actions.applications import move_application
    from baowen.procure.listing.comparing import Goods
    from baowen.procure.listing.queries import listing
    from baowen.procure.listing.queries.applications import application
    from baowen.procure.listing.queries.catalogue import Catalogued
    from baowen.procure.listing.states import ApplicationMove

    goods = Goods(product_code="P7", generic_name="地高辛片", maker="M1", units_per_pack=Decimal(20), spec="0.25mg")
    own = Catalogued(goods=goods, maker_code="M1", maker_name="丁制药", use_class="C01AA")
    sent = send(kind="new", code="P7", price="0.5", unit="smallest", catalogue=own)
    move_application(sent.number, ApplicationMove.ACCEPT, actor=market.officer, at=AT)
    found = listing(application(sent.number, market.officer).listing)
    assert (found.price, found.unit_price, found.maker) == (Decimal(10), Decimal("0.5"), "M1")
    with pytest.raises(BaowenError, match="都没有 P8"):
        send(kind="new", code="P8")
    described = send(kind="new", code="P8", goods=Goods(product_code="P8", generic_name="新药片", maker="M1"))
    assert not application(described.number, market.officer).in_catalogue
    with pytest.raises(BaowenError, match="请按最小包装填写价格"):
        send(kind="new", code="P6", unit="smallest", goods=Goods(product_code="P6", generic_name="新药片", maker="M1"))


def test_one_application_at_a_time_and_one_price_a_day(
    market: Any, listed: Callable[..., str], send: Callable[..., Any]
) -> None:
    from baowen.procure.listing.actions.applications import move_application
    from baowen.procure.listing.states import ApplicationMove

    listed(price="12.5")
    first = send(price="13")
    with pytest.raises(BaowenError, match="未办结的申报"):
        send(price="14")
    move_application(first.number, ApplicationMove.ACCEPT, actor=market.officer, at=AT)
    with pytest.raises(BaowenError, match="同一日只能有一个价格"):
        send(price="14")
    with pytest.raises(BaowenError, match="不能追溯"):
        send(price="14", valid_from=date(2026, 11, 1))
    assert send(price="14", valid_from=date(2026, 11, 3)).number


def test_asked_back_supplemented_returned_and_taken_back(
    market: Any, listed: Callable[..., str], send: Callable[..., Any]
) -> None:
    from baowen.orgs.permissions import NotAllowedError
    from baowen.procure.listing.actions.applications import move_application
    from baowen.procure.listing.states import ApplicationMove, ApplicationState

    listed(price="12.5")
    number = send(price="13").number

    def move(which: ApplicationMove, who: Any, reason: str = "") -> ApplicationState:
        return move_application(number, which, reason=reason, actor=who, at=AT)

    with pytest.raises(BaowenError, match="请填写理由"):
        move(ApplicationMove.ASK_BACK, market.officer)
    with pytest.raises(NotAllowedError):
        move(ApplicationMove.ACCEPT, market.maker)
    assert move(ApplicationMove.ASK_BACK, market.officer, "请补充成本构成") is ApplicationState.ASKED_BACK
    with pytest.raises(BaowenError, match="不能受理"):
        move(ApplicationMove.ACCEPT, market.officer)
    assert move(ApplicationMove.SUPPLEMENT, market.maker, "已补充") is ApplicationState.SUBMITTED
    assert move(ApplicationMove.RETURN, market.officer, "理由不成立") is ApplicationState.RETURNED
    number = send(price="13").number
    assert move(ApplicationMove.TAKE_BACK, market.maker, "暂不调价") is ApplicationState.TAKEN_BACK


def test_an_enterprise_under_a_ban_cannot_apply_nor_be_accepted(
    market: Any, listed: Callable[..., str], send: Callable[..., Any]
) -> None:
    from baowen.procure.listing import standing
    from baowen.procure.listing.actions.applications import move_application
    from baowen.procure.listing.states import ApplicationMove

    listed(price="12.5")
    sent = send(price="13")
    why = standing.Barred(zh="失信惩戒期内", en="under a ban", clause="HD-16", until=date(2027, 1, 1))
    standing.register("credit", lambda enterprise, _region, _on: why if enterprise == "M1" else None)
    try:
        with pytest.raises(BaowenError, match="失信惩戒期内"):
            move_application(sent.number, ApplicationMove.ACCEPT, actor=market.officer, at=AT)
        with pytest.raises(BaowenError, match="至 2027-01-01"):
            send(price="14")
    finally:
        standing.forget("credit")
    move_application(sent.number, ApplicationMove.ACCEPT, actor=market.officer, at=AT)


def test_a_suspended_listing_comes_back_by_application(
    market: Any, listed: Callable[..., str], send: Callable[..., Any]
) -> None:
    from baowen.procure.listing.actions.applications import move_application
    from baowen.procure.listing.actions.book import Why, decide_listing
    from baowen.procure.listing.queries import listing
    from baowen.procure.listing.states import ApplicationMove, ListingMove, ListingState

    number = listed(price="12.5")
    with pytest.raises(BaowenError, match="无需恢复"):
        send(kind="return", price="12.5")
    decide_listing(number, ListingMove.SUSPEND, Why(reason="价格异常"), actor=market.officer, at=AT)
    with pytest.raises(BaowenError, match="申报恢复挂网"):
        send(price="12")
    sent = send(kind="return", price="12")
    move_application(sent.number, ApplicationMove.ACCEPT, actor=market.officer, at=AT)
    assert (listing(number).state, listing(number).price) == (ListingState.LISTED, Decimal(12))


def test_others_do_not_see_an_application(market: Any, listed: Callable[..., str], send: Callable[..., Any]) -> None:
    from baowen.procure.listing.queries.applications import application, application_page

    listed()
    number = send().number
    assert application(number, market.price_officer).number == number
    for other in (market.supplier, market.buyer):
        with pytest.raises(BaowenError, match="无权查看"):
            application(number, other)
        assert application_page(other).lines == []
