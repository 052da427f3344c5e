"""Writes notices and quarterly reports from the signals of a home to files: a table and a page for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from baowen.collect.places import place_table
from baowen.core.home import Home
from baowen.core.policy import Ruling, load_packs
from baowen.core.problems import BaowenError
from baowen.core.tables import harmless_frame
from baowen.lake.store import Lake
from baowen.monitor.indicators.registry import INDICATORS
from baowen.monitor.notices import COLUMNS, NoticeRules, Places, changes, departments_of, document, notices, table
from baowen.monitor.quarter import Reporting, months_of, report
from baowen.monitor.queries import SignalRow, last_day, signals_as_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One document: its file (the page; the table lies beside it), whom it is for, and how many signals it tells of."""

    file: str
    region_code: str
    department: str
    lines: int


def write_notices(home: Home, folder: Path, *, since: date | None) -> list[Written]:
    """One page and one table for every place and department that signals concern, as of the last run's day (MON-8).

    BaowenError before the first run.
    """
    on, ruling = _day(home)
    places = _places(home)
    before = _rows(home, ruling, since) if since else None
    lines = changes(_rows(home, ruling, on), before)
    rules = NoticeRules(
        departments=departments_of(ruling.entry("monitor.notice.departments").items()),
        indicators=INDICATORS,
        least_severity=ruling.entry("monitor.notice.least_severity").text(),
    )
    written = []
    for one in notices(lines, places, rules, on=on, since=since):
        path = folder / f"{one.number}.md"
        path.write_text(document(one, INDICATORS), encoding="utf-8")
        cells = pl.DataFrame(table(one, INDICATORS), schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
        harmless_frame(cells).write_csv(path.with_suffix(".csv"), include_bom=True)
        written.append(
            Written(
                file=path.name, region_code=one.region_code, department=one.department.name, lines=len(one.lines)
            )
        )  # fmt: skip
    return written


def write_quarter(home: Home, quarter: str, folder: Path) -> Written:
    """The report on one quarter (2026Q3) as far as it was watched (MON-2); BaowenError before the first run."""
    last, ruling = _day(home)
    on = min(last, months_of(quarter)[-1].last)
    places = place_table(Lake(home.lake))
    rows = _rows(home, ruling, on)
    levels = dict(places.select("code", "level").iter_rows())
    text = report(
        rows, _reporting(home, quarter, places, on), _places(home), levels, INDICATORS, quarter=quarter, on=on
    )
    path = folder / f"{quarter}-{home.region}.md"
    path.write_text(text, encoding="utf-8")
    return Written(file=path.name, region_code=home.region, department="", lines=len(rows))


def _day(home: Home) -> tuple[date, Ruling]:
    on = last_day()
    if on is None:
        raise BaowenError("还没有运行过监测；请先运行 baowen cycle", "nothing was watched yet: run baowen cycle")
    return on, load_packs().ruling(home.region, on)


def _rows(home: Home, ruling: Ruling, on: date) -> list[SignalRow]:
    return signals_as_of(
        on,
        quiet_months=ruling.entry("monitor.signal.quiet_months").whole(),
        repeat_months=ruling.entry("monitor.signal.repeat_months").whole(),
        codes=dict(place_table(Lake(home.lake)).select("region", "code").iter_rows()),
    )


def _places(home: Home) -> Places:
    places = place_table(Lake(home.lake))
    rows = {key: (code, name, parent) for key, code, name, parent in
            places.select("region", "code", "name", "parent").iter_rows()}  # fmt: skip
    chains = {}
    for key, (code, _, _) in rows.items():
        chain, at = [], key
        # The nation is told by its provinces: a notice goes up to the province.
        while at in rows and rows[at][2] is not None and rows[at][0] not in chain:
            chain.append(rows[at][0])
            at = rows[at][2]
        chains[code] = chain or [code]
    return Places(names={code: name for code, name, _ in rows.values()}, chains=chains)


def _reporting(home: Home, quarter: str, places: pl.DataFrame, on: date) -> list[Reporting]:
    """Hospital-months of direct reports by city: with a shortage, zero, or none at all."""
    lake = Lake(home.lake)
    orgs = lake.read("organisation", columns=["org", "org_type", "region"])
    months = [str(month) for month in months_of(quarter) if month.first <= on]
    reports = lake.read("shortage_report", columns=["hospital", "month", "is_zero_report"], months=months)
    if orgs is None or reports is None:
        return []
    city = places.select("region", city=pl.coalesce("city", "region"))
    hospitals = orgs.filter(pl.col("org_type") == "hospital").join(city, on="region").select("city", hospital="org")
    each = reports.group_by("hospital", "month").agg(short=(~pl.col("is_zero_report").fill_null(value=False)).any())
    sent = each.group_by("hospital").agg(short=pl.col("short").sum(), sent=pl.len())
    by_city = (
        hospitals.join(sent, on="hospital", how="left")
        .group_by("city")
        .agg((pl.len() * len(months)).alias("expected"), pl.col("short").sum(), pl.col("sent").sum())
    )
    named = by_city.join(places.select(city="region", code="code"), on="city").sort("code")
    return [
        Reporting(region_code=code, expected=expected, short=short, zero=sent - short)
        for code, expected, short, sent in named.select("code", "expected", "short", "sent").iter_rows()
    ]
