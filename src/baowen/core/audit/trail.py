"""How an action writes: one transaction, and at its end the entries that tell of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from baowen.core.audit.chain import FIRST, Link, Seal, packed, sealed
from baowen.core.models import AuditEntry, AuditHead

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Note:
    action: str
    subject: str
    reason: str
    content: str
    trail: Trail


@dataclass(slots=True, kw_only=True)
class Trail:
    """Who writes, for which organisation, when, why and under which rules; collects the notes of one write.

    `happened_on`: the earlier day of what is only entered now, None where it happens now.
    """

    by: str
    at: datetime
    organisation: str = ""
    reason: str = ""
    policy: str = ""
    happened_on: date | None = None
    _notes: list[_Note] = field(default_factory=list)

    def note(
        self,
        action: str,
        subject: str,
        *,
        before: Values | None = None,
        after: Values | None = None,
        details: Values | None = None,
        reason: str = "",
    ) -> None:
        """Tell of one change: its name, what it happened to, the values before and after. Never anything personal.

        `reason` replaces that of the trail. TypeError and ValueError as in `packed`.
        """
        if self.happened_on is not None:
            details = {**(details or {}), "happened_on": self.happened_on}
        content = packed(before, after, details)
        self._notes.append(
            _Note(action=action, subject=subject, reason=reason or self.reason, content=content, trail=self)
        )


_open: ContextVar[Trail | None] = ContextVar("open_trail", default=None)


@contextmanager
def writing(
    *, by: str, at: datetime, organisation: str = "", reason: str = "", policy: str = "",
    happened_on: date | None = None,
) -> Iterator[Trail]:  # fmt: skip
    """The transaction of an action; what happens inside stands or falls with the entries that tell of it.

    An action inside another's `writing` joins it. The entries are sealed last, because whoever seals keeps all others
    from sealing until the transaction ends: that makes the numbers the order of commits. RuntimeError when the write
    tells of nothing.
    """
    outer = _open.get()
    trail = Trail(by=by, at=at, organisation=organisation, reason=reason, policy=policy, happened_on=happened_on)
    token = _open.set(trail)
    try:
        with transaction.atomic():
            yield trail
            if not trail._notes:
                raise RuntimeError(f"a write by {by} left no audit entry")
            if outer is None:
                _seal(trail._notes)
    finally:
        _open.reset(token)
    if outer is not None:
        outer._notes.extend(trail._notes)


def _seal(notes: list[_Note]) -> None:
    head, _ = AuditHead.objects.select_for_update().get_or_create(
        id=AuditHead.ONLY, defaults={"number": 0, "sha256": FIRST.sha256, "sm3": FIRST.sm3}
    )
    number, seal = head.number, Seal(head.sha256, head.sm3)
    entries = []
    for note in notes:
        number += 1
        link = _link(note, number)
        seal = sealed(link, seal)
        entries.append(
            AuditEntry(
                number=number, at=link.at, by=link.by, organisation=link.organisation, action=link.action,
                subject=link.subject, reason=link.reason, policy=link.policy, content=link.content,
                sha256=seal.sha256, sm3=seal.sm3,
            )
        )  # fmt: skip
    AuditEntry.objects.bulk_create(entries)
    head.number, head.sha256, head.sm3 = number, seal.sha256, seal.sm3
    head.save()


def _link(note: _Note, number: int) -> Link:
    trail = note.trail
    return Link(
        number=number, at=trail.at, by=trail.by, organisation=trail.organisation, action=note.action,
        subject=note.subject, reason=note.reason, policy=trail.policy, content=note.content,
    )  # fmt: skip
