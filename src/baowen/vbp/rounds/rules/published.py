"""Reads the bids and agreed volumes of a round as they are published; what is written otherwise is told. Pure. VBP-1.

A name that differs only by blanks or width, or by salt and form, is joined and told; any other that no bid is for
becomes a lot without bids and is told too. Nothing is corrected in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from baowen.core.money import unit_price
from baowen.core.problems import Problem
from baowen.vbp.rounds.entered import NewBid, NewLot
from baowen.vbp.rounds.kinds import SupplyRole
from baowen.vbp.rounds.rules.cells import (
    is_placeholder,
    number_in,
    place_of,
    places_in,
    price_in,
    tell_spelling,
    yes_in,
)
from baowen.vbp.rounds.rules.grid import Grid, Kind, Row, Told, rows_of
from baowen.vbp.rounds.rules.naming import base_of, without_blanks
from baowen.vbp.rounds.rules.sheets import BIDS, VOLUMES
from baowen.vbp.rounds.rules.wording import told as problem_told

TEN_THOUSAND = Decimal(10_000)


@dataclass(slots=True)
class LotRead:
    """A lot while it is being read; `row`: where it was first named."""

    lot: NewLot
    row: int
    bids: list[NewBid] = field(default_factory=list)
    volumes: list[tuple[str, str, Decimal | None]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def done(self) -> NewLot:
        return replace(self.lot, bids=tuple(self.bids), volumes=tuple(self.volumes), volume_lines=tuple(self.lines))


def rounds_in(grids: Iterable[tuple[Kind, Grid]]) -> tuple[str, ...]:
    """The rounds that published tables name, in their order."""
    found: dict[str, None] = {}
    for kind, grid in grids:
        heading = kind.found_in(grid.headings).get("round")
        for _, cells in grid.rows if heading else ():
            if cells.get(heading or "", "").strip():
                found[cells[heading or ""].strip()] = None
    return tuple(found)


def read_bids(grid: Grid, wanted: str, told: Told) -> dict[str, LotRead]:
    """The lots of a round by their number, with every bid."""
    lots: dict[str, LotRead] = {}
    seen: dict[tuple[str, str, str], int] = {}
    rounded = 0
    for row in _rows_of_round(grid, BIDS, wanted, told):
        lot = _lot_of(row, lots)
        if lot is None:
            continue
        bid = _bid(row)
        key = (lot.lot.number, bid.enterprise_name, bid.spec)
        if key in seen:
            row.tell("bid_twice", "name", first=seen[key])
            continue
        seen[key] = row.number
        given = number_in(row, "price")
        rounded += given is not None and given != unit_price(given)
        _ceiling(row, lot, bid)
    if rounded:
        told.remarks.append(problem_told("rounded", file=grid.file, sheet=grid.sheet, count=rounded))
    return lots


def _rows_of_round(grid: Grid, kind: Kind, wanted: str, told: Told) -> Iterable[Row]:
    for row in rows_of(grid, kind, told):
        if not row.text("round") or row.text("round") == wanted:
            yield row


def _lot_of(row: Row, lots: dict[str, LotRead]) -> LotRead | None:
    number, drug = row.filled("number", 30), row.filled("drug")
    if not number or not drug:
        return None
    known = lots.get(number)
    if known is None:
        known = lots[number] = LotRead(NewLot(number=number, drug=drug, spec=row.short("spec")), row.number)
    elif known.lot.drug != drug:
        row.tell("lot_named_otherwise", "drug", number, first=known.row, other=known.lot.drug)
        return None
    return known


def _bid(row: Row) -> NewBid:
    price = price_in(row, "price", is_needed=True)
    if price is not None and is_placeholder(price):
        row.tell("placeholder", "price", row.text("price"))
    places = tuple((code, SupplyRole.MAIN) for code in places_in(row, "places"))
    return NewBid(
        enterprise_name=row.filled("name"), short_name=row.short("short_name", 100), spec=row.short("spec"),
        is_originator=yes_in(row, "is_originator"), is_multinational=yes_in(row, "is_multinational"), price=price,
        is_selected=bool(yes_in(row, "is_selected")), places=places, line=row.number,
    )  # fmt: skip


def _ceiling(row: Row, lot: LotRead, bid: NewBid) -> None:
    """The first ceiling is the lot's; another stays with its bid and is told once a lot."""
    ceiling = price_in(row, "ceiling")
    if not lot.bids:
        lot.lot = replace(lot.lot, ceiling=ceiling)
    elif ceiling is not None and ceiling != lot.lot.ceiling:
        if not any(one.ceiling for one in lot.bids):
            row.tell("ceiling_differs", "ceiling", row.text("ceiling"))
        bid = replace(bid, ceiling=ceiling)
    lot.bids.append(bid)


def read_volumes(grid: Grid, wanted: str, lots: dict[str, LotRead], told: Told) -> None:
    """Add the agreed volumes of a round to its lots; a name that no bid is for becomes a lot of its own."""
    names = _Names(lots)
    seen: dict[tuple[str, str, str], int] = {}
    for row in _rows_of_round(grid, VOLUMES, wanted, told):
        drug, written = row.filled("drug"), row.filled("place")
        place = place_of(written) if written else None
        if not drug or place is None:
            if written and place is None:
                row.tell("unknown_place", "place", written)
            continue
        lot = names.lot_of(row, drug)
        spec, volume = row.short("spec"), number_in(row, "volume")
        if volume is None and not row.text("volume"):
            row.tell("missing_volume", "volume")
        key = (lot.lot.number, place.code, spec)
        if key in seen:
            row.tell("volume_twice", "place", written, first=seen[key])
        else:
            seen[key] = row.number
        tell_spelling(row, "place", place)
        lot.volumes.append((place.code, spec, None if volume is None else volume * TEN_THOUSAND))
        lot.lines.append(row.number)


class _Names:
    """Finds the lot that a table of volumes means, and tells once a name how it was found."""

    def __init__(self, lots: dict[str, LotRead]) -> None:
        self._lots = lots
        self._known: dict[str, LotRead] = {one.lot.drug: one for one in lots.values()}
        self._by_blanks = {without_blanks(name): one for name, one in self._known.items()}
        bases = Counter(map(base_of, self._known))
        self._by_base = {base_of(name): one for name, one in self._known.items() if bases[base_of(name)] == 1}

    def lot_of(self, row: Row, drug: str) -> LotRead:
        """The lot of a name, a new one without bids where none fits."""
        known = self._known.get(drug)
        if known is not None:
            return known
        spaced, based = self._by_blanks.get(without_blanks(drug)), self._by_base.get(base_of(drug))
        found = spaced or based
        if found is None:
            number = f"量{1 + sum(one.lot.number.startswith('量') for one in self._lots.values())}"
            found = self._lots[number] = LotRead(NewLot(number=number, drug=drug), row.number)
            row.tell("name_unmatched", "drug", drug)
        else:
            row.tell("name_spacing" if spaced else "name_salt", "drug", drug, other=found.lot.drug)
        self._known[drug] = found
        return found


def lots_done(lots: dict[str, LotRead]) -> Sequence[NewLot]:
    return tuple(one.done() for one in lots.values())


def nothing_read(grid: Grid) -> Problem:
    return problem_told("no_lots", file=grid.file, sheet=grid.sheet)
