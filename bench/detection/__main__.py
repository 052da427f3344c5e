"""Simulates provinces, scores them and the public labels, and writes docs/reference/detection.md.

Usage: python -m bench.detection [--small]. With --small one little province is played and the page is only printed.
The public data are looked for where the tests look: BAOWEN_REAL_DATA, else shared/data beside the project.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.detection.denmark import falls_and_real
from bench.detection.england import cases
from bench.detection.notices import followed
from bench.detection.page import Results, page
from bench.detection.province import DEMO, MEDIUM, SMALL, Played, Size, played

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "docs" / "reference" / "detection.md"


def _public_data() -> Path | None:
    folder = Path(os.environ.get("BAOWEN_REAL_DATA") or PROJECT.parent / "shared" / "data")
    return folder if folder.is_dir() else None


def _say(text: str) -> None:
    print(f"== {text} ...", file=sys.stderr, flush=True)


def _played(size: Size, work: Path) -> Played:
    _say(f"simulated {size.hospitals} x {size.products}, seed {size.seed}")
    return played(size, work / f"province-{size.hospitals}-{size.seed}")


def measured(work: Path, *, small: bool) -> Results:
    """Run everything; with `small` one little province only."""
    now = datetime.now(UTC).date()
    if small:
        return Results(on=now, version=version("baowen"), provinces=[(SMALL, [_played(SMALL, work)])])
    provinces = [(MEDIUM[0], [_played(size, work) for size in MEDIUM]), (DEMO, [_played(DEMO, work)])]
    data = _public_data()
    if data is None:
        return Results(on=now, version=version("baowen"), provinces=provinces)
    _say("public data")
    return Results(
        on=now,
        version=version("baowen"),
        provinces=provinces,
        england=cases(data, work / "england"),
        denmark=falls_and_real(data, work / "denmark"),
        notices=followed(data, work / "notices"),
    )


def main(arguments: list[str]) -> int:
    """Measure, print, and write the page unless it is the small run."""
    if set(arguments) - {"--small"}:
        print("usage: python -m bench.detection [--small]", file=sys.stderr)
        return 2
    small = bool(arguments)
    with tempfile.TemporaryDirectory(prefix="baowen-detection-") as work:
        text = page(measured(Path(work), small=small))
    print(text)
    if not small:
        PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
