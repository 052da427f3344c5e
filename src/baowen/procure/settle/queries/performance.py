"""How contracts are performed, by enterprise or hospital, and what that proposes. PRC-4, PRC-5, PRC-8."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db.models import Q

from baowen.core.clock import SHANGHAI
from baowen.core.period import Month
from baowen.core.policy import Entry
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor
from baowen.orgs.queries import codes_within
from baowen.procure.settle.book import SettleBook
from baowen.procure.settle.kinds import BreachKind, InvoiceKind
from baowen.procure.settle.models import Invoice
from baowen.procure.settle.queries.scope import is_hospital, seen_by
from baowen.procure.settle.rules.performance import Ordered, Performance, Settled, performed, score, settled
from baowen.procure.trade.queries.settling import LineFact, facts_placed
from baowen.procure.trade.states import LineState

MOST_MONTHS = 24


class By(StrEnum):
    """By whom performance is told."""

    SUPPLIER = "supplier"
    HOSPITAL = "hospital"


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceLine:
    """The performance of an enterprise, or of what a hospital ordered; `score` of enterprises alone."""

    organisation: str
    performance: Performance
    settled: Settled
    score: Decimal | None
    is_below: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceTable:
    """Performance over months, with the entries of the pack by which it is measured."""

    since: Month
    until: Month
    by: By
    lines: tuple[PerformanceLine, ...]
    definition: Entry
    below: Entry
    weights: Entry


def performance_table(
    actor: Actor, by: By, since: Month, until: Month, *, now: datetime, book: SettleBook
) -> PerformanceTable:  # fmt: skip
    """What was ordered in some months: officers see their place, an enterprise or a hospital its own orders."""
    if not since <= until or until > since.plus(MOST_MONTHS - 1):
        raise BaowenError(f"期间应为 1 至 {MOST_MONTHS} 个月", f"a period has 1 to {MOST_MONTHS} months")
    scope, place, on = seen_by(actor), actor.region, until.last
    definition, entry = book.definition(place, on)
    weights, weights_entry = book.weights(place, on)
    below = book.below(place, on)
    lines, days = _lines(actor, since, until), _days(scope, since, until, by)
    groups: dict[str, list[LineFact]] = defaultdict(list)
    for one in lines:
        groups[getattr(one, by.value)].append(one)
    found = []
    for organisation, facts in sorted(groups.items()):
        performance = performed(map(ordered, facts), definition, now=now)
        rate = performance.delivery_rate
        found.append(
            PerformanceLine(
                organisation=organisation, performance=performance, settled=settled(days[organisation]),
                score=score(performance, weights) if by is By.SUPPLIER else None,
                is_below=rate is not None and rate < below.number(),
            )
        )  # fmt: skip
    return PerformanceTable(
        since=since, until=until, by=by, lines=tuple(found), definition=entry, below=below, weights=weights_entry
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A breach that performance shows."""

    kind: BreachKind
    accused: str
    region: str
    about: str
    words: str


def proposals(region: str, month: Month, *, now: datetime, book: SettleBook) -> list[Proposal]:
    """What the orders of a month in a place show: lines that were refused, and enterprises below the pack's line."""
    facts = placed(month, month, regions=codes_within(region))
    definition, _ = book.definition(region, month.last)
    below = book.below(region, month.last)
    found = [
        Proposal(
            kind=BreachKind.REFUSED, accused=one.supplier, region=one.region, about=one.number,
            words=f"拒绝订单明细 {one.number}（{one.generic_name}，{one.quantity.normalize():f} 盒）",
        )
        for one in facts
        if one.state is LineState.REFUSED
    ]  # fmt: skip
    for supplier in sorted({one.supplier for one in facts}):
        own = [ordered(one) for one in facts if one.supplier == supplier and one.state is not LineState.REFUSED]
        rate = performed(own, definition, now=now).delivery_rate
        if rate is not None and rate < below.number():
            found.append(
                Proposal(
                    kind=BreachKind.LOW_RATE, accused=supplier, region=region, about=f"{region} {month}",
                    words=f"{month} 配送率 {rate:.1%}，低于 {below.number():.0%}（{below.clause}，{below.basis.zh}）",
                )
            )  # fmt: skip
    return found


def _lines(actor: Actor, since: Month, until: Month) -> list[LineFact]:
    if seen_by(actor) == Q(supplier=actor.organisation):
        return placed(since, until, supplier=actor.organisation)
    if is_hospital(actor):
        return placed(since, until, hospital=actor.organisation)
    return placed(since, until, regions=codes_within(actor.region))


def placed(
    since: Month, until: Month, *, regions: Collection[str] | None = None, hospital: str = "", supplier: str = "",
    products: Collection[str] | None = None,
) -> list[LineFact]:  # fmt: skip
    """Order lines placed in some months, as days in China; of some products alone where they are named."""
    first = datetime(since.year, since.number, 1, tzinfo=SHANGHAI)
    last = datetime(until.last.year, until.last.month, until.last.day, tzinfo=SHANGHAI) + timedelta(days=1)
    return facts_placed(
        since=first, until=last, regions=regions, hospital=hospital, supplier=supplier, products=products
    )


def ordered(fact: LineFact) -> Ordered:
    """An order line as the rules of performance see it."""
    return Ordered(
        quantity=fact.quantity, unit_price=fact.unit_price, delivered=fact.delivered, received=fact.received,
        is_refused=fact.state is LineState.REFUSED, is_cancelled=fact.state is LineState.CANCELLED,
        placed_at=fact.placed_at, answered_at=fact.answered_at, due_at=fact.due_at, delivered_at=fact.delivered_at,
        received_at=fact.received_at,
    )  # fmt: skip


def _days(scope: Q, since: Month, until: Month, by: By) -> dict[str, list[int | None]]:
    """By organisation the days from invoice to full payment of the invoices of some months; None where unpaid."""
    rows: Iterable[Invoice] = Invoice.objects.filter(
        scope, kind=InvoiceKind.INVOICE.value, voided_at=None, invoiced_on__range=(since.first, until.last)
    )
    found: dict[str, list[int | None]] = defaultdict(list)
    for one in rows:
        days = None if one.paid_on is None else (one.paid_on - one.invoiced_on).days
        found[getattr(one, by.value)].append(days)
    return found
