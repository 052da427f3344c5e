"""What is stored of filed purchases: product, maker, price, why, what happened to it, its evidence. PRC-3."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.procure.buying.kinds import FILING_REASON_WORDS, ROUTE_WORDS, Route
from baowen.procure.buying.states import FILING_WORDS, FilingState


class Filing(models.Model):
    """A purchase that a hospital agreed with a maker outside the platform and filed on it.

    `maker` and `supplier` are codes of organisations; a maker that is not registered has its name and credit code.
    `quantity` counts packs. `filer_buys` and `needs_acceptance` are what the pack said on the day of filing. `due_on`:
    by when an emergency purchase had to be filed, None where the pack has no number.
    """

    number = models.CharField(max_length=60, unique=True)
    hospital = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    route = models.CharField(
        max_length=12, default=Route.FILING.value, choices=[(one.value, words[0]) for one, words in ROUTE_WORDS.items()]
    )
    drug = models.CharField(max_length=200)
    generic_name = models.CharField(max_length=200)
    dosage_form = models.CharField(max_length=100, blank=True)
    spec = models.CharField(max_length=200, blank=True)
    packaging = models.CharField(max_length=200, blank=True)
    product_code = models.CharField(max_length=100, blank=True)
    units_per_pack = models.DecimalField(max_digits=14, decimal_places=4)
    smallest_unit = models.CharField(max_length=20)
    maker = models.CharField(max_length=100, blank=True)
    maker_name = models.CharField(max_length=200)
    maker_credit_code = models.CharField(max_length=18, blank=True)
    supplier = models.CharField(max_length=100, blank=True)
    price = models.DecimalField(max_digits=16, decimal_places=4)
    unit_price = models.DecimalField(max_digits=16, decimal_places=4)
    times_of_others = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    from_on = models.DateField()
    until = models.DateField()
    reason = models.CharField(
        max_length=16, choices=[(one.value, words[0]) for one, words in FILING_REASON_WORDS.items()]
    )
    refused_lines = models.JSONField(default=list, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    clinical_need = models.BooleanField(default=False)
    emergency = models.BooleanField(default=False)
    bought_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    is_late = models.BooleanField(default=False)
    clause = models.CharField(max_length=200, blank=True)
    filer_buys = models.BooleanField(default=True)
    needs_acceptance = models.BooleanField(default=True)
    state = models.CharField(
        max_length=14, default=FilingState.FILED.value,
        choices=[(one.value, words[0]) for one, words in FILING_WORDS.items()],
    )  # fmt: skip
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("region", "state", "id"), name="filing_of_region"),
            models.Index(fields=("hospital", "id"), name="filing_of_hospital"),
            models.Index(fields=("drug", "state"), name="filing_of_drug"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(price__gt=0, unit_price__gt=0), name="filing_price_above_zero"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="filing_quantity_above_zero"),
            models.CheckConstraint(condition=Q(until__gte=models.F("from_on")), name="filing_period"),
            models.CheckConstraint(condition=~Q(maker="") | ~Q(maker_credit_code=""), name="filing_has_a_maker"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by="") | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="filing_decided_by",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.number


class FilingEvent(models.Model):
    """One move of a filing: who, when, in which words; `price` is that of a pack from then on."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="events")
    move = models.CharField(max_length=12)
    state = models.CharField(max_length=14)
    words = models.CharField(max_length=1000, blank=True)
    price = models.DecimalField(max_digits=16, decimal_places=4)
    organisation = models.CharField(max_length=100, blank=True)
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.filing_id} {self.move}"


class FilingFile(models.Model):
    """A file that belongs to a filing, such as a letter of refusal, kept under its hash. Never changed."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="files")
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("filing", "sha256"), name="filing_file_once"),)

    def __str__(self) -> str:
        return f"{self.filing_id} {self.sha256[:12]}"
