"""The figures of a holder's year for its assessment: days below the floor, what expired. RSV-4."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from baowen.core.period import Month
from baowen.core.policy import Ruling
from baowen.lake.store import Lake
from baowen.reserve.plans.assessment_rules import Figures, days_below
from baowen.reserve.plans.kinds import Standing
from baowen.reserve.plans.queries.actual import TABLE, compare, shelf_on
from baowen.reserve.plans.queries.agreements import holdings_planned
from baowen.reserve.plans.rules import FLOOR, STALE


def figures_of(
    holder: str, region: str, lake: Lake, *, ruling: Ruling, since: date, until: date, orders: tuple[int, int] | None
) -> Figures:  # fmt: skip
    """The figures of a holder that hold for a place, from its counts between two days. A day is below the floor when an
    item is; a day on which no item is known is unknown."""
    floor, stale = ruling.entry(FLOOR), ruling.entry(STALE).whole()
    rows = _counts(lake, holder, since - timedelta(days=stale), until)
    marks = []
    for day in sorted(set(rows["counted_on"])):
        held = [one for one in holdings_planned(day, holder=holder) if one.region == region]
        shelf = shelf_on(lake, day, stale_days=stale)
        regions = {one.region for one in held}
        found = compare(held, shelf, dict.fromkeys(regions, floor), dict.fromkeys(regions, stale), day)
        standings = {one.stand.standing for one in found} - {Standing.UNKNOWN}
        if standings:
            marks.append((day, Standing.BELOW in standings))
    known, below = days_below(marks, since, until, stale_days=stale)
    expired, counted = _worst(rows.filter(pl.col("counted_on") >= since))
    return Figures(days_known=known, days_below=below, expired=expired, counted=counted, orders=orders)


def _counts(lake: Lake, holder: str, since: date, until: date) -> pl.DataFrame:
    """Every counted lot of a holder between two days: counted_on, expires_on, quantity."""
    schema: dict[str, Any] = {"counted_on": pl.Date, "expires_on": pl.Date, "quantity": pl.Decimal(18, 4)}
    registered = lake.read("organisation", columns=["org", "org_code"])
    months = [str(month) for month in Month.of(since).until(Month.of(until))]
    lazy = lake.scan(TABLE, months=months)
    if registered is None or lazy is None:
        return pl.DataFrame(schema=schema)
    org = registered.filter(pl.col("org_code") == holder)["org"].to_list()
    rows = lazy.filter(pl.col("holder").is_in(org), pl.col("counted_on").is_between(since, until))
    return rows.select(list(schema)).collect()


def _worst(rows: pl.DataFrame) -> tuple[Decimal | None, Decimal | None]:
    """Expired and all packs of the count with the largest expired share; None twice where nothing was counted."""
    worst: tuple[Decimal, Decimal] | None = None
    for _, lots in rows.group_by("counted_on", maintain_order=True):
        old = lots.filter(pl.col("expires_on") < pl.col("counted_on"))["quantity"]
        expired, total = Decimal(str(old.sum() or 0)), Decimal(str(lots["quantity"].sum() or 0))
        if worst is None or expired * worst[1] > worst[0] * total:
            worst = expired, total
    return (None, None) if worst is None else worst
