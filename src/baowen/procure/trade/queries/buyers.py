"""Who orders a product, and which products a hospital orders: whom the news of a product concerns. PRC-4, VBP-9."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from baowen.procure.trade.models import OrderLine


def hospitals_ordering(product_code: str, *, regions: Collection[str], since: datetime) -> list[str]:
    """The codes of the hospitals of places that ordered a product since an instant, sorted."""
    rows = OrderLine.objects.filter(
        product_code=product_code, order__region__in=list(regions), order__placed_at__gte=since
    )
    return sorted(set(rows.values_list("order__hospital", flat=True)))


def products_ordered(hospital: str, *, since: datetime) -> set[str]:
    """The codes of the products that a hospital ordered since an instant."""
    rows = OrderLine.objects.filter(order__hospital=hospital, order__placed_at__gte=since)
    return set(rows.values_list("product_code", flat=True))
