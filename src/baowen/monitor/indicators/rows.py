"""The lake rows behind a finding, so that every number can be unfolded.

Filters only, and what arrived for an order line beside it; no indicator is computed again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import ibis.expr.types as ir

from baowen.core.period import Month
from baowen.monitor.indicators.tables import Tables


@dataclass(frozen=True, kw_only=True)
class Found:
    """Which finding is asked about; what arrived after `as_of` is left out (None: nothing is)."""

    indicator: str
    month: str
    region: int
    subject_type: str
    subject: int
    as_of: date | None = None


Rows = Callable[[Found, Tables], ir.Table]


def order_lines(found: Found, tables: Tables) -> ir.Table:
    """The order lines of the month, place and subject."""
    lines = tables.order_line
    lines = lines.filter(lines.month == found.month, lines[found.subject_type] == found.subject)
    return within(lines, found.region, tables)


def order_lines_with_arrivals(found: Found, tables: Tables) -> ir.Table:
    """The order lines, each with the packs delivered and received so far and the last day of each, null for none.

    Receipts stand beside deliveries whatever the definition of the rate counts: the difference is a reason too.
    """
    lines = order_lines(found, tables)
    delivered = _arrived(tables.delivery, "delivered", found)
    received = _arrived(tables.receipt, "received", found)
    for arrived in (delivered, received):
        joined = lines.left_join(arrived, "order_line_hash")
        lines = joined.select(*lines.columns, *[name for name in arrived.columns if name != "order_line_hash"])
    return lines


def order_lines_of_product(found: Found, tables: Tables) -> ir.Table:
    """The product's order lines of the month in every place: what a place is compared with belongs to the proof."""
    lines = tables.order_line
    return lines.filter(lines.month == found.month, lines.product == found.subject)


def order_lines_of_drug(found: Found, tables: Tables) -> ir.Table:
    """The month's order lines of all products of one name, strength and form with the product, in the place."""
    kinds = ["drug_key", "strength_mg", "form_group"]
    own = tables.product.filter(tables.product.product == found.subject).select(*kinds)
    same = tables.product.semi_join(own, kinds).select("product")
    lines = tables.order_line.filter(tables.order_line.month == found.month).semi_join(same, "product")
    return within(lines, found.region, tables)


def counts(found: Found, tables: Tables) -> ir.Table:
    """The stock counts of the month in the place, lot by lot."""
    stock = tables.stock.filter(tables.stock.month == found.month, tables.stock.product == found.subject)
    return within(stock, found.region, tables)


def listed_prices(found: Found, tables: Tables) -> ir.Table:
    """The product's listed prices in the region up to the month."""
    prices = tables.listing_price
    return prices.filter(
        prices.product == found.subject,
        prices.region == found.region,
        prices.valid_from <= Month.parse(found.month).last,
    )


def listed_prices_of_ingredient(found: Found, tables: Tables) -> ir.Table:
    """The listed prices, up to the month, of every product with the ingredient of this one."""
    own = tables.product.filter(tables.product.product == found.subject).select("ingredient")
    same = tables.product.semi_join(own, "ingredient").select("product")
    prices = tables.listing_price
    prices = prices.filter(prices.region == found.region, prices.valid_from <= Month.parse(found.month).last)
    return prices.semi_join(same, "product")


def notices(found: Found, tables: Tables) -> ir.Table:
    """The stop notices of the product announced by the end of the month."""
    notice = tables.stop_notice
    return notice.filter(notice.product == found.subject, notice.announced_on <= Month.parse(found.month).last)


def within(table: ir.Table, place: int, tables: Tables) -> ir.Table:
    """The rows whose place is the given one or lies in it."""
    region = tables.region
    inside = region.filter((region.region == place) | (region.city == place) | (region.province == place))
    known = table.semi_join(inside.select("region"), "region")
    return known.union(table.filter(table.region == place).anti_join(inside.select("region"), "region"))


def _arrived(fact: ir.Table, verb: str, found: Found) -> ir.Table:
    """By order line the packs that arrived from the order's month on (`verb`) and the last day (`last_VERB_on`)."""
    rows = fact.filter(fact.month >= found.month)
    day = rows[f"{verb}_on"]
    if found.as_of is not None:
        rows = rows.filter(day <= found.as_of)
    sums = {verb: rows.quantity.sum().cast("decimal(18, 4)"), f"last_{verb}_on": rows[f"{verb}_on"].max()}
    return rows.group_by("order_line_hash").aggregate(**sums)
