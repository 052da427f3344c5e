"""Whose right to deliver is suspended: what an order asks before it is placed. PRC-5 (HN-10, NJ-17, HD-10)."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from baowen.orgs.regions import load_regions
from baowen.procure.settle.kinds import Sanction
from baowen.procure.settle.models import Breach
from baowen.procure.settle.states import BreachState
from baowen.procure.standing import Barred


def delivery_suspended(supplier: str, region: str, on: date) -> Barred | None:
    """Why a supplier may not deliver to a place on a day, by a sanction of that place or of one above; None where it
    may. What is under appeal stands until it is undone."""
    places = [region, *(one.code for one in load_regions().ancestors(region))]
    row = (
        Breach.objects.filter(
            Q(until=None) | Q(until__gte=on), accused=supplier, region__in=places,
            sanction=Sanction.SUSPEND_DELIVERY.value,
            state__in=(BreachState.SANCTIONED.value, BreachState.APPEALED.value),
        ).order_by("-until", "pk").first()
    )  # fmt: skip
    if row is None:
        return None
    zh, en = ("", "") if row.until is None else (f"，至 {row.until}", f" until {row.until}")
    return Barred(
        zh=f"{supplier} 在本地的配送资格已暂停{zh}（违约 {row.number}），请选择其他配送企业",
        en=f"the right of {supplier} to deliver here is suspended{en} (breach {row.number}); choose another",
        clause=row.clause, until=row.until,
    )  # fmt: skip
