"""Simulated provinces: what was made to happen is known to the day."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from baowen.monitor.score import EventRow, Report, Seen, score
from baowen.monitor.score_files import read_population, read_truth
from bench.detection.homes import opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What is simulated; `bad_share` as the demo breaks cells."""

    name: str
    hospitals: int
    products: int
    months: int
    seed: int
    bad_share: float = 0.0


MEDIUM = [Size(name="中 medium", hospitals=60, products=200, months=24, seed=seed) for seed in (11, 12, 13)]
DEMO = Size(name="演示 demo", hospitals=100, products=400, months=24, seed=7, bad_share=0.0005)
SMALL = Size(name="小 small", hospitals=20, products=60, months=14, seed=11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A simulated province after load and cycle."""

    size: Size
    report: Report
    signals: list[Seen]
    truth: list[EventRow]


def played(size: Size, folder: Path) -> Played:
    """Simulate, load, run the cycle and score with the data questions."""
    bench = opened(folder)
    files = folder / "files"
    bench.run(
        "simulate", "--region", "430000", "--hospitals", str(size.hospitals), "--products", str(size.products),
        "--months", str(size.months), "--seed", str(size.seed), "--bad-share", str(size.bad_share), "--out", files,
    )  # fmt: skip
    bench.run("load", files, "--json")
    bench.cycle()
    truth = read_truth(files / "truth.csv")
    population = read_population(files / "truth.csv")
    if population is None:
        raise RuntimeError("the simulated province has no population.csv")
    signals = bench.signals()
    return Played(
        size=size, report=score(signals, truth, population, questions=bench.questions()), signals=signals, truth=truth
    )
