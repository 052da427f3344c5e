"""How many makers still have a valid listing for a drug in a place: none, or one alone.

A listing is valid when the newest row of the nearest issuer (city, province, nation) says listed with a price above 0
and the catalogue does not say that the product has left. A drug of a shortage or monitoring list is judged as it
stands; any other drug only when it was bought in the year before and has lost makers within the window: that one
maker alone supplies many a drug is known, and no event. Requirement: MON-3, MON-7 (HN-16), NB-1, LST-3.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from baowen.core.period import Month
from baowen.monitor.indicators import rows_supply
from baowen.monitor.indicators.family import Family, Indicator
from baowen.monitor.indicators.finding import as_findings
from baowen.monitor.indicators.on_list import BASES, LISTED, drugs_on_lists, issuers_of, with_basis
from baowen.monitor.indicators.parameter import policy
from baowen.monitor.indicators.tables import Scope, Tables, last_days

_KEYS = ("month", "region", "drug_key")


@dataclass(frozen=True, kw_only=True)
class SuppliersParameters:
    """`window_months`: a drug that is on no list must have lost makers within so many months."""

    window_months: int = policy("listed_makers.window_months")


def suppliers_findings(tables: Tables, parameters: SuppliersParameters, scope: Scope) -> ir.Table:
    """Findings listed_makers by drug, one or none left; reference is the makers one window earlier."""
    earlier = tuple(month.plus(-parameters.window_months) for month in scope.months)
    wanted = tuple(sorted({*scope.months, *earlier}))
    months = last_days(wanted, scope.as_of)
    counts = makers_listed(tables, months)
    now = counts.filter(counts.month.isin(scope.names), counts.makers <= 1)
    pairs = last_days(scope.months, scope.as_of)
    then = counts.select("region", "drug_key", before="makers", then="at")
    judged = now.mutate(then=now["at"] - parameters.window_months)
    judged = judged.left_join(then, ["region", "drug_key", "then"]).select(*now.columns, "before")
    listed = drugs_on_lists(tables, pairs, tables.listing_price)
    judged = _with_unknown_drugs(judged, listed.anti_join(counts, list(_KEYS)), pairs)
    judged = with_basis(judged, listed, *_KEYS)
    judged = judged.left_join(yuan_by_drug(tables, scope), "drug_key").drop("drug_key_right")
    judged = judged.mutate(yuan=judged.yuan.fill_null(0.0))
    event = (judged.before > judged.makers).fill_null(False) & (judged.yuan > 0)
    judged = judged.filter((judged.basis == LISTED) | event).join(first_products(tables.product), "drug_key")
    return as_findings(
        judged, indicator="listed_makers", subject_type="drug", subject=judged.product, value=judged.makers,
        reference=judged.before, threshold_basis=judged.basis, n=judged.products, weight=judged.yuan,
    )  # fmt: skip


def makers_listed(tables: Tables, months: ir.Table) -> ir.Table:
    """By month (with `at`, `seen_on`), place with listings and drug: makers with a valid listing, products ever listed.

    A place is any region that some listing is made for; rows of a nation count in each of them too.
    """
    steps = tables.listing_price.select("product", "valid_from", "price", "status", issuer="region")
    ordered = ibis.window(group_by=("product", "issuer"), order_by="valid_from")
    steps = steps.mutate(until=steps.valid_from.lead().over(ordered))
    days = months.select("month", "at", "seen_on")
    in_force = steps.join(
        days, (steps.valid_from <= days.seen_on) & (steps.until.isnull() | (steps.until > days.seen_on))
    )
    places = tables.listing_price.select("region").distinct()
    issuers = issuers_of(tables.region).join(places, "region")
    placed = in_force.join(issuers, "issuer").join(makers_of(tables.product), "product")
    gone = placed.delisted_on.notnull() & (placed.delisted_on <= placed.seen_on)
    is_valid = (placed.status.fill_null("listed") == "listed") & (placed.price > 0).fill_null(False) & ~gone
    placed = placed.mutate(is_valid=is_valid)
    nearest = placed.group_by("month", "at", "seen_on", "region", "product", "drug_key", "maker").aggregate(
        is_valid=placed.is_valid.argmin(placed["rank"])
    )
    return nearest.group_by("month", "at", "seen_on", "region", "drug_key").aggregate(
        makers=nearest.maker.nunique(where=nearest.is_valid), products=nearest.count()
    )


def makers_of(product: ir.Table) -> ir.Table:
    """Product, drug and maker: credit code, else name, else nobody else than this product's own maker."""
    known = product.filter(product.drug_key.notnull(), product.drug_key != "")
    own = "product " + known.product.cast("string")
    maker = ibis.coalesce(known.maker_code.nullif(""), known.maker_name.nullif(""), own)
    return known.select("product", "drug_key", "delisted_on", maker=maker)


def _with_unknown_drugs(judged: ir.Table, never: ir.Table, months: ir.Table) -> ir.Table:
    """Also the drugs of a list that no listing has named there by the month: nobody supplies them."""
    never = never.join(months.select("month", "at", "seen_on"), "month")
    none = never.mutate(makers=ibis.literal(0, "int64"), products=ibis.literal(0, "int64"), before=ibis.null("int64"))
    return judged.union(none.select(*judged.columns))


def yuan_by_product(tables: Tables, scope: Scope) -> ir.Table:
    """What was spent on each product in the twelve months up to `as_of`, in all places."""
    since = str(Month.of(scope.as_of).plus(-12))
    trade = tables.trade.filter(tables.trade.month > since, tables.trade.level == "province")
    return trade.group_by("product").aggregate(yuan=trade.ordered_amount.sum().cast("float64"))


def yuan_by_drug(tables: Tables, scope: Scope) -> ir.Table:
    """What was spent on each drug in the twelve months up to `as_of`, in all places."""
    drugs = tables.product.filter(tables.product.drug_key.notnull()).select("product", "drug_key")
    spent = yuan_by_product(tables, scope).join(drugs, "product")
    return spent.group_by("drug_key").aggregate(yuan=spent.yuan.sum())


def first_products(product: ir.Table) -> ir.Table:
    """The product that a drug is written by in findings: the smallest key among its products."""
    known = product.filter(product.drug_key.notnull())
    return known.group_by("drug_key").aggregate(product=known.product.min())


_INDICATORS = (
    Indicator(
        name="listed_makers", zh="在挂企业过少", en="too few listed makers", unit_zh="家", unit_en="makers",
        direction="below", subjects=("drug",),
        formula_zh="月末在本地有有效挂网价的同药生产企业数；不在清单的药品只看窗口期内减少的",
        formula_en="makers of the drug with a valid listing at the month's end; off the lists only after a loss",
        policy_key="monitor.listed_makers.threshold.{basis}",
        requirements=("MON-3", "MON-7", "HN-16", "HD-16", "NB-1"),
        rows=rows_supply.listings_of_drug, page="listed_makers", bases=BASES,
    ),
)  # fmt: skip
FAMILY = Family(
    name="suppliers",
    sources=("listing_price",),
    reads=("list_entry", "listing_price", "product", "region", "trade"),
    parameters=SuppliersParameters,
    findings=suppliers_findings,
    indicators=_INDICATORS,
)
