"""Plans of transfers keep the rules of givers, lots and transport, and prove how near the least unmet use they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from tests.made_transfers import instance, province, rules

from baowen.reserve.transfers.optimise import Instance, Planned, TransferRules, greedy, plan

Made = tuple[Instance, TransferRules, Planned, Planned]
KINDS: dict[str, dict[str, Any]] = {
    "alike": {"packs": (10.0,)},
    "mixed": {"packs": (10.0, 24.0, 30.0)},
    "expiring": {"packs": (10.0, 24.0), "short": 0.3},
    "cold": {"packs": (10.0,), "transport": "cold"},
}


@pytest.fixture(scope="module", params=[*KINDS])
def made(request: pytest.FixtureRequest) -> tuple[Instance, TransferRules, Planned, Planned]:
    asked, given = province(120, seed=3, **KINDS[request.param]), rules()
    return asked, given, plan(asked, given, workers=1), greedy(asked, given)


def test_the_dual_bound_meets_the_plan_within_a_thousandth(made: Made) -> None:
    asked, given, planned, _ = made
    assert planned.bound <= planned.unmet
    assert planned.gap == pytest.approx((planned.unmet - planned.bound) / planned.needs["unmet_before"].sum())
    assert planned.gap < (0.01 if (asked.lots["days_left"] < given.horizon_days).any() else 0.002)


def test_the_plan_leaves_less_unmet_than_the_nearest_surplus_first(made: Made) -> None:
    _, _, planned, rival = made
    assert planned.unmet < rival.unmet < rival.needs["unmet_before"].sum()
    assert planned.bound <= rival.unmet


def test_no_giver_ends_below_what_it_must_keep_and_none_both_gives_and_takes(made: Made) -> None:
    for planned in made[2:]:
        givers = planned.needs.filter(pl.col("given") > 0)
        assert len(givers)
        assert (givers["stock"] - givers["given"] >= givers["kept_line"] - 1e-6).all()
        assert (givers["received"] == 0).all()


def test_lots_leave_in_expiry_order_and_none_that_expires_soon_moves(made: Made) -> None:
    asked, given = made[:2]
    for planned in made[2:]:
        sent = planned.moves.group_by("lot").agg(sent=pl.col("units").sum())
        lots = asked.lots.join(sent, on="lot", how="left").with_columns(pl.col("sent").fill_null(0.0))
        assert lots.filter(pl.col("days_left") < given.least_days_left)["sent"].sum() == 0
        assert (lots["sent"] <= lots["units"] + 1e-6).all()
        may = lots.filter(pl.col("days_left") >= given.least_days_left).sort("org", "days_left", "lot")
        whole = may.with_columns(before=(pl.col("sent") >= pl.col("units") - 1e-6).shift(1).over("org"))
        assert whole.filter((pl.col("sent") > 0) & ~pl.col("before").fill_null(True)).is_empty()


def test_everything_given_is_received_in_whole_packs_to_the_last_unit(made: Made) -> None:
    asked = made[0]
    for planned in made[2:]:
        assert planned.needs["given"].sum() == planned.needs["received"].sum() == planned.moves["units"].sum()
        packs = planned.moves.join(asked.lots.select("lot", "pack_units"), on="lot")
        assert (packs["units"] == packs["packs"] * packs["pack_units"]).all()
        assert (packs["packs"] > 0).all()


def test_nothing_goes_farther_than_its_class_of_transport_may(made: Made) -> None:
    asked, given = made[:2]
    most = given.most_km[asked.items["transport"][0]]
    for planned in made[2:]:
        assert planned.moves["km"].max() <= most  # type: ignore[operator]


def test_the_nearer_of_two_equal_givers_sends() -> None:
    places = [(1, 1, 1, None, 112.0, 28.0), (2, 1, 1, None, 112.1, 28.0), (3, 2, 1, None, 113.0, 28.0)]
    lots = [(11, 2, 1, 1000.0, 10.0, None), (12, 3, 1, 1000.0, 10.0, None)]
    uses = [(org, 1, daily, 0.0, 0.0, False) for org, daily in ((1, 1.0), (2, 1.0), (3, 1.0))]
    planned = plan(instance(places, lots, uses), rules(), workers=1)
    assert planned.moves["giver"].to_list() == [2]
    assert planned.moves["tier"].to_list() == ["county"]


def _two_counties() -> Instance:
    """One giver with six packs; a county whose use is sure and one whose use is not, each 30 km away."""
    places = [(1, 1, 1, None, 112.0, 28.0), (2, 2, 1, None, 112.3, 28.0), (3, 3, 1, None, 111.7, 28.0)]
    uses = [(1, 1, 0.0, 0.0, 0.0, False), (2, 1, 1.0, 0.0, 0.0, False), (3, 1, 1.0, 0.8, 0.0, False)]
    return instance(places, [(11, 1, 1, 60.0, 10.0, None)], uses)


def test_a_county_that_would_fall_too_far_behind_is_served_until_it_does_not() -> None:
    asked, given = _two_counties(), rules(unfair_most=0.02)
    free, fair = plan(asked, rules(), workers=1), plan(asked, given, workers=1)
    assert _too_far(asked, free, given)
    assert _spread(fair) < _spread(free)
    assert fair.unmet >= free.unmet - 1e-9
    assert sorted(fair.unfair["county"]) == sorted(_too_far(asked, fair, given))


def test_a_county_that_nobody_may_reach_is_told_and_does_not_hold_up_the_others() -> None:
    asked = _two_counties()
    far = asked.institutions.with_columns(longitude=pl.when(pl.col("org") == 3).then(120.0).otherwise("longitude"))
    apart = replace(asked, institutions=far, items=asked.items.with_columns(transport=pl.lit("cold")))
    planned = plan(apart, rules(unfair_most=0.05), workers=1)
    assert planned.unfair["county"].to_list() == [3]
    assert planned.moves["taker"].to_list() == [2]


def _spread(planned: Planned) -> float:
    by_org = dict(planned.needs.select("org", "unmet_after").iter_rows())
    return float(abs(by_org[2] - by_org[3]))


def _too_far(asked: Instance, planned: Planned, given: TransferRules) -> list[int]:
    use = asked.uses.select("org", need=pl.col("daily_use") * given.horizon_days)
    rows = planned.needs.join(use, on="org").join(asked.institutions, on="org")
    most = rows["unmet_after"].sum() / rows["need"].sum() + given.unfair_most
    shares = rows.group_by("county").agg(share=pl.col("unmet_after").sum() / pl.col("need").sum())
    return shares.filter(pl.col("share").is_finite() & (pl.col("share") > most))["county"].to_list()
