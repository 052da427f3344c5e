"""The cube of orders: what was ordered in a month, what of it was due, delivered and received by a day.

One row per month, product, hospital, region and distributor (null where the source names none).
Lines that the hospital cancelled, lines of quantity 0 and lines in `excluded` do not count.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import ibis
import ibis.expr.types as ir

from baowen.core.period import Month

_MONEY: Final = "decimal(18, 4)"
ORDERS_CUBE: Final = ibis.schema(
    {
        "month": "string", "product": "int32", "hospital": "int32", "region": "int32", "distributor": "int32",
        "lines": "int64", "due_lines": "int64", "delivered_lines": "int64", "received_lines": "int64",
        "on_time_lines": "int64", "refused_lines": "int64",
        "unanswered_lines": "int64", "ordered_quantity": _MONEY, "ordered_amount": _MONEY, "due_quantity": _MONEY,
        "due_amount": _MONEY, "delivered_quantity": _MONEY, "delivered_amount": _MONEY, "received_quantity": _MONEY,
        "received_amount": _MONEY, "last_day": "date",
    }
)  # fmt: skip
# The delivery classes that policy gives hours for; each has its due day in the calendar's table.
DUE_CLASSES: Final = ("general", "emergency", "remote", "cold_chain", "emergency_remote")
_HALF_A_UNIT: Final = 0.00005
_KEYS: Final = ("month", "product", "hospital", "region", "distributor")


def orders_cube(
    order_line: ir.Table,
    delivery: ir.Table,
    receipt: ir.Table,
    calendar: ir.Table,
    organisation: ir.Table,
    *,
    month: Month,
    follow_months: int,
    as_of: date,
    excluded: ir.Table | None = None,
) -> ir.Table:
    """Aggregate the order lines of `month` with what arrived for them up to `follow_months` later and `as_of`.

    `calendar`: day and the due days of DUE_CLASSES, as `due_general`. `organisation`: org, is_remote.
    `excluded`: order_line_hash of implausible lines. The three fact tables may be whole: months are filtered here.
    A line is due when its day has come by `as_of` and lies within the months followed: of a line that is due later
    nothing could be known, so it is not judged. What is delivered counts up to the ordered quantity of its line;
    `delivered_lines` and `received_lines` are due lines that arrived whole, however late;
    a line is on time when its whole quantity had been delivered on its due day (inclusive).
    `last_day` is the last day of the month, or `as_of` when that is earlier.
    """
    known_until = min(as_of, month.plus(follow_months).last)
    lines = counted_lines(order_line, month=month, as_of=as_of, excluded=excluded)
    lines = _due_lines(lines, calendar, organisation, known_until=known_until)
    until = str(month.plus(follow_months))
    arrivals = ibis.union(
        _rows(delivery, "delivered_on", month=month, until=until, as_of=as_of, delivered=True),
        _rows(receipt, "received_on", month=month, until=until, as_of=as_of, delivered=False),
    )
    return _aggregate(_with_arrivals(lines, _arrived(lines, arrivals)), last_day=min(month.last, as_of))


def counted_lines(order_line: ir.Table, *, month: Month, as_of: date, excluded: ir.Table | None) -> ir.Table:
    """The lines of a month that count anywhere: ordered by `as_of`, not cancelled, not empty, not implausible."""
    status = order_line.status.fill_null("placed")
    lines = order_line.filter(
        order_line.month == str(month), order_line.ordered_on <= as_of, order_line.quantity > 0, status != "cancelled"
    )
    if excluded is None:
        return lines
    return lines.anti_join(excluded.select("order_line_hash"), "order_line_hash")


def _due_lines(lines: ir.Table, calendar: ir.Table, organisation: ir.Table, *, known_until: date) -> ir.Table:
    """Each counted line with its due day: its own, else by class and place from the calendar (`due_by_rule`)."""
    days = calendar.select("day", *[f"due_{name}" for name in DUE_CLASSES])
    places = organisation.select(place="org", remote=organisation.is_remote.fill_null(False))
    joined = lines.left_join(days, lines.ordered_on == days.day)
    joined = joined.left_join(places, joined.hospital == places.place)
    due_on = ibis.coalesce(joined.due_on, due_by_rule(joined))
    return joined.select(
        *_KEYS, "order_line_hash", "quantity", "unit_price", "status",
        due_on=due_on, is_due=(due_on <= known_until).fill_null(False),
    )  # fmt: skip


def due_by_rule(lines: ir.Table) -> ir.Value:
    """The due day of lines that carry the calendar's columns, `delivery_class` and `remote` (null: not remote).

    A class without a day of its own is due as the wider class that it belongs to. What is both cold-chain and remote
    has the later of the two days: no text gives one for both, and neither allowance may be taken away by the other.
    """
    ordinary = ibis.ifelse(lines.remote.fill_null(False), lines.due_remote, lines.due_general)
    cold_chain = ibis.coalesce(lines.due_cold_chain, lines.due_general)
    emergency_remote = ibis.coalesce(lines.due_emergency_remote, lines.due_emergency)
    return ibis.cases(
        (
            lines.delivery_class == "emergency",
            ibis.ifelse(lines.remote.fill_null(False), emergency_remote, lines.due_emergency),
        ),
        (
            lines.delivery_class == "cold_chain",
            ibis.ifelse((ordinary > cold_chain).fill_null(False), ordinary, cold_chain),
        ),
        else_=ordinary,
    )


def _rows(fact: ir.Table, day: str, *, month: Month, until: str, as_of: date, delivered: bool) -> ir.Table:
    rows = fact.filter(fact.month >= str(month), fact.month <= until, fact[day] <= as_of)
    return rows.select(
        "order_line_hash", arrived=rows.quantity.cast("float64"), arrived_on=day, is_delivery=ibis.literal(delivered)
    )


def _arrived(lines: ir.Table, arrivals: ir.Table) -> ir.Table:
    """Per due order line: what was delivered, the part of it by the due day, and what was received.

    Deliveries and receipts are joined in one go, so that the lines are worked out and hashed once less.
    """
    wanted = lines.filter(lines.is_due).select("order_line_hash", "due_on")
    joined = wanted.join(arrivals, "order_line_hash")
    in_time = joined.is_delivery & (joined.arrived_on <= joined.due_on)
    return joined.group_by("order_line_hash").aggregate(
        delivered=_where(joined.is_delivery, joined.arrived).sum(),
        on_time=_where(in_time, joined.arrived).sum(),
        received=_where(~joined.is_delivery, joined.arrived).sum(),
    )


def _where(condition: ir.BooleanValue, value: ir.Value) -> ir.Value:
    """The value where the condition holds, else 0: summed, it costs half of a filtered sum."""
    return ibis.ifelse(condition, value, 0.0)


def _with_arrivals(lines: ir.Table, arrived: ir.Table) -> ir.Table:
    """Lines with what arrived, capped at what was ordered, all as float64.

    Quantities have at most four decimals and are below 10^9: a float64 keeps them apart with room to spare, and
    sums are brought back to decimals at the end (see `_decimal`). 128-bit sums made the cube twice as slow.
    """
    joined = lines.left_join(arrived, "order_line_hash")
    ordered = joined.quantity.cast("float64")
    price = joined.unit_price.cast("float64")
    delivered = ibis.least(ibis.coalesce(joined.delivered, 0.0), ordered)
    received = ibis.least(ibis.coalesce(joined.received, 0.0), ordered)
    return joined.select(
        *_KEYS,
        "status",
        "is_due",
        ordered=ordered,
        delivered=delivered,
        received=received,
        amount=ordered * price,
        delivered_amount=delivered * price,
        received_amount=received * price,
        # Sums of the parts of one line are right to ten decimals; half of the last stored one is far above that.
        all_delivered=joined.is_due & (ibis.coalesce(joined.delivered, 0.0) >= ordered - _HALF_A_UNIT),
        all_received=joined.is_due & (ibis.coalesce(joined.received, 0.0) >= ordered - _HALF_A_UNIT),
        is_on_time=joined.is_due & (ibis.coalesce(joined.on_time, 0.0) >= ordered - _HALF_A_UNIT),
    )


def line_amount(quantity: ir.Value, price: ir.Value) -> ir.Value:
    """Quantity times price in yuan, rounded to four places; computed as `_decimal` explains."""
    return _decimal(quantity.cast("float64") * price.cast("float64"))


def _decimal(value: ir.Value) -> ir.Value:
    """A float64 sum as the decimal that it stands for.

    Up to 10^8 yuan or packs for one hospital, product and month, and 10^5 lines, the error of the sum stays below
    10^-3 of the last stored place, so the rounded result is the exact sum.
    """
    return value.cast(_MONEY)


def _aggregate(lines: ir.Table, *, last_day: date) -> ir.Table:
    def count(condition: ir.BooleanValue) -> ir.Value:
        return ibis.ifelse(condition, 1.0, 0.0).sum()

    cube = lines.group_by(*_KEYS).aggregate(
        lines=lines.count(),
        due_lines=count(lines.is_due),
        delivered_lines=count(lines.all_delivered),
        received_lines=count(lines.all_received),
        on_time_lines=count(lines.is_on_time),
        refused_lines=count((lines.status == "refused").fill_null(False)),
        unanswered_lines=count((lines.status == "unanswered").fill_null(False)),
        ordered_quantity=lines.ordered.sum(),
        ordered_amount=lines.amount.sum(),
        due_quantity=_where(lines.is_due, lines.ordered).sum(),
        due_amount=_where(lines.is_due, lines.amount).sum(),
        delivered_quantity=lines.delivered.sum(),
        delivered_amount=lines.delivered_amount.sum(),
        received_quantity=lines.received.sum(),
        received_amount=lines.received_amount.sum(),
    )
    sums = {name: _decimal(cube[name]) for name, kind in ORDERS_CUBE.items() if kind.is_decimal()}
    counts = {name: cube[name].cast("int64") for name, kind in ORDERS_CUBE.items() if kind.is_integer()}
    kept = {name: value for name, value in counts.items() if name.endswith("lines")}
    cube = cube.mutate(**sums, **kept, last_day=ibis.literal(last_day))
    return cube.select(*ORDERS_CUBE.names)
