"""What is stored of direct settlement: applications, monthly runs, their parts and their ledger. PRC-4."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from baowen.procure.settle.states import RUN_WORDS, SHARE_WORDS, RunState, ShareState


class Application(models.Model):
    """An enterprise applies for a month at an agency's place. `due_on`: by the pack's day, None where it has none."""

    number = models.CharField(max_length=60, unique=True)
    supplier = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    month = models.CharField(max_length=7)
    lines = models.PositiveIntegerField()
    fen = models.BigIntegerField()
    due_on = models.DateField(null=True, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    applied_at = models.DateTimeField()
    applied_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("supplier", "region", "month"), name="application_once"),)

    def __str__(self) -> str:
        return self.number


class Run(models.Model):
    """The settlement of a month at an agency's place. `times`: how often it was computed; paid, it never changes."""

    number = models.CharField(max_length=60, unique=True)
    region = models.CharField(max_length=30)
    month = models.CharField(max_length=7)
    state = models.CharField(
        max_length=10, default=RunState.COMPUTED.value,
        choices=[(one.value, words[0]) for one, words in RUN_WORDS.items()],
    )  # fmt: skip
    lines = models.PositiveIntegerField(default=0)
    gross_fen = models.BigIntegerField(default=0)
    prepaid_fen = models.BigIntegerField(default=0)
    payable_fen = models.BigIntegerField(default=0)
    prepay_share = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    times = models.PositiveIntegerField(default=0)
    computed_at = models.DateTimeField()
    computed_by = models.CharField(max_length=200)
    paid_at = models.DateTimeField(null=True, blank=True)
    paid_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("region", "month"), name="run_once"),
            models.CheckConstraint(
                condition=Q(gross_fen=F("prepaid_fen") + F("payable_fen")), name="run_parts_are_the_whole"
            ),
            models.CheckConstraint(
                condition=Q(paid_at=None, paid_by="") | (Q(paid_at__isnull=False) & ~Q(paid_by="")), name="run_paid_by"
            ),
        )

    def __str__(self) -> str:
        return self.number


class RunShare(models.Model):
    """What a run pays to one enterprise for one hospital."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="shares")
    supplier = models.CharField(max_length=100)
    hospital = models.CharField(max_length=100)
    lines = models.PositiveIntegerField()
    gross_fen = models.BigIntegerField()
    prepaid_fen = models.BigIntegerField(default=0)
    payable_fen = models.BigIntegerField()
    state = models.CharField(
        max_length=10, default=ShareState.DUE.value,
        choices=[(one.value, words[0]) for one, words in SHARE_WORDS.items()],
    )  # fmt: skip
    attempts = models.PositiveIntegerField(default=0)
    failed_why = models.CharField(max_length=500, blank=True)
    paid_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("run_id", "supplier", "hospital")
        constraints = (
            models.UniqueConstraint(fields=("run", "supplier", "hospital"), name="share_once"),
            models.CheckConstraint(
                condition=Q(gross_fen=F("prepaid_fen") + F("payable_fen")), name="share_parts_are_the_whole"
            ),
            models.CheckConstraint(condition=Q(prepaid_fen__gte=0, payable_fen__gte=0), name="share_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.run_id} {self.supplier} {self.hospital}"


class RunEvent(models.Model):
    """A line of a run's ledger: computed, paid, failed, paid again. `fen`: what it was about."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="events")
    move = models.CharField(max_length=10)
    supplier = models.CharField(max_length=100, blank=True)
    hospital = models.CharField(max_length=100, blank=True)
    fen = models.BigIntegerField()
    words = models.CharField(max_length=500, blank=True)
    organisation = models.CharField(max_length=100, blank=True)
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.run_id} {self.move}"
