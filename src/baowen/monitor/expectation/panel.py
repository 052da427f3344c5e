"""The panel: one row per place and product, one column per month, with what was bought and how much the place ordered.

A month before the first purchase of a series, one in which the place reported nothing at all, and those from the
delisting on are not known (nan); a month without a purchase between them is 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """`share`: packs per order line of the place, nan where not known. `place` and `group`: by series the row of
    `activity` (order lines of a place by month, 0 where it reported nothing) and the number of its drug.

    `lines` and `packs`: the series' own order lines and packs; `counted`: by series, whether lines are order lines
    (what hospitals reported as monthly purchases has none).
    """

    months: tuple[str, ...]
    region: npt.NDArray[np.int32]
    product: npt.NDArray[np.int32]
    place: Indices
    group: Indices
    activity: Floats
    share: Floats
    lines: Floats
    packs: Floats
    counted: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.product)

    def take(self, rows: Indices) -> Panel:
        """The panel of some of its series."""
        by_series = ("region", "product", "place", "group", "share", "lines", "packs", "counted")
        return replace(self, **{name: getattr(self, name)[rows] for name in by_series})


def build_panel(rows: pl.DataFrame, products: pl.DataFrame, months: Sequence[str]) -> Panel:
    """The panel of rows by place over consecutive months: month, region, product, quantity, lines, orders.

    `products`: product, drug_key, delisted_on. A product without a drug is a drug of its own.
    """
    rows = rows.filter(pl.col("month").is_in(list(months)))
    at = pl.DataFrame({"month": list(months), "at": range(len(months))}, schema={"month": pl.String, "at": pl.Int64})
    series = rows.select("region", "product").unique().sort("region", "product").with_row_index("series")
    series = series.join(products.unique("product"), on="product", how="left", maintain_order="left")
    found = rows.join(series.select("region", "product", "series"), on=["region", "product"]).join(at, on="month")
    regions, place = np.unique(series["region"].to_numpy(), return_inverse=True)
    row, column = found["series"].to_numpy().astype(np.int64), found["at"].to_numpy()
    shape = (series.height, len(months))
    packs, lines = np.zeros(shape), np.zeros(shape)
    packs[row, column] = found["quantity"].to_numpy()
    lines[row, column] = found["lines"].to_numpy()
    activity = np.zeros((len(regions), len(months)))
    np.add.at(activity, (place[row], column), found["lines"].to_numpy())
    orders = np.bincount(row, weights=found["orders"].to_numpy(), minlength=shape[0])
    known = _known(packs > 0, activity[place] > 0, _delisted(series, months))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(known, packs / activity[place], np.nan)
    drug = series.select(pl.coalesce("drug_key", pl.col("product").cast(pl.String)).rank("dense"))
    return Panel(
        months=tuple(months), region=series["region"].to_numpy(), product=series["product"].to_numpy(),
        place=place.astype(np.int64), group=drug.to_series().to_numpy().astype(np.int64) - 1, activity=activity,
        share=share, lines=lines, packs=packs, counted=orders > 0,
    )  # fmt: skip


def _known(bought: npt.NDArray[np.bool_], active: npt.NDArray[np.bool_], gone_from: Indices) -> npt.NDArray[np.bool_]:
    begun = np.logical_or.accumulate(bought, axis=1)
    return np.asarray(begun & active & (np.arange(bought.shape[1]) < gone_from[:, None]))


def _delisted(series: pl.DataFrame, months: Sequence[str]) -> Indices:
    """By series the position of the month in which it was delisted; beyond the last where it was not."""
    month = series["delisted_on"].dt.strftime("%Y-%m").fill_null("9999-12").to_numpy().astype("U7")
    return np.searchsorted(np.asarray(months, dtype="U7"), month).astype(np.int64)
