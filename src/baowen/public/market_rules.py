"""How prices paid are published: how many months, and from how many order lines on. Pure. PRC-7 (HN-8)."""

from __future__ import annotations

from dataclasses import dataclass

from baowen.core.policy import Entry, Ruling


@dataclass(frozen=True, slots=True)
class PaidRules:
    """Newest months that are shown, order lines that a figure needs, and the entries that say so."""

    months: int
    least_lines: int
    entries: tuple[Entry, ...]


def paid_rules(ruling: Ruling) -> PaidRules:
    """What rules at a place on a day; UnknownEntryError where the pack does not say."""
    months, least = ruling.entry("publication.paid_months"), ruling.entry("publication.paid_least_lines")
    return PaidRules(months.whole(), least.whole(), (months, least))
