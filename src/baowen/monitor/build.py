"""What all cubes share when they are built: which months are stale, who builds them, what is remembered of them."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from baowen.lake.engine import ENGINE_VARIABLE, Engine, cores, run_each
from baowen.lake.store import Lake
from baowen.monitor.models import CubeMonth

Result = TypeVar("Result")


def stale_months(wanted: dict[str, str], cube: str) -> dict[str, str]:
    """Of the months and digests wanted, those that are missing or were built from something else."""
    built = dict(CubeMonth.objects.filter(cube=cube).values_list("month", "source_digest"))
    return {month: digest for month, digest in wanted.items() if built.get(month) != digest}


def remember(cube: str, digests: dict[str, str]) -> None:
    """Record what months were built or read from."""
    CubeMonth.objects.bulk_create(
        [CubeMonth(cube=cube, month=month, source_digest=digest) for month, digest in digests.items()],
        update_conflicts=True,
        unique_fields=["cube", "month"],
        update_fields=["source_digest"],
    )


def computes_here() -> bool:
    """Whether this process computes, and not a cluster."""
    return (os.environ.get(ENGINE_VARIABLE) or "duckdb") == "duckdb"


def release_memory() -> None:
    """Hand what was freed back to the system. glibc keeps arrays of up to 32 MB in its heaps, whose holes fit no later
    one: without this a build over two years holds twice what it needs. Elsewhere there is nothing to do.
    """
    if sys.platform != "linux":
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def each_month(lake: Lake, build: Callable[[Engine | None, str], Result], months: Sequence[str]) -> Iterator[Result]:
    """Build months side by side: in memory on this machine (no engine), on Spark by its session.

    In memory each core takes months that lie together, the newest first.
    """
    if not months:
        return
    if not computes_here():
        yield from run_each(lake, [lambda engine, month=month: build(engine, month) for month in months])  # type: ignore[misc]
        return
    newest_first = sorted(months, reverse=True)
    share = -(-len(newest_first) // cores())
    runs = [newest_first[start : start + share] for start in range(0, len(newest_first), share)]
    with ThreadPoolExecutor(cores()) as pool:
        for built in pool.map(lambda run: [build(None, month) for month in run], runs):
            yield from built
