"""What is stored of goods: deliveries by lot, receipts with what was short or damaged, returns. PRC-4."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from baowen.procure.trade.kinds import RETURN_WORDS
from baowen.procure.trade.models.orders import OrderLine


class Delivery(models.Model):
    """One lot that was sent against an order line, in packs. `codes`: traceability codes of the packs, as scanned.

    `carrier`: who brings it, where that is not the supplier: post or express where nobody competes (HN-10, NJ-19).
    """

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="deliveries")
    number = models.CharField(max_length=80, unique=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    lot_no = models.CharField(max_length=60)
    made_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField()
    codes = models.JSONField(default=list)
    carrier = models.CharField(max_length=100, blank=True)
    delivered_at = models.DateTimeField()
    delivered_by = models.CharField(max_length=200)
    revision = models.PositiveIntegerField(default=1)
    handed_over = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gt=0), name="delivery_quantity_above_zero"),
            models.CheckConstraint(
                condition=Q(made_on=None) | Q(made_on__lte=F("expires_on")), name="delivery_made_before_expiry"
            ),
        )
        indexes = (models.Index(fields=("id",), condition=~Q(handed_over=F("revision")), name="delivery_to_hand_over"),)

    def __str__(self) -> str:
        return self.number


class Receipt(models.Model):
    """What a hospital took into stock of a delivery, and what was short or damaged: the three are its quantity."""

    delivery = models.OneToOneField(Delivery, on_delete=models.CASCADE, related_name="receipt")
    number = models.CharField(max_length=80, unique=True)
    accepted = models.DecimalField(max_digits=14, decimal_places=4)
    short = models.DecimalField(max_digits=14, decimal_places=4, default=0)
    damaged = models.DecimalField(max_digits=14, decimal_places=4, default=0)
    words = models.CharField(max_length=500, blank=True)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=200)
    revision = models.PositiveIntegerField(default=1)
    handed_over = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(accepted__gte=0, short__gte=0, damaged__gte=0), name="receipt_quantities_not_negative"
            ),
        )
        indexes = (models.Index(fields=("id",), condition=~Q(handed_over=F("revision")), name="receipt_to_hand_over"),)

    def __str__(self) -> str:
        return self.number


class Return(models.Model):
    """Goods of a receipt that go back, never more than were accepted. `agreed_at`: the supplier took them back."""

    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="returns")
    number = models.CharField(max_length=80, unique=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    cause = models.CharField(max_length=12, choices=[(one.value, words[0]) for one, words in RETURN_WORDS.items()])
    words = models.CharField(max_length=500, blank=True)
    returned_at = models.DateTimeField()
    returned_by = models.CharField(max_length=200)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gt=0), name="return_quantity_above_zero"),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by="") | (Q(agreed_at__isnull=False) & ~Q(agreed_by="")),
                name="return_agreed_by",
            ),
        )

    def __str__(self) -> str:
        return self.number
