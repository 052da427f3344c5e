"""Every product that counts in an institution's shares, with what decides that it is essential or not. HOS-1."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from baowen.core.home import Home
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.hospital.shares.computing import ORDERS, marks
from baowen.hospital.shares.kinds import Period
from baowen.hospital.shares.queries.shares import require_of
from baowen.hospital.shares.rules import windows
from baowen.lake.store import Lake
from baowen.orgs.permissions import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedProduct:
    """A product bought in a period: packs, yuan, whether it counted as essential in any of its months, `edition` of the
    list that said so ("" where the mark of the catalogue did). `variety`: products of one number are one variety."""

    product_code: str
    name: str
    spec: str
    dosage_form: str
    variety: int
    is_essential: bool
    edition: str
    packs: Decimal
    amount: Decimal
    months: int


def counted_products(home: Home, actor: Actor, code: str, *, kind: Period, period: str = "") -> list[CountedProduct]:
    """What an institution bought in a period, the dearest first; BaowenError where the period is none that is told."""
    require_of(home, actor, code)
    lake = Lake(home.lake)
    newest = max(lake.months(ORDERS))
    asked = [one for one in reversed(windows(Month.parse(newest))) if one.kind is kind]
    window = next((one for one in asked if one.label == (period or asked[0].label)), None)
    if window is None:
        raise BaowenError(f"没有期间 {period}", f"there is no period {period}")
    known = marks(lake, window.first, window.last)
    orgs = lake.read("organisation", columns=["org", "org_code"])
    own = [] if orgs is None else orgs.filter(pl.col("org_code") == code)["org"].to_list()
    parts = []
    for month in window.first.until(window.last):
        lazy = lake.scan(ORDERS, months=[str(month)])
        if lazy is None:
            continue
        rows = lazy.filter(pl.col("hospital").is_in(own), pl.col("ordered_amount") > 0)
        bought = rows.select("product", packs="ordered_quantity", amount="ordered_amount").collect()
        edition = known.editions.get(str(month), "")
        parts.append(bought.join(known.essential(str(month)), on="product").with_columns(
            month=pl.lit(str(month)), edition=pl.when("essential").then(pl.lit(edition)).otherwise(pl.lit(""))
        ))  # fmt: skip
    return _named(lake, pl.concat(parts)) if parts else []


def _named(lake: Lake, bought: pl.DataFrame) -> list[CountedProduct]:
    sums = bought.group_by("product", "variety").agg(
        pl.col("packs", "amount").sum(), essential=pl.col("essential").any(), edition=pl.col("edition").max(),
        months=pl.col("month").n_unique(),
    )  # fmt: skip
    catalogue = lake.read("catalogue", columns=["product", "product_code", "generic_name", "spec", "dosage_form"])
    assert catalogue is not None  # what was bought is in the catalogue: `marks` joined it
    found = sums.join(catalogue, on="product").sort(["amount", "product"], descending=[True, False])
    return [
        CountedProduct(
            product_code=row["product_code"], name=row["generic_name"], spec=row["spec"] or "",
            dosage_form=row["dosage_form"] or "", variety=row["variety"], is_essential=row["essential"],
            edition=row["edition"] or "", packs=row["packs"], amount=row["amount"].quantize(Decimal("0.01")),
            months=row["months"],
        )
        for row in found.iter_rows(named=True)
    ]  # fmt: skip
