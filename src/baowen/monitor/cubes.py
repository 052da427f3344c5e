"""Keeps the monthly cubes fresh: a month is built again when what it was built from has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import polars as pl
from django.db import transaction

from baowen.core.period import Month
from baowen.lake.engine import Engine
from baowen.lake.store import Lake, Part
from baowen.monitor.build import each_month, release_memory, remember
from baowen.monitor.month import CubeInputs, LocalBuilder, build_by_engine
from baowen.monitor.slips import QUESTION
from baowen.monitor.tables import MEDIANS, ORDERS, PRICES, TRADE

FROM_LINES = (ORDERS, TRADE, PRICES, MEDIANS)
MAKE = "3"  # raised when cubes are made in another way: all are built anew
MONTHS_A_COMMIT = 6  # bounds the memory of a first build
LOOKED_AT = "looked_at"  # kept beside the cubes: the digests of the months that a finished run has asked about


def source_digests(lake: Lake, inputs: CubeInputs) -> dict[str, str]:
    """What each month's cubes are built from: its order lines and those of the month before (usual prices), what
    arrived up to `follow_months` later, the rules, and what cubes take from the registers.

    A month that can still change as days pass (orders not yet due) also depends on `as_of` itself.
    """
    orders = lake.digests("order_line")
    rules = inputs.rules + _registers_digest(lake)
    arrivals = [lake.digests(name) for name in ("delivery", "receipt")]
    last = Month.of(inputs.as_of)
    found = {}
    # A month whose last line was corrected into another has a cube to be emptied.
    for name in sorted({*orders, *lake.months(ORDERS)}):
        month, own = Month.parse(name), orders.get(name, "")
        if month > last:
            continue
        following = [str(month.plus(step)) for step in range(inputs.follow_months + 1)]
        before = orders.get(str(month.plus(-1)), "")
        parts = [rules, own, before, *(digests.get(each, "") for digests in arrivals for each in following)]
        if month.plus(inputs.follow_months) >= last:
            parts.append(inputs.as_of.isoformat())
        found[name] = hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
    return found


def _registers_digest(lake: Lake) -> str:
    """A digest of the columns of the registers that cubes are built with: other columns may change freely."""
    digest = hashlib.sha256(f"{MAKE} {lake.digests('region')}".encode())
    for table, key, column in (("organisation", "org", "is_remote"), ("catalogue", "product", "units")):
        rows = lake.read(table, columns=[key, column])
        if rows is not None:
            digest.update(rows.drop_nulls().sort(key).write_csv().encode())
    return digest.hexdigest()


def refresh_cubes(lake: Lake, stale: dict[str, str], inputs: CubeInputs, *, tick: Callable[[], None]) -> pl.DataFrame:
    """Build the stale months of the cubes and give the questions about implausible lines in them.

    Killed half-way, the next run goes on with the months that are left, and asks about the others with `ask_again`.
    """
    months = sorted(stale, reverse=True)
    questions = [pl.DataFrame(schema=QUESTION)]
    builder = LocalBuilder(lake=lake, inputs=inputs)

    def build(engine: Engine | None, name: str) -> tuple[dict[str, Part], pl.DataFrame]:
        month = Month.parse(name)
        built = builder.build(month) if engine is None else build_by_engine(engine, lake, month, inputs)
        parts = {cube: lake.write_part(cube, name, frame) for cube, frame in built.frames.items()}
        return parts, built.questions

    for start in range(0, len(months), MONTHS_A_COMMIT):
        some = months[start : start + MONTHS_A_COMMIT]
        written: dict[str, list[Part]] = {name: [] for name in FROM_LINES}
        for parts, asked in each_month(lake, build, some):
            questions.append(asked)
            for name, part in parts.items():
                written[name].append(part)
            tick()
        for name, files in written.items():
            lake.commit_parts(name, files)
        with transaction.atomic():
            remember(ORDERS, {month: stale[month] for month in some})
        release_memory()
    return pl.concat(questions)


def ask_again(lake: Lake, months: Sequence[str], inputs: CubeInputs) -> pl.DataFrame:
    """The questions about months whose cubes a run built that did not live to record them."""
    builder = LocalBuilder(lake=lake, inputs=inputs)
    return pl.concat([pl.DataFrame(schema=QUESTION), *[builder.ask(Month.parse(month)) for month in months]])
