"""Measures the serving file: building it whole, bringing it up after one night, and asking it what pages ask.

The cubes are made up at the size that 50 million order lines of 24 months give (2,500 hospitals, 20,000 products), so
that no lines need to be simulated and loaded: orders by hospital, prices by county, counts and use. One night rewrites
three months of orders and prices and one of counts. Run: python -m bench.serving [lines]
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench.figure import Figure, measure

LINES = 50_000_000
MONTHS = [f"{year}-{number:02d}" for year, number in [(2024, 11), (2024, 12)]] + [
    f"{year}-{number:02d}" for year in (2025, 2026) for number in range(1, 13)
][:22]
PROVINCE, NEWEST, YEAR_BEFORE = 430000, MONTHS[-2], MONTHS[-14]
THREADS, ASKED = 8, 1600
AT = datetime(2026, 11, 1, tzinfo=UTC)
GOALS = {"p95": 20.0, "rate": 300.0}


def _places() -> pl.DataFrame:
    from baowen.collect.places import place_table
    from baowen.lake.store import Lake

    return place_table(Lake(Path("no-lake")))


def make_lake(root: Path, lines: int) -> None:
    """Write the cubes and registers; pairs of hospital and product are drawn by popularity, as in a real province."""
    from baowen.lake.store import CURRENT, Lake

    lake, dice = Lake(root / "lake"), np.random.default_rng(1)
    share = lines / LINES
    hospitals, products = max(50, int(2500 * share**0.5)), max(200, int(20_000 * share**0.5))
    counties = _places().filter((pl.col("province") == PROVINCE) & (pl.col("level") == "county"))["region"].to_numpy()
    region_of = dice.choice(counties, hospitals)
    drawn = int(2_300_000 * share)
    pairs = pl.DataFrame(
        {
            "product": (products * dice.random(drawn) ** 2).astype(np.int32) + 1,
            "hospital": (hospitals * dice.random(drawn) ** 1.5).astype(np.int32) + 1,
        }
    ).unique().sort("product", "hospital")  # fmt: skip
    pairs = pairs.with_columns(region=pl.Series(region_of[pairs["hospital"].to_numpy() - 1], dtype=pl.Int32))
    for month in MONTHS:
        for name, rows in _cubes(pairs, dice).items():
            stored = rows.with_columns(month=pl.lit(month), state=pl.lit(CURRENT))
            lake.replace_months(name, stored, months=[month], sort=("product", "region", "hospital"))
    catalogue = pl.DataFrame({"product": range(1, products + 1)}, schema={"product": pl.Int32}).with_columns(
        product_code=pl.format("P{}", "product"), generic_name=pl.format("药{}片", "product")
    )
    orgs = pl.DataFrame({"org": range(1, hospitals + 1), "region": region_of}, schema_overrides={"org": pl.Int32})
    orgs = orgs.with_columns(org_name=pl.format("医院{}", "org"), org_type=pl.lit("hospital"))
    for name, frame in (("catalogue", catalogue), ("organisation", orgs)):
        stored = frame.with_columns(month=pl.lit("all"), state=pl.lit(CURRENT))
        lake.replace_months(name, stored, months=["all"], sort=())


def _cubes(pairs: pl.DataFrame, dice: np.random.Generator) -> dict[str, pl.DataFrame]:
    from baowen.lake.serving.layout import LINES as COUNTED
    from baowen.lake.serving.layout import SUMS

    def money(rows: int, most: float) -> pl.Series:
        return pl.Series((dice.random(rows) * most).round(2)).cast(pl.Decimal(18, 4))

    ordered = pairs.filter(pl.Series(dice.random(pairs.height) < 0.7))
    rows = ordered.height
    orders = ordered.with_columns(
        distributor=pl.Series(dice.integers(1, 30, rows), dtype=pl.Int32),
        **{name: pl.Series(dice.integers(0, 4, rows), dtype=pl.Int64) for name in COUNTED},
        **{name: money(rows, 5000) for name in SUMS},
    )
    paid = orders.group_by("product", "region").agg(
        pl.col("lines").sum(), quantity=pl.col("ordered_quantity").sum(), amount=pl.col("ordered_amount").sum()
    )
    paid = paid.with_columns(price=(pl.col("product") % 90 + 1 + pl.col("lines") % 3).cast(pl.Decimal(18, 4)))
    counts = pairs.with_columns(counted_on=pl.lit(AT.date()), quantity=money(pairs.height, 300))
    use = pairs.select("product", "hospital", stocked_days=pl.lit(90, pl.Int64), used=money(pairs.height, 900))
    return {"cube_orders": orders, "cube_prices": paid, "cube_stock": counts, "cube_use": use}


def build(root: Path, *, whole: bool) -> dict[str, float]:
    """One build, in which a night's months are written again unless the file is made from nothing."""
    from baowen.lake.serving import build_serving
    from baowen.lake.store import Lake

    lake, path = Lake(root / "lake"), root / "serving.duckdb"
    if not whole:
        for name, months in (("cube_orders", 3), ("cube_prices", 3), ("cube_stock", 1)):
            for month in MONTHS[-months:]:
                rows = lake.read(name, months=[month])
                assert rows is not None
                lake.replace_months(name, rows, months=[month], sort=("product", "region", "hospital"))
    begun = time.perf_counter()
    built = build_serving(lake, path, at=AT, extra={"place": _places()}, whole=whole)
    return {"build": time.perf_counter() - begun, "megabytes": built.bytes / 1e6, **built.seconds}


def _questions(serving: Any) -> list[Callable[[random.Random], object]]:
    """What pages ask, the dear ones among them: popular products, all levels of places, rankings."""
    from baowen.lake.serving.queries import hospitals, places, prices, purchases, rankings, stock

    counties = [row[0] for row in serving.ask("SELECT DISTINCT region FROM hospital_total ORDER BY 1")]
    cities = [row[0] for row in serving.ask("SELECT DISTINCT place FROM place_orders ORDER BY 1")]
    most = len(serving.ask("SELECT org FROM organisation"))
    products = serving.origin.rows["product"]

    def about(dice: random.Random) -> dict[str, Any]:
        level = dice.choice((counties, cities, cities))
        return {"product": int(products * dice.random() ** 2) + 1, "place": dice.choice(level), "within": PROVINCE}

    def several(dice: random.Random) -> dict[str, Any]:
        asked = about(dice)
        first = asked.pop("product")
        return asked | {"products": [first + step for step in range(4)]}

    def ranked(dice: random.Random) -> dict[str, Any]:
        return {"place": dice.choice((*cities, dice.choice(counties))), "within": PROVINCE, "month": NEWEST, "most": 20}

    def hospital(dice: random.Random) -> dict[str, Any]:
        return {"hospital": dice.randint(1, most), "within": PROVINCE}

    return [
        lambda dice: purchases.purchases_by_month(serving, **several(dice)),
        lambda dice: purchases.purchases_by_place(serving, **several(dice) | {"place": PROVINCE, "month": NEWEST}),
        lambda dice: prices.prices_by_month(serving, **about(dice)),
        lambda dice: prices.listed_prices(serving, **about(dice)),
        lambda dice: stock.stock_by_month(serving, **about(dice)),
        lambda dice: stock.holdings_of_product(serving, **about(dice), most=50),
        lambda dice: stock.holdings_of_hospital(serving, **hospital(dice), most=50),
        lambda dice: hospitals.hospital_months(serving, **hospital(dice)),
        lambda dice: hospitals.hospital_products(serving, **hospital(dice), month=NEWEST, most=50),
        lambda dice: places.place_months(serving, place=dice.choice(cities), within=PROVINCE),
        lambda dice: places.places_below(serving, place=PROVINCE, month=NEWEST, within=PROVINCE),
        lambda dice: rankings.largest_purchases(serving, **ranked(dice)),
        lambda dice: rankings.most_late_lines(serving, **ranked(dice)),
        lambda dice: rankings.biggest_price_moves(serving, **ranked(dice), base_month=YEAR_BEFORE),
    ]


def ask(root: Path) -> dict[str, float]:
    """Milliseconds of one question after another, and questions a second of eight threads; the dearest on its own."""
    from baowen.lake.serving import open_serving

    serving = open_serving(root / "serving.duckdb")
    questions = _questions(serving)
    by_question: list[list[float]] = [[] for _ in questions]

    def timed(number: int) -> float:
        which = number % len(questions)
        begun = time.perf_counter()
        questions[which](random.Random(number))
        spent = (time.perf_counter() - begun) * 1000
        by_question[which].append(spent)
        return spent

    for number in range(2 * len(questions)):
        timed(number)
    alone = sorted(timed(number) for number in range(100, 100 + ASKED // 4))
    dearest = max(statistics.median(spent) for spent in by_question)
    with ThreadPoolExecutor(THREADS) as pool:
        begun = time.perf_counter()
        together = sorted(pool.map(timed, range(1000, 1000 + ASKED)))
        rate = ASKED / (time.perf_counter() - begun)
    middle, end = len(alone) // 2, int(len(alone) * 0.95)
    return {
        "p50": alone[middle], "p95": alone[end], "dearest": dearest, "rate": rate,
        "together_p95": together[int(ASKED * 0.95)],
    }  # fmt: skip


def main(lines: int = LINES) -> list[Figure]:
    """Build, one night, and questions, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        measure(partial(make_lake, root, lines), repeats=1)
        whole: Any = measure(partial(build, root, whole=True), repeats=1)
        night: Any = measure(partial(build, root, whole=False), repeats=3)
        asked: Any = measure(partial(ask, root), repeats=3).result
    of = f"{lines:,} order lines"
    steps = ", ".join(f"{name} {seconds:.1f}" for name, seconds in night.result.items() if name not in ("build",))
    return [
        Figure(name=f"serving file of {of}: whole build", measured=whole.result["build"], unit="s",
               note=f"peak memory {whole.peak_megabytes:,.0f} MB"),
        Figure(name="serving file: size", measured=whole.result["megabytes"], unit="MB"),
        Figure(name="serving file: one night later", measured=night.result["build"], unit="s",
               note=f"three months of orders and prices, one of counts; {steps}"),
        Figure(name="page queries: p95", measured=asked["p95"], unit="ms", goal=GOALS["p95"],
               note=f"one at a time; p50 {asked['p50']:.1f}, dearest question {asked['dearest']:.1f}"),
        Figure(name="page queries: eight threads", measured=asked["rate"], unit="a second", goal=GOALS["rate"],
               better="more", note=f"p95 {asked['together_p95']:.1f} ms"),
    ]  # fmt: skip


if __name__ == "__main__":
    for figure in main(int(sys.argv[1]) if len(sys.argv) > 1 else LINES):
        print(figure)
