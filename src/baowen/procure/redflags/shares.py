"""R025, R038 and R048: who stands out over many processes: loses, is disqualified, supplies anything. Pure; after
Cardinal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil

from baowen.procure.redflags.bids import rows_of
from baowen.procure.redflags.fences import fences, quantile, shown
from baowen.procure.redflags.flags import Flag, Group, Row
from baowen.procure.redflags.parameters import Parameters
from baowen.procure.redflags.process import Process


@dataclass(slots=True)
class Tally:
    """How many of how many, with the rows that were counted."""

    part: int = 0
    whole: int = 0
    rows: list[Row] = field(default_factory=list)

    def add(self, part: int, whole: int, rows: Sequence[Row]) -> None:
        self.part, self.whole = self.part + part, self.whole + whole
        self.rows.extend(rows)

    @property
    def ratio(self) -> Fraction:
        return Fraction(self.part, self.whole)


def often_unsuccessful(processes: Sequence[Process], given: Parameters) -> list[Flag]:
    """R025: a tenderer that bids often and wins unusually rarely. Counted once a process, however many its bids."""
    tallies: dict[str, Tally] = {}
    for one in processes:
        if not one.all_final or len(one.active) != 1 or len(one.active[0].suppliers) != 1:
            continue
        bids = {bid.tenderers[0]: bid for bid in one.bids if bid.status == "valid" and len(bid.tenderers) == 1}
        for name, bid in bids.items():
            won = name == one.active[0].suppliers[0]
            tallies.setdefault(name, Tally()).add(int(won), 1, rows_of(one, [bid]))
    if not tallies:
        return []
    often = quantile([Fraction(one.whole) for one in tallies.values()], Fraction(given.top_tenderer_share))
    beside = fences([one.ratio for one in tallies.values()], given.fence_multiple)
    return [
        _flag("R025", Group.TENDERER, name, one)
        for name, one in tallies.items()
        if not beside.are_flat and one.whole >= often and one.ratio <= beside.lower
    ]


def often_disqualified(processes: Sequence[Process], given: Parameters) -> list[Flag]:
    """R038: of whose bids, or at whom, an unusual share is disqualified: buyers, procuring entities, tenderers."""
    groups: dict[Group, dict[str, Tally]] = {Group.BUYER: {}, Group.PROCURING_ENTITY: {}, Group.TENDERER: {}}
    for one in processes:
        out = [bid for bid in one.submitted if bid.status == "disqualified"]
        for group, name in ((Group.BUYER, one.buyer), (Group.PROCURING_ENTITY, one.procuring_entity)):
            if name and one.submitted:
                groups[group].setdefault(name, Tally()).add(len(out), len(one.submitted), rows_of(one, out))
        for bid in one.submitted:
            is_out = bid.status == "disqualified"
            for name in bid.tenderers:
                rows = rows_of(one, [bid]) if is_out else ()
                groups[Group.TENDERER].setdefault(name, Tally()).add(int(is_out), 1, rows)
    least = {
        Group.BUYER: given.least_processes, Group.PROCURING_ENTITY: given.least_processes,
        Group.TENDERER: given.least_bids,
    }  # fmt: skip
    return [flag for group, tallies in groups.items() for flag in _above(group, tallies, least[group], given)]


def _above(group: Group, tallies: dict[str, Tally], least: int, given: Parameters) -> list[Flag]:
    counted = {name: one for name, one in tallies.items() if one.whole >= least}
    if not counted:
        return []
    beside = fences([one.ratio for one in counted.values()], given.fence_multiple)
    return [
        _flag("R038", group, name, one)
        for name, one in counted.items()
        if not beside.are_flat and one.part and one.ratio >= beside.upper
    ]


def supplies_anything(processes: Sequence[Process], given: Parameters) -> list[Flag]:
    """R048: a supplier of enough processes whose awarded items belong to unusually many first levels."""
    codes: dict[str, dict[str, Row]] = {}
    won: dict[str, set[str]] = {}
    for one in processes:
        for award in one.active:
            if len(award.suppliers) == 1 and award.codes:
                won.setdefault(award.suppliers[0], set()).add(one.ocid)
                of = codes.setdefault(award.suppliers[0], {})
                for code in award.codes:
                    of.setdefault(code[: given.digits], Row(one.ocid, f"awards/{award.place}/items", code))
    counted = {name: of for name, of in codes.items() if len(won[name]) >= given.least_awarded}
    if not counted:
        return []
    fence = ceil(fences([Fraction(len(of)) for of in counted.values()], given.fence_multiple).upper)
    return [
        Flag(
            code="R048", group=Group.TENDERER, identifier=name, value=Decimal(len(of)), rows=tuple(of.values())
        )
        for name, of in counted.items() if len(of) > 1 and len(of) >= fence
    ]  # fmt: skip


def _flag(code: str, group: Group, name: str, one: Tally) -> Flag:
    return Flag(code=code, group=group, identifier=name, value=shown(one.ratio), rows=tuple(one.rows))
