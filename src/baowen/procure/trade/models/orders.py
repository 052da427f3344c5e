"""What is stored of orders: one of a hospital to one supplier, a line for each product. PRC-4."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from baowen.procure.basis import BASIS_WORDS
from baowen.procure.trade.kinds import URGENCY_WORDS
from baowen.procure.trade.states import LINE_WORDS, LineState


def order_code(key: int) -> str:
    """The number of an order on the platform."""
    return f"DD{key:08d}"


class Order(models.Model):
    """An order of a hospital to the organisation that delivers. `number` is the hospital's own.

    `due_*`: the rule for its deliveries as it stood when the order was placed; `due_class` "" where the pack has none.
    `digest` tells whether an order that comes again is the same.
    """

    number = models.CharField(max_length=60)
    hospital = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    supplier = models.CharField(max_length=100)
    urgency = models.CharField(max_length=12, choices=[(one.value, words[0]) for one, words in URGENCY_WORDS.items()])
    in_parts = models.BooleanField(default=True)
    due_class = models.CharField(max_length=20, blank=True)
    due_hours = models.PositiveIntegerField(null=True, blank=True)
    due_in_holidays = models.BooleanField(default=False)
    due_clause = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=64)
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("hospital", "number"), name="order_once"),)
        indexes = (
            models.Index(fields=("hospital", "id"), name="order_of_hospital"),
            models.Index(fields=("supplier", "id"), name="order_of_supplier"),
            models.Index(fields=("region", "id"), name="order_of_region"),
        )

    def __str__(self) -> str:
        return f"{self.hospital} {self.number}"

    @property
    def code(self) -> str:
        """The number under which the platform knows it."""
        return order_code(self.pk)


class OrderLine(models.Model):
    """A product of an order, in packs. `number` is unique on the platform: the key under which the lake knows it.

    `delivered`, `received` and `returned` are the sums of what followed; they never pass one another. `due_at` follows
    from the confirmation. `hospital` repeats the order's, for what a hospital usually orders.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    number = models.CharField(max_length=80, unique=True)
    hospital = models.CharField(max_length=100)
    product_code = models.CharField(max_length=100)
    generic_name = models.CharField(max_length=200)
    maker = models.CharField(max_length=100)
    basis = models.CharField(max_length=12, choices=[(one.value, words[0]) for one, words in BASIS_WORDS.items()])
    basis_number = models.CharField(max_length=60)
    clause = models.CharField(max_length=200, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    unit_price = models.DecimalField(max_digits=16, decimal_places=4)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    state = models.CharField(
        max_length=12, default=LineState.PLACED.value,
        choices=[(one.value, words[0]) for one, words in LINE_WORDS.items()],
    )  # fmt: skip
    reason = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    delivered = models.DecimalField(max_digits=14, decimal_places=4, default=0)
    received = models.DecimalField(max_digits=14, decimal_places=4, default=0)
    returned = models.DecimalField(max_digits=14, decimal_places=4, default=0)
    revision = models.PositiveIntegerField(default=1)
    handed_over = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("basis", "basis_number"), name="line_of_basis"),
            models.Index(fields=("hospital", "product_code"), name="line_of_hospital"),
            models.Index(fields=("due_at",), condition=Q(state=LineState.CONFIRMED.value), name="line_due"),
            models.Index(fields=("id",), condition=~Q(handed_over=F("revision")), name="line_to_hand_over"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_quantity_above_zero"),
            models.CheckConstraint(condition=Q(unit_price__gt=0), name="line_price_above_zero"),
            models.CheckConstraint(condition=Q(delivered__lte=F("quantity")), name="delivered_within_ordered"),
            models.CheckConstraint(condition=Q(received__lte=F("delivered")), name="received_within_delivered"),
            models.CheckConstraint(condition=Q(returned__lte=F("received")), name="returned_within_received"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by="") | (Q(answered_at__isnull=False) & ~Q(answered_by="")),
                name="line_answered_by",
            ),
        )

    def __str__(self) -> str:
        return self.number
