"""What is stored of shown stock: how much each institution lets the public see. HOS-6."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.hospital.holdings.kinds import SHOWING_WORDS


class ShownStock(models.Model):
    """The choice of one institution; without a row the pack's default holds."""

    organisation = models.CharField(max_length=100, unique=True)
    showing = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in SHOWING_WORDS.items()])
    chosen_at = models.DateTimeField()
    chosen_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("organisation",)
        constraints = (
            models.CheckConstraint(
                condition=Q(chosen_at__isnull=False) & ~Q(chosen_by=""), name="shown_stock_chosen_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} {self.showing}"
