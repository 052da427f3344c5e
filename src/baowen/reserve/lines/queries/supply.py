"""What a what-if reads of the lake: who holds an item, what each buys from whom, how long an order takes. RSV-2.

For code that has asked already whether somebody may see the region: nothing here is scoped to an actor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.lake.facts.items import items as items_of
from baowen.lake.store import Lake
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import RegionLevel, load_regions
from baowen.reserve.lines.queries.region import Facts, code_of_key, facts_of, holders_of, hospitals_standing
from baowen.reserve.lines.question import Question
from baowen.reserve.lines.whatif import HOLDERS, POOLS

_LEFT_OUT: Final = ("cancelled", "refused", "unanswered")
DISTRIBUTOR, HOSPITAL = "distributor", "hospital"


@dataclass(frozen=True)
class Supplied:
    """Holders and pools as whatif has them; the share of the region's supply that the stopped products had, None
    where nothing was ordered; measured days from order to receipt and of how many receipts."""

    holders: pl.DataFrame
    pools: pl.DataFrame
    share: float | None
    lead_days: float | None
    receipts: int
    makers: tuple[tuple[str, str, float], ...]


def item_of(lake: Lake, product_code: str) -> tuple[str, str]:
    """The item and the drug name of a product code; BaowenError for one that the catalogue has not."""
    found = items_of(lake).filter(pl.col("product_code") == product_code)
    if found.is_empty():
        raise BaowenError(
            f"药品目录中没有产品代码 {product_code}，请核对后重新填写",
            f"the catalogue has no product code {product_code}; check it",
        )
    return str(found["item"][0]), str(found["drug_name"][0] or product_code)


def supplied(lake: Lake, question: Question, item: str) -> Supplied:
    """What is known of an item in the region and on the day of a question, and what each hospital loses of it."""
    region = question.region
    facts = facts_of(lake, region, question.day, [item])
    hospitals = hospitals_standing(facts, region)
    bought = _bought(facts, region)
    gone = bought.with_columns(lost=pl.col("product_code").is_in(list(question.products)))
    total, lost = float(bought["units"].sum()), float(gone.filter("lost")["units"].sum())
    overall = lost / total if total > 0 else None
    shares = gone.group_by("org").agg(
        own=(pl.col("units") * pl.col("lost")).sum() / pl.col("units").sum(), ordered=pl.col("units").sum()
    ).filter(pl.col("ordered") > 0)  # fmt: skip
    rows = hospitals.join(shares.select("org", "own"), on="org", how="left").filter(
        (pl.col("daily_use") > 0) | (pl.col("stock_units") > 0)
    ).with_columns(
        share_lost=pl.col("own").fill_null(1.0 if overall is None else overall) * float(question.share)
    )  # fmt: skip
    lead, receipts = _lead(facts)
    return Supplied(
        holders=_with_places(rows, "region").select(pl.col(name).cast(kind) for name, kind in HOLDERS.items()),
        pools=_pools(facts, region, set(hospitals.filter(pl.col("stock_units").is_not_null())["code"])),
        share=overall, lead_days=lead, receipts=receipts, makers=_makers(facts, bought),
    )  # fmt: skip


def months_of(facts: Facts) -> list[str]:
    """The months over which orders and deliveries are measured, the one of the day among them."""
    now = Month.of(facts.day)
    return [str(month) for month in now.plus(-facts.parameters.flow_months).until(now)]


def _bought(facts: Facts, region: str) -> pl.DataFrame:
    """Columns org, product_code, units: what hospitals of the region ordered of the item in the last months."""
    lazy = facts.lake.scan("order_line", months=months_of(facts))
    schema: dict[str, Any] = {"org": pl.Int32, "product_code": pl.String, "units": pl.Float64}
    if lazy is None:
        return pl.DataFrame(schema=schema)
    orgs = holders_of(facts.lake, region, HOSPITAL)["org"]
    rows = lazy.filter(
        pl.col("product").is_in(facts.products or []) & pl.col("hospital").is_in(orgs.implode())
        & (pl.col("ordered_on") <= facts.day) & ~pl.col("status").fill_null("").is_in(_LEFT_OUT)
    ).group_by("product", org="hospital").agg(packs=pl.col("quantity").cast(pl.Float64).sum()).collect()  # fmt: skip
    told = facts.items.select("product", "product_code", each="units")
    found = rows.join(told, on="product").with_columns(units=pl.col("packs") * pl.col("each"))
    return found.select(pl.col(name).cast(kind) for name, kind in schema.items())


def _makers(facts: Facts, bought: pl.DataFrame) -> tuple[tuple[str, str, float], ...]:
    """Product code, maker and share of the region's supply, the largest first."""
    total = float(bought["units"].sum())
    if total <= 0:
        return ()
    sums = bought.group_by("product_code").agg(pl.col("units").sum())
    names = facts.lake.read("catalogue", columns=["product_code", "maker_name"])
    rows = sums if names is None else sums.join(names, on="product_code", how="left")
    ordered = rows.sort("units", "product_code", descending=[True, False]).to_dicts()
    return tuple((row["product_code"], row.get("maker_name") or "", row["units"] / total) for row in ordered)


def _lead(facts: Facts) -> tuple[float | None, int]:
    """The median of days from order to receipt over the last months, and of how many order lines."""
    orders, receipts = (facts.lake.scan(table, months=months_of(facts)) for table in ("order_line", "receipt"))
    if orders is None or receipts is None:
        return None, 0
    of_item = pl.col("product").is_in(facts.products or [])
    ordered = orders.filter(of_item & (pl.col("ordered_on") <= facts.day)).select("order_line_no", "ordered_on")
    arrived = receipts.filter(of_item & (pl.col("received_on") <= facts.day)).group_by("order_line_no").agg(
        pl.col("received_on").max()
    )  # fmt: skip
    days = ordered.join(arrived, on="order_line_no").select(
        days=(pl.col("received_on") - pl.col("ordered_on")).dt.total_days()
    ).filter(pl.col("days") >= 0).collect()["days"]  # fmt: skip
    middle = days.median()
    return (None if middle is None else float(middle)), len(days)  # type: ignore[arg-type]


def _pools(facts: Facts, region: str, counted: set[str]) -> pl.DataFrame:
    """Stock of distributors and reserves of the region. A hospital's own reserve is left out where the hospital
    counts the item among its stock: it would be counted twice."""
    tiers = _tiers_of_holders(facts)
    parts = []
    for table, tier in (("distributor_stock", pl.lit(DISTRIBUTOR)), ("reserve_stock", pl.col("tier"))):
        rows = facts.stock(table).join(facts.items.select("product", "units"), on="product")
        summed = rows.group_by("org").agg(units=(pl.col("packs").cast(pl.Float64) * pl.col("units")).sum())
        placed = summed.join(tiers, on="org", how="left").with_columns(tier=tier.fill_null("province"))
        parts.append(placed.select("org", "tier", "units"))
    register = _register(facts.lake, region)
    found = pl.concat(parts).join(register, on="org")
    twice = (pl.col("tier") == HOSPITAL) & pl.col("code").is_in(list(counted))
    return _with_places(found.filter(~twice), "place").select(pl.col(name).cast(kind) for name, kind in POOLS.items())


def _tiers_of_holders(facts: Facts) -> pl.DataFrame:
    rows = facts.lake.read("reserve_stock", columns=["holder", "tier", "counted_on"], months=months_of(facts))
    if rows is None:
        return pl.DataFrame(schema={"org": pl.Int32, "tier": pl.String})
    return rows.sort("counted_on").group_by(org=pl.col("holder")).agg(pl.col("tier").drop_nulls().last())


def _register(lake: Lake, region: str) -> pl.DataFrame:
    rows = lake.read("organisation", columns=["org", "org_code", "region"])
    if rows is None:
        return pl.DataFrame(schema={"org": pl.Int32, "code": pl.String, "place": pl.Int32})
    inside = [load_regions().require(code).key for code in codes_within(region)]
    return rows.filter(pl.col("region").is_in(inside)).select("org", code="org_code", place="region")


def _with_places(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """With the codes of county and city in which the place of a column (a key) lies; "" for none."""
    regions = load_regions()

    def at(key: int, level: RegionLevel) -> str:
        found = regions.at_level(code_of_key(key), level)
        return "" if found is None else found.code

    keys = rows[column].unique().to_list()
    named = pl.DataFrame(
        [(key, at(key, RegionLevel.COUNTY), at(key, RegionLevel.CITY)) for key in keys],
        schema={column: pl.Int32, "county": pl.String, "city": pl.String}, orient="row",
    )  # fmt: skip
    return rows.join(named, on=column, how="left")
