"""How stock stands against its warning line, all holders and items at once: columns alone, no records, no lake. HOS-3.

Units are smallest units of an item (tablets, ampoules), so that packs of several makers add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import polars as pl

LINES: Final[dict[str, Any]] = {
    "org": pl.Int32, "item": pl.String, "drug_class": pl.String, "days": pl.Float64, "units": pl.Float64,
    "source": pl.String, "clause": pl.String, "number": pl.String,
}  # fmt: skip
"""A line of a holder: for one item, or where `item` is null for all items of a class; in days of use or in units."""
STANDING: Final[dict[str, Any]] = {
    "org": pl.Int32, "item": pl.String, "drug_name": pl.String, "drug_class": pl.String, "unit_name": pl.String,
    "stock_units": pl.Float64, "counted_on": pl.Date, "uncounted": pl.Int64, "daily_use": pl.Float64,
    "scatter": pl.Float64, "months": pl.Int32, "line_units": pl.Float64, "line_days": pl.Float64,
    "source": pl.String, "clause": pl.String, "number": pl.String, "days": pl.Float64, "short_units": pl.Float64,
    "surplus_units": pl.Float64, "state": pl.String,
}  # fmt: skip
_KEYS: Final = ["org", "item"]
_GRAVEST: Final = {"emergency": 0, "easily_short": 1}
_ADDED: Final = 1e-9  # sums of tablets as floats; a shortage below it is none


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingParameters:
    """`eased`: share of a line that stock may lack without being short (0: none)."""

    eased: float = 0.0


def standing(
    stock: pl.DataFrame, use: pl.DataFrame, items: pl.DataFrame, lines: pl.DataFrame, parameters: StandingParameters
) -> pl.DataFrame:
    """Columns STANDING, a row for each holder and item that was counted, used or has a line of its own.

    `stock`, `use`, `items` as in lake.facts, `lines` as LINES. Of several lines the highest holds. `stock_units` is
    null for whoever has not counted any product of the item, and says nothing then; `counted_on` is the oldest count;
    `uncounted`: products in use that were not counted. `daily_use` null: no use was reported.
    """
    about = _about(items)
    held = _stock_of_items(stock, items)
    used = _use_of_items(use, items)
    own = lines.filter(pl.col("item").is_not_null()).select(_KEYS).unique()
    pairs = pl.concat([held.select(_KEYS), used.select(_KEYS), own]).unique()
    rows = pairs.join(held, on=_KEYS, how="left").join(used, on=_KEYS, how="left").join(about, on="item", how="left")
    rows = rows.join(_uncounted(stock, use, items), on=_KEYS, how="left")
    rows = rows.join(_highest_line(rows, lines), on=_KEYS, how="left")
    return _judged(rows, parameters).select(pl.col(name).cast(kind) for name, kind in STANDING.items()).sort(_KEYS)


def _about(items: pl.DataFrame) -> pl.DataFrame:
    """Of each item its name, its unit and the gravest class of its products."""
    rank = pl.col("drug_class").replace_strict(_GRAVEST, default=9, return_dtype=pl.Int8)
    return items.sort(rank, "product").group_by("item", maintain_order=True).agg(
        pl.col("drug_name", "drug_class", "unit_name").first()
    )  # fmt: skip


def _stock_of_items(stock: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    rows = stock.join(items.select("product", "item", "units"), on="product")
    return rows.group_by(_KEYS).agg(
        stock_units=(pl.col("packs").cast(pl.Float64) * pl.col("units")).sum(), counted_on=pl.col("counted_on").min()
    )  # fmt: skip


def _use_of_items(use: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Uses add up; their scatters too as those of independent products, and of the months the most is told."""
    rows = use.join(items.select("product", "item", "units"), on="product")
    return rows.group_by(_KEYS).agg(
        daily_use=(pl.col("daily_use") * pl.col("units")).sum(),
        scatter=(pl.col("scatter") * pl.col("units")).pow(2).sum().sqrt(),
        months=pl.col("months").max(),
    )


def _uncounted(stock: pl.DataFrame, use: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    needed = use.filter(pl.col("daily_use") > 0).join(stock, on=["org", "product"], how="anti")
    return needed.join(items.select("product", "item"), on="product").group_by(_KEYS).agg(uncounted=pl.len())


def _highest_line(rows: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Of each holder and item the line that asks for most; none where a line in days meets unknown use."""
    pairs = rows.select(*_KEYS, "drug_class", "daily_use")
    told = ["days", "units", "source", "clause", "number"]
    of_items = lines.filter(pl.col("item").is_not_null()).select(*_KEYS, *told)
    of_classes = lines.filter(pl.col("item").is_null()).select("org", "drug_class", *told)
    both = pl.concat(
        [
            pairs.join(of_items, on=_KEYS).select(*_KEYS, "daily_use", *told),
            pairs.join(of_classes, on=["org", "drug_class"]).select(*_KEYS, "daily_use", *told),
        ]
    )
    asked = both.with_columns(
        line_units=pl.max_horizontal(pl.col("days") * pl.col("daily_use"), "units"), line_days="days"
    )
    best = asked.sort("line_units", "line_days", descending=True, nulls_last=True).group_by(
        _KEYS, maintain_order=True
    ).first()  # fmt: skip
    return best.select(*_KEYS, "line_units", "line_days", "source", "clause", "number")


def _judged(rows: pl.DataFrame, parameters: StandingParameters) -> pl.DataFrame:
    lacking = pl.col("line_units") * (1 - parameters.eased) - pl.col("stock_units")
    short = lacking > _ADDED
    state = (
        pl.when(pl.col("stock_units").is_null()).then(pl.lit("uncounted"))
        .when(pl.col("line_units").is_null() & pl.col("line_days").is_not_null()).then(pl.lit("no_use"))
        .when(pl.col("line_units").is_null()).then(pl.lit("no_line"))
        .when(short & (pl.col("stock_units") <= 0)).then(pl.lit("out"))
        .when(short).then(pl.lit("short"))
        .otherwise(pl.lit("covered"))
    )  # fmt: skip
    over = pl.col("stock_units") - pl.col("line_units")
    return rows.with_columns(
        uncounted=pl.col("uncounted").fill_null(0),
        days=pl.when(pl.col("daily_use") > 0).then(pl.col("stock_units") / pl.col("daily_use")),
        short_units=pl.when(short).then(-over).otherwise(pl.when(over.is_not_null()).then(0.0)),
        surplus_units=over.clip(lower_bound=0.0),
        state=state,
    )
