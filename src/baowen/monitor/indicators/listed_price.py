"""Hospitals that pay more than the listed price: the actual transaction price against the listed one.

The listed price of a place is that of the nearest issuer (city, province, nation). Orders are compared by month with
the highest price in force on any day of it: where the price changed within a month an order gets the benefit of the
doubt, and one that goes on above the new price is found a month later. Requirement: MON-4, PRC-7.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from baowen.monitor.indicators import rows_price
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings
from baowen.monitor.indicators.parameter import policy
from baowen.monitor.indicators.places import at_each_level
from baowen.monitor.indicators.tables import Scope, Tables, last_days


@dataclass(frozen=True, kw_only=True)
class ListedPriceParameters:
    """`tolerance`: how far above the listed price still counts as the listed one (rounding, delivery fees).

    A place is judged with `least_lines` order lines above it that are at least the share `least_share` of its packs.
    """

    tolerance: float = policy("above_listed_price.tolerance")
    least_lines: int = policy("above_listed_price.least_lines")
    least_share: float = policy("above_listed_price.least_share")
    levels: tuple[str, ...] = policy("above_listed_price.levels")


def listed_price_findings(tables: Tables, parameters: ListedPriceParameters, scope: Scope) -> ir.Table:
    """Findings above_listed_price by product; reference is the mean listed price of the packs above it, yuan a pack."""
    above = _above(tables, parameters, scope)
    placed = at_each_level(above, tables.region, parameters.levels)
    sums = placed.group_by("month", "level", "region", "product").aggregate(
        seen_on=placed.last_day.max(), lines=placed.lines.sum(), packs=placed["packs"].sum(), paid=placed.paid.sum(),
        due=placed.due.sum(),
    )  # fmt: skip
    sums = sums.filter(sums.lines >= parameters.least_lines)
    whole = tables.trade.select("month", "level", "region", "product", "ordered_quantity")
    sums = sums.join(whole, ["month", "level", "region", "product"])
    sums = sums.filter(sums["packs"] >= parameters.least_share * sums.ordered_quantity.cast("float64"))
    return as_findings(
        sums, indicator="above_listed_price", subject_type="product", value=sums.paid / sums.due - 1,
        reference=sums.due / sums["packs"], n=sums.lines, weight=sums.paid - sums.due,
    )  # fmt: skip


def _above(tables: Tables, parameters: ListedPriceParameters, scope: Scope) -> ir.Table:
    """By month, county, product and price what was paid above the listed price, and what it should have cost.

    Few prices are: those above the lowest of all listed prices come first, and only they are looked up by place.
    """
    caps = highest_listed(tables, scope)
    lowest = caps.group_by("month", "product").aggregate(lowest=caps.listed.min())
    allowed = 1 + parameters.tolerance
    rows = tables.prices.filter(tables.prices.month.isin(scope.names), tables.prices.price > 0)
    rows = rows.select("month", "region", "product", "price", "lines", "quantity", "last_day")
    rows = rows.join(lowest, ["month", "product"])
    rows = rows.filter(rows.price.cast("float64") > rows.lowest.cast("float64") * allowed).drop("lowest")
    placed = _with_listed(rows, caps, tables.region)
    price, packs = placed.price.cast("float64"), placed.quantity.cast("float64")
    return placed.filter(price > placed.listed * allowed).select(
        "month", "region", "product", "lines", "last_day", packs=packs, paid=packs * price, due=packs * placed.listed
    )


def _with_listed(rows: ir.Table, caps: ir.Table, region: ir.Table) -> ir.Table:
    """The rows with `listed`, the price of the nearest issuer: the place itself, its city, its province, the nation.

    One outer join for each, because a planner cannot turn them round: joined with all places below an issuer first, a
    nation's listed prices become fifty million.
    """
    nation = region.filter(region.level == "nation").select(nation="region")
    issuers = region.select("region", "city", "province").left_join(nation, ibis.literal(value=True))
    near = rows.join(issuers, "region")
    steps = ("region", "city", "province", "nation")
    for step in steps:
        here = caps.select(of="month", what="product", issuer="issuer", **{f"by_{step}": caps.listed.cast("float64")})
        met = [near.month == here.of, near["product"] == here.what, near[step] == here.issuer]
        near = near.left_join(here, met).drop("of", "what", "issuer")
    return near.mutate(listed=ibis.coalesce(*(near[f"by_{step}"] for step in steps)))


def highest_listed(tables: Tables, scope: Scope) -> ir.Table:
    """By month, issuer and product the highest listed price (`listed`) in force on any day of the month.

    A price of 0 and a suspended or withdrawn listing are none, and no price counts after `as_of`.
    """
    steps = tables.listing_price.filter(tables.listing_price.valid_from <= scope.as_of)
    steps = steps.select("product", "valid_from", "price", "status", issuer="region")
    ordered = ibis.window(group_by=("product", "issuer"), order_by="valid_from")
    steps = steps.mutate(until=steps.valid_from.lead().over(ordered))
    steps = steps.filter(steps.price > 0, steps.status.fill_null("listed") == "listed")
    months = last_days(scope.months, scope.as_of).select("month", "begins_on", "seen_on")
    in_force = steps.join(
        months, (steps.valid_from <= months.seen_on) & (steps.until.isnull() | (steps.until > months.begins_on))
    )
    return in_force.group_by("month", "issuer", "product").aggregate(listed=in_force.price.max())


_INDICATORS = (
    Indicator(
        name="above_listed_price", zh="高于挂网价采购", en="paid above the listed price", unit_zh="比例",
        unit_en="share", direction="above", subjects=("product",),
        formula_zh="高于挂网价成交的各盒：实付金额 ÷ 按挂网价应付金额 － 1；当月挂网价有变动的按较高者",
        formula_en="of the packs paid above the listed price: what was paid ÷ what they cost by the listed price − 1",
        policy_key="monitor.above_listed_price.threshold", requirements=("MON-4", "PRC-7"),
        rows=rows_price.order_lines_above_listed, page="above_listed_price",
    ),
)  # fmt: skip
FAMILY = Family(
    name="listed_price",
    sources=("listing_price",),
    reads=("listing_price", "prices", "region", "trade"),
    parameters=ListedPriceParameters,
    findings=listed_price_findings,
    indicators=_INDICATORS,
)
