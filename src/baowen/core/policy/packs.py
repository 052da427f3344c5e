"""Which policy rules a place on a day: packs from the nation down, the nearest wins for each key."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from baowen.core.paths import data_folder
from baowen.core.policy.entry import NATION, Entry, Pack, PolicyError
from baowen.core.policy.load import read_packs, region_chain
from baowen.core.problems import BaowenError

NATION_ALIAS = "cn"
PRESET = "preset."


class UnknownEntryError(BaowenError):
    """No pack that rules here has the key on that day."""


@dataclass(frozen=True)
class Ruling:
    """What rules in a region on a day. `chain` runs from the nation to the nearest pack."""

    region: str
    on: date
    chain: tuple[Pack, ...]
    _entries: dict[str, Entry] = field(repr=False)

    def get(self, key: str) -> Entry | None:
        """The entry in force, or None. A district is a county: a key that ends in .district means .county."""
        return self._entries.get(key) or self._entries.get(re.sub(r"\.district$", ".county", key))

    def entry(self, key: str) -> Entry:
        """The entry in force; UnknownEntryError when no pack has it on that day."""
        found = self.get(key)
        if found is None:
            raise UnknownEntryError(
                f"{self.region} 在 {self.on} 没有政策条目 {key}", f"no policy entry {key} rules there that day"
            )
        return found

    def keys(self, prefix: str = "") -> tuple[str, ...]:
        """The keys in force, sorted; with a prefix only those that begin with it.

        Presets are rules of other places and rule nowhere: they are listed only when the prefix asks for them.
        """
        asked = prefix.startswith(PRESET)
        return tuple(sorted(key for key in self._entries if key.startswith(prefix) and key.startswith(PRESET) <= asked))

    def entries(self) -> tuple[Entry, ...]:
        """Every entry in force, by key, without presets."""
        return tuple(self._entries[key] for key in self.keys())

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that change when any rule in force changes; notes and validity do not count."""
        return digest_of(self.entries())


def digest_of(entries: Iterable[Entry]) -> str:
    """A hash over what the entries order, whatever their sequence."""
    rules = sorted(
        json.dumps(
            [e.key, e.value, e.unit, e.clause, str(e.basis), e.pack, e.start, e.at_once],
            ensure_ascii=False,
            default=str,
            sort_keys=True,
        )
        for e in entries
    )
    return hashlib.sha256("\n".join(rules).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Packs:
    """All packs of a folder, checked."""

    packs: tuple[Pack, ...]

    def by_region(self, code: str) -> Pack | None:
        """The pack of exactly that region, or None."""
        return next((pack for pack in self.packs if pack.region == code), None)

    def chain(self, region: str) -> tuple[Pack, ...]:
        """The packs that rule a place, nation first; a code without a pack of its own falls to the nearest above."""
        nearest = next((pack for code in region_chain(region) if (pack := self.by_region(code))), None)
        found: list[Pack] = []
        while nearest is not None:
            found.append(nearest)
            nearest = self.by_region(nearest.extends) if nearest.extends else None
        return tuple(reversed(found))

    def ruling(self, region: str, on: date) -> Ruling:
        """What rules in a region (any level, "cn" or 100000 for the nation) on a day."""
        code = NATION if region == NATION_ALIAS else region
        chain = self.chain(code)
        entries = {entry.key: entry for pack in chain for entry in pack.entries if entry.rules_on(on)}
        return Ruling(code, on, chain, entries)


def packs_folder() -> Path:
    """Where the packs of this installation lie."""
    return data_folder("policy")


def check_packs(folder: Path | None = None) -> list[PolicyError]:
    """Every fault of a folder of packs, the installed ones when none is given."""
    return read_packs(folder or packs_folder())[1]


def load_packs(folder: Path | None = None) -> Packs:
    """Read and check the packs; the first fault is raised as PolicyError."""
    packs, errors = read_packs(folder or packs_folder())
    if errors:
        raise errors[0]
    return Packs(tuple(packs))
