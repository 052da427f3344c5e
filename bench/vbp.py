"""Measures progress of agreed volumes: every contract of a province judged anew, and one hospital's page.

3,000 hospitals agreed on 600 selected products each for 24 months (1.8 million contracts), and bought each of them
every month (43 million rows of the cube of orders). Computed are schedule, bands, oddities, forecast and the shares of
whole lots, named and written to the file that pages read. The floor reads the same columns of the cube once and adds
them up. Run: python -m bench.vbp. BAOWEN_BENCH_VBP_PART: which part of the hospitals, 1 unless told.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench.figure import Figure, measure

HOSPITALS, PRODUCTS, MONTHS, COUNTIES = 3_000, 600, 24, 100
GOALS = {"all": 5.0, "page": 150.0}
PART = float(os.environ.get("BAOWEN_BENCH_VBP_PART", "1"))
START, END, DAY = date(2024, 1, 1), date(2025, 12, 31), date(2025, 12, 31)
AT = datetime(2026, 1, 5, 1, tzinfo=UTC)
PROVINCE = "430000"
COLUMNS = ["product", "hospital", "ordered_quantity", "received_quantity", "delivered_quantity", "ordered_amount"]
CODE = "H0007"


def make(root: Path, hospitals: int) -> None:
    """A home with contracts and what was bought under them."""
    from baowen.core.home import create_home
    from baowen.core.records import open_records

    home = create_home(root, region=PROVINCE)
    open_records(home, migrate=True)
    from baowen.lake.store import Lake

    lake = Lake(home.lake)
    _registers(lake, hospitals)
    orgs = np.arange(1, hospitals + 1, dtype=np.int32)
    pair = {"product": np.repeat(np.arange(1, PRODUCTS + 1, dtype=np.int32), hospitals),
            "hospital": np.tile(orgs, PRODUCTS)}  # fmt: skip
    draw = np.random.default_rng(7)
    monthly = draw.gamma(2.0, 20.0, len(pair["product"]))
    contracts = pl.DataFrame(pair).with_columns(
        round_code=pl.lit("R1"), region=_county(pl.col("hospital")), starts_on=pl.lit(START), ends_on=pl.lit(END),
        agreed_quantity=pl.Series(np.maximum(1, monthly * MONTHS * draw.uniform(0.7, 1.4, len(monthly))).round())
        .cast(pl.Decimal(18, 4)),
        is_alliance=pl.lit(False), quality_tier=pl.lit(""), distributor=pl.lit(None, pl.Int32),
        batch=pl.lit(1, pl.Int32), row=pl.lit(1, pl.Int32), month=pl.lit("2024-01"), state=pl.lit("current"),
    )  # fmt: skip
    lake.replace_months("vbp_contract", contracts, months=["2024-01"], sort=["product", "region", "hospital"])
    for number in range(MONTHS):
        _month(lake, pair, draw.poisson(monthly), 2024 + number // 12, number % 12 + 1)


def _registers(lake: Any, hospitals: int) -> None:
    from baowen.collect.places import place_table
    from baowen.collect.tables import stored_schema

    place_table(lake)
    for name, rows in (
        ("organisation", {"org": range(1, hospitals + 1), "org_code": [f"H{n:04d}" for n in range(1, hospitals + 1)],
                          "org_name": [f"第{n}医院" for n in range(1, hospitals + 1)], "org_type": "hospital"}),
        ("catalogue", {"product": range(1, PRODUCTS + 1), "product_code": [f"P{n}" for n in range(1, PRODUCTS + 1)],
                       "generic_name": [f"第{n}号药" for n in range(1, PRODUCTS + 1)], "is_selected": True,
                       "drug_key": [f"d{n // 2}" for n in range(PRODUCTS)]}),
    ):  # fmt: skip
        schema = {**stored_schema(name), "state": pl.String}
        frame = pl.DataFrame({k: list(v) if isinstance(v, range) else v for k, v in rows.items()}).with_columns(
            month=pl.lit("all"), state=pl.lit("current")
        )
        missing = [pl.lit(None, kind).alias(column) for column, kind in schema.items() if column not in frame.columns]
        stored = frame.with_columns(*missing).select(pl.col(column).cast(kind) for column, kind in schema.items())
        lake.replace_months(name, stored, months=["all"], sort=[next(iter(rows))])


def _county(hospital: pl.Expr) -> pl.Expr:
    return (430_000 + hospital % COUNTIES).cast(pl.Int32)


def _month(lake: Any, pair: dict[str, Any], packs: Any, year: int, number: int) -> None:
    from baowen.lake.cubes import ORDERS_CUBE

    empty = pl.DataFrame(pl.from_arrow(ORDERS_CUBE.to_pyarrow().empty_table())).schema
    name = f"{year}-{number:02d}"
    amount = pl.Series(packs).cast(pl.Decimal(18, 4))
    filled: dict[str, Any] = {column: pl.lit(0).cast(kind) for column, kind in empty.items() if kind.is_numeric()}
    frame = pl.DataFrame(pair).with_columns(**{k: v for k, v in filled.items() if k not in pair}).with_columns(
        month=pl.lit(name), region=_county(pl.col("hospital")), lines=pl.lit(1, pl.Int64), ordered_quantity=amount,
        received_quantity=amount, delivered_quantity=amount, ordered_amount=amount,
        last_day=pl.lit(date(year, number, 28) if number < 12 else date(year, 12, 31)), state=pl.lit("current"),
    )  # fmt: skip
    lake.replace_months("cube_orders", frame, months=[name], sort=["product", "region", "hospital"])


def all_progress(root: Path) -> dict[str, float]:
    """Seconds of a whole run, and of its parts."""
    from baowen.core.home import open_home
    from baowen.core.policy import load_packs
    from baowen.lake.store import Lake
    from baowen.vbp.progress.computing import computed, limits_of
    from baowen.vbp.progress.marks import MARKS
    from baowen.vbp.progress.store import keep_results

    home = open_home(root)
    limits = limits_of(load_packs().ruling(PROVINCE, DAY))
    begun = time.perf_counter()
    found = computed(Lake(home.lake), pl.DataFrame(schema=MARKS), DAY, limits)
    judged_at = time.perf_counter()
    keep_results(home, found.rows)
    return {"all": time.perf_counter() - begun, "computed": judged_at - begun, "contracts": float(len(found.rows))}


def floor(root: Path) -> float:
    """Seconds that one scan of the same columns of the cube takes."""
    from baowen.core.home import open_home
    from baowen.lake.store import Lake

    lazy = Lake(open_home(root).lake).scan("cube_orders")
    assert lazy is not None
    begun = time.perf_counter()
    lazy.select(pl.col(COLUMNS).sum()).collect()
    return time.perf_counter() - begun


def page(root: Path) -> float:
    """Milliseconds of one hospital's lines, the median of twenty looks."""
    from baowen.core.home import open_home
    from baowen.core.records import open_records

    home = open_home(root)
    open_records(home, migrate=False)
    from baowen.orgs.departments import OrganisationKind
    from baowen.orgs.permissions import Actor
    from baowen.orgs.roles import Role
    from baowen.vbp.progress.queries.lines import Narrowed, contract_lines
    from baowen.vbp.progress.queries.runs import RunView

    (file,) = (home.root / "vbp").glob("*.parquet")
    run = RunView(number=1, as_of=DAY, seen_on=DAY, policy="", sha256=file.stem, contracts=0, sums={},
                  lake_versions={}, made_at=AT)  # fmt: skip
    officer = Actor(name="x", organisation="YB", kind=OrganisationKind.DEPARTMENT, region="100000",
                    roles=frozenset({Role.PROCUREMENT_OFFICER}))  # fmt: skip
    taken = []
    for _ in range(20):
        begun = time.perf_counter()
        found = contract_lines(home, run, officer, Narrowed(hospital=CODE), limit=PRODUCTS)
        taken.append(time.perf_counter() - begun)
        assert len(found) == PRODUCTS
    return statistics.median(taken) * 1000


def _measured(work: Callable[[], object]) -> tuple[object, float]:
    found = measure(work)
    return found.result, found.peak_megabytes


def main() -> list[Figure]:
    """Every figure of this bench."""
    hospitals = max(10, int(HOSPITALS * PART))
    with tempfile.TemporaryDirectory(prefix="baowen-bench-vbp-") as folder:
        root = Path(folder) / "home"
        measure(partial(make, root, hospitals), repeats=1)
        least, _ = _measured(partial(floor, root))
        every, peak = _measured(partial(all_progress, root))
        shown, _ = _measured(partial(page, root))
    assert isinstance(every, dict)
    rows = f"{every['contracts']:,.0f} 项约定 contracts, {hospitals * PRODUCTS * MONTHS:,} 行 rows"
    return [
        Figure(
            name="全部约定品种的进度 all progress", measured=every["all"], unit="秒 s",
            goal=GOALS["all"] if PART == 1 else None, floor=float(str(least)), note=f"{rows}; {peak:,.0f} MB",
        ),
        Figure(name="其中计算 of it computing", measured=every["computed"], unit="秒 s"),
        Figure(
            name="一家医疗机构的页面数据 one hospital's lines", measured=float(str(shown)), unit="毫秒 ms",
            goal=GOALS["page"], note=f"{PRODUCTS} 项 contracts",
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    for figure in main():
        print(figure)
