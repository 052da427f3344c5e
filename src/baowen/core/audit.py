"""Writes the audit entry of an action. Call it inside the transaction of the write that it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from baowen.core.models import AuditEntry


def record(
    action: str, subject: str, *, by: str, at: datetime, reason: str = "", details: Mapping[str, object] | None = None
) -> None:
    """Add one entry; RuntimeError outside a transaction, because a write and its entry stand or fall together."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{action} on {subject} is recorded outside a transaction")
    AuditEntry.objects.create(at=at, by=by, action=action, subject=subject, reason=reason, details=dict(details or {}))
