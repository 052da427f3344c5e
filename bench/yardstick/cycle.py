"""The same work as most people would write it in pandas: cubes and four indicators over the whole lake in memory."""

from __future__ import annotations

from pathlib import Path

import pandas as pd


def _read(lake: Path, table: str, columns: list[str]) -> pd.DataFrame:
    """One table with its month, decimals as floats."""
    parts = []
    for folder in sorted((lake / table).glob("month=*/state=current")):
        month = folder.parent.name.removeprefix("month=")
        for path in sorted(folder.glob("*.parquet")):
            part = pd.read_parquet(path, columns=columns)
            for name in part.columns:
                if name in ("quantity", "unit_price"):
                    part[name] = part[name].astype("float64")
            parts.append(part.assign(month=month))
    return pd.concat(parts, ignore_index=True)


def in_pandas(lake: Path) -> int:
    """Orders with what arrived, medians, a baseline of purchases, days of supply; gives the number of rows made."""
    keys = ["month", "product", "hospital", "region"]
    columns = ["product", "hospital", "region", "ordered_on", "quantity", "unit_price", "status", "order_line_hash"]
    lines = _read(lake, "order_line", columns)
    for table in ("delivery", "receipt"):
        arrived = _read(lake, table, ["order_line_hash", "quantity"])
        summed = arrived.groupby("order_line_hash", sort=False)["quantity"].sum().rename(table)
        lines = lines.merge(summed, left_on="order_line_hash", right_index=True, how="left")
        lines[table] = lines[table].fillna(0.0).clip(upper=lines["quantity"])
    lines["amount"] = lines["quantity"] * lines["unit_price"]
    measures = ["quantity", "amount", "delivery", "receipt"]
    orders = lines.groupby(keys, sort=False)[measures].sum().reset_index()
    rates = orders.groupby(["month", "region", "product"], sort=False)[measures].sum()
    rates["rate"] = rates["delivery"] / rates["quantity"]
    medians = lines.groupby(["month", "region", "product"], sort=False)["unit_price"].median()
    monthly = orders.groupby(["product", "month"])["quantity"].sum().reset_index()
    baseline = monthly.groupby("product")["quantity"].transform(lambda one: one.shift().rolling(12, 6).median())
    monthly["ratio"] = monthly["quantity"] / baseline
    supply = _days_of_supply(lake)
    return len(rates) + len(medians) + len(monthly) + len(supply)


def _days_of_supply(lake: Path) -> pd.Series:
    stock = _read(lake, "stock", ["product", "hospital", "counted_on", "quantity", "expires_on"])
    keys = ["month", "product", "hospital"]
    fit = stock[stock["expires_on"].isna() | (stock["expires_on"] >= stock["counted_on"])]
    counts = fit.groupby([*keys, "counted_on"], sort=True)["quantity"].sum().reset_index()
    last = counts.groupby(keys, sort=False)["quantity"].last()
    usage = _read(lake, "usage", ["product", "hospital", "quantity", "stockout_days"])
    usage["daily"] = usage["quantity"] / (30 - usage["stockout_days"].fillna(0)).clip(lower=1)
    usage = usage.sort_values("month")
    mean = usage.groupby(["product", "hospital"])["daily"].transform(lambda one: one.shift().rolling(3, 1).mean())
    usage["before"] = mean
    return last / usage.set_index(keys)["before"]
