"""Production as files: lines of each product and who supplies their makers. Easily short drugs have few suppliers."""

from __future__ import annotations

import numpy as np
import polars as pl

from baowen.collect.feeds import FEEDS
from baowen.simulate.columns import choices, dates, headed, texts, whole
from baowen.simulate.events import World
from baowen.simulate.generics import GENERICS
from baowen.simulate.products import NEVER


def production_line(world: World, rng: np.random.Generator) -> pl.DataFrame:
    """A line for each product that is sold to the end; now and then one that was moved and is in change."""
    products, companies, words = world.products, world.companies, choices("production_line", "line_state")
    kept = np.flatnonzero(products.delisted >= min(NEVER, world.days.count))
    count = len(kept)
    changing = rng.random(count) < 0.02
    site = rng.integers(1, 4, count)
    makers = products.maker[kept]
    return headed("production_line", {
        "product_code": texts(products.codes, kept),
        "maker_name": texts(companies.maker_names, makers),
        "maker_code": texts(companies.maker_codes, makers),
        "site": pl.Series([f"{number} 号车间" for number in site]),
        "region_code": pl.Series([world.places.region] * count),
        "yearly_capacity": whole(rng.integers(20, 400, count) * 10_000),
        "line_state": pl.Series([words["changing" if one else "active"] for one in changing]),
        "from_on": dates(np.full(count, -900), world.days.epoch),
    })  # fmt: skip


def supply_link(world: World, makers: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """One or two suppliers for each maker of a drug, taken from the register of raw-material makers."""
    products, companies, words = world.products, world.companies, choices("supply_link", "link_kind")
    by_ingredient: dict[str, list[str]] = {}
    named = [FEEDS["api_maker"].column(name).zh for name in ("ingredient", "maker_name")]
    for ingredient, name in makers.select(named).iter_rows():
        by_ingredient.setdefault(ingredient, []).append(name)
    pairs = sorted(
        {
            (GENERICS[int(generic)].ingredient, int(maker))
            for generic, maker in zip(products.generic, products.maker, strict=True)
        }
    )
    rows: list[tuple[str, str, int, str]] = []
    for ingredient, maker in pairs:
        known = by_ingredient.get(ingredient, [])
        chosen = rng.permutation(len(known))[: int(rng.integers(1, 3))]
        kind = "direct" if rng.random() < 0.15 else "registered"
        rows += [(ingredient, known[int(one)], maker, words[kind]) for one in chosen]
    return headed("supply_link", {
        "ingredient": pl.Series([row[0] for row in rows], dtype=pl.String),
        "supplier_name": pl.Series([row[1] for row in rows], dtype=pl.String),
        "maker_name": pl.Series([companies.maker_names[row[2]] for row in rows], dtype=pl.String),
        "maker_code": pl.Series([companies.maker_codes[row[2]] for row in rows], dtype=pl.String),
        "product_code": pl.Series([None] * len(rows), dtype=pl.String),
        "link_kind": pl.Series([row[3] for row in rows], dtype=pl.String),
        "from_on": dates(np.full(len(rows), -900), world.days.epoch),
    })  # fmt: skip
