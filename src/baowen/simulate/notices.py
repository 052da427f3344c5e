"""What people report: makers' stop notices and hospitals' monthly shortage or zero reports."""

from __future__ import annotations

import numpy as np
import polars as pl

from baowen.simulate.columns import choices, dates, flags, headed, numbered, texts, whole
from baowen.simulate.duties import silent
from baowen.simulate.effects import Index
from baowen.simulate.events import Event, World
from baowen.simulate.play import MonthPlay

_REASONS = ("设备改造", "原料药供应不足", "生产线搬迁", "成本倒挂", "工艺变更")


def stop_notices(world: World, events: tuple[Event, ...], rng: np.random.Generator) -> pl.DataFrame:
    """Notices of the stops that were told, and as many harmless ones: stops that did not happen or nobody felt."""
    days, products = world.days, world.products
    rows: list[tuple[int, int, int, int, int, str, str]] = []
    for event in events:
        if event.notice is None:
            continue
        told, kind = event.notice
        stops = event.start - 10
        state = "resolved" if event.end < days.count else "ongoing"
        back = -1 if kind == "permanent" else event.end - int(rng.integers(0, 30))
        ended = event.end if state == "resolved" and kind != "permanent" else -1
        rows.append((told, event.products[0], min(stops, event.start), back, ended, kind, state))
    busy = {product for event in events for product in event.products}
    calm = np.array([product for product in range(len(products)) if product not in busy], dtype=np.int64)
    for product in rng.choice(calm, size=min(len(rows), len(calm)), replace=False):
        told = int(rng.integers(0, days.count))
        stops = told + int(rng.integers(5, 40))
        back = stops + int(rng.integers(5, 25))
        short = rng.random() < 0.5 and back < days.count
        rows.append((told, int(product), stops, back, back if short else -1, "planned",
                     "resolved" if short else "avoided"))  # fmt: skip
    rows = sorted(row for row in rows if 0 <= row[0] < days.count)
    return _notice_frame(world, rows, rng)


def _notice_frame(
    world: World, rows: list[tuple[int, int, int, int, int, str, str]], rng: np.random.Generator
) -> pl.DataFrame:
    told, product, stops, back, ended = (np.array([row[index] for row in rows], dtype=np.int64) for index in range(5))
    kinds, states = choices("stop_notice", "stop_kind"), choices("stop_notice", "stop_state")
    use = np.bincount(world.pairs.product, weights=world.pairs.use, minlength=len(world.products))
    left = np.round(use[product] * rng.uniform(0.3, 2.0, len(rows))).astype(np.int64)
    epoch, companies = world.days.epoch, world.companies
    return headed("stop_notice", {
        "notice_no": numbered(202_600_001 + np.arange(len(rows))),
        "product_code": texts(world.products.codes, product),
        "maker_code": texts(companies.maker_codes, world.products.maker[product]),
        "region_code": pl.Series([world.places.region] * len(rows), dtype=pl.String),
        "announced_on": dates(told, epoch),
        "stops_on": dates(stops, epoch),
        "resumes_on": _where(back >= 0, dates(np.maximum(back, stops), epoch)),
        "ended_on": _where(ended >= 0, dates(ended, epoch)),
        "stop_kind": pl.Series([kinds[row[5]] for row in rows], dtype=pl.String),
        "stop_state": pl.Series([states[row[6]] for row in rows], dtype=pl.String),
        "stock_left": whole(left),
        "reason": texts(_REASONS, product % len(_REASONS)),
    })  # fmt: skip


def _where(known: np.typing.NDArray[np.bool_], values: pl.Series) -> pl.Series:
    return pl.select(pl.when(pl.Series(known)).then(values)).to_series()


class ReportWriter:
    """Monthly reports; some hospitals never report, which is not a zero report."""

    def __init__(self, world: World, rng: np.random.Generator) -> None:
        self.world, self.rng = world, rng
        self.reports = rng.random(len(world.hospitals)) < world.parameters.report_share
        self.duties: tuple[Event, ...] = ()

    def shortage_reports(self, play: MonthPlay) -> pl.DataFrame:
        """A row for each product that a hospital reports as short, else one zero report of the hospital."""
        world, counts = self.world, play.counts
        short = (counts.stockout_days >= 5) & counts.active & (self.rng.random(len(counts.use)) < 0.55)
        pair = np.flatnonzero(short & self.reports[world.pairs.hospital])
        told = np.zeros(len(world.hospitals), dtype=np.bool_)
        told[world.pairs.hospital[pair]] = True
        zero = np.flatnonzero(self.reports & ~told)
        hospital = np.concatenate([world.pairs.hospital[pair], zero])
        is_zero = np.arange(len(hospital)) >= len(pair)
        last = int(world.days.starts[play.month + 1]) - 1
        day = np.maximum(last - self.rng.integers(0, 5, len(hospital)), int(world.days.starts[play.month]))
        missing = np.maximum(counts.demand - counts.use, 1)
        number = self._numbers(play.month, len(hospital))
        reasons = choices("shortage_report", "reason")
        draw = self.rng.integers(0, 3, len(pair))
        words = [reasons[code] for code in ("no_supplier", "other", "raw_material")]
        frame = headed("shortage_report", {
            "report_no": numbered(number),
            "hospital_code": texts(world.hospitals.codes, hospital),
            "reported_on": dates(day, world.days.epoch),
            "is_zero_report": flags(is_zero),
            "product_code": _padded(texts(world.products.codes, world.pairs.product[pair]), len(zero)),
            "needed_quantity": _padded(whole(missing[pair]), len(zero)),
            "stock_quantity": _padded(whole(counts.end[pair]), len(zero)),
            "reason": _padded(texts(words, draw), len(zero)),
        })  # fmt: skip
        return frame.filter(pl.Series(~silent(self.duties, hospital, day)))

    def _numbers(self, month: int, count: int) -> Index:
        this = self.world.days.months[month]
        return np.asarray((this.year * 100 + this.number) * 1_000_000 + np.arange(1, count + 1))


def _padded(series: pl.Series, nulls: int) -> pl.Series:
    return pl.concat([series, pl.Series([None] * nulls, dtype=series.dtype)])
