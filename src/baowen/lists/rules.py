"""What the shortage and monitoring lists say of a drug in a place on a date: issuer, edition and effective date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

ANY_FORM = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """One line of a list. An empty dosage form covers every form of the drug; the name is as the caller normalised it.

    `issuer_region` is the code of the nation, province or city that published the list, `kind` "shortage" or
    "monitoring".
    """

    issuer_region: str
    kind: str
    edition: str
    effective_on: date
    generic_name: str
    dosage_form: str = ANY_FORM


@dataclass(frozen=True, slots=True)
class ListStatus:
    """The kinds of list that a drug is on, each with the entries that put it there, the nearest issuer first."""

    by_kind: dict[str, tuple[ListEntry, ...]]

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(sorted(self.by_kind))

    @property
    def is_listed(self) -> bool:
        return bool(self.by_kind)


def status_of(
    drug_name: str,
    dosage_form: str,
    place: str,
    on: date,
    entries: Iterable[ListEntry],
    *,
    regions_ancestors: Sequence[str],
) -> ListStatus:
    """What the lists of the place and of the places above it say on a day.

    For each issuer and kind only the newest edition effective on or before the day counts, as a whole: a drug that it
    leaves out has left the list. `drug_name` is normalised like the entries; `regions_ancestors` are the codes above
    the place, nearest first. An empty `dosage_form` asks for the drug in any form. Two editions effective on the same
    day are one edition in two parts.
    LST-1, LST-2.
    """
    issuers = (place, *regions_ancestors)
    covering = [entry for entry in entries if entry.issuer_region in issuers and entry.effective_on <= on]
    newest: dict[tuple[str, str], date] = {}
    for entry in covering:
        issue = (entry.issuer_region, entry.kind)
        newest[issue] = max(entry.effective_on, newest.get(issue, entry.effective_on))
    found = [
        entry
        for entry in covering
        if entry.effective_on == newest[entry.issuer_region, entry.kind] and _names(entry, drug_name, dosage_form)
    ]
    found.sort(key=lambda entry: (entry.kind, issuers.index(entry.issuer_region), entry.edition, entry.dosage_form))
    return ListStatus({kind: tuple(one for one in found if one.kind == kind) for kind in {one.kind for one in found}})


def _names(entry: ListEntry, drug_name: str, dosage_form: str) -> bool:
    if entry.generic_name != drug_name:
        return False
    return ANY_FORM in (entry.dosage_form, dosage_form) or entry.dosage_form == dosage_form
