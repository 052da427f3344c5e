"""What is stored of reserve catalogues: an item of a tier and place, in force between two days. RSV-1."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from baowen.core.models import Counter
from baowen.orgs.departments import DEPARTMENT_WORDS
from baowen.reserve.plans.kinds import ITEM_WORDS, TIER_WORDS, UNIT_WORDS


class Sequence(Counter):
    """The last number given in a series of this room."""


class CatalogueItem(models.Model):
    """An item that a tier of a place holds or shall hold. Never deleted: a correction replaces it, with its reason.

    `institution`: whose catalogue it is at the hospital tier, else "". `form`, `strength` "" leave it open.
    `valid_until` is null while no end is set. Withdrawn: it never was in force.
    """

    number = models.CharField(max_length=40, unique=True)
    region = models.CharField(max_length=30)
    tier = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in TIER_WORDS.items()])
    institution = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=14, choices=[(one.value, words[0]) for one, words in ITEM_WORDS.items()])
    name = models.CharField(max_length=200)
    form = models.CharField(max_length=100, blank=True)
    strength = models.CharField(max_length=200, blank=True)
    grounds = models.JSONField(default=list)
    planned = models.DecimalField(max_digits=18, decimal_places=4)
    unit = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in UNIT_WORDS.items()])
    department = models.CharField(
        max_length=40, choices=[(one.value, words[0]) for one, words in DEPARTMENT_WORDS.items()]
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    organisation = models.CharField(max_length=100)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=200)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    reason = models.CharField(max_length=1000, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_because = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("region", "tier"), name="reserve_items_of_tier"),)
        constraints = (
            models.CheckConstraint(condition=Q(planned__gt=0), name="reserve_item_is_planned"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="reserve_item_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(tier="hospital") ^ Q(institution=""), name="reserve_item_of_hospital_names_it"
            ),
            models.CheckConstraint(
                condition=Q(entered_at__isnull=False) & ~Q(entered_by=""), name="reserve_item_entered_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
                name="reserve_item_withdrawn_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(reason=""), name="reserve_item_is_replaced_for_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
