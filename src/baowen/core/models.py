"""What every context records: who did what, when and why."""

from __future__ import annotations

from typing import Self

from django.db import models

from baowen.core.audit.chain import unpacked


class AuditEntry(models.Model):
    """One write, told in the transaction that made it. No foreign keys: the entry outlives what it tells of.

    `number` counts from 1 without a gap, in the order of commits; the seals build on those of the entry before.
    """

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=200)
    organisation = models.CharField(max_length=100, blank=True)
    action = models.CharField(max_length=100)
    subject = models.CharField(max_length=300, db_index=True)
    reason = models.TextField(blank=True)
    policy = models.CharField(max_length=64, blank=True)
    content = models.TextField(default="{}")
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.CheckConstraint(condition=~models.Q(by=""), name="audit_entry_says_who"),
            models.CheckConstraint(condition=~models.Q(action=""), name="audit_entry_says_what"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="audit_entries_count_from_1"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.at:%Y-%m-%d %H:%M} {self.by} {self.action} {self.subject}"

    @property
    def details(self) -> dict[str, object]:
        return unpacked(self.content).get("details", {})


class Counter(models.Model):
    """The last number given under a name, for the counters of a context; its row is locked while the next is taken."""

    name = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.name} {self.last}"

    @classmethod
    def locked(cls, name: str) -> Self:
        """The counter of a name, at 0 where there was none, locked until the transaction ends."""
        cls._default_manager.get_or_create(name=name)
        return cls._default_manager.select_for_update().get(name=name)

    @classmethod
    def next_number(cls, letter: str, place: str, year: int) -> str:
        """The next number of a series, such as SP-430000-2026-00001; without gaps, for it stands or falls with the
        caller's transaction."""
        row = cls.locked(f"{letter}-{place}-{year}")
        return f"{row.name}-{row.take():05d}"

    def take(self) -> int:
        """The next number of a locked counter."""
        self.last += 1
        self.save(update_fields=["last"])
        return self.last


class AuditHead(models.Model):
    """The number and the seals of the last entry; its row is locked while a write seals its entries."""

    ONLY = 1

    id = models.SmallIntegerField(primary_key=True, default=ONLY)
    number = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="audit_head_is_one"),)

    def __str__(self) -> str:
        return f"{self.number} {self.sha256[:16]}"
