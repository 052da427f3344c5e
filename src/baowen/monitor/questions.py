"""Keeps the questions to senders about rows that cannot be right, month by month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from baowen.monitor.models import DataQuestion
from baowen.monitor.names import Names


def update_questions(found: pl.DataFrame, *, months: Iterable[str], on: date, names: Names) -> int:
    """Bring the questions of the months that were looked at in line with what was found; call in a transaction.

    A question whose rows the sender corrected is closed, not deleted. Gives the number of open questions.
    """
    wanted = {}
    for row in found.iter_rows(named=True):
        hospital = names.subjects.get(("hospital", row["hospital"]), (str(row["hospital"]), ""))
        product = names.subjects.get(("product", row["product"]), (str(row["product"]), ""))
        wanted[row["kind"], row["month"], hospital[0], product[0]] = DataQuestion(
            kind=row["kind"],
            month=row["month"],
            hospital_code=hospital[0],
            hospital_name=hospital[1],
            region_code=names.regions[row["region"]][0],
            product_code=product[0],
            product_name=product[1],
            rows=row["rows"],
            factor=row["factor"],
            first_seen=on,
            last_seen=on,
        )
    gone = [
        one.id
        for one in DataQuestion.objects.filter(month__in=list(months), state=DataQuestion.State.OPEN)
        if (one.kind, one.month, one.hospital_code, one.product_code) not in wanted
    ]
    DataQuestion.objects.filter(id__in=gone).update(state=DataQuestion.State.GONE, last_seen=on)
    DataQuestion.objects.bulk_create(
        wanted.values(),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["kind", "month", "hospital_code", "product_code"],
        update_fields=["rows", "factor", "last_seen", "state"],
    )
    return DataQuestion.objects.filter(state=DataQuestion.State.OPEN).count()
