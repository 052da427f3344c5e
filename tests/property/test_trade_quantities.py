"""PRC-4: whatever is tried in whatever order, the quantities of a line never pass one another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from baowen.core.problems import BaowenError
from baowen.procure.trade.rules.moved import Counted, Lot, check_counted, check_lot, check_return

ORDERED = Decimal(10)
TODAY = date(2026, 11, 2)
PACKS = st.decimals("0.0001", "12", places=4)


class Line(RuleBasedStateMachine):
    """A line of ten packs as the actions keep it, each move allowed or not by the rules."""

    def __init__(self) -> None:
        super().__init__()
        self.delivered = self.received = self.returned = Decimal(0)
        self.waiting: list[Decimal] = []
        self.accepted: list[list[Decimal]] = []

    @rule(quantity=PACKS, in_parts=st.booleans(), expires_on=st.dates(date(2026, 10, 31), date(2026, 11, 5)))
    def deliver(self, quantity: Decimal, in_parts: bool, expires_on: date) -> None:
        lot = Lot(quantity=quantity, lot_no="L", expires_on=expires_on)
        try:
            check_lot(lot, ordered=ORDERED, delivered=self.delivered, in_parts=in_parts, on=TODAY, line="x")
        except BaowenError:
            return
        assert expires_on > TODAY
        self.delivered += quantity
        self.waiting.append(quantity)

    @rule(share=st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(1), Decimal("1.5")]), short=PACKS)
    def receive(self, share: Decimal, short: Decimal) -> None:
        if not self.waiting:
            return
        quantity = self.waiting[-1]
        accepted = (quantity * share).quantize(Decimal("0.0001"))
        for missing in (short, quantity - accepted):
            try:
                counted = Counted(accepted=accepted, short=missing)
                check_counted(counted, delivered=quantity, expires_on=date(2028, 1, 1), on=TODAY)
            except BaowenError:
                continue
            self.waiting.pop()
            self.received += accepted
            self.accepted.append([accepted, Decimal(0)])
            return

    @rule(quantity=PACKS)
    def give_back(self, quantity: Decimal) -> None:
        for one in self.accepted:
            try:
                check_return(quantity, accepted=one[0], returned=one[1])
            except BaowenError:
                continue
            one[1] += quantity
            self.returned += quantity
            return

    @invariant()
    def no_quantity_passes_another(self) -> None:
        assert 0 <= self.returned <= self.received <= self.delivered <= ORDERED


TestLine = Line.TestCase
TestLine.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def test_the_machine_reaches_goods_that_come_back() -> None:
    """What the machine asserts is not held by doing nothing."""
    line = Line()
    line.deliver(Decimal(10), in_parts=False, expires_on=date(2026, 11, 5))
    line.receive(Decimal(1), Decimal("0.0001"))
    line.give_back(Decimal(3))
    assert (line.delivered, line.received, line.returned) == (10, 10, 3)
