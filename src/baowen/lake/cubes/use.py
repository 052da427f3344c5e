"""The cube of use: what each hospital used of a product in the months before, and on how many days it had stock."""

from __future__ import annotations

from typing import Final

import ibis
import ibis.expr.types as ir

from baowen.core.period import Month

USE_CUBE: Final = ibis.schema(
    {
        "month": "string", "product": "int32", "hospital": "int32", "used": "decimal(18, 4)",
        "stocked_days": "int64",
    }
)  # fmt: skip


def use_cube(usage: ir.Table, *, month: Month, use_months: int) -> ir.Table:
    """Add up the use (packs) of the `use_months` before `month`, and the days of them on which there was stock.

    Days without stock are no days without need: they do not count. Nothing used, or never any stock, gives no row.
    """
    before = list(month.plus(-use_months).until(month.plus(-1)))
    rows = usage.filter(usage.month.isin([str(one) for one in before]))
    length = ibis.cases(*[(rows.month == str(one), one.last.day) for one in before], else_=0)
    stocked = ibis.greatest(length - rows.stockout_days.fill_null(0), 0)
    cube = rows.group_by("product", "hospital").aggregate(
        used=rows.quantity.cast("float64").sum().cast("decimal(18, 4)"), stocked_days=stocked.sum().cast("int64")
    )
    cube = cube.filter(cube.used > 0, cube.stocked_days > 0).mutate(month=ibis.literal(str(month)))
    return cube.select(*USE_CUBE.names)
