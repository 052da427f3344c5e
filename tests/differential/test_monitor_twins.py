"""Slow, obvious twins in plain Python of the cubes and of what the indicators compute, on generated rows."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from statistics import median
from typing import Any

import pytest

from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.lake.cubes import orders_cube
from baowen.monitor.indicators.delivery import delivery_findings
from baowen.monitor.indicators.examples import REGIONS, calendar_rows, table, tables
from baowen.monitor.indicators.price_rise import PriceRiseParameters, price_changes
from baowen.monitor.indicators.price_spread import spread_findings
from baowen.monitor.indicators.stock import hospital_days
from baowen.monitor.indicators.tables import Scope
from baowen.monitor.indicators.weighted import weighted_medians
from baowen.monitor.thresholds import parameters

AS_OF = date(2025, 9, 20)  # beyond the months that are followed: lines due later are not judged
MONTH = Month(2025, 3)
PLACE = {1: 430102, 2: 430103, 3: 430202, 4: 430302}
CITY = {row["region"]: row["city"] for row in REGIONS}
Row = dict[str, Any]


@pytest.fixture(scope="module")
def given() -> dict[str, Any]:
    return parameters(load_packs().ruling("cn", AS_OF), home=430000)


def _orders(chance: random.Random, numbers: Iterator[int], n: int = 300) -> tuple[list[Row], list[Row]]:
    lines, arrivals = [], []
    for number in (next(numbers) for _ in range(n)):
        hospital = chance.choice(list(PLACE))
        day = date(2025, 3, 1) + timedelta(days=chance.randrange(31))
        line = {
            "order_line_hash": number, "ordered_on": day, "hospital": hospital, "region": PLACE[hospital],
            "product": chance.choice([1, 2, 3]), "distributor": chance.choice([7, 8, None]),
            "quantity": Decimal(chance.randrange(0, 40)), "unit_price": Decimal(chance.randrange(0, 500)) / 100,
            "due_on": chance.choice([None, day + timedelta(days=chance.choice([0, 3, 20, 39, 150]))]),
            "delivery_class": chance.choice(["emergency", "general", "cold_chain", None]),
            "status": chance.choice(["confirmed", "confirmed", "refused", "cancelled", None]),
        }  # fmt: skip
        lines.append(line)
        for _ in range(chance.choice([0, 1, 1, 2])):
            arrivals.append(
                {
                    "order_line_hash": number, "quantity": Decimal(chance.randrange(1, 40)),
                    "delivered_on": day + timedelta(days=chance.randrange(60)),
                }
            )  # fmt: skip
    return lines, arrivals


def _cube_twin(lines: list[Row], arrivals: list[Row]) -> dict[tuple[Any, ...], list[Any]]:
    cube: dict[tuple[Any, ...], list[Any]] = defaultdict(lambda: [0, 0, 0, Decimal(0), Decimal(0), Decimal(0)])
    for line in lines:
        if line["quantity"] == 0 or line["status"] == "cancelled":
            continue
        remote = line["hospital"] == 4
        days = {"emergency": 2 if remote else 1, "cold_chain": 5 if remote else 4}.get(
            line["delivery_class"], 5 if remote else 3
        )
        due_on = line["due_on"] or line["ordered_on"] + timedelta(days=days)
        mine = [row for row in arrivals if row["order_line_hash"] == line["order_line_hash"]]
        mine = [row for row in mine if row["delivered_on"] <= min(AS_OF, date(2025, 5, 31))]
        cell = cube[line["product"], line["hospital"], line["distributor"]]
        cell[0] += 1
        cell[3] += line["quantity"]
        if due_on > min(AS_OF, date(2025, 5, 31)):
            continue
        in_time = sum(row["quantity"] for row in mine if row["delivered_on"] <= due_on)
        arrived = min(line["quantity"], sum(row["quantity"] for row in mine))
        cell[1] += 1
        cell[2] += in_time >= line["quantity"]
        cell[4] += arrived
        cell[5] += round(arrived * line["unit_price"], 4)
    return dict(cube)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_cube_of_orders_agrees_with_a_loop_over_lines(seed: int) -> None:
    lines, arrivals = _orders(random.Random(seed), count(1))
    cube = orders_cube(
        table("order_line", lines), table("delivery", arrivals), table("receipt"),
        table("calendar", calendar_rows(date(2025, 3, 1), AS_OF)),
        table("organisation", [{"org": 4, "is_remote": True}, {"org": 1, "is_remote": None}]),
        month=MONTH, follow_months=2, as_of=AS_OF,
    )  # fmt: skip
    columns = ("lines", "due_lines", "on_time_lines", "ordered_quantity", "delivered_quantity", "delivered_amount")
    found = {
        (row["product"], row["hospital"], row["distributor"]): [row[name] for name in columns]
        for row in cube.to_pyarrow().to_pylist()
    }
    assert found == _cube_twin(lines, arrivals)


@pytest.mark.parametrize("seed", [4, 5])
def test_delivery_rates_agree_with_sums_by_hand(seed: int, given: dict[str, Any]) -> None:
    lines, arrivals = _orders(random.Random(seed), count(1))
    sums: dict[tuple[int, int], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    arrived_by_line: dict[int, Decimal] = defaultdict(Decimal)
    for row in arrivals:
        if row["delivered_on"] <= AS_OF:
            arrived_by_line[row["order_line_hash"]] += row["quantity"]
    for line in lines:
        days = {"emergency": 1, "cold_chain": 4}.get(line["delivery_class"], 3)
        due_on = line["due_on"] or line["ordered_on"] + timedelta(days=days)
        if line["status"] != "cancelled" and due_on <= min(AS_OF, date(2025, 5, 31)):
            for place in (line["region"], CITY[line["region"]], 430000):
                sums[place, line["product"]][0] += min(line["quantity"], arrived_by_line[line["order_line_hash"]])
                sums[place, line["product"]][1] += line["quantity"]
    everything = replace(given["delivery"], least_lines=1, least_evidence=0.0)
    scope = Scope(months=(MONTH,), as_of=AS_OF)
    found = delivery_findings(tables(as_of=AS_OF, order_line=lines, delivery=arrivals), everything, scope)
    rates = {
        (row["region"], row["subject"]): row["value"]
        for row in found.to_pyarrow().to_pylist()
        if row["indicator"] == "delivery_rate" and row["subject_type"] == "product"
    }
    assert rates == {key: pytest.approx(float(part / whole)) for key, (part, whole) in sums.items()}


@pytest.mark.parametrize("seed", [6, 7])
def test_weighted_medians_and_spreads_agree_with_a_list_of_packs(seed: int, given: dict[str, Any]) -> None:
    lines, _ = _orders(random.Random(seed), count(1))
    packs: dict[tuple[int, int], list[Decimal]] = defaultdict(list)
    for line in lines:
        if line["status"] != "cancelled" and line["unit_price"] > 0:
            packs[CITY[line["region"]], line["product"]] += [line["unit_price"]] * int(line["quantity"])
    expected = {key: float(sorted(prices)[(len(prices) - 1) // 2]) for key, prices in packs.items() if prices}
    data = tables(as_of=AS_OF, order_line=lines)
    medians = weighted_medians(data.prices, data.region, ("city",)).to_pyarrow().to_pylist()
    assert {(row["region"], row["product"]): row["price"] for row in medians} == expected
    loose = replace(given["price_spread"], least_places=2, city_lines=1, pooled_lines=1, candidate=0.0, drug_lines=1)
    rows = spread_findings(data, loose, Scope(months=(MONTH,), as_of=AS_OF)).to_pyarrow().to_pylist()
    spreads = {(r["region"], r["subject"]): r["value"] for r in rows if r["indicator"] == "regional_spread"}
    for (city, product), price in expected.items():
        others = [other for (place, same), other in expected.items() if same == product and place != city]
        if price > median(others):
            assert spreads.pop((city, product)) == pytest.approx(price / median(others))
    assert spreads == {}


@pytest.mark.parametrize("seed", [8, 9])
def test_days_of_supply_agree_with_a_loop_over_hospitals(seed: int, given: dict[str, Any]) -> None:
    chance = random.Random(seed)
    stock, usage = [], []
    for hospital, place in PLACE.items():
        for day in (date(2025, 1, 28), date(2025, 2, 15), date(2025, 3, 10), date(2025, 3, 28)):
            for _ in range(chance.randrange(3)):
                expires = chance.choice([None, day - timedelta(days=1), day, day + timedelta(days=90)])
                stock.append(
                    {
                        "hospital": hospital, "product": 1, "region": place, "counted_on": day,
                        "quantity": chance.randrange(50), "expires_on": expires,
                    }
                )  # fmt: skip
        for month in ("2024-12", "2025-01", "2025-02", "2025-03"):
            if chance.random() < 0.8:
                usage.append(
                    {
                        "hospital": hospital, "product": 1, "region": place, "month": month,
                        "quantity": chance.randrange(60), "stockout_days": chance.choice([None, 0, 5, 28, 31]),
                    }
                )  # fmt: skip
    expected: dict[int, tuple[float, float]] = {}
    for hospital in PLACE:
        fresh = [r for r in stock if r["hospital"] == hospital and r["counted_on"] >= date(2025, 2, 14)]
        used = [r for r in usage if r["hospital"] == hospital and "2024-12" <= r["month"] < "2025-03"]
        days = sum(max(0, Month.parse(r["month"]).last.day - (r["stockout_days"] or 0)) for r in used)
        whole = sum(r["quantity"] for r in used)
        if fresh and days > 0 and whole > 0:
            last = max(r["counted_on"] for r in fresh)
            fit = [r for r in fresh if r["counted_on"] == last and (r["expires_on"] or last) >= last]
            expected[hospital] = (float(sum(r["quantity"] for r in fit)), whole / days)
    data = tables(as_of=date(2025, 3, 31), stock=stock, usage=usage, product=[{"product": 1}])
    scope = Scope(months=(MONTH,), as_of=date(2025, 3, 31))
    rows = hospital_days(data, replace(given["stock"], use_months=3, stale_days=45), scope).to_pyarrow().to_pylist()
    assert {r["hospital"]: (r["quantity"], pytest.approx(r["daily_use"])) for r in rows} == expected


@pytest.mark.parametrize("seed", [10, 11, 12, 13, 14])
def test_price_changes_agree_with_a_walk_through_the_history(seed: int) -> None:
    chance = random.Random(seed)
    days = sorted({date(2024, 1, 1) + timedelta(days=chance.randrange(500)) for _ in range(14)})
    prices = [(day, Decimal(chance.randrange(8, 14))) for day in days]
    own = PriceRiseParameters(
        window_months=6, least_rise=0.05, least_stand_months=1, least_makers=2, joint_least_rise=0.1, joint_months=3
    )
    data = table(
        "listing_price", [{"product": 1, "region": 430000, "valid_from": day, "price": price} for day, price in prices]
    )
    rows = price_changes(data, own, Scope(months=(MONTH,), as_of=AS_OF)).to_pyarrow().to_pylist()
    known = [(day, price) for day, price in prices if day <= AS_OF]
    for row in rows:
        day, start = row["valid_from"], _months_before(row["valid_from"], 6)
        before = [price for when, price in known if when <= start]
        base = min([before[-1] if before else known[0][1], *_stood([one for one in known if one[0] <= day], start)])
        steps = [(when, price / known[n - 1][1]) for n, (when, price) in enumerate(known) if n and start < when <= day]
        assert row["rise"] == pytest.approx(float(row["price"] / base - 1))
        assert row["rises"] == sum(1 for _, ratio in steps if float(ratio) - 1 >= 0.05)
    assert {row["valid_from"] for row in rows} == set({str(day)[:7]: day for day, _ in known}.values())


def _stood(known: list[tuple[date, Decimal]], start: date) -> list[Decimal]:
    """Prices that stood for a month or longer before another followed after `start`; one sent again goes on."""
    runs: list[list[Any]] = []
    for day, price in known:
        if runs and runs[-1][1] == price:
            continue
        if runs:
            runs[-1][2] = day
        runs.append([day, price, None])
    return [price for since, price, left in runs if left and left > start and _months_before(left, 1) >= since]


def _months_before(day: date, months: int) -> date:
    month = Month.of(day).plus(-months)
    return date(month.year, month.number, min(day.day, month.last.day))
