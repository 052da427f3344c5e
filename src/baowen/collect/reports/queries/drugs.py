"""Finds products of the catalogue by code, name, pinyin initials or pinyin, while somebody types."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process

from baowen.core.home import Home
from baowen.drugs.names import base_name, normalise_name, pinyin_initials
from baowen.lake.store import Lake

TABLE = "catalogue"
MOST = 20
CLOSE = 0.8  # share of letters in common from which on a name is proposed; only ever a question to the person
_COLUMNS = ("product_code", "generic_name", "dosage_form", "spec", "packaging", "maker_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugHit:
    """A product of the catalogue."""

    product_code: str
    generic_name: str
    dosage_form: str
    specification: str
    packaging: str
    maker: str


@dataclass(frozen=True, slots=True)
class _Name:
    """A generic name in the ways that people type it, with its products."""

    plain: str
    initials: str
    pinyin: str
    products: tuple[DrugHit, ...]
    spelled: str  # all of these: what is not in it fits in no way, and most names are let go by one look

    def rank(self, wanted: str) -> int | None:
        """How well it fits, 0 best; None where it does not."""
        fits = (
            self.plain == wanted,
            self.plain.startswith(wanted),
            self.initials.startswith(wanted),
            self.pinyin.startswith(wanted),
            wanted in self.plain,
            len(wanted) > 1 and wanted in self.pinyin,
        )
        return next((rank for rank, fit in enumerate(fits) if fit), None)


@dataclass(frozen=True, slots=True)
class _Index:
    names: tuple[_Name, ...]
    by_code: dict[str, DrugHit]
    by_sound: dict[str, list[str]] = field(default_factory=dict)


def search_drugs(home: Home, text: str, *, limit: int = MOST) -> list[DrugHit]:
    """Products that fit what was typed, the best first: code, name, initials (dgx), pinyin (digaoxin).

    Empty for an empty text and without a catalogue. The index is kept in memory for each version of the catalogue.
    """
    wanted = normalise_name(text)
    index = _index_of(home)
    if not wanted or index is None:
        return []
    known = index.by_code.get(text.strip())
    if known is not None:
        return [known]
    fitting = (name for name in index.names if wanted in name.spelled)
    ranked = [(rank, name) for name in fitting if (rank := name.rank(wanted)) is not None]
    ranked.sort(key=lambda one: (one[0], len(one[1].plain), one[1].plain))
    return [product for _, name in ranked for product in name.products][:limit]


def similar_names(home: Home, text: str, *, limit: int = 5) -> list[str]:
    """Names that sound like what was typed, the nearest first, for whoever finds nothing: 阿脱品, atopin → 阿托品."""
    wanted, index = normalise_name(text), _index_of(home)
    if len(wanted) < 2 or index is None:
        return []
    sound = _sound(wanted)
    near = process.extract(sound, index.by_sound.keys(), scorer=fuzz.ratio, limit=limit, score_cutoff=CLOSE * 100)
    return list(dict.fromkeys(name for one, *_ in near for name in index.by_sound[one]))[:limit]


def drug_called(home: Home, product_code: str) -> DrugHit | None:
    """The product of a code, None where the catalogue has none."""
    index = _index_of(home)
    return None if index is None else index.by_code.get(product_code)


def _index_of(home: Home) -> _Index | None:
    version = Lake(home.lake).version(TABLE)
    return None if version is None else _index(home.lake, version)


@lru_cache(maxsize=2)
def _index(lake: Path, version: int) -> _Index:
    """The index of a catalogue; `version` is only the key under which it is kept."""
    rows = Lake(lake).read(TABLE, columns=list(_COLUMNS))
    if rows is None:
        return _Index((), {})
    by_name: dict[str, list[DrugHit]] = {}
    by_code: dict[str, DrugHit] = {}
    for code, name, *rest in rows.select(_COLUMNS).sort("product_code").iter_rows():
        form, specification, packaging, maker = (text or "" for text in rest)
        hit = DrugHit(
            product_code=code, generic_name=name, dosage_form=form, specification=specification, packaging=packaging,
            maker=maker,
        )  # fmt: skip
        by_name.setdefault(name, []).append(hit)
        by_code[code] = hit
    by_sound: dict[str, list[str]] = {}
    for base in dict.fromkeys(base_name(name).base for name in by_name):
        by_sound.setdefault(_sound(base), []).append(base)
    return _Index(tuple(_name(name, hits) for name, hits in by_name.items()), by_code, by_sound)


def _name(name: str, products: list[DrugHit]) -> _Name:
    plain = normalise_name(name)
    initials, sound = pinyin_initials(name), _sound(plain)
    return _Name(plain, initials, sound, tuple(products), "\n".join((plain, initials, sound)))


def _sound(text: str) -> str:
    return "".join(lazy_pinyin(text, errors=lambda rest: rest)).upper()
