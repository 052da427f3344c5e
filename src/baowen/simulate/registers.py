"""The registers as files: catalogue, organisations, lists, listed prices, makers of raw materials."""

from __future__ import annotations

import numpy as np
import polars as pl

from baowen.simulate.columns import choices, dates, decimals, flags, headed, texts, whole
from baowen.simulate.events import World
from baowen.simulate.generics import GENERICS
from baowen.simulate.organisations import LEVELS, numeral
from baowen.simulate.positions import Positions, lead_hospitals
from baowen.simulate.prices import Prices
from baowen.simulate.products import NEVER, UNIT

EDITION = "模拟第一期"


def catalogue(world: World) -> pl.DataFrame:
    """One row a product."""
    products, epoch = world.products, world.days.epoch
    drugs = [GENERICS[index] for index in products.generic]
    words, carried = choices("catalogue", "drug_class"), choices("catalogue", "transport_class")
    packs = [drug.packs[pack] for drug, pack in zip(drugs, products.pack, strict=True)]
    strengths = [drug.strengths[strength] for drug, strength in zip(drugs, products.strength, strict=True)]
    leaves = pl.Series(products.delisted < min(NEVER, world.days.count))
    delisted = dates(np.minimum(products.delisted, world.days.count), epoch)
    return headed("catalogue", {
        "product_code": pl.Series(products.codes),
        "generic_name": pl.Series([drug.name for drug in drugs]),
        "dosage_form": pl.Series([drug.dosage_form for drug in drugs]),
        "spec": pl.Series(strengths),
        "packaging": pl.Series([f"{strength}*{pack}" for strength, pack in zip(strengths, packs, strict=True)]),
        "units_per_pack": whole(products.units),
        "smallest_unit": pl.Series([drug.unit for drug in drugs]),
        "maker_code": texts(world.companies.maker_codes, products.maker),
        "maker_name": texts(world.companies.maker_names, products.maker),
        "approval_no": pl.Series(products.approvals),
        "base_code": pl.Series(products.base_codes),
        "atc_code": pl.Series([drug.atc for drug in drugs]),
        "ingredient": pl.Series([drug.ingredient for drug in drugs]),
        "drug_class": pl.Series([words[drug.drug_class] for drug in drugs]),
        "transport_class": pl.Series([carried[drug.transport] for drug in drugs]),
        "is_essential": flags(products.essential),
        "is_selected": flags(products.selected),
        "payment_class": texts(("甲", "乙"), (products.generic % 2).astype(np.int64)),
        "listed_on": dates(products.listed, epoch),
        "delisted_on": pl.select(pl.when(leaves).then(delisted)).to_series(),
    })  # fmt: skip


def organisation(world: World, positions: Positions) -> pl.DataFrame:
    """Hospitals, makers, distributors and reserve holders; grassroots places name their county's lead hospital."""
    places, hospitals, companies = world.places, world.hospitals, world.companies
    kinds, levels = choices("organisation", "org_type"), choices("organisation", "org_level")
    rows: list[tuple[str, str, str, str, str | None, str, str | None]] = []
    for number, (code, name) in enumerate(zip(hospitals.codes, hospitals.names, strict=True)):
        county = int(hospitals.county[number])
        remote = "是" if places.remote[county] else "否"
        level = levels[LEVELS[int(hospitals.level[number])]]
        rows.append((code, name, kinds["hospital"], places.county_codes[county], level, remote, None))
    for code, name in zip(companies.maker_codes, companies.maker_names, strict=True):
        rows.append((code, name, kinds["maker"], places.region, None, "否", code))
    cities = companies.distributor_city
    for code, name, city in zip(companies.distributor_codes, companies.distributor_names, cities, strict=True):
        seat = places.region if city < 0 else places.city_codes[int(city)]
        rows.append((code, name, kinds["distributor"], seat, None, "否", code))
    reserves = zip(companies.reserve_codes, companies.reserve_names, companies.reserve_region, strict=True)
    rows.extend((code, name, kinds["reserve"], seat, None, "否", code) for code, name, seat in reserves)
    names = ("org_code", "org_name", "org_type", "region_code", "org_level", "is_remote", "credit_code")
    columns = zip(*rows, strict=True)
    known = {name: pl.Series(list(column), dtype=pl.String) for name, column in zip(names, columns, strict=True)}
    leads = lead_hospitals(hospitals)
    known["parent_code"] = pl.Series([*leads, *([None] * (len(rows) - len(leads)))], dtype=pl.String)
    return headed("organisation", known | _stands(world, positions))


def _stands(world: World, positions: Positions) -> dict[str, pl.Series]:
    """Longitude and latitude: of companies and reserves those of their city, or of the first for the whole province."""
    companies, city_codes = world.companies, world.places.city_codes
    seats = [city_codes.index(seat) if seat in city_codes else 0 for seat in companies.reserve_region]
    cities = [np.zeros(len(companies.maker_codes), dtype=np.int64), np.maximum(companies.distributor_city, 0)]
    stands = np.concatenate([positions.hospitals, positions.cities[np.concatenate([*cities, np.array(seats)])]])
    tenths = np.rint(stands * UNIT).astype(np.int64)
    return {"longitude": decimals(tenths[:, 0]), "latitude": decimals(tenths[:, 1])}


def list_entry(world: World, rng: np.random.Generator) -> pl.DataFrame:
    """Two invented lists of the province: shortage and key monitoring, over drugs that are sold in it."""
    sold = sorted({int(index) for index in world.products.generic})
    short = [index for index in sold if GENERICS[index].drug_class != "ordinary"]
    kinds = choices("list_entry", "list_kind")
    rows = [(kinds["monitoring"], index) for index in short]
    rows += [(kinds["shortage"], index) for index in short if rng.random() < 0.3]
    count = len(rows)
    return headed("list_entry", {
        "region_code": pl.Series([world.places.region] * count, dtype=pl.String),
        "list_kind": pl.Series([kind for kind, _ in rows], dtype=pl.String),
        "edition": pl.Series([EDITION] * count, dtype=pl.String),
        "effective_on": dates(np.full(count, -90), world.days.epoch),
        "generic_name": pl.Series([GENERICS[index].name for _, index in rows], dtype=pl.String),
        "dosage_form": pl.Series([GENERICS[index].dosage_form for _, index in rows], dtype=pl.String),
    })  # fmt: skip


def listing_price(world: World, prices: Prices) -> pl.DataFrame:
    """The price at listing and each change, for the whole province."""
    products = world.products
    first = [
        (product, int(products.listed[product]), int(products.price[product]), 0) for product in range(len(products))
    ]
    rows = np.array(sorted([*first, *prices.changes]), dtype=np.int64)
    product, day, price, before = rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3]
    previous = decimals(before)
    known = pl.Series(before > 0)
    count = len(rows)
    return headed("listing_price", {
        "product_code": texts(products.codes, product),
        "region_code": pl.Series([world.places.region] * count),
        "valid_from": dates(day, world.days.epoch),
        "price": decimals(price),
        "previous_price": pl.select(pl.when(known).then(previous)).to_series(),
        "currency": pl.Series(["CNY"] * count),
        "status": pl.Series([choices("listing_price", "status")["listed"]] * count),
    })  # fmt: skip


def api_maker(world: World, rng: np.random.Generator) -> pl.DataFrame:
    """Makers of each ingredient that is sold: few where the drug is easily short; now and then one has stopped."""
    words, states = choices("api_maker", "material_kind"), choices("api_maker", "status")
    sold = sorted({int(index) for index in world.products.generic})
    scarce = {GENERICS[index].ingredient for index in sold if GENERICS[index].drug_class != "ordinary"}
    seats = (world.places.region, *world.places.city_codes)
    rows: list[tuple[str, str, str, str, int]] = []
    for ingredient in sorted({GENERICS[index].ingredient for index in sold}):
        for number in range(int(rng.integers(1, 4) if ingredient in scarce else rng.integers(3, 9))):
            stopped = number > 0 and rng.random() < 0.04
            name = f"模拟{ingredient}原料药{numeral(number + 1)}厂"
            output = int(rng.lognormal(8.0, 0.9))
            seat = seats[int(rng.integers(len(seats)))]
            rows.append((ingredient, name, seat, "stopped" if stopped else "active", output))
    count = len(rows)
    ended = pl.Series([state == "stopped" for *_, state, _ in rows])
    on = dates(rng.integers(0, world.days.count, count), world.days.epoch)
    return headed("api_maker", {
        "material_kind": pl.Series([words["api"]] * count),
        "ingredient": pl.Series([row[0] for row in rows]),
        "maker_name": pl.Series([row[1] for row in rows]),
        "region_code": pl.Series([row[2] for row in rows]),
        "status": pl.Series([states[row[3]] for row in rows]),
        "yearly_output": whole(np.array([row[4] for row in rows], dtype=np.int64)),
        "registered_on": dates(np.full(count, -1200), world.days.epoch),
        "ended_on": pl.select(pl.when(ended).then(on)).to_series(),
    })  # fmt: skip
