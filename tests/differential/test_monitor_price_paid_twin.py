"""A slow, obvious twin of the rise of the price paid, on generated months of trade and listed prices."""

from __future__ import annotations

import random
from datetime import date
from statistics import median
from typing import Any

import pytest

from baowen.core.period import Month
from baowen.monitor.indicators.examples import line_hash, tables
from baowen.monitor.indicators.price_paid import PaidParameters, price_paid_findings
from baowen.monitor.indicators.tables import Scope

FIRST, LAST = Month(2024, 1), Month(2025, 6)
GIVEN = PaidParameters(window_months=9, least_months=3, least_lines=2, least_rise=0.1, levels=("city",))
Row = dict[str, Any]


def _trade(chance: random.Random) -> tuple[dict[tuple[int, Month], float], list[Row]]:
    prices: dict[tuple[int, Month], float] = {}
    lines: list[Row] = []
    for product in range(1, 16):
        level, jump = chance.randrange(10, 40), chance.choice([1.0, 1.2, 1.5, 2.0])
        since = Month(2025, 1).plus(chance.randrange(6))
        for month in FIRST.until(LAST):
            count = chance.choice([0, 1, 2, 3, 4])
            price = round(level * (jump if month >= since else 1) * chance.choice([0.98, 1.0, 1.02]), 2)
            if count >= GIVEN.least_lines:
                prices[product, month] = price
            lines += [
                {"order_line_hash": line_hash(f"{product}-{month}-{n}"), "ordered_on": month.first, "product": product,
                 "hospital": 1, "region": 430102, "quantity": 5, "unit_price": price}
                for n in range(count)
            ]  # fmt: skip
    return prices, lines


def _listed(chance: random.Random) -> list[Row]:
    rows = []
    for product in range(1, 11):
        price = chance.randrange(10, 40)
        for month in chance.sample(list(FIRST.until(LAST)), 3):
            day = date(month.year, month.number, chance.randrange(2, 28))
            region = chance.choice([430000, 430100, 430200])
            rows.append({"product": product, "region": region, "valid_from": day, "price": price})
            price = round(price * chance.choice([0.8, 1.0, 1.3, 2.0]), 2)
    return rows


def _listed_rise(rows: list[Row], product: int, month: Month) -> float:
    rises = [0.0]
    for region in (430100, 430000):
        steps = sorted((r["valid_from"], r["price"]) for r in rows if (r["product"], r["region"]) == (product, region))
        start = month.plus(-GIVEN.window_months).first
        inside = [n for n, (day, _) in enumerate(steps) if start < day <= month.last]
        if inside:
            in_force = [steps[n - 1][1] for n in inside if n] + [steps[n][1] for n in inside]
            rises.append(steps[inside[-1]][1] / min(in_force) - 1)
    return max(rises)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_lasting_rises_agree_with_a_walk_through_the_months(seed: int) -> None:
    chance = random.Random(seed)
    prices, lines = _trade(chance)
    listed = _listed(chance)
    scope = Scope(months=tuple(Month(2025, 2).until(LAST)), as_of=LAST.last)
    expected = {}
    for (product, month), _ in prices.items():
        window = list(month.plus(-GIVEN.window_months).until(month))
        known = [prices[product, one] for one in reversed(window) if (product, one) in prices]
        recent, before = known[: GIVEN.least_months], known[GIVEN.least_months :]
        if month in scope.months and before:
            rise = min(recent) / median(before) - 1
            if rise >= 0.1 and rise - _listed_rise(listed, product, month) >= 0.1:
                expected[product, str(month)] = pytest.approx(rise)
    found = price_paid_findings(tables(as_of=LAST.last, order_line=lines, listing_price=listed), GIVEN, scope)
    rows = found.to_pyarrow().to_pylist()
    assert {(row["subject"], row["month"]): row["value"] for row in rows} == expected
    assert {row["region"] for row in rows} == {430100}
