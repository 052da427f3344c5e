"""What decides about reserve plans: catalogues that complement one another, stock beside plan. Pure. RSV-1, RSV-4."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.policy import Entry, Ruling
from baowen.reserve.plans.kinds import RANK, TIER_WORDS, CheckKind, Standing, Tier
from baowen.reserve.plans.naming import Named, same_item

FLOOR, TIERS, COMPLEMENT = "reserve.floor", "reserve.tiers", "reserve.catalogue.complement"
GAP_LISTS, GROUNDS, STALE = "reserve.catalogue.gap_lists", "reserve.catalogue.grounds", "reserve.count.stale_days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a catalogue in force: who holds it and what it names."""

    number: str
    region: str
    place: str
    tier: Tier
    institution: str
    named: Named
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A drug of a list in force: its list (code and words) and how it is compared."""

    kind: str
    list_zh: str
    list_en: str
    words: str
    named: Named


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFinding:
    """One thing that a check found: the lower and the upper line where there are two, a sentence, and the clause."""

    kind: CheckKind
    words: str
    lower: Line | None
    upper: Line | None
    zh: str
    en: str
    clause: str
    basis: str


def checked(
    lines: Sequence[Line], listed: Iterable[Listed], ruling: Ruling, above: Mapping[str, Sequence[str]]
) -> tuple[CheckFinding, ...]:  # fmt: skip
    """What a place's catalogues, those below and above it, repeat and leave out. `above`: by place those above it."""
    return (*overlaps(lines, ruling, above), *gaps(lines, listed, ruling), *unnamed_tiers(lines, ruling))


def overlaps(lines: Sequence[Line], ruling: Ruling, above: Mapping[str, Sequence[str]]) -> tuple[CheckFinding, ...]:
    """Items that a lower tier holds although an upper tier of the same places holds them already."""
    entry = ruling.get(COMPLEMENT)
    if entry is None or not entry.value:
        return ()
    alike: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        alike[line.named.kind, line.named.base].append(line)
    found = []
    for group in alike.values():
        for lower in group:
            for upper in group:
                covers = upper.region == lower.region or upper.region in above.get(lower.region, ())
                if RANK[upper.tier] < RANK[lower.tier] and covers and same_item(upper.named, lower.named):
                    found.append(_overlap(lower, upper, entry))
    return tuple(found)


def _overlap(lower: Line, upper: Line, entry: Entry) -> CheckFinding:
    (low_zh, low_en), (up_zh, up_en) = TIER_WORDS[lower.tier], TIER_WORDS[upper.tier]
    return CheckFinding(
        kind=CheckKind.OVERLAP, words=lower.words, lower=lower, upper=upper,
        zh=f"{lower.place}{low_zh}储备的“{lower.words}”（{lower.number}）{upper.place}{up_zh}已经储备（{upper.number}），"
           "未做到错位互补",
        en=f"the {low_en} tier of {lower.place} holds {lower.words} ({lower.number}), which the {up_en} tier of "
           f"{upper.place} holds already ({upper.number})",
        clause=entry.clause, basis=entry.basis.value,
    )  # fmt: skip


def gaps(lines: Sequence[Line], listed: Iterable[Listed], ruling: Ruling) -> tuple[CheckFinding, ...]:
    """Drugs of the lists that the pack names which no tier holds; each drug once."""
    entry = ruling.get(GAP_LISTS)
    if entry is None:
        return ()
    held: dict[str, list[Named]] = defaultdict(list)
    for line in lines:
        held[line.named.base].append(line.named)
    found: dict[tuple[str, str], CheckFinding] = {}
    for one in listed:
        missing = not any(same_item(one.named, other) for other in held[one.named.base])
        if one.kind in entry.value and missing:
            found.setdefault((one.words, one.kind), CheckFinding(
                kind=CheckKind.GAP, words=one.words, lower=None, upper=None,
                zh=f"“{one.words}”在{one.list_zh}中，各层级都没有储备",
                en=f"{one.words} stands on the {one.list_en} and no tier holds it",
                clause=entry.clause, basis=entry.basis.value,
            ))  # fmt: skip
    return tuple(found.values())


def unnamed_tiers(lines: Sequence[Line], ruling: Ruling) -> tuple[CheckFinding, ...]:
    """Lines of a tier that the pack of the place, where it names tiers, does not name."""
    entry = ruling.get(TIERS)
    if entry is None:
        return ()
    return tuple(
        CheckFinding(
            kind=CheckKind.TIER, words=line.words, lower=line, upper=None,
            zh=f"{line.place}的“{line.words}”（{line.number}）列为{TIER_WORDS[line.tier][0]}储备，"
               f"规定的层级是{'、'.join(entry.value)}",
            en=f"{line.words} of {line.place} ({line.number}) stands at the {TIER_WORDS[line.tier][1]} tier, which the "
               "text does not name",
            clause=entry.clause, basis=entry.basis.value,
        )
        for line in lines
        if TIER_WORDS[line.tier][0] not in entry.value
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Actual beside planned, in the plan's unit. `share` is None where actual stock is not known."""

    standing: Standing
    planned: Decimal
    actual: Decimal | None
    share: Decimal | None
    zh: str
    en: str
    clause: str
    basis: str


def stand(
    planned: Decimal, actual: Decimal | None, *, floor: Entry, counted_on: date | None = None, why_zh: str = "",
    why_en: str = "",
) -> Stand:  # fmt: skip
    """Whether stock reaches the floor. Stock that is not known is unknown, never empty; a count of nothing is empty."""
    share = None if actual is None else actual / planned
    if share is None:
        standing, zh, en = Standing.UNKNOWN, why_zh or "近期没有盘点", why_en or "not counted lately"
    else:
        low = share < floor.number()
        standing = Standing.BELOW if low else Standing.ENOUGH
        said, least = f"{share * 100:.1f}%", f"{floor.number() * 100:f}".rstrip("0").rstrip(".")
        zh = f"{counted_on}盘点，实际为计划的 {said}，{'低于' if low else '不低于'}下限 {least}%"
        en = f"counted on {counted_on}: {said} of the plan, {'below' if low else 'not below'} the floor of {least}%"
    return Stand(
        standing=standing, planned=planned, actual=actual, share=share, zh=zh, en=en, clause=floor.clause,
        basis=floor.basis.value,
    )  # fmt: skip
