"""Red flags at their edges: quartiles, what a release lacks, ties, currencies, excluded methods."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from baowen.core.policy import load_packs
from baowen.procure.redflags.fences import fences, quantile, shown
from baowen.procure.redflags.parameters import read_parameters
from baowen.procure.redflags.process import Process, read_process
from baowen.procure.redflags.registry import REDFLAGS
from baowen.procure.redflags.running import as_cardinal, flags_of

PACK = read_parameters(load_packs().ruling("100000", date(2026, 9, 28)))


def made(**release: Any) -> Process:
    found = read_process({"ocid": "a", **release})
    assert found is not None
    return found


def bid(status: str, who: str, amount: object = None, currency: str = "CNY") -> dict[str, Any]:
    value = {} if amount is None else {"value": {"amount": amount, "currency": currency}}
    return {"status": status, "tenderers": [{"id": who}], **value}


AWARD = [{"status": "active", "suppliers": [{"id": "甲"}]}]


def test_quartiles_of_nine_values_are_those_that_cardinal_prints() -> None:
    found = fences([Fraction(0)] * 2 + [Fraction(100)] * 7, Decimal("1.5"))
    assert shown(found.first) == Decimal("66.666667")
    assert found.third == 100
    assert shown(found.lower) == Decimal("16.666667")


@for_any(st.lists(st.integers(-1000, 1000), min_size=1, max_size=30), st.fractions(0, 1))
def test_a_quantile_lies_within_the_values_and_grows_with_its_share(values: list[int], share: Fraction) -> None:
    given = [Fraction(value) for value in values]
    assert min(given) <= quantile(given, share) <= max(given)
    assert quantile(given, share / 2) <= quantile(given, share)


def test_no_values_have_no_quantile() -> None:
    with pytest.raises(ValueError, match="no values"):
        quantile([], Fraction(1, 2))


@pytest.mark.parametrize(
    "release",
    [
        {}, {"tender": None, "bids": [], "awards": {}}, {"bids": {"details": [None, 3, {"tenderers": "甲"}]}},
        {"awards": [{"status": 5, "suppliers": None, "items": [{"classification": "J01"}]}]},
        {"bids": {"details": [{"status": "valid", "tenderers": [{"id": 7}], "value": {"amount": True}}]}},
        {"tender": {"tenderPeriod": {"startDate": "2026-03-01", "endDate": "soon"}, "numberOfTenderers": True}},
        {"bids": {"details": [{"value": {"amount": float("nan"), "currency": "CNY"}}]}},
    ],
)  # fmt: skip
def test_whatever_a_release_lacks_or_garbles_raises_no_error_and_no_flag(release: dict[str, Any]) -> None:
    assert flags_of([made(**release)], PACK) == []


def test_a_release_without_an_ocid_is_no_process() -> None:
    assert read_process({"ocid": 5}) is None
    assert read_process({}) is None


@pytest.mark.parametrize(
    ("end", "flagged"), [("2026-03-16T08:59:59+08:00", True), ("2026-03-16T09:00:00+08:00", False)]
)
def test_notice_is_short_until_the_last_second_of_the_last_day(end: str, flagged: bool) -> None:
    period = {"startDate": "2026-03-01T09:00:00+08:00", "endDate": end}
    one = made(tender={"procurementMethod": "selective", "tenderPeriod": period})
    assert bool(flags_of([one], PACK, ["R003"])) is flagged


def test_a_tie_with_a_disqualified_bid_is_flagged_in_either_order() -> None:
    pair = [bid("valid", "甲", 5), bid("disqualified", "乙", 5)]
    for details in (pair, pair[::-1]):
        assert as_cardinal(flags_of([made(bids={"details": details}, awards=AWARD)], PACK, ["R036"])) == {
            "OCID": {"a": {"R036": 1.0}}
        }


def test_amounts_in_another_currency_are_not_compared() -> None:
    details = [bid("valid", "甲", 5), bid("disqualified", "乙", 1, "USD")]
    assert flags_of([made(bids={"details": details}, awards=AWARD)], PACK, ["R036"]) == []


def test_the_same_number_written_otherwise_is_the_same_price() -> None:
    details = [bid("valid", "甲", Decimal("36.50")), bid("valid", "乙", 36.5)]
    assert {one.identifier for one in flags_of([made(bids={"details": details})], PACK, ["R028"])} == {"a", "甲", "乙"}


@pytest.mark.parametrize("field", ["fixed_price_methods", "excluded_methods"])
def test_a_method_without_price_comparison_is_left_out(field: str) -> None:
    one = made(
        bids={"details": [bid("valid", "甲", 5), bid("disqualified", "乙", 5)]}, awards=AWARD,
        tender={"procurementMethodDetails": "抽签"},
    )  # fmt: skip
    assert {flag.code for flag in flags_of([one], PACK, ["R028", "R036"])} == {"R028", "R036"}
    assert flags_of([one], replace(PACK, **{field: frozenset({"抽签"})}), ["R028", "R036"]) == []


def test_a_supplier_of_few_processes_is_not_judged_by_variety() -> None:
    items = [{"classification": {"id": code}} for code in ("J01", "C07", "N02")]
    award = [{"status": "active", "suppliers": [{"id": "甲"}], "items": items}]
    assert flags_of([made(awards=award)], PACK, ["R048"]) == []
    assert flags_of([made(awards=award)], replace(PACK, least_awarded=1), ["R048"])[0].value == 3


def test_a_winning_bid_of_nothing_is_not_divided_by() -> None:
    details = [bid("valid", "甲", 0), bid("valid", "乙", 5)]
    assert flags_of([made(bids={"details": details}, awards=AWARD)], PACK, ["R024", "R058"]) == []


def test_every_red_flag_says_in_both_languages_what_it_asks_and_where_it_applies() -> None:
    for one in REDFLAGS.values():
        assert all(one.words)
        assert all(one.question)
        assert one.question[0].endswith("？")
        assert one.question[1].endswith("?")
        assert one.routes
