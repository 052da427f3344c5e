"""Slow, obvious twins in plain Python of the indicators of suppliers, concentration, clinical use and cover."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.monitor.indicators.concentration import (
    ConcentrationParameters,
    purchase_concentration,
    raw_material_concentration,
)
from baowen.monitor.indicators.cover import CoverParameters, cover_findings
from baowen.monitor.indicators.examples import CITY_A, PROVINCE, REGIONS, table, tables
from baowen.monitor.indicators.parameter import read_parameters
from baowen.monitor.indicators.stop_use import StopUseParameters, stop_use_findings
from baowen.monitor.indicators.suppliers import makers_listed
from baowen.monitor.indicators.tables import Scope, last_days

Row = dict[str, Any]
AS_OF = date(2025, 6, 30)
MONTHS = tuple(Month(2025, 1).until(Month(2025, 6)))
NATION = 100000
PLACES = [*REGIONS, {"region": NATION, "level": "nation", "city": None, "province": None}]
COUNTIES = [row["region"] for row in REGIONS if row["level"] == "county"]
CITY = {row["region"]: row["city"] for row in REGIONS}
RULING = load_packs().ruling("cn", AS_OF)
SEEDS = pytest.mark.parametrize("seed", [1, 2, 3])


def _products(chance: random.Random) -> list[Row]:
    return [
        {
            "product": key, "drug_key": chance.choice(["a", "b", "c"]), "maker_name": chance.choice(["X", "Y", "Z"]),
            "units": chance.choice([1, 10, 20]), "drug_class": "ordinary",
            "delisted_on": chance.choice([None, None, date(2025, chance.randrange(1, 12), 15)]),
        }
        for key in range(1, 10)
    ]  # fmt: skip


def _day(chance: random.Random) -> date:
    return date(2025, 1, 1) + timedelta(days=chance.randrange(181))


@SEEDS
def test_listed_makers_agree_with_a_walk_over_the_listings(seed: int) -> None:
    chance = random.Random(seed)
    products = _products(chance)
    listings: dict[tuple[int, int, date], Row] = {}
    for _ in range(120):
        product, region, day = chance.randrange(1, 10), chance.choice([PROVINCE, CITY_A, NATION]), _day(chance)
        listings[product, region, day] = {
            "product": product, "region": region, "valid_from": day, "price": chance.choice([0, 5, 8, 9]),
            "status": chance.choice(["listed", "listed", None, "suspended", "withdrawn"]),
        }  # fmt: skip
    data = tables(as_of=AS_OF, product=products, listing_price=list(listings.values()), region=PLACES)
    found = {
        (row["month"], row["region"], row["drug_key"]): row["makers"]
        for row in makers_listed(data, last_days(MONTHS, AS_OF)).to_pyarrow().to_pylist()
    }
    above = {NATION: [NATION], PROVINCE: [PROVINCE, NATION], CITY_A: [CITY_A, PROVINCE, NATION]}
    expected: dict[tuple[str, int, str], set[str]] = {}
    for month in MONTHS:
        for place, issuers in above.items():
            for product in products:
                rows = [[r for (p, i, d), r in listings.items() if p == product["product"] and i == issuer and
                         d <= month.last] for issuer in issuers]  # fmt: skip
                named = [sorted(some, key=lambda r: r["valid_from"])[-1] for some in rows if some]
                if not named:
                    continue
                makers = expected.setdefault((str(month), place, product["drug_key"]), set())
                gone = product["delisted_on"] is not None and product["delisted_on"] <= month.last
                if named[0]["status"] in ("listed", None) and named[0]["price"] > 0 and not gone:
                    makers.add(product["maker_name"])
    assert found == {key: len(makers) for key, makers in expected.items()}
    assert len(set(found.values())) > 2


@SEEDS
def test_the_concentration_of_raw_materials_agrees_with_shares_by_hand(seed: int) -> None:
    chance = random.Random(seed)
    register = [
        {
            "ingredient": chance.choice(["p", "q"]), "maker_name": f"m{number}", "material_kind": "api",
            "status": chance.choice(["active", None, "stopped"]), "yearly_output": chance.choice([None, 0, 10, 25, 60]),
            "registered_on": chance.choice([None, _day(chance)]), "ended_on": chance.choice([None, None, _day(chance)]),
        }
        for number in range(14)
    ]  # fmt: skip
    found = raw_material_concentration(table("api_maker", register), last_days(MONTHS, AS_OF)).to_pyarrow().to_pylist()
    expected = {}
    for month in MONTHS:
        for ingredient in ("p", "q"):
            active = [
                row for row in register
                if row["ingredient"] == ingredient
                and (row["status"] != "stopped" or row["ended_on"])
                and (row["registered_on"] is None or row["registered_on"] <= month.last)
                and (row["ended_on"] is None or row["ended_on"] > month.last)
            ]  # fmt: skip
            known = [row["yearly_output"] for row in active if row["yearly_output"]]
            usual = sum(known) / len(known) if known else 1
            outputs = [row["yearly_output"] or usual for row in active]
            if outputs:
                expected[str(month), ingredient] = (sum((o / sum(outputs)) ** 2 for o in outputs), len(outputs))
    assert {(row["month"], row["ingredient"]): (pytest.approx(row["hhi"]), row["makers"]) for row in found} == expected


def _orders(chance: random.Random, n: int = 150) -> list[Row]:
    return [
        {
            "order_line_hash": number, "ordered_on": _day(chance), "product": chance.randrange(1, 10), "hospital": 1,
            "region": chance.choice(COUNTIES), "distributor": chance.choice([7, 8, None]),
            "quantity": chance.randrange(1, 30), "unit_price": 5,
        }
        for number in range(n)
    ]  # fmt: skip


@SEEDS
def test_the_concentration_of_purchases_agrees_with_shares_by_hand(seed: int) -> None:
    chance = random.Random(seed)
    products, lines = _products(chance), _orders(chance)
    own = {row["product"]: row for row in products}
    parameters = read_parameters(ConcentrationParameters, RULING, home=PROVINCE, window_months=3)
    data = tables(as_of=AS_OF, product=products, order_line=lines)
    found = purchase_concentration(data, parameters, last_days(MONTHS, AS_OF)).to_pyarrow().to_pylist()
    expected = {}
    for at, month in enumerate(MONTHS):
        window = {str(one) for one in MONTHS[max(0, at - 2) : at + 1]}
        units: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for line in lines:
            if str(Month.of(line["ordered_on"])) in window:
                product = own[line["product"]]
                units[product["drug_key"]][product["maker_name"]] += line["quantity"] * product["units"]
        for drug, by_maker in units.items():
            whole = sum(by_maker.values())
            expected[str(month), drug] = (sum((one / whole) ** 2 for one in by_maker.values()), at >= 2)
    assert {(row["month"], row["drug_key"]): (pytest.approx(row["hhi"]), row["whole"]) for row in found} == expected


@SEEDS
def test_the_share_of_use_agrees_with_sums_by_hand(seed: int) -> None:
    chance = random.Random(seed)
    products = _products(chance)
    usage = [
        {"month": str(chance.choice(MONTHS)), "hospital": chance.choice([1, 2]), "product": chance.randrange(1, 10),
         "region": chance.choice(COUNTIES), "quantity": chance.randrange(0, 30)}
        for _ in range(120)
    ]  # fmt: skip
    notices = [{"product": 1, "announced_on": date(2025, 5, 9)}, {"product": 2, "announced_on": date(2025, 6, 9)}]
    data = tables(as_of=AS_OF, product=products, usage=usage, stop_notice=notices)
    parameters = read_parameters(StopUseParameters, RULING, look_back_months=3, least_hospitals=1)
    found = stop_use_findings(data, parameters, Scope(months=MONTHS, as_of=AS_OF)).to_pyarrow().to_pylist()
    own = {row["product"]: row for row in products}
    expected = {}
    for month, product, window in (("2025-05", 1, (2, 3, 4)), ("2025-06", 1, (2, 3, 4)), ("2025-06", 2, (3, 4, 5))):
        sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for row in usage:
            in_window = int(row["month"][-2:]) in window
            if not in_window or own[row["product"]]["drug_key"] != own[product]["drug_key"]:
                continue
            for place in (CITY[row["region"]], PROVINCE):
                units = row["quantity"] * own[row["product"]]["units"]
                sums[place][0] += units if row["product"] == product else 0
                sums[place][1] += units
        expected |= {(month, product, place): part / whole for place, (part, whole) in sums.items() if part}
    assert {(row["month"], row["subject"], row["region"]): pytest.approx(row["value"]) for row in found} == expected


@SEEDS
def test_distributors_stock_falls_to_places_by_their_orders_and_adds_up(seed: int) -> None:
    chance = random.Random(seed)
    lines = [row | {"product": 1} for row in _orders(chance, 60)]
    stock = [
        {"counted_on": date(2025, 6, 28), "hospital": number, "product": 1, "region": county, "quantity": 5}
        for number, county in enumerate(COUNTIES)
    ]
    usage = [
        {"month": f"2025-0{month}", "hospital": number, "product": 1, "region": county, "quantity": 60 + number}
        for month in (3, 4, 5)
        for number, county in enumerate(COUNTIES)
    ]
    held = {7: 90, 8: 33}
    counts = [
        {"counted_on": day, "distributor": key, "product": 1, "quantity": packs + more, "expires_on": expires}
        for key, packs in held.items()
        for day, more, expires in (
            (date(2025, 6, 20), 500, None),
            (date(2025, 6, 27), 0, None),
            (date(2025, 6, 27), 7, date(2025, 6, 1)),
        )
    ]
    parameters = read_parameters(
        CoverParameters, RULING, low_days={}, line_days={"ordinary": 20}, least_hospitals=1, least_known_share=0.0,
        order_months=2,
    )  # fmt: skip
    data = tables(
        as_of=AS_OF, product=[{"product": 1, "drug_class": "ordinary"}], order_line=lines, stock=stock, usage=usage,
        distributor_stock=counts,
    )  # fmt: skip
    found = cover_findings(data, parameters, Scope(months=MONTHS[-1:], as_of=AS_OF)).to_pyarrow().to_pylist()
    packs: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for line in lines:
        if line["distributor"] and line["ordered_on"] >= date(2025, 5, 1):
            packs[line["distributor"], line["region"]] += line["quantity"]
    whole = {key: sum(n for (one, _), n in packs.items() if one == key) for key in held}
    for row in found:
        within = [county for county in COUNTIES if row["region"] in (county, CITY[county], PROVINCE)]
        daily = sum((60 + COUNTIES.index(county)) * 3 for county in within) / 92
        fallen = sum(held[key] * float(packs[key, county] / whole[key]) for key in held for county in within)
        assert row["reference"] == pytest.approx(5 * len(within) / daily)
        assert row["value"] == pytest.approx((5 * len(within) + fallen) / daily)
    assert {row["region"] for row in found} >= {PROVINCE, CITY_A}
    assert next(row["weight"] for row in found if row["region"] == PROVINCE) == pytest.approx(sum(held.values()))
