"""What stands on a province's platform: a product, all its prices, and what happened to it. PRC-1."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.procure.listing.kinds import LIGHT_WORDS, PATH_WORDS, Light, ListingPath
from baowen.procure.listing.states import STATE_WORDS, ListingState


class Listing(models.Model):
    """A product on the platform of a province. `drug` is its generic name in one spelling, as the lists write it.

    `maker` is the organisation that may apply for it. `price` and `unit_price` repeat the newest price that is in
    force, for lists and comparisons; the history is `prices`. `use_class` is the ATC class, by which drugs of the same
    use are found; `is_selected` is None where nobody said whether it was selected in procurement. `revision` counts
    what the lake has to be told, `handed_over` is the one that it knows.
    """

    number = models.CharField(max_length=60, unique=True)
    region = models.CharField(max_length=30)
    product_code = models.CharField(max_length=100)
    drug = models.CharField(max_length=200)
    generic_name = models.CharField(max_length=200)
    dosage_form = models.CharField(max_length=100, blank=True)
    spec = models.CharField(max_length=200, blank=True)
    packaging = models.CharField(max_length=200, blank=True)
    units_per_pack = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    smallest_unit = models.CharField(max_length=20, blank=True)
    maker = models.CharField(max_length=100)
    state = models.CharField(
        max_length=12, default=ListingState.LISTED.value,
        choices=[(one.value, words[0]) for one, words in STATE_WORDS.items()],
    )  # fmt: skip
    path = models.CharField(max_length=12, choices=[(one.value, words[0]) for one, words in PATH_WORDS.items()])
    light = models.CharField(
        max_length=6, blank=True, default=Light.NONE.value,
        choices=[(one.value, words[0]) for one, words in LIGHT_WORDS.items()],
    )  # fmt: skip
    price = models.DecimalField(max_digits=16, decimal_places=4)
    unit_price = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    approval_no = models.CharField(max_length=100, blank=True)
    use_class = models.CharField(max_length=20, blank=True)
    is_selected = models.BooleanField(null=True, blank=True)
    listed_on = models.DateField()
    changed_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)
    handed_over = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("region", "drug", "state"), name="listing_of_drug"),
            models.Index(fields=("maker", "region"), name="listing_of_maker"),
            models.Index(fields=("region", "state", "id"), name="listing_of_region"),
            models.Index(fields=("region", "use_class", "state"), name="listing_of_use"),
            models.Index(fields=("product_code", "region"), name="listing_of_product"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("region", "product_code"), condition=~Q(state=ListingState.WITHDRAWN.value),
                name="listing_once",
            ),
            models.CheckConstraint(condition=Q(price__gt=0), name="listing_price_above_zero"),
            models.CheckConstraint(condition=Q(handed_over__lte=models.F("revision")), name="listing_handed_over"),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.number


class ListingPrice(models.Model):
    """A price of one pack from a day on. Never changed: one that was entered wrongly is voided with a reason."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="prices")
    valid_from = models.DateField()
    price = models.DecimalField(max_digits=16, decimal_places=4)
    unit_price = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    path = models.CharField(
        max_length=12, default=ListingPath.ORDINARY.value,
        choices=[(one.value, words[0]) for one, words in PATH_WORDS.items()],
    )  # fmt: skip
    light = models.CharField(max_length=6, blank=True, default=Light.NONE.value)
    clause = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=100, blank=True)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=200)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.CharField(max_length=200, blank=True)
    voided_why = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("listing_id", "valid_from", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("listing", "valid_from"), condition=Q(voided_at=None), name="one_price_from_a_day"
            ),
            models.CheckConstraint(condition=Q(price__gt=0), name="price_above_zero"),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_by="", voided_why="")
                | (Q(voided_at__isnull=False) & ~Q(voided_by="") & ~Q(voided_why="")),
                name="price_voided_by",
            ),
        )

    def __str__(self) -> str:
        return f"{self.listing_id} {self.valid_from} {self.price}"


class ListingEvent(models.Model):
    """One move of a listing: who, when, why, by which clause. `until`: a suspension that ends by itself."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="events")
    move = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    reason = models.CharField(max_length=1000, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=100, blank=True)
    until = models.DateField(null=True, blank=True)
    organisation = models.CharField(max_length=100, blank=True)
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.listing_id} {self.move}"
