"""What is stored of those who join a round by agreement. VBP-10 (VB-1.4)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from baowen.vbp.supply.joining_states import IN_FORCE, JOIN_STATE_WORDS
from baowen.vbp.supply.kinds import JOIN_WORDS


class Joining(models.Model):
    """An application to join a round, and the agreement that came of it: its days are null until it is accepted."""

    number = models.CharField(max_length=40, unique=True)
    round_code = models.CharField(max_length=60)
    organisation = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    kind = models.CharField(max_length=20, choices=[(one.value, words[0]) for one, words in JOIN_WORDS.items()])
    words = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in JOIN_STATE_WORDS.items()])
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    applied_at = models.DateTimeField()
    applied_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("region", "state", "id"), name="vbp_joining_of_place"),)
        constraints = (
            models.UniqueConstraint(
                fields=("round_code", "organisation"), name="vbp_joined_once",
                condition=Q(state__in=sorted(state.value for state in IN_FORCE)),
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="vbp_joining_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=False) & ~Q(applied_by=""), name="vbp_joining_applied_by_somebody"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.number


class JoiningLine(models.Model):
    """A product that is wished for, and how many packs in the cycle."""

    joining = models.ForeignKey(Joining, on_delete=models.CASCADE, related_name="lines")
    lot = models.CharField(max_length=30)
    product_code = models.CharField(max_length=100)
    drug = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=18, decimal_places=4)

    class Meta:
        ordering = ("joining_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("joining", "product_code"), name="vbp_product_once_in_joining"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="vbp_joining_wishes_something"),
        )

    def __str__(self) -> str:
        return f"{self.product_code} {self.quantity}"


class JoiningEvent(models.Model):
    """One move of an application. Never changed."""

    joining = models.ForeignKey(Joining, on_delete=models.CASCADE, related_name="events")
    move = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    words = models.CharField(max_length=1000, blank=True)
    organisation = models.CharField(max_length=100, blank=True)
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(moved_at__isnull=False) & ~Q(moved_by=""), name="vbp_joining_moved_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.joining_id} {self.move}"
