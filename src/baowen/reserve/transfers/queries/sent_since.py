"""What left or reached an institution after its last count, by what the platform moved itself. RSV-3, HOS-3."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import polars as pl

from baowen.core.clock import day_of
from baowen.reserve.transfers.models import OrderLine, Receipt, Shipment, TakenBack

_MOVES: Final[dict[str, Any]] = {
    "org_code": pl.String, "product_code": pl.String, "lot_no": pl.String, "expires_on": pl.Date, "on": pl.Date,
    "packs": pl.Decimal(18, 4),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Packs of a lot that an institution received (above zero) or sent (below) on a day."""

    organisation: str
    product_code: str
    lot_no: str
    expires_on: date | None
    on: date
    packs: Decimal


def moved_since(since: date) -> list[Moved]:
    """Everything that was sent, received or taken back after a day."""
    # The database counts days of its own zone: what it lets through of the day itself is left out here.
    return [one for one in _moves(since - timedelta(days=1)) if one.on > since]


def _moves(since: date) -> Iterable[Moved]:
    for sent in Shipment.objects.select_related("line__order").filter(sent_at__date__gt=since):
        yield _moved(sent.line, sent.line.order.giver, day_of(sent.sent_at), -sent.packs)
    for came in Receipt.objects.select_related("line__order").filter(received__gt=0, received_on__gt=since):
        yield _moved(came.line, came.line.order.taker, came.received_on, came.received)
    for back in TakenBack.objects.select_related("line__order").filter(taken_on__gt=since):
        yield _moved(back.line, back.line.order.giver, back.taken_on, back.packs)


def _moved(line: OrderLine, organisation: str, on: date, packs: Decimal) -> Moved:
    return Moved(
        organisation=organisation, product_code=line.product_code, lot_no=line.lot_no, expires_on=line.expires_on,
        on=on, packs=packs,
    )  # fmt: skip


def with_moves(stock: pl.DataFrame, items: pl.DataFrame, organisations: pl.DataFrame) -> pl.DataFrame:
    """Usable lots as lake.facts has them, as they stand now: counts with what was moved after each.

    A product that an institution has not counted, another maker's pack for one, is dated by its last count of any.
    """
    since = stock["counted_on"].min()
    if not isinstance(since, date):
        return stock
    rows = [
        (one.organisation, one.product_code, one.lot_no or None, one.expires_on, one.on, one.packs)
        for one in moved_since(since)
    ]
    moves = pl.DataFrame(rows, schema=_MOVES, orient="row").join(organisations.select("org", "org_code"), on="org_code")
    moves = moves.join(items.select("product", "product_code"), on="product_code")
    if moves.is_empty():
        return stock
    whole = stock.group_by("org").agg(any_counted_on=pl.col("counted_on").max())
    own = stock.group_by("org", "product").agg(own_counted_on=pl.col("counted_on").max())
    dated = moves.join(whole, on="org").join(own, on=["org", "product"], how="left")
    dated = dated.with_columns(counted_on=pl.coalesce("own_counted_on", "any_counted_on"))
    added = dated.filter(pl.col("on") > pl.col("counted_on")).select(stock.columns)
    both = pl.concat([stock, added]).group_by("org", "product", "lot_no", maintain_order=True).agg(
        pl.col("counted_on").max(), pl.col("expires_on").drop_nulls().first(), pl.col("packs").sum()
    )  # fmt: skip
    left = both.with_columns(pl.col("packs").clip(lower_bound=0)).select(stock.columns)
    return left.sort("org", "product", "expires_on", "lot_no", nulls_last=True)
