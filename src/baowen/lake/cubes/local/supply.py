"""The cubes of stock, use and supply of a month from sorted columns in memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from baowen.core.period import Month
from baowen.lake.cubes.local.columns import (
    Array,
    Integers,
    add_up,
    decimals,
    integers,
    order_of,
    scaled,
    starts_of,
    taken,
)
from baowen.lake.cubes.local.orders import Places, inside, placed
from baowen.lake.cubes.places import LEVELS
from baowen.lake.cubes.stock import STOCK_CUBE
from baowen.lake.cubes.supply import SUPPLY_CUBE
from baowen.lake.cubes.use import USE_CUBE
from baowen.lake.store import Lake, scan_files

_BITS = 32


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The last counts of a month, sorted by `pair` (product and hospital in one); quantity in ten-thousandths."""

    pair: Integers
    region: Array
    counted_on: Array
    quantity: Integers
    lots: Integers

    def only(self, kept: Array) -> Counts:
        """The counts that are kept."""
        return Counts(
            pair=self.pair[kept], region=self.region[kept], counted_on=self.counted_on[kept],
            quantity=self.quantity[kept], lots=self.lots[kept],
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Use:
    """Use (ten-thousandths) and days with stock, sorted by `pair`, each pair once."""

    pair: Integers
    used: Integers
    stocked_days: Integers


def pair_of(product: Array, hospital: Array) -> Integers:
    """Product and hospital in one number that sorts as they do."""
    return np.asarray((product.astype(np.int64) << _BITS) | hospital)


def read_counts(lake: Lake, month: Month, *, as_of: date) -> Counts:
    """The last count of each hospital and product in a month; lots that had expired count as nothing."""
    names = ("product", "hospital", "region", "counted_on", "quantity", "expires_on")
    frame = _read(lake, "stock", month, names)
    frame = frame.filter(pl.col("counted_on") <= as_of)
    columns = integers(frame, ("product", "hospital", "region", "counted_on"))
    fit = (frame["expires_on"].is_null() | (frame["expires_on"] >= frame["counted_on"])).fill_null(value=True)
    columns |= {"quantity": np.where(fit.to_numpy(), scaled(frame["quantity"]), 0)}
    columns["pair"] = pair_of(columns["product"], columns["hospital"])
    columns = taken(columns, order_of(columns["pair"], columns["counted_on"]))
    starts = starts_of(columns["pair"])
    lengths = np.diff(np.append(starts, len(columns["pair"])))
    last = np.repeat(columns["counted_on"][starts + lengths - 1], lengths)
    columns = taken(columns, np.flatnonzero(columns["counted_on"] == last))
    columns = taken(columns, order_of(columns["pair"], columns["region"]))
    starts = starts_of(columns["pair"], columns["region"])
    return Counts(
        pair=columns["pair"][starts], region=columns["region"][starts], counted_on=columns["counted_on"][starts],
        quantity=add_up(columns["quantity"], starts), lots=np.diff(np.append(starts, len(columns["pair"]))),
    )  # fmt: skip


def read_use(lake: Lake, month: Month) -> Use:
    """What each hospital used of a product in one month, and on how many of its days it had stock."""
    frame = _read(lake, "usage", month, ("product", "hospital", "quantity", "stockout_days"))
    columns = integers(frame, ("product", "hospital"))
    without = frame["stockout_days"].cast(pl.Int64).fill_null(0).to_numpy()
    return _used(
        pair_of(columns["product"], columns["hospital"]),
        scaled(frame["quantity"]),
        np.maximum(month.last.day - without, 0),
    )


def use_of(before: list[Use]) -> Use:
    """The use of several months together; nothing used, or never any stock, is left out."""
    both = _used(
        np.concatenate([one.pair for one in before]), np.concatenate([one.used for one in before]),
        np.concatenate([one.stocked_days for one in before]),
    )  # fmt: skip
    real = (both.used > 0) & (both.stocked_days > 0)
    return Use(pair=both.pair[real], used=both.used[real], stocked_days=both.stocked_days[real])


def _used(pair: Integers, used: Integers, days: Integers) -> Use:
    columns = taken({"pair": pair, "used": used, "days": days}, order_of(pair))
    starts = starts_of(columns["pair"])
    return Use(
        pair=columns["pair"][starts], used=add_up(columns["used"], starts), stocked_days=add_up(columns["days"], starts)
    )


def _read(lake: Lake, table: str, month: Month, names: tuple[str, ...]) -> pl.DataFrame:
    files = lake.files(table, months=[str(month)])
    if not files:
        kinds: dict[str, Any] = {"counted_on": pl.Date, "expires_on": pl.Date, "quantity": pl.Decimal(18, 4)}
        return pl.DataFrame(schema={name: kinds.get(name, pl.Int32) for name in names})
    return scan_files(files).select(names).collect(engine="streaming")


def counts_frame(counts: Counts, month: Month) -> pl.DataFrame:
    """The columns of STOCK_CUBE in their order."""
    frame = _with_pair(counts.pair).with_columns(
        region=pl.Series(counts.region), counted_on=pl.Series(counts.counted_on).cast(pl.Date),
        quantity=decimals(counts.quantity), lots=pl.Series(counts.lots.astype(np.int64)), month=pl.lit(str(month)),
    )  # fmt: skip
    return frame.select(list(STOCK_CUBE.names))


def use_frame(use: Use, month: Month) -> pl.DataFrame:
    """The columns of USE_CUBE in their order."""
    frame = _with_pair(use.pair).with_columns(
        used=decimals(use.used), stocked_days=pl.Series(use.stocked_days.astype(np.int64)), month=pl.lit(str(month))
    )
    return frame.select(list(USE_CUBE.names))


def _with_pair(pair: Integers) -> pl.DataFrame:
    hospital = pair & ((1 << _BITS) - 1)
    return pl.DataFrame({"product": (pair >> _BITS).astype(np.int32), "hospital": hospital.astype(np.int32)})


def last_counts(newest_first: list[Counts], *, fresh: int) -> Counts:
    """The last count of each pair from a day number on; the months' counts are given newest first."""
    found = [counts.only(counts.counted_on >= fresh) for counts in newest_first]
    kept = [found[0]]
    for older in found[1:]:
        for newer in list(kept):
            older = older.only(~_among(older.pair, newer.pair))  # noqa: PLW2901 - what is left of it
        kept.append(older)
    return Counts(
        pair=np.concatenate([one.pair for one in kept]), region=np.concatenate([one.region for one in kept]),
        counted_on=np.concatenate([one.counted_on for one in kept]),
        quantity=np.concatenate([one.quantity for one in kept]), lots=np.concatenate([one.lots for one in kept]),
    )  # fmt: skip


def _among(pairs: Integers, known: Integers) -> Array:
    if not len(known):
        return np.zeros(len(pairs), np.bool_)
    at = np.minimum(np.searchsorted(known, pairs), len(known) - 1)
    return np.asarray(known[at] == pairs)


def supply_frame(counts: Counts, use: Use, low_days: Array, places: Places, month: Month) -> pl.DataFrame:
    """The columns of SUPPLY_CUBE. `low_days`: by product key; NaN for what is no product of the catalogue."""
    at = np.minimum(np.searchsorted(use.pair, counts.pair), max(len(use.pair) - 1, 0))
    known = use.pair[at] == counts.pair if len(use.pair) else np.zeros(len(counts.pair), np.bool_)
    product = counts.pair >> _BITS
    known &= ~np.isnan(low_days[np.minimum(product, len(low_days) - 1)]) & (product < len(low_days))
    at, product = at[known], product[known]
    daily = (use.used[at] / 10_000) / use.stocked_days[at] if len(at) else np.zeros(0)
    quantity = counts.quantity[known]
    columns: dict[str, Array] = {
        "product": product.astype(np.int32), "region": counts.region[known], "stock": quantity, "daily_use": daily,
        "hospitals": np.ones(len(at), np.int64), "low": quantity / 10_000 < daily * low_days[product],
    }  # fmt: skip
    base = _added(columns)
    parts = []
    for level in LEVELS:
        here = _added(inside(base, placed(base["region"], places, level)))
        frame = pl.DataFrame({name: column for name, column in here.items() if name != "stock"})
        parts.append(frame.with_columns(stock=decimals(here["stock"]), level=pl.lit(level), month=pl.lit(str(month))))
    return pl.concat(parts).select(list(SUPPLY_CUBE.names))


def _added(columns: dict[str, Array]) -> dict[str, Array]:
    arranged = taken(columns, order_of(columns["product"], columns["region"]))
    starts = starts_of(arranged["product"], arranged["region"])
    return {
        name: column[starts] if name in ("product", "region") else add_up(column, starts)
        for name, column in arranged.items()
    }
