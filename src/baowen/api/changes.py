"""The change feed: what happened to cases, in the order in which it was committed.

A reader asks for what follows a number and goes on from the number in the answer. Numbers of the audit chain are given
out under a lock that is held until the commit (ADR 0019), so a change that is committed later has a higher number: a
reader that has seen a number never misses one below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from baowen.core.audit.queries import entries_after
from baowen.orgs.permissions import Actor
from baowen.respond.queries import seen_of
from baowen.respond.rulebook import Rulebook

MOST = 500
CASE = "case/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of a case."""

    number: int
    at: datetime
    by: str
    organisation: str
    action: str
    case: str
    reason: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes that the caller may see, and the number to go on from; `is_end` where nothing follows now."""

    changes: list[Change]
    next_after: int
    is_end: bool


def changes_after(actor: Actor, after: int, limit: int, *, book: Rulebook) -> Changes:
    """The changes of the next `limit` entries of the chain, those that the actor may not see left out."""
    entries = entries_after(after, limit=limit)
    numbers = {one.subject.removeprefix(CASE) for one in entries if one.subject.startswith(CASE)}
    seen = seen_of(actor, numbers, book=book)
    found = [
        Change(
            number=one.number, at=one.at, by=one.by, organisation=one.organisation, action=one.action,
            case=one.subject.removeprefix(CASE), reason=one.reason,
        )
        for one in entries if one.subject.removeprefix(CASE) in seen and one.subject.startswith(CASE)
    ]  # fmt: skip
    return Changes(found, entries[-1].number if entries else after, is_end=len(entries) < limit)
