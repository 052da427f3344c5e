"""What the lake says about names: which are essential medicines now, what an institution bought in twelve months.

HOS-1.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from baowen.core.home import Home
from baowen.core.period import Month
from baowen.lake.store import Lake

ORDERS = "cube_orders"
MONTHS = 12


def essential_names(home: Home, on: date) -> frozenset[str]:
    """The generic names of essential medicines on a day: of the edition in force, else the marked ones."""
    lake = Lake(home.lake)
    catalogue = lake.read("catalogue", columns=["product", "generic_name", "is_essential"])
    if catalogue is None:
        return frozenset()
    entries = lake.read("list_entry", columns=["list_kind", "edition", "effective_on", "generic_name"])
    if entries is not None:
        listed = entries.filter(pl.col("list_kind") == "essential", pl.col("effective_on") <= on)
        if listed.height:
            newest = listed.filter(pl.col("effective_on") == listed["effective_on"].max())
            edition = newest["edition"].max()
            return frozenset(newest.filter(pl.col("edition") == edition)["generic_name"].to_list())
    return frozenset(catalogue.filter("is_essential")["generic_name"].to_list())


def bought_names(home: Home, code: str) -> dict[str, float]:
    """By generic name what an institution spent in the last twelve months of purchases, in yuan."""
    lake = Lake(home.lake)
    months = lake.months(ORDERS)
    orgs, catalogue = (
        lake.read("organisation", columns=["org", "org_code"]),
        lake.read("catalogue", columns=["product", "generic_name"]),
    )
    if not months or orgs is None or catalogue is None:
        return {}
    last = Month.parse(max(months))
    lazy = lake.scan(ORDERS, months=[str(one) for one in last.plus(1 - MONTHS).until(last)])
    if lazy is None:
        return {}
    own = orgs.filter(pl.col("org_code") == code)["org"].to_list()
    rows = lazy.filter(pl.col("hospital").is_in(own), pl.col("ordered_amount") > 0)
    sums = rows.group_by("product").agg(pl.col("ordered_amount").sum()).collect().join(catalogue, on="product")
    named = sums.group_by("generic_name").agg(pl.col("ordered_amount").sum().cast(pl.Float64))
    return dict(named.iter_rows())
