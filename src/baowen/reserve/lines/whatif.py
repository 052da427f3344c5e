"""断供推演: how long a region lasts when supply of an item stops, and when which purchase is due. RSV-2. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl

from baowen.core.period import days_from
from baowen.reserve.lines.kinds import Route
from baowen.reserve.lines.lasting import Drain, crossing_days, drain_of, summed, used_by

HOLDERS: Final[dict[str, Any]] = {
    "code": pl.String, "name": pl.String, "county": pl.String, "city": pl.String, "stock_units": pl.Float64,
    "daily_use": pl.Float64, "scatter": pl.Float64, "months": pl.Int32, "line_units": pl.Float64,
    "share_lost": pl.Float64,
}  # fmt: skip
"""Hospitals that counted and use the item; `county` and `city` are codes of places, "" where there is none."""
POOLS: Final[dict[str, Any]] = {
    "tier": pl.String, "code": pl.String, "county": pl.String, "city": pl.String, "units": pl.Float64,
}  # fmt: skip
"""Stock beside hospitals: `tier` is distributor or that of a reserve; "" for a county or city it does not lie in."""
HOSPITALS, DISTRIBUTORS, RESERVES = "hospitals", "distributors", "reserves"
LATE, EARLY = 0.9, 0.1
STEP = 7
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """From which day it is looked, when supply stops and returns (None: no return is expected)."""

    region: str
    day: date
    from_on: date
    returns_on: date | None
    horizon_days: int
    month_days: int
    lead_days: dict[Route, int]

    @property
    def start(self) -> date:
        """The first day without supply, not before the day of the counts. Until then supply is held to equal use."""
        return max(self.day, self.from_on)

    @property
    def length(self) -> int:
        """How many days are looked at: until the return, else until the horizon."""
        if self.returns_on is None:
            return self.horizon_days
        return max(0, min(self.horizon_days, (self.returns_on - self.start).days))


def what_if(asked: Asked, holders: pl.DataFrame, pools: pl.DataFrame) -> Row:
    """What is found, as plain values: tiers, places, institutions (those that fall below first come first), path,
    measures. Days are dates; null: not before the return or the horizon."""
    known = holders.filter(pl.col("stock_units").is_not_null() & pl.col("daily_use").is_not_null())
    drain = drain_of(known, asked.month_days)
    places = _places(asked, known, pools, drain)
    return {
        "start": _iso(asked.start), "until": _iso(days_from(asked.start, asked.length)), "days": asked.length,
        "hospitals": holders.height, "unknown": holders.height - known.height,
        "daily_use": _sum(known, "daily_use"), "daily_lost": _round(drain.drain.sum()),
        "tiers": _tiers(known, pools), "places": places, "institutions": _institutions(asked, known, drain),
        "path": _path(asked, known, pools, drain), "measures": _measures(asked, known, pools, drain),
    }  # fmt: skip


def _tiers(known: pl.DataFrame, pools: pl.DataFrame) -> list[Row]:
    rows: list[Row] = [{"tier": HOSPITALS, "holders": known.height, "units": _sum(known, "stock_units")}]
    by_tier = pools.group_by("tier").agg(holders=pl.col("code").n_unique(), units=pl.col("units").sum()).sort("tier")
    return rows + [{**row, "units": _round(row["units"])} for row in by_tier.to_dicts()]


def _places(asked: Asked, known: pl.DataFrame, pools: pl.DataFrame, drain: Drain) -> list[Row]:
    """The region by what is pooled (hospitals alone, with distributors, with reserves), then each city and county
    with all that lies in it. Pooled: as if stock went to whoever needs it."""
    whole = summed(drain, np.zeros(known.height, dtype=np.int64), 1)
    held, line = _sum(known, "stock_units"), _sum(known, "line_units")
    of_distributors = _sum(pools.filter(pl.col("tier") == "distributor"), "units")
    of_reserves = _sum(pools.filter(pl.col("tier") != "distributor"), "units")
    levels = [
        (HOSPITALS, held), (DISTRIBUTORS, held + of_distributors), (RESERVES, held + of_distributors + of_reserves)
    ]  # fmt: skip
    counted = {"level": "region", "region": asked.region, "hospitals": known.height}
    rows = [
        _place({**counted, "pool": pool}, units, line, one_of(whole, 0), asked)
        for pool, units in levels
    ]  # fmt: skip
    for level in ("city", "county"):
        codes = sorted(code for code in known[level].unique() if code)
        index = {code: at for at, code in enumerate(codes)}
        groups = np.array([index.get(code, len(codes)) for code in known[level]], dtype=np.int64)
        drains = summed(drain, groups, len(codes) + 1)
        for code in codes:
            inside = known.filter(pl.col(level) == code)
            pooled = _sum(pools.filter(pl.col(level) == code), "units")
            units, least = _sum(inside, "stock_units") + pooled, _sum(inside, "line_units")
            about = {"level": level, "region": code, "pool": RESERVES, "hospitals": inside.height}
            rows.append(_place(about, units, least, one_of(drains, index[code]), asked))
    return rows


def one_of(drain: Drain, at: int) -> Drain:
    """The drain of one row."""
    return Drain(drain.drain[at : at + 1], drain.noise[at : at + 1], drain.drift[at : at + 1])


def _place(about: Row, units: float, line: float, drain: Drain, asked: Asked) -> Row:
    below = crossing_days(np.array([units - line]), drain, asked.length)[0]
    out = crossing_days(np.array([units]), drain, asked.length)[0]
    return {
        **about, "units": _round(units), "line": _round(line), "daily_lost": _round(drain.drain[0]),
        "below": _dates(below, asked), "out": _dates(out, asked),
    }  # fmt: skip


def _institutions(asked: Asked, known: pl.DataFrame, drain: Drain) -> list[Row]:
    stock = known["stock_units"].to_numpy()
    line = known["line_units"].fill_null(0.0).to_numpy()
    below = crossing_days(stock - line, drain, asked.length)
    out = crossing_days(stock, drain, asked.length)
    rows = [
        {
            "code": row["code"], "name": row["name"], "county": row["county"], "city": row["city"],
            "units": _round(row["stock_units"]), "daily_use": _round(row["daily_use"]),
            "share_lost": _round(row["share_lost"]),
            "line": None if row["line_units"] is None else _round(row["line_units"]),
            "below": _dates(below[at], asked) if row["line_units"] is not None else [None] * 3,
            "out": _dates(out[at], asked),
        }
        for at, row in enumerate(known.iter_rows(named=True))
    ]  # fmt: skip
    last = "9999-12-31"
    return sorted(
        rows, key=lambda one: (one["out"][1] or last, one["below"][1] or last, one["out"][0] or last, one["code"])
    )


def _path(asked: Asked, known: pl.DataFrame, pools: pl.DataFrame, drain: Drain) -> list[Row]:
    """Stock of the region, everything pooled, by week: as expected, and with 80 % probability between low and high."""
    whole = summed(drain, np.zeros(known.height, dtype=np.int64), 1)
    units, line = _sum(known, "stock_units") + _sum(pools, "units"), _sum(known, "line_units")
    rows = []
    for day in sorted({*range(0, asked.length + 1, STEP), asked.length}):
        low, middle, high = (units - float(used_by(whole, day, share)[0]) for share in (LATE, 0.5, EARLY))
        rows.append({
            "on": _iso(days_from(asked.start, day)), "low": _round(max(low, 0)), "middle": _round(max(middle, 0)),
            "high": _round(max(high, 0)), "line": _round(line),
        })  # fmt: skip
    return rows


def _measures(asked: Asked, known: pl.DataFrame, pools: pl.DataFrame, drain: Drain) -> list[Row]:
    """By route the latest day to begin so that it arrives before hospitals' stock is below the line (with P10, the
    careful day, and P50), what is needed up to the line until the end, and whether what lies there bridges it."""
    whole = summed(drain, np.zeros(known.height, dtype=np.int64), 1)
    stock = known["stock_units"].to_numpy()
    line = known["line_units"].fill_null(0.0).to_numpy()
    below = crossing_days(np.array([float((stock - line).sum())]), whole, asked.length)[0]
    room = float((stock - line).sum())
    needed = {share: max(0.0, float(used_by(whole, asked.length, share)[0]) - room) for share in (0.5, LATE)}
    after = stock - line - used_by(drain, asked.length, 0.5)
    rows = []
    for route, lead in asked.lead_days.items():
        there = _there(route, pools, after)
        rows.append({
            "route": route.value, "lead_days": lead, "latest_early": _before(below[0], lead, asked),
            "latest_middle": _before(below[1], lead, asked), "needed_middle": _round(needed[0.5]),
            "needed_late": _round(needed[LATE]), "there": None if there is None else _round(there),
            "bridges": None if there is None else there >= _wanted(route, needed[LATE], after),
        })  # fmt: skip
    return rows


def _there(route: Route, pools: pl.DataFrame, after: Any) -> float | None:
    """What lies ready for a route: reserves to release; what others would still have above their lines at the end."""
    if route is Route.RELEASE:
        return _sum(pools.filter(pl.col("tier") != "distributor"), "units")
    return float(np.maximum(after, 0).sum()) if route is Route.TRANSFER else None


def _wanted(route: Route, needed: float, after: Any) -> float:
    return float(np.maximum(-after, 0).sum()) if route is Route.TRANSFER else needed


def _before(days: int, lead: int, asked: Asked) -> str | None:
    return None if days < 0 else _iso(days_from(asked.start, int(days) - lead))


def _dates(days: Any, asked: Asked) -> list[str | None]:
    return [None if one < 0 else _iso(days_from(asked.start, int(one))) for one in days]


def _iso(day: date) -> str:
    return day.isoformat()


def _sum(rows: pl.DataFrame, name: str) -> float:
    return _round(rows[name].fill_null(0.0).sum())


def _round(value: Any) -> float:
    return round(float(value), 4)
