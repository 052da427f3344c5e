"""The month's counts as files: hospital stock by lot, use, distributor stock, reserves."""

from __future__ import annotations

import numpy as np
import polars as pl

from baowen.simulate.columns import dates, headed, texts, whole
from baowen.simulate.effects import Board, Index
from baowen.simulate.events import World
from baowen.simulate.generics import GENERICS
from baowen.simulate.play import MonthPlay
from baowen.simulate.trade import TradeWriter


class StockWriter:
    """Frames of the stock feeds."""

    def __init__(self, world: World, board: Board, trade: TradeWriter, rng: np.random.Generator) -> None:
        self.world, self.board, self.trade, self.rng = world, board, trade, rng
        level = world.hospitals.level[world.pairs.hospital]
        # Grassroots places count once a month, hospitals twice.
        self.twice = level > 0
        self.divided = rng.random(len(world.pairs)) < 0.15
        self.has_begun = np.zeros(len(world.pairs), dtype=np.bool_)
        wide = len(world.companies.distributor_codes)
        self.shelf, self.shelf_of = np.unique(world.pairs.product * wide + world.pairs.distributor, return_inverse=True)
        self.flow = np.bincount(self.shelf_of, weights=world.pairs.use)
        self.held = self._reserve_products()

    def _reserve_products(self) -> Index:
        """Products kept in reserve: the most used one of each emergency or easily short drug, at most sixty."""
        products = self.world.products
        short = np.flatnonzero([GENERICS[index].drug_class != "ordinary" for index in products.generic])
        if not len(short):
            return np.arange(min(5, len(products)))
        order = short[np.argsort(-products.popularity[short], kind="stable")]
        _, first = np.unique(products.generic[order], return_index=True)
        return np.sort(order[first])[:60]

    def usage(self, play: MonthPlay) -> pl.DataFrame:
        """One row a pair that has begun and is still listed; zero use is a row too."""
        counts, world = play.counts, self.world
        self.has_begun |= (counts.use > 0) | (counts.end > 0)
        rows = np.flatnonzero(self.has_begun & counts.active)
        month = str(world.days.months[play.month])
        return headed("usage", {
            "hospital_code": texts(world.hospitals.codes, world.pairs.hospital[rows]),
            "product_code": texts(world.products.codes, world.pairs.product[rows]),
            "month": pl.Series([month]).new_from_index(0, len(rows)),
            "quantity": whole(counts.use[rows]),
            "stockout_days": pl.Series(counts.stockout_days[rows]),
        })  # fmt: skip

    def stock(self, play: MonthPlay) -> pl.DataFrame:
        """Counts on the 15th and on the last day, by lot; expired lots stand in rows of their own."""
        counts, world = play.counts, self.world
        low, last = int(world.days.starts[play.month]), int(world.days.starts[play.month + 1]) - 1
        begun = self.has_begun & (counts.active | (counts.end > 0))
        ends, middles = np.flatnonzero(begun), np.flatnonzero(begun & self.twice)
        spoiled = ends[counts.expired[ends] > 0]
        two = ends[self.divided[ends] & (counts.end[ends] >= 2)]
        main = counts.end.copy()
        main[two] -= main[two] // 3
        parts = [
            (middles, np.full(len(middles), low + 14), counts.middle[middles], 3),
            (ends, np.full(len(ends), last), main[ends], 3),
            (two, np.full(len(two), last), counts.end[two] // 3, 6),
            (spoiled, np.full(len(spoiled), last), counts.expired[spoiled], 40),
        ]
        pair, day, quantity = (np.concatenate([part[index] for part in parts]) for index in range(3))
        age = np.concatenate([np.full(len(part[0]), part[3]) for part in parts])
        return self._by_lot(play.month, pair, day, quantity, age)

    def _by_lot(self, month: int, pair: Index, day: Index, quantity: Index, age: Index) -> pl.DataFrame:
        world, product = self.world, self.world.pairs.product[pair]
        made = np.maximum(month - age, -40)
        there = pl.Series(quantity > 0)
        lot = self.trade.lot(product, made)
        expires = self.trade.expiry(product, made)
        named = pl.select(pl.when(there).then(lot).alias("lot"), pl.when(there).then(expires).alias("expires"))
        return headed("stock", {
            "hospital_code": texts(world.hospitals.codes, world.pairs.hospital[pair]),
            "product_code": texts(world.products.codes, product),
            "counted_on": dates(day, world.days.epoch),
            "lot_no": named["lot"],
            "quantity": whole(quantity),
            "expires_on": named["expires"],
        })  # fmt: skip

    def distributor_stock(self, play: MonthPlay) -> pl.DataFrame:
        """Month-end stock of warehouses: about a month of use; gone after a stop, piled up by who hoards.

        It follows from use and events, not from a ledger of what makers sent.
        """
        world = self.world
        wide = len(world.companies.distributor_codes)
        product, distributor = self.shelf // wide, self.shelf % wide
        last = int(world.days.starts[play.month + 1]) - 1
        cover = self.rng.lognormal(0.0, 0.35, len(self.shelf))
        listed = (world.products.listed[product] <= last) & (world.products.delisted[product] > last)
        for event in self.board.events:
            if event.kind == "stop_production" and event.start - 20 <= last <= event.end:
                cover[product == event.products[0]] *= max(0.0, 0.5 - (last - event.start + 20) / 80)
            if event.kind == "hoarding" and event.start <= last <= event.end + 20:
                touched = product == event.products[0]
                cover[touched] *= np.where(distributor[touched] == event.distributor, 3 + 8 * event.strength, 0.5)
        rows = np.flatnonzero(listed)
        quantity = np.round(self.flow[rows] * cover[rows]).astype(np.int64)
        made = np.full(len(rows), play.month - 2)
        return headed("distributor_stock", {
            "distributor_code": texts(world.companies.distributor_codes, distributor[rows]),
            "product_code": texts(world.products.codes, product[rows]),
            "counted_on": dates(np.full(len(rows), last), world.days.epoch),
            "lot_no": self.trade.lot(product[rows], made),
            "quantity": whole(quantity),
            "expires_on": self.trade.expiry(product[rows], made),
        })  # fmt: skip

    def reserve_stock(self, play: MonthPlay) -> pl.DataFrame:
        """Month-end reserves of the province and of the first three cities, a little above or below the plan."""
        world, held = self.world, self.held
        holders = np.repeat(np.arange(min(4, len(world.companies.reserve_codes))), len(held))
        product = np.tile(held, len(holders) // max(len(held), 1))
        use = np.bincount(world.pairs.product, weights=world.pairs.use, minlength=len(world.products))[product]
        planned = np.maximum(10, np.round(use * np.where(holders == 0, 1.0, 0.15))).astype(np.int64)
        level = np.clip(self.rng.normal(1.0, 0.12, len(planned)), 0.3, 1.3)
        last = int(world.days.starts[play.month + 1]) - 1
        made = np.full(len(product), play.month - 6)
        return headed("reserve_stock", {
            "holder_code": texts(world.companies.reserve_codes, holders),
            "product_code": texts(world.products.codes, product),
            "counted_on": dates(np.full(len(product), last), world.days.epoch),
            "lot_no": self.trade.lot(product, made),
            "quantity": whole(np.round(planned * level).astype(np.int64)),
            "planned_quantity": whole(planned),
            "tier": texts(("省级", "市级"), (holders > 0).astype(np.int64)),
            "expires_on": self.trade.expiry(product, made),
        })  # fmt: skip
