"""A small province's stock and use, put into a lake as the intake would leave it: for tests of what rests on stock."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from baowen.collect.tables import stored_schema
from baowen.lake.store import CURRENT, Lake
from baowen.orgs.regions import load_regions

DRUG = "甲药|injection"
PRODUCTS = ("P1", "P2")
"""Two makers' packs of one item: P1 holds 10 units, P2 holds 5."""


def put(lake: Lake, table: str, *rows: dict[str, Any]) -> None:
    """Put rows into a table of the lake in place of what the same months held; without a `month` it is "all"."""
    whole = [{"month": "all", "batch": 1, "row": number} | row for number, row in enumerate(rows, start=2)]
    frame = pl.DataFrame(whole, schema=stored_schema(table), orient="row").with_columns(state=pl.lit(CURRENT))
    lake.replace_months(table, frame, months=sorted({str(row["month"]) for row in whole}), sort=["product"])


def put_catalogue(lake: Lake, drug_class: str = "emergency") -> None:
    """P1 and P2, one item of one emergency drug."""
    put(
        lake, "catalogue",
        *(
            {
                "product": number, "product_code": code, "generic_name": "甲药注射液", "drug_name": "甲药",
                "drug_key": DRUG, "form_group": "注射剂", "strength_mg": Decimal(100), "units": Decimal(units),
                "unit_name": "支", "drug_class": drug_class, "maker_name": f"{code}制药",
            }
            for number, (code, units) in enumerate(zip(PRODUCTS, (10, 5), strict=True), start=1)
        ),
    )  # fmt: skip


def put_hospitals(lake: Lake, places: dict[str, str], lead: dict[str, str] | None = None) -> dict[str, int]:
    """Hospitals by code, each in the place of a region code; their keys. `lead`: by code the lead of its alliance."""
    regions, keys = load_regions(), {code: number for number, code in enumerate(places, start=1)}
    rows = [
        {
            "org": keys[code], "org_code": code, "org_name": f"{code}医院", "org_type": "hospital",
            "region": regions.require(place).key, "org_level": "second", "parent_code": (lead or {}).get(code),
        }
        for code, place in places.items()
    ]  # fmt: skip
    put(lake, "organisation", *rows)
    return keys


def counted(
    hospital: int, day: date, packs: int, *, product: int = 1, lot: str = "L1", until: date | None = None
) -> dict[str, Any]:
    """One lot of a count of stock."""
    return {
        "month": f"{day:%Y-%m}", "hospital": hospital, "product": product, "counted_on": day,
        "quantity": Decimal(packs), "lot_no": lot if packs else None, "expires_on": until,
    }  # fmt: skip


def used(hospital: int, month: str, packs: int, *, product: int = 1, out: int = 0) -> dict[str, Any]:
    """The use of a month, with the days without stock."""
    return {
        "month": month, "hospital": hospital, "product": product, "quantity": Decimal(packs), "stockout_days": out
    }  # fmt: skip
