"""Hands contracts that all have signed over to the lake, through the same intake as any file. VBP-4, VBP-5.

Contracts that came by file from another platform stay as they are: one of the same round, hospital, product and day is
kept back and told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import polars as pl
from django.db.models import F, QuerySet

from baowen.collect.handing import Batch, Row, bring, mark
from baowen.core.home import Home
from baowen.lake.lock import writer_lock
from baowen.lake.store import Lake
from baowen.vbp.contracts.models import Contract

LOCK = "handing-over.lock"
FEED = "vbp_contract"
MOST_ROWS = 50_000
YES, NO = "是", "否"
STORED = ("round_code", "hospital", "product", "starts_on", "ends_on", "agreed_quantity")
TOLD = ("round_code", "org_code", "product_code", "starts_on", "ends_on", "agreed_quantity")
Told = Mapping[tuple[str, str, str, date], tuple[date, Decimal]]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Rows that the lake took or had, those kept back (number and why), and what is left to hand over."""

    accepted: int
    unchanged: int
    refused: tuple[tuple[str, str], ...]
    waiting: int


def hand_over_contracts(home: Home, *, by: str, at: datetime, clock: Callable[[], datetime]) -> HandedOver:
    """Bring into the lake what was signed since the last time. Safe to repeat and to break off."""
    accepted = unchanged = last = 0
    refused: list[tuple[str, str]] = []
    with writer_lock(home.root / LOCK):
        there = _there(home)
        while rows := list(_news().filter(pk__gt=last).order_by("pk")[:MOST_ROWS]):
            last = rows[-1].pk
            batch = Batch(FEED)
            for row in rows:
                if _is_another(row, there):
                    refused.append((row.number, _OTHER))
                else:
                    batch.add(_row(row), (row.pk, row.revision))
            taken = bring(home, batch, by=by, at=clock(), clock=clock)
            if taken is None:
                continue
            mark(Contract, taken, action="vbp.contract.hand_over", feed=FEED, by=by, at=clock())
            accepted += taken.outcome.accepted
            unchanged += taken.outcome.unchanged
            numbers = {row.pk: row.number for row in rows}
            refused += [(numbers[key], why) for key, why in taken.kept_back.items()]
    return HandedOver(accepted, unchanged, tuple(refused), waiting())


_OTHER = "数据湖中已有其他平台报送的同一协议，内容不同，未作改动；请与报送方核对"


def waiting() -> int:
    """How many signed contracts the lake does not know in their newest form."""
    return _news().count()


def _news() -> QuerySet[Contract]:
    return Contract.objects.filter(revision__gt=F("handed_over"))


def _there(home: Home) -> Told:
    """What the lake has of contracts of the rounds that there is news of, whoever told it."""
    codes, lake = sorted(set(_news().values_list("round_code", flat=True))), Lake(home.lake)
    rows = lake.read(FEED, columns=STORED) if codes else None
    hospitals = lake.read("organisation", columns=["org", "org_code"])
    products = lake.read("catalogue", columns=["product", "product_code"])
    if rows is None or hospitals is None or products is None:
        return {}
    rows = rows.filter(pl.col("round_code").is_in(codes))
    rows = rows.join(hospitals, left_on="hospital", right_on="org").join(products, on="product").select(TOLD)
    return {(one[0], one[1], one[2], one[3]): (one[4], Decimal(str(one[5]))) for one in rows.iter_rows()}


def _is_another(row: Contract, there: Told) -> bool:
    """Whether the lake has another contract in this one's place; one that was handed over before is the own."""
    found = there.get((row.round_code, row.hospital, row.product_code, row.starts_on))
    return row.handed_over == 0 and found is not None and found != (row.ends_on, Decimal(row.packs + row.more_packs))


def _row(row: Contract) -> Row:
    return {
        "round_code": row.round_code, "hospital_code": row.hospital, "product_code": row.product_code,
        "starts_on": row.starts_on.isoformat(), "ends_on": row.ends_on.isoformat(),
        "agreed_quantity": str(row.packs + row.more_packs), "is_alliance": YES if row.is_alliance else NO,
        "quality_tier": row.quality_tier, "distributor_code": row.distributor,
    }  # fmt: skip
