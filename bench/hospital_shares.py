"""Measures shares of essential medicines: every institution of a province, 24 months, by month, quarter, year, rolling.

3,000 institutions (150 of the third level that buy 900 products, 450 of the second 500, 2,400 grassroots 180), each
product in six months of ten, over 35 months: the last 24 are told, the 11 before belong to rolling years. The floor
reads the same columns of the cube once and adds them up; pandas counts the same the plain way, by groups of rows.
Run: python -m bench.hospital_shares. BAOWEN_BENCH_SHARES_PART: which part of the institutions, 1 unless told.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench.figure import Figure, measure

CLASSES = (("third", 150, 900), ("second", 450, 500), ("grassroots", 2_400, 180))
PRODUCTS, MONTHS, BOUGHT, GOAL = 2_000, 35, 0.6, 3.0
PART = float(os.environ.get("BAOWEN_BENCH_SHARES_PART", "1"))
COLUMNS = ["product", "hospital", "ordered_amount"]


def make(root: Path, part: float) -> None:
    """A home with registers and the cube of what was bought."""
    from baowen.collect.places import place_table
    from baowen.core.home import create_home
    from baowen.lake.store import Lake

    home = create_home(root, region="430000")
    lake = Lake(home.lake)
    place_table(lake)
    levels = [level for level, number, _ in CLASSES for _ in range(max(1, round(number * part)))]
    draw = np.random.default_rng(11)
    _registers(lake, levels)
    pairs = []
    counts = {level: number for level, _, number in CLASSES}
    for org, level in enumerate(levels, start=1):
        products = draw.choice(PRODUCTS, size=counts[level], replace=False) + 1
        pairs.append(np.stack([np.full(len(products), org), products]))
    held = np.concatenate(pairs, axis=1).astype(np.int32)
    for number in range(MONTHS):
        chosen = held[:, draw.random(held.shape[1]) < BOUGHT]
        _month(lake, chosen, draw.gamma(2.0, 500.0, chosen.shape[1]).round(2), 2022 + number // 12, number % 12 + 1)


def _registers(lake: Any, levels: list[str]) -> None:
    from baowen.collect.tables import stored_schema

    orgs, products = range(1, len(levels) + 1), range(1, PRODUCTS + 1)
    for name, rows in (
        ("organisation", {"org": list(orgs), "org_code": [f"H{n:04d}" for n in orgs], "org_level": levels,
                          "org_name": [f"第{n}医院" for n in orgs], "org_type": "hospital",
                          "region": [430102] * len(levels)}),
        ("catalogue", {"product": list(products), "product_code": [f"P{n}" for n in products],
                       "generic_name": [f"第{n // 2}号药" for n in products],
                       "is_essential": [n % 3 > 0 for n in products], "drug_key": [f"d{n // 2}" for n in products]}),
    ):  # fmt: skip
        schema = {**stored_schema(name), "state": pl.String}
        frame = pl.DataFrame(rows).with_columns(month=pl.lit("all"), state=pl.lit("current"))
        missing = [pl.lit(None, kind).alias(column) for column, kind in schema.items() if column not in frame.columns]
        stored = frame.with_columns(*missing).select(pl.col(column).cast(kind) for column, kind in schema.items())
        lake.replace_months(name, stored, months=["all"], sort=[next(iter(rows))])


def _month(lake: Any, pairs: np.ndarray[Any, Any], yuan: np.ndarray[Any, Any], year: int, number: int) -> None:
    from baowen.lake.cubes import ORDERS_CUBE

    empty = pl.DataFrame(pl.from_arrow(ORDERS_CUBE.to_pyarrow().empty_table())).schema
    name = f"{year}-{number:02d}"
    filled = {column: pl.lit(0).cast(kind) for column, kind in empty.items() if kind.is_numeric()}
    own = {"hospital": pairs[0], "product": pairs[1]}
    frame = pl.DataFrame(own).with_columns(**{k: v for k, v in filled.items() if k not in own}).with_columns(
        month=pl.lit(name), region=pl.lit(430102, pl.Int32), lines=pl.lit(1, pl.Int64),
        ordered_quantity=pl.lit(1).cast(pl.Decimal(18, 4)), ordered_amount=pl.Series(yuan).cast(pl.Decimal(18, 4)),
        last_day=pl.lit(date(year, number, 28)), state=pl.lit("current"),
    )  # fmt: skip
    lake.replace_months("cube_orders", frame.select(*empty.names(), "state"), months=[name],
                        sort=["product", "region", "hospital"])  # fmt: skip


def shares(root: Path) -> dict[str, float]:
    """Seconds of all shares from the cube, and how many there are."""
    from baowen.core.home import open_home
    from baowen.core.period import Month
    from baowen.hospital.shares.computing import counted, marks
    from baowen.lake.store import Lake

    lake, last = Lake(open_home(root).lake), Month(2024, 11)
    begun = time.perf_counter()
    found = counted(lake, last, marks(lake, last.plus(-34), last))
    return {"seconds": time.perf_counter() - begun, "shares": float(found.height)}


def floor(root: Path) -> float:
    """Seconds that one scan of the same columns of the cube takes."""
    from baowen.core.home import open_home
    from baowen.lake.store import Lake

    lazy = Lake(open_home(root).lake).scan("cube_orders")
    assert lazy is not None
    begun = time.perf_counter()
    lazy.select(pl.col(COLUMNS).sum()).collect()
    return time.perf_counter() - begun


def plain(root: Path) -> float:
    """Seconds of the rolling years alone, by pandas over the rows of each: what is usually written."""
    import pandas as pd

    from baowen.core.home import open_home
    from baowen.lake.store import Lake

    lake = Lake(open_home(root).lake)
    begun = time.perf_counter()
    lazy, catalogue = lake.scan("cube_orders"), lake.read("catalogue", columns=["product", "drug_key", "is_essential"])
    assert lazy is not None
    assert catalogue is not None
    rows = lazy.select("month", *COLUMNS).with_columns(pl.col("ordered_amount").cast(pl.Float64)).collect().to_pandas()
    rows = rows.merge(catalogue.to_pandas(), on="product")
    months = sorted(rows["month"].unique())
    for at in range(11, len(months)):
        year = rows[rows["month"].isin(months[at - 11 : at + 1])]
        part = year[year["is_essential"]]
        pd.DataFrame({
            "varieties": year.groupby("hospital")["drug_key"].nunique(),
            "amount": year.groupby("hospital")["ordered_amount"].sum(),
            "essential": part.groupby("hospital")["drug_key"].nunique(),
            "essential_amount": part.groupby("hospital")["ordered_amount"].sum(),
        })  # fmt: skip
    return time.perf_counter() - begun


def rows_of(root: Path) -> int:
    """How many rows the cube has."""
    from baowen.core.home import open_home
    from baowen.lake.store import Lake

    lazy = Lake(open_home(root).lake).scan("cube_orders")
    assert lazy is not None
    return int(lazy.select(pl.len()).collect().item())


def _measured(work: Callable[[], object]) -> tuple[Any, float]:
    found = measure(work, repeats=3)
    return found.result, found.peak_megabytes


def main() -> list[Figure]:
    """Every figure of this bench."""
    with tempfile.TemporaryDirectory(prefix="baowen-bench-shares-") as folder:
        root = Path(folder) / "home"
        measure(partial(make, root, PART), repeats=1)
        rows, _ = _measured(partial(rows_of, root))
        least, _ = _measured(partial(floor, root))
        all_of, peak = _measured(partial(shares, root))
        usual, _ = _measured(partial(plain, root))
    institutions = sum(max(1, round(number * PART)) for _, number, _ in CLASSES)
    return [
        Figure(
            name="全部机构的基药占比 shares of all institutions", measured=all_of["seconds"], unit="秒 s",
            goal=GOAL if PART == 1 else None, floor=least, pandas=usual,
            note=f"{institutions:,} 家 institutions, {rows:,} 行 rows, {all_of['shares']:,.0f} 条 shares; "
                 f"{peak:,.0f} MB; "
                 "pandas：只算 24 个近 12 个月 the 24 rolling years alone",
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    for figure in main():
        print(figure)
