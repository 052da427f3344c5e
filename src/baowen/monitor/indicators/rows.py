"""The lake rows behind a finding, so that every number can be unfolded. Filters only; nothing is computed again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ibis.expr.types as ir

from baowen.core.period import Month
from baowen.monitor.indicators.tables import Tables


@dataclass(frozen=True, kw_only=True)
class Found:
    """Which finding is asked about."""

    indicator: str
    month: str
    region: int
    subject_type: str
    subject: int


Rows = Callable[[Found, Tables], ir.Table]


def order_lines(found: Found, tables: Tables) -> ir.Table:
    """The order lines of the month, place and subject."""
    lines = tables.order_line
    lines = lines.filter(lines.month == found.month, lines[found.subject_type] == found.subject)
    return _within(lines, found.region, tables)


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
    return _within(lines, found.region, tables)


def counts(found: Found, tables: Tables) -> ir.Table:
    """The stock counts of the month in the place, lot by lot."""
    stock = tables.stock.filter(tables.stock.month == found.month, tables.stock.product == found.subject)
    return _within(stock, found.region, tables)


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


def _within(table: ir.Table, place: int, tables: Tables) -> ir.Table:
    """The rows whose place is the given one or lies in it."""
    region = tables.region
    inside = region.filter((region.region == place) | (region.city == place) | (region.province == place))
    known = table.semi_join(inside.select("region"), "region")
    return known.union(table.filter(table.region == place).anti_join(inside.select("region"), "region"))
