"""Purchases that no order of the platform stands behind, added up by hospital. VBP-12 (VB-1.4).

Hospitals' own stock systems tell of them (procure.exchange); selected products among them are marked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from baowen.core.home import Home
from baowen.orgs.permissions import Actor
from baowen.orgs.queries import organisations_numbered
from baowen.procure.exchange.queries import OutsidePurchase, outside_purchases
from baowen.vbp.progress.queries.runs import newest_run
from baowen.vbp.progress.store import results

MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideOfHospital:
    """A hospital's purchases outside the platform: how many, what they cost where a price is told, and since when."""

    hospital: str
    name: str
    region: str
    purchases: int
    selected: int
    yuan: Decimal
    without_price: int
    newest_on: date
    lines: tuple[OutsidePurchase, ...]


def outside_by_hospital(home: Home, actor: Actor) -> list[OutsideOfHospital]:
    """Hospitals of the place and below that told of such purchases, those with the most first. NotAllowedError."""
    found: list[OutsidePurchase] = []
    page = outside_purchases(actor, limit=500)
    found += page.lines
    while page.cursor and len(found) < MOST:
        page = outside_purchases(actor, cursor=page.cursor, limit=500)
        found += page.lines
    by_hospital: dict[str, list[OutsidePurchase]] = {}
    for one in found:
        by_hospital.setdefault(one.hospital, []).append(one)
    known, selected = organisations_numbered(set(by_hospital)), _selected(home)
    sums = [
        OutsideOfHospital(
            hospital=code, name=known[code].name if code in known else code,
            region=known[code].region if code in known else "", purchases=len(lines),
            selected=sum(line.product_code in selected for line in lines),
            yuan=sum((line.quantity * line.price for line in lines if line.price is not None), Decimal(0)).quantize(
                Decimal("0.01")
            ),
            without_price=sum(line.price is None for line in lines),
            newest_on=max(line.happened_on for line in lines), lines=tuple(lines),
        )
        for code, lines in by_hospital.items()
    ]  # fmt: skip
    return sorted(sums, key=lambda one: (-one.selected, -one.purchases, one.hospital))


def _selected(home: Home) -> set[str]:
    run = newest_run()
    if run is None:
        return set()
    return set(results(home, run.sha256).select(pl.col("product_code").unique()).collect()["product_code"])
