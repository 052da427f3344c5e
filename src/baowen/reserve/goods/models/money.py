"""Reserve money of a region, a year and a fund: what was allocated and what was used. RSV-4."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.reserve.goods.models.ledger import Entry


class Budget(models.Model):
    """A fund of a region in a year. Its allocations and uses are rows of their own, so that each can be looked up."""

    region = models.CharField(max_length=30)
    year = models.PositiveIntegerField()
    fund = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("-year", "region", "fund")
        constraints = (
            models.UniqueConstraint(fields=("region", "year", "fund"), name="reserve_budget_once"),
            models.CheckConstraint(
                condition=Q(made_at__isnull=False) & ~Q(made_by=""), name="reserve_budget_made_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Its number on the platform."""
        return f"ZJ{self.pk:08d}"


class Allocation(models.Model):
    """Money that was allocated on a day, below zero where it was taken back. Never changed."""

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="allocations")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    allocated_on = models.DateField()
    document = models.CharField(max_length=300, blank=True)
    allocated_at = models.DateTimeField()
    allocated_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=~Q(amount=0), name="reserve_allocation_of_something"),
            models.CheckConstraint(
                condition=Q(allocated_at__isnull=False) & ~Q(allocated_by=""),
                name="reserve_allocation_by_somebody",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.budget_id} {self.amount}"


class Spending(models.Model):
    """What a line of the ledger used of a fund: the amount of a purchase, or what a rotation lost.

    Below zero where a counter-entry gives it back. `beyond`: by how much it passed what was allocated.
    """

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="spendings")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="spending")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    beyond = models.DecimalField(max_digits=18, decimal_places=2, default=0)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.budget_id} {self.amount}"
