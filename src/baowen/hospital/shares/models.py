"""Which alliances have their varieties counted as a whole. HOS-1 (国卫药政发〔2024〕38号 二)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class WholeCount(models.Model):
    """The wish of an alliance, by its lead hospital: one row each, changed in place; the audit keeps what it was."""

    lead = models.CharField(max_length=100, unique=True)
    as_whole = models.BooleanField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("lead",)
        constraints = (
            models.CheckConstraint(
                condition=Q(set_at__isnull=False) & ~Q(set_by=""), name="hospital_whole_set_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.lead} {self.as_whole}"
