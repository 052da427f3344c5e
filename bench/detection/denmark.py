"""Danish hospital purchases have no label: falls are put in by chance, and the largest real ones told."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from baowen.core.period import Month
from baowen.monitor.score import EventRow, Report, Seen
from bench.detection.homes import Bench, imported, scored

FILE = "dk_hospital_purchases_dev/dk_abx_purchases_without_J01CR05.csv"
REGIONS = {
    "Nordjylland": "DK-81", "Midtjylland": "DK-82", "Syddanmark": "DK-83", "Hovedstaden": "DK-84", "Sjælland": "DK-85",
}  # fmt: skip
COUNTRY, COUNTRY_CODE = "Danmark", "DK"  # what several regions show at once is one signal of the country
SEED, EVENTS = 20, 60
FIRST, LAST = Month(2016, 7), Month(2021, 1)
LEAST_DDD, LEAST_REGULARITY = 20.0, 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """What is taken out: a share of a drug's purchases in some months, in a region or one of its hospitals."""

    region: str
    hospital: str | None
    atc: str
    first: Month
    months: int
    left: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Injected:
    """Falls put in at one level and what the signals made of them."""

    name: str
    report: Report
    watched: int
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Real:
    """A large fall in the data as they are, and what its neighbours of the same ATC group did."""

    region: str
    drug: str
    atc: str
    first: str
    last: str
    value: float
    expected: float
    neighbours: str


def watchable(table: pl.DataFrame, place: str) -> list[tuple[str, str]]:
    """Pairs of place and drug that are bought regularly and in some quantity, by the whole file."""
    monthly = table.group_by(place, "atc", "month").agg(pl.col("ddd").sum())
    months = table["month"].n_unique()
    pairs = monthly.group_by(place, "atc").agg(seen=pl.len(), mean=pl.col("ddd").sum() / months)
    pairs = pairs.filter(pl.col("seen") >= LEAST_REGULARITY * months, pl.col("mean") >= LEAST_DDD)
    return sorted(pairs.select(place, "atc").iter_rows())


def drawn(table: pl.DataFrame, *, hospitals: bool) -> list[Fall]:
    """Falls to 0-30 % for 2-6 months, drawn with a fixed seed; at most one a pair."""
    chance = random.Random(SEED)
    region_of = dict(table.select("hosp", "region").unique().iter_rows())
    pairs = watchable(table, "hosp" if hospitals else "region")
    span = list(FIRST.until(LAST))
    return [
        Fall(
            region=region_of[place] if hospitals else place, hospital=place if hospitals else None, atc=atc,
            first=chance.choice(span), months=chance.randint(2, 6), left=round(chance.uniform(0.0, 0.3), 2),
        )
        for place, atc in sorted(chance.sample(pairs, min(EVENTS, len(pairs))))
    ]  # fmt: skip


def with_falls(table: pl.DataFrame, falls: Sequence[Fall]) -> pl.DataFrame:
    """The table with the falls put in; what is left of a row is kept to two decimals, and rows of 0 go."""
    for fall in falls:
        months = [f"{month}-01" for month in fall.first.until(fall.first.plus(fall.months - 1))]
        hit = (pl.col("region") == fall.region) & (pl.col("atc") == fall.atc) & pl.col("month").is_in(months)
        if fall.hospital is not None:
            hit &= pl.col("hosp") == fall.hospital
        table = table.with_columns(ddd=pl.when(hit).then((pl.col("ddd") * fall.left).round(2)).otherwise("ddd"))
    return table.filter(pl.col("ddd") > 0)


def truth(falls: Sequence[Fall]) -> list[EventRow]:
    """The falls as events."""
    return [
        EventRow(
            event_id=f"fall-{number:03}", kind="injected_drop", region_code=REGIONS[fall.region],
            subject_type="product", subject_id=f"DK-{fall.atc}", starts_on=fall.first.first, hits_on=fall.first.first,
            ends_on=fall.first.plus(fall.months - 1).last,
        )
        for number, fall in enumerate(falls, start=1)
    ]  # fmt: skip


def falls_and_real(data: Path, work: Path) -> tuple[list[Injected], list[Real]]:
    """Injected falls in regions and in single hospitals, and the largest falls of the untouched file."""
    table = pl.read_csv(data / FILE, schema_overrides={"month": pl.String})
    untouched = imported(work / "untouched", [("purchase", data / FILE)])
    natural = _drops(untouched.signals())
    watched = len(watchable(table, "region")) * (table["month"].n_unique() - 6)
    found = []
    for name, hospitals in (("区域 a whole region", False), ("单个医院 one hospital", True)):
        falls = drawn(table, hospitals=hospitals)
        folder = work / ("hospital" if hospitals else "region")
        folder.mkdir(parents=True)
        path = folder / "purchases.csv"
        with_falls(table, falls).write_csv(path)
        signals = _drops(imported(folder, [("purchase", path)]).signals())
        found.append(
            Injected(name=name, report=scored(signals, truth(falls), watched), watched=watched, before=len(natural))
        )
    return found, _largest(untouched, table)


def _drops(signals: list[Seen]) -> list[Seen]:
    return [one for one in signals if one.indicator == "purchase_drop"]


def _largest(bench: Bench, table: pl.DataFrame, *, most: int = 12) -> list[Real]:
    rows = [row for row in bench.listed() if row["indicator"] == "purchase_drop"]
    rows = sorted(rows, key=lambda row: -(1 - row["value"]) * (row["reference"] or 0.0))[:most]
    names = {code: name for name, code in REGIONS.items()} | {COUNTRY_CODE: COUNTRY}
    return [
        Real(
            region=names[row["region_code"]], drug=row["subject_name"], atc=row["subject_code"].removeprefix("DK-"),
            first=row["period_first"], last=row["period_last"], value=row["value"], expected=row["reference"],
            neighbours=_neighbours(table, row, names[row["region_code"]]),
        )
        for row in rows
    ]  # fmt: skip


def _neighbours(table: pl.DataFrame, row: dict[str, Any], region: str) -> str:
    """Drugs of the same ATC group in the region: packs a month in those months over the year before, where it rose."""
    atc = row["subject_code"].removeprefix("DK-")
    first, last = Month.parse(row["period_first"]), Month.parse(row["period_last"])
    during = [f"{month}-01" for month in first.until(last)]
    before = [f"{month}-01" for month in first.plus(-12).until(first.plus(-1))]
    here = pl.lit(value=True) if region == COUNTRY else pl.col("region") == region
    near = table.filter(here, pl.col("atc").str.starts_with(atc[:5]), pl.col("atc") != atc)
    sums = near.group_by("drug").agg(
        now=pl.col("ddd").filter(pl.col("month").is_in(during)).sum() / len(during),
        usual=pl.col("ddd").filter(pl.col("month").is_in(before)).sum() / len(before),
    )
    risen = sums.filter(pl.col("now") >= LEAST_DDD, pl.col("now") >= 1.5 * pl.col("usual")).sort("now", descending=True)
    words = [f"{drug} {usual:.0f} → {now:.0f}" for drug, now, usual in risen.head(2).iter_rows()]
    return "；".join(words) or "无 none"
