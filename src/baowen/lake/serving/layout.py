"""What the serving file holds: its tables, their columns and their order. Another layout means another LAYOUT number.

Facts lie month by month. Within a month `orders`, `prices` and `hospital_stock` lie by product, so that a question
about one product reads one row group a month. `place_*` lie by place and product over all months that were written at
once, so that a product's whole history in a place lies together; `ranked_*` hold the same sums month by month, so that
all products of a place in one month lie together. `*_of_hospital` hold the newest months once more, by
hospital. Counties are added up from the rows of their hospitals when they are asked for.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl

LAYOUT: Final = 3
# Rows are found by the least and greatest value of each row group: small groups leave little to read for one product.
ROW_GROUP: Final = 16_384
# Bytes read for a column at a time. The engine's own 262,144 cost two to three times as much for a question about
# one product of one place over all months; 16,384 made the file three times as large.
BLOCK: Final = 65_536

LINES: Final = (
    "lines", "due_lines", "delivered_lines", "received_lines", "on_time_lines", "refused_lines", "unanswered_lines",
)  # fmt: skip
SUMS: Final = (
    "ordered_quantity", "ordered_amount", "due_quantity", "due_amount", "delivered_quantity", "delivered_amount",
    "received_quantity", "received_amount",
)  # fmt: skip
MEASURES: Final = (*LINES, *SUMS)

_MONEY: Final = "DECIMAL(18, 4)"
_MEASURED: Final = dict.fromkeys(LINES, "BIGINT") | dict.fromkeys(SUMS, _MONEY)
_PAID: Final = {"lines": "BIGINT", "quantity": _MONEY, "amount": _MONEY}

# Tables that hold months: column -> DuckDB type. Quantities are packs, amounts yuan, prices yuan a pack.
MONTHLY: Final[dict[str, dict[str, str]]] = {
    "orders": {
        "month": "VARCHAR", "product": "INTEGER", "region": "INTEGER", "hospital": "INTEGER", "distributor": "INTEGER",
        **_MEASURED,
    },
    "place_orders": {"month": "VARCHAR", "place": "INTEGER", "product": "INTEGER", **_MEASURED},
    "hospital_total": {
        "month": "VARCHAR", "region": "INTEGER", "hospital": "INTEGER", "products": "BIGINT", **_MEASURED,
    },
    "ranked_orders": {"month": "VARCHAR", "place": "INTEGER", "product": "INTEGER", **_MEASURED},
    "place_total": {"month": "VARCHAR", "place": "INTEGER", "products": "BIGINT", **_MEASURED},
    "prices": {"month": "VARCHAR", "product": "INTEGER", "region": "INTEGER", "price": _MONEY, **_PAID},
    "place_prices": {
        "month": "VARCHAR", "place": "INTEGER", "product": "INTEGER", **_PAID, "lowest": _MONEY,
        "lower_quartile": _MONEY, "median": _MONEY, "upper_quartile": _MONEY, "highest": _MONEY,
    },
    "ranked_prices": {
        "month": "VARCHAR", "place": "INTEGER", "product": "INTEGER", "quantity": _MONEY, "median": _MONEY,
    },
    "place_stock": {
        "month": "VARCHAR", "place": "INTEGER", "product": "INTEGER", "hospitals": "BIGINT", "empty": "BIGINT",
        "quantity": _MONEY, "with_use": "BIGINT", "covered_quantity": _MONEY, "daily_use": "DOUBLE",
    },
    "hospital_stock": {
        "month": "VARCHAR", "product": "INTEGER", "region": "INTEGER", "hospital": "INTEGER", "counted_on": "DATE",
        "quantity": _MONEY, "daily_use": "DOUBLE",
    },
    "orders_of_hospital": {
        "month": "VARCHAR", "region": "INTEGER", "hospital": "INTEGER", "product": "INTEGER", **_MEASURED,
    },
    "stock_of_hospital": {
        "month": "VARCHAR", "product": "INTEGER", "region": "INTEGER", "hospital": "INTEGER", "counted_on": "DATE",
        "quantity": _MONEY, "daily_use": "DOUBLE",
    },
    "expectation": {
        "month": "VARCHAR", "place": "INTEGER", "product": "INTEGER", "expected": "DOUBLE", "low": "DOUBLE",
        "high": "DOUBLE", "model": "VARCHAR",
    },
}  # fmt: skip

_PRICE: Final = pl.Decimal(18, 4)
# Tables of the lake that are copied whole: table -> (name here, columns, order).
REGISTERS: Final[dict[str, tuple[str, dict[str, Any], tuple[str, ...]]]] = {
    "catalogue": (
        "product",
        {
            "product": pl.Int32, "product_code": pl.String, "generic_name": pl.String, "drug_name": pl.String,
            "dosage_form": pl.String, "spec": pl.String, "packaging": pl.String, "units": _PRICE,
            "unit_name": pl.String, "maker_name": pl.String, "ingredient": pl.String, "drug_key": pl.String,
            "drug_class": pl.String, "is_essential": pl.Boolean, "is_selected": pl.Boolean, "listed_on": pl.Date,
            "delisted_on": pl.Date, "name_initials": pl.String,
        },
        ("product",),
    ),
    "organisation": (
        "organisation",
        {
            "org": pl.Int32, "org_code": pl.String, "org_name": pl.String, "org_type": pl.String,
            "org_level": pl.String, "region": pl.Int32, "is_remote": pl.Boolean,
        },
        ("org",),
    ),
    "listing_price": (
        "listing_price",
        {
            "product": pl.Int32, "region": pl.Int32, "valid_from": pl.Date, "price": _PRICE,
            "previous_price": _PRICE, "status": pl.String,
        },
        ("product", "region", "valid_from"),
    ),
    "stop_notice": (
        "stop_notice",
        {
            "notice_no": pl.String, "product": pl.Int32, "maker": pl.Int32, "region": pl.Int32,
            "announced_on": pl.Date, "stops_on": pl.Date, "resumes_on": pl.Date, "ended_on": pl.Date,
            "stop_kind": pl.String, "reason": pl.String,
        },
        ("product", "announced_on"),
    ),
    "list_entry": (
        "list_entry",
        {
            "region": pl.Int32, "list_kind": pl.String, "edition": pl.String, "effective_on": pl.Date,
            "generic_name": pl.String, "dosage_form": pl.String,
        },
        ("generic_name", "region", "effective_on"),
    ),
}  # fmt: skip

# Frames that the caller gives: name -> (columns that must be there, order). Further columns are kept.
EXTRA: Final[dict[str, tuple[dict[str, Any], tuple[str, ...]]]] = {
    "place": (
        {
            "region": pl.Int32, "code": pl.String, "name": pl.String, "level": pl.String, "parent": pl.Int32,
            "city": pl.Int32, "province": pl.Int32,
        },
        ("region",),
    ),
    "signal": (
        {
            "number": pl.String, "indicator": pl.String, "severity": pl.String, "worst_severity": pl.String,
            "state": pl.String, "region": pl.Int32, "subject_type": pl.String, "subject": pl.Int32,
            "subject_name": pl.String, "period_first": pl.String, "period_last": pl.String, "first_seen": pl.Date,
            "last_seen": pl.Date, "times_seen": pl.Int64, "value": pl.Float64, "reference": pl.Float64,
            "threshold": pl.Float64, "clause": pl.String, "basis": pl.String, "n": pl.Int64, "weight": pl.Float64,
            "graver_on": pl.Date, "graver_from": pl.String, "ended_on": pl.Date,
        },
        ("region", "subject_type", "subject", "number"),
    ),
    "sighting": (
        {
            "number": pl.String, "month": pl.String, "seen_on": pl.Date, "severity": pl.String, "value": pl.Float64,
            "reference": pl.Float64, "threshold": pl.Float64, "n": pl.Int64, "weight": pl.Float64,
        },
        ("number", "month"),
    ),
    "risk": (
        {
            "region": pl.Int32, "drug": pl.String, "score": pl.Float64, "horizon_days": pl.Int32, "product": pl.Int32,
        },
        ("drug", "region"),
    ),
    "risk_part": (
        {
            "drug": pl.String, "region": pl.Int32, "indicator": pl.String, "severity": pl.String, "month": pl.String,
            "place": pl.Int32, "product": pl.Int32, "value": pl.Float64, "contribution": pl.Float64,
        },
        ("drug", "region", "contribution", "indicator"),
    ),
}  # fmt: skip

# Of each place the drugs with the highest scores in it and below: so many are kept, worked out from `risk`.
RANKED_RISKS: Final = 50
RANKED_RISK: Final[dict[str, Any]] = {
    "place": pl.Int32, "rank": pl.Int32, "drug": pl.String, "score": pl.Float64, "horizon_days": pl.Int32,
    "region": pl.Int32, "product": pl.Int32, "places": pl.Int32,
}  # fmt: skip
