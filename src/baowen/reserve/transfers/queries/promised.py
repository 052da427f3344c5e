"""What open orders have promised of which lot, so that no pack is promised twice. RSV-3."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl
from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from baowen.reserve.transfers.gathering import PROMISED
from baowen.reserve.transfers.models import OrderLine
from baowen.reserve.transfers.states import OPEN


def promised(givers: Collection[str] | None = None) -> pl.DataFrame:
    """Columns PROMISED: by giver, product and lot the packs that lines of open orders take and that have not left."""
    rows = OrderLine.objects.filter(order__state__in=[one.value for one in OPEN])
    if givers is not None:
        rows = rows.filter(order__giver__in=list(givers))
    sums = rows.values("order__giver", "product_code", "lot_no").annotate(
        packs=Sum(Coalesce(F("agreed"), F("ordered")) - F("sent"))
    )
    found = [
        (one["order__giver"], one["product_code"], one["lot_no"] or None, float(one["packs"] or 0)) for one in sums
    ]
    return pl.DataFrame(found, schema=PROMISED, orient="row")
