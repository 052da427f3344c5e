"""What others ask of reserve goods: what was released for a case, what a holder has, whether it answers in time.

For code that has asked already who may know: nothing here is scoped to an actor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max

from baowen.core.clock import SHANGHAI, day_of
from baowen.core.money import amount
from baowen.reserve.goods.kinds import GoodsKind
from baowen.reserve.goods.models import Holding, Release, Sending
from baowen.reserve.goods.states import ReleaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """What one taker accepted of a release: packs (or kg), yuan at purchase price, and what was lost and sent back.

    `received_on`: the last day on which it received; None while nothing of it has come.
    """

    order: str
    measure: int | None
    product_code: str
    taker: str
    packs: Decimal
    unit: GoodsKind
    received_on: date | None
    amount: Decimal
    lost: Decimal
    returned: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is left of a lot in a reserve."""

    product_code: str
    kind: GoodsKind
    generic_name: str
    lot_no: str
    expires_on: date
    packs: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class InTime:
    """Release orders of a year: how many are owed an outcome by now, and how many were whole before their deadline."""

    owed: int
    in_time: int


def released_for_cases(cases: Collection[str]) -> dict[str, tuple[Released, ...]]:
    """By case what was released for it, a line for each taker of each order that is not refused or cancelled."""
    rows = (
        Release.objects.filter(case_number__in=[one for one in cases if one]).exclude(state__in=_GONE)
        .select_related("holding").prefetch_related("takers__sendings__receipt", "takers__sendings__entry")
        .order_by("pk")
    )  # fmt: skip
    found: dict[str, list[Released]] = defaultdict(list)
    for row in rows:
        found[row.case_number] += [
            Released(
                order=row.code, measure=row.measure, product_code=row.holding.product_code, taker=one.organisation,
                packs=one.accepted, unit=GoodsKind(row.holding.kind), received_on=_last_day(one.sendings.all()),
                amount=_cost(one.sendings.all()), lost=one.lost, returned=one.returned,
            )
            for one in row.takers.all()
        ]  # fmt: skip
    return {case: tuple(lines) for case, lines in found.items()}


def held_now(holder: str) -> tuple[Held, ...]:
    """The lots of a holder with something left, expired ones among them, by product and expiry."""
    return tuple(
        Held(
            product_code=row.product_code, kind=GoodsKind(row.kind), generic_name=row.generic_name,
            lot_no=lot.lot_no, expires_on=lot.expires_on, packs=lot.balance, unit_price=lot.unit_price,
        )
        for row in Holding.objects.filter(holder=holder).prefetch_related("lots").order_by("product_code")
        for lot in row.lots.all()
        if lot.balance > 0
    )  # fmt: skip


def answered_in_time(holder: str, year: int, *, at: datetime) -> InTime:
    """How a holder answered the release orders of a year whose deadline has passed or that are whole.

    In time: all that was ordered had been sent before the deadline. Refused orders are owed and not in time, cancelled
    ones are not owed.
    """
    first, after = (datetime(one, 1, 1, tzinfo=SHANGHAI) for one in (year, year + 1))
    rows = (
        Release.objects.filter(holding__holder=holder, ordered_at__gte=first, ordered_at__lt=after)
        .exclude(state=ReleaseState.CANCELLED.value)
        .prefetch_related("takers")
    )
    last = dict(Sending.objects.filter(taker__release__in=rows).values_list("taker__release").annotate(Max("sent_at")))
    owed = in_time = 0
    for row in rows:
        whole = row.pk in last and sum((one.sent for one in row.takers.all()), Decimal(0)) >= row.packs
        if not whole and row.due_at > at and row.state != ReleaseState.REFUSED.value:
            continue
        owed += 1
        in_time += whole and last[row.pk] <= row.due_at
    return InTime(owed, in_time)


_GONE = (ReleaseState.REFUSED.value, ReleaseState.CANCELLED.value)


def _cost(sendings: Iterable[Sending]) -> Decimal:
    """What was accepted at its purchase price: rounded lot by lot, as in the ledger."""
    return sum(
        (amount(one.entry.unit_price * one.receipt.accepted) for one in sendings if hasattr(one, "receipt")),
        Decimal("0.00"),
    )


def _last_day(sendings: Iterable[Sending]) -> date | None:
    return max((day_of(one.receipt.received_at) for one in sendings if hasattr(one, "receipt")), default=None)
