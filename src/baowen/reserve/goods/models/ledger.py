"""The ledger of reserve goods: what a holder has, by lot, and every line that moved it. Nothing is deleted. RSV-1."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from baowen.reserve.goods.kinds import ENTRY_WORDS, GOODS_WORDS


class Holding(models.Model):
    """A product or raw material that a holder has or had in its reserve. Whoever moves a lot of it holds this row.

    `told_on`: the day for which the lake was told last; `refused`: why the lake did not take it.
    """

    holder = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    kind = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in GOODS_WORDS.items()])
    product_code = models.CharField(max_length=100)
    generic_name = models.CharField(max_length=200)
    spec = models.CharField(max_length=200, blank=True)
    maker = models.CharField(max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=0)
    handed_over = models.PositiveIntegerField(default=0)
    told_on = models.DateField(null=True, blank=True)
    refused = models.CharField(max_length=500, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("holder", "product_code"), name="reserve_product_once_a_holder"),
        )
        indexes = (
            models.Index(fields=("region", "id"), name="reserve_holding_of_place"),
            models.Index(fields=("id",), condition=~Q(handed_over=F("revision")), name="reserve_holding_to_hand_over"),
        )

    def __str__(self) -> str:
        return f"{self.holder} {self.product_code}"


class Lot(models.Model):
    """A lot bought at one price, with what is left of it: the sum of its lines, never below zero."""

    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="lots")
    lot_no = models.CharField(max_length=60)
    expires_on = models.DateField()
    unit_price = models.DecimalField(max_digits=16, decimal_places=4)
    balance = models.DecimalField(max_digits=16, decimal_places=4, default=0)

    class Meta:
        ordering = ("expires_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("holding", "lot_no", "unit_price"), name="reserve_lot_once_a_price"),
            models.CheckConstraint(condition=Q(balance__gte=0), name="reserve_lot_not_below_zero"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="reserve_lot_price_not_below_zero"),
        )

    def __str__(self) -> str:
        return self.lot_no


class Entry(models.Model):
    """One line of the ledger: what it added to a lot (below zero for what left), and at what price.

    `happened_on` may lie before the day on which it was entered. `about`: the order, receipt or rotation it follows
    from. `corrects`: the line that it takes back as a whole.
    """

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=20, choices=[(one.value, words[0]) for one, words in ENTRY_WORDS.items()])
    packs = models.DecimalField(max_digits=16, decimal_places=4)
    unit_price = models.DecimalField(max_digits=16, decimal_places=4)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    happened_on = models.DateField()
    about = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=500, blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    organisation = models.CharField(max_length=100)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("happened_on", "id")
        indexes = (models.Index(fields=("lot", "happened_on", "id"), name="reserve_entry_of_lot"),)
        constraints = (
            models.CheckConstraint(condition=~Q(packs=0), name="reserve_entry_moves_something"),
            models.CheckConstraint(
                condition=Q(entered_at__isnull=False) & ~Q(entered_by=""), name="reserve_entry_entered_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Its number in the ledger."""
        return f"CZ{self.pk:08d}"
