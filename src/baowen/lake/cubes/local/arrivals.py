"""What arrived for the order lines of a month, from the deliveries and receipts of that month and of those after it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from baowen.core.period import Month
from baowen.lake.cubes.local.columns import Array, Integers, Lookup, scaled
from baowen.lake.cubes.local.lines import Lines
from baowen.lake.store import Lake, scan_files

_DATED_BY: Final = {"delivery": "delivered_on", "receipt": "received_on"}


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """What arrived for each line, in ten-thousandths: in all, by its due day, and what the hospital received."""

    delivered: Integers
    on_time: Integers
    received: Integers


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Some rows of a table of arrivals: hash of the order line, ten-thousandths, day number."""

    hashes: Integers
    quantity: Integers
    day: Array

    def only(self, kept: Array) -> Rows:
        """The rows that are kept."""
        return Rows(hashes=self.hashes[kept], quantity=self.quantity[kept], day=self.day[kept])


@dataclass(kw_only=True)
class Arrivals:
    """Deliveries and receipts up to a day; several threads may share them.

    Nine rows in ten belong to an order line of their own month. So what is left over of a month is kept: built from
    the newest month back, the months before look through the rest alone.
    """

    lake: Lake
    until: date
    follow_months: int
    _rests: dict[tuple[str, Month], Rows] = field(default_factory=dict)

    def of(self, lines: Lines, month: Month) -> Arrived:
        """Add up what arrived for each line of a month."""
        lookup = Lookup(lines["hash"])
        row, found = self._found("delivery", lookup, month)
        in_time = found.day <= lines["due"][row]
        received_row, received = self._found("receipt", lookup, month)
        return Arrived(
            delivered=_by_row(row, found.quantity, len(lines)),
            on_time=_by_row(row[in_time], found.quantity[in_time], len(lines)),
            received=_by_row(received_row, received.quantity, len(lines)),
        )

    def _found(self, table: str, lookup: Lookup, month: Month) -> tuple[Array, Rows]:
        """The arrivals that belong to the lines, and the row of the line of each."""
        parts = []
        for at in month.until(month.plus(self.follow_months)):
            rows = self._rests.get((table, at)) if at != month else None
            rows = self._read(table, at) if rows is None else rows
            line = lookup.rows(rows.hashes)
            hit = line >= 0
            parts.append((line[hit], rows.only(hit)))
            if at == month:
                self._rests[table, at] = rows.only(~hit)
        return np.concatenate([line for line, _ in parts]), Rows(
            hashes=np.concatenate([rows.hashes for _, rows in parts]),
            quantity=np.concatenate([rows.quantity for _, rows in parts]),
            day=np.concatenate([rows.day for _, rows in parts]),
        )

    def _read(self, table: str, month: Month) -> Rows:
        files, day = self.lake.files(table, months=[str(month)]), _DATED_BY[table]
        if not files:
            return Rows(hashes=np.zeros(0, np.int64), quantity=np.zeros(0, np.int64), day=np.zeros(0, np.int32))
        rows = scan_files(files).select("order_line_hash", "quantity", day).filter(pl.col(day) <= self.until)
        frame = rows.collect(engine="streaming")
        return Rows(
            hashes=frame["order_line_hash"].fill_null(-1).to_numpy(),
            quantity=scaled(frame["quantity"]),
            day=frame[day].cast(pl.Int32).to_numpy(),
        )


def _by_row(row: Array, quantity: Array, rows: int) -> Integers:
    # A float64 keeps whole ten-thousandths apart up to 9 * 10^11 packs.
    return np.bincount(row, weights=quantity, minlength=rows).astype(np.int64)
