"""Runs the benches and writes docs/reference/performance.md; with names, runs those and renews their sections alone.

Usage: python -m bench.run [NAME ...], as script/bench does. Each section tells on what machine and day it was measured.
"""

from __future__ import annotations

import importlib
import math
import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.figure import Figure

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "reference" / "performance.md"
NO_BENCH = ("bulk", "cases_made", "crowd", "figure", "run", "servers", "transfers_made", "__init__")
ENGINES = ("polars", "duckdb", "ibis-framework", "deltalake", "pyarrow", "pandas")

INTRODUCTION = """\
# 性能 Performance

本页由 `script/bench` 生成，请勿手改。 Written by `script/bench`; do not edit by hand.

- **实测 measured**：几次独立进程运行的中位数。 Median of several runs, each in a process of its own.
- **目标 goal**：项目承诺的数。 What the project promises.
- **下限 floor**：同样的列只扫描一遍所需。倍数是实测比下限贵多少。 One scan of the same columns;
  the ratio says how many times dearer the whole work is.
- **pandas**：同样的工作用普通 pandas 写法所需。倍数大于 1 表示本项目更快（或更省）。 The same work in plain pandas;
  a ratio above 1 means that this project is faster (or leaner).

机器是与他人共用的：请看倍数，不要只看秒数。 The machine is shared: read ratios, not seconds.
"""


def machine() -> str:
    """Cores, memory and versions; neither a name nor a path of the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    engines = ", ".join(f"{name} {version(name)}" for name in ENGINES)
    cores = len(os.sched_getaffinity(0))
    return (
        f"{cores} cores, {memory:.0f} GiB memory, {platform.system()} on {platform.machine()}, "
        f"Python {platform.python_version()}; {engines}. {datetime.now(UTC):%Y-%m-%d}."
    )


def _number(value: float | None) -> str:
    if value is None or math.isnan(value):
        return "–"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def _times(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}×"


def _row(figure: Figure) -> str:
    met = {None: "–", True: "达到 yes", False: "**未达到 no**"}[figure.meets_goal]
    dearer = figure.dearer_than(figure.pandas)
    cells = (
        figure.name, _number(figure.measured), figure.unit, _number(figure.goal), met, _number(figure.floor),
        _times(figure.floor_ratio), _number(figure.pandas), _times(1 / dearer if dearer else None), figure.note,
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


HEAD = (
    "| 项目 figure | 实测 measured | 单位 unit | 目标 goal | 达到 met | 下限 floor | 比下限 to floor "
    "| pandas | 比 pandas | 说明 note |\n"
    "|---|--:|---|--:|---|--:|--:|--:|--:|---|"
)


def section(name: str, figures: Iterable[Figure], described: str, remarks: str = "") -> str:
    """One bench's part of the page as Markdown; `remarks` stand below its table."""
    rows = "\n".join(_row(figure) for figure in figures)
    below = f"\n{remarks.strip()}\n" if remarks else ""
    return f"## {name}\n\n机器 machine: {described}\n\n{HEAD}\n{rows}\n{below}"


def remarks_on(name: str) -> str:
    """What stands in bench/remarks about a bench, such as why a goal is missed; nothing where nothing does."""
    path = HERE / "remarks" / f"{name}.md"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def renewed(page: str, sections: Mapping[str, str]) -> str:
    """The page with some sections put in the place of those of the same name; the others stay as they are."""
    _, *parts = re.split(r"^(?=## )", page, flags=re.MULTILINE)
    stood = {part.splitlines()[0].removeprefix("## "): part.rstrip() + "\n" for part in parts}
    both = stood | dict(sections)
    return "\n".join([INTRODUCTION, *(both[name] for name in sorted(both))])


def main(names: list[str]) -> int:
    known = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NO_BENCH)
    unknown = sorted(set(names) - set(known))
    if unknown:
        print(f"no bench named {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    for name in names or known:
        print(f"== {name} ...", file=sys.stderr, flush=True)
        text = ""
        for figures in _so_far(importlib.import_module(f"bench.{name}").main()):
            text = section(name, figures, machine(), remarks_on(name))
            # Written after each: what fails later takes nothing away from what was measured before it.
            PAGE.parent.mkdir(parents=True, exist_ok=True)
            PAGE.write_text(renewed(PAGE.read_text("utf-8") if PAGE.exists() else "", {name: text}), encoding="utf-8")
        print(text)
    return 0


def _so_far(measured: list[Figure] | Iterator[list[Figure]]) -> Iterable[list[Figure]]:
    """What a bench gives: all figures at its end, or, where it takes long, those so far again and again."""
    return [measured] if isinstance(measured, list) else measured


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
