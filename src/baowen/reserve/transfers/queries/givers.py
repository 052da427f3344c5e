"""What one institution could give of an item now: its usable lots that nobody was promised. RSV-3."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl

from baowen.core.home import Home
from baowen.lake.store import Lake
from baowen.orgs.queries import names_of
from baowen.reserve.lines.queries.region import Facts, facts_of
from baowen.reserve.transfers.gathering import usable_lots
from baowen.reserve.transfers.queries.facts import organisations_of
from baowen.reserve.transfers.queries.promised import promised
from baowen.reserve.transfers.queries.sent_since import with_moves
from baowen.reserve.transfers.rules import Giver, HeldLot


def giver_now(home: Home, region: str, day: date, item: str, giver: str) -> Giver:
    """The lots of a giver, expired and recalled ones left out, promises and moves since its count taken off.

    `kept_units` is 0: what it must keep is the plan's, or the alliance's, to say.
    """
    found: Facts = facts_of(Lake(home.lake), region, day, [item])
    about = organisations_of(found.lake)
    stock = with_moves(found.stock("stock"), found.items, about)
    rows = usable_lots(stock, found.items, about, promised([giver]), day=day).filter(pl.col("code") == giver)
    lots = tuple(
        HeldLot(
            product_code=one["product_code"], lot_no=one["lot_no"] or "", expires_on=one["expires_on"],
            packs=Decimal(int(one["packs"])), units_per_pack=Decimal(str(one["pack_units"])),
        )
        for one in rows.to_dicts()
    )  # fmt: skip
    return Giver(name=names_of({giver}).get(giver, giver), kept_units=Decimal(0), lots=lots)
