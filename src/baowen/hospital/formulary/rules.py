"""What is found about a formulary: limits, cycles, marks, records, purchases outside it. HOS-1, HOS-2 (domain 3.2).

Findings and no refusals: a committee may know better, and says so in its record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from baowen.drugs.forms import route_of
from baowen.hospital.formulary.states import Decision, Exemption, FindingKind, Part

LIMITED = ("oral", "injection")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of a formulary. `product_code` "" where any maker's product of the strength will do."""

    generic_name: str
    dosage_form: str
    spec: str
    part: Part
    exemption: Exemption = Exemption.NONE
    product_code: str = ""
    reason: str = ""

    @property
    def route(self) -> str:
        """How it is given; the limit holds for oral and injected forms."""
        return route_of(self.dosage_form or self.generic_name)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two lines the same."""
        return self.generic_name, self.dosage_form, self.spec, self.product_code


@dataclass(frozen=True, slots=True, kw_only=True)
class FormularyFinding:
    """Something found: about which drug ("" for the whole), a number (how many, days late, yuan) and the clause."""

    kind: FindingKind
    drug: str
    number: float
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A decision of a meeting on a drug."""

    generic_name: str
    decision: Decision
    held_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A number of the pack with the clause it comes from."""

    number: float
    clause: str


def exempt(item: Item, *, alliance: bool) -> bool:
    """Whether the limit leaves a line out; that of chronic diseases holds in close alliances alone."""
    return item.exemption is not Exemption.NONE and (alliance or item.exemption is not Exemption.CHRONIC)


def too_many(items: Iterable[Item], most: Limit, *, alliance: bool) -> list[FormularyFinding]:
    """Names with more products of one route than the limit, without those that are exempt."""
    held: dict[tuple[str, str], set[tuple[str, str, str, str]]] = {}
    for item in items:
        if item.route in LIMITED and not exempt(item, alliance=alliance):
            held.setdefault((item.generic_name, item.route), set()).add(item.key)
    return [
        FormularyFinding(kind=FindingKind.TOO_MANY, drug=name, number=len(keys), clause=most.clause)
        for (name, _), keys in sorted(held.items()) if len(keys) > most.number
    ]  # fmt: skip


def not_essential(items: Iterable[Item], essential: Collection[str]) -> list[FormularyFinding]:
    """Names in part 1 that are no essential medicines; none is found where no list is known."""
    if not essential:
        return []
    names = {item.generic_name for item in items if item.part is Part.ONE} - set(essential)
    return [FormularyFinding(kind=FindingKind.NOT_ESSENTIAL, drug=name, number=1, clause="") for name in sorted(names)]


def without_record(
    items: Iterable[Item], before: Iterable[Item], records: Sequence[Recorded], *, from_on: date
) -> list[FormularyFinding]:
    """Names that the edition before did not have and no meeting up to the day adopted."""
    known = {item.generic_name for item in before}
    adopted = {one.generic_name for one in records if one.decision is Decision.ADOPTED and one.held_on <= from_on}
    names = {item.generic_name for item in items} - known - adopted
    return [FormularyFinding(kind=FindingKind.NO_RECORD, drug=name, number=1, clause="") for name in sorted(names)]


def overdue(from_on: date, today: date, years: Limit | None) -> FormularyFinding | None:
    """That an edition has stood longer than the longest cycle; `number` is by how many days. None where no cycle."""
    if years is None:
        return None
    months = round(years.number * 12)
    due = _plus_months(from_on, months)
    if today <= due:
        return None
    return FormularyFinding(kind=FindingKind.OVERDUE, drug="", number=(today - due).days, clause=years.clause)


def _plus_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, min(day.day, 28))


def essential_share(items: Iterable[Item]) -> float | None:
    """The share of names in part 1 among all names; None of an empty formulary."""
    held = list(items)
    names = {item.generic_name for item in held}
    ones = {item.generic_name for item in held if item.part is Part.ONE}
    return len(ones) / len(names) if names else None


def often(registered: Iterable[tuple[str, str]], most: int) -> list[tuple[str, int]]:
    """Drugs registered as missing and assessed as needed at least so often, with how often, the most often first.

    `registered`: the name of the drug and the number of the registration, of those assessed as needed.
    """
    counted: dict[str, set[str]] = {}
    for name, number in registered:
        counted.setdefault(name, set()).add(number)
    found = [(name, len(numbers)) for name, numbers in counted.items() if len(numbers) >= most]
    return sorted(found, key=lambda one: (-one[1], one[0]))
