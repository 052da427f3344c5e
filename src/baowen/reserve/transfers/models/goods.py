"""Goods under way: what a giver sent at once of a line, and what became of it. RSV-3."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.reserve.transfers.models.orders import OrderLine


class Shipment(models.Model):
    """Packs of a line that left the giver at once. `temperature`: what was recorded, for the cold chain."""

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="shipments")
    packs = models.DecimalField(max_digits=14, decimal_places=4)
    carrier = models.CharField(max_length=200, blank=True)
    temperature = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(packs__gt=0), name="transfer_shipment_moves_something"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) & ~Q(sent_by=""), name="transfer_sent_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.line_id} {self.packs}"


class TakenBack(models.Model):
    """Returned packs that lie at the giver again."""

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="backs")
    packs = models.DecimalField(max_digits=14, decimal_places=4)
    taken_on = models.DateField()
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(packs__gt=0), name="transfer_back_moves_something"),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=False) & ~Q(taken_by=""), name="transfer_taken_back_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.line_id} {self.packs}"


class Receipt(models.Model):
    """What the taker told of goods under way: received into stock, lost on the way, returned to the giver."""

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="receipts")
    received = models.DecimalField(max_digits=14, decimal_places=4, default=0)
    lost = models.DecimalField(max_digits=14, decimal_places=4, default=0)
    returned = models.DecimalField(max_digits=14, decimal_places=4, default=0)
    words = models.CharField(max_length=500, blank=True)
    received_on = models.DateField()
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(received__gte=0, lost__gte=0, returned__gte=0), name="transfer_receipt_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=False) & ~Q(received_by=""), name="transfer_received_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.line_id} {self.received}"
