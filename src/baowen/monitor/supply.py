"""Keeps the cubes of stock, use and supply fresh: a month is built again when counts or use behind it changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from baowen.collect.places import place_table
from baowen.core.period import Month
from baowen.lake.cubes import stock_cube, supply_cube, use_cube
from baowen.lake.cubes.local.columns import Array
from baowen.lake.cubes.local.lines import day_number
from baowen.lake.cubes.local.orders import Places, places_by_level
from baowen.lake.cubes.local.supply import (
    Counts,
    Use,
    counts_frame,
    last_counts,
    read_counts,
    read_use,
    supply_frame,
    use_frame,
    use_of,
)
from baowen.lake.cubes.supply import fresh_from
from baowen.lake.engine import Engine
from baowen.lake.store import Lake, Part
from baowen.monitor.build import each_month, remember, stale_months
from baowen.monitor.tables import COUNTS, SUPPLY, USE, fact

MONTHS_KEPT = 5  # of counts and use that a builder holds for the months beside
ORDINARY = "ordinary"


@dataclass(frozen=True, kw_only=True)
class SupplyInputs:
    """`use_months`: months of use that count. `stale_days`, `low_days` (by class): as in indicators.stock."""

    as_of: date
    use_months: int
    stale_days: int
    low_days: Mapping[str, float]

    def counted_in(self, month: Month) -> list[Month]:
        """The months whose counts may tell the stock at a month's end, newest first."""
        fresh = fresh_from(month, as_of=self.as_of, stale_days=self.stale_days)
        return list(Month.of(fresh).until(month))[::-1]

    def used_in(self, month: Month) -> list[Month]:
        """The months whose use counts, oldest first."""
        return [month.plus(-step) for step in range(self.use_months, 0, -1)]


def refresh_supply(lake: Lake, inputs: SupplyInputs) -> None:
    """Build the months of the three cubes whose counts, or use before them, changed."""
    wanted = supply_digests(lake, inputs)
    stale = {name: stale_months(digests, name) for name, digests in wanted.items()}
    months = sorted({month for some in stale.values() for month in some}, reverse=True)
    builder = SupplyBuilder(lake=lake, inputs=inputs)

    def build(engine: Engine | None, name: str) -> dict[str, Part]:
        month, asked = Month.parse(name), [cube for cube, some in stale.items() if name in some]
        frames = builder.build(month, asked) if engine is None else by_engine(engine, lake, month, inputs, asked)
        return {cube: lake.write_part(cube, name, frame) for cube, frame in frames.items()}

    written: dict[str, list[Part]] = {name: [] for name in stale}
    for parts in each_month(lake, build, months):
        for name, part in parts.items():
            written[name].append(part)
    for name, files in written.items():
        if files:
            lake.commit_parts(name, files)
            remember(name, stale[name])


def supply_digests(lake: Lake, inputs: SupplyInputs) -> dict[str, dict[str, str]]:
    """What each month of the cubes of stock, use and supply is built from."""
    last = Month.of(inputs.as_of)
    counted, used = lake.digests("stock"), lake.digests("usage")
    counts = {
        month: f"{digest} {inputs.as_of}" if month == str(last) else digest
        for month, digest in counted.items()
        if month <= str(last)
    }
    after = {Month.parse(name).plus(step) for name in used for step in range(1, inputs.use_months + 1)}
    use = {
        str(month): _digest(*[used.get(str(one), "") for one in inputs.used_in(month)])
        for month in sorted(after)
        if month <= last
    }
    registers = [str(lake.digests(name)) for name in ("catalogue", "region")]
    rules = f"{inputs.use_months} {inputs.stale_days} {sorted(inputs.low_days.items())}"
    supply = {}
    for month, own in use.items():
        before = [counts.get(str(one), "") for one in inputs.counted_in(Month.parse(month))]
        if any(before):
            day = inputs.as_of.isoformat() if month == str(last) else ""
            supply[month] = _digest(rules, day, own, *before, *registers)
    wanted = {COUNTS: counts, USE: {month: f"{inputs.use_months} {own}" for month, own in use.items()}, SUPPLY: supply}
    for name, digests in wanted.items():
        # A month whose last row was corrected into another has a cube to be emptied.
        digests |= {month: "" for month in lake.months(name) if month not in digests}
    return wanted


def _digest(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def by_engine(
    engine: Engine, lake: Lake, month: Month, inputs: SupplyInputs, asked: list[str]
) -> dict[str, pl.DataFrame]:
    """The cubes that are asked for as their definitions say, computed by an engine."""
    counted = inputs.counted_in(month)
    stock = fact(engine, "stock", months=[str(one) for one in counted])
    counts = {one: engine.run(stock_cube(stock, month=one, as_of=inputs.as_of)) for one in counted}
    usage = fact(engine, "usage", months=[str(one) for one in inputs.used_in(month)])
    use = engine.run(use_cube(usage, month=month, use_months=inputs.use_months))
    product = fact(engine, "catalogue")
    supply = supply_cube(
        engine.local(pl.concat(counts.values())), engine.local(use),
        product.select("product", drug_class=product.drug_class.fill_null(ORDINARY)), engine.local(place_table(lake)),
        month=month, low_days=inputs.low_days,
        fresh=fresh_from(month, as_of=inputs.as_of, stale_days=inputs.stale_days),
    )  # fmt: skip
    frames = {COUNTS: counts[month], USE: use}
    if SUPPLY in asked:
        frames[SUPPLY] = engine.run(supply).sort("level", "product", "region")
    return {name: frames[name] for name in asked}


@dataclass(kw_only=True)
class SupplyBuilder:
    """Builds months in memory; threads may share one, so that what months beside each other need is read once."""

    lake: Lake
    inputs: SupplyInputs
    _counts: dict[Month, Counts] = field(default_factory=dict)
    _use: dict[Month, Use] = field(default_factory=dict)

    def build(self, month: Month, asked: list[str]) -> dict[str, pl.DataFrame]:
        """The frames of the cubes that are asked for."""
        frames = {}
        if COUNTS in asked:
            frames[COUNTS] = counts_frame(self._counted(month), month)
        if USE in asked or SUPPLY in asked:
            use = use_of([self._used(one) for one in self.inputs.used_in(month)])
            if USE in asked:
                frames[USE] = use_frame(use, month)
        if SUPPLY in asked:
            fresh = fresh_from(month, as_of=self.inputs.as_of, stale_days=self.inputs.stale_days)
            recent = [self._counted(one) for one in self.inputs.counted_in(month)]
            counts = last_counts(recent, fresh=day_number(fresh))
            frames[SUPPLY] = supply_frame(counts, use, self._low_days, self._places, month)
        return frames

    def _counted(self, month: Month) -> Counts:
        found = self._counts.get(month)
        if found is None:
            found = self._counts[month] = read_counts(self.lake, month, as_of=self.inputs.as_of)
            _forget_far(self._counts, month)
        return found

    def _used(self, month: Month) -> Use:
        found = self._use.get(month)
        if found is None:
            found = self._use[month] = read_use(self.lake, month)
            _forget_far(self._use, month)
        return found

    @cached_property
    def _places(self) -> Places:
        return places_by_level(place_table(self.lake))

    @cached_property
    def _low_days(self) -> Array:
        rows = self.lake.read("catalogue", columns=["product", "drug_class"])
        if rows is None or rows.is_empty():
            return np.full(1, np.nan)
        days = rows.select("product", days=pl.col("drug_class").fill_null(ORDINARY)).with_columns(
            days=pl.col("days").replace_strict(dict(self.inputs.low_days), default=0.0, return_dtype=pl.Float64)
        )
        found = np.full(int(days["product"].to_numpy().max()) + 1, np.nan)
        found[days["product"].to_numpy()] = days["days"].to_numpy()
        return found


def _forget_far(kept: dict[Month, Any], month: Month) -> None:
    """Months are built from the newest back: what is far from this one is not asked for again."""
    for far in [one for one in list(kept) if not month.plus(-MONTHS_KEPT) < one < month.plus(MONTHS_KEPT)]:
        kept.pop(far, None)
