"""Slow, obvious twins in plain Python of prices against the listed one, repeated warnings and colour marks."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from statistics import median
from typing import Any

import ibis
import pytest

from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.monitor.indicators.examples import CITY_A, PROVINCE, REGIONS, tables
from baowen.monitor.indicators.listed_price import ListedPriceParameters, listed_price_findings
from baowen.monitor.indicators.marks import MarkParameters, marks_findings
from baowen.monitor.indicators.parameter import read_parameters
from baowen.monitor.indicators.price_spread import beside_others
from baowen.monitor.indicators.repeats import RepeatsParameters, repeats_findings
from baowen.monitor.indicators.tables import Scope

Row = dict[str, Any]
AS_OF = date(2025, 6, 30)
MONTHS = tuple(Month(2025, 1).until(Month(2025, 6)))
SCOPE = Scope(months=MONTHS, as_of=AS_OF)
COUNTIES = [row["region"] for row in REGIONS if row["level"] == "county"]
CITY = {row["region"]: row["city"] for row in REGIONS}
RULING = load_packs().ruling("cn", AS_OF)
SEEDS = pytest.mark.parametrize("seed", [1, 2, 3])


def _day(chance: random.Random) -> date:
    return date(2025, 1, 1) + timedelta(days=chance.randrange(181))


def _listings(chance: random.Random, regions: list[int], products: int, n: int) -> list[Row]:
    rows: dict[tuple[int, int, date], Row] = {}
    for _ in range(n):
        product, region, day = chance.randrange(1, products + 1), chance.choice(regions), _day(chance)
        rows[product, region, day] = {
            "product": product, "region": region, "valid_from": day, "price": chance.choice([0, 8, 10, 12, 15, 40]),
            "status": chance.choice(["listed", "listed", None, "suspended"]),
        }  # fmt: skip
    return sorted(rows.values(), key=lambda row: row["valid_from"])


def _in_force(rows: list[Row], first: date, last: date) -> list[int]:
    """The prices of one product and issuer that some day from first to last had."""
    prices = []
    for number, row in enumerate(rows):
        until = rows[number + 1]["valid_from"] if number + 1 < len(rows) else date.max
        if row["valid_from"] <= last and until > first and row["price"] > 0 and row["status"] != "suspended":
            prices.append(row["price"])
    return prices


@SEEDS
def test_purchases_above_the_listed_price_agree_with_a_loop_over_lines(seed: int) -> None:
    chance = random.Random(seed)
    listings = _listings(chance, [PROVINCE, CITY_A], 2, 25)
    lines = [
        {
            "order_line_hash": number, "ordered_on": _day(chance), "product": chance.choice([1, 2]), "hospital": 1,
            "region": chance.choice(COUNTIES), "quantity": chance.randrange(1, 9),
            "unit_price": chance.choice([7, 11, 13]),
        }
        for number in range(200)
    ]  # fmt: skip
    parameters = read_parameters(ListedPriceParameters, RULING, least_lines=1, least_share=0.0, tolerance=0.05)
    data = tables(as_of=AS_OF, order_line=lines, listing_price=listings)
    found = listed_price_findings(data, parameters, SCOPE).to_pyarrow().to_pylist()
    sums: dict[tuple[str, int, int], list[float]] = defaultdict(lambda: [0.0, 0.0, 0])
    for line in lines:
        month = Month.of(line["ordered_on"])
        for issuer in (CITY[line["region"]], PROVINCE):
            own = [row for row in listings if (row["product"], row["region"]) == (line["product"], issuer)]
            prices = _in_force(own, month.first, month.last)
            if prices:
                break
        if not prices or line["unit_price"] <= max(prices) * 1.05:
            continue
        for place in (line["region"], CITY[line["region"]], PROVINCE):
            cell = sums[str(month), place, line["product"]]
            cell[0] += line["quantity"] * line["unit_price"]
            cell[1] += line["quantity"] * max(prices)
            cell[2] += 1
    expected = {key: (paid / due - 1, n) for key, (paid, due, n) in sums.items()}
    assert {(r["month"], r["region"], r["subject"]): (pytest.approx(r["value"]), r["n"]) for r in found} == expected
    assert len(expected) > 3


@SEEDS
def test_repeated_warnings_agree_with_a_count_by_hand(seed: int) -> None:
    chance = random.Random(seed)
    steps = {}
    for product in (1, 2, 3):
        days = sorted({date(2024, 1, 1) + timedelta(days=30 * n + chance.randrange(28)) for n in range(17)})
        price = 10.0
        for day in days:
            price = round(price * chance.choice([0.8, 0.95, 1.0, 1.1, 1.3]), 2)
            steps[product, day] = price
    listings = [
        {"product": product, "region": PROVINCE, "valid_from": day, "price": str(price), "status": "listed"}
        for (product, day), price in steps.items()
    ]
    parameters = read_parameters(RepeatsParameters, RULING, repeat_months=6, window_months=12)
    found = repeats_findings(tables(as_of=AS_OF, listing_price=listings), parameters, SCOPE).to_pyarrow().to_pylist()
    expected = {}
    for product in (1, 2, 3):
        days = sorted(day for one, day in steps if one == product)
        warned = []
        for number, day in enumerate(days):
            start = date(day.year - 1, day.month, day.day)
            base = [steps[product, one] for one in days if one <= start] or [steps[product, days[0]]]
            is_last = number + 1 == len(days) or Month.of(days[number + 1]) != Month.of(day)
            up = number > 0 and steps[product, day] > steps[product, days[number - 1]]
            if is_last and up and steps[product, day] / base[-1] - 1 >= 0.15:
                warned.append(day)
        for day in warned:
            months_back = [Month.of(day).plus(-6), day.day]
            recent = [one for one in warned if one <= day and (Month.of(one), one.day) > tuple(months_back)]
            if Month.of(day) in MONTHS:
                expected[str(Month.of(day)), product] = len(recent)
    assert {(row["month"], row["subject"]): row["value"] for row in found} == expected
    assert max(expected.values()) > 1


_LOWEST = {"scope": "化学药", "comparator": "同药最低挂网价", "unit_basis": "最小单位", "action": "标识"}
RULES = (
    _LOWEST | {"operator": ">", "multiple": 1.2, "below": 3, "colour": "yellow"},
    _LOWEST | {"operator": ">=", "multiple": 3, "colour": "red"},
    {"scope": "挂网药品", "comparator": "最高挂网价", "unit_basis": "挂网单位", "operator": ">=", "multiple": 2.5,
     "colour": "red", "action": "暂停"},
)  # fmt: skip


@SEEDS
def test_marks_agree_with_a_comparison_of_every_pair(seed: int) -> None:
    chance = random.Random(seed)
    products = [
        {
            "product": key, "drug_key": chance.choice(["a", "b"]), "strength_mg": 5, "form_group": "oral_solid",
            "units": chance.choice([10, 20]),
            "approval_no": chance.choice(["国药准字H20200001"] * 3 + ["Z20200001", None]),
        }
        for key in range(1, 13)
    ]  # fmt: skip
    listings = [row | {"region": PROVINCE} for row in _listings(chance, [PROVINCE], 12, 60)]
    data = tables(as_of=AS_OF, product=products, listing_price=listings)
    parameters = read_parameters(MarkParameters, RULING, rules=RULES, since=date(2025, 3, 1))
    found = marks_findings(data, parameters, SCOPE).to_pyarrow().to_pylist()
    expected = {}
    for month in MONTHS[2:]:
        prices = {}
        for product in products:
            own = [row for row in listings if row["product"] == product["product"]]
            now = _in_force(own, month.last, month.last)
            if now:
                prices[product["product"]] = (now[0], product)
        for key, (price, product) in prices.items():
            marks = []
            same = {k: p for k, (p, q) in prices.items() if q["drug_key"] == product["drug_key"]}
            units = {k: p / prices[k][1]["units"] for k, p in same.items()}
            multiple = units[key] / min(units.values())
            if (product["approval_no"] or "").endswith("H20200001") and multiple > 1.2:
                marks.append((("yellow", "red")[multiple >= 3], multiple))
            packs = [p for k, p in same.items() if k != key and prices[k][1]["units"] == product["units"]]
            if packs and price >= 2.5 * max(packs):
                marks.append(("suspend", price / max(packs)))
            if marks:
                gravest = max(marks, key=lambda one: ("yellow", "red", "suspend").index(one[0]))
                expected[str(month), key] = (gravest[0], pytest.approx(gravest[1]))
    assert {(r["month"], r["subject"]): (r["threshold_basis"], r["value"]) for r in found} == expected
    assert len({basis for basis, _ in expected.values()}) > 1


@SEEDS
def test_what_others_pay_agrees_with_a_loop_that_leaves_one_city_out(seed: int) -> None:
    chance = random.Random(seed)
    prices = {
        (month, product): [float(chance.randrange(1, 12)) for _ in range(product)]
        for month in ("2025-01", "2025-02")
        for product in range(1, 12)
    }
    rows = [
        {"month": month, "product": product, "region": region, "price": price}
        for (month, product), paid in prices.items()
        for region, price in enumerate(paid)
    ]
    found = beside_others(ibis.memtable(rows)).to_pyarrow().to_pylist()
    expected = {}
    for (month, product), paid in prices.items():
        for region in range(len(paid)):
            others = paid[:region] + paid[region + 1 :]
            if others:
                expected[month, product, region] = (median(others), max(others), len(paid))
    given = {
        (row["month"], row["product"], row["region"]): (row["elsewhere"], row["dearest"], row["places"])
        for row in found
    }
    assert given == expected
