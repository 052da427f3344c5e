"""Instances of transfers from a simulated province: stock, use and cases at the end of its last month. No bench itself.

Months are played with the simulator's events, stops of production among them; what hospitals hold then, and used in the
six months before, is the instance. Nothing is changed but by `changed`, which says how.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from baowen.reserve.transfers.optimise import Instance, Tier, TransferRules
from baowen.reserve.transfers.optimise.given import INSTITUTIONS, ITEMS, LOTS, USES

MONTHS, USED_MONTHS, SHELF_DAYS = 12, 6, 600
LINE_DAYS, HIGH_LINE_DAYS = 15.0, 60.0
CASE_DAYS = 5
CHANGES = ("as simulated", "scarce", "abundant", "cold chain", "high lines")


def rules(**changed: Any) -> TransferRules:
    """Like a pack's; figures that no text gives."""
    given: dict[str, Any] = {
        "horizon_days": 30, "confidence": 0.95, "unfair_most": 0.1, "least_days_left": 30,
        "most_km": {"ordinary": 600.0, "cold": 150.0, "controlled": 300.0},
        "unknown_km": dict(zip(Tier, (20.0, 40.0, 100.0, 300.0), strict=True)),
        "cost_per_km": {"ordinary": 1.0, "cold": 3.0, "controlled": 2.0},
        "cost_per_trip": {"ordinary": 50.0, "cold": 150.0, "controlled": 100.0},
        "tier_cost": dict(zip(Tier, (0.0, 50.0, 200.0, 500.0), strict=True)), "gap_most": 0.001,
    }  # fmt: skip
    return TransferRules(**{**given, **changed})


def made(*, hospitals: int, products: int, seed: int, items: int, pairs: int | None = None) -> Instance:
    """`items`: so many drugs, those of which most use went unmet; `pairs`: hospital and product, to aim at."""
    from baowen.simulate import Parameters
    from baowen.simulate.effects import Board
    from baowen.simulate.events import plan_events
    from baowen.simulate.play import Player
    from baowen.simulate.positions import lead_hospitals, make_positions
    from baowen.simulate.prices import make_prices
    from baowen.simulate.run import make_world, stream

    lines = None if pairs is None else int(pairs * MONTHS * 1.15)
    world = make_world(Parameters(hospitals=hospitals, products=products, months=MONTHS, seed=seed, lines=lines))
    events = plan_events(world, stream(seed, "events"))
    prices = make_prices(world, events, stream(seed, "prices"))
    player = Player(world, Board(world, events), prices, stream(seed, "play"))
    counts = [player.play(month).counts for month in range(MONTHS)]
    units = world.products.units[world.pairs.product].astype(np.float64)
    lengths = np.diff(world.days.starts)[-USED_MONTHS:]
    used = np.array([one.use for one in counts[-USED_MONTHS:]])
    stocked = np.maximum(lengths[:, None] - np.array([one.stockout_days for one in counts[-USED_MONTHS:]]), 0)
    rate = np.where(stocked > 0, used / np.maximum(stocked, 1), np.nan)
    table = pl.DataFrame({
        "org": world.pairs.hospital, "key": _key(world), "units": units, "end": counts[-1].end,
        "product": world.pairs.product, "use": used.sum(axis=0) / np.maximum(stocked.sum(axis=0), 1) * units,
        "scatter": np.where(np.isfinite(rate).sum(axis=0) > 1, _deviation(rate), 0.0) * units,
        "out": counts[-1].stockout_days, "missed": (counts[-1].demand - counts[-1].use) * units,
    })  # fmt: skip
    short = table.group_by("key").agg(share=pl.col("missed").sum() / (pl.col("use").sum() + 1)).sort("share", "key")
    chosen = short.tail(items).sort("key").select("key", item=pl.int_range(pl.len()))
    table = table.join(chosen, on="key")
    stands = make_positions(world.places, world.hospitals, stream(seed, "positions")).hospitals
    number_of = {code: number for number, code in enumerate(world.hospitals.codes)}
    leads = lead_hospitals(world.hospitals)
    lead = [number if code is None else number_of[code] for number, code in enumerate(leads)]
    places = {"org": np.arange(hospitals), "county": world.hospitals.county, "city": world.hospitals.city,
              "alliance": lead, "longitude": stands[:, 0], "latitude": stands[:, 1]}  # fmt: skip
    carried = {row: _transport(row) for row in chosen["key"].to_list()}
    return Instance(
        institutions=_cast(pl.DataFrame(places), INSTITUTIONS), lots=_lots(table, seed), uses=_uses(table),
        items=_cast(chosen.with_columns(transport=pl.col("key").replace_strict(carried)), ITEMS),
    )  # fmt: skip


def changed(instance: Instance, kind: str) -> Instance:
    """Half the packs of every lot, twice the packs, everything in the cold chain, lines of two months."""
    lots, uses = instance.lots, instance.uses
    if kind in ("scarce", "abundant"):
        packs = (pl.col("units") / pl.col("pack_units") * (0.5 if kind == "scarce" else 2.0)).floor()
        lots = lots.with_columns(units=packs * pl.col("pack_units")).filter(pl.col("units") > 0)
    if kind == "high lines":
        uses = uses.with_columns(line_units=pl.col("line_units") * HIGH_LINE_DAYS / LINE_DAYS)
    items = instance.items.with_columns(transport=pl.lit("cold")) if kind == "cold chain" else instance.items
    return replace(instance, lots=lots, uses=uses, items=items)


def _key(world: Any) -> Any:
    return world.products.generic[world.pairs.product] * 100 + world.products.strength[world.pairs.product]


def _transport(key: int) -> str:
    from baowen.simulate.generics import GENERICS

    return GENERICS[key // 100].transport


def _deviation(rate: Any) -> Any:
    filled = np.where(np.isfinite(rate), rate, 0.0)
    many = np.maximum(np.isfinite(rate).sum(axis=0), 1)
    mean = filled.sum(axis=0) / many
    return np.sqrt((np.where(np.isfinite(rate), rate - mean, 0.0) ** 2).sum(axis=0) / np.maximum(many - 1, 1))


def _lots(table: pl.DataFrame, seed: int) -> pl.DataFrame:
    """As the simulator's counts: one lot in six or seven is divided, the younger two thirds, the older one."""
    divided = pl.Series(np.random.default_rng([seed, 99]).random(len(table)) < 0.15) & (table["end"] >= 2)
    older = pl.when(pl.col("divided")).then(pl.col("end") // 3).otherwise(0)
    both = table.with_columns(divided=divided).with_columns(older=older)
    days = SHELF_DAYS + (pl.col("product") % 3 == 0).cast(pl.Int64) * 365
    parts = [
        both.select("org", "item", "units", packs=pl.col("end") - pl.col("older"), days_left=days),
        both.select("org", "item", "units", packs=pl.col("older"), days_left=days - 90),
    ]
    lots = pl.concat(parts).filter(pl.col("packs") > 0).with_row_index("lot")
    return _cast(lots.with_columns(pack_units=pl.col("units"), units=pl.col("units") * pl.col("packs")), LOTS)


def _uses(table: pl.DataFrame) -> pl.DataFrame:
    """Products of one item are used side by side: uses add up, and so do variances."""
    found = table.group_by("org", "item").agg(
        daily_use=pl.col("use").sum(), scatter=(pl.col("scatter") ** 2).sum().sqrt(),
        is_case=(pl.col("out") > CASE_DAYS).any(),
    )  # fmt: skip
    return _cast(found.with_columns(line_units=pl.col("daily_use") * LINE_DAYS).sort("item", "org"), USES)


def _cast(frame: pl.DataFrame, columns: dict[str, Any]) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(kind) for name, kind in columns.items())
