"""The lake rows behind the findings about listed prices: orders above them, repeated rises, colour marks."""

from __future__ import annotations

import ibis.expr.types as ir

from baowen.core.period import Month
from baowen.monitor.indicators.on_list import issuers_of
from baowen.monitor.indicators.rows import Found, order_lines
from baowen.monitor.indicators.tables import Tables


def order_lines_above_listed(found: Found, tables: Tables) -> ir.Table:
    """The product's order lines of the month in the place that cost more than its lowest price listed by then.

    Lines within the pack's tolerance are among them: who doubts a finding sees those beside it.
    """
    listed = listings_in_place(found, tables)
    highest = listed.filter(listed.price > 0).aggregate(least=listed.price.min())
    lines = order_lines(found, tables).cross_join(highest)
    return lines.filter(lines.unit_price > lines.least).drop("least")


def listings_in_place(found: Found, tables: Tables) -> ir.Table:
    """The product's listings up to the month in the place, the places above it, and for a place that lists itself."""
    issuers = issuers_of(tables.region)
    near = issuers.filter(issuers.region == found.region).select(region="issuer")
    prices = tables.listing_price.filter(
        tables.listing_price.product == found.subject, tables.listing_price.valid_from <= Month.parse(found.month).last
    )
    return prices.semi_join(near, "region")


def listings_of_same_drug(found: Found, tables: Tables) -> ir.Table:
    """The listings of every product of the drug up to the month, in the place and the places above it."""
    own = tables.product.filter(tables.product.product == found.subject).select("drug_key")
    same = tables.product.semi_join(own, "drug_key").select("product")
    issuers = issuers_of(tables.region)
    near = issuers.filter(issuers.region == found.region).select(region="issuer")
    prices = tables.listing_price.filter(tables.listing_price.valid_from <= Month.parse(found.month).last)
    return prices.semi_join(near, "region").semi_join(same, "product")
