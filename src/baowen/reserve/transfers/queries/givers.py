"""What one institution could give of an item now: its usable lots that nobody was promised. RSV-3."""

from __future__ import annotations

from collections.abc import Collection
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
    """As `givers_now`, of one giver."""
    return givers_now(home, region, day, item, [giver])[giver]


def givers_now(home: Home, region: str, day: date, item: str, givers: Collection[str]) -> dict[str, Giver]:
    """By code the lots of givers, expired and recalled ones left out, promises and moves since their counts taken off.

    `kept_units` is 0: what each must keep is the plan's, or the alliance's, to say. The lake is read once for all.
    """
    found: Facts = facts_of(Lake(home.lake), region, day, [item])
    about = organisations_of(found.lake)
    stock = with_moves(found.stock("stock"), found.items, about)
    rows = usable_lots(stock, found.items, about, promised(givers), day=day)
    lots: dict[str, list[HeldLot]] = {code: [] for code in givers}
    for one in rows.filter(pl.col("code").is_in(list(givers))).to_dicts():
        lots[one["code"]].append(
            HeldLot(
                product_code=one["product_code"], lot_no=one["lot_no"] or "", expires_on=one["expires_on"],
                packs=Decimal(int(one["packs"])), units_per_pack=Decimal(str(one["pack_units"])),
            )
        )  # fmt: skip
    names = names_of(set(givers))
    return {
        code: Giver(name=names.get(code, code), kept_units=Decimal(0), lots=tuple(held)) for code, held in lots.items()
    }
