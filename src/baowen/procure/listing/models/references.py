"""Prices to compare with that stand on no own platform, and lower ones that have to be followed. PRC-1, PRI-4."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.procure.listing.kinds import REFERENCE_WORDS
from baowen.procure.listing.models.book import Listing
from baowen.procure.listing.states import FOLLOW_WORDS, FollowState


class ReferencePrice(models.Model):
    """A price of one pack of a product in a province from a day on, and where it was read."""

    region = models.CharField(max_length=30)
    kind = models.CharField(max_length=12, choices=[(one.value, words[0]) for one, words in REFERENCE_WORDS.items()])
    product_code = models.CharField(max_length=100)
    drug = models.CharField(max_length=200)
    generic_name = models.CharField(max_length=200)
    dosage_form = models.CharField(max_length=100, blank=True)
    spec = models.CharField(max_length=200, blank=True)
    packaging = models.CharField(max_length=200, blank=True)
    units_per_pack = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    maker_name = models.CharField(max_length=200, blank=True)
    price = models.DecimalField(max_digits=16, decimal_places=4)
    unit_price = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    valid_from = models.DateField()
    source = models.CharField(max_length=200)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("drug", "kind"), name="reference_of_drug"),
            models.Index(fields=("product_code", "kind"), name="reference_of_product"),
        )
        constraints = (
            models.UniqueConstraint(fields=("region", "kind", "product_code", "valid_from"), name="reference_once"),
            models.CheckConstraint(condition=Q(price__gt=0), name="reference_price_above_zero"),
        )

    def __str__(self) -> str:
        return f"{self.region} {self.kind} {self.product_code} {self.valid_from}"


class FollowUp(models.Model):
    """A lower price of another province that the enterprise of a listing has to follow, and what came of it.

    `price` is the lower one; `due_on` and `working_*` say by when and how that was counted. `until`: the end of the
    suspension of one that did not follow.
    """

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="follow_ups")
    region = models.CharField(max_length=30)
    elsewhere = models.CharField(max_length=30)
    price = models.DecimalField(max_digits=16, decimal_places=4)
    valid_from = models.DateField()
    source = models.CharField(max_length=200)
    state = models.CharField(
        max_length=10, default=FollowState.OPEN.value,
        choices=[(one.value, words[0]) for one, words in FOLLOW_WORDS.items()],
    )  # fmt: skip
    due_on = models.DateField()
    working_zh = models.CharField(max_length=1000)
    working_en = models.CharField(max_length=1000)
    clause = models.CharField(max_length=200, blank=True)
    until = models.DateField(null=True, blank=True)
    found_at = models.DateTimeField()
    found_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("region", "state", "due_on"), name="follow_ups_due"),)
        constraints = (
            models.UniqueConstraint(
                fields=("listing",),
                condition=Q(state__in=[FollowState.OPEN.value, FollowState.SUSPENDED.value]),
                name="one_open_follow_up",
            ),
            models.CheckConstraint(condition=Q(price__gt=0), name="follow_up_price_above_zero"),
        )

    def __str__(self) -> str:
        return f"{self.listing_id} {self.elsewhere} {self.price}"
