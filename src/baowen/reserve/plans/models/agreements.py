"""What is stored of reserve holders: agreements with the items and quantities that they hold. RSV-1, RSV-4."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from baowen.reserve.plans.kinds import ITEM_WORDS, TIER_WORDS, UNIT_WORDS


class Agreement(models.Model):
    """That an organisation holds a reserve for a place. Never deleted: a correction replaces it, an end is written.

    Withdrawn: it never was in force. `ends_on` is its agreed last day, or that of an earlier end with its reason.
    """

    number = models.CharField(max_length=40, unique=True)
    holder = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    tier = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in TIER_WORDS.items()])
    title = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    organisation = models.CharField(max_length=100)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=200)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    reason = models.CharField(max_length=1000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)
    ended_because = models.CharField(max_length=1000, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_because = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("holder", "starts_on"), name="reserve_agreements_of_holder"),
            models.Index(fields=("region", "tier"), name="reserve_agreements_of_tier"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="reserve_agreement_ends_after_begin"
            ),
            models.CheckConstraint(
                condition=Q(entered_at__isnull=False) & ~Q(entered_by=""), name="reserve_agreement_entered_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="reserve_agreement_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
                name="reserve_agreement_withdrawn_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(reason=""), name="reserve_agreement_replaced_for_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.holder}"


class AgreementItem(models.Model):
    """What a holder holds under an agreement.

    `products`: codes of the products that count, [] for every product of the item. `per_pack`: how many of the plan's
    units a pack of them holds, null where the catalogue of drugs says it. `item`: number in the reserve catalogue.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    item = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=14, choices=[(one.value, words[0]) for one, words in ITEM_WORDS.items()])
    name = models.CharField(max_length=200)
    form = models.CharField(max_length=100, blank=True)
    strength = models.CharField(max_length=200, blank=True)
    planned = models.DecimalField(max_digits=18, decimal_places=4)
    unit = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in UNIT_WORDS.items()])
    per_pack = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    products = models.JSONField(default=list)

    class Meta:
        ordering = ("agreement_id", "position")
        constraints = (
            models.UniqueConstraint(fields=("agreement", "position"), name="reserve_agreement_position_once"),
            models.CheckConstraint(condition=Q(planned__gt=0), name="reserve_agreement_item_is_planned"),
            models.CheckConstraint(
                condition=Q(per_pack=None) | Q(per_pack__gt=0), name="reserve_agreement_pack_holds_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.position} {self.name}"
