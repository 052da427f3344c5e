"""What is stored of the outcomes of measures: which are followed, and what was read on which day. RSP-3."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.outcomes.kinds import CAUSE_WORDS


class Followed(models.Model):
    """A measure whose effect is followed in `region`. `products`: codes of the item that it is about.

    `measure` is its number within the records of the response, `case` the number of its case. `patients` and `cost`
    (yuan) are what people say, null where nobody did; `patients_from`: where the number comes from.
    """

    measure = models.PositiveBigIntegerField(unique=True)
    case = models.CharField(max_length=40, db_index=True)
    region = models.CharField(max_length=30)
    drug = models.CharField(max_length=400)
    drug_key = models.CharField(max_length=300, db_index=True)
    unit = models.CharField(max_length=30, blank=True)
    products = models.JSONField(default=list)
    cause = models.CharField(max_length=20, choices=[(one.value, words[0]) for one, words in CAUSE_WORDS.items()])
    begun_on = models.DateField()
    until_on = models.DateField()
    patients = models.PositiveIntegerField(null=True, blank=True)
    patients_from = models.CharField(max_length=300, blank=True)
    cost = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    followed_at = models.DateTimeField()
    followed_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__gte=models.F("begun_on")), name="outcome_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(patients=None) | ~Q(patients_from=""), name="outcome_patients_have_source"
            ),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="outcome_cost_not_negative"),
            models.CheckConstraint(
                condition=Q(followed_at__isnull=False) & ~Q(followed_by=""), name="outcome_followed_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case} {self.measure}"


class Reading(models.Model):
    """The supply of the place on a day, in smallest units; read again for a day, the newer stands."""

    followed = models.ForeignKey(Followed, on_delete=models.CASCADE, related_name="readings")
    on = models.DateField()
    stock = models.DecimalField(max_digits=20, decimal_places=4)
    daily_use = models.DecimalField(max_digits=20, decimal_places=4)
    hospitals = models.PositiveIntegerField()
    empty = models.PositiveIntegerField()
    counted_first = models.DateField(null=True, blank=True)
    counted_last = models.DateField(null=True, blank=True)
    reached = models.PositiveIntegerField(default=0)
    reached_stock = models.DecimalField(max_digits=20, decimal_places=4, default=0)
    reached_use = models.DecimalField(max_digits=20, decimal_places=4, default=0)
    read_at = models.DateTimeField()

    class Meta:
        ordering = ("followed_id", "on")
        constraints = (models.UniqueConstraint(fields=("followed", "on"), name="outcome_read_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.followed_id} {self.on}"
