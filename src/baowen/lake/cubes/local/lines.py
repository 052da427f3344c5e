"""The order lines of one month in memory: which of them count and when they are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from baowen.core.period import Month
from baowen.lake.cubes.local.columns import Array, integers, order_of, scaled, taken
from baowen.lake.store import Lake, scan_files

CLASSES: Final = ("general", "emergency", "cold_chain")
NEVER: Final = np.iinfo(np.int32).min
_KEYS: Final = ("product", "region", "hospital", "distributor")
_NEEDED: Final[dict[str, Any]] = {
    "product": pl.Int32, "region": pl.Int32, "hospital": pl.Int32, "distributor": pl.Int32, "ordered_on": pl.Date,
    "quantity": pl.Decimal(18, 4), "unit_price": pl.Decimal(18, 4), "status": pl.String, "order_line_hash": pl.Int64,
    "due_on": pl.Date, "delivery_class": pl.String,
}  # fmt: skip
_EPOCH: Final = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970, as dates are kept in columns."""
    return (day - _EPOCH).days


@dataclass(frozen=True, kw_only=True)
class DueDays:
    """Due days by rule: `days[day - first_day, class, remote]`, NEVER where the rules give none."""

    first_day: int
    days: npt.NDArray[np.int32]
    remote: npt.NDArray[np.bool_]

    def of(self, ordered_on: Array, kind: Array, hospital: Array) -> Array:
        """Due days of lines by their day, the place of their class in CLASSES, and their hospital."""
        at = ordered_on - self.first_day
        known = (at >= 0) & (at < len(self.days))
        remote = self.remote[np.clip(hospital, 0, len(self.remote) - 1)] & (hospital < len(self.remote))
        due = self.days[np.where(known, at, 0), kind, remote.astype(np.int8)]
        return np.where(known, due, NEVER)


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Columns of one month's order lines, sorted by product, region, hospital and distributor.

    quantity, unit_price: ten-thousandths. due: day number or NEVER. refused, unanswered: flags.
    """

    columns: dict[str, Array]

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.columns["product"])

    def only(self, kept: Array) -> Lines:
        """The lines that are kept, in the same order."""
        return Lines(columns={name: column[kept] for name, column in self.columns.items()})


def read_votes(lake: Lake, month: Month) -> pl.DataFrame:
    """What all lines of a month say of prices, counted or not: product, hospital, price."""
    return _votes(_read(lake, month, ("product", "hospital", "quantity", "unit_price")))


def _votes(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("unit_price") > 0).select("product", "hospital", price="unit_price")


def read_lines(lake: Lake, month: Month, due: DueDays, *, as_of: date) -> tuple[Lines, pl.DataFrame]:
    """The lines of a month that count, and the votes on prices of them all."""
    frame = _read(lake, month, tuple(_NEEDED))
    voted = _votes(frame)
    status = pl.col("status").fill_null("placed")
    frame = frame.filter(pl.col("ordered_on") <= as_of, status != "cancelled")
    columns = integers(frame, (*_KEYS, "ordered_on"))
    columns["due"] = integers(frame, ("due_on",), missing=int(NEVER))["due_on"]
    columns |= {"quantity": scaled(frame["quantity"]), "unit_price": scaled(frame["unit_price"])}
    columns["hash"] = frame["order_line_hash"].to_numpy()
    columns |= {name: (frame["status"] == name).fill_null(value=False).to_numpy() for name in ("refused", "unanswered")}
    kind = _kind(frame["delivery_class"])
    by_rule = due.of(columns["ordered_on"], kind, columns["hospital"])
    columns["due"] = np.where(columns["due"] == NEVER, by_rule, columns["due"])
    return Lines(columns=taken(columns, order_of(*[columns[name] for name in _KEYS]))), voted


def _read(lake: Lake, month: Month, columns: tuple[str, ...]) -> pl.DataFrame:
    """Some columns of a month's lines, the empty ones left out."""
    files = lake.files("order_line", months=[str(month)])
    if not files:
        return pl.DataFrame(schema={name: _NEEDED[name] for name in columns})
    scan = scan_files(files)
    present = scan.collect_schema().names()
    lost = {name: pl.lit(None, _NEEDED[name]) for name in columns if name not in present}
    return scan.with_columns(**lost).filter(pl.col("quantity") > 0).select(columns).collect(engine="streaming")


def _kind(delivery_class: pl.Series) -> Array:
    """The place of each class in CLASSES; what is none of them is ordinary."""
    kind = np.zeros(len(delivery_class), np.int8)
    for number, name in enumerate(CLASSES[1:], start=1):
        kind[(delivery_class == name).fill_null(value=False).to_numpy()] = number
    return kind
