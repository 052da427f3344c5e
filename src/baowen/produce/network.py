"""The network of supply as the lake knows it on a day: lines, who supplies them, names. PRD-1. No Django.

What is not registered is assumed, and said to be: without a registered line the catalogue's maker makes a listed
product; without a registered link every active maker of the ingredient supplies it; without any maker of the ingredient
nothing is known of it, and it is no need.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from baowen.lake.facts.items import items
from baowen.lake.store import Lake
from baowen.produce.rules import Line, Need

_MARKS: Final = re.compile(r"[、；;+]")
_CATALOGUE: Final = (
    "product", "product_code", "generic_name", "dosage_form", "spec", "maker_name", "maker_code", "ingredient",
    "delisted_on",
)  # fmt: skip
_LINKS: Final = (
    "ingredient", "supplier_name", "supplier_code", "maker_name", "maker_code", "product", "from_on", "until_on"
)  # fmt: skip
_LINES: Final = ("product", "maker_name", "maker_code", "line_state", "from_on", "until_on")
_MAKERS: Final = ("material_kind", "ingredient", "maker_name", "maker_code", "region", "status", "ended_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemName:
    """What an item is called: drug, form, specification of its first product, and its class of supply."""

    drug: str
    form: str
    spec: str
    drug_class: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Lines with their needs; names of makers by key; items by key; product keys of the lake by product code."""

    lines: tuple[Line, ...]
    names: Mapping[str, str]
    raw_makers: frozenset[str]
    items: Mapping[str, ItemName]
    products: Mapping[str, int]


def load_network(lake: Lake, day: date) -> Network:
    """The network on a day; an empty one without a catalogue."""
    catalogue = _rows(lake, "catalogue", _CATALOGUE)
    links, lines = _rows(lake, "supply_link", _LINKS), _rows(lake, "production_line", _LINES)
    makers = [row for row in _rows(lake, "api_maker", _MAKERS) if row["material_kind"] == "api"]
    known = _Makers()
    for row in (*catalogue, *lines, *makers):
        known.meet(row["maker_name"], row["maker_code"])
    for row in links:
        known.meet(row["maker_name"], row["maker_code"])
        known.meet(row["supplier_name"], row["supplier_code"])
    supply = _Supply(links, makers, known, day)
    stopped, registered = _stopped(lake, day), _registered(lines, known, day)
    named = {row["product"]: row for row in items(lake).iter_rows(named=True)}
    found: list[Line] = []
    called: dict[str, ItemName] = {}
    for row in catalogue:
        if row["delisted_on"] is not None and row["delisted_on"] <= day:
            continue
        product, item = row["product"], named[row["product"]]["item"]
        if item not in called:
            called[item] = ItemName(
                drug=named[product]["drug_name"] or row["generic_name"], form=row["dosage_form"] or "",
                spec=row["spec"] or "", drug_class=named[product]["drug_class"],
            )  # fmt: skip
        for maker, is_assumed in _made_by(row, registered, stopped, known):
            needs = supply.needs(row["ingredient"] or "", product, maker)
            found.append(Line(item, row["product_code"], maker, needs, is_assumed))
    return Network(
        lines=tuple(found), names=known.names, raw_makers=supply.raw_makers, items=called,
        products={row["product_code"]: row["product"] for row in catalogue},
    )  # fmt: skip


def _rows(lake: Lake, table: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    """The rows in a fixed order, so that the same lake tells the same network."""
    frame = lake.read(table, columns=list(columns))
    return [] if frame is None else frame.sort(columns, nulls_last=True).rows(named=True)


class _Makers:
    """Who is who: a code where any register gives one for a name, else the name itself."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self.names: dict[str, str] = {}

    def meet(self, name: str | None, code: str | None) -> None:
        if name and code:
            self._codes.setdefault(name, code)
        if name or code:
            self.names.setdefault(code or name or "", name or code or "")

    def key(self, name: str | None, code: str | None) -> str:
        found = code or self._codes.get(name or "") or name or ""
        self.names.setdefault(found, name or found)
        return found


class _Supply:
    """Who supplies an ingredient to a maker: active makers alone, by links where any are registered."""

    def __init__(
        self, links: list[dict[str, Any]], makers: list[dict[str, Any]], known: _Makers, day: date
    ) -> None:  # fmt: skip
        self._active: dict[str, set[str]] = defaultdict(set)
        self._known: set[str] = set()
        for row in makers:
            self._known.add(row["ingredient"])
            on = row["ended_on"] is None or row["ended_on"] >= day
            if on and row["status"] in (None, "active"):
                self._active[row["ingredient"]].add(known.key(row["maker_name"], row["maker_code"]))
        stopped = {known.key(row["maker_name"], row["maker_code"]) for row in makers}
        self._linked: dict[tuple[str, str], list[tuple[int | None, str]]] = defaultdict(list)
        for row in links:
            if _holds(row, day):
                supplier = known.key(row["supplier_name"], row["supplier_code"])
                pair = (row["ingredient"], known.key(row["maker_name"], row["maker_code"]))
                # A supplier that the register of makers does not name is taken to be active.
                if supplier in self._active[row["ingredient"]] or supplier not in stopped:
                    self._linked[pair].append((row["product"], supplier))
                else:
                    self._linked[pair].append((row["product"], ""))
        suppliers = {supplier for pairs in self._linked.values() for _, supplier in pairs}
        self.raw_makers = frozenset(suppliers.union(*self._active.values()) - {""})

    def needs(self, ingredients: str, product: int, maker: str) -> tuple[Need, ...]:
        found = []
        for ingredient in dict.fromkeys(one.strip() for one in _MARKS.split(ingredients) if one.strip()):
            linked = [
                supplier for of, supplier in self._linked.get((ingredient, maker), ()) if of is None or of == product
            ]  # fmt: skip
            if linked:
                found.append(Need(ingredient, frozenset(linked) - {""}))
            elif ingredient in self._known:
                found.append(Need(ingredient, frozenset(self._active[ingredient]), is_assumed=True))
        return tuple(found)


def _holds(row: Mapping[str, Any], day: date) -> bool:
    return bool(row["from_on"] <= day and (row["until_on"] is None or row["until_on"] >= day))


def _registered(
    rows: list[dict[str, Any]], known: _Makers, day: date
) -> dict[int, list[tuple[str, bool]]]:  # fmt: skip
    """By product the makers with a registered line, and whether one of theirs is active on the day."""
    found: dict[int, dict[str, bool]] = defaultdict(dict)
    for row in rows:
        maker = known.key(row["maker_name"], row["maker_code"])
        on = _holds(row, day) and row["line_state"] == "active"
        found[row["product"]][maker] = found[row["product"]].get(maker, False) or on
    return {product: list(makers.items()) for product, makers in found.items()}


def _made_by(
    row: Mapping[str, Any], registered: Mapping[int, list[tuple[str, bool]]], stopped: frozenset[int], known: _Makers
) -> list[tuple[str, bool]]:  # fmt: skip
    """Who makes a product, and whether that is assumed. A stop notice in force stops every line of its product."""
    if row["product"] in stopped:
        return []
    if row["product"] in registered:
        return [(maker, False) for maker, on in registered[row["product"]] if on]
    maker = known.key(row["maker_name"], row["maker_code"])
    return [(maker, True)] if maker else []


def _stopped(lake: Lake, day: date) -> frozenset[int]:
    """Products whose maker told of a stop that holds on the day."""
    columns = ["product", "stops_on", "ended_on", "stop_state", "stop_kind"]
    rows = lake.read("stop_notice", columns=columns)
    if rows is None:
        return frozenset()
    over = pl.col("ended_on").is_not_null() & (pl.col("ended_on") <= day)
    ends = pl.col("stop_state").is_in(["resolved", "avoided"]).fill_null(value=False)
    lasting = (pl.col("stop_kind") == "permanent").fill_null(value=False)
    found = rows.filter((pl.col("stops_on") <= day) & ~over & (~ends | lasting))
    return frozenset(found["product"].to_list())
