"""What is known of a drug before the hospital grades it: open reports, usable stock, daily use. HOS-5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from baowen.collect.reports.book import ReportBook
from baowen.collect.reports.queries.reports import reports_of
from baowen.collect.reports.states import ReportState
from baowen.core.clock import day_of
from baowen.core.policy import Ruling
from baowen.hospital.substitutes.rules import drug_key
from baowen.lake.facts.items import items
from baowen.lake.facts.usable import usable_stock
from baowen.lake.facts.use import daily_use
from baowen.lake.store import Lake
from baowen.orgs.permissions import Actor

STALE, MONTHS = "monitor.days_of_supply.stale_days", "monitor.days_of_supply.usage_months"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefill:
    """What the form begins with; None for what nobody counted or reported. `counted_on`: of which day the stock is."""

    short_since: date | None
    days_left: Decimal | None
    counted_on: date | None
    reports: tuple[str, ...]


def prefill(
    drug: str, form: str, actor: Actor, *, lake: Lake, ruling: Ruling, book: ReportBook, day: date
) -> Prefill:  # fmt: skip
    """Of the actor's own hospital: days left by stock and use, else as last reported; since its first open report."""
    key = drug_key(drug, form)
    found = [
        one for one in reports_of(actor, book=book)
        if one.state not in (ReportState.WITHDRAWN, ReportState.RETURNED) and drug_key(one.drug_name) == key
    ]  # fmt: skip
    days, counted = _days_left(lake, key, actor.organisation, ruling, day)
    if days is None and found:
        days = found[0].days_left
    return Prefill(
        short_since=min((day_of(one.filed_at) for one in found), default=None), days_left=days, counted_on=counted,
        reports=tuple(one.number for one in found),
    )  # fmt: skip


def _days_left(
    lake: Lake, key: str, hospital: str, ruling: Ruling, day: date
) -> tuple[Decimal | None, date | None]:  # fmt: skip
    """Smallest units on the shelf over units used a day; no days without a count or without use."""
    known = items(lake).filter(pl.col("drug_key") == key)
    orgs = lake.read("organisation", columns=["org", "org_code"])
    if known.is_empty() or orgs is None:
        return None, None
    own, products = orgs.filter(pl.col("org_code") == hospital), known["product"].to_list()
    units = known.select("product", "units")
    shelf = (
        usable_stock(lake, "stock", day=day, stale_days=ruling.entry(STALE).whole(), products=products)
        .join(own, on="org").join(units, on="product")
    )  # fmt: skip
    use = daily_use(lake, day=day, use_months=ruling.entry(MONTHS).whole(), products=products)
    used = float(use.join(own, on="org").join(units, on="product").select(
        (pl.col("daily_use") * pl.col("units")).sum()).item() or 0)  # fmt: skip
    if shelf.is_empty():
        return None, None
    counted = max(shelf["counted_on"].to_list())
    if not used:
        return None, counted
    held = float(shelf.select((pl.col("packs").cast(pl.Float64) * pl.col("units")).sum()).item())
    return Decimal(str(held / used)).quantize(Decimal("0.1")), counted
