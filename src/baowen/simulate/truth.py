"""Watches the play and writes down when each event was felt, and how much was watched at all."""

from __future__ import annotations

import numpy as np
import polars as pl

from baowen.simulate.contracts import Contracts
from baowen.simulate.effects import Board
from baowen.simulate.events import Event, World
from baowen.simulate.play import MonthPlay

_OF_HOSPITALS = ("unit_slip", "vbp_lag", "vbp_non_selected", "payment_arrears", "reporting_silence")
_UNITS = {
    "delivery_failure": "county_distributor", "unit_slip": "hospital_product", "payment_arrears": "hospital",
    "reporting_silence": "hospital", "vbp_lag": "contract", "vbp_non_selected": "contract",
}  # fmt: skip
FELT_SHARE = 0.05  # an event is felt once this much more of the use is not met where it acts than elsewhere


class Witness:
    """Collects, month by month, the first day that patients felt each supply event, and the subject-months."""

    def __init__(self, world: World, board: Board, contracts: Contracts, duties: tuple[Event, ...]) -> None:
        self.world, self.board, self.contracts, self.duties = world, board, contracts, duties
        self.felt: dict[str, int] = {}
        self.watched = {"city_product": 0, "county_distributor": 0, "hospital_product": 0, "hospital": 0}

    def see(self, play: MonthPlay) -> None:
        """Take in a month."""
        self._count(play)
        days = self.world.days
        ordinary = 1 - play.counts.use.sum() / max(int(play.counts.demand.sum()), 1)
        low, length = int(days.starts[play.month]), days.length(play.month)
        for event, touched in zip(self.board.events, self.board.touched, strict=True):
            running = event.start < low + length and event.end >= low - 60
            if event.hits is not None or event.identity in self.felt or not running or not len(touched):
                continue
            demand, use = play.counts.demand[touched], play.counts.use[touched]
            gone = low + np.floor(length * use / np.maximum(demand, 1)).astype(np.int64)
            short = (use < demand) & (gone >= event.trace)
            unmet = (demand - use)[short].sum() / max(int(demand.sum()), 1)
            if unmet - ordinary >= FELT_SHARE:
                self.felt[event.identity] = int(np.quantile(gone[short], 0.25))

    def _count(self, play: MonthPlay) -> None:
        pairs, hospitals = self.world.pairs, self.world.hospitals
        bought = np.unique(play.lines.pair)
        hospital, product = pairs.hospital[bought], pairs.product[bought]
        products = len(self.world.products)
        wide = len(self.world.companies.distributor_codes)
        self.watched["city_product"] += len(np.unique(hospitals.city[hospital] * products + product))
        counties = hospitals.county[hospital] * wide + pairs.distributor[bought]
        self.watched["county_distributor"] += len(np.unique(counties))
        self.watched["hospital_product"] += len(bought)
        self.watched["hospital"] += len(hospitals)

    def hits(self, event: Event) -> int:
        """The day that it was felt; when nobody felt it, its last day or the first day after the files."""
        if event.hits is not None:
            return event.hits
        return self.felt.get(event.identity, min(event.end, self.world.days.count))

    def truth(self) -> pl.DataFrame:
        """One row an affected subject; rows of one event share its event_id."""
        rows = [row for event in (*self.board.events, *self.duties) for row in self._rows(event)]
        names = ("event_id", "kind", "region_code", "subject_type", "subject_id", "starts_on", "hits_on", "ends_on")
        return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")

    def _rows(self, event: Event) -> list[tuple[str, ...]]:
        world = self.world
        place = world.places.region
        if event.city >= 0:
            place = world.places.city_codes[event.city]
        if event.county >= 0:
            place = world.places.county_codes[event.county]
        dates = tuple(world.days.day(day).isoformat() for day in (event.trace, self.hits(event), event.end))
        subjects = [("product", world.products.codes[product]) for product in event.products]
        if event.kind == "delivery_failure":
            subjects = [("distributor", world.companies.distributor_codes[event.distributor])]
        if event.kind in _OF_HOSPITALS:
            subjects += [("hospital", world.hospitals.codes[hospital]) for hospital in event.hospitals]
        return [(event.identity, event.kind, place, *subject, *dates) for subject in subjects]

    def population(self) -> pl.DataFrame:
        """How many subject-months were watched, by kind; `all` is city × product × month with an order."""
        watched = self.watched | {"contract": self.contracts.months(self.world)}
        kinds = {event.kind: _UNITS.get(event.kind, "city_product") for event in (*self.board.events, *self.duties)}
        rows = [("all", self.watched["city_product"])]
        rows += [(kind, watched[unit]) for kind, unit in sorted(kinds.items())]
        return pl.DataFrame(rows, schema={"kind": pl.String, "subject_months": pl.Int64}, orient="row")
