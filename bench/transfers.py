"""Measures plans of transfers: a province's 200 short drugs, and how much less stays unmet than by the nearest first.

2,500 hospitals with about 500,000 lots are planned in two processes; then provinces of two sizes and five seeds are
planned and served by the nearest surplus first under the same rules: as simulated, and changed as each line says. The
floor adds the same columns up once. Run: python -m bench.transfers. BAOWEN_BENCH_TRANSFERS_PART: which part of it, 1
unless told.
"""

from __future__ import annotations

import os
import pickle
import resource
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from bench.figure import Figure, measure, peak_megabytes
from bench.transfers_made import CHANGES, changed, made, rules

PART = float(os.environ.get("BAOWEN_BENCH_TRANSFERS_PART", "1"))
HOSPITALS, PRODUCTS, PAIRS, ITEMS, WORKERS = 2_500, 1_200, 620_000, 200, 2
SIZES, SEEDS, FEWER = ((200, 800), (400, 800)), (1, 2, 3, 4, 5), 40
GOALS = {"seconds": 60.0, "gap": 0.1, "megabytes": 4096.0, "less": 15.0}


def make(path: Path, part: float) -> None:
    """The large instance as a file."""
    hospitals, items = max(40, int(HOSPITALS * part)), max(4, int(ITEMS * part))
    products = max(100, int(PRODUCTS * part))
    pairs = int(PAIRS * hospitals / HOSPITALS * products / PRODUCTS)
    path.write_bytes(pickle.dumps(made(hospitals=hospitals, products=products, seed=7, items=items, pairs=pairs)))


def planned(path: Path) -> dict[str, float]:
    """Seconds, gap, memory of all processes, and what the instance holds."""
    from baowen.reserve.transfers.optimise import plan

    instance = pickle.loads(path.read_bytes())
    begun = time.perf_counter()
    found = plan(instance, rules(), workers=WORKERS)
    taken = time.perf_counter() - begun
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {
        "seconds": taken, "gap": found.gap * 100, "megabytes": peak_megabytes() + WORKERS * children,
        "lots": float(len(instance.lots)), "items": float(len(instance.items)), "moves": float(len(found.moves)),
        "hospitals": float(len(instance.institutions)),
    }  # fmt: skip


def floor(path: Path) -> float:
    """Seconds to add up stock and use by institution and item once."""
    instance = pickle.loads(path.read_bytes())
    begun = time.perf_counter()
    instance.lots.group_by("org", "item").agg(pl.col("units").sum(), pl.col("days_left").min())
    instance.uses.group_by("item").agg(pl.col("daily_use", "scatter", "line_units").sum())
    return time.perf_counter() - begun


def compared(part: float) -> dict[str, list[tuple[float, float, float]]]:
    """By kind of instance, for each size and seed: per cent by which less stays unmet; both shares unmet."""
    from baowen.reserve.transfers.optimise import greedy, plan

    found: dict[str, list[tuple[float, float, float]]] = {kind: [] for kind in CHANGES}
    for hospitals, products in SIZES:
        for seed in SEEDS:
            size = max(40, int(hospitals * part))
            simulated = made(hospitals=size, products=max(100, int(products * part)), seed=seed, items=FEWER)
            for kind in CHANGES:
                instance = changed(simulated, kind)
                best, rival = plan(instance, rules(), workers=WORKERS), greedy(instance, rules())
                before = float(best.needs["unmet_before"].sum())
                found[kind].append((
                    100 * (1 - best.unmet / rival.unmet), 100 * best.unmet / before, 100 * rival.unmet / before,
                ))  # fmt: skip
    return found


def _rival(kind: str, rows: list[tuple[float, float, float]]) -> Figure:
    less = [row[0] for row in rows]
    below = sum(one < GOALS["less"] for one in less)
    note = (
        f"{len(less)} 个省 provinces: {min(less):.1f}–{max(less):.1f}; 未达 15 % below it: {below}; "
        f"留下未满足 left unmet: {statistics.median(row[1] for row in rows):.0f} % / "
        f"就近先调 nearest first {statistics.median(row[2] for row in rows):.0f} %"
    )
    return Figure(
        name=f"比就近先调少的未满足 less unmet than nearest first: {kind}", measured=statistics.median(less), unit="%",
        goal=GOALS["less"] if PART == 1 and kind == "as simulated" else None, note=note, better="more",
    )  # fmt: skip


def main() -> list[Figure]:
    """Every figure of this bench."""
    with tempfile.TemporaryDirectory(prefix="baowen-bench-transfers-") as folder:
        path = Path(folder) / "instance"
        measure(partial(make, path, PART), repeats=1)
        least = measure(partial(floor, path)).result
        found: Any = measure(partial(planned, path), repeats=1).result
    rivals: Any = measure(partial(compared, PART), repeats=1).result
    return _figures(found, float(str(least)), rivals)


def _figures(
    found: dict[str, float], least: float, rivals: dict[str, list[tuple[float, float, float]]]
) -> list[Figure]:
    held = (
        f"{found['hospitals']:,.0f} 家 hospitals, {found['items']:,.0f} 种 drugs, {found['lots']:,.0f} 个批次 lots, "
        f"{found['moves']:,.0f} 笔 moves"
    )
    goals = GOALS if PART == 1 else {}
    return [
        Figure(name="全省调剂方案 plan of a province", measured=found["seconds"], unit="秒 s",
               goal=goals.get("seconds"), floor=least, note=held),
        Figure(name="证明的差距 proven gap", measured=found["gap"], unit="%", goal=goals.get("gap")),
        Figure(name="全部进程内存 memory of all processes", measured=found["megabytes"], unit="MB",
               goal=goals.get("megabytes")),
        *(_rival(kind, rows) for kind, rows in rivals.items()),
    ]  # fmt: skip


if __name__ == "__main__":
    for figure in main():
        print(figure)
