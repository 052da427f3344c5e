"""What a measure moved, from the records of transfers and reserves: what came where, its cost, what was lost. RSP-3."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.outcomes.supply import Arrived
from baowen.reserve.goods.queries import Released, released_for_cases
from baowen.reserve.transfers.queries.moved import Arrival, moved_of_cases


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """`arrived`: what hospitals received; `left`: what others gave, below zero. `lost`: packs lost on the way. `cost`:
    yuan, None where none is known."""

    arrived: tuple[Arrived, ...] = ()
    left: tuple[Arrived, ...] = ()
    lost: Decimal = Decimal(0)
    cost: Decimal | None = None


def moved_of(measures: Mapping[int, str]) -> dict[int, Moved]:
    """By measure what the orders that name it moved; `measures`: the case of each."""
    orders = _orders(set(measures.values()))
    return {
        measure: _together(one for one in orders.get(case, ()) if one.measure == measure)
        for measure, case in measures.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    measure: int | None
    arrived: tuple[Arrived, ...]
    left: tuple[Arrived, ...]
    lost: Decimal
    cost: Decimal | None


def _orders(cases: Collection[str]) -> dict[str, list[_Order]]:
    """By case its transfers and the releases of reserves."""
    found = _transfers(cases)
    for case, released in released_for_cases(cases).items():
        found.setdefault(case, []).extend(_as_order(one) for one in released if one.received_on is not None)
    return found


def _as_order(one: Released) -> _Order:
    """What a taker accepted of a release; the reserve is no hospital, so that nothing is taken off there."""
    came = Arrived(hospital=one.taker, product_code=one.product_code, on=one.received_on or date.min, packs=one.packs)
    return _Order(measure=one.measure, arrived=(came,), left=(), lost=one.lost, cost=one.amount)


def _transfers(cases: Collection[str]) -> dict[str, list[_Order]]:
    return {
        case: [
            _Order(
                measure=one.measure, lost=one.lost, cost=one.cost, arrived=_as_arrived(one.arrivals, 1),
                left=_as_arrived(one.left, -1),
            )
            for one in found
        ]
        for case, found in moved_of_cases(list(cases)).items()
    }  # fmt: skip


def _as_arrived(moves: Iterable[Arrival], sign: int) -> tuple[Arrived, ...]:
    return tuple(
        Arrived(hospital=one.organisation, product_code=one.product_code, on=one.on, packs=sign * one.packs)
        for one in moves
    )


def _together(orders: Iterable[_Order]) -> Moved:
    found = list(orders)
    costs = [one.cost for one in found if one.cost is not None]
    return Moved(
        arrived=tuple(each for one in found for each in one.arrived),
        left=tuple(each for one in found for each in one.left),
        lost=sum((one.lost for one in found), Decimal(0)), cost=sum(costs, Decimal(0)) if costs else None,
    )  # fmt: skip
