"""Risks and changes of signals in the serving file: what a slow walk gives, and only to who may see it."""

from __future__ import annotations

import random
import shutil
from collections import defaultdict
from datetime import date
from typing import Any

import polars as pl
import pytest

from baowen.lake.serving import Serving
from baowen.lake.serving.layout import EXTRA, RANKED_RISKS
from baowen.lake.serving.queries.risks import likely_shortages, risks_of_drug
from baowen.lake.serving.queries.signals import SignalChange, listed_signals, signal_changes
from baowen.lake.store import Lake

from .conftest import BIG_CITY, CITY, COUNTY, NATION, OTHER, PRODUCTS, PROVINCE, Small, above

PLACES = (NATION, PROVINCE, BIG_CITY, CITY, COUNTY)
DRUGS = tuple(f"药{number:02d}|口服" for number in range(60))
SINCE, BEFORE = date(2026, 10, 30), date(2026, 10, 1)


def _risks() -> list[dict[str, Any]]:
    """Scores of sixty drugs in some places, many of them alike."""
    dice = random.Random(5)
    return [
        {
            "region": region, "drug": drug, "score": dice.randrange(1, 20) / 20, "horizon_days": 60,
            "product": dice.choice(PRODUCTS),
        }
        for drug in DRUGS
        for region in (PROVINCE, BIG_CITY, COUNTY, CITY, OTHER)
        if dice.random() < 0.8
    ]  # fmt: skip


def _parts(risks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two parts of each score."""
    return [
        {
            "drug": one["drug"], "region": one["region"], "indicator": indicator, "severity": "red",
            "month": "2026-10", "place": PROVINCE, "product": one["product"], "value": 0.5,
            "contribution": contribution,
        }
        for one in risks
        for indicator, contribution in (("delivery_rate", 0.5), ("stock_cover", 1.5))
    ]  # fmt: skip


def _signals() -> list[dict[str, Any]]:
    empty: dict[str, Any] = dict.fromkeys(EXTRA["signal"][0])
    same = {"state": "in_force", "severity": "red", "first_seen": BEFORE, "indicator": "delivery_rate", "weight": 1.0}
    turns: dict[str, dict[str, Any]] = {
        "new": {"first_seen": SINCE}, "new graver": {"first_seen": SINCE, "graver_on": SINCE, "graver_from": "blue"},
        "graver": {"graver_on": SINCE, "graver_from": "yellow"}, "graver before": {"graver_on": BEFORE},
        "ended": {"state": "ended", "ended_on": SINCE}, "ended before": {"state": "ended", "ended_on": BEFORE},
        "ended first": {"state": "ended"}, "old": {},
    }  # fmt: skip
    return [
        empty | same | {"number": f"{name} {region}", "region": region} | turn
        for name, turn in turns.items()
        for region in (COUNTY, OTHER)
    ]


@pytest.fixture(scope="module")
def full(kept: Small, tmp_path_factory: pytest.TempPathFactory) -> Serving:
    root = tmp_path_factory.mktemp("risks")
    shutil.copytree(kept.lake.root, root / "lake")
    made = Small(Lake(root / "lake"), root / "serving.duckdb", dict(kept.extra))
    for name, rows in {"risk": _risks(), "risk_part": _parts(_risks()), "signal": _signals()}.items():
        made.extra[name] = pl.DataFrame(rows, schema=EXTRA[name][0])
    made.build()
    return made.open()


@pytest.mark.parametrize("place", PLACES)
def test_the_likeliest_shortages_of_a_place_and_below_come_first(full: Serving, place: int) -> None:
    inside: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in sorted(_risks(), key=lambda one: (-one["score"], one["region"])):
        if place in above(one["region"]):
            inside[one["drug"]].append(one)
    ranked = sorted(inside.values(), key=lambda rows: (-rows[0]["score"], rows[0]["drug"]))
    wanted = [
        (rows[0]["drug"], rows[0]["score"], 60, rows[0]["region"], len(rows), f"P{rows[0]['product']}")
        for rows in ranked
    ]
    found = likely_shortages(full, place=place, within=NATION, most=9)
    assert [(o.drug, o.score, o.horizon_days, o.region, o.places, o.product_code) for o in found] == wanted[:9]
    every = likely_shortages(full, place=place, within=NATION, most=999)
    assert [one.drug for one in every] == [row[0] for row in wanted[:RANKED_RISKS]]


def test_risks_are_told_to_who_may_see_the_place(full: Serving) -> None:
    seen = likely_shortages(full, place=BIG_CITY, within=PROVINCE, most=9)
    assert seen == likely_shortages(full, place=BIG_CITY, within=BIG_CITY, most=9) != []
    assert likely_shortages(full, place=BIG_CITY, within=CITY, most=9) == []
    assert likely_shortages(full, place=PROVINCE, within=BIG_CITY, most=9) == []
    drug = next(one.drug for one in seen)
    places = {one.region for one in risks_of_drug(full, drug=drug, place=NATION, within=BIG_CITY, most=9)}
    assert places
    assert places <= {BIG_CITY, COUNTY}


def test_the_scores_of_a_drug_come_with_what_they_are_made_of(full: Serving) -> None:
    found = risks_of_drug(full, drug=DRUGS[3], place=PROVINCE, within=PROVINCE, most=3)
    wanted = sorted(
        ((one["score"], one["region"]) for one in _risks() if one["drug"] == DRUGS[3] and one["region"] != OTHER),
        key=lambda pair: (-pair[0], pair[1]),
    )
    assert [(one.score, one.region) for one in found] == wanted[:3]
    assert {tuple((part.indicator, part.contribution) for part in one.parts) for one in found} == {
        (("stock_cover", 1.5), ("delivery_rate", 0.5))
    }
    assert risks_of_drug(full, drug="没有", place=PROVINCE, within=PROVINCE, most=3) == []


def test_changes_of_signals_are_counted_and_listed_alike(full: Serving) -> None:
    counts = signal_changes(full, place=PROVINCE, within=PROVINCE, since=SINCE)
    assert counts == {SignalChange.NEW: 2, SignalChange.GRAVER: 1, SignalChange.ENDED: 1}
    listed = {
        change: [
            one.number for one in listed_signals(full, place=PROVINCE, within=PROVINCE, changed=(change, SINCE))
        ]
        for change in SignalChange
    }  # fmt: skip
    assert listed == {
        SignalChange.NEW: [f"new {COUNTY}", f"new graver {COUNTY}"],
        SignalChange.GRAVER: [f"graver {COUNTY}"],
        SignalChange.ENDED: [f"ended {COUNTY}"],
    }
    assert sum(signal_changes(full, place=PROVINCE, within=OTHER, since=SINCE).values()) == 0
