"""Builds the cubes of one month from its lines: by the engine, or in memory where the lake is this machine's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from threading import Lock

import ibis.expr.types as ir
import numpy as np
import polars as pl

from baowen.collect.places import place_table
from baowen.core.period import Month
from baowen.lake.cubes import orders_cube, prices_cube
from baowen.lake.cubes.local.arrivals import Arrivals
from baowen.lake.cubes.local.lines import CLASSES, NEVER, DueDays, Lines, day_number, read_lines, read_votes
from baowen.lake.cubes.local.orders import (
    Places,
    columns_of,
    medians_frame,
    order_sums,
    orders_frame,
    places_by_level,
    price_steps,
    prices_frame,
    trade_frame,
)
from baowen.lake.cubes.orders import DUE_CLASSES, due_by_rule
from baowen.lake.engine import Engine, open_engine
from baowen.lake.store import Lake
from baowen.monitor.indicators.plausibility import (
    PlausibilityParameters,
    data_questions,
    implausible_lines,
    usual_prices,
)
from baowen.monitor.slips import QUESTION, Votes, questions_of, slips, usual_price_of, votes_of
from baowen.monitor.tables import MEDIANS, ORDERS, PRICES, TRADE, fact

SORT = ("level", "product", "region", "hospital")


@dataclass(frozen=True, kw_only=True)
class CubeInputs:
    """What cubes depend on besides the facts; `rules` is a digest of the parameters and of the calendar."""

    calendar: pl.DataFrame
    follow_months: int
    as_of: date
    rules: str
    parameters: PlausibilityParameters


@dataclass(frozen=True, kw_only=True)
class Built:
    """The cubes of a month by table, and the questions about its implausible lines."""

    frames: Mapping[str, pl.DataFrame]
    questions: pl.DataFrame


def build_by_engine(engine: Engine, lake: Lake, month: Month, inputs: CubeInputs) -> Built:
    """The cubes as their definitions say, computed by an engine."""
    order_line = fact(engine, "order_line", months=[str(month)])
    following = [str(month.plus(step)) for step in range(inputs.follow_months + 1)]
    delivery, receipt = (fact(engine, name, months=following) for name in ("delivery", "receipt"))
    excluded = engine.local(_implausible(engine, order_line, month, inputs))
    orders = orders_cube(
        order_line, delivery, receipt, engine.local(inputs.calendar), fact(engine, "organisation"),
        month=month, follow_months=inputs.follow_months, as_of=inputs.as_of, excluded=excluded,
    )  # fmt: skip
    prices = prices_cube(order_line, month=month, as_of=inputs.as_of, excluded=excluded)
    frames = {ORDERS: engine.run(orders), PRICES: engine.run(prices)}
    # Both lie in this process now, and what follows from them is added up here as it is without a server: sending a
    # month's orders to the server again took longer than making them.
    places = places_by_level(place_table(lake))
    frames[TRADE] = trade_frame(columns_of(frames[ORDERS]), places, month, as_of=inputs.as_of)
    frames[MEDIANS] = medians_frame(columns_of(frames[PRICES]), places, month, as_of=inputs.as_of)
    arranged = {name: frame.sort([key for key in SORT if key in frame.columns]) for name, frame in frames.items()}
    asked = engine.run(data_questions(excluded)).select(list(QUESTION))
    return Built(frames=arranged, questions=pl.DataFrame(asked, schema_overrides=QUESTION))


def _implausible(engine: Engine, order_line: ir.Table, month: Month, inputs: CubeInputs) -> pl.DataFrame:
    around = (month.plus(-1), month)
    lines = fact(engine, "order_line", months=[str(one) for one in around])
    usual = engine.local(engine.run(usual_prices(lines, inputs.parameters, months=around)))
    product = fact(engine, "catalogue")
    found = implausible_lines(order_line, product, usual, inputs.parameters, month=month, as_of=inputs.as_of)
    return engine.run(found)


@dataclass(kw_only=True)
class LocalBuilder:
    """Builds months in memory, best from the newest back; threads may share one: what two months need is read once."""

    lake: Lake
    inputs: CubeInputs
    _votes: dict[Month, Votes] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def build(self, month: Month) -> Built:
        """The cubes and questions of a month."""
        lines, questions = self._plausible(month)
        as_of, following = self.inputs.as_of, month.plus(self.inputs.follow_months)
        came = self._arrivals.of(lines, month)
        known_until = day_number(min(as_of, following.last))
        sums = order_sums(lines, came, known_until=known_until)
        steps = price_steps(lines)
        frames = {
            ORDERS: orders_frame(sums, month, as_of=as_of),
            TRADE: trade_frame(sums, self._places, month, as_of=as_of),
            PRICES: prices_frame(steps, month, as_of=as_of),
            MEDIANS: medians_frame(steps, self._places, month, as_of=as_of),
        }
        return Built(frames=frames, questions=questions)

    def ask(self, month: Month) -> pl.DataFrame:
        """The questions alone."""
        return self._plausible(month)[1]

    def _plausible(self, month: Month) -> tuple[Lines, pl.DataFrame]:
        """The lines that count without the implausible ones, and the questions about those."""
        lines, voted = read_lines(self.lake, month, self._due, as_of=self.inputs.as_of)
        usual = usual_price_of(self._vote(month.plus(-1)), self._vote(month, voted), self.inputs.parameters)
        rows, factor, by_pack = slips(lines, usual, self._units, self.inputs.parameters)
        questions = questions_of(lines, rows, factor, by_pack, month)
        if not len(rows):
            return lines, questions
        kept = np.ones(len(lines), np.bool_)
        kept[rows] = False
        return lines.only(kept), questions

    def _vote(self, month: Month, voted: pl.DataFrame | None = None) -> Votes:
        with self._lock:
            known = self._votes.get(month)
        if known is None:
            known = votes_of(read_votes(self.lake, month) if voted is None else voted)
            with self._lock:
                self._votes[month] = known
                # Months are built in order: what is far from this one is not asked for again.
                for far in [one for one in self._votes if not month.plus(-9) < one < month.plus(9)]:
                    del self._votes[far]
        return known

    @cached_property
    def _arrivals(self) -> Arrivals:
        inputs = self.inputs
        return Arrivals(lake=self.lake, until=inputs.as_of, follow_months=inputs.follow_months)

    @cached_property
    def _places(self) -> Places:
        return places_by_level(place_table(self.lake))

    @cached_property
    def _units(self) -> pl.DataFrame:
        rows = self.lake.read("catalogue", columns=["product", "units"])
        return pl.DataFrame(schema={"product": pl.Int32, "units": pl.Decimal(18, 4)}) if rows is None else rows

    @cached_property
    def _due(self) -> DueDays:
        return due_days(self.lake, self.inputs.calendar)


def due_days(lake: Lake, calendar: pl.DataFrame) -> DueDays:
    """The due day of every day, class and kind of place, as the definition of the cube of orders has it."""
    if calendar.is_empty():
        return DueDays(first_day=0, days=np.full((1, len(CLASSES), 2), NEVER, np.int32), remote=np.zeros(1, np.bool_))
    classes = pl.DataFrame({"delivery_class": list(CLASSES), "kind": range(len(CLASSES))})
    every = calendar.sort("day").select("day", *[f"due_{name}" for name in DUE_CLASSES]).join(classes, how="cross")
    every = every.join(pl.DataFrame({"remote": [False, True]}), how="cross")
    engine = open_engine(lake, "duckdb")
    lines = engine.local(every)
    found = engine.run(lines.select("day", "kind", "remote", due=due_by_rule(lines))).sort("day", "kind", "remote")
    days = found["due"].cast(pl.Int32).fill_null(int(NEVER)).to_numpy().reshape(-1, len(CLASSES), 2)
    orgs = lake.read("organisation", columns=["org", "is_remote"])
    remote = np.zeros(1, np.bool_)
    if orgs is not None and orgs.height:
        remote = np.zeros(int(orgs["org"].cast(int).max() or 0) + 1, np.bool_)  # type: ignore[arg-type]
        remote[orgs.filter(pl.col("is_remote").fill_null(value=False))["org"].to_numpy()] = True
    return DueDays(first_day=day_number(calendar["day"].min()), days=days, remote=remote)  # type: ignore[arg-type]
