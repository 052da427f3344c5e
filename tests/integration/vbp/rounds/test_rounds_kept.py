"""VBP-1 (VB-2.1): a round is entered whole, started, ended and continued; who stands by is known by place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.problems import BaowenError

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
PROVINCE, COUNTY = "430000", "430121"


def test_a_round_comes_back_as_it_was_entered(new_round: Callable[..., Any], kept: Callable[..., str]) -> None:
    from baowen.vbp.rounds.queries import round_entered

    code, given = kept(), new_round()
    found = round_entered(code)
    assert (found.code, found.name, found.region, found.starts_on) == (code, "甲药集采", PROVINCE, date(2026, 12, 1))
    assert found.lots[0].bids[0].products == given.lots[0].bids[0].products
    assert dict(found.lots[0].bids[1].places) == dict(given.lots[0].bids[1].places)
    assert set(found.lots[0].volumes) == set(given.lots[0].volumes)


def test_a_round_is_read_in_the_same_number_of_questions_whatever_its_size(
    new_round: Callable[..., Any], kept: Callable[..., str], django_assert_num_queries: Any
) -> None:
    from dataclasses import replace

    from baowen.vbp.rounds.queries import round_entered

    lot = new_round().lots[0]
    code = kept(lots=tuple(replace(lot, number=str(number)) for number in range(30)))
    with django_assert_num_queries(8):
        assert len(round_entered(code).lots) == 30


def test_only_an_officer_of_the_place_enters_and_reenters(
    people: Any, new_round: Callable[..., Any], kept: Callable[..., str]
) -> None:
    from baowen.orgs.permissions import NotAllowedError
    from baowen.vbp.rounds.actions import keep_round

    kept()
    for one in (people.buyer, people.maker, people.neighbour):
        with pytest.raises(NotAllowedError):
            keep_round(new_round("HN-2"), actor=one, at=AT)
    with pytest.raises(NotAllowedError):  # nor by giving it to the own place
        keep_round(new_round("HN-1", region="420000"), actor=people.neighbour, at=AT)


def test_a_prepared_round_is_entered_anew_and_a_running_one_is_not(
    people: Any, new_round: Callable[..., Any], kept: Callable[..., str]
) -> None:
    from baowen.vbp.rounds.actions import keep_round, start_round
    from baowen.vbp.rounds.queries import round_of

    code = kept()
    assert not keep_round(new_round(code, name="改名"), actor=people.officer, at=AT)
    assert round_of(code).name == "改名"
    start_round(code, actor=people.officer, at=AT)
    with pytest.raises(BaowenError, match="不能重新录入"):
        keep_round(new_round(code), actor=people.officer, at=AT)


@pytest.mark.parametrize("code", ["", "A/B", "A B", "A?", "A" * 61])
def test_a_code_that_could_not_stand_in_an_address_is_refused(
    people: Any, new_round: Callable[..., Any], code: str
) -> None:
    from baowen.vbp.rounds.actions import keep_round
    from baowen.vbp.rounds.models import Round

    for one in (new_round(code), new_round("HN-1", follows=code)):
        if one.code != "HN-1" or code:
            with pytest.raises(BaowenError, match="批次编号"):
                keep_round(one, actor=people.officer, at=AT)
    assert Round.objects.count() == 0


def test_a_backup_is_known_for_the_place_whose_main_supplier_fails(kept: Callable[..., str]) -> None:
    """VB-2.3: whose purchases count as selected once the problem is confirmed; the roles turn round next door."""
    from baowen.vbp.rounds.queries import backups_for, suppliers_in

    code = kept()
    assert [one.bid.enterprise_name for one in backups_for(code, COUNTY, "1")] == ["戊制药"]
    assert [one.bid.enterprise_name for one in backups_for(code, "420000", "1")] == ["丁制药"]
    (lot,) = suppliers_in(code, PROVINCE)
    assert [one.bid.enterprise_name for one in lot.mains] == ["丁制药"]
    (nobody,) = suppliers_in(code, "440000")
    assert (nobody.mains, nobody.backups) == ((), ())
    assert backups_for(code, PROVINCE, "9") == ()


def test_a_round_without_days_does_not_start(people: Any, kept: Callable[..., str]) -> None:
    from baowen.vbp.rounds.actions import start_round
    from baowen.vbp.rounds.queries import round_of
    from baowen.vbp.rounds.states import RoundState

    code = kept(starts_on=None, ends_on=None)
    with pytest.raises(BaowenError, match="起止日期"):
        start_round(code, actor=people.officer, at=AT)
    with pytest.raises(BaowenError, match="早于"):
        start_round(
            code, actor=people.officer, at=AT, starts_on=date(2026, 12, 1), ends_on=date(2026, 11, 30)
        )  # fmt: skip
    assert round_of(code).state is RoundState.PREPARED
    start_round(code, actor=people.officer, at=AT, starts_on=date(2026, 12, 1), ends_on=date(2027, 11, 30))
    assert round_of(code).state is RoundState.RUNNING


def test_the_selected_price_is_listed_and_is_the_payment_standard_from_the_first_day(
    people: Any, kept: Callable[..., str]
) -> None:
    """VBP-8 (VB-2.4): the payment standard follows the selected price."""
    from baowen.procure.listing.queries import listing_of, prices_of
    from baowen.vbp.rounds.actions import start_round
    from baowen.vbp.rounds.queries import payment_standard

    code = kept()
    started = start_round(code, actor=people.officer, at=AT)
    assert (started.standards, started.entered, started.priced) == (2, 1, 0)
    assert [(product, "机构代码" in zh) for product, zh, _ in started.left_out] == [("P2", True)]
    listed = listing_of(COUNTY, "P1")
    assert listed is not None
    assert (listed.price, listed.maker) == (Decimal(15), "M1")
    (price,) = prices_of(listed.number)
    assert (price.source, price.valid_from) == (f"vbp_round/{code}", date(2026, 12, 1))
    found = payment_standard("P1", COUNTY, date(2026, 12, 1))
    assert found is not None
    assert (found.price, found.round_code, found.until_on) == (Decimal(15), code, date(2027, 11, 30))
    assert payment_standard("P1", COUNTY, date(2026, 11, 30)) is None
    assert payment_standard("P1", COUNTY, date(2027, 12, 1)) is None
    assert payment_standard("P1", "420000", date(2026, 12, 1)) is None


def test_a_listed_product_gets_the_selected_price_beside_its_old_ones(people: Any, kept: Callable[..., str]) -> None:
    from baowen.procure.listing.actions.book import Priced, Product, enter_listing
    from baowen.procure.listing.kinds import ListingPath
    from baowen.procure.listing.queries import price_on
    from baowen.vbp.rounds.actions import start_round

    number = enter_listing(
        PROVINCE, Product(code="P1", generic_name="甲药片", maker="M1"),
        Priced(price=Decimal(40), valid_from=date(2026, 1, 1), path=ListingPath.ORDINARY), actor=people.officer, at=AT,
    )  # fmt: skip
    started = start_round(kept(), actor=people.officer, at=AT)
    assert (started.entered, started.priced) == (0, 1)
    before, after = price_on(number, date(2026, 11, 30)), price_on(number, date(2026, 12, 1))
    assert before is not None
    assert after is not None
    assert (before.price, after.price) == (Decimal(40), Decimal(15))


def test_a_price_of_the_very_day_is_told_and_hinders_nothing_else(people: Any, kept: Callable[..., str]) -> None:
    from baowen.procure.listing.actions.book import Priced, Product, enter_listing
    from baowen.procure.listing.kinds import ListingPath
    from baowen.vbp.rounds.actions import start_round

    enter_listing(
        PROVINCE, Product(code="P1", generic_name="甲药片", maker="M1"),
        Priced(price=Decimal(40), valid_from=date(2026, 12, 1), path=ListingPath.ORDINARY), actor=people.officer, at=AT,
    )  # fmt: skip
    started = start_round(kept(), actor=people.officer, at=AT)
    assert started.standards == 2
    assert ("P1", True) in [(product, "已有价格" in zh) for product, zh, _ in started.left_out]


def test_a_round_ends_early_with_a_reason_and_its_standards_with_it(people: Any, kept: Callable[..., str]) -> None:
    from baowen.vbp.rounds.actions import end_round, start_round
    from baowen.vbp.rounds.queries import payment_standard, round_of
    from baowen.vbp.rounds.states import RoundState

    code, last = kept(), date(2027, 5, 31)
    start_round(code, actor=people.officer, at=AT)
    with pytest.raises(BaowenError, match="提前结束的理由"):
        end_round(code, actor=people.officer, at=AT, on=last)
    with pytest.raises(BaowenError, match="之间"):
        end_round(code, actor=people.officer, at=AT, on=date(2028, 1, 1), reason="x")
    end_round(code, actor=people.officer, at=AT, on=last, reason="新一批接续")
    assert (round_of(code).state, round_of(code).ends_on) == (RoundState.ENDED, last)
    assert payment_standard("P1", PROVINCE, last) is not None
    assert payment_standard("P1", PROVINCE, date(2027, 6, 1)) is None
    with pytest.raises(BaowenError, match="不能改为"):
        end_round(code, actor=people.officer, at=AT)


def test_a_round_that_continues_begins_with_the_lots_and_the_chain_shows_both(
    people: Any, new_round: Callable[..., Any], kept: Callable[..., str]
) -> None:
    """VBP-1: renewals follow on; the standard of the later round takes over on its first day."""
    from dataclasses import replace

    from baowen.vbp.rounds.actions import continue_round, keep_round, start_round
    from baowen.vbp.rounds.queries import chain_of, payment_standard, round_entered, standards_of_product

    kept()
    start_round("HN-1", actor=people.officer, at=AT)
    continue_round("HN-1", "HN-2", "甲药接续", actor=people.officer, at=AT)
    found = round_entered("HN-2")
    assert (found.follows, [lot.drug for lot in found.lots], found.lots[0].bids) == ("HN-1", ["甲药片"], ())
    with pytest.raises(BaowenError, match="已有"):
        continue_round("HN-1", "HN-2", "再来", actor=people.officer, at=AT)
    lot = new_round().lots[0]
    cheaper = replace(
        lot.bids[0], price=Decimal("0.4"), products=(replace(lot.bids[0].products[0], price=Decimal(12)),)
    )
    days = {"starts_on": date(2027, 12, 1), "ends_on": date(2028, 11, 30)}
    lots = (replace(lot, bids=(cheaper,)),)
    keep_round(new_round("HN-2", follows="HN-1", lots=lots, **days), actor=people.officer, at=AT)
    start_round("HN-2", actor=people.officer, at=AT)
    chain = chain_of("HN-1")
    assert [link.round.code for link in chain] == [link.round.code for link in chain_of("HN-2")] == ["HN-1", "HN-2"]
    assert [link.prices["甲药片"] for link in chain] == [Decimal("0.5"), Decimal("0.4")]
    by_day = [payment_standard("P1", PROVINCE, day) for day in (date(2027, 11, 30), date(2027, 12, 1))]
    assert [one.price for one in by_day if one is not None] == [Decimal(15), Decimal(12)]
    assert [one.round_code for one in standards_of_product("P1", PROVINCE)] == ["HN-1", "HN-2"]


def test_a_prepared_round_is_seen_in_its_place_and_a_running_one_everywhere(
    people: Any, kept: Callable[..., str]
) -> None:
    from baowen.vbp.rounds.actions import start_round
    from baowen.vbp.rounds.queries import round_page, round_seen

    code = kept()
    assert [one.code for one in round_page(people.buyer).lines] == [code]
    assert round_page(people.neighbour).lines == []
    with pytest.raises(BaowenError, match="尚未公布"):
        round_seen(code, people.neighbour)
    start_round(code, actor=people.officer, at=AT)
    assert round_seen(code, people.neighbour).code == code
    assert round_page(people.neighbour, text="没有这个").lines == []


def test_a_round_moves_by_its_own_act_and_never_back(people: Any, kept: Callable[..., str]) -> None:
    from baowen.vbp.rounds.actions import move_round
    from baowen.vbp.rounds.queries import round_of, standards_of_round
    from baowen.vbp.rounds.states import RoundState

    code = kept()
    move_round(code, RoundState.RUNNING, actor=people.officer, at=AT)
    assert len(standards_of_round(code)) == 2
    with pytest.raises(BaowenError, match="不能退回"):
        move_round(code, RoundState.PREPARED, actor=people.officer, at=AT)
    with pytest.raises(BaowenError, match="撤销理由"):
        move_round(code, RoundState.WITHDRAWN, actor=people.officer, at=AT)
    other = kept("HN-3")
    move_round(other, RoundState.WITHDRAWN, actor=people.officer, at=AT, reason="录错")
    assert round_of(other).state is RoundState.WITHDRAWN
