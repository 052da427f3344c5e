"""HOS-6: a pharmacy sends the counts of its own shelves by the feed of stock, and nobody else's."""

from __future__ import annotations

from baowen.collect.feeds import FEEDS
from baowen.collect.senders import sender_of
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Actor
from baowen.orgs.roles import Role


def test_a_pharmacy_sends_its_own_stock_and_rows_of_others_are_refused() -> None:
    actor = Actor(
        name="p", organisation="R1", kind=OrganisationKind.PHARMACY, region="430121", roles=frozenset({Role.REPORTER})
    )
    found = sender_of(actor, FEEDS["stock"], home_region="430000")
    assert (found.organisation, found.whole) == ("R1", False)
    assert "not_the_sender" in [one.code for one in found.narrowed(FEEDS["stock"]).checks]
