"""What the registers of production store: records that people keep, never deleted. PRD-1, PRD-2."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.core.models import Counter
from baowen.produce.kinds import CHANGE_WORDS, GROUND_WORDS, KIND_WORDS, STATE_WORDS


class Sequence(Counter):
    """The last number that was given of a series."""


class Record(models.Model):
    """A record of one register. Which columns it fills is in kinds.FIELDS; the others are empty.

    A correction or a progress is a record that follows it; both stay. One that is wrong altogether is withdrawn.
    """

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=16, choices=[(one.value, words[0]) for one, words in KIND_WORDS.items()])
    region = models.CharField(max_length=30)
    state = models.CharField(max_length=16, choices=[(one.value, words[0]) for one, words in STATE_WORDS.items()])
    title = models.CharField(max_length=200, blank=True)
    enterprise = models.CharField(max_length=300)
    partner = models.CharField(max_length=300, blank=True)
    institution = models.CharField(max_length=300, blank=True)
    site = models.CharField(max_length=300, blank=True)
    drugs = models.CharField(max_length=2000)
    product_code = models.CharField(max_length=100, blank=True)
    ground = models.CharField(
        max_length=30, blank=True, choices=[(one.value, words[0]) for one, words in GROUND_WORDS.items()]
    )
    department = models.CharField(max_length=300, blank=True)
    conditions = models.CharField(max_length=2000, blank=True)
    amount = models.CharField(max_length=100, blank=True)
    document = models.CharField(max_length=300)
    case_number = models.CharField(max_length=40, blank=True, db_index=True)
    papers = models.JSONField(default=list)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    organisation = models.CharField(max_length=100, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=200)
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    change = models.CharField(
        max_length=16, blank=True, choices=[(one.value, words[0]) for one, words in CHANGE_WORDS.items()]
    )
    reason = models.CharField(max_length=1000, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_why = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("kind", "region"), name="produce_record_of_kind"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(noted_at__isnull=False) & ~Q(noted_by=""), name="produce_noted_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="", withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawn_why="")),
                name="produce_withdrawn_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(follows=None, change="") | (Q(follows__isnull=False) & ~Q(change="") & ~Q(reason="")),
                name="produce_follows_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=models.F("from_on")), name="produce_ends_after_it_began"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.enterprise}"
