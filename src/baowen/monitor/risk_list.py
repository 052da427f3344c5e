"""Which drugs are likely to run short, where, and why: the scores as of the last run, each with its parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from baowen.collect.places import place_table
from baowen.core.home import Home
from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.core.problems import BaowenError
from baowen.lake.serving.layout import EXTRA
from baowen.lake.store import Lake
from baowen.monitor.indicators.parameter import read_parameters
from baowen.monitor.indicators.registry import INDICATORS
from baowen.monitor.indicators.risk import RiskParameters, risk_parts, risk_scores
from baowen.monitor.models import Sighting, Signal
from baowen.monitor.queries import last_day
from baowen.orgs.regions import load_regions

_WARNED: Final[dict[str, Any]] = {
    "indicator": pl.String, "region": pl.Int32, "subject": pl.Int32, "month": pl.String, "severity": pl.String,
    "value": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RiskPart:
    """What one indicator adds: `contribution` = weight × what its severity is worth, in log odds."""

    indicator: str
    title: str
    severity: str
    month: str
    place_code: str
    product_code: str
    value: float
    weight: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Risk:
    """The score of a drug in a place: how likely a shortage is felt there within `horizon_days`."""

    region_code: str
    region_name: str
    drug: str
    score: float
    horizon_days: int
    parts: tuple[RiskPart, ...]


def warned(months: list[str]) -> pl.DataFrame:
    """What was seen of products in some months: indicator, region, subject, month, severity, value."""
    seen = Sighting.objects.filter(month__in=months, subject_type="product")
    seen = seen.exclude(signal__state=Signal.State.WITHDRAWN)
    rows = seen.values_list("signal__indicator", "region", "subject", "month", "severity", "value")
    return pl.DataFrame(list(rows.iterator(chunk_size=5000)), schema=_WARNED, orient="row")


def drugs_of(lake: Lake) -> pl.DataFrame:
    """Product, drug (name and route; the product's own code where it has none), product_code and generic_name."""
    rows = lake.read("catalogue", columns=["product", "product_code", "drug_key", "generic_name"])
    if rows is None:
        kinds = {"product": pl.Int32, "product_code": pl.String, "drug_key": pl.String, "generic_name": pl.String}
        rows = pl.DataFrame(schema=kinds)
    drug = pl.coalesce("drug_key", "product_code").alias("drug")
    return rows.select("product", drug, "product_code", "generic_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scored:
    """The parts of every score as of a day, and what names them."""

    parts: pl.DataFrame
    parameters: RiskParameters
    drugs: pl.DataFrame
    places: pl.DataFrame


def risks(home: Home, *, region: str | None = None) -> list[Risk]:
    """The scores as of the last run, the highest first; `region`: only that place and places in it.

    BaowenError before the first run and for a region that nobody knows.
    """
    day = last_day()
    if day is None:
        raise BaowenError("还没有运行过监测；请先运行 baowen cycle", "no cycle has run yet; run baowen cycle first")
    if region is not None and load_regions().get(region) is None:
        raise BaowenError(f"没有行政区划代码 {region}", f"no region has the code {region}")
    found = _scored(home, day)
    parts, places = found.parts, found.places
    if region is not None:
        key = places.filter(pl.col("code") == region)["region"].to_list()
        inside = places.filter(pl.any_horizontal(pl.col("region", "city", "province").is_in(key)))
        parts = parts.join(inside.select("region"), on="region", how="semi")
    return _named(parts, found.parameters, found.drugs, places)


def risk_frames(home: Home) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The scores of all places as of the last run, and their parts, as the serving file takes them; empty before it.

    A score has the product that its weightiest part is about.
    """
    day = last_day()
    if day is None:
        return pl.DataFrame(schema=EXTRA["risk"][0]), pl.DataFrame(schema=EXTRA["risk_part"][0])
    found = _scored(home, day)
    weightiest = found.parts.unique(["region", "drug"], keep="first", maintain_order=True)
    scores = risk_scores(found.parts, found.parameters).join(
        weightiest.select("region", "drug", "product"), on=["region", "drug"]
    )
    scores = scores.with_columns(horizon_days=pl.lit(found.parameters.horizon_days))
    return scores.select(list(EXTRA["risk"][0])), found.parts.select(list(EXTRA["risk_part"][0]))


def _scored(home: Home, day: date) -> _Scored:
    lake, parameters = Lake(home.lake), read_parameters(RiskParameters, load_packs().ruling(home.region, day))
    month = Month.of(day)
    months = [str(month.plus(-back)) for back in range(parameters.memory_months)]
    drugs, places = drugs_of(lake), place_table(lake)
    parts = risk_parts(warned(months), drugs.select("product", "drug"), places, parameters, month=month)
    return _Scored(parts=parts, parameters=parameters, drugs=drugs, places=places)


def _named(parts: pl.DataFrame, parameters: RiskParameters, drugs: pl.DataFrame, places: pl.DataFrame) -> list[Risk]:
    code = dict(drugs.select("product", "product_code").iter_rows())
    place = {key: (number, name) for key, number, name in places.select("region", "code", "name").iter_rows()}
    grouped: dict[tuple[int, str], list[RiskPart]] = {}
    for row in parts.iter_rows(named=True):
        grouped.setdefault((row["region"], row["drug"]), []).append(
            RiskPart(
                indicator=row["indicator"], title=INDICATORS[row["indicator"]].zh, severity=row["severity"],
                month=row["month"], place_code=place[row["place"]][0], product_code=code[row["product"]],
                value=row["value"], weight=row["weight"], contribution=row["contribution"],
            )
        )  # fmt: skip
    scores = risk_scores(parts, parameters)
    return [
        Risk(*place[key], drug=drug, score=score, horizon_days=parameters.horizon_days, parts=tuple(grouped[key, drug]))
        for key, drug, score in scores.select("region", "drug", "score").iter_rows()
    ]
