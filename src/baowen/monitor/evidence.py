"""Gathers what is known of drugs in a place: signals, reports, lists and purchases, for suggestions to an editor."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from baowen.collect.places import place_table
from baowen.core.home import Home
from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.core.problems import BaowenError
from baowen.lake.store import Lake
from baowen.lists.rules import ListEntry, status_of
from baowen.monitor.candidates import STOP, Candidate, CandidateParameters, Evidence, suggest
from baowen.monitor.indicators.parameter import read_parameters
from baowen.monitor.kinship import codes_within
from baowen.monitor.models import Sighting, Signal
from baowen.monitor.queries import RANK, last_day
from baowen.monitor.tables import ORDERS

_BOUGHT: dict[str, Any] = {"makers": pl.UInt32, "largest_share": pl.Float64, "delivery": pl.Float64}
_COLUMNS = ("product", "drug_key", "drug_name", "generic_name", "dosage_form", "maker_name", "units")


@dataclass
class _Seen:
    """What signals and reports say of one drug within the window, and whether anything did within the longer time."""

    months: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    signals: set[str] = field(default_factory=set)
    stops: set[str] = field(default_factory=set)
    reporters: int = 0
    worst: str = ""
    calm: bool = True


def candidates(home: Home, region_code: str | None = None) -> list[Candidate]:
    """The suggestions for the lists of a place, the home's own unless told, as of the last run's day.

    BaowenError before the first run and for an unknown place.
    """
    on = last_day()
    if on is None:
        raise BaowenError("还没有运行过监测；请先运行 baowen cycle", "nothing was watched yet: run baowen cycle")
    lake, code = Lake(home.lake), region_code or home.region
    places = place_table(lake)
    inside = codes_within(places, code)
    if not inside:
        raise BaowenError(f"没有地区 {code}", f"no place {code}")
    rules = read_parameters(CandidateParameters, load_packs().ruling(code, on))
    products = lake.read("catalogue", columns=_COLUMNS)
    if products is None:
        return []
    products = products.filter(pl.col("drug_key").is_not_null())
    regions = dict(places.filter(pl.col("code").is_in(list(inside))).select("region", "code").iter_rows())
    seen = _seen(lake, products, regions, on, rules)
    listed = _listed(lake, products, places, code, on)
    bought = _bought(lake, products.filter(pl.col("drug_key").is_in(list(listed))), regions, on, rules)
    named = dict(products.select("drug_key", pl.coalesce("drug_name", "generic_name")).unique("drug_key").iter_rows())
    evidence = [
        _evidence(key, named[key], seen.get(key, _Seen()), listed.get(key, ()), bought.get(key, {}))
        for key in sorted({*seen, *listed})
    ]
    return suggest(evidence, code, rules)


def _evidence(
    key: str, name: str, seen: _Seen, listed: tuple[tuple[str, str], ...], bought: dict[str, Any]
) -> Evidence:
    return Evidence(
        drug_key=key,
        drug_name=name,
        months=tuple(sorted(seen.months)),
        places=tuple(sorted(seen.places)),
        signals=tuple(sorted(seen.signals)),
        stops=tuple(sorted(seen.stops)),
        reporters=seen.reporters,
        worst=seen.worst,
        listed=listed,
        calm=seen.calm,
        **bought,
    )


def _seen(
    lake: Lake, products: pl.DataFrame, regions: dict[int, str], on: date, rules: CandidateParameters
) -> dict[str, _Seen]:
    """By drug what its supply signals and the hospitals' reports say, silenced signals as well."""
    drug_of = dict(products.select("product", "drug_key").iter_rows())
    now = Month.of(on)
    recent, calm = str(now.plus(1 - rules.window_months)), str(now.plus(1 - rules.calm_months))
    found: dict[str, _Seen] = defaultdict(_Seen)
    sightings = Sighting.objects.exclude(signal__state=Signal.State.WITHDRAWN).filter(
        signal__indicator__in=rules.supply_indicators, month__gte=min(recent, calm), subject_type="product"
    )
    rows = sightings.values_list("subject", "region", "month", "severity", "signal__number", "signal__indicator")
    for product, region, month, severity, number, indicator in rows.iterator(chunk_size=5000):
        if product not in drug_of or region not in regions or RANK[severity] > RANK[rules.least_severity]:
            continue
        one = found[drug_of[product]]
        one.calm = one.calm and month < calm
        if month >= recent:
            one.months.add(month)
            one.places.add(regions[region])
            one.signals.add(number)
            one.stops |= {number} if indicator == STOP else set()
            one.worst = min(one.worst or severity, severity, key=lambda name: RANK[name])
    months = [str(month) for month in Month.parse(min(recent, calm)).until(now)]
    reports = lake.read("shortage_report", columns=["product", "region", "hospital", "month"], months=months)
    if reports is not None:
        short = reports.drop_nulls("product").filter(pl.col("region").is_in(list(regions)))
        short = short.join(products.select("product", "drug_key"), on="product").filter(pl.col("month") >= calm)
        counts = short.group_by("drug_key").agg(
            pl.col("hospital").filter(pl.col("month") >= recent).n_unique(), pl.len()
        )
        for key, hospitals, every in counts.iter_rows():
            found[key].reporters, found[key].calm = hospitals, found[key].calm and not every
    return dict(found)


def _listed(
    lake: Lake, products: pl.DataFrame, places: pl.DataFrame, code: str, on: date
) -> dict[str, tuple[tuple[str, str], ...]]:
    """By drug the lists in force in the place that name it: kind and edition (LST-1)."""
    rows = lake.read(
        "list_entry", columns=["region", "list_kind", "edition", "effective_on", "generic_name", "dosage_form"]
    )
    if rows is None:
        return {}
    codes = dict(places.select("region", "code").iter_rows())
    entries = [
        ListEntry(
            issuer_region=codes[region], kind=kind, edition=edition, effective_on=effective_on,
            generic_name=name, dosage_form=form or "",
        )
        for region, kind, edition, effective_on, name, form in rows.iter_rows()
    ]  # fmt: skip
    names = {entry.generic_name for entry in entries}
    drugs = pl.concat(
        [
            products.select("drug_key", "dosage_form", name=column).filter(pl.col("name").is_in(list(names)))
            for column in ("generic_name", "drug_name")
        ]
    ).unique()
    above = _above(places, code)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for key, form, name in drugs.sort("drug_key", "dosage_form", "name").iter_rows():
        status = status_of(name, form or "", code, on, entries, regions_ancestors=above)
        for kind, on_it in status.by_kind.items():
            found[key].setdefault(kind, on_it[0].edition)
    return {key: tuple(sorted(kinds.items())) for key, kinds in found.items()}


def _above(places: pl.DataFrame, code: str) -> list[str]:
    """The codes of the places above one, nearest first."""
    parents = {key: (own, parent) for key, own, parent in places.select("region", "code", "parent").iter_rows()}
    keys = {own: key for key, (own, _) in parents.items()}
    found: list[str] = []
    at = parents[keys[code]][1]
    while at is not None and at in parents:
        found.append(parents[at][0])
        at = parents[at][1]
    return found


def _bought(
    lake: Lake, products: pl.DataFrame, regions: dict[int, str], on: date, rules: CandidateParameters
) -> dict[str, dict[str, Any]]:
    """By drug the makers bought from, the largest one's share and the delivery rate, over the calm months."""
    months = [str(month) for month in Month.of(on).plus(1 - rules.calm_months).until(Month.of(on))]
    cube = lake.scan(ORDERS, months=months)
    if cube is None or products.is_empty():
        return {}
    own = products.select("product", "drug_key", "maker_name", units=pl.col("units").cast(pl.Float64).fill_null(1.0))
    rows = cube.filter(pl.col("product").is_in(own["product"].to_list()), pl.col("region").is_in(list(regions)))
    amounts = [
        pl.col(name).cast(pl.Float64).sum() for name in ("ordered_quantity", "due_quantity", "delivered_quantity")
    ]
    sums = rows.group_by("product").agg(amounts).collect().join(own, on="product")
    makers = sums.group_by("drug_key", "maker_name").agg(
        (pl.col("ordered_quantity") * pl.col("units")).sum().alias("bought"),
        pl.col("due_quantity", "delivered_quantity").sum(),
    )
    drugs = (
        makers.filter(pl.col("bought") > 0)
        .group_by("drug_key")
        .agg(
            pl.len().cast(pl.UInt32).alias("makers"),
            (pl.col("bought").max() / pl.col("bought").sum()).alias("largest_share"),
            pl.when(pl.col("due_quantity").sum() > 0)
            .then(pl.col("delivered_quantity").sum() / pl.col("due_quantity").sum())
            .alias("delivery"),
        )
    )
    return {row.pop("drug_key"): row for row in drugs.select("drug_key", *_BOUGHT).iter_rows(named=True)}
