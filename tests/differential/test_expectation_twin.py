"""What is expected, and purchases against it, beside slow twins in plain Python."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import fields, replace
from datetime import date
from functools import partial
from statistics import fmean, median
from typing import Any

import numpy as np
import polars as pl
import pytest

from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.monitor.expectation.parameters import ExpectationParameters
from baowen.monitor.expectation.ranges import expectation_from
from baowen.monitor.indicators.examples import REGIONS, tables
from baowen.monitor.indicators.parameter import read_parameters
from baowen.monitor.indicators.purchase import purchase_findings
from baowen.monitor.indicators.tables import Scope, Tables, opened_when_asked
from baowen.monitor.thresholds import parameters

FIRST, LAST = Month(2024, 1), Month(2025, 11)
MONTHS = [str(month) for month in FIRST.until(LAST)]
PLACES = pl.DataFrame([{"region": row["region"], "level": row["level"], "city": row["city"],
                        "province": row["province"]} for row in REGIONS])  # fmt: skip
Row = dict[str, Any]


@pytest.fixture(scope="module")
def rules() -> ExpectationParameters:
    return read_parameters(ExpectationParameters, load_packs().ruling("100000", date(2026, 1, 1)))


def _rows(seed: int, products: int = 12) -> list[Row]:
    """Purchases of steady, wild, seldom and seasonal products in two cities; some months of a place are missing."""
    chance = random.Random(seed)
    rows = []
    for at, month in enumerate(MONTHS[:-1]):
        for region in (430102, 430103, 430202):
            if region == 430202 and at == 7:
                continue
            for product in range(1, products + 1):
                mean = 20 * product * (2.5 if product % 5 == 1 and at % 12 < 4 else 1.0)
                seldom = product % 4 == 0 and chance.random() < 0.6
                packs = 0 if seldom or at < product % 5 else round(mean * chance.uniform(0.5, 1.5))
                if packs:
                    rows.append({"month": month, "region": region, "product": product, "quantity": float(packs),
                                 "lines": chance.randrange(1, 9), "orders": 1})  # fmt: skip
    return rows


def _products(products: int = 12) -> pl.DataFrame:
    kinds = {"product": pl.Int32, "drug_key": pl.String, "delisted_on": pl.Date}
    return pl.DataFrame([(n, f"drug{n % 5}", None) for n in range(1, products + 1)], schema=kinds, orient="row")


def _by_place(rows: list[Row]) -> pl.DataFrame:
    """The rows of counties added up for their city and for the province."""
    city = {row["region"]: row["city"] for row in REGIONS}
    placed = [{**row, "region": place} for row in rows for place in (city[row["region"]], 430000)]
    frame = pl.DataFrame(placed, schema_overrides={"region": pl.Int32, "product": pl.Int32})
    sums = frame.group_by("month", "region", "product").agg(pl.col("quantity", "lines", "orders").sum())
    return sums.sample(fraction=1.0, shuffle=True, seed=len(rows))


def _expect(rows: list[Row], rules: ExpectationParameters, **more: Any) -> pl.DataFrame:
    return expectation_from(_by_place(rows), PLACES, _products(), rules, months=MONTHS, **more).sort(
        "month", "region", "product"
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_median_season_and_spread_agree_with_lists(seed: int, rules: ExpectationParameters) -> None:
    rows = _rows(seed)
    city = {row["region"]: row["city"] for row in REGIONS}
    packs: dict[tuple[int, int, str], float] = defaultdict(float)
    lines: dict[tuple[int, int, str], int] = defaultdict(int)
    activity: dict[tuple[int, str], int] = defaultdict(int)
    drugs: dict[tuple[int, str], float] = defaultdict(float)
    for row in rows:
        for place in (city[row["region"]], 430000):
            packs[place, row["product"], row["month"]] += row["quantity"]
            lines[place, row["product"], row["month"]] += row["lines"]
            activity[place, row["month"]] += row["lines"]
        drugs[row["product"] % 5, row["month"]] += row["quantity"]
    found = _expect(rows, rules)
    assert found.height > 200
    for one in found.iter_rows(named=True):
        place, product, at = one["region"], one["product"], MONTHS.index(one["month"])
        since = min(MONTHS.index(m) for p, q, m in packs if (p, q) == (place, product))
        known = [m for m in MONTHS[since:at] if activity[place, m]][-12:]
        known = [m for m in known if MONTHS.index(m) >= at - 12]
        shares = [packs[place, product, m] / activity[place, m] for m in known]
        assert (one["known_months"], one["least"], one["most"]) == (len(known), min(shares), max(shares))
        assert one["usual"] == pytest.approx(median(shares))
        assert one["regularity"] == pytest.approx(sum(share > 0 for share in shares) / len(shares))
        assert one["past_lines"] == pytest.approx(sum(lines[place, product, m] for m in known) / len(known))
        year = {m: drugs[product % 5, m] / activity[430000, m] for m in MONTHS[at - 12 : at]}
        about = [(MONTHS[at - 12 + step], weight) for step, weight in ((0, 2), (1, 1))]
        if at > 12:
            about.append((MONTHS[at - 13], 1))
            year_ago = {m: drugs[product % 5, m] / activity[430000, m] for m, _ in about}
        else:
            year_ago = year
        near = sum(weight * year_ago[m] for m, weight in about) / sum(weight for _, weight in about)
        assert one["season"] == pytest.approx(min(2.0, max(0.5, near / fmean(year.values()))))
        assert 0 <= one["low"] <= one["expected"] + 1e-12 <= one["high"] + 2e-12
        assert one["noise"] >= 0.08 * one["expected"] * 0.999999
        if one["model"] == "median":
            assert one["expected"] == pytest.approx(one["usual"])
        if one["model"] == "drug_season":
            assert one["expected"] == pytest.approx(one["usual"] * one["season"])
    assert set(found["model"]) >= {"median", "drug_season"}
    assert set(found["demand_class"]) >= {"smooth", "intermittent"}


def test_what_comes_later_changes_nothing(rules: ExpectationParameters) -> None:
    rows = _rows(3)
    late = [{**row, "quantity": row["quantity"] * (9 if row["month"] >= "2025-06" else 1)} for row in rows]
    before, after = _expect(rows, rules), _expect(late, rules)
    past = pl.col("month") <= "2025-06"
    assert before.filter(past).equals(after.filter(past))
    assert not before.filter(~past).equals(after.filter(~past))


def test_one_month_alone_is_what_it_is_among_all_and_rows_may_come_in_any_order(rules: ExpectationParameters) -> None:
    rows = _rows(4)
    every = _expect(rows, rules)
    mixed = random.Random(4).sample(rows, len(rows))
    alone = _expect(mixed, rules, wanted=["2025-08"], workers=2)
    assert alone.equals(every.filter(pl.col("month") == "2025-08"))


def test_a_place_does_not_hear_of_another_but_through_the_season(rules: ExpectationParameters) -> None:
    rows = _rows(5)
    louder = [{**row, "lines": row["lines"] * (3 if row["region"] == 430202 else 1)} for row in rows]
    plain, changed = (_expect(each, rules).filter(region=430100).drop("season") for each in (rows, louder))
    assert plain.select("usual", "least", "past_lines").equals(changed.select("usual", "least", "past_lines"))


def test_series_of_nothing_but_zeros_and_single_purchases_are_safe(rules: ExpectationParameters) -> None:
    rows = _rows(6, products=3)
    rows.append({"month": MONTHS[0], "region": 430102, "product": 4, "quantity": 5.0, "lines": 1, "orders": 1})
    found = _expect(rows, rules).filter(product=4, month=MONTHS[-1])
    assert found.height == 2  # the city and the province
    numbers = found.select(pl.col(pl.Float64)).to_numpy()
    assert np.isfinite(numbers).all()
    assert (numbers >= 0).all()
    assert found["demand_class"].to_list() == ["none", "none"]


@pytest.mark.parametrize("seed", [13, 14, 15])
def test_purchases_against_what_was_expected_agree_with_a_loop(seed: int) -> None:
    given = parameters(load_packs().ruling("100000", LAST.last), home=430000)
    chance = random.Random(seed)
    rows = [
        {
            "month": str(month), "hospital": 1, "region": 430102, "product": product,
            "quantity": (1 if product < 5 else 400) if month == LAST and product < 9 else chance.randrange(35, 45),
        }
        for month in FIRST.until(LAST)
        for product in range(1, 13)
        if chance.random() < 0.9 or month == LAST or product < 4
    ]  # fmt: skip
    rows = [row for row in rows if not (row["product"] == 2 and row["month"] == str(LAST))]
    activity = sum(1 for row in rows if row["month"] == str(LAST))
    bought = {row["product"]: row["quantity"] for row in rows if row["month"] == str(LAST)}
    own = replace(given["purchase"], least_quantity=0.0, least_deviation=1.5, least_regularity=0.0, levels=("city",))
    leaving = [{"product": 1, "delisted_on": date(2026, 1, 15)}]  # two months later: it fades out already
    data = _with_expectation(tables(as_of=LAST.last, purchase=rows, product=leaving), rows, given)
    found = purchase_findings(data, own, Scope(months=(LAST,), as_of=LAST.last)).to_pyarrow().to_pylist()
    expected = {}
    for one in data.expectation.to_polars().iter_rows(named=True):
        if one["month"] != str(LAST) or one["region"] != 430100:
            continue
        packs = bought.get(one["product"], 0)
        share = packs / activity
        values = [one["usual"], one["usual"] * one["season"], one["expected"]]
        outside = share < min(one["low"], one["least"]) and one["product"] != 1
        if outside and min(values) - share >= 1.5 * one["noise"]:
            expected["purchase_drop", one["product"]] = packs / (min(values) * activity)
        if share > max(one["high"], one["most"]) and share - max(values) >= 1.5 * one["noise"]:
            expected["purchase_surge", one["product"]] = packs / (max(values) * activity)
    assert {(row["indicator"], row["subject"]): row["value"] for row in found} == pytest.approx(expected)
    assert {"purchase_drop", "purchase_surge"} == {name for name, _ in expected}
    assert ("purchase_drop", 2) in expected  # nothing at all was bought: no row, yet a value of 0


def _with_expectation(data: Any, rows: list[Row], given: dict[str, Any]) -> Any:
    """The tables with what is expected from the monthly purchases."""
    import ibis

    rules = read_parameters(ExpectationParameters, load_packs().ruling("100000", LAST.last))
    plain = [{**row, "lines": 1, "orders": 0, "quantity": float(row["quantity"])} for row in rows]
    made = expectation_from(_by_place(plain), PLACES, _products(), rules, months=MONTHS)
    openers = {field.name: partial(getattr, data, field.name) for field in fields(Tables)}
    return opened_when_asked(openers | {"expectation": lambda: ibis.memtable(made)})
