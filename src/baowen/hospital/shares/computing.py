"""Counts what every institution bought, essential or not, for all periods at once, from the monthly cube of orders.

A variety counts once in a period however often it is bought. Each institution and variety has a word of bits, one a
month; a period is a mask over it, so that 60 periods cost one reading of the cube. HOS-1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from baowen.core.period import Month
from baowen.hospital.shares.rules import BEFORE, SHOWN, Window, windows
from baowen.lake.engine import open_engine
from baowen.lake.store import Lake
from baowen.monitor.calendar_table import CALENDAR
from baowen.monitor.indicators.essential import editions_of, listed_products, varieties_of
from baowen.monitor.tables import open_tables

ORDERS: Final = "cube_orders"
COUNTED: Final[dict[str, Any]] = {
    "org": pl.Int32, "kind": pl.String, "label": pl.String, "varieties": pl.Int32, "essential": pl.Int32,
    "amount": pl.Int64, "essential_amount": pl.Int64,
}  # fmt: skip
_CELLS: Final = 40_000_000
"""How many pairs of institution and variety are held at once."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The products with their variety (a number from 0) and, for each edition, whether it names them.

    `editions`: by month the edition in force, none where no list is given: then the catalogue's own mark holds.
    """

    products: pl.DataFrame
    editions: Mapping[str, str]

    def essential(self, month: str) -> pl.DataFrame:
        """Columns product, variety, essential as of a month."""
        edition = self.editions.get(month)
        mark = pl.col("marked") if edition is None else pl.col("named").list.contains(edition)
        return self.products.select("product", "variety", essential=mark.fill_null(False))


def marks(lake: Lake, first: Month, last: Month) -> Marks:
    """What the monitor's indicator holds to be a variety and to be essential, for each month."""
    engine = open_engine(lake)
    tables = open_tables(lake, engine, calendar=pl.DataFrame(schema=CALENDAR))
    products, listed = engine.run(varieties_of(tables)), engine.run(listed_products(tables))
    editions = engine.run(editions_of(tables, first, last).select("month", "edition"))
    named = listed.group_by("product").agg(named="edition")
    rows = products.join(named, on="product", how="left").sort("product")
    rows = rows.with_columns(variety=(pl.col("drug").rank("dense") - 1).cast(pl.Int64), named=pl.col("named"))
    return Marks(rows, dict(editions.iter_rows()))


def counted(
    lake: Lake, last: Month, known: Marks, *, months: int = SHOWN, owners: Mapping[int, int] | None = None
) -> pl.DataFrame:
    """Columns COUNTED, by institution and period; amounts in ten-thousandths of a yuan. `owners`: count only these,
    each under its owner (members of an alliance under its lead)."""
    first = last.plus(1 - months - BEFORE)
    read = [*first.until(last)]
    owned = None if owners is None else pl.DataFrame(
        {"hospital": list(owners), "owner": list(owners.values())}, schema={"hospital": pl.Int32, "owner": pl.Int32}
    )  # fmt: skip
    frames = [_month(lake, str(month), known, owned) for month in read]
    orgs = pl.concat([one["hospital"] for one in frames]).unique().sort().to_numpy()
    if not len(orgs):
        return pl.DataFrame(schema=COUNTED)
    asked = windows(last, months)
    amounts = _amounts(frames, orgs)
    size = int(str(known.products["variety"].max() or 0)) + 1
    step = max(1, _CELLS // size)
    numbers = [_varieties(frames, orgs[at : at + step], size, asked, first) for at in range(0, len(orgs), step)]
    return _frame(orgs, asked, np.concatenate(numbers, axis=1), amounts, first)


def _month(lake: Lake, month: str, known: Marks, owned: pl.DataFrame | None) -> pl.DataFrame:
    """What was bought in a month: hospital, variety, essential, amount (ten-thousandths of a yuan)."""
    lazy = lake.scan(ORDERS, months=[month])
    schema = {"hospital": pl.Int32, "variety": pl.Int64, "essential": pl.Boolean, "amount": pl.Int64}
    if lazy is None:
        return pl.DataFrame(schema=schema)
    amount = pl.col("ordered_amount")
    rows = lazy.filter(amount > 0).select("product", "hospital", amount=amount)
    if owned is not None:
        rows = rows.join(owned.lazy(), on="hospital").select("product", "amount", hospital="owner")
    found = rows.join(known.essential(month).lazy(), on="product").collect()
    return found.select("hospital", "variety", "essential", amount=_exact(pl.col("amount")))


def _exact(amount: pl.Expr) -> pl.Expr:
    """A decimal of four places as a whole number of its last place."""
    return amount.cast(pl.Decimal(18, 4)).to_physical().cast(pl.Int64)


def _amounts(frames: Sequence[pl.DataFrame], orgs: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """By essential (0 all, 1 essential), institution and month."""
    found = np.zeros((2, len(orgs), len(frames)), dtype=np.int64)
    for at, frame in enumerate(frames):
        sums = frame.group_by("hospital").agg(
            whole=pl.col("amount").sum(), part=pl.col("amount").filter(pl.col("essential")).sum()
        )
        place = np.searchsorted(orgs, sums["hospital"].to_numpy())
        found[0, place, at], found[1, place, at] = sums["whole"].to_numpy(), sums["part"].to_numpy()
    return found


def _varieties(
    frames: Sequence[pl.DataFrame], orgs: np.ndarray[Any, Any], size: int, asked: Sequence[Window], first: Month
) -> np.ndarray[Any, Any]:
    """By essential, institution and period: how many varieties were bought."""
    bits = np.zeros((2, len(orgs) * size), dtype=np.uint64)
    for at, frame in enumerate(frames):
        part = frame.filter(pl.col("hospital").is_between(int(orgs[0]), int(orgs[-1])))
        cell = np.searchsorted(orgs, part["hospital"].to_numpy()) * size + part["variety"].to_numpy()
        bit = np.uint64(1 << at)
        bits[0, cell] |= bit
        bits[1, cell[part["essential"].to_numpy()]] |= bit
    cells = np.flatnonzero(bits[0])
    starts = np.searchsorted(cells, np.arange(len(orgs)) * size)
    found = np.zeros((2, len(orgs), len(asked)), dtype=np.int32)
    filled = starts < np.append(starts[1:], len(cells))
    for which in (0, 1):
        words = bits[which, cells]
        for at, window in enumerate(asked):
            hit = (words & _mask(window, first)) != 0
            if len(cells):
                found[which, filled, at] = np.add.reduceat(hit, starts[filled], dtype=np.int32)
    return found


def _mask(window: Window, first: Month) -> np.uint64:
    low = _months_between(first, window.first)
    return np.uint64(((1 << (_months_between(first, window.last) + 1)) - 1) ^ ((1 << low) - 1))


def _months_between(first: Month, then: Month) -> int:
    return (then.year - first.year) * 12 + then.number - first.number


def _frame(
    orgs: np.ndarray[Any, Any], asked: Sequence[Window], numbers: np.ndarray[Any, Any], amounts: np.ndarray[Any, Any],
    first: Month,
) -> pl.DataFrame:  # fmt: skip
    parts = []
    for at, window in enumerate(asked):
        low, high = _months_between(first, window.first), _months_between(first, window.last) + 1
        money = amounts[:, :, low:high].sum(axis=2)
        parts.append(pl.DataFrame({
            "org": orgs, "varieties": numbers[0, :, at], "essential": numbers[1, :, at], "amount": money[0],
            "essential_amount": money[1],
        }).with_columns(kind=pl.lit(window.kind.value), label=pl.lit(window.label)))  # fmt: skip
    frame = pl.concat(parts).filter(pl.col("varieties") > 0)
    return frame.select(pl.col(name).cast(kind) for name, kind in COUNTED.items())
