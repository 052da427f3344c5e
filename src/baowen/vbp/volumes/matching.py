"""Which products of the catalogue are a lot's drug, selected or not, and what a pack of them holds. Pure. VBP-2.

The surest reason decides: a product that was bid with, then the name and the specification, then the name, then the
drug (name and route) of what was found so far. A product that as good a reason gives to two lots counts for none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import polars as pl

from baowen.drugs.names import normalise_name

CATALOGUE: Final = ("product", "product_code", "generic_name", "spec", "drug_key", "units")
MATCHED: Final[dict[str, Any]] = {
    "product": pl.Int32, "product_code": pl.String, "lot": pl.String, "pack": pl.Decimal(18, 4),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LotDrug:
    """A lot as published: its number, drug and specification."""

    lot: str
    drug: str
    spec: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BidPack:
    """A product that was bid with in a lot, and the smallest units in its pack."""

    lot: str
    product_code: str
    units: Decimal


def match(catalogue: pl.DataFrame, lots: Sequence[LotDrug], bids: Sequence[BidPack]) -> pl.DataFrame:
    """As MATCHED, a row a product that belongs to a lot; `pack` is null where nobody knows what a pack holds.

    `catalogue` has the columns of CATALOGUE.
    """
    rows = catalogue.select(CATALOGUE).rows(named=True)
    own = {one.product_code: one for one in bids}
    found: dict[int, dict[str, int]] = {}
    named = _by_name(lots)
    for row in rows:
        for lot, rank in _surely(row, own, named).items():
            found.setdefault(row["product"], {})[lot] = rank
    drugs = _drugs(rows, found)
    for row in rows:
        if row["product"] not in found and row["drug_key"]:
            found[row["product"]] = dict.fromkeys(drugs.get(row["drug_key"], ()), 3)
    return _frame(rows, found, own)


def _by_name(lots: Sequence[LotDrug]) -> dict[str, list[tuple[str, str]]]:
    named: dict[str, list[tuple[str, str]]] = {}
    for one in lots:
        named.setdefault(normalise_name(one.drug), []).append((one.lot, normalise_name(one.spec)))
    return named


def _surely(row: dict[str, Any], own: dict[str, BidPack], named: dict[str, list[tuple[str, str]]]) -> dict[str, int]:
    """By lot how good the reason is, 0 the best: bid with, name and specification, name."""
    bid = own.get(row["product_code"] or "")
    if bid is not None:
        return {bid.lot: 0}
    spec = normalise_name(row["spec"] or "")
    same = named.get(normalise_name(row["generic_name"] or ""), ())
    return {lot: 1 if wanted and wanted == spec else 2 for lot, wanted in same}


def _drugs(rows: Sequence[dict[str, Any]], found: dict[int, dict[str, int]]) -> dict[str, set[str]]:
    """By drug (name and route) the lots whose products have it."""
    drugs: dict[str, set[str]] = {}
    for row in rows:
        lots = _best(found.get(row["product"], {}))
        if row["drug_key"] and len(lots) == 1:
            drugs.setdefault(row["drug_key"], set()).update(lots)
    return drugs


def _best(lots: dict[str, int]) -> list[str]:
    least = min(lots.values(), default=0)
    return [lot for lot, rank in lots.items() if rank == least]


def _frame(
    rows: Sequence[dict[str, Any]], found: dict[int, dict[str, int]], own: dict[str, BidPack]
) -> pl.DataFrame:  # fmt: skip
    kept = []
    for row in rows:
        lots = _best(found.get(row["product"], {}))
        if len(lots) == 1:
            bid = own.get(row["product_code"] or "")
            kept.append((row["product"], row["product_code"], lots[0], bid.units if bid else row["units"]))
    return pl.DataFrame(kept, schema=MATCHED, orient="row")
