"""The cubes of orders, trade, prices and medians from one pass over a month's lines in memory.

Each equals its definition in the module of the same name beside this folder; a differential test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from baowen.core.period import Month
from baowen.lake.cubes.local.arrivals import Arrived
from baowen.lake.cubes.local.columns import (
    SCALE,
    Array,
    add_up,
    decimals,
    order_of,
    rounded,
    scaled,
    starts_of,
    taken,
)
from baowen.lake.cubes.local.lines import NEVER, Lines
from baowen.lake.cubes.medians import MEDIAN_LEVELS, MEDIANS_CUBE
from baowen.lake.cubes.orders import ORDERS_CUBE
from baowen.lake.cubes.places import LEVELS
from baowen.lake.cubes.prices import PRICES_CUBE
from baowen.lake.cubes.trade import SUMS, TRADE_CUBE

Places = Mapping[str, tuple[Array, Array]]
"""By level: keys of places, sorted, and the place of that level that each lies in (-1: none)."""


def places_by_level(region: pl.DataFrame) -> dict[str, tuple[Array, Array]]:
    """What `places.rolled_up` does with a place, as sorted keys. `region`: region, level, city, province."""
    known = region.unique("region").sort("region")
    city = pl.coalesce("city", "region")
    province = pl.coalesce("province", "region")
    here = {
        "county": pl.when((pl.col("level") == "county") & (city != pl.col("region"))).then("region"),
        "city": pl.when(pl.col("level").is_in(["county", "city"]) & (city != province)).then(city),
        "province": province,
    }
    keys = known["region"].to_numpy()
    return {
        name: (keys, known.select(place=rule.cast(pl.Int32).fill_null(-1))["place"].to_numpy())
        for name, rule in here.items()
    }


def placed(region: Array, places: Places, level: str) -> Array:
    """The place of a level for each region; -1 where it has none. An unknown place is its own province."""
    keys, targets = places[level]
    at = np.minimum(np.searchsorted(keys, region), max(len(keys) - 1, 0))
    known = keys[at] == region if len(keys) else np.zeros(len(region), np.bool_)
    unknown = region if level == "province" else np.full(len(region), -1, np.int32)
    return np.where(known, targets[at] if len(keys) else -1, unknown).astype(np.int32)


def order_sums(lines: Lines, came: Arrived, *, known_until: int) -> dict[str, Array]:
    """The cube of orders as columns: keys, then SUMS, money and quantities in ten-thousandths."""
    keys = ("product", "region", "hospital", "distributor")
    starts = starts_of(*[lines[name] for name in keys])
    ordered, price = lines["quantity"], lines["unit_price"].astype(np.float64) / SCALE
    due = (lines["due"] <= known_until) & (lines["due"] != NEVER)
    delivered = np.where(due, np.minimum(came.delivered, ordered), 0)
    received = np.where(due, np.minimum(came.received, ordered), 0)
    due_quantity = np.where(due, ordered, 0)
    given: dict[str, Array] = {
        "due_lines": due,
        "delivered_lines": due & (came.delivered >= ordered),
        "received_lines": due & (came.received >= ordered),
        "on_time_lines": due & (came.on_time >= ordered),
        "refused_lines": lines["refused"],
        "unanswered_lines": lines["unanswered"],
        "ordered_quantity": ordered,
        "ordered_amount": ordered * price,
        "due_quantity": due_quantity,
        "due_amount": due_quantity * price,
        "delivered_quantity": delivered,
        "delivered_amount": delivered * price,
        "received_quantity": received,
        "received_amount": received * price,
    }
    sums = {name: add_up(values, starts) for name, values in given.items()}
    counted = {"lines": np.diff(np.append(starts, len(lines)))}
    whole = {name: rounded(sums[name]) for name in sums if name.endswith("amount")}
    return {name: lines[name][starts] for name in keys} | counted | sums | whole


def orders_frame(sums: Mapping[str, Array], month: Month, *, as_of: date) -> pl.DataFrame:
    """The columns of ORDERS_CUBE in their order."""
    ready = _ready(sums, month, as_of)
    frame = pl.DataFrame(ready | {name: sums[name] for name in ("product", "region", "hospital")})
    frame = frame.with_columns(distributor=pl.Series(sums["distributor"]).replace(-1, None))
    return frame.select(list(ORDERS_CUBE.names))


def _ready(sums: Mapping[str, Array], month: Month, as_of: date) -> dict[str, pl.Series]:
    """The sums as columns of the types that are stored, with month and last day."""
    rows = len(sums["lines"])
    last = pl.Series([min(month.last, as_of)], dtype=pl.Date).new_from_index(0, rows)
    found = {"month": pl.Series([str(month)]).new_from_index(0, rows), "last_day": last}
    for name in SUMS:
        decimal = ORDERS_CUBE[name].is_decimal()
        found[name] = decimals(sums[name]) if decimal else pl.Series(sums[name].astype(np.int64))
    return found


def trade_frame(sums: Mapping[str, Array], places: Places, month: Month, *, as_of: date) -> pl.DataFrame:
    """The columns of TRADE_CUBE, one level after another, from the columns of the cube of orders."""
    base = _regrouped({name: sums[name] for name in ("product", "region", *SUMS)})
    parts = []
    for level in LEVELS:
        region = placed(base["region"], places, level)
        here = _regrouped(inside(base, region))
        frame = pl.DataFrame(_ready(here, month, as_of) | {name: here[name] for name in ("product", "region")})
        parts.append(frame.with_columns(level=pl.lit(level)).select(list(TRADE_CUBE.names)))
    return pl.concat(parts)


def columns_of(frame: pl.DataFrame) -> dict[str, Array]:
    """The numbers of a cube that an engine has built, as the columns that these functions take."""
    return {
        name: scaled(frame[name]) if kind.is_decimal() else frame[name].to_numpy()
        for name, kind in frame.schema.items()
        if kind.is_numeric()
    }


def inside(columns: dict[str, Array], region: Array) -> dict[str, Array]:
    """The rows that have a place (not -1), with it as their region."""
    inside = region >= 0
    return taken(columns | {"region": region}, None if inside.all() else np.flatnonzero(inside))


def _regrouped(columns: dict[str, Array]) -> dict[str, Array]:
    """Rows of the same product and place added up."""
    arranged = taken(columns, order_of(columns["product"], columns["region"]))
    starts = starts_of(arranged["product"], arranged["region"])
    if len(starts) == len(arranged["product"]):
        return arranged
    return {
        name: column[starts] if name in ("product", "region") else add_up(column, starts)
        for name, column in arranged.items()
    }


def price_steps(lines: Lines) -> dict[str, Array]:
    """The cube of prices as columns: product, region, price, lines, quantity, amount."""
    paid = lines["unit_price"] > 0
    columns = {name: lines[name][paid] for name in ("product", "region", "unit_price", "quantity")}
    keys = ("product", "region", "unit_price")
    arranged = taken(columns, order_of(*[columns[name] for name in keys]))
    starts = starts_of(*[arranged[name] for name in keys])
    price, quantity = arranged["unit_price"][starts], add_up(arranged["quantity"], starts)
    return {
        "product": arranged["product"][starts],
        "region": arranged["region"][starts],
        "price": price,
        "lines": np.diff(np.append(starts, len(arranged["product"]))),
        "quantity": quantity,
        "amount": rounded(quantity * (price.astype(np.float64) / SCALE)),
    }


def prices_frame(steps: Mapping[str, Array], month: Month, *, as_of: date) -> pl.DataFrame:
    """The columns of PRICES_CUBE in their order."""
    frame = pl.DataFrame(
        {
            "product": steps["product"], "region": steps["region"], "price": decimals(steps["price"]),
            "lines": steps["lines"].astype(np.int64), "quantity": decimals(steps["quantity"]),
            "amount": decimals(steps["amount"]),
        }
    )  # fmt: skip
    days = frame.with_columns(month=pl.lit(str(month)), last_day=pl.lit(min(month.last, as_of)))
    return days.select(list(PRICES_CUBE.names))


def medians_frame(steps: Mapping[str, Array], places: Places, month: Month, *, as_of: date) -> pl.DataFrame:
    """The columns of MEDIANS_CUBE, one level after another, from the columns of the cube of prices."""
    parts = []
    for level in MEDIAN_LEVELS:
        region = placed(steps["region"], places, level)
        here = inside(dict(steps), region)
        here = taken(here, order_of(here["product"], here["region"], here["price"]))
        parts.append(_medians(here).with_columns(level=pl.lit(level)))
    days = pl.concat(parts).with_columns(month=pl.lit(str(month)), last_day=pl.lit(min(month.last, as_of)))
    return days.select(list(MEDIANS_CUBE.names))


def _medians(steps: Mapping[str, Array]) -> pl.DataFrame:
    """Of each run of product and place the lowest price at which half of the packs are reached."""
    starts = starts_of(steps["product"], steps["region"])
    packs = add_up(steps["quantity"], starts)
    reached = np.cumsum(steps["quantity"])
    before = reached[starts] - steps["quantity"][starts]
    # Half of an odd number of ten-thousandths is reached with the next whole one.
    at = np.searchsorted(reached, before + (packs + 1) // 2)
    return pl.DataFrame(
        {
            "region": steps["region"][starts], "product": steps["product"][starts],
            "price": decimals(steps["price"][at]), "lines": add_up(steps["lines"].astype(np.int64), starts),
            "packs": decimals(packs), "amount": decimals(add_up(steps["amount"], starts)),
        }
    )  # fmt: skip
