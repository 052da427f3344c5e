"""R024 and R058: how far the lowest other bid lies above the winning one, close or far. Pure; after Cardinal.

Compared are processes with one active award to one supplier, whose own bid is the lowest; elsewhere price did not
decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from baowen.procure.redflags.bids import is_fixed, rows_of
from baowen.procure.redflags.fences import fences, shown
from baowen.procure.redflags.flags import Flag, Group, Row
from baowen.procure.redflags.parameters import Parameters
from baowen.procure.redflags.process import Bid, Process


@dataclass(frozen=True, slots=True)
class Gap:
    """The winning bid of a process, the lowest of the others, and their distance as a share of the winning one."""

    process: Process
    winner: Bid
    second: Bid
    ratio: Fraction

    @property
    def rows(self) -> tuple[Row, ...]:
        return rows_of(self.process, (self.winner, self.second))


def close_to_winner(processes: Sequence[Process], given: Parameters) -> list[Flag]:
    """R024: the lowest other bid lies unusually close above the winning one; both tenderers are named."""
    gaps = gaps_of(processes, given)
    if not gaps:
        return []
    beside = fences([one.ratio for one in gaps], given.fence_multiple)
    near = [] if beside.are_flat else [one for one in gaps if one.ratio <= beside.lower]
    return _flags("R024", near, [(one, (*one.winner.tenderers, *one.second.tenderers)) for one in near])


def deep_discount(processes: Sequence[Process], given: Parameters) -> list[Flag]:
    """R058: the lowest other bid lies unusually far above the winning one; the winner is named."""
    gaps = gaps_of(processes, given)
    if not gaps:
        return []
    beside = fences([one.ratio for one in gaps], given.fence_multiple)
    far = [] if beside.are_flat else [one for one in gaps if one.ratio >= beside.upper]
    return _flags("R058", far, [(one, one.winner.tenderers) for one in far])


def gaps_of(processes: Sequence[Process], given: Parameters) -> list[Gap]:
    """The gap of each process that can be compared."""
    found = []
    for one in processes:
        if one.all_final and len(one.active) == 1 and len(one.active[0].suppliers) == 1 and not is_fixed(one, given):
            gap = _gap(one, one.active[0].suppliers[0], given.currency)
            if gap is not None:
                found.append(gap)
    return found


def _gap(one: Process, supplier: str, currency: str) -> Gap | None:
    bids = [
        bid for bid in one.bids
        if bid.status == "valid" and len(bid.tenderers) == 1 and bid.amount is not None and bid.currency == currency
    ]  # fmt: skip
    winner = min((bid for bid in bids if bid.tenderers[0] == supplier), key=_amount, default=None)
    second = min((bid for bid in bids if bid.tenderers[0] != supplier), key=_amount, default=None)
    if winner is None or second is None or _amount(winner) <= 0 or _amount(second) < _amount(winner):
        return None
    return Gap(one, winner, second, (_amount(second) - _amount(winner)) / _amount(winner))


def _amount(bid: Bid) -> Fraction:
    return Fraction(bid.amount or 0)


def _flags(code: str, gaps: Sequence[Gap], named: Sequence[tuple[Gap, tuple[str, ...]]]) -> list[Flag]:
    flags = [
        Flag(code=code, group=Group.OCID, identifier=one.process.ocid, value=shown(one.ratio), rows=one.rows)
        for one in gaps
    ]
    rows: dict[str, list[Row]] = {}
    for gap, names in named:
        for name in names:
            rows.setdefault(name, []).extend(gap.rows)
    return flags + [
        Flag(code=code, group=Group.TENDERER, identifier=name, value=None, rows=tuple(found))
        for name, found in rows.items()
    ]
