"""The month's trade as files: order lines, deliveries, receipts, invoices, payments."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import polars as pl

from baowen.simulate.columns import amounts, choices, dates, decimals, headed, numbered, texts, whole
from baowen.simulate.duties import held_back
from baowen.simulate.effects import Index
from baowen.simulate.events import Event, World
from baowen.simulate.generics import GENERICS
from baowen.simulate.play import Flow, MonthPlay

_STATUS = ("confirmed", "unanswered", "refused", "cancelled")
_OLDEST = 12  # months before the window that a lot may have been made in


class TradeWriter:
    """Frames of the trade feeds; keeps invoices that are still to be paid."""

    def __init__(self, world: World, rng: np.random.Generator, duties: tuple[Event, ...] = ()) -> None:
        self.world, self.rng, self.duties = world, rng, duties
        pairs = world.pairs
        self.classes = np.array([
            2 if drug.cold_chain else (0 if drug.drug_class == "emergency" else 1) for drug in GENERICS
        ])[world.products.generic]  # fmt: skip
        # A third of the hospitals write a date of their own into the order; the others leave it to the rules.
        self.asks_date = rng.random(len(world.hospitals)) < 0.33
        self.lots = self._lot_texts()
        self.hospital_of, self.product_of, self.distributor_of = pairs.hospital, pairs.product, pairs.distributor
        self.payments: dict[int, list[pl.DataFrame]] = defaultdict(list)

    def _lot_texts(self) -> pl.Series:
        """Lot numbers by made month, then product: year, month, product."""
        first = self.world.days.months[0].plus(-_OLDEST - 30)
        months = [first.plus(number) for number in range(len(self.world.days.months) + _OLDEST + 42)]
        products = np.arange(len(self.world.products)) + 1
        numbers = np.concatenate([(month.year % 100 * 100 + month.number) * 100_000 + products for month in months])
        return pl.Series(numbers).cast(pl.String)

    def lot(self, product: Index, made: Index) -> pl.Series:
        row = (made + _OLDEST + 30) * len(self.world.products) + product
        return self.lots.gather(pl.Series(row.astype(np.uint32)))

    def expiry(self, product: Index, made: Index) -> pl.Series:
        """Two or three years after the first of the month it was made in, by product."""
        first = self.world.days.months[0].plus(-_OLDEST - 30)
        length = len(self.world.days.months) + _OLDEST + 42 + 36
        firsts = np.array([(first.plus(number).first - self.world.days.first).days for number in range(length)])
        shelf = np.where(product % 3 == 0, 36, 24)
        return dates(firsts[made + _OLDEST + 30 + shelf] - 1, self.world.days.epoch)

    def order_lines(self, play: MonthPlay) -> pl.DataFrame:
        lines, world = play.lines, self.world
        hospital, product = self.hospital_of[lines.pair], self.product_of[lines.pair]
        due = dates(lines.day + 2 + 2 * (self.classes[product] != 0), world.days.epoch)
        asked = pl.Series(self.asks_date[hospital])
        words = choices("order_line", "delivery_class")
        states = choices("order_line", "status")
        return headed("order_line", {
            "order_line_no": numbered(lines.number),
            "hospital_code": texts(world.hospitals.codes, hospital),
            "product_code": texts(world.products.codes, product),
            "distributor_code": texts(world.companies.distributor_codes, self.distributor_of[lines.pair]),
            "ordered_on": dates(lines.day, world.days.epoch),
            "quantity": whole(lines.quantity),
            "unit_price": decimals(lines.price),
            "amount": amounts(lines.quantity, lines.price),
            "due_on": pl.select(pl.when(asked).then(due)).to_series(),
            "delivery_class": texts([words[code] for code in ("emergency", "general", "cold_chain")],
                                    self.classes[product]),
            "status": texts([states[code] for code in _STATUS], lines.status),
        })  # fmt: skip

    def _flow(self, feed: str, flow: Flow, month: int) -> dict[str, pl.Series]:
        world, product = self.world, self.product_of[flow.pair]
        this = world.days.months[month]
        own = (this.year * 100 + this.number) * 1_000_000_000 + np.arange(1, len(flow.pair) + 1)
        names = {"delivery": ("delivery_line_no", "delivered_on"), "receipt": ("receipt_line_no", "received_on")}[feed]
        return {
            names[0]: numbered(own),
            "order_line_no": numbered(flow.number),
            "hospital_code": texts(world.hospitals.codes, self.hospital_of[flow.pair]),
            "product_code": texts(world.products.codes, product),
            names[1]: dates(flow.day, world.days.epoch),
            "quantity": whole(flow.quantity),
            "amount": amounts(flow.quantity, flow.price),
            "lot_no": self.lot(product, flow.made),
            "expires_on": self.expiry(product, flow.made),
        }

    def deliveries(self, play: MonthPlay) -> pl.DataFrame:
        columns = self._flow("delivery", play.deliveries, play.month)
        distributor = self.distributor_of[play.deliveries.pair]
        columns["distributor_code"] = texts(self.world.companies.distributor_codes, distributor)
        return headed("delivery", columns)

    def receipts(self, play: MonthPlay) -> pl.DataFrame:
        return headed("receipt", self._flow("receipt", play.receipts, play.month))

    def invoices(self, play: MonthPlay) -> pl.DataFrame:
        """One invoice a hospital and distributor on the 15th and on the last day, over what was received since."""
        world, flow = self.world, play.receipts
        low, last = int(world.days.starts[play.month]), int(world.days.starts[play.month + 1]) - 1
        wide = len(world.companies.distributor_codes)
        second = flow.day >= low + 15
        group = (second * len(world.hospitals) + self.hospital_of[flow.pair]) * wide + self.distributor_of[flow.pair]
        keys, place = np.unique(group, return_inverse=True)
        cents = np.zeros(len(keys), dtype=np.int64)
        np.add.at(cents, place, (flow.quantity * flow.price + 50) // 100)
        distributor, rest = keys % wide, keys // wide
        hospital, second_half = rest % len(world.hospitals), rest // len(world.hospitals)
        day = np.where(second_half > 0, last, low + 14)
        this = world.days.months[play.month]
        number = (this.year * 100 + this.number) * 1_000_000 + np.arange(1, len(keys) + 1)
        self._plan_payments(number, hospital, day, cents)
        return headed("invoice", {
            "invoice_no": numbered(number),
            "hospital_code": texts(world.hospitals.codes, hospital),
            "distributor_code": texts(world.companies.distributor_codes, distributor),
            "invoiced_on": dates(day, world.days.epoch),
            "amount": decimals(cents, 2),
        })  # fmt: skip

    def _plan_payments(self, invoice: Index, hospital: Index, day: Index, cents: Index) -> None:
        """Hospitals that pay in time do so within a month; the others take two to five, and some pay in part."""
        rng, days = self.rng, self.world.days
        in_time = rng.random(len(day)) < self.world.hospitals.discipline[hospital]
        wait = np.where(in_time, rng.integers(8, 30, len(day)), rng.integers(45, 160, len(day)))
        paid_on = days.next_worked[np.minimum(day + wait, len(days.next_worked) - 1)]
        paid_on = held_back(self.duties, invoice, hospital, paid_on)
        paid = np.where(rng.random(len(day)) < 0.02, cents * 6 // 10, cents)
        frame = pl.DataFrame({"invoice": invoice, "hospital": hospital, "day": paid_on, "cents": paid})
        month = days.month_of[np.minimum(paid_on, len(days.month_of) - 1)]
        for number in np.unique(month):
            self.payments[int(number)].append(frame.filter(pl.Series(month == number)))

    def paid(self, month: int) -> pl.DataFrame:
        """Payments made in a month."""
        world = self.world
        empty = pl.DataFrame(schema=dict.fromkeys(("invoice", "hospital", "day", "cents"), pl.Int64))
        rows = pl.concat([empty, *self.payments.pop(month, [])]).sort("day", "invoice")
        this = world.days.months[month]
        number = (this.year * 100 + this.number) * 1_000_000 + np.arange(1, len(rows) + 1)
        return headed("payment", {
            "payment_no": numbered(number),
            "invoice_no": numbered(rows["invoice"].to_numpy()),
            "hospital_code": texts(world.hospitals.codes, rows["hospital"].to_numpy()),
            "paid_on": dates(rows["day"].to_numpy(), world.days.epoch),
            "amount": decimals(rows["cents"].to_numpy(), 2),
        })  # fmt: skip
