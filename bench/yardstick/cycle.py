"""The same work as most people would write it, in pandas and in SQL: cubes and four indicators over the whole lake."""

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


_SQL = {
    "orders": """
        CREATE TEMP TABLE orders AS
        SELECT l.month, l.product, l.hospital, l.region, sum(l.quantity) AS ordered,
               sum(l.quantity * l.unit_price) AS amount,
               sum(least(coalesce(d.quantity, 0), l.quantity)) AS delivered,
               sum(least(coalesce(r.quantity, 0), l.quantity)) AS received
        FROM order_line l
        LEFT JOIN (SELECT order_line_hash, sum(quantity) AS quantity FROM delivery GROUP BY 1) d USING (order_line_hash)
        LEFT JOIN (SELECT order_line_hash, sum(quantity) AS quantity FROM receipt GROUP BY 1) r USING (order_line_hash)
        GROUP BY ALL""",
    "rates": "SELECT month, region, product, sum(delivered) / sum(ordered) FROM orders GROUP BY ALL",
    "medians": "SELECT month, region, product, median(unit_price) FROM order_line GROUP BY ALL",
    "baseline": """
        SELECT product, month, ordered / median(ordered) OVER (
            PARTITION BY product ORDER BY month ROWS BETWEEN 12 PRECEDING AND 1 PRECEDING)
        FROM (SELECT product, month, sum(ordered) AS ordered FROM orders GROUP BY ALL)""",
    "supply": """
        WITH last AS (SELECT month, product, hospital, max(counted_on) AS counted_on FROM stock GROUP BY ALL),
        held AS (
            SELECT s.month, s.product, s.hospital, sum(s.quantity) AS quantity
            FROM stock s JOIN last USING (month, product, hospital, counted_on)
            WHERE s.expires_on IS NULL OR s.expires_on >= s.counted_on GROUP BY ALL),
        used AS (
            SELECT month, product, hospital, avg(quantity / greatest(30 - coalesce(stockout_days, 0), 1)) OVER (
                PARTITION BY product, hospital ORDER BY month ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING) AS daily
            FROM usage)
        SELECT month, product, hospital, quantity / nullif(daily, 0)
        FROM held JOIN used USING (month, product, hospital)""",
}


def in_sql(lake: Path) -> int:
    """The same as `in_pandas` in one SQL statement each on DuckDB; gives the number of rows made."""
    import duckdb

    from baowen.lake.store import Lake

    made = 0
    with duckdb.connect() as connection:
        for table in ("order_line", "delivery", "receipt", "stock", "usage"):
            files = Lake(lake).files(table)
            connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet({files!r}, hive_partitioning=true)")
        connection.execute(_SQL["orders"])
        for name in ("rates", "medians", "baseline", "supply"):
            row = connection.execute(f"CREATE TEMP TABLE {name} AS {_SQL[name]}").fetchone()
            made += row[0] if row else 0
    return made
