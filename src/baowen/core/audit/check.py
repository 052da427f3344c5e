"""What a reader of the chain can find: entries that were changed, taken out or cut off. Pure; the page of the audit
document says what cannot be found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from baowen.core.audit.chain import FIRST, Link, Seal, sealed


class Finding(StrEnum):
    """What is wrong with a chain."""

    CHANGED = "changed"
    MISSING = "missing"
    CUT_OFF = "cut_off"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry as stored, with the seal that is stored beside it."""

    link: Link
    seal: Seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A seal that was kept apart from the chain: the head, or an anchor. `kept_in` says where."""

    number: int
    seal: Seal
    kept_in: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong, from `first` to `last`, the numbers of entries."""

    finding: Finding
    first: int
    last: int
    kept_in: str = ""

    @property
    def zh(self) -> str:
        return _WORDS[self.finding][0].format(span=_span_zh(self), kept_in=self.kept_in)

    @property
    def en(self) -> str:
        return _WORDS[self.finding][1].format(span=_span_en(self), kept_in=self.kept_in)


_WORDS = {
    Finding.CHANGED: (
        "{span}的内容与封印不符：该条或其前一条被改动",
        "{span}: the seal does not fit, so this entry or the one before was changed",
    ),
    Finding.MISSING: ("{span}不存在：被删除", "{span}: missing, so deleted"),
    Finding.CUT_OFF: ("{span}不存在，而{kept_in}记有：末尾被截断", "{span}: cut off, for {kept_in} knows them"),
    Finding.REWRITTEN: (
        "{span}的封印与{kept_in}所存不同：整条链被改写过",
        "{span}: {kept_in} holds another seal, so the chain was rewritten",
    ),
}


def _span_zh(fault: Fault) -> str:
    if fault.first == fault.last:
        return f"第 {fault.first} 条"
    return f"第 {fault.first}—{fault.last} 条"


def _span_en(fault: Fault) -> str:
    return f"entry {fault.first}" if fault.first == fault.last else f"entries {fault.first} to {fault.last}"


def faults(entries: Iterable[Sealed], marks: Sequence[Mark]) -> Iterator[Fault]:
    """Every fault of a chain, in order; `entries` by number.

    A changed entry is told once: the entries behind it are held to the seals that are stored. An entry behind a gap is
    not judged itself, because the seal that it builds on is gone.
    """
    by_number: dict[int, list[Mark]] = {}
    for mark in marks:
        by_number.setdefault(mark.number, []).append(mark)
    last, before, is_known = 0, FIRST, True
    for entry in entries:
        number = entry.link.number
        if number > last + 1:
            yield Fault(finding=Finding.MISSING, first=last + 1, last=number - 1)
            is_known = False
        if is_known and not _fits(sealed(entry.link, before), entry.seal):
            yield Fault(finding=Finding.CHANGED, first=number, last=number)
        for mark in by_number.get(number, ()):
            if not _fits(mark.seal, entry.seal):
                yield Fault(finding=Finding.REWRITTEN, first=number, last=number, kept_in=mark.kept_in)
        last, before, is_known = number, entry.seal, True
    for mark in sorted(marks, key=lambda one: one.number):
        if mark.number > last:
            yield Fault(finding=Finding.CUT_OFF, first=last + 1, last=mark.number, kept_in=mark.kept_in)


def _fits(expected: Seal, found: Seal) -> bool:
    """SM3 is compared where both sides have it; SHA-256 always."""
    return expected.sha256 == found.sha256 and ("" in (expected.sm3, found.sm3) or expected.sm3 == found.sm3)
