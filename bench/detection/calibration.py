"""How far the score of a shortage may be believed: Brier score and reliability on simulated provinces, and its fit.

A case is a drug in a city at a month's end; it comes true when an event that takes the drug away there is felt within
the pack's horizon, whether it is felt already and goes on or begins to be. Of onsets alone the cases already felt are
left out: there only what nobody feels yet is foretold, which is far harder. Failures of a distributor have no drug in
the truth and are left out. Warnings count as they were seen by the end of the month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from baowen.core.home import Home
from baowen.core.period import Month
from baowen.monitor.indicators.risk import RiskParameters, probability, risk_parts, risk_scores
from baowen.monitor.score import EventRow, nested

FELT = ("stop_production", "demand_surge", "hoarding", "joint_price_rise")
BINS = 10
_RIDGE = 1.0  # one case's worth of doubt about every weight
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Province:
    """What a run saw and what happened. `warned`: indicator, region, subject, month, severity, value. `cases`: month,
    region (a city), drug: what was bought there then. `drugs`: product, product_code, drug. `places`: region, code,
    city, province.
    """

    name: str
    warned: pl.DataFrame
    cases: pl.DataFrame
    drugs: pl.DataFrame
    places: pl.DataFrame
    truth: tuple[EventRow, ...]


def observed(home: Home, truth: Sequence[EventRow], *, name: str, quiet_months: int = 12) -> Province:
    """A province as its home stands after its last run; call it in the process that has the home's records open."""
    from baowen.collect.places import place_table
    from baowen.lake.store import Lake
    from baowen.monitor.risk_list import drugs_of, warned

    lake = Lake(home.lake)
    months = lake.months("cube_orders")
    places, drugs = place_table(lake).select("region", "code", "city", "province"), drugs_of(lake)
    bought = lake.scan("cube_orders", months=months[quiet_months:])
    if bought is None:
        raise ValueError("nothing was bought in this province")
    rows = bought.select("month", "region", "product").unique().collect()
    cases = rows.join(places, on="region").join(drugs, on="product")
    cases = cases.select("month", "drug", region=pl.coalesce("city", "region")).unique().sort("month", "region", "drug")
    return Province(
        name=name, warned=warned(months), cases=cases, drugs=drugs.select("product", "product_code", "drug"),
        places=places, truth=tuple(truth),
    )  # fmt: skip


def kept(province: Province, folder: Path) -> None:
    """Write a province down, truth left out, so that another process can read it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("warned", "cases", "drugs", "places"):
        getattr(province, name).write_parquet(folder / f"{name}.parquet")


def read_back(folder: Path, truth: Sequence[EventRow], *, name: str) -> Province:
    """A province that was written down, with its truth."""
    frames = {one: pl.read_parquet(folder / f"{one}.parquet") for one in ("warned", "cases", "drugs", "places")}
    return Province(name=name, truth=tuple(truth), **frames)


def labelled(province: Province, parameters: RiskParameters, *, onsets: bool = False) -> pl.DataFrame:
    """The cases with their parts as columns (one an indicator, its share), `score`, and `happened`.

    `onsets`: leave out the cases that are felt already.
    """
    found = []
    for month in sorted(province.cases["month"].unique()):
        end = Month.parse(month).last
        cases = province.cases.filter(month=month)
        felt, coming = _felt(province, end, parameters.horizon_days)
        if onsets:
            cases = cases.join(felt, on=["region", "drug"], how="anti")
        coming = pl.concat([coming, felt]).unique().with_columns(happened=pl.lit(value=True))
        cases = cases.join(coming, on=["region", "drug"], how="left").with_columns(pl.col("happened").fill_null(False))
        parts = risk_parts(
            province.warned, province.drugs.select("product", "drug"), province.places, parameters,
            month=Month.parse(month),
        )  # fmt: skip
        found.append(_with_parts(cases, parts, parameters))
    return pl.concat(found)


def _with_parts(cases: pl.DataFrame, parts: pl.DataFrame, parameters: RiskParameters) -> pl.DataFrame:
    wide = cases
    for name in parameters.weights:
        own = parts.filter(indicator=name).select("region", "drug", pl.col("share").alias(name))
        wide = wide.join(own, on=["region", "drug"], how="left")
    scores = risk_scores(parts, parameters).select("region", "drug", "score")
    base = pl.select(probability(pl.lit(float(parameters.intercept)))).item()
    wide = wide.join(scores, on=["region", "drug"], how="left")
    return wide.with_columns(pl.col(*parameters.weights).fill_null(0.0), pl.col("score").fill_null(base))


def _felt(province: Province, end: date, horizon: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cities and drugs in which an event is felt on a day, and those where one will begin to be felt soon."""
    drug = dict(province.drugs.select("product_code", "drug").iter_rows())
    cities = [
        (key, code) for key, code, city in province.places.select("region", "code", "city").iter_rows() if key == city
    ]
    before, after = set(), set()
    for row in province.truth:
        if row.kind not in FELT or row.subject_id not in drug or row.hits_on is None:
            continue
        where = {key for key, code in cities if nested(code, row.region_code)}
        hit = {(key, drug[row.subject_id]) for key in where}
        if row.hits_on <= end and (row.ends_on is None or row.ends_on > end):
            before |= hit
        elif end < row.hits_on <= end + timedelta(days=horizon):
            after |= hit
    kinds = {"region": pl.Int32, "drug": pl.String}
    return (
        pl.DataFrame(sorted(before), schema=kinds, orient="row"),
        pl.DataFrame(sorted(after - before), schema=kinds, orient="row"),
    )


def brier(score: Floats, happened: Floats) -> float:
    """The mean squared distance of scores from what happened: 0 is perfect."""
    return float(np.mean((score - happened) ** 2)) if len(score) else float("nan")


def fitted(cases: pl.DataFrame, indicators: Sequence[str], *, rounds: int = 200) -> tuple[float, dict[str, float]]:
    """Intercept and weights of a logistic regression by Newton's steps, no weight below 0 and none without cases."""
    values = np.column_stack([np.ones(cases.height), *(cases[name].to_numpy() for name in indicators)])
    happened = cases["happened"].to_numpy().astype(np.float64)
    weights = np.zeros(values.shape[1])
    weights[0] = np.log(max(happened.mean(), 1e-6) / (1 - min(happened.mean(), 1 - 1e-6)))
    ridge = np.diag([0.0, *([_RIDGE] * len(indicators))])
    for _ in range(rounds):
        chance = 1 / (1 + np.exp(-values @ weights))
        slope = values.T @ (happened - chance) - ridge @ weights
        curve = (values * (chance * (1 - chance))[:, None]).T @ values + ridge + 1e-9 * np.eye(len(weights))
        # A weight that stands at 0 and would fall is left out of the step.
        free = (weights > 0) | (slope > 0)
        free[0] = True
        step = np.zeros(len(weights))
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
        moved = weights + np.clip(step, -1, 1)
        moved[1:] = np.maximum(moved[1:], 0.0)
        if np.allclose(moved, weights, atol=1e-8):
            break
        weights = moved
    return float(weights[0]), {name: float(weight) for name, weight in zip(indicators, weights[1:], strict=True)}


def reliability(cases: pl.DataFrame) -> pl.DataFrame:
    """By tenths of the score: cases, mean score, and the share in which it came true."""
    tenth = (pl.col("score") * BINS).floor().clip(0, BINS - 1).cast(pl.Int64)
    return (
        cases.group_by(bin=tenth)
        .agg(cases=pl.len(), score=pl.col("score").mean(), happened=pl.col("happened").mean())
        .sort("bin")
    )


def calibration(provinces: Sequence[Province], parameters: RiskParameters) -> str:
    """The section on the score of a shortage for docs/reference/detection.md, Chinese first."""
    cases = pl.concat([labelled(one, parameters) for one in provinces])
    onsets = pl.concat([labelled(one, parameters, onsets=True) for one in provinces])
    days = parameters.horizon_days
    lines = [
        "## 短缺风险评分 Risk score",
        "",
        f"每个案例是某月末某市的一种药；评分预示此后 {days} 天内当地是否感到短缺。"
        "配送企业失灵的事件在真相中没有药品，不计。"
        f"A case is a drug in a city at a month's end; the score says how likely a shortage is felt there within "
        f"{days} days. Failures of distributors (no drug in the truth) are left out.",
        "",
        f"省 provinces: {', '.join(one.name for one in provinces)}.",
        "",
        f"- 全部案例（已发生而持续的也算）All cases, going on or beginning: {_brier_line(cases)}",
        f"- 只算尚未发生的 Onsets alone, nothing felt yet: {_brier_line(onsets)}",
        "",
        "| 评分区间 score | 案例 cases | 平均评分 mean score | 实际发生 came true |",
        "|---|--:|--:|--:|",
    ]
    for row in reliability(cases).iter_rows(named=True):
        low = row["bin"] / BINS
        lines.append(
            f"| {low:.1f}–{low + 1 / BINS:.1f} | {row['cases']:,} | {row['score']:.1%} | {row['happened']:.1%} |"
        )
    return "\n".join([*lines, "", _weights(parameters.weights, parameters.intercept), ""])


def _brier_line(cases: pl.DataFrame) -> str:
    """Cases, how many came true, and the Brier score beside that of always saying the mean rate."""
    score, happened = cases["score"].to_numpy(), cases["happened"].to_numpy().astype(np.float64)
    rate = float(happened.mean()) if len(happened) else float("nan")
    own, base = brier(score, happened), brier(np.full(len(score), rate), happened)
    skill = 1 - own / base if base else 0.0
    return (
        f"案例 cases: {cases.height:,}；发生 came true: {int(happened.sum()):,} ({rate:.2%})；Brier **{own:.5f}**；"
        f"总按平均概率 always the mean rate: {base:.5f}；技巧分 skill: {skill:.1%}."
    )


def _weights(weights: Mapping[str, float], intercept: float) -> str:
    told = "；".join(f"{name} {float(weight):.2f}" for name, weight in weights.items())
    return (
        f"权重（示例值，在模拟省上拟合，非法规）weights, illustrative: {told}；基础值 intercept {float(intercept):.2f}."
    )
