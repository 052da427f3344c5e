"""One month after another: use, orders, deliveries, receipts and the stock that follows from them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from baowen.simulate.effects import Board, Effects, Index
from baowen.simulate.events import World
from baowen.simulate.generics import GENERICS, season_factor
from baowen.simulate.prices import Prices

CONFIRMED, UNANSWERED, REFUSED, CANCELLED = range(4)
Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lines:
    """Order lines of a month, by day. `quantity` and `price` as written: per tablet in a unit slip, else per pack."""

    number: Index
    pair: Index
    day: Index
    quantity: Index
    price: Index
    status: Index


@dataclass(frozen=True, slots=True)
class Flow:
    """Deliveries or receipts. `packs` counts packs, `quantity` is as written; `made` is the lot's month number."""

    number: Index  # of the order line
    pair: Index
    day: Index
    packs: Index
    quantity: Index
    price: Index
    made: Index

    def take(self, chosen: npt.NDArray[np.generic]) -> Flow:
        return Flow(*(getattr(self, name)[chosen] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Counts:
    """A month's end by pair: use, days without stock, stock on the 15th and at the end, expired packs still there."""

    demand: Index
    use: Index
    stockout_days: Index
    middle: Index
    end: Index
    expired: Index
    active: Booleans


@dataclass(frozen=True, slots=True)
class MonthPlay:
    month: int
    lines: Lines
    deliveries: Flow
    receipts: Flow
    counts: Counts


def _join(flows: list[Flow]) -> Flow:
    if not flows:
        return Flow(*(np.empty(0, dtype=np.int64) for _ in Flow.__slots__))
    joined = Flow(*(np.concatenate([getattr(flow, name) for flow in flows]) for name in Flow.__slots__))
    return joined.take(np.argsort(joined.day, kind="stable"))


class Player:
    """Holds what lasts from one month to the next; `play` must be called for every month in order."""

    # Months of use at which a hospital orders out of turn: an order may come in at the very end of the month.
    REORDER = 1.15

    def __init__(self, world: World, board: Board, prices: Prices, rng: np.random.Generator) -> None:
        self.world, self.board, self.prices, self.rng = world, board, prices, rng
        pairs = world.pairs
        self.stock: Index = np.round(pairs.use * pairs.cover * rng.uniform(0.6, 1.2, len(pairs))).astype(np.int64)
        self.stock[world.products.listed[pairs.product] > 0] = 0
        self.expired: Index = np.zeros(len(pairs), dtype=np.int64)
        self.on_order: Index = np.zeros(len(pairs), dtype=np.int64)
        self.usual = pairs.use.copy()
        self.pace = 1.0
        self.deliveries: dict[int, list[Flow]] = defaultdict(list)
        self.receipts: dict[int, list[Flow]] = defaultdict(list)
        seasons = np.array([[season_factor(drug.season, number) for number in range(1, 13)] for drug in GENERICS])
        self.season = seasons[world.products.generic]

    def play(self, month: int) -> MonthPlay:
        """A month's orders, then what is delivered and received in it, then use and stock."""
        effects = self.board.month(month)
        life = self._life(month)[self.world.pairs.product]
        demand = self._demand(month, effects, life)
        lines, packs = self._order(month, effects, life)
        self._deliver(lines, packs, effects)
        deliveries = _join(self.deliveries.pop(month, []))
        self._receive(deliveries)
        receipts = _join(self.receipts.pop(month, []))
        counts = self._settle(month, demand, receipts, life > 0)
        return MonthPlay(month, lines, deliveries, receipts, counts)

    def _life(self, month: int) -> npt.NDArray[np.float64]:
        """By product, 0 to 1: growing for four months after the listing, fading for three before it is delisted."""
        products, days = self.world.products, self.world.days
        low, high = int(days.starts[month]), int(days.starts[month + 1])
        grown = np.clip((high - products.listed) / 120, 0, 1)
        left = np.clip((products.delisted - low) / 90, 0, 1)
        return np.asarray(grown * left)

    def _demand(self, month: int, effects: Effects, life: npt.NDArray[np.float64]) -> Index:
        pairs, parameters = self.world.pairs, self.world.parameters
        calendar_month = self.world.days.months[month].number
        mean = pairs.use * self.season[pairs.product, calendar_month - 1]
        mean *= (1 + parameters.growth) ** (month / 12) * effects.demand * np.maximum(life, 0.0)
        noise = parameters.demand_noise
        drawn = self.rng.poisson(mean * self.rng.lognormal(-noise * noise / 2, noise, len(mean)))
        self.usual = 0.6 * self.usual + 0.4 * drawn
        return np.asarray(drawn, dtype=np.int64)

    def _order(self, month: int, effects: Effects, life: npt.NDArray[np.float64]) -> tuple[Lines, Index]:
        """A month's orders in order of days, and their quantities in packs."""
        pairs, days, products = self.world.pairs, self.world.days, self.world.products
        pair, packs = self._split(self._wanted(month, effects, life))
        day = self._order_days(month, len(pair))
        product = pairs.product[pair]
        order = np.argsort(day, kind="stable")
        sold = (products.listed[product] <= day) & (products.delisted[product] > day)
        order = order[sold[order]]
        pair, packs, day = pair[order], packs[order], day[order]
        this = days.months[month]
        number = (this.year * 100 + this.number) * 1_000_000_000 + np.arange(1, len(pair) + 1)
        quantity, price = self._as_written(pair, day, packs, effects)
        self._keep_pace(len(pair))
        return Lines(number, pair, day, quantity, price, self._answers(pair, day, effects)), packs

    def _wanted(self, month: int, effects: Effects, life: npt.NDArray[np.float64]) -> Index:
        """Packs that each pair orders: up to a target, when its turn comes or when stock runs low; else 0."""
        rng, pairs = self.rng, self.world.pairs
        often = np.minimum(1.0, pairs.frequency * self.pace)
        usual = np.maximum(self.usual, 0.3 * pairs.use * life) * self._season_ahead(month)
        # Small users keep a few packs more: their use jumps about.
        spare = 1.5 * np.sqrt(usual)
        target = (usual * (1 / np.maximum(often, 0.15) + pairs.cover) + spare) * effects.boost
        position = self.stock + self.on_order
        wanted = np.minimum(target - position, 2.5 * target)
        turn = (rng.random(len(wanted)) < often) | (position < (self.REORDER * usual + spare) * effects.boost)
        whole = np.floor(wanted + rng.random(len(wanted))).astype(np.int64)
        return np.asarray(np.where(turn & (life > 0.05), np.maximum(whole, 0), 0))

    def _split(self, wanted: Index) -> tuple[Index, Index]:
        """Pairs and packs of order lines: a want is split at random, and a few lines are bulk orders."""
        rng = self.rng
        chosen = np.flatnonzero(wanted)
        frequency = self.world.pairs.frequency[chosen] * self.pace
        parts = np.minimum(1 + rng.poisson(np.maximum(frequency - 1, 0)), wanted[chosen])
        pair = np.repeat(chosen, parts)
        share = np.repeat(wanted[chosen] / parts, parts) * rng.lognormal(-0.06, 0.35, len(pair))
        bulk = rng.random(len(pair)) < 0.003
        share[bulk] *= rng.uniform(2, 6, int(bulk.sum()))
        return pair, np.maximum(1, np.floor(share + rng.random(len(pair)))).astype(np.int64)

    def _season_ahead(self, month: int) -> npt.NDArray[np.float64]:
        """Hospitals half foresee the season: this month's factor against the last one's."""
        number = self.world.days.months[month].number - 1
        ratio = 0.5 + 0.5 * self.season[:, number] / self.season[:, number - 1]
        return np.asarray(ratio[self.world.pairs.product])

    def _order_days(self, month: int, count: int) -> Index:
        """Days of the month: working days above all, the first ten days and Mondays somewhat more."""
        days = self.world.days
        low, high = int(days.starts[month]), int(days.starts[month + 1])
        numbers = np.arange(low, high)
        weight = np.where(days.worked[low:high], 1.0, 0.04)
        weight *= np.where((numbers + days.first.weekday()) % 7 == 0, 1.35, 1.0)
        weight[:10] *= 1.25
        edges = np.cumsum(weight) / weight.sum()
        return np.asarray(low + np.searchsorted(edges, self.rng.random(count), side="right").clip(0, high - low - 1))

    def _as_written(self, pair: Index, day: Index, packs: Index, effects: Effects) -> tuple[Index, Index]:
        """Quantity and price of the lines: the day's listed price with a city's, an event's and a line's factor."""
        pairs, hospitals = self.world.pairs, self.world.hospitals
        product = pairs.product[pair]
        factor = self.prices.by_city[product, hospitals.city[pairs.hospital[pair]]].astype(np.float64)
        inside = (day >= effects.gap_from[pair]) & (day <= effects.gap_to[pair])
        factor = np.where(inside, factor * effects.gap[pair], factor)
        odd = np.flatnonzero(self.rng.random(len(pair)) < 0.012)
        factor[odd] *= np.clip(1 + 0.06 * self.rng.standard_t(2.5, len(odd)), 0.6, 1.7)
        price = np.maximum(1, np.round(self.prices.by_day[product, day] * factor / 100).astype(np.int64)) * 100
        slip = (day >= effects.slip_from[pair]) & (day <= effects.slip_to[pair])
        if not slip.any():
            return packs, price
        units = np.where(slip, self.world.products.units[product], 1)
        return packs * units, np.where(slip, np.maximum(1, price // units), price)

    def _keep_pace(self, made: int) -> None:
        wanted = self.world.parameters.lines
        if wanted is not None and made:
            self.pace *= float(np.clip((wanted / self.world.parameters.months / made) ** 0.8, 0.5, 2.0))

    def _answers(self, pair: Index, day: Index, effects: Effects) -> Index:
        """What becomes of a line: ordinary refusals, silence and cancellations, more of them where supply fails."""
        draw = self.rng.random(len(pair))
        ordinary = (1 - self.world.parameters.delivery_rate) / 0.05
        edges = np.cumsum([0.006, 0.006 * ordinary, 0.014 * ordinary])
        status = np.select(
            [draw < edges[0], draw < edges[1], draw < edges[2]], [CANCELLED, REFUSED, UNANSWERED], CONFIRMED
        )
        failing = (day >= effects.fail_from[pair]) & (day <= effects.fail_to[pair])
        failing &= self.rng.random(len(pair)) < effects.fail[pair]
        told = self.rng.random(len(pair))
        answer = np.select([told < 0.55, told < 0.7], [UNANSWERED, REFUSED], 10 + CONFIRMED)
        return np.asarray(np.where(failing & (status == CONFIRMED), answer, status), dtype=np.int64)

    def _deliver(self, lines: Lines, packs: Index, effects: Effects) -> None:
        """Send what is confirmed, in one or two goes, one to three days later, sometimes much later or never."""
        rng, parameters = self.rng, self.world.parameters
        lost = 0.02 * (1 - parameters.delivery_rate) / 0.05
        sent = np.flatnonzero((lines.status == CONFIRMED) & (rng.random(len(lines.pair)) >= lost))
        np.mod(lines.status, 10, out=lines.status)
        pair, day, whole = lines.pair[sent], lines.day[sent], packs[sent]
        lead = np.floor(rng.lognormal(0.55, 0.55, len(sent)) + 0.3).astype(np.int64)
        tail = np.flatnonzero(rng.random(len(sent)) < 0.012)
        lead[tail] += rng.integers(4, 30, len(tail))
        lead += self.world.places.remote[self.world.hospitals.county[self.world.pairs.hospital[pair]]]
        inside = (day >= effects.fail_from[pair]) & (day <= effects.fail_to[pair])
        lead += np.where(inside, np.floor(effects.delay[pair] * rng.uniform(0.3, 1.4, len(sent))).astype(np.int64), 0)
        arrives = self._on_working_day(day + lead)
        first = whole.copy()
        split = np.flatnonzero((rng.random(len(sent)) < parameters.partial_share) & (whole >= 2))
        first[split] = np.clip((whole[split] * rng.uniform(0.3, 0.8, len(split))).astype(np.int64), 1, whole[split] - 1)
        # Half of the seconds halves never come: those lines stay partly delivered.
        second = split[rng.random(len(split)) < 0.6]
        self._send(lines, sent, packs, first, arrives)
        later = self._on_working_day(arrives[second] + rng.integers(2, 15, len(second)))
        self._send(lines, sent[second], packs, (whole - first)[second], later)

    def _on_working_day(self, day: Index) -> Index:
        capped = np.minimum(day, len(self.world.days.next_worked) - 1)
        return np.asarray(np.where(self.rng.random(len(day)) < 0.85, self.world.days.next_worked[capped], capped))

    def _send(self, lines: Lines, which: Index, ordered: Index, packs: Index, day: Index) -> None:
        pair, month_of = lines.pair[which], self.world.days.month_of
        self.on_order += np.bincount(pair, weights=packs, minlength=len(self.on_order)).astype(np.int64)
        units = lines.quantity[which] // ordered[which]
        month = month_of[np.minimum(day, len(month_of) - 1)]
        made = month - 3 - self.world.pairs.product[pair] % 3 + (day % 30 < 10)
        flow = Flow(lines.number[which], pair, day, packs, packs * units, lines.price[which], made)
        _sort_into(self.deliveries, flow, month)

    def _receive(self, deliveries: Flow) -> None:
        """Take deliveries into stock within two days; a few packs are turned back."""
        rng, month_of = self.rng, self.world.days.month_of
        draw = rng.random(len(deliveries.day))
        day = deliveries.day + (draw > 0.6) + (draw > 0.9)
        short = (rng.random(len(draw)) < 0.004) & (deliveries.packs >= 4)
        packs = np.where(short, deliveries.packs * 3 // 4, deliveries.packs)
        self.on_order -= np.bincount(
            deliveries.pair, weights=deliveries.packs - packs, minlength=len(self.on_order)
        ).astype(np.int64)
        units = deliveries.quantity // np.maximum(deliveries.packs, 1)
        flow = replace(deliveries, day=day, packs=packs, quantity=packs * units)
        _sort_into(self.receipts, flow, month_of[np.minimum(day, len(month_of) - 1)])

    def _settle(self, month: int, demand: Index, receipts: Flow, active: Booleans) -> Counts:
        """The ledger: stock at the end = stock at the start + received - used - newly expired."""
        count, days = len(self.stock), self.world.days
        length, half = days.length(month), 15
        came = np.bincount(receipts.pair, weights=receipts.packs, minlength=count).astype(np.int64)
        early = receipts.day < days.starts[month] + half
        came_early = np.bincount(receipts.pair[early], weights=receipts.packs[early], minlength=count).astype(np.int64)
        there = self.stock + came
        use = np.minimum(demand, there)
        missing = np.where(demand > there, 1 - there / np.maximum(demand, 1), 0.0)
        stockout = np.round(length * missing).astype(np.int64)
        used_early = np.minimum(use * half // length, self.stock + came_early)
        left = there - use
        spoils = self.rng.random(count) < 0.0015
        newly = np.where(spoils & (left >= 10), left // 8, 0)
        self.expired = np.where(self.rng.random(count) < 0.3, 0, self.expired) + newly
        middle = self.stock + came_early - used_early
        self.stock = left - newly
        self.on_order -= came
        return Counts(demand, use, stockout, middle, self.stock.copy(), self.expired.copy(), active)


def _sort_into(later: dict[int, list[Flow]], flow: Flow, month: Index) -> None:
    """Put each row with the month that it falls in."""
    for number in np.unique(month):
        chosen = np.flatnonzero(month == number)
        later[int(number)].append(flow.take(chosen))
