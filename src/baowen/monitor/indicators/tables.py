"""The tables that indicators read, by name, and the month arithmetic that works on every engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

import ibis
import ibis.expr.types as ir
import polars as pl

from baowen.core.period import Month

Opener = Callable[[], ir.Table]


@dataclass(frozen=True, kw_only=True)
class Tables:
    """The lake as indicators see it. Facts are current rows only; `orders`, `prices`, `counts` and `use` are
    monthly cubes by hospital or county; `trade` (orders), `medians` (prices) and `supply`
    (counts and use) are the same for places of each level.
    `expectation` and `expectation_use` say what is to be expected (monitor/expectation/ranges.py).

    `product`: product, drug_key, ingredient, units, strength_mg, form_group, drug_class, maker_name, delisted_on ...
    `organisation`: org, region, is_remote ... `region`: region, level, city, province.
    `calendar`: day, is_working, due_general, due_emergency, due_remote, due_cold_chain, due_emergency_remote.
    """

    orders: ir.Table
    trade: ir.Table
    prices: ir.Table
    medians: ir.Table
    counts: ir.Table
    use: ir.Table
    supply: ir.Table
    expectation: ir.Table
    expectation_use: ir.Table
    purchase: ir.Table
    stock: ir.Table
    usage: ir.Table
    listing_price: ir.Table
    stop_notice: ir.Table
    order_line: ir.Table
    delivery: ir.Table
    receipt: ir.Table
    invoice: ir.Table
    payment: ir.Table
    vbp_contract: ir.Table
    shortage_report: ir.Table
    list_entry: ir.Table
    api_maker: ir.Table
    distributor_stock: ir.Table
    reserve_stock: ir.Table
    product: ir.Table
    organisation: ir.Table
    region: ir.Table
    calendar: ir.Table


class _OpenedWhenAsked:
    """Stands for Tables. Opening one takes its files' footers to be read, or a cube to be computed: most who ask for
    tables read two or three."""

    def __init__(self, openers: Mapping[str, Opener]) -> None:
        self._openers = openers

    def __getattr__(self, name: str) -> ir.Table:
        if name not in self._openers:
            raise AttributeError(name)
        opened = self._openers[name]()
        setattr(self, name, opened)
        return opened


def opened_when_asked(openers: Mapping[str, Opener]) -> Tables:
    """Tables by name, each opened when it is first asked for and then kept."""
    return cast(Tables, _OpenedWhenAsked(openers))


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which months to report, as of which day. Earlier months in the tables serve as history."""

    months: tuple[Month, ...]
    as_of: date

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(str(month) for month in self.months)


def month_index(month: ir.Value) -> ir.Value:
    """Months since year 0 of a column written YYYY-MM, so that months can be subtracted."""
    return month.substr(0, 4).cast("int32") * 12 + month.substr(5, 2).cast("int32") - 1


def index_of(month: Month) -> int:
    """The same number for a month of Python."""
    return month.year * 12 + month.number - 1


def month_of(day: ir.Value) -> ir.Value:
    """The month, YYYY-MM, that a date column lies in."""
    return day.year().cast("string") + "-" + day.month().cast("string").lpad(2, "0")


def last_days(months: Sequence[Month], as_of: date) -> ir.Table:
    """Month, its index `at`, begins_on, and seen_on (its last day, or `as_of` when that is earlier)."""
    rows = [(str(month), index_of(month), month.first, min(month.last, as_of)) for month in months]
    return small_table(rows, {"month": pl.String(), "at": pl.Int32(), "begins_on": pl.Date(), "seen_on": pl.Date()})


def small_table(rows: Sequence[tuple[object, ...]], schema: dict[str, pl.DataType]) -> ir.Table:
    """A few rows of this process as a table that joins with those of the lake."""
    return ibis.memtable(pl.DataFrame(rows, schema=schema, orient="row"))
