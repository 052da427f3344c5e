"""How an item of a catalogue is read: which drug, form and strength its words mean, and which items are the same. Pure.

Two lines mean the same item where drug, form and strength agree; a line that leaves form or strength open covers all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import polars as pl

from baowen.drugs.enrich import enrich_catalogue
from baowen.drugs.names import normalise_name
from baowen.lake.facts.items import item_key
from baowen.reserve.plans.kinds import ItemKind


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


@cache
def named(kind: ItemKind, name: str, form: str = "", strength: str = "") -> Named:
    """The item that words name; raw materials and herbs are known by their name alone."""
    if kind is not ItemKind.FINISHED:
        return Named(kind=kind, base=normalise_name(name), form="", strength="", item="")
    given = pl.DataFrame({"generic_name": [name], "dosage_form": [form], "spec": [strength]})
    row = enrich_catalogue(given).with_columns(item=item_key()).row(0, named=True)
    base, route = (row["drug_key"] or "|").split("|")
    group = "" if route == "other" and not form else f"{route}/{row['form_group']}"
    read = row["strength_mg"] is not None or row["strength"] is not None
    size = f"{row['strength']:f}{row['strength_unit']}/{row['volume_ml'] or ''}" if read else _plain(strength)
    return Named(kind=kind, base=base, form=group, strength=size, item=row["item"] if read and group else "")


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
