"""Whatever is bought: its releases keep the standard's schema, never change, and come to one compiled release."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from tests.made_purchases import filings, listings, negotiations, orders
from tests.ocds_schema import faults, plain

from baowen.procure.ocds.agreements import filing_releases, negotiation_releases
from baowen.procure.ocds.compiling import compiled
from baowen.procure.ocds.facts import FilingTold, ListingTold, NegotiationTold, OrderTold
from baowen.procure.ocds.listings import listing_releases
from baowen.procure.ocds.orders import order_releases
from baowen.procure.redflags.process import read_process

P = "ocds-abc123"


@settings(max_examples=20, deadline=None)
@given(listings, orders, filings, negotiations())
def test_any_purchase_keeps_the_schema_in_each_release_and_compiled(
    listing: ListingTold, order: OrderTold, filing: FilingTold, negotiation: NegotiationTold
) -> None:
    for found in (
        listing_releases(P, listing), order_releases(P, order), filing_releases(P, filing),
        negotiation_releases(P, negotiation),
    ):  # fmt: skip
        assert [fault for one in found for fault in faults(one)] == []
        assert [one["date"] for one in found] == sorted(one["date"] for one in found)
        if found:
            whole = plain(compiled(found))
            assert faults(whole) == []
            assert read_process(whole) is not None


@settings(max_examples=20, deadline=None)
@given(orders)
def test_what_follows_later_changes_no_release_that_was_made(order: OrderTold) -> None:
    before = replace(order, lines=tuple(replace(one, deliveries=(), payments=()) for one in order.lines))
    made = {one["id"]: one for one in order_releases(P, order)}
    assert all(made[one["id"]] == one for one in order_releases(P, before))
