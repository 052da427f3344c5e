"""How an entry is sealed: by a hash over what it says and over the seal of the entry before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import NamedTuple

FORMAT = 1  # raised when the sealed text changes its form; the old form then stays readable beside it


class Seal(NamedTuple):
    """Hexadecimal digests of an entry. `sm3` is empty where the machine's OpenSSL has no SM3 (GB/T 32905)."""

    sha256: str
    sm3: str


FIRST = Seal("0" * 64, "0" * 64)
"""What stands before the first entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What an entry says. `number` counts from 1 without a gap; `at` is aware; `content` is JSON text, see `packed`.

    `organisation` is the code of the organisation that `by` acted for, `policy` the digest of the rules in force; both
    are empty where there was none.
    """

    number: int
    at: datetime
    by: str
    organisation: str
    action: str
    subject: str
    reason: str
    policy: str
    content: str


def packed(
    before: Mapping[str, object] | None, after: Mapping[str, object] | None, details: Mapping[str, object] | None
) -> str:
    """JSON text of what stood before, what stands after and what else belongs to the write; empty parts are left out.

    The text itself is stored and sealed, so that no database can write a number in another way. Decimals become
    text, dates and instants ISO text. TypeError for what has no JSON form, ValueError for a number that is none.
    """
    parts = {"before": before, "after": after, "details": details}
    return _canonical({name: dict(part) for name, part in parts.items() if part})


def unpacked(content: str) -> dict[str, dict[str, object]]:
    """The parts of `packed`, by name."""
    found: dict[str, dict[str, object]] = json.loads(content)
    return found


def sealed(link: Link, before: Seal) -> Seal:
    """The seal of an entry that follows the one with the seal `before`."""
    text = _canonical(
        {
            "format": FORMAT,
            "number": link.number,
            "at": link.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "by": link.by,
            "organisation": link.organisation,
            "action": link.action,
            "subject": link.subject,
            "reason": link.reason,
            "policy": link.policy,
            "content": link.content,
            "before": list(before),
        }
    ).encode()
    return Seal(hashlib.sha256(text).hexdigest(), hashlib.new("sm3", text).hexdigest() if has_sm3() else "")


@cache
def has_sm3() -> bool:
    """Whether this machine's OpenSSL computes SM3."""
    return "sm3" in hashlib.algorithms_available


def _canonical(document: object) -> str:
    return json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain
    )


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
