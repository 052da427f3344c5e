"""How a contract is performed: delivery rate, answers, punctuality, payment, and a score. Pure. PRC-4, PRC-8."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from statistics import median

from baowen.core.money import ratio

HOUR = 3600
HUNDRED = Decimal(100)


class Numerator(StrEnum):
    """What the delivery rate counts: what was delivered or what was received."""

    DELIVERED = "delivered"
    RECEIVED = "received"


class Measure(StrEnum):
    """In what the delivery rate counts."""

    QUANTITY = "quantity"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """The delivery rate as the pack defines it."""

    numerator: Numerator
    measure: Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """An order line as performance sees it. `ended_at`: the last delivery or receipt, None where there is none."""

    quantity: Decimal
    unit_price: Decimal
    delivered: Decimal
    received: Decimal
    is_refused: bool
    is_cancelled: bool
    placed_at: datetime
    answered_at: datetime | None
    due_at: datetime | None
    delivered_at: datetime | None
    received_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """What lines come to; a rate is None where there is nothing to take it of. `on_time` counts lines that were due."""

    lines: int
    refused: int
    unanswered: int
    ordered: Decimal
    fulfilled: Decimal
    delivery_rate: Decimal | None
    answered_rate: Decimal | None
    accepted_rate: Decimal | None
    answer_hours: Decimal | None
    due: int
    on_time: int
    on_time_rate: Decimal | None


def performed(lines: Iterable[Ordered], definition: Definition, *, now: datetime) -> Performance:
    """The performance over lines; those that the hospital cancelled count nowhere."""
    counted = [one for one in lines if not one.is_cancelled]
    weights = [one.unit_price if definition.measure is Measure.AMOUNT else Decimal(1) for one in counted]
    ordered = sum((one.quantity * weight for one, weight in zip(counted, weights, strict=True)), Decimal(0))
    fulfilled = sum(
        (_came(one, definition) * weight for one, weight in zip(counted, weights, strict=True)), Decimal(0)
    )  # fmt: skip
    answered = [one for one in counted if one.answered_at is not None]
    refused = sum(one.is_refused for one in counted)
    due = [one for one in counted if one.due_at is not None and one.due_at <= now and not one.is_refused]
    on_time = sum(_is_on_time(one, definition) for one in due)
    return Performance(
        lines=len(counted), refused=refused, unanswered=len(counted) - len(answered), ordered=ordered,
        fulfilled=fulfilled, delivery_rate=ratio(fulfilled, ordered),
        answered_rate=_of(len(answered), len(counted)), accepted_rate=_of(len(answered) - refused, len(answered)),
        answer_hours=_hours(answered), due=len(due), on_time=on_time, on_time_rate=_of(on_time, len(due)),
    )  # fmt: skip


def _came(one: Ordered, definition: Definition) -> Decimal:
    return one.delivered if definition.numerator is Numerator.DELIVERED else one.received


def _is_on_time(one: Ordered, definition: Definition) -> bool:
    """All of it came, and the last of it no later than it was due."""
    came_at = one.delivered_at if definition.numerator is Numerator.DELIVERED else one.received_at
    return (
        one.due_at is not None and came_at is not None and came_at <= one.due_at
        and _came(one, definition) >= one.quantity
    )  # fmt: skip


def _of(part: int, whole: int) -> Decimal | None:
    return ratio(Decimal(part), Decimal(whole))


def _hours(answered: Iterable[Ordered]) -> Decimal | None:
    """The median of the hours from an order to its answer, one place."""
    hours = [
        Decimal(int((one.answered_at - one.placed_at).total_seconds())) / HOUR for one in answered if one.answered_at
    ]
    return None if not hours else round(Decimal(median(hours)), 1)


def score(performance: Performance, weights: Mapping[str, Decimal]) -> Decimal | None:
    """The score of a distributor, 0 to 100 with one place: what could be measured, by the pack's weights.

    What could not be measured is left out with its weight; None where nothing could.
    """
    measured = {
        "delivery": performance.delivery_rate, "on_time": performance.on_time_rate,
        "answered": performance.answered_rate, "accepted": performance.accepted_rate,
    }  # fmt: skip
    counted = {name: share for name, share in measured.items() if share is not None and weights.get(name, 0) > 0}
    total = sum((weights[name] for name in counted), Decimal(0))
    if total == 0:
        return None
    points = sum((min(share, Decimal(1)) * weights[name] for name, share in counted.items()), Decimal(0))
    return round(points * HUNDRED / total, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How invoices were paid: how many, how many in full, the median of days until then."""

    invoices: int
    paid: int
    days: Decimal | None


def settled(days: Iterable[int | None]) -> Settled:
    """Over invoices by the days until they were paid in full; None for one that is not."""
    every = list(days)
    paid = [one for one in every if one is not None]
    return Settled(invoices=len(every), paid=len(paid), days=Decimal(median(paid)) if paid else None)
