"""What an enterprise applies for, with the comparison as both sides saw it, its moves and its documents. PRC-1."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from baowen.procure.listing.kinds import CLAIM_WORDS, KIND_WORDS, LIGHT_WORDS, PATH_WORDS, Claim, Light
from baowen.procure.listing.states import APPLICATION_WORDS, OPEN_STATES, ApplicationState


class Application(models.Model):
    """An application about one product on one platform. `listing` is the number of the listing it concerns or made.

    `comparison` is kept as it was seen; `questions` are those that the enterprise confirmed. `policy` is the digest of
    what ruled. `commitment` is the text that was signed, "" where the path needs none.
    """

    number = models.CharField(max_length=60, unique=True)
    region = models.CharField(max_length=30)
    kind = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in KIND_WORDS.items()])
    state = models.CharField(
        max_length=12, default=ApplicationState.SUBMITTED.value,
        choices=[(one.value, words[0]) for one, words in APPLICATION_WORDS.items()],
    )  # fmt: skip
    enterprise = models.CharField(max_length=100)
    listing = models.CharField(max_length=60, blank=True)
    product_code = models.CharField(max_length=100)
    generic_name = models.CharField(max_length=200)
    product = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    in_catalogue = models.BooleanField(default=False)
    price = models.DecimalField(max_digits=16, decimal_places=4)
    unit_price = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    valid_from = models.DateField()
    claim = models.CharField(
        max_length=10, blank=True, default=Claim.NONE.value,
        choices=[(one.value, words[0]) for one, words in CLAIM_WORDS.items()],
    )  # fmt: skip
    reason = models.CharField(max_length=2000, blank=True)
    talked_on = models.DateField(null=True, blank=True)
    path = models.CharField(max_length=12, choices=[(one.value, words[0]) for one, words in PATH_WORDS.items()])
    light = models.CharField(
        max_length=6, blank=True, default=Light.NONE.value,
        choices=[(one.value, words[0]) for one, words in LIGHT_WORDS.items()],
    )  # fmt: skip
    clause = models.CharField(max_length=200, blank=True)
    path_why = models.JSONField(default=dict)
    rise = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    comparison = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    questions = models.JSONField(default=list)
    policy = models.CharField(max_length=16, blank=True)
    commitment = models.CharField(max_length=1000, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(max_length=200, blank=True)
    submitted_at = models.DateTimeField()
    submitted_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("region", "state", "id"), name="application_queue"),
            models.Index(fields=("enterprise", "id"), name="application_of_enterprise"),
            models.Index(fields=("listing", "id"), name="application_of_listing"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("region", "product_code"),
                condition=Q(state__in=[one.value for one in OPEN_STATES]),
                name="one_open_application",
            ),
            models.CheckConstraint(condition=Q(price__gt=0), name="application_price_above_zero"),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by="", commitment="")
                | (Q(signed_at__isnull=False) & ~Q(signed_by="") & ~Q(commitment="")),
                name="application_signed_by",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by="") | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="application_decided_by",
            ),
        )

    def __str__(self) -> str:
        return self.number


class ApplicationEvent(models.Model):
    """One move of an application: who, when, why. `by_rules`: the platform's rules accepted it, nobody else did."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="events")
    move = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    reason = models.CharField(max_length=2000, blank=True)
    by_rules = models.BooleanField(default=False)
    organisation = models.CharField(max_length=100, blank=True)
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.application_id} {self.move}"


class ApplicationDocument(models.Model):
    """A kept file that proves a price or a need; withdrawn with a reason, never erased."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="documents")
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    words = models.CharField(max_length=500, blank=True)
    organisation = models.CharField(max_length=100)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("application", "sha256"), name="application_document_once"),)

    def __str__(self) -> str:
        return f"{self.application_id} {self.file_name}"
