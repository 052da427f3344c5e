"""What being listed opens: the routes that a place's pack gives to drugs on its lists, each with its clause. LST-3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from baowen.core.policy import Entry, Ruling
from baowen.lists.kinds import ListKind
from baowen.lists.rules import ListEntry
from baowen.orgs.regions import RegionLevel, Regions

PREFIX: Final = "lists.opens."
# Entries of older standing whose meaning is "listed drugs": they hold for both lists of any issuer.
FLAGS: Final[dict[str, tuple[str, str]]] = {
    "delivery.unlimited_distributors": ("不限配送企业数量", "any number of distributors may deliver"),
    "delivery.two_invoice_free": ("配送不受“两票制”限制", "delivery is free of the two-invoice rule"),
}
LISTED: Final = frozenset({ListKind.SHORTAGE.value, ListKind.MONITORING.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One route that is open to a drug in a place: in words, on which condition, and where that is written.

    `condition_*` are "" where there is none. `editions`: issuer, kind and edition of the lists that open it. `by`: the
    route to buy that it is, "" for what opens beside them; `when`: the codes of the conditions that all must hold.
    """

    route: str
    zh: str
    en: str
    condition_zh: str
    condition_en: str
    clause: str
    basis: str
    basis_zh: str
    note: str
    pack: str
    editions: tuple[str, ...]
    note_en: str = ""
    by: str = ""
    when: tuple[str, ...] = ()


def routes_opened(on_lists: Iterable[ListEntry], ruling: Ruling, regions: Regions) -> tuple[Opened, ...]:
    """What the entries that name a drug open to it in a place on a day. LST-3 (HN-8 to HN-10, NJ-14 to NJ-18)."""
    entries = tuple(on_lists)
    found: list[Opened] = []
    for key in ruling.keys(PREFIX):
        entry = ruling.entry(key)
        for rule in entry.items():
            lists, levels = frozenset(rule["lists"]), frozenset(map(RegionLevel, rule["levels"]))
            behind = [
                one for one in entries
                if one.kind in lists and (place := regions.get(one.issuer_region)) and place.level in levels
            ]  # fmt: skip
            if behind:
                found.append(_opened(key.removeprefix(PREFIX), entry, behind, rule))
    behind = [one for one in entries if one.kind in LISTED]
    for key, (zh, en) in FLAGS.items():
        flag = ruling.get(key)
        if behind and flag is not None and flag.flag():
            found.append(_opened(key.removeprefix("delivery."), flag, behind, {"zh": zh, "en": en}))
    return tuple(found)


def _opened(route: str, entry: Entry, behind: Iterable[ListEntry], words: Mapping[str, Any]) -> Opened:
    return Opened(
        route=route, zh=words["zh"], en=words["en"], condition_zh=words.get("condition_zh", ""),
        condition_en=words.get("condition_en", ""), clause=entry.clause, basis=str(entry.basis),
        basis_zh=entry.basis.zh, note=entry.note_zh, pack=entry.pack,
        editions=tuple(dict.fromkeys(f"{one.issuer_region}:{one.kind}:{one.edition}" for one in behind)),
        note_en=entry.note_en, by=words.get("by", ""), when=tuple(words.get("when", ())),
    )  # fmt: skip
