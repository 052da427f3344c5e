"""Finds the implausible lines of a month in memory: what `indicators.plausibility` defines, from sorted columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from baowen.core.period import Month
from baowen.lake.cubes.local.columns import SCALE, Array, Integers, add_up, order_of, scaled, starts_of
from baowen.lake.cubes.local.lines import Lines
from baowen.monitor.indicators.plausibility import PlausibilityParameters

QUESTION: Final[dict[str, Any]] = {
    "kind": pl.String, "month": pl.String, "hospital": pl.Int32, "product": pl.Int32, "region": pl.Int32,
    "rows": pl.Int64, "factor": pl.Float64, "first_on": pl.Date, "last_on": pl.Date,
}  # fmt: skip
_PAIR_BITS: Final = 32


@dataclass(frozen=True, kw_only=True)
class Votes:
    """What the lines of a month say of prices: each product's prices with their number of lines, and its hospitals.

    `pairs`: product and hospital in one number, each once, sorted.
    """

    product: npt.NDArray[np.int32]
    price: Integers
    lines: Integers
    pairs: Integers


def votes_of(voted: pl.DataFrame) -> Votes:
    """Count the lines (product, hospital, price) by product and price."""
    product, price = voted["product"].to_numpy(), scaled(voted["price"])
    pairs = (product.astype(np.int64) << _PAIR_BITS) | voted["hospital"].to_numpy()
    pairs = pairs if order_of(pairs) is None else np.sort(pairs, kind="stable")
    return _counted(product, price, np.ones(len(price), np.int64), pairs)


def _counted(product: Array, price: Integers, lines: Integers, pairs: Integers) -> Votes:
    order = order_of(product, price)
    if order is not None:
        product, price, lines = product[order], price[order], lines[order]
    starts = starts_of(product, price)
    return Votes(
        product=product[starts], price=price[starts], lines=add_up(lines, starts), pairs=pairs[starts_of(pairs)]
    )


def usual_price_of(before: Votes, own: Votes, parameters: PlausibilityParameters) -> tuple[Array, Array]:
    """Products and their median prices over the lines of both months, where enough hospitals bought them."""
    pairs = np.sort(np.concatenate([before.pairs, own.pairs]), kind="stable")
    both = _counted(
        np.concatenate([before.product, own.product]), np.concatenate([before.price, own.price]),
        np.concatenate([before.lines, own.lines]), pairs,
    )  # fmt: skip
    starts = starts_of(both.product)
    product, lines = both.product[starts], add_up(both.lines, starts)
    reached = np.cumsum(both.lines)
    first = reached[starts] - both.lines[starts]
    lower = np.searchsorted(reached, first + (lines - 1) // 2, side="right")
    upper = np.searchsorted(reached, first + lines // 2, side="right")
    usual = (both.price[lower] + both.price[upper]) / (2 * SCALE)
    hospitals = np.bincount(both.pairs >> _PAIR_BITS, minlength=int(product[-1]) + 1 if len(product) else 1)
    enough = (lines >= parameters.least_lines) & (hospitals[product] >= parameters.least_hospitals)
    return product[enough], usual[enough]


def slips(
    lines: Lines, usual: tuple[Array, Array], units: pl.DataFrame, parameters: PlausibilityParameters
) -> tuple[Array, Array, Array]:
    """Which rows are slips, the factor of each over the usual price, and whether the units of a pack explain it.

    `units`: product, units (smallest units a pack, null when unknown).
    """
    most = int(max(lines["product"].max(initial=0), usual[0].max(initial=0), units["product"].cast(int).max() or 0)) + 1
    usual_of, units_of = np.full(most, np.nan), np.full(most, np.nan)
    usual_of[usual[0]] = usual[1]
    units_of[units["product"].to_numpy()] = units["units"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = lines["unit_price"] / SCALE / usual_of[lines["product"]]
        times = np.maximum(factor, 1 / factor)
        pack = units_of[lines["product"]]
        by_pack = (np.abs(times / pack - 1) <= parameters.pack_tolerance) & (pack >= parameters.least_units)
    wrong = (lines["unit_price"] > 0) & (by_pack | (times >= parameters.ratio))
    rows = np.flatnonzero(wrong)
    return rows, factor[rows], by_pack[rows]


def questions_of(lines: Lines, rows: Array, factor: Array, by_pack: Array, month: Month) -> pl.DataFrame:
    """What to ask the senders about the slips (QUESTION)."""
    found = pl.DataFrame(
        {name: lines[name][rows] for name in ("hospital", "product", "region")}
        | {"factor": factor, "by_pack": by_pack, "day": lines["ordered_on"][rows]}
    )
    kind = pl.when("by_pack").then(pl.lit("pack")).otherwise(pl.lit("ratio"))
    grouped = found.with_columns(kind=kind, day=pl.col("day").cast(pl.Date)).group_by(
        "kind", "hospital", "product", "region"
    )
    asked = grouped.agg(
        rows=pl.len(), factor=pl.col("factor").median(), first_on=pl.col("day").min(), last_on=pl.col("day").max()
    )
    return asked.with_columns(month=pl.lit(str(month))).select(
        pl.col(name).cast(kind) for name, kind in QUESTION.items()
    )
