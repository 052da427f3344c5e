"""The cube of stock: the last count of each hospital and product in a month, lots that had expired left out.

A count of 0 is a row with quantity 0; no count is no row.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import ibis
import ibis.expr.types as ir

from baowen.core.period import Month

STOCK_CUBE: Final = ibis.schema(
    {
        "month": "string", "product": "int32", "hospital": "int32", "region": "int32", "counted_on": "date",
        "quantity": "decimal(18, 4)", "lots": "int64",
    }
)  # fmt: skip
_KEYS: Final = ("product", "hospital")


def stock_cube(stock: ir.Table, *, month: Month, as_of: date) -> ir.Table:
    """Aggregate the counts of `month` up to `as_of` (packs); `lots` counts all rows of the last count, expired or not.

    A lot that expires on the day of the count still counts; one without an expiry date does too.
    """
    rows = stock.filter(stock.month == str(month), stock.counted_on <= as_of)
    last = rows.group_by(*_KEYS).aggregate(last_on=rows.counted_on.max())
    rows = rows.join(last, list(_KEYS))
    rows = rows.filter(rows.counted_on == rows.last_on)
    fit = rows.expires_on.isnull() | (rows.expires_on >= rows.counted_on)
    cube = rows.group_by(*_KEYS, "region", "counted_on").aggregate(
        quantity=ibis.ifelse(fit, rows.quantity.cast("float64"), 0.0).sum(), lots=rows.count()
    )
    cube = cube.mutate(month=ibis.literal(str(month)), quantity=cube.quantity.cast("decimal(18, 4)"))
    return cube.select(*STOCK_CUBE.names)
