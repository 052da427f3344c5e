"""Small tables for worked examples: give the rows that matter, the rest is filled in.

The pages in docs/indicators and the tests of the indicators are written with it. A province of three cities is there
unless other regions are given; the cubes are built from the order lines.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import ibis
import ibis.expr.types as ir
import polars as pl
import pyarrow as pa

from baowen.core.period import Month
from baowen.core.policy import load_packs
from baowen.lake.cubes import (
    MEDIANS_CUBE,
    ORDERS_CUBE,
    PRICES_CUBE,
    STOCK_CUBE,
    SUPPLY_CUBE,
    TRADE_CUBE,
    USE_CUBE,
    medians_cube,
    orders_cube,
    prices_cube,
    stock_cube,
    supply_cube,
    trade_cube,
    use_cube,
)
from baowen.lake.cubes.supply import fresh_from
from baowen.monitor.expectation.columns import EXPECTATION
from baowen.monitor.expectation.parameters import ExpectationParameters
from baowen.monitor.expectation.ranges import expectation_from
from baowen.monitor.expectation.source import bought
from baowen.monitor.indicators.parameter import read_parameters
from baowen.monitor.indicators.tables import Opener, Tables, opened_when_asked
from baowen.monitor.thresholds import parameters

MONEY = "decimal(18, 4)"
SCHEMAS: dict[str, dict[str, str]] = {
    "order_line": {
        "order_line_hash": "int64", "month": "string", "hospital": "int32", "product": "int32", "distributor": "int32",
        "region": "int32", "ordered_on": "date", "quantity": MONEY, "unit_price": MONEY, "due_on": "date",
        "delivery_class": "string", "status": "string",
    },
    "delivery": {"order_line_hash": "int64", "month": "string", "delivered_on": "date", "quantity": MONEY},
    "receipt": {"order_line_hash": "int64", "month": "string", "received_on": "date", "quantity": MONEY},
    "purchase": {"month": "string", "hospital": "int32", "product": "int32", "region": "int32", "quantity": MONEY},
    "stock": {
        "month": "string", "hospital": "int32", "product": "int32", "region": "int32", "counted_on": "date",
        "quantity": MONEY, "expires_on": "date",
    },
    "usage": {
        "month": "string", "hospital": "int32", "product": "int32", "region": "int32", "quantity": MONEY,
        "stockout_days": "int64",
    },
    "listing_price": {
        "month": "string", "product": "int32", "region": "int32", "valid_from": "date", "price": MONEY,
        "previous_price": MONEY, "status": "string",
    },
    "stop_notice": {
        "month": "string", "product": "int32", "region": "int32", "announced_on": "date", "ended_on": "date",
        "resumes_on": "date", "stop_state": "string", "stops_on": "date", "stock_left": MONEY,
    },
    "invoice": {
        "month": "string", "invoice_no": "string", "hospital": "int32", "distributor": "int32", "region": "int32",
        "invoiced_on": "date", "amount": MONEY,
    },
    "payment": {
        "month": "string", "payment_no": "string", "invoice_no": "string", "hospital": "int32", "region": "int32",
        "paid_on": "date", "amount": MONEY,
    },
    "vbp_contract": {
        "month": "string", "round_code": "string", "hospital": "int32", "product": "int32", "region": "int32",
        "starts_on": "date", "ends_on": "date", "agreed_quantity": MONEY, "is_alliance": "boolean",
        "quality_tier": "string", "distributor": "int32",
    },
    "shortage_report": {
        "month": "string", "report_no": "string", "hospital": "int32", "region": "int32", "reported_on": "date",
        "is_zero_report": "boolean", "product": "int32", "needed_quantity": MONEY, "stock_quantity": MONEY,
    },
    "list_entry": {
        "region": "int32", "list_kind": "string", "edition": "string", "effective_on": "date",
        "generic_name": "string", "dosage_form": "string",
    },
    "api_maker": {
        "material_kind": "string", "ingredient": "string", "maker_name": "string", "region": "int32",
        "status": "string", "yearly_output": MONEY, "registered_on": "date", "ended_on": "date",
    },
    "distributor_stock": {
        "month": "string", "distributor": "int32", "product": "int32", "region": "int32", "counted_on": "date",
        "quantity": MONEY, "expires_on": "date",
    },
    "reserve_stock": {
        "month": "string", "holder": "int32", "product": "int32", "region": "int32", "counted_on": "date",
        "quantity": MONEY, "planned_quantity": MONEY, "tier": "string", "expires_on": "date",
    },
    "product": {
        "product": "int32", "drug_key": "string", "ingredient": "string", "units": MONEY, "strength_mg": MONEY,
        "form_group": "string", "drug_class": "string", "maker_name": "string", "delisted_on": "date",
        "listed_on": "date", "generic_name": "string", "dosage_form": "string", "strength_unit": "string",
        "is_essential": "boolean", "is_selected": "boolean", "maker_code": "string", "volume_ml": MONEY,
        "unit_name": "string", "approval_no": "string", "product_code": "string", "drug_name": "string",
    },
    "organisation": {
        "org": "int32", "region": "int32", "is_remote": "boolean", "org_type": "string", "org_level": "string",
        "parent_code": "string", "org_code": "string",
    },
    "region": {"region": "int32", "level": "string", "city": "int32", "province": "int32"},
    "calendar": {
        "day": "date", "is_working": "boolean", "due_general": "date", "due_emergency": "date", "due_remote": "date",
        "due_cold_chain": "date", "due_emergency_remote": "date",
    },
}  # fmt: skip
_DATED_BY = {
    "order_line": "ordered_on", "delivery": "delivered_on", "receipt": "received_on", "stock": "counted_on",
    "listing_price": "valid_from", "stop_notice": "announced_on",
    "invoice": "invoiced_on", "payment": "paid_on", "vbp_contract": "starts_on", "shortage_report": "reported_on",
    "distributor_stock": "counted_on", "reserve_stock": "counted_on",
}  # fmt: skip
COUNTY_A1, COUNTY_A2, CITY_A, COUNTY_B1, CITY_B, COUNTY_C1, CITY_C, PROVINCE = (
    430102, 430103, 430100, 430202, 430200, 430302, 430300, 430000,
)  # fmt: skip
REGIONS: Sequence[Mapping[str, Any]] = [
    {"region": PROVINCE, "level": "province", "city": None, "province": PROVINCE},
    *({"region": city, "level": "city", "city": city, "province": PROVINCE} for city in (CITY_A, CITY_B, CITY_C)),
    *(
        {"region": county, "level": "county", "city": city, "province": PROVINCE}
        for county, city in ((COUNTY_A1, CITY_A), (COUNTY_A2, CITY_A), (COUNTY_B1, CITY_B), (COUNTY_C1, CITY_C))
    ),
]


def table(name: str, rows: Sequence[Mapping[str, Any]] = ()) -> ir.Table:
    """An Ibis table of that name; columns that a row does not give are null. KeyError on a column that it hasn't."""
    for row in rows:
        for column in row.keys() - SCHEMAS[name].keys():
            raise KeyError(f"{name} has no column {column}")
    schema = ibis.schema(SCHEMAS[name])
    filled = [
        tuple(_cell(kind, row.get(column)) for column, kind in SCHEMAS[name].items()) for row in _dated(name, rows)
    ]
    columns = zip(*filled, strict=True) if filled else [()] * len(schema)
    arrays = [pa.array(list(cells), kind) for cells, kind in zip(columns, schema.to_pyarrow().types, strict=True)]
    return ibis.memtable(pa.Table.from_arrays(arrays, schema=schema.to_pyarrow()))


def _dated(name: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    day = _DATED_BY.get(name)
    return [{"month": str(Month.of(row[day])) if day else None, **row} for row in rows]


def _cell(kind: str, value: Any) -> Any:
    return Decimal(str(value)) if kind == MONEY and value is not None else value


def line_hash(number: str) -> int:
    """A whole number of 63 bits for an order line number."""
    return int.from_bytes(hashlib.sha256(number.encode()).digest()[:8], "big") >> 1


def calendar_rows(first: date, last: date) -> list[dict[str, Any]]:
    """Due in 3 days in general, 1 in an emergency, 5 where it is remote, 4 in a cold chain, 2 in a remote emergency."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [
        {
            "day": day, "is_working": day.weekday() < 5, "due_general": day + timedelta(days=3),
            "due_emergency": day + timedelta(days=1), "due_remote": day + timedelta(days=5),
            "due_cold_chain": day + timedelta(days=4), "due_emergency_remote": day + timedelta(days=2),
        }
        for day in days
    ]  # fmt: skip


def tables(*, as_of: date, follow_months: int = 2, use_months: int = 3, **rows: Sequence[Mapping[str, Any]]) -> Tables:
    """All tables; the cubes are of every month in which there are order lines, and each is built when it is read."""
    lines = _dated("order_line", rows.get("order_line", ()))
    rows.setdefault("region", REGIONS)
    if lines:
        rows.setdefault("calendar", _calendar(lines, as_of))
    given = {name: table(name, rows.get(name, ())) for name in SCHEMAS}
    months = [Month.parse(name) for name in sorted({line["month"] for line in lines})]
    told = {Month.parse(row["month"]) for row in rows.get("purchase", ())}
    counted = [Month.parse(name) for name in sorted({row["month"] for row in _dated("stock", rows.get("stock", ()))})]
    used = rows.get("usage", ())

    def orders(month: Month) -> ir.Table:
        return orders_cube(
            given["order_line"], given["delivery"], given["receipt"], given["calendar"], given["organisation"],
            month=month, follow_months=follow_months, as_of=as_of,
        )  # fmt: skip

    def counts() -> list[ir.Table]:
        return [stock_cube(given["stock"], month=month, as_of=as_of) for month in counted]

    def prices(month: Month) -> ir.Table:
        return prices_cube(given["order_line"], month=month, as_of=as_of)

    openers: dict[str, Opener] = {
        **{name: partial(_kept, found) for name, found in given.items()},
        "counts": lambda: _stored(counts(), STOCK_CUBE),
        "use": lambda: _stored(_use(given["usage"], used, use_months), USE_CUBE),
        "orders": lambda: _stored([orders(month) for month in months], ORDERS_CUBE),
        "prices": lambda: _stored([prices(month) for month in months], PRICES_CUBE),
        "trade": lambda: _stored([trade_cube(known.orders, given["region"])] if months else [], TRADE_CUBE),
        "supply": lambda: _supply(given, counts(), used, use_months, as_of),
        "medians": lambda: _stored([medians_cube(known.prices, given["region"])] if months else [], MEDIANS_CUBE),
        "expectation": lambda: _expectation(known, sorted({*months, *told}), as_of),
        "expectation_use": lambda: ibis.memtable(pl.DataFrame(schema=EXPECTATION)),
    }
    known = opened_when_asked(openers)
    return known


def _kept(found: ir.Table) -> ir.Table:
    return found


def _supply(
    given: Mapping[str, ir.Table],
    counts: list[ir.Table],
    used: Sequence[Mapping[str, Any]],
    use_months: int,
    as_of: date,
) -> ir.Table:
    """The cube of supply of every month that some use comes before, by the rules of the packs."""
    rules = parameters(load_packs().ruling(str(PROVINCE), as_of), home=PROVINCE)["stock"]
    product = given["product"]
    classes = product.select("product", drug_class=product.drug_class.fill_null("ordinary"))
    stored = _stored(counts, STOCK_CUBE)
    months = [month for month in _months_after(used, use_months) if month <= Month.of(as_of)]
    parts = [
        supply_cube(
            stored, use_cube(given["usage"], month=month, use_months=use_months), classes, given["region"], month=month,
            low_days=rules.low_days, fresh=fresh_from(month, as_of=as_of, stale_days=rules.stale_days),
        )
        for month in months
    ]  # fmt: skip
    return _stored(parts, SUPPLY_CUBE)


def _expectation(known: Tables, months: Sequence[Month], as_of: date) -> ir.Table:
    """What is expected of every month that has history enough, by the rules of the packs."""
    parameters = read_parameters(ExpectationParameters, load_packs().ruling(str(PROVINCE), as_of))
    if len(months) <= parameters.least_months:
        return ibis.memtable(pl.DataFrame(schema=EXPECTATION))
    names = [str(month) for month in months[0].until(months[-1])]
    rows = pl.DataFrame(bought(known, names[:-1], parameters.levels).to_polars())
    places = pl.DataFrame(known.region.select("region", "level").to_polars())
    products = pl.DataFrame(known.product.select("product", "drug_key", "delisted_on").to_polars())
    return ibis.memtable(expectation_from(rows, places, products, parameters, months=names))


def _use(usage: ir.Table, rows: Sequence[Mapping[str, Any]], use_months: int) -> list[ir.Table]:
    """The cube of use of every month that some use comes before."""
    return [use_cube(usage, month=month, use_months=use_months) for month in _months_after(rows, use_months)]


def _months_after(rows: Sequence[Mapping[str, Any]], use_months: int) -> list[Month]:
    used = {Month.parse(row["month"]) for row in rows}
    return sorted({month.plus(step) for month in used for step in range(1, use_months + 1)})


def _calendar(lines: Sequence[Mapping[str, Any]], as_of: date) -> list[dict[str, Any]]:
    """From the first order to the end of the month of `as_of`, so that it is known how much of that month is over."""
    return calendar_rows(min(line["ordered_on"] for line in lines), Month.of(as_of).last)


def _stored(parts: list[ir.Table], schema: ibis.Schema) -> ir.Table:
    if not parts:
        return ibis.memtable(schema.to_pyarrow().empty_table())
    whole = ibis.union(*parts) if len(parts) > 1 else parts[0]
    return ibis.memtable(whole.to_pyarrow().cast(schema.to_pyarrow()))
