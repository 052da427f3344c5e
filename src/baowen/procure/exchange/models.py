"""What hospitals' stock systems tell of their shelves: counts, changes, purchases, returns. PRC-4, VBP-12."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class ShelfEntry(models.Model):
    """One line of a stock message as it came. `key` names it at the hospital; the same key again must say the same.

    `delivery` is the delivery of the platform that a purchase (3503) belongs to, "" where nothing of the platform
    stands behind it: what VBP-12 asks about.
    """

    hospital = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    message = models.CharField(max_length=10)
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    product_code = models.CharField(max_length=100)
    own_name = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=16, decimal_places=4)
    price = models.DecimalField(max_digits=16, decimal_places=6, null=True, blank=True)
    lot_no = models.CharField(max_length=60, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    supplier = models.CharField(max_length=200, blank=True)
    invoice_no = models.CharField(max_length=50, blank=True)
    change = models.CharField(max_length=6, blank=True)
    happened_on = models.DateField()
    delivery = models.CharField(max_length=80, blank=True)
    told_at = models.DateTimeField()
    told_by = models.CharField(max_length=200)
    revision = models.PositiveIntegerField(default=1)
    handed_over = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("hospital", "message", "key"), name="shelf_entry_once"),)
        indexes = (
            models.Index(
                fields=("region", "happened_on"), condition=Q(message="3503", delivery=""), name="bought_outside"
            ),
        )

    def __str__(self) -> str:
        return f"{self.hospital} {self.message} {self.key}"
