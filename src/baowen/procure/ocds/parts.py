"""The parts that every release has: its head, its parties with their roles, references to them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from baowen.procure.ocds.facts import Party, Words

SCHEME: Final = "x_baowen"
COUNTRY: Final = "中国"
Release = dict[str, Any]


def both(words: Words) -> str:
    """Words in both languages."""
    return " ".join(filter(None, words))


def release(
    ocid: str, event: str, at: datetime, tags: Sequence[str], parties: Iterable[tuple[Party, str]], **more: Any
) -> Release:
    """A release about one event. Its id is made of the process and the event, so that it never changes."""
    return {
        "ocid": ocid, "id": f"{ocid}-{event}", "date": instant(at), "tag": list(tags), "initiationType": "tender",
        "language": "zh", "parties": _parties(parties), **more,
    }  # fmt: skip


def by_date(releases: Iterable[Release]) -> list[Release]:
    """Releases by their date; those of one instant stay in the order in which they follow from one another."""
    return sorted(releases, key=lambda one: str(one["date"]))


def instant(at: datetime) -> str:
    """An instant in UTC, to the second, so that the order of texts is that of time."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def reference(party: Party) -> dict[str, Any]:
    """A reference to one of the parties."""
    return {"id": party.key, "name": party.name}


def _parties(given: Iterable[tuple[Party, str]]) -> list[dict[str, Any]]:
    roles: dict[str, list[str]] = {}
    known: dict[str, Party] = {}
    for party, role in given:
        known[party.key] = party
        held = roles.setdefault(party.key, [])
        if role not in held:
            held.append(role)
    return [_party(party, roles[key]) for key, party in known.items()]


def _party(party: Party, roles: list[str]) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": party.key, "name": party.name, "roles": roles}
    if party.code:
        shown["identifier"] = {"scheme": SCHEME, "id": party.code, "legalName": party.name}
    address = {"locality": party.locality, "region": party.region, "countryName": COUNTRY}
    shown["address"] = {field: value for field, value in address.items() if value}
    return shown
