"""What may a hospital do for a drug, here, today? Golden cases of the three regions, and what holds of every case."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baowen.core.policy import load_packs
from baowen.lists.opens import routes_opened
from baowen.lists.rules import ListEntry
from baowen.orgs.regions import load_regions
from baowen.procure.buying.kinds import Route, Standing
from baowen.procure.buying.routes import ListedProduct, RouteAnswer, Situation, best_of, routes_to_buy
from baowen.procure.listing.kinds import ListingPath
from baowen.procure.listing.states import ListingState

DAY = date(2026, 11, 2)
PACKS, REGIONS = load_packs(), load_regions()
OPEN, SHOW, CLOSED = Standing.OPEN, Standing.TO_SHOW, Standing.CLOSED
HUNAN, NANJING, HANDAN = "430121", "320106", "130402"


def _listed(
    path: ListingPath = ListingPath.ORDINARY, state: ListingState = ListingState.LISTED, can: bool | None = None
) -> ListedProduct:
    return ListedProduct(
        number="G1", state=state, path=path, can_supply=can, evidence=("L-7",) if can is False else ()
    )  # fmt: skip


def _on(kind: str, issuer: str) -> ListEntry:
    return ListEntry(
        issuer_region=issuer, kind=kind, edition="第一期", effective_on=date(2026, 1, 1), generic_name="地高辛"
    )  # fmt: skip


def _routes(place: str, *entries: ListEntry, on: date = DAY, **situation: object) -> dict[Route, RouteAnswer]:
    ruling = PACKS.ruling(place, on)
    opens = routes_opened(entries, ruling, REGIONS)
    answers = routes_to_buy(opens, Situation(**situation), ruling)  # type: ignore[arg-type]
    assert [one.route for one in answers] == list(Route), "every route is answered, in order"
    return {one.route: one for one in answers}


def test_nobody_lists_a_short_drug_hunan_negotiates_and_nanjing_and_handan_file() -> None:
    short = _on("shortage", "100000")
    found = {place: _routes(place, short) for place in (HUNAN, NANJING, HANDAN)}
    said = {
        place: [(one.route, one.clause) for one in answers.values() if one.standing is OPEN]
        for place, answers in found.items()
    }
    temporary = (Route.TEMPORARY, "国办发〔2026〕9号（九）")
    assert said == {
        HUNAN: [(Route.NEGOTIATION, "HN-9"), temporary],
        NANJING: [(Route.FILING, "NJ-15"), temporary],
        HANDAN: [(Route.FILING, "HD-8"), temporary],
    }
    assert found[HUNAN][Route.FILING].why_zh == "当地政策没有此途径"
    assert (found[NANJING][Route.FILING].basis, found[HANDAN][Route.FILING].basis) == ("sourced", "unverified")


def test_a_drug_on_no_list_is_bought_from_a_listing_or_not_at_all_and_each_route_says_why() -> None:
    nothing = _routes(NANJING)
    assert {one.standing for one in nothing.values()} == {CLOSED, SHOW}
    assert best_of(nothing.values()) is None
    assert "清单" in nothing[Route.FILING].why_zh
    assert nothing[Route.FILING].clause == "NJ-15", "where it is closed the article is named too"
    listed = _routes(NANJING, listings=(_listed(),))
    assert listed[Route.LISTING].standing is OPEN
    assert listed[Route.LISTING].clause == "国办发〔2026〕9号（四）（五）"
    assert listed[Route.DIRECT].standing is CLOSED


def test_a_direct_listing_opens_direct_purchase_for_the_shortage_list_and_not_for_the_monitoring_list() -> None:
    direct = (_listed(ListingPath.STRAIGHT),)
    short = _routes(HUNAN, _on("shortage", "430000"), listings=direct)
    watched = _routes(HUNAN, _on("monitoring", "430000"), listings=direct)
    assert (short[Route.DIRECT].standing, short[Route.DIRECT].clause) == (OPEN, "HN-8")
    assert watched[Route.DIRECT].standing is CLOSED
    assert short[Route.NEGOTIATION].standing is CLOSED, "something is listed"


@pytest.mark.parametrize(
    ("can", "said", "standing"),
    [(None, None, SHOW), (None, True, OPEN), (None, False, CLOSED), (False, None, OPEN), (True, True, CLOSED)],
)
def test_handan_files_where_all_listed_fail_to_supply_once_that_is_said_or_shown(
    can: bool | None, said: bool | None, standing: Standing
) -> None:
    found = _routes(HANDAN, _on("shortage", "130000"), listings=(_listed(can=can),), none_can_supply=said)
    assert found[Route.FILING].standing is standing
    if can is False:
        assert "L-7" in found[Route.FILING].conditions[0].zh, "the evidence is named"


def test_one_listed_enterprise_that_did_not_refuse_keeps_the_question_open() -> None:
    both = (_listed(can=False), _listed())
    assert _routes(HANDAN, _on("shortage", "130000"), listings=both)[Route.FILING].standing is SHOW


def test_nanjings_own_list_opens_filing_where_none_can_supply_and_there_is_clinical_need() -> None:
    own, failed = _on("shortage", "320100"), (_listed(can=False),)
    asked = _routes(NANJING, own, listings=failed)
    assert (asked[Route.FILING].standing, "临床确有需要" in asked[Route.FILING].why_zh) == (SHOW, True)
    assert _routes(NANJING, own, listings=failed, clinical_need=True)[Route.FILING].standing is OPEN
    assert _routes(NANJING, own, listings=failed, emergency=True)[Route.FILING].standing is OPEN
    assert _routes(NANJING, own, listings=failed, clinical_need=False)[Route.FILING].standing is CLOSED
    elsewhere = _routes("320200", own, listings=failed, clinical_need=True)
    assert elsewhere[Route.FILING].standing is CLOSED, "Nanjing's extension does not hold in Wuxi"


def test_a_suspended_listing_does_not_keep_the_route_shut_but_is_told() -> None:
    aside = (_listed(state=ListingState.SUSPENDED),)
    found = _routes(HUNAN, _on("shortage", "100000"), listings=aside)
    assert found[Route.NEGOTIATION].standing is OPEN
    assert "另有 1 个暂停或不活跃" in found[Route.NEGOTIATION].conditions[0].zh
    assert found[Route.LISTING].standing is CLOSED


def test_the_temporary_price_holds_since_the_day_of_its_document() -> None:
    short = _on("shortage", "100000")
    assert _routes(HUNAN, short, on=date(2026, 3, 29))[Route.TEMPORARY].standing is CLOSED
    assert _routes(HUNAN, short, on=date(2026, 3, 30))[Route.TEMPORARY].standing is OPEN


def test_post_and_express_deliver_where_nobody_competes_and_elsewhere_no_pack_speaks_of_them() -> None:
    said = {place: _routes(place, no_competition=True)[Route.CARRIER] for place in (HUNAN, NANJING, HANDAN, "320200")}
    assert [one.clause for one in said.values()] == ["HN-10", "NJ-19", "HD-11", ""]
    assert said[HUNAN].words_zh == "邮政企业、省属企业、快递企业"
    assert said["320200"].standing is CLOSED
    assert _routes(HUNAN)[Route.CARRIER].standing is SHOW


listings = st.lists(
    st.builds(
        ListedProduct, number=st.sampled_from(["G1", "G2", "G3"]), state=st.sampled_from(ListingState),
        path=st.sampled_from(ListingPath), can_supply=st.none() | st.booleans(),
    ),
    max_size=4,
).map(tuple)  # fmt: skip
maybe = st.none() | st.booleans()
situations = st.builds(
    Situation, listings=listings, emergency=st.booleans(), clinical_need=maybe, none_can_supply=maybe,
    no_competition=maybe,
)  # fmt: skip
entries = st.lists(
    st.builds(_on, st.sampled_from(["shortage", "monitoring", "essential"]),
              st.sampled_from(["100000", "430000", "320000", "320100", "130000", "130400"])),
    max_size=3,
)  # fmt: skip


@given(place=st.sampled_from([HUNAN, NANJING, HANDAN, "320200", "110101"]), on_lists=entries, situation=situations)
def test_whatever_the_case_a_route_is_open_just_where_its_conditions_hold_and_says_why_where_not(
    place: str, on_lists: list[ListEntry], situation: Situation
) -> None:
    ruling = PACKS.ruling(place, DAY)
    answers = routes_to_buy(routes_opened(on_lists, ruling, REGIONS), situation, ruling)
    assert [one.route for one in answers] == list(Route)
    for one in answers:
        met = [condition.is_met for condition in one.conditions]
        if one.standing is OPEN:
            assert all(met)
            assert one.why_zh == one.why_en == ""
        else:
            assert one.why_zh
            assert one.why_en
            assert one.standing is (SHOW if False not in met and None in met else CLOSED)
        assert not one.clause or one.basis, "a clause has its basis"
    opened = {one.route for one in answers if one.standing is OPEN}
    bought = [one for one in situation.listings if one.can_be_bought and one.can_supply is not False]
    assert (Route.LISTING in opened) == bool(bought)
    if not any(one.kind in ("shortage", "monitoring") for one in on_lists):
        assert opened <= {Route.LISTING, Route.CARRIER}, "a list opens the other routes"
