"""Reads of the audit chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from baowen.core.audit.chain import Link, Seal, has_sm3, unpacked
from baowen.core.audit.check import Mark, Sealed
from baowen.core.models import AuditEntry, AuditHead

BATCH = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An entry as people read it."""

    number: int
    at: datetime
    by: str
    organisation: str
    action: str
    subject: str
    reason: str
    policy: str
    before: dict[str, object]
    after: dict[str, object]
    details: dict[str, object]


def entries_in_order() -> Iterator[Sealed]:
    """Every entry with its stored seal, by number; read in batches, so that any number of them fits into memory."""
    for row in AuditEntry.objects.order_by("number").iterator(chunk_size=BATCH):
        link = Link(
            number=row.number, at=row.at, by=row.by, organisation=row.organisation, action=row.action,
            subject=row.subject, reason=row.reason, policy=row.policy, content=row.content,
        )  # fmt: skip
        yield Sealed(link, Seal(row.sha256, row.sm3))


def head() -> Mark | None:
    """The seal that the records themselves keep of the last entry; None before the first."""
    row = AuditHead.objects.filter(id=AuditHead.ONLY).first()
    return None if row is None else Mark(number=row.number, seal=Seal(row.sha256, row.sm3), kept_in="链首 head")


def number_of_entries() -> int:
    """How many entries are stored."""
    return AuditEntry.objects.count()


def seals_without_sm3() -> int:
    """How many entries were sealed, or can only be checked, with SHA-256 alone."""
    return AuditEntry.objects.filter(sm3="").count() if has_sm3() else AuditEntry.objects.count()


def entries_told(*, subject: str = "", by: str = "", after: int = 0, limit: int) -> list[Told]:
    """The newest entries first, after an entry's number; `subject` and `by` are matched whole."""
    found = AuditEntry.objects.filter(number__gt=after)
    if subject:
        found = found.filter(subject=subject)
    if by:
        found = found.filter(by=by)
    return [_told(row) for row in found.order_by("-number")[:limit]]


def entries_after(number: int, *, limit: int) -> list[Told]:
    """The entries that follow a number, oldest first."""
    return [_told(row) for row in AuditEntry.objects.filter(number__gt=number).order_by("number")[:limit]]


def _told(row: AuditEntry) -> Told:
    parts = unpacked(row.content)
    return Told(
        number=row.number, at=row.at, by=row.by, organisation=row.organisation, action=row.action, subject=row.subject,
        reason=row.reason, policy=row.policy, before=parts.get("before", {}), after=parts.get("after", {}),
        details=parts.get("details", {}),
    )  # fmt: skip
