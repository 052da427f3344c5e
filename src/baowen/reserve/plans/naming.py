"""How an item of a catalogue is read: which drug, form and strength its words mean, and which items are the same. Pure.

Two lines mean the same item where drug, form and strength agree; a line that leaves form or strength open covers all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from baowen.drugs.enrich import enrich_catalogue
from baowen.drugs.names import normalise_name
from baowen.lake.facts.items import item_key
from baowen.reserve.plans.kinds import ItemKind

_KEPT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An item as it is compared: the base name, form and strength, each "" where the words leave it open.

    `item`: the key of the same item in the lake (lake/facts/items.py), "" where the strength is left open or the item
    is no finished drug.
    """

    kind: ItemKind
    base: str
    form: str
    strength: str
    item: str


@lru_cache(maxsize=_KEPT)
def named(kind: ItemKind, name: str, form: str = "", strength: str = "") -> Named:
    """The item that words name; raw materials and herbs are known by their name alone."""
    if kind is not ItemKind.FINISHED:
        return Named(kind=kind, base=normalise_name(name), form="", strength="", item="")
    given = pl.DataFrame({"generic_name": [name], "dosage_form": [form], "spec": [strength]})
    read = item_named(enrich_catalogue(given).select(item=item_key()).item())
    if read.form == "" or read.strength:
        return read
    return Named(kind=kind, base=read.base, form=read.form, strength=_plain(strength), item="")


@lru_cache(maxsize=_KEPT)
def item_named(key: str) -> Named:
    """An item of the lake by its key, as it is compared; a product that could not be read is like no other."""
    if key.startswith("=") or key.count("|") < len(("drug", "route", "group", "strength", "unit")):
        return Named(kind=ItemKind.FINISHED, base="", form="", strength="", item=key)
    base, route, group, strength, unit, volume = key.split("|")
    is_open = route == "other" and group == "other"
    size = f"{strength}{unit}/{volume}" if strength else ""
    return Named(
        kind=ItemKind.FINISHED, base=base, form="" if is_open else f"{route}/{group}", strength=size,
        item=key if size and not is_open else "",
    )  # fmt: skip


def same_item(one: Named, other: Named) -> bool:
    """Whether two lines mean the same item."""
    return (
        one.kind is other.kind
        and bool(one.base)
        and one.base == other.base
        and ("" in (one.form, other.form) or one.form == other.form)
        and ("" in (one.strength, other.strength) or one.strength == other.strength)
    )


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", normalise_name(text)).lower()
