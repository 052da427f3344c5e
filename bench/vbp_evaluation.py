"""Measures an evaluation of a province's round: every contract judged with exemptions, and one hospital's page. VBP-7.

3,000 hospitals agreed on 600 products each for 24 months and bought each of them every month (bench.vbp makes them).
Of each drug one product is the contracted one and the other its backup; the exemptions touch two pairs in a hundred.
The floor reads the same columns of the cube once and adds them up.
Run: python -m bench.vbp_evaluation. BAOWEN_BENCH_VBP_PART: which part of the hospitals, 1 unless told.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from bench.figure import Figure, measure
from bench.vbp import CODE, DAY, END, HOSPITALS, MONTHS, PART, PRODUCTS, START, make

GOALS = {"all": 10.0, "page": 150.0}
COLUMNS = ["product", "hospital", "ordered_quantity", "ordered_amount"]
TOUCHED_OF = 50


def given() -> Any:
    """What records would give: lots of two products, and exemptions of every kind over one lot in fifty."""
    from baowen.vbp.evaluation.given import Given, GivenProduct
    from baowen.vbp.evaluation.kinds import ExemptionKind
    from baowen.vbp.evaluation.rules.columns import Limits
    from baowen.vbp.evaluation.rules.exempting import Exempt

    products = tuple(
        GivenProduct(
            lot=str((number - 1) // 2), code=f"P{number}", tier="过评", price=Decimal(2),
            roles={"": "main" if number % 2 else "backup"},
        )
        for number in range(1, PRODUCTS + 1)
    )  # fmt: skip
    kinds = list(ExemptionKind)
    exempts = tuple(
        Exempt(
            number=at + 1, kind=kinds[at % len(kinds)], from_on=date(2024, 6, 1), until_on=date(2024, 12, 31),
            lot=str(lot), eased=Decimal(10) if kinds[at % len(kinds)] is ExemptionKind.EASED else None,
        )
        for at, lot in enumerate(range(0, PRODUCTS // 2, TOUCHED_OF))
    )  # fmt: skip
    return Given(
        round_code="R1", as_of=DAY, numerator="ordered", counts=("same",), limits=Limits(share=Decimal("0.2")),
        ruled=(), exempts=exempts, products=products, surplus_separate=False,
    )  # fmt: skip


def evaluated(root: Path) -> dict[str, Any]:
    """Seconds of a whole evaluation and of its parts; the digest of the file that it wrote."""
    from baowen.core.home import open_home
    from baowen.lake.store import Lake
    from baowen.vbp.evaluation.evaluating import evaluate
    from baowen.vbp.evaluation.files import keep_results

    home, asked = open_home(root), given()
    begun = time.perf_counter()
    found = evaluate(home, asked, Lake(home.lake).versions())
    judged_at = time.perf_counter()
    digest = keep_results(home, found)
    touched = int(found.results["is_touched"].sum())
    return {
        "all": time.perf_counter() - begun, "judged": judged_at - begun, "rows": found.results.height,
        "touched": touched, "digest": digest,
    }  # fmt: skip


def floor(root: Path) -> float:
    """Seconds that one scan of the same columns of the cube takes."""
    import polars as pl

    from baowen.core.home import open_home
    from baowen.lake.store import Lake

    lazy = Lake(open_home(root).lake).scan("cube_orders")
    assert lazy is not None
    begun = time.perf_counter()
    lazy.select(pl.col(COLUMNS).sum()).collect()
    return time.perf_counter() - begun


def page(root: Path, digest: str) -> float:
    """Milliseconds of one hospital's rows with their steps, the median of twenty looks."""
    from baowen.core.home import open_home
    from baowen.vbp.evaluation.queries.results import hospital_results

    home, taken = open_home(root), []
    for _ in range(20):
        begun = time.perf_counter()
        found = hospital_results(home, digest, CODE)
        taken.append(time.perf_counter() - begun)
        assert len(found) == PRODUCTS
    return statistics.median(taken) * 1000


def main() -> list[Figure]:
    """Every figure of this bench."""
    hospitals = max(10, int(HOSPITALS * PART))
    with tempfile.TemporaryDirectory(prefix="baowen-bench-vbp-evaluation-") as folder:
        root = Path(folder) / "home"
        measure(partial(make, root, hospitals), repeats=1)
        least = measure(partial(floor, root)).result
        every = measure(partial(evaluated, root))
        told = every.result
        assert isinstance(told, dict)
        shown = measure(partial(page, root, told["digest"])).result
    assert told["rows"] == hospitals * PRODUCTS, "a result for each contract"
    assert START < END <= DAY, "the cycle is over"
    rows = f"{told['rows']:,} 个结果 results, {told['rows'] * MONTHS:,} 行 rows"
    return [
        Figure(
            name="集采考核 evaluation of a round", measured=told["all"], unit="秒 s",
            goal=GOALS["all"] if PART == 1 else None, floor=float(str(least)),
            note=f"{rows}; {told['touched']:,} 个有情形 touched; {every.peak_megabytes:,.0f} MB",
        ),
        Figure(name="其中判定 of it judging", measured=told["judged"], unit="秒 s"),
        Figure(
            name="一家医疗机构的考核结果 one hospital's results", measured=float(str(shown)), unit="毫秒 ms",
            goal=GOALS["page"], note=f"{PRODUCTS} 个结果 results",
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    for figure in main():
        print(figure)
