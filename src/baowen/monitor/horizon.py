"""How far the data reach: the newest day and the months that a run can look at."""

from __future__ import annotations

from datetime import date

import polars as pl

from baowen.collect.feeds import FEEDS
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.lake.store import REGISTER_MONTH, Lake


def newest_day(lake: Lake, today: date) -> date:
    """The newest day that any dated feed tells of, at most today; BaowenError when there is no data at all."""
    days: list[date] = []
    for feed in FEEDS.values():
        months = [month for month in lake.months(feed.name) if month <= str(Month.of(today))]
        if feed.dated_by is None or not months:
            continue
        if feed.dated_by == "month":
            days.append(Month.parse(months[-1]).last)
            continue
        dated = lake.read(feed.name, columns=[feed.dated_by], months=months[-1:])
        newest = None if dated is None else dated.filter(pl.col(feed.dated_by) <= today)[feed.dated_by].max()
        if isinstance(newest, date):
            days.append(newest)
    if not days:
        raise BaowenError(
            "还没有可供监测的数据；请先用 baowen import 或 baowen load 导入",
            "there is nothing to monitor yet; bring data in with baowen import or baowen load",
        )
    return min(max(days), today)


def data_months(lake: Lake, *, until: Month) -> list[str]:
    """Every month of dated data up to a month, oldest first; BaowenError when there is none."""
    months = {month for feed in FEEDS.values() if feed.dated_by for month in lake.months(feed.name)}
    found = sorted(month for month in months - {REGISTER_MONTH} if month <= str(until))
    if not found:
        raise BaowenError(f"{until} 及以前没有数据", f"there is no data up to {until}")
    return found
