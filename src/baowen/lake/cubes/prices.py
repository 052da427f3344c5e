"""The cube of prices: a histogram of what was paid, from which weighted medians come exactly.

One row per month, product, region and price of one pack. Lines at price 0 have no price and are left out,
as are cancelled, empty and excluded lines.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import ibis
import ibis.expr.types as ir

from baowen.core.period import Month
from baowen.lake.cubes.orders import counted_lines, line_amount

PRICES_CUBE: Final = ibis.schema(
    {
        "month": "string", "product": "int32", "region": "int32", "price": "decimal(18, 4)", "lines": "int64",
        "quantity": "decimal(18, 4)", "amount": "decimal(18, 4)", "last_day": "date",
    }
)  # fmt: skip


def prices_cube(order_line: ir.Table, *, month: Month, as_of: date, excluded: ir.Table | None = None) -> ir.Table:
    """Aggregate the order lines of `month`, ordered by `as_of`, by product, region and price of one pack (yuan)."""
    lines = counted_lines(order_line, month=month, as_of=as_of, excluded=excluded)
    lines = lines.filter(lines.unit_price > 0)
    cube = lines.group_by("month", "product", "region", price=lines.unit_price).aggregate(
        lines=lines.count().cast("int64"), quantity=lines.quantity.sum().cast("decimal(18, 4)")
    )
    cube = cube.mutate(amount=line_amount(cube.quantity, cube.price), last_day=ibis.literal(min(month.last, as_of)))
    return cube.select(*PRICES_CUBE.names)
