"""What a feed promises: its columns, keys, period and checks. Reference pages are generated from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

import polars as pl

from baowen.core.problems import Level


class Kind(StrEnum):
    """What a cell holds, and with it how it is read, checked and stored."""

    TEXT = "text"
    CODE = "code"  # an identifier: never a number, Excel's 8.69E+13 is a fault
    PRODUCT = "product"  # a product code, known from the catalogue
    ORG = "org"  # an organisation code, known from the organisation feed
    REGION = "region"  # GB/T 2260, or a place that the mapping declares
    DATE = "date"
    MONTH = "month"
    INTEGER = "integer"
    QUANTITY = "quantity"  # up to 4 decimals
    PRICE = "price"  # yuan (or the row's currency) for one pack, up to 4 decimals
    AMOUNT = "amount"  # yuan, 2 decimals; 4 are kept
    FLAG = "flag"
    CHOICE = "choice"


DECIMAL = pl.Decimal(18, 4)
STORED_AS: dict[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.CODE: pl.String(),
    Kind.PRODUCT: pl.Int32(),
    Kind.ORG: pl.Int32(),
    Kind.REGION: pl.Int32(),
    Kind.DATE: pl.Date(),
    Kind.MONTH: pl.String(),
    Kind.INTEGER: pl.Int64(),
    Kind.QUANTITY: DECIMAL,
    Kind.PRICE: DECIMAL,
    Kind.AMOUNT: DECIMAL,
    Kind.FLAG: pl.Boolean(),
    Kind.CHOICE: pl.String(),
}
REFERENCES = (Kind.PRODUCT, Kind.ORG, Kind.REGION)
NUMBERS = (Kind.INTEGER, Kind.QUANTITY, Kind.PRICE, Kind.AMOUNT)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a coded column: the code that is stored and the words that people write."""

    code: str
    zh: str
    en: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a feed.

    `least` and `most` are inclusive bounds in the column's unit; `aliases` are headings met in real exports.
    A reference column (`product`, `org`, `region`) arrives as a code under `name` and is stored as a small
    integer under `stored_name` (`product_code` becomes `product`).
    """

    name: str
    zh: str
    en: str
    kind: Kind
    required: bool = False
    choices: tuple[Choice, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    unit: str = ""
    aliases: tuple[str, ...] = ()
    help_zh: str = ""

    @property
    def stored_name(self) -> str:
        return self.name.removesuffix("_code") if self.kind in REFERENCES else self.name


@dataclass(frozen=True, kw_only=True)
class RowCheck:
    """A rule over several cells of a row. `broken` is true for the rows that fail; null counts as not failing."""

    code: str
    columns: tuple[str, ...]
    broken: Callable[[], pl.Expr]
    zh: str
    en: str
    help_zh: str
    help_en: str
    level: Level = Level.REFUSE


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A contract for one kind of file.

    `key`: the columns that name a row; the same key with other values is a correction.
    `dated_by`: the column whose month the row is stored under, None for a register that has no period. `month_from`:
    a column of months that goes before it in the rows that fill it, such as the month that a late report is about.
    `place`: the organisation column whose region the row belongs to, when the feed has no region of its own.
    """

    name: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    dated_by: str | None = None
    month_from: str | None = None
    place: str | None = None
    checks: tuple[RowCheck, ...] = field(default=())
    requirements: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when the feed has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def index_feeds(feeds: Iterable[Feed]) -> dict[str, Feed]:
    """Feeds by name; a double name or a key that is no column is a fault of the program and raises ValueError."""
    found: dict[str, Feed] = {}
    for feed in feeds:
        names = feed.column_names
        said = (*feed.key, *filter(None, (feed.dated_by, feed.month_from, feed.place)))
        unknown = [name for name in said if name not in names]
        unknown += [name for check in feed.checks for name in check.columns if name not in names]
        if unknown or feed.name in found or len(set(names)) != len(names):
            raise ValueError(f"feed {feed.name}: double name or unknown columns {unknown}")
        found[feed.name] = feed
    return found
