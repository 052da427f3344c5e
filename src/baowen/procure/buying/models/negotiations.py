"""What is stored of negotiations: who asks for what, all offers and counter-offers, what was accepted. PRC-2."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from baowen.procure.buying.kinds import SIDE_WORDS, OfferSide
from baowen.procure.buying.states import NEGOTIATION_WORDS, NegotiationState


class Negotiation(models.Model):
    """A hospital, or several of an alliance, ask for a drug. `quantity` counts smallest units and sums the parties'.

    `drug` is the generic name in one spelling. `offers_visible` is what the pack said on the day of opening.
    """

    number = models.CharField(max_length=60, unique=True)
    hospital = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    drug = models.CharField(max_length=200)
    generic_name = models.CharField(max_length=200)
    dosage_form = models.CharField(max_length=100, blank=True)
    spec = models.CharField(max_length=200, blank=True)
    smallest_unit = models.CharField(max_length=20)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    last_day = models.DateField()
    words = models.CharField(max_length=1000, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    offers_visible = models.CharField(max_length=12)
    state = models.CharField(
        max_length=12, default=NegotiationState.OPEN.value,
        choices=[(one.value, words[0]) for one, words in NEGOTIATION_WORDS.items()],
    )  # fmt: skip
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_why = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("region", "id"), name="negotiation_of_region"),
            models.Index(fields=("state", "id"), name="negotiation_by_state"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gt=0), name="negotiation_quantity_above_zero"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="", withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawn_why="")),
                name="negotiation_withdrawn_by",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.number


class Party(models.Model):
    """A hospital that asks in a negotiation, with its own quantity in smallest units."""

    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="parties")
    hospital = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("negotiation", "hospital"), name="party_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="party_quantity_above_zero"),
        )

    def __str__(self) -> str:
        return f"{self.negotiation_id} {self.hospital}"


class Offer(models.Model):
    """A price that a maker offers, or that a hospital names against it. Never changed; withdrawn with a reason.

    `maker`: whose offer it is, or to whom the hospital answers. `quantity` and `taken` count packs: of a maker's offer
    no more is accepted than it can supply.
    """

    negotiation = models.ForeignKey(Negotiation, on_delete=models.CASCADE, related_name="offers")
    side = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in SIDE_WORDS.items()])
    maker = models.CharField(max_length=100)
    organisation = models.CharField(max_length=100)
    answers = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="answered_by")
    product_code = models.CharField(max_length=100, blank=True)
    packaging = models.CharField(max_length=200, blank=True)
    units_per_pack = models.DecimalField(max_digits=14, decimal_places=4)
    price = models.DecimalField(max_digits=16, decimal_places=4)
    unit_price = models.DecimalField(max_digits=16, decimal_places=4)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    taken = models.DecimalField(max_digits=14, decimal_places=4, default=0)
    delivery_days = models.PositiveIntegerField(null=True, blank=True)
    until = models.DateField()
    words = models.CharField(max_length=1000, blank=True)
    offered_at = models.DateTimeField()
    offered_by = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_why = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("maker", "id"), name="offer_of_maker"),)
        constraints = (
            models.CheckConstraint(condition=Q(price__gt=0, unit_price__gt=0), name="offer_price_above_zero"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="offer_quantity_above_zero"),
            models.CheckConstraint(condition=Q(taken__gte=0, taken__lte=F("quantity")), name="offer_taken_within"),
            models.CheckConstraint(
                condition=Q(side=OfferSide.MAKER.value) | Q(answers__isnull=False), name="counter_offer_answers"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="", withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawn_why="")),
                name="offer_withdrawn_by",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.negotiation_id} {self.maker}"


class Acceptance(models.Model):
    """A hospital's part of an offer, in packs: what its orders rest on. `number` is that of the basis."""

    number = models.CharField(max_length=60, unique=True)
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="acceptances")
    hospital = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    is_cheapest = models.BooleanField()
    reason = models.CharField(max_length=1000, blank=True)
    accepted_at = models.DateTimeField()
    accepted_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("hospital", "id"), name="acceptance_of_hospital"),)
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gt=0), name="acceptance_quantity_above_zero"),
            models.CheckConstraint(condition=Q(is_cheapest=True) | ~Q(reason=""), name="dearer_acceptance_has_reason"),
        )

    def __str__(self) -> str:
        return self.number
