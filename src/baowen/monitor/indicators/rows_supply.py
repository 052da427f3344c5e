"""The lake rows behind the findings about answers to orders, suppliers, clinical use and distributor stock."""

from __future__ import annotations

import ibis.expr.types as ir

from baowen.core.period import Month
from baowen.monitor.indicators.rows import Found, order_lines, within
from baowen.monitor.indicators.tables import Tables


def refused_lines(found: Found, tables: Tables) -> ir.Table:
    """The order lines of the month, place and subject that were refused."""
    lines = order_lines(found, tables)
    return lines.filter(lines.status == "refused")


def unanswered_lines(found: Found, tables: Tables) -> ir.Table:
    """The order lines of the month, place and subject that nobody answered."""
    lines = order_lines(found, tables)
    return lines.filter(lines.status == "unanswered")


def products_of_drug(found: Found, tables: Tables) -> ir.Table:
    """The catalogue's products of the drug (`product` keys only) that a finding about a drug stands for."""
    own = tables.product.filter(tables.product.product == found.subject).select("drug_key")
    return tables.product.semi_join(own, "drug_key").select("product")


def listings_of_drug(found: Found, tables: Tables) -> ir.Table:
    """Every listing of the drug's products up to the month in the place and in the places above it."""
    place = tables.region.filter(tables.region.region == found.region)
    nations = tables.region.filter(tables.region.level == "nation").select("region")
    above = place.select("region").union(place.filter(place.province.notnull()).select(region="province"), nations)
    prices = tables.listing_price
    prices = prices.filter(prices.valid_from <= Month.parse(found.month).last)
    prices = prices.semi_join(above.distinct(), "region")
    return prices.semi_join(products_of_drug(found, tables), "product")


def purchases_of_drug(found: Found, tables: Tables) -> ir.Table:
    """The order lines of the drug's products in the place in the year up to the month."""
    last = Month.parse(found.month)
    lines = tables.order_line
    lines = lines.filter(lines.month > str(last.plus(-12)), lines.month <= str(last))
    return within(lines.semi_join(products_of_drug(found, tables), "product"), found.region, tables)


def makers_of_ingredient(found: Found, tables: Tables) -> ir.Table:
    """The rows of the register of raw-material makers for the ingredient that a finding stands for."""
    own = tables.product.filter(tables.product.product == found.subject).select("ingredient")
    return tables.api_maker.semi_join(own, "ingredient")


def use_of_drug(found: Found, tables: Tables) -> ir.Table:
    """What hospitals of the place used of the drug's products in the year before the month."""
    last = Month.parse(found.month)
    usage = tables.usage.filter(tables.usage.month >= str(last.plus(-12)), tables.usage.month < str(last))
    return within(usage.semi_join(products_of_drug(found, tables), "product"), found.region, tables)


def distributor_counts(found: Found, tables: Tables) -> ir.Table:
    """The counts of the product, this month and the month before, of the distributors that the place orders from."""
    month = Month.parse(found.month)
    lines = tables.order_line.filter(
        tables.order_line.product == found.subject,
        tables.order_line.month > str(month.plus(-12)),
        tables.order_line.month <= str(month),
    )
    suppliers = (
        within(lines, found.region, tables).filter(lambda line: line.distributor.notnull()).select("distributor")
    )
    stock = tables.distributor_stock.filter(
        tables.distributor_stock.product == found.subject,
        tables.distributor_stock.month >= str(month.plus(-1)),
        tables.distributor_stock.month <= str(month),
    )
    return stock.semi_join(suppliers.distinct(), "distributor")
