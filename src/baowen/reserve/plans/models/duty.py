"""What is stored of duty: who answers for a holder or an office, night and day. Personal: seen by few. RSV-1."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class DutyShift(models.Model):
    """A turn of duty of an organisation, from an instant until before another. Withdrawn: entered by mistake."""

    number = models.CharField(max_length=40, unique=True)
    organisation = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    person = models.CharField(max_length=100)
    telephone = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_because = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("starts_at", "id")
        indexes = (models.Index(fields=("organisation", "starts_at"), name="reserve_duty_of_organisation"),)
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="reserve_duty_lasts"),
            models.CheckConstraint(
                condition=Q(entered_at__isnull=False) & ~Q(entered_by=""), name="reserve_duty_entered_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
                name="reserve_duty_withdrawn_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.number
