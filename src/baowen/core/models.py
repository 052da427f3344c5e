"""What every context records: who did what, when and why."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """One write, told in the transaction that made it. No foreign keys: the entry outlives what it tells of."""

    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=200)
    action = models.CharField(max_length=100)
    subject = models.CharField(max_length=300, db_index=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=~models.Q(by=""), name="audit_entry_says_who"),
            models.CheckConstraint(condition=~models.Q(action=""), name="audit_entry_says_what"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.action} {self.subject}"
