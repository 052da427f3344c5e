"""A small lake of cubes made up at random, with places of every kind, and its serving file."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from baowen.lake.serving import Serving, build_serving, open_serving
from baowen.lake.serving.layout import LINES, SUMS
from baowen.lake.store import CURRENT, REGISTER_MONTH, Lake

AT = datetime(2026, 11, 1, 2, tzinfo=UTC)
MONTHS = ("2026-08", "2026-09", "2026-10")
NATION, PROVINCE, OTHER = 100000, 430000, 320000
COUNTY, BIG_CITY, CITY, DIRECT = 430102, 430100, 430200, 439001
# region, level, parent, city, province: 439001 lies directly in its province; 430200 is known as a city only.
_PLACES = (
    (NATION, "nation", None, None, None),
    (PROVINCE, "province", NATION, PROVINCE, PROVINCE), (OTHER, "province", NATION, OTHER, OTHER),
    (BIG_CITY, "city", PROVINCE, BIG_CITY, PROVINCE), (CITY, "city", PROVINCE, CITY, PROVINCE),
    (COUNTY, "county", BIG_CITY, BIG_CITY, PROVINCE), (430103, "county", BIG_CITY, BIG_CITY, PROVINCE),
    (DIRECT, "county", PROVINCE, PROVINCE, PROVINCE),
    (320100, "city", OTHER, 320100, OTHER), (320102, "county", 320100, 320100, OTHER),
)  # fmt: skip
# hospital -> region; 9 lies in a place that no register has.
HOSPITALS = {1: COUNTY, 2: COUNTY, 3: 430103, 4: CITY, 5: DIRECT, 6: 320102, 7: PROVINCE, 8: 430103, 9: 999999}
PRODUCTS = tuple(range(11, 17))
MONEY = pl.Decimal(18, 4)


def places() -> pl.DataFrame:
    """The register of places, as the caller of build_serving gives it."""
    rows = [
        (key, str(key), f"地{key}", level, parent, city, province) for key, level, parent, city, province in _PLACES
    ]
    schema = {
        "region": pl.Int32, "code": pl.String, "name": pl.String, "level": pl.String, "parent": pl.Int32,
        "city": pl.Int32, "province": pl.Int32,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def above(region: int) -> set[int]:
    """Every place that a region lies in, itself among them: the slow twin of place_in."""
    known = {row[0]: row for row in _PLACES}
    if region not in known:
        return {region}
    return {place for place in (region, *known[region][2:], NATION) if place is not None}


def _money(dice: random.Random, most: int) -> Decimal:
    return Decimal(dice.randrange(1, most * 10_000)) / 10_000


def _order_rows(dice: random.Random, month: str) -> list[tuple[Any, ...]]:
    return [
        (
            product,
            hospital,
            region,
            distributor,
            *[dice.randrange(9) for _ in LINES],
            *[_money(dice, 900) for _ in SUMS],
        )
        for product in PRODUCTS
        for hospital, region in HOSPITALS.items()
        for distributor in (None, 901)
        if dice.random() < 0.6
    ]


def _price_rows(dice: random.Random, month: str) -> list[tuple[Any, ...]]:
    return [
        (product, region, Decimal(price) / 4, dice.randrange(1, 9), _money(dice, 50), _money(dice, 900))
        for product in PRODUCTS
        for region in sorted(set(HOSPITALS.values()))
        for price in dice.sample(range(4, 20), k=dice.randrange(4))
    ]


def _stock_rows(dice: random.Random, month: str) -> list[tuple[Any, ...]]:
    day = date(int(month[:4]), int(month[5:]), dice.randrange(1, 29))
    return [
        (product, hospital, region, day, Decimal(0) if dice.random() < 0.2 else _money(dice, 300))
        for product in PRODUCTS
        for hospital, region in HOSPITALS.items()
        if dice.random() < 0.7
    ]


def _use_rows(dice: random.Random, month: str) -> list[tuple[Any, ...]]:
    return [
        (product, hospital, _money(dice, 300), dice.randrange(1, 93))
        for product in PRODUCTS
        for hospital in HOSPITALS
        if dice.random() < 0.7
    ]


_KEYS = {"product": pl.Int32, "hospital": pl.Int32, "region": pl.Int32}
_CUBES: dict[str, tuple[Callable[[random.Random, str], list[tuple[Any, ...]]], dict[str, Any]]] = {
    "cube_orders": (
        _order_rows,
        {**_KEYS, "distributor": pl.Int32, **dict.fromkeys(LINES, pl.Int64), **dict.fromkeys(SUMS, MONEY)},
    ),
    "cube_prices": (
        _price_rows,
        {
            "product": pl.Int32, "region": pl.Int32, "price": MONEY, "lines": pl.Int64, "quantity": MONEY,
            "amount": MONEY,
        },
    ),
    "cube_stock": (_stock_rows, {**_KEYS, "counted_on": pl.Date, "quantity": MONEY}),
    "cube_use": (
        _use_rows, {"product": pl.Int32, "hospital": pl.Int32, "used": MONEY, "stocked_days": pl.Int64},
    ),
}  # fmt: skip


def write_cube(lake: Lake, name: str, month: str, seed: int) -> None:
    """One month of a cube, made up from a seed, in place of what it held."""
    make, schema = _CUBES[name]
    rows = pl.DataFrame(make(random.Random(f"{name} {month} {seed}"), month), schema=schema, orient="row")
    put(lake, name, rows, month)


def put(lake: Lake, name: str, rows: pl.DataFrame, month: str = REGISTER_MONTH) -> None:
    """Rows as one month of a table."""
    stored = rows.with_columns(month=pl.lit(month), state=pl.lit(CURRENT))
    lake.replace_months(name, stored, months=[month], sort=("product", "region", "hospital"))


@dataclass
class Small:
    """The lake, where its serving file lies, and what the caller gives beside the lake."""

    lake: Lake
    path: Path
    extra: dict[str, pl.DataFrame]

    def build(self, **options: Any) -> Any:
        return build_serving(self.lake, self.path, at=AT, extra=self.extra, **options)

    def open(self) -> Serving:
        return open_serving(self.path)

    def cube(self, name: str) -> list[dict[str, Any]]:
        """All rows of a cube, for the twins."""
        rows = self.lake.read(name)
        assert rows is not None
        return rows.to_dicts()


def _filled(root: Path) -> Small:
    """Cubes of three months, use of two, and a few registers."""
    lake = Lake(root / "lake")
    for number, month in enumerate(MONTHS):
        for name in _CUBES:
            if name != "cube_use" or number:
                write_cube(lake, name, month, seed=1)
    names = ["阿司匹林片", "阿司匹林肠溶片", "地高辛片", "氯化钠注射液", "青霉素", "胰岛素"]
    initials = ["aslp", "aslcrp", "dgxp", "lhn", "qms", "yds"]
    catalogue = pl.DataFrame(
        {
            "product": PRODUCTS, "product_code": [f"P{product}" for product in PRODUCTS], "generic_name": names,
            "drug_key": ["a", "a", "d", "n", "q", "y"], "name_initials": initials,
        },
        schema_overrides={"product": pl.Int32},
    )  # fmt: skip
    put(lake, "catalogue", catalogue)
    names = [f"医院{number}" for number in HOSPITALS]
    orgs = pl.DataFrame(
        {"org": list(HOSPITALS), "org_name": names, "region": list(HOSPITALS.values())},
        schema_overrides={"org": pl.Int32, "region": pl.Int32},
    )
    put(lake, "organisation", orgs)
    return Small(lake, root / "serving.duckdb", {"place": places()})


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """The small lake with its serving file, for tests that only read."""
    made = _filled(tmp_path_factory.mktemp("serving"))
    made.build()
    return made


@pytest.fixture
def small(kept: Small, tmp_path: Path) -> Small:
    """A copy of the small lake without a serving file, for tests that build or change it."""
    shutil.copytree(kept.lake.root, tmp_path / "lake")
    return Small(Lake(tmp_path / "lake"), tmp_path / "serving.duckdb", dict(kept.extra))


@pytest.fixture(scope="session")
def serving(kept: Small) -> Serving:
    """The serving file of the small lake, open."""
    return kept.open()
