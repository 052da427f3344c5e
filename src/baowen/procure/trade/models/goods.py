"""What is stored of goods: deliveries by lot, receipts with what was short or damaged, returns. PRC-4."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from baowen.procure.trade.kinds import RETURN_WORDS
from baowen.procure.trade.models.orders import OrderLine


def delivery_code(key: int) -> str:
    """The number of a delivery on the platform."""
    return f"PS{key:08d}"


class Delivery(models.Model):
    """One lot that was sent against an order line, in packs.

    `note`: the supplier's own number of what it sent at once, `position` the lot's place there. `carrier`: who brings
    it, where that is not the supplier: post or express where nobody competes (HN-10, NJ-19).
    """

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="deliveries")
    supplier = models.CharField(max_length=100)
    note = models.CharField(max_length=60)
    position = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    lot_no = models.CharField(max_length=60)
    made_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField()
    carrier = models.CharField(max_length=100, blank=True)
    delivered_at = models.DateTimeField()
    delivered_by = models.CharField(max_length=200)
    revision = models.PositiveIntegerField(default=1)
    handed_over = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("supplier", "note", "position"), name="delivery_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="delivery_quantity_above_zero"),
            models.CheckConstraint(
                condition=Q(made_on=None) | Q(made_on__lte=F("expires_on")), name="delivery_made_before_expiry"
            ),
        )
        indexes = (models.Index(fields=("id",), condition=~Q(handed_over=F("revision")), name="delivery_to_hand_over"),)

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The number under which the platform and the lake know it."""
        return delivery_code(self.pk)


class TraceCode(models.Model):
    """A traceability code of a pack, as scanned when it was sent; never in two deliveries."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.code


def receipt_code(key: int) -> str:
    """The number of a receipt on the platform."""
    return f"RK{key:08d}"


class Receipt(models.Model):
    """What a hospital took into stock of a delivery, and what was short or damaged: the three are its quantity."""

    delivery = models.OneToOneField(Delivery, on_delete=models.CASCADE, related_name="receipt")
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
        return self.code

    @property
    def code(self) -> str:
        """The number under which the platform and the lake know it."""
        return receipt_code(self.pk)


class Return(models.Model):
    """Goods of a receipt that go back, never more than were accepted. `number`: the hospital's own.

    `agreed_at`: the supplier took them back.
    """

    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="returns")
    hospital = models.CharField(max_length=100)
    number = models.CharField(max_length=60)
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
            models.UniqueConstraint(fields=("hospital", "number"), name="return_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="return_quantity_above_zero"),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by="") | (Q(agreed_at__isnull=False) & ~Q(agreed_by="")),
                name="return_agreed_by",
            ),
        )

    def __str__(self) -> str:
        return self.number
