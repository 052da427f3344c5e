"""What brings a reserve back to its size and keeps it fresh: replenishments and rotations. RSV-1."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.reserve.goods.kinds import OUTLET_WORDS
from baowen.reserve.goods.models.ledger import Holding, Lot
from baowen.reserve.goods.models.orders import Release
from baowen.reserve.goods.states import REFILL_WORDS, ROTATION_WORDS, RefillState, RotationState


class Refill(models.Model):
    """A replenishment that follows from a release: how much, until when, and how much has arrived."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="refills")
    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="refills")
    packs = models.DecimalField(max_digits=16, decimal_places=4)
    arrived = models.DecimalField(max_digits=16, decimal_places=4, default=0)
    due_on = models.DateField()
    due_clause = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=10, choices=[(one.value, words[0]) for one, words in REFILL_WORDS.items()],
        default=RefillState.PROPOSED.value,
    )  # fmt: skip
    reason = models.CharField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("release",), condition=Q(state=RefillState.PROPOSED.value), name="reserve_one_open_proposal"
            ),
            models.CheckConstraint(condition=Q(packs__gte=0), name="reserve_refill_not_below_zero"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by="") | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="reserve_refill_decided_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Its number on the platform."""
        return f"BK{self.pk:08d}"


class Rotation(models.Model):
    """So much of a lot that is to leave before it expires: to whom, how, until when, and what it fetched."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="rotations")
    packs = models.DecimalField(max_digits=16, decimal_places=4)
    outlet = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in OUTLET_WORDS.items()])
    to_whom = models.CharField(max_length=300)
    due_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=[(one.value, words[0]) for one, words in ROTATION_WORDS.items()],
        default=RotationState.PLANNED.value,
    )  # fmt: skip
    proceeds = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    loss = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    planned_at = models.DateTimeField()
    planned_by = models.CharField(max_length=200)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(packs__gt=0), name="reserve_rotation_of_something"),
            models.CheckConstraint(
                condition=Q(planned_at__isnull=False) & ~Q(planned_by=""), name="reserve_rotation_planned_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by="") | (Q(done_at__isnull=False) & ~Q(done_by="")),
                name="reserve_rotation_done_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Its number on the platform."""
        return f"LH{self.pk:08d}"
