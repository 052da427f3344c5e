"""Simulates provinces, scores them and the public labels, and writes docs/reference/detection.md.

Usage: python -m bench.detection [--small] [--seeds 101,102] [--runs 2] [--keep FOLDER] [--without-public-data].
--small: one little province is played and the page is only printed. --runs: on how many days of a month the cycle runs,
once events may happen. --keep: the folder in which provinces that were played stay, so that a run that was stopped goes
on from there. The public data are looked for where the tests look: BAOWEN_REAL_DATA, else shared/data beside the
project.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.detection.denmark import falls_and_real
from bench.detection.england import cases
from bench.detection.notices import followed
from bench.detection.page import Results, page
from bench.detection.province import LAST, RUNS, TINY, UNSEEN, Played, played_each, sizes

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "docs" / "reference" / "detection.md"


def _public_data() -> Path | None:
    folder = Path(os.environ.get("BAOWEN_REAL_DATA") or PROJECT.parent / "shared" / "data")
    return folder if folder.is_dir() else None


def _say(text: str) -> None:
    print(f"== {text} ...", file=sys.stderr, flush=True)


def measured(
    work: Path, kept: Path, *, seeds: Sequence[int], small: bool, public: bool = True, runs: int = RUNS
) -> Results:
    """Run everything; with `small` one little province only. `kept`: where provinces already played are."""
    began = time.perf_counter()
    wanted = [TINY] if small else sizes(seeds, runs=runs)
    _say(f"{len(wanted)} simulated provinces")
    provinces = played_each(wanted, kept)
    data = _public_data() if public and not small else None
    if data is not None:
        _say("public data")
    return Results(
        on=datetime.now(UTC).date(),
        version=version("baowen"),
        provinces=provinces,
        calibration=calibrated(provinces),
        england=cases(data, work / "england") if data else None,
        denmark=falls_and_real(data, work / "denmark") if data else None,
        notices=followed(data, work / "notices") if data else None,
        seconds=time.perf_counter() - began,
    )


def calibrated(provinces: Sequence[Played]) -> str:
    """How far the risk score may be believed, on the same provinces."""
    from baowen.core.policy import load_packs
    from baowen.monitor.indicators.parameter import read_parameters
    from baowen.monitor.indicators.risk import RiskParameters
    from bench.detection.calibration import calibration

    ruling = load_packs().ruling("430000", LAST.last)
    observed = [one.observed for one in provinces if one.observed is not None]
    return calibration(observed, read_parameters(RiskParameters, ruling)) if observed else ""


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and write the page unless it is the small run."""
    parser = argparse.ArgumentParser(prog="python -m bench.detection")
    parser.add_argument("--small", action="store_true", help="one little province; the page is only printed")
    parser.add_argument("--seeds", default=",".join(map(str, UNSEEN)), help="seeds of the provinces")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs a month")
    parser.add_argument("--keep", type=Path, help="folder in which the provinces that were played stay")
    parser.add_argument("--without-public-data", action="store_true", help="simulated provinces only")
    given = parser.parse_args(arguments)
    seeds = [int(seed) for seed in given.seeds.split(",")]
    with tempfile.TemporaryDirectory(prefix="baowen-detection-") as passing:
        work = Path(passing)
        kept = given.keep or work
        kept.mkdir(parents=True, exist_ok=True)
        public = not given.without_public_data
        results = measured(work, kept, seeds=seeds, small=given.small, public=public, runs=given.runs)
    text = page(results)
    print(text)
    if not given.small:
        PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
