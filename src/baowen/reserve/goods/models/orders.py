"""Release orders, what was sent for them lot by lot, and what takers counted. RSV-1."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from baowen.reserve.goods.models.ledger import Entry, Holding
from baowen.reserve.goods.states import RELEASE_WORDS, ReleaseState

# SQLite compares in binary fractions, in which 0.1 and 0.2 are more than 0.3; less than the last place that is kept.
_REST = Decimal("0.00005")


class Release(models.Model):
    """An order to release goods of one holder's reserve to takers until an instant.

    `region`, `organisation`: who ordered it. `is_call_up`: an emergency call-up of the national reserve, with its
    agreed price and its filing on the platform (价格意见 (九)). `beyond`: by how much it passes what the holder had.
    """

    region = models.CharField(max_length=30)
    organisation = models.CharField(max_length=100)
    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="releases")
    packs = models.DecimalField(max_digits=16, decimal_places=4)
    case_number = models.CharField(max_length=40, blank=True, db_index=True)
    measure = models.PositiveBigIntegerField(null=True, blank=True)
    due_at = models.DateTimeField()
    due_clause = models.CharField(max_length=200, blank=True)
    beyond = models.DecimalField(max_digits=16, decimal_places=4, default=0)
    is_call_up = models.BooleanField(default=False)
    agreed_price = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    filing_number = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    state = models.CharField(
        max_length=12, choices=[(one.value, words[0]) for one, words in RELEASE_WORDS.items()],
        default=ReleaseState.ORDERED.value,
    )  # fmt: skip
    reason = models.CharField(max_length=1000, blank=True)
    ordered_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=200)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("region", "state", "id"), name="reserve_release_of_place"),)
        constraints = (
            models.CheckConstraint(condition=Q(packs__gt=0), name="reserve_release_of_something"),
            models.CheckConstraint(
                condition=Q(ordered_at__isnull=False) & ~Q(ordered_by=""), name="reserve_release_ordered_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by="") | (Q(answered_at__isnull=False) & ~Q(answered_by="")),
                name="reserve_release_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by="") | (Q(closed_at__isnull=False) & ~Q(closed_by="")),
                name="reserve_release_closed_by_somebody",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Its number on the platform."""
        return f"DY{self.pk:08d}"


class Taker(models.Model):
    """Who takes how much of a release, and how much of it was sent, accepted, lost and sent back so far."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="takers")
    organisation = models.CharField(max_length=100, db_index=True)
    packs = models.DecimalField(max_digits=16, decimal_places=4)
    sent = models.DecimalField(max_digits=16, decimal_places=4, default=0)
    accepted = models.DecimalField(max_digits=16, decimal_places=4, default=0)
    lost = models.DecimalField(max_digits=16, decimal_places=4, default=0)
    returned = models.DecimalField(max_digits=16, decimal_places=4, default=0)

    class Meta:
        ordering = ("release_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("release", "organisation"), name="reserve_taker_once_a_release"),
            models.CheckConstraint(condition=Q(packs__gt=0), name="reserve_taker_takes_something"),
            models.CheckConstraint(
                condition=Q(sent__gte=F("accepted") + F("lost") + F("returned") - _REST),
                name="reserve_counted_was_sent",
            ),
            models.CheckConstraint(
                condition=Q(packs__gte=F("sent") - F("returned") - _REST), name="reserve_sent_within_order"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.release_id} {self.organisation}"


class Sending(models.Model):
    """So much of one lot that was sent to one taker. `departs`: why a lot that expires earlier stayed behind."""

    taker = models.ForeignKey(Taker, on_delete=models.PROTECT, related_name="sendings")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="sending")
    packs = models.DecimalField(max_digits=16, decimal_places=4)
    carrier = models.CharField(max_length=200, blank=True)
    departs = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(packs__gt=0), name="reserve_sending_of_something"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) & ~Q(sent_by=""), name="reserve_sending_sent_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Its number on the platform."""
        return f"CF{self.pk:08d}"


class Receipt(models.Model):
    """What a taker counted of a sending: the three are what was sent. At most one a sending."""

    sending = models.OneToOneField(Sending, on_delete=models.PROTECT, related_name="receipt")
    accepted = models.DecimalField(max_digits=16, decimal_places=4)
    lost = models.DecimalField(max_digits=16, decimal_places=4)
    returned = models.DecimalField(max_digits=16, decimal_places=4)
    words = models.CharField(max_length=500, blank=True)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(accepted__gte=0) & Q(lost__gte=0) & Q(returned__gte=0), name="reserve_receipt_counts"
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=False) & ~Q(received_by=""), name="reserve_receipt_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.sending_id} {self.accepted}"
