"""The small table that says which catalogue products count for which lot of a round, and as what. Pure.

A round whose lots are in the records is marked by them; one that came by feed only is marked by the catalogue, as
monitoring does (facts.marked_products). Requirements: VBP-1, VBP-6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import polars as pl


class Mark(StrEnum):
    """As what a product counts for a lot: selected, another of the same drug, or a key substitute of it."""

    SELECTED = "selected"
    SAME = "same"
    SUBSTITUTE = "substitute"


MARK_WORDS: Final[dict[Mark, tuple[str, str]]] = {
    Mark.SELECTED: ("中选产品", "selected product"),
    Mark.SAME: ("同种药品的非中选产品", "non-selected product of the same drug"),
    Mark.SUBSTITUTE: ("可替代的重点药品", "key substitute"),
}
MARKS: Final[dict[str, Any]] = {"round_code": pl.String, "lot": pl.String, "product": pl.Int32, "mark": pl.String}


@dataclass(frozen=True, slots=True, kw_only=True)
class LotMarks:
    """A lot as the records know it: codes of its selected products and of all that were bid with, and the generic
    names of drugs beside it."""

    round_code: str
    lot: str
    selected: frozenset[str]
    offered: frozenset[str]
    same: frozenset[str] = frozenset()
    substitutes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueDrug:
    """What marking asks of a product of the catalogue; `drug`: its drug key, "" where none could be derived."""

    key: int
    code: str
    drug: str
    generic_name: str


def marks_table(lots: Iterable[LotMarks], catalogue: Iterable[CatalogueDrug]) -> pl.DataFrame:
    """A row a lot and product that counts for it. What is selected is never anything else, the same drug goes before
    a substitute; codes that the catalogue has not are left out."""
    products = list(catalogue)
    by_code = {one.code: one for one in products}
    by_drug = _grouped(products, lambda one: one.drug)
    by_name = _grouped(products, lambda one: one.generic_name)
    rows = [
        (lot.round_code, lot.lot, key, mark.value)
        for lot in lots
        for key, mark in sorted(_marks_of(lot, by_code, by_drug, by_name).items())
    ]
    return pl.DataFrame(rows, schema=MARKS, orient="row")


def _marks_of(
    lot: LotMarks, by_code: Mapping[str, CatalogueDrug], by_drug: Mapping[str, list[int]],
    by_name: Mapping[str, list[int]],
) -> dict[int, Mark]:  # fmt: skip
    named = [by_code[code] for code in lot.selected | lot.offered if code in by_code]
    found = {key: Mark.SUBSTITUTE for name in lot.substitutes for key in by_name.get(name, ())}
    found |= {key: Mark.SAME for name in lot.same for key in by_name.get(name, ())}
    found |= {key: Mark.SAME for one in named for key in (one.key, *by_drug.get(one.drug, ()))}
    return found | {by_code[code].key: Mark.SELECTED for code in lot.selected if code in by_code}


def _grouped(products: Iterable[CatalogueDrug], what: Any) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for one in products:
        if what(one):
            found.setdefault(what(one), []).append(one.key)
    return found
