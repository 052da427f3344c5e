"""What an enterprise can invoice: lines of its orders that were received and kept, less what it invoiced. PRC-4."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from baowen.core.money import amount
from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.regions import load_regions
from baowen.procure.settle.models import LineTotal
from baowen.procure.settle.rules.invoices import Billed
from baowen.procure.trade.queries.settling import LineFact, facts_kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Uninvoiced:
    """An order with what can be invoiced of each of its lines, at its price."""

    order: str
    hospital: str
    drugs: tuple[str, ...]
    lines: tuple[Billed, ...]

    @property
    def amount(self) -> Decimal:
        """What the invoice would come to, in yuan."""
        return sum((one.amount for one in self.lines), Decimal(0))


def uninvoiced(actor: Actor, *, order: str = "", limit: int = 200) -> list[Uninvoiced]:
    """Of the newest lines of the own enterprise that were received, or of one order: what is to be invoiced."""
    require(actor, Act.ORDER_ANSWER, actor.region, regions=load_regions(), organisation=actor.organisation)
    facts = facts_kept(actor.organisation, order=order, limit=limit)
    totals = dict(
        LineTotal.objects.filter(order_line__in=[one.number for one in facts]).values_list("order_line", "quantity")
    )
    by_order: dict[str, list[tuple[LineFact, Billed]]] = {}
    for one in facts:
        left = one.received - one.returned - totals.get(one.number, Decimal(0))
        if left > 0:
            by_order.setdefault(one.number.rpartition("-")[0], []).append((one, _billed(one, left)))
    return [
        Uninvoiced(
            order=code, hospital=found[0][0].hospital, drugs=tuple(dict.fromkeys(one.generic_name for one, _ in found)),
            lines=tuple(line for _, line in found),
        )
        for code, found in by_order.items()
    ]  # fmt: skip


def _billed(one: LineFact, left: Decimal) -> Billed:
    return Billed(
        order_line=one.number, quantity=left, unit_price=one.unit_price, amount=amount(left * one.unit_price)
    )  # fmt: skip
