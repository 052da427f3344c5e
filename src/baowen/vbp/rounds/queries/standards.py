"""The payment standard of a selected product in a place on a day, and its history. VBP-8."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from baowen.orgs.regions import load_regions
from baowen.vbp.rounds.models import PaymentStandard


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """What the fund pays at most: yuan a pack in `region` and below it, both days included. It follows the selected
    price of `round_code` (VBP-8)."""

    product_code: str
    region: str
    price: Decimal
    from_on: date
    until_on: date
    round_code: str
    lot: str


def payment_standard(product_code: str, region: str, on: date) -> Standard | None:
    """The standard that counts on a day in a place: the nearest place above that has one, of these the newest."""
    regions = load_regions()
    chain = [region, *(one.code for one in regions.ancestors(region))]
    rows = list(_of_product(product_code).filter(region__in=chain, from_on__lte=on, until_on__gte=on))
    rows.sort(key=lambda row: (chain.index(row.region), -row.from_on.toordinal(), -row.pk))
    return _standard(rows[0]) if rows else None


def standards_of_product(product_code: str, region: str = "") -> tuple[Standard, ...]:
    """The whole history of a product's standards, the oldest first; of one place where it is named."""
    rows = _of_product(product_code)
    return tuple(map(_standard, rows.filter(region=region) if region else rows))


def standards_of_round(round_code: str) -> tuple[Standard, ...]:
    """The standards that came of a round, by lot."""
    rows = PaymentStandard.objects.filter(round__code=round_code).select_related("round")
    return tuple(map(_standard, rows.order_by("id")))


def _of_product(product_code: str) -> QuerySet[PaymentStandard]:
    rows = PaymentStandard.objects.filter(product_code=product_code).select_related("round")
    return rows.order_by("from_on", "id")


def _standard(row: PaymentStandard) -> Standard:
    return Standard(
        product_code=row.product_code, region=row.region, price=row.price, from_on=row.from_on, until_on=row.until_on,
        round_code=row.round.code, lot=row.lot,
    )  # fmt: skip
