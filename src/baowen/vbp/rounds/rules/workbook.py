"""Reads the platform's own workbook of a round: lots, bids, products, volumes, substitutes. Pure. VBP-1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from baowen.core.money import unit_price
from baowen.vbp.rounds.entered import NewBid, NewLot, NewProduct, NewRound
from baowen.vbp.rounds.kinds import (
    CEILING_WORDS,
    LEVEL_WORDS,
    LIKENESS_WORDS,
    CeilingPer,
    Likeness,
    RoundLevel,
    SupplyRole,
)
from baowen.vbp.rounds.rules.cells import (
    day_in,
    is_placeholder,
    number_in,
    place_in,
    places_in,
    price_in,
    yes_in,
)
from baowen.vbp.rounds.rules.grid import Grid, Kind, Row, Told, rows_of
from baowen.vbp.rounds.rules.published import LotRead
from baowen.vbp.rounds.rules.sheets import BESIDES, LOTS, OFFERS, OWN_VOLUMES, PRODUCTS, ROUND

Word = TypeVar("Word", bound=StrEnum)
BidKey = tuple[str, str, str]


@dataclass(slots=True)
class Book:
    """The workbook while it is being read; `bids`: by lot, enterprise and specification its place among the lot's."""

    lots: dict[str, LotRead]
    bids: dict[BidKey, tuple[int, int]]


def read_round(grid: Grid, told: Told) -> NewRound | None:
    """The round of the sheet 批次, without lots; None where it can't be read."""
    rows = list(rows_of(grid, ROUND, told))
    if len(rows) != 1:
        (rows[1] if rows else Row(grid, ROUND, 0, {}, {}, told)).tell("one_round_row")
        return None
    row = rows[0]
    level, region = _word(row, "level", RoundLevel, LEVEL_WORDS), place_in(row, "region")
    code, name = row.filled("code", 60), row.filled("name")
    days = {column: day_in(row, column) for column in ("opened_on", "starts_on", "ends_on")}
    first, last = days["starts_on"], days["ends_on"]
    if first and last and last < first:
        row.tell("days_reversed", "ends_on")
    if level is None or not (region and code and name):
        return None
    return NewRound(
        code=code, name=name, level=level, region=region, lots=(), follows=row.short("follows", 60),
        document_number=row.short("document_number", 100), opened_on=days["opened_on"], starts_on=first,
        ends_on=last,
    )  # fmt: skip


def read_book(grids: Mapping[Kind, Grid], told: Told) -> tuple[NewLot, ...]:
    """All lots with what the other sheets say of them."""
    book = Book({}, {})
    readers = ((LOTS, _lot), (OFFERS, _bid), (PRODUCTS, _product), (OWN_VOLUMES, _volume), (BESIDES, _beside))
    for kind, read in readers:
        if kind in grids:
            seen: dict[tuple[str, ...], int] = {}
            for row in rows_of(grids[kind], kind, told):
                read(row, book, seen)
    return tuple(one.done() for one in book.lots.values())


Seen = dict[tuple[str, ...], int]


def _lot(row: Row, book: Book, _seen: Seen) -> None:
    number, drug = row.filled("number", 30), row.filled("drug")
    if number in book.lots:
        row.tell("lot_twice", "number", number, first=book.lots[number].row)
        return
    months = number_in(row, "months")
    if months is not None and (months != months.to_integral_value() or not months):
        row.tell("not_a_number", "months", row.text("months"))
        months = None
    lot = NewLot(
        number=number, drug=drug, spec=row.short("spec"), unit=row.short("unit", 20), ceiling=price_in(row, "ceiling"),
        ceiling_per=_word(row, "ceiling_per", CeilingPer, CEILING_WORDS, usual=CeilingPer.UNIT) or CeilingPer.UNIT,
        ceiling_units=price_in(row, "ceiling_units"), months=None if months is None else int(months),
        is_antibiotic=bool(yes_in(row, "is_antibiotic")), is_key_monitored=bool(yes_in(row, "is_key_monitored")),
    )  # fmt: skip
    if number and drug:
        book.lots[number] = LotRead(lot, row.number)


def _bid(row: Row, book: Book, seen: Seen) -> None:
    lot, name, spec = _lot_named(row, book), row.filled("name"), row.short("spec")
    if lot is None or not name or _is_again(row, seen, (lot.lot.number, name, spec), "bid_twice", "name"):
        return
    price = price_in(row, "price")
    if price is not None and is_placeholder(price):
        row.tell("placeholder", "price", row.text("price"))
    mains, backups = places_in(row, "mains"), places_in(row, "backups")
    for code in set(mains) & set(backups):
        row.tell("both_roles", "backups", code)
    if not row.text("is_selected"):
        row.filled("is_selected")
    bid = NewBid(
        enterprise_name=name, enterprise=row.short("enterprise", 100), short_name=row.short("short_name", 100),
        spec=spec, quality_tier=row.short("quality_tier", 100), is_originator=yes_in(row, "is_originator"),
        price=price, is_selected=bool(yes_in(row, "is_selected")), line=row.number,
        places=(*((code, SupplyRole.MAIN) for code in mains), *((code, SupplyRole.BACKUP) for code in backups)),
    )  # fmt: skip
    book.bids[lot.lot.number, name, spec] = (len(lot.bids), row.number)
    lot.bids.append(bid)


def _product(row: Row, book: Book, seen: Seen) -> None:
    lot, name, spec = _lot_named(row, book), row.filled("name"), row.short("spec")
    code = row.filled("product_code", 100)
    units, price = number_in(row, "units", is_needed=True), price_in(row, "price", is_needed=True)
    if units is not None and unit_price(units) == 0:
        row.tell("units_zero", "units")
        return
    if lot is None or units is None or price is None or not (name and code):
        return
    known = book.bids.get((lot.lot.number, name, spec))
    if known is None:
        row.tell("unknown_bid", "name", name, lot=lot.lot.number)
        return
    if _is_again(row, seen, (lot.lot.number, name, spec, code), "product_twice", "product_code"):
        return
    bid = lot.bids[known[0]]
    product = NewProduct(code=code, units=unit_price(units), price=price)
    lot.bids[known[0]] = replace(bid, products=(*bid.products, product))


def _volume(row: Row, book: Book, seen: Seen) -> None:
    lot, place, spec = _lot_named(row, book), place_in(row, "place"), row.short("spec")
    volume = number_in(row, "volume")
    if lot is None or not place:
        return
    if _is_again(row, seen, (lot.lot.number, place, spec), "volume_twice_own", "place"):
        return
    if not row.text("volume"):
        row.tell("missing_volume", "volume")
    lot.volumes.append((place, spec, volume))
    lot.lines.append(row.number)


def _beside(row: Row, book: Book, seen: Seen) -> None:
    lot, drug = _lot_named(row, book), row.filled("drug")
    likeness = _word(row, "likeness", Likeness, LIKENESS_WORDS)
    if lot is None or likeness is None or not drug:
        return
    if not _is_again(row, seen, (lot.lot.number, drug), "beside_twice", "drug"):
        lot.lot = replace(lot.lot, besides=(*lot.lot.besides, (drug, likeness.value, row.short("clause"))))


def _lot_named(row: Row, book: Book) -> LotRead | None:
    number = row.filled("number", 30)
    lot = book.lots.get(number)
    if number and lot is None:
        row.tell("unknown_lot", "number", number)
    return lot


def _is_again(row: Row, seen: Seen, key: tuple[str, ...], code: str, column: str) -> bool:
    if key in seen:
        row.tell(code, column, row.text(column), first=seen[key])
        return True
    seen[key] = row.number
    return False


def _word(
    row: Row, column: str, kind: type[Word], words: Mapping[Word, tuple[str, str]], *, usual: Word | None = None
) -> Word | None:
    """The code of a word, Chinese, English or the code itself; None for another, which is refused."""
    text = row.text(column) if usual is not None else row.filled(column)
    if not text:
        return usual
    for code, both in words.items():
        if text in (code.value, *both):
            return code
    row.tell("unknown_word", column, text[:50], known="、".join(zh for zh, _ in words.values()))
    return None
