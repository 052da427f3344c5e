"""PRC-1: lower prices elsewhere are followed or suspend, suspensions end, the untraded goes, the lake is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from baowen.core.problems import BaowenError

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
PROVINCE = "430000"
ELSEWHERE = "省份代码,药品代码,通用名,剂型,规格,包装,最小包装数量,生产企业,价格,执行日期,来源\n"


def _book(place: str) -> Any:
    from baowen.procure.listing.rulebook import load_listing_book

    return load_listing_book(place)


@pytest.fixture
def jiangsu(market: Any) -> Callable[..., str]:
    """List 地高辛片 of the maker on Jiangsu's platform, whose Nanjing has days to follow; its number."""
    from baowen.procure.listing.actions.book import Priced, Product, enter_listing
    from baowen.procure.listing.kinds import ListingPath

    def run(price: str = "12.5", code: str = "P1") -> str:
        product = Product(code=code, generic_name="地高辛片", maker="M1", spec="0.25mg", units_per_pack=Decimal(30))
        priced = Priced(price=Decimal(price), valid_from=date(2026, 1, 1), path=ListingPath.RECORDED)
        return enter_listing("320000", product, priced, actor=market.officer, at=AT)

    return run


def _take(market: Any, text: str) -> int:
    from baowen.procure.listing.actions.references import import_references

    content = (ELSEWHERE + text).encode()
    return import_references(content, "x.csv", actor=market.officer, at=AT, book=_book(PROVINCE), region=PROVINCE)


def _follow(market: Any, at: datetime) -> Any:
    from baowen.procure.listing.actions.following import follow

    return follow("320100", actor=market.officer, at=at, book=_book("320100"))


def test_a_lower_price_elsewhere_is_told_with_its_days_and_suspends_who_does_not_follow(
    market: Any, jiangsu: Callable[..., str]
) -> None:
    from baowen.core.messages.queries import messages_to
    from baowen.procure.listing.queries import events_of, listing
    from baowen.procure.listing.queries.applications import follow_ups
    from baowen.procure.listing.states import FollowState, ListingState

    number = jiangsu()
    _take(market, "430000,P1,地高辛片,片剂,0.25mg,,30,丁制药,10,2026-10-20,湘平台\n")
    assert _follow(market, AT).told == 1
    assert _follow(market, AT).told == 0, "it is told once"
    found = follow_ups(listing=number)[0]
    # Twenty working days from 2 November, the day it was told, not from the older price.
    assert (found.price, found.due_on, found.clause) == (Decimal(10), date(2026, 11, 30), "江苏 2025-04-15 通知")
    assert "20" in found.working_zh
    assert "2026-11-30" in messages_to("organisation:M1", limit=1)[0].title_zh
    assert _follow(market, AT + timedelta(days=28)).suspended == 0, "the last day still counts"
    late = AT + timedelta(days=29)
    assert _follow(market, late).suspended == 1
    assert (listing(number).state, events_of(number)[-1].until) == (ListingState.SUSPENDED, date(2027, 1, 1))
    assert _follow(market, late + timedelta(days=30)).resumed == 0
    assert _follow(market, late + timedelta(days=31)).resumed == 1
    assert (listing(number).state, follow_ups(listing=number)[0].state) == (ListingState.LISTED, FollowState.OVER)


def test_who_follows_is_resumed_and_a_second_default_costs_three_months(
    market: Any, jiangsu: Callable[..., str]
) -> None:
    from baowen.procure.listing.actions.book import Priced, set_price
    from baowen.procure.listing.kinds import ListingPath
    from baowen.procure.listing.queries import events_of, listing
    from baowen.procure.listing.states import ListingState

    number = jiangsu()
    _take(market, "430000,P1,地高辛片,片剂,0.25mg,,30,丁制药,10,2026-10-20,湘平台\n")
    _follow(market, AT)
    late = AT + timedelta(days=30)
    _follow(market, late)
    priced = Priced(price=Decimal(10), valid_from=date(2026, 12, 2), path=ListingPath.ORDINARY)
    set_price(number, priced, actor=market.officer, at=late)
    assert _follow(market, late).followed == 1
    assert listing(number).state is ListingState.LISTED
    _take(market, "510000,P1,地高辛片,片剂,0.25mg,,30,丁制药,9,2026-12-01,川平台\n")
    assert _follow(market, late).told == 1
    again = late + timedelta(days=60)
    assert _follow(market, again).suspended == 1
    assert events_of(number)[-1].until == date(2027, 4, 30)


def test_a_place_without_days_for_it_looks_for_nothing(market: Any) -> None:
    from baowen.procure.listing.actions.following import follow

    with pytest.raises(BaowenError, match=r"price\.follow\.days"):
        follow(PROVINCE, actor=market.officer, at=AT, book=_book(PROVINCE))


def test_an_application_that_follows_ends_the_duty_at_once(market: Any, jiangsu: Callable[..., str]) -> None:
    from baowen.orgs.actions import NewOrganisation, add_person, register_organisations
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.queries import actor_of, operator
    from baowen.orgs.roles import Role
    from baowen.procure.listing.actions.applications import apply, move_application
    from baowen.procure.listing.kinds import ApplicationKind
    from baowen.procure.listing.queries.applications import follow_ups
    from baowen.procure.listing.states import ApplicationMove, FollowState
    from baowen.procure.listing.wishes import Wish

    root = operator("os:root", "100000")
    office = NewOrganisation(code="YB32", name="苏医保", kind=OrganisationKind.DEPARTMENT, region="320000")
    register_organisations([office], actor=root, at=AT)
    add_person(
        "js", name="js", organisation="YB32", roles={Role.PROCUREMENT_OFFICER}, actor=root, at=AT
    )  # fmt: skip
    number = jiangsu()
    _take(market, "430000,P1,地高辛片,片剂,0.25mg,,30,丁制药,10,2026-10-20,湘平台\n")
    _follow(market, AT)
    wish = Wish(
        region="320100", kind=ApplicationKind.FOLLOW, product_code="P1", price=Decimal(10), reason="跟进"
    )  # fmt: skip
    sent = apply(wish, actor=market.maker, at=AT, book=_book("320100"))
    move_application(sent.number, ApplicationMove.ACCEPT, actor=actor_of("js"), at=AT)
    assert follow_ups(listing=number)[0].state is FollowState.FOLLOWED


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("999999,P1,地高辛片,,,,,,10,2026-10-20,x\n", "不是省级地区代码"),
        ("430100,P1,地高辛片,,,,,,10,2026-10-20,x\n", "不是省级地区代码"),
        ("320000,P1,地高辛片,,,,,,0,2026-10-20,x\n", "应大于 0"),
        ("320000,P1,地高辛片,,,,,,十元,2026-10-20,x\n", "不是数"),
        ("320000,P1,地高辛片,,,,,,10,20/10/2026,x\n", "应写作"),
        ("320000,P1,地高辛片,,,,,,10,2026-10-20,\n", "来源为空"),
        ("", "没有数据行"),
    ],
)
def test_a_file_with_a_wrong_row_is_not_taken_at_all(market: Any, text: str, said: str) -> None:
    from baowen.procure.listing.models import ReferencePrice

    good = "320000,P2,阿司匹林片,片剂,0.1g,,30,丁制药,10,2026-10-20,x\n" if text else ""
    with pytest.raises(BaowenError, match=said):
        _take(market, good + text)
    assert ReferencePrice.objects.count() == 0


def test_a_reference_sent_again_is_corrected_and_others_may_not_send(market: Any) -> None:
    from baowen.orgs.permissions import NotAllowedError
    from baowen.procure.listing.actions.references import import_references
    from baowen.procure.listing.models import ReferencePrice

    for price in ("10", "11"):
        _take(market, f"320000,P1,地高辛片,片剂,0.25mg,,30,丁制药,{price},2026-10-20,x\n")
    assert [row.price for row in ReferencePrice.objects.all()] == [Decimal(11)]
    with pytest.raises(NotAllowedError):
        import_references(b"", "x", actor=market.maker, at=AT, book=_book(PROVINCE), region=PROVINCE)
    with pytest.raises(BaowenError, match="缺少列"):
        import_references(b"a,b\n", "x", actor=market.officer, at=AT, book=_book(PROVINCE), region=PROVINCE)
    with pytest.raises(BaowenError, match="UTF-8"):
        import_references("价".encode("gbk"), "x", actor=market.officer, at=AT, book=_book(PROVINCE), region=PROVINCE)


def test_references_stand_in_the_comparison_with_where_they_were_read(market: Any, listed: Callable[..., str]) -> None:
    from baowen.procure.listing.comparing import Goods
    from baowen.procure.listing.queries.comparison import compare

    listed(price="12.5")
    _take(
        market, "320000,P1,地高辛片,片剂,0.25mg,0.25mg*30片/盒,30,丁制药,10,2026-10-20,苏平台\n"
        "510000,P1,地高辛片,片剂,0.25mg,0.25mg*30片/盒,30,丁制药,9,2027-10-20,川平台\n"
    )  # fmt: skip
    goods = Goods(
        product_code="P1", generic_name="地高辛片", maker="M1", dosage_form="片剂", spec="0.25mg",
        packaging="0.25mg*30片/盒", units_per_pack=Decimal(30),
    )  # fmt: skip
    seen = compare(PROVINCE, goods, Decimal(15), date(2026, 11, 2), book=_book(PROVINCE))
    assert [(one.region, one.as_own, one.source) for one in seen.references] == [("320000", Decimal(10), "苏平台")]
    lowest = seen.figure("other_lowest")
    assert lowest is not None
    assert (lowest.multiple, seen.current, seen.rise) == (Decimal("1.5"), Decimal("12.5"), Decimal("0.2"))
    alone = compare(PROVINCE, Goods(product_code="Q", generic_name="新药片", maker="M1"), Decimal(1), AT.date(),
                    book=_book(PROVINCE))  # fmt: skip
    assert "没有其他在网的同通用名药品" in alone.none_zh


def test_suspensions_end_on_their_day_and_those_without_one_do_not(market: Any, listed: Callable[..., str]) -> None:
    from baowen.procure.listing.actions.book import Why, decide_listing
    from baowen.procure.listing.actions.ending import end_suspensions
    from baowen.procure.listing.queries import listing
    from baowen.procure.listing.states import ListingMove, ListingState

    timed, open_ended = listed(), listed(code="P2")
    on = date(2026, 12, 2)
    decide_listing(timed, ListingMove.SUSPEND, Why(reason="函询", until=on), actor=market.officer, at=AT)
    decide_listing(open_ended, ListingMove.SUSPEND, Why(reason="函询"), actor=market.officer, at=AT)
    assert end_suspensions(PROVINCE, actor=market.officer, at=AT + timedelta(days=29)) == 0
    assert end_suspensions(PROVINCE, actor=market.officer, at=AT + timedelta(days=30)) == 1
    assert [listing(one).state for one in (timed, open_ended)] == [ListingState.LISTED, ListingState.SUSPENDED]
    with pytest.raises(BaowenError, match="晚于今天"):
        decide_listing(timed, ListingMove.SUSPEND, Why(reason="x", until=AT.date()), actor=market.officer, at=AT)


def test_a_suspension_of_a_price_matter_is_ended_there_and_not_by_the_day_or_an_application(
    market: Any, listed: Callable[..., str]
) -> None:
    from baowen.procure.listing.actions.applications import apply
    from baowen.procure.listing.actions.book import Why, decide_listing, move_listing
    from baowen.procure.listing.actions.ending import end_suspensions
    from baowen.procure.listing.kinds import ApplicationKind
    from baowen.procure.listing.queries import suspended_elsewhere
    from baowen.procure.listing.states import ListingMove
    from baowen.procure.listing.wishes import Wish

    number = listed()
    why = Why(reason="约谈后未纠正", about="price/J1", until=date(2026, 11, 3))
    move_listing(number, ListingMove.SUSPEND, why, actor=market.price_officer, at=AT)
    assert end_suspensions(PROVINCE, actor=market.officer, at=AT + timedelta(days=9)) == 0
    wish = Wish(region=PROVINCE, kind=ApplicationKind.RETURN, product_code="P1", price=Decimal(12), reason="x")
    with pytest.raises(BaowenError, match="由 price/J1 暂停"):
        apply(wish, actor=market.maker, at=AT, book=_book(PROVINCE))
    with pytest.raises(BaowenError, match="由价格监管事项 J1 暂停，请在其中恢复"):
        decide_listing(number, ListingMove.RESUME, Why(reason="x"), actor=market.officer, at=AT)
    assert suspended_elsewhere(number) == "price/J1"
    move_listing(number, ListingMove.RESUME, Why(reason="已纠正", about="price/J1"), actor=market.officer, at=AT)
    assert suspended_elsewhere(number) == ""
    decide_listing(number, ListingMove.SUSPEND, Why(reason="质量"), actor=market.officer, at=AT)
    decide_listing(number, ListingMove.RESUME, Why(reason="合格"), actor=market.officer, at=AT)


def test_the_untraded_is_put_aside_unless_the_records_do_not_reach_back(
    market: Any, listed: Callable[..., str]
) -> None:
    from baowen.core.period import Month
    from baowen.procure.listing.actions.inactive import put_untraded_aside
    from baowen.procure.listing.queries import listing
    from baowen.procure.listing.states import ListingState

    old = {"valid_from": date(2020, 1, 1)}
    traded, untraded, young = listed(**old), listed(code="P2", **old), listed(code="P3")

    def run(known: Month | None) -> int:
        return put_untraded_aside(
            PROVINCE, {"P1"}, known, actor=market.officer, at=AT, book=_book(PROVINCE)
        )  # fmt: skip

    for known in (None, Month(2024, 12)):
        with pytest.raises(BaowenError, match="不能判断有无交易"):
            run(known)
    assert run(Month(2024, 11)) == 1
    states = [listing(one).state for one in (traded, untraded, young)]
    assert states == [ListingState.LISTED, ListingState.INACTIVE, ListingState.LISTED]


def _lake_prices(home: Any) -> list[tuple[Any, ...]]:
    from baowen.lake.store import Lake

    rows = Lake(home.lake).read("listing_price")
    assert rows is not None
    return sorted(rows.select("valid_from", "price", "previous_price", "status").rows())


def test_what_was_listed_is_recorded_once_and_what_happens_then_reaches_the_lake(
    market: Any, home: Any, registers: None, bring_in: Callable[..., Any]
) -> None:
    from baowen.procure.listing.actions.book import Priced, Why, decide_listing, set_price, void_price
    from baowen.procure.listing.actions.handing_over import hand_over, waiting
    from baowen.procure.listing.actions.recording import record
    from baowen.procure.listing.kinds import ListingPath
    from baowen.procure.listing.queries import listing_of, prices_of
    from baowen.procure.listing.states import ListingMove

    prices = "药品代码,行政区划代码,执行日期,挂网价\nP001,430000,2024-01-01,10\nP001,430000,2025-06-01,12\n"
    assert bring_in("listing_price", prices).accepted == 2
    first = record(home, PROVINCE, actor=market.officer, at=AT, book=_book(PROVINCE))
    assert (first.entered, first.prices) == (1, 2)
    again = record(home, PROVINCE, actor=market.officer, at=AT, book=_book(PROVINCE))
    assert (again.entered, again.known, waiting()) == (0, 1, 0)
    found = listing_of(PROVINCE, "P001")
    assert found is not None
    assert (found.price, found.path, found.unit_price) == (Decimal(12), ListingPath.RECORDED, Decimal("0.4"))
    assert len(prices_of(found.number)) == 2

    for price, day in (("130", date(2026, 11, 1)), ("13", date(2026, 11, 2))):
        priced = Priced(price=Decimal(price), valid_from=day, path=ListingPath.ORDINARY)
        set_price(found.number, priced, actor=market.officer, at=AT)
    told = hand_over(home, by="test", at=AT, clock=lambda: AT)
    assert (told.accepted, told.refused, told.waiting) == (2, (), 0)
    void_price(found.number, date(2026, 11, 1), why="多输一位", actor=market.officer, at=AT)
    decide_listing(found.number, ListingMove.SUSPEND, Why(reason="x"), actor=market.officer, at=AT + timedelta(days=3))
    assert hand_over(home, by="test", at=AT, clock=lambda: AT).waiting == 0
    assert _lake_prices(home) == [
        (date(2024, 1, 1), Decimal(10), None, None),
        (date(2025, 6, 1), Decimal(12), None, None),
        (date(2026, 11, 1), Decimal(12), None, "listed"),
        (date(2026, 11, 2), Decimal(13), Decimal(12), "listed"),
        (date(2026, 11, 5), Decimal(13), Decimal(13), "suspended"),
    ]


def test_what_the_lake_does_not_know_is_told_and_stays_to_be_handed_over(
    market: Any, home: Any, registers: None, listed: Callable[..., str]
) -> None:
    from baowen.procure.listing.actions.handing_over import hand_over, waiting

    listed(code="NEW")
    found = hand_over(home, by="test", at=AT, clock=lambda: AT)
    assert [code for code, _ in found.refused] == ["NEW"]
    assert waiting() == 1


def test_a_document_is_kept_for_an_own_application_alone(
    market: Any, listed: Callable[..., str], tmp_path: Path
) -> None:
    from baowen.orgs.permissions import NotAllowedError
    from baowen.procure.listing.actions.applications import apply
    from baowen.procure.listing.actions.files import add_document, keep_document
    from baowen.procure.listing.kinds import ApplicationKind
    from baowen.procure.listing.queries.applications import application, document_to_read
    from baowen.procure.listing.wishes import Wish

    listed()
    wish = Wish(region=PROVINCE, kind=ApplicationKind.PRICE, product_code="P1", price=Decimal(13), reason="x")
    number = apply(wish, actor=market.maker, at=AT, book=_book(PROVINCE)).number
    proof = tmp_path / "成本.pdf"
    proof.write_bytes(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    with pytest.raises(NotAllowedError):
        keep_document(number, proof, tmp_path / "raw", actor=market.supplier)
    assert not (tmp_path / "raw").exists()
    kept = keep_document(number, proof, tmp_path / "raw", actor=market.maker)
    key = add_document(number, kept, "成本构成", actor=market.maker, at=AT)
    with pytest.raises(BaowenError, match="内容相同"):
        add_document(number, kept, "", actor=market.maker, at=AT)
    assert application(number, market.officer).documents[0].file_name == "成本.pdf"
    assert document_to_read(key, market.price_officer).sha256 == kept.sha256
    with pytest.raises(BaowenError, match="无权查看"):
        document_to_read(key, market.buyer)
