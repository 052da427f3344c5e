"""What is stored of supply problems: told, the orders concerned, answers, events, files, confirmations. VBP-9."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from baowen.core.models import Counter
from baowen.vbp.supply.confirmed import CONFIRMATION_WORDS
from baowen.vbp.supply.kinds import CAUSE_WORDS, PROBLEM_WORDS
from baowen.vbp.supply.states import PROBLEM_STATE_WORDS, ProblemState


class Confirmation(models.Model):
    """A confirmed problem of a selected product, in a place or for one `hospital` ("" for all of the place).

    `until_on` is null while it lasts. Revoked: it never counted.
    """

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=16, choices=[(one.value, words[0]) for one, words in CONFIRMATION_WORDS.items()])
    round_code = models.CharField(max_length=60)
    lot = models.CharField(max_length=30)
    product_code = models.CharField(max_length=100)
    drug = models.CharField(max_length=200)
    enterprise = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    hospital = models.CharField(max_length=100, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=1000)
    clause = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=200)
    organisation = models.CharField(max_length=100)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=200, blank=True)
    revoked_because = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("round_code", "product_code"), name="vbp_confirmed_of_product"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="vbp_confirmed_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by="") | (Q(revoked_at__isnull=False) & ~Q(revoked_by="")),
                name="vbp_revoked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False) & ~Q(confirmed_by=""), name="vbp_confirmed_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return self.number


class Problem(models.Model):
    """A problem that a hospital has with a selected product. `until_on` is null while it lasts.

    `due_on`: by when the enterprise answers, counted from `asked_on`; null where no text gives days.
    """

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=[(one.value, words[0]) for one, words in PROBLEM_WORDS.items()])
    round_code = models.CharField(max_length=60)
    lot = models.CharField(max_length=30)
    product_code = models.CharField(max_length=100)
    drug = models.CharField(max_length=200)
    enterprise = models.CharField(max_length=100)
    hospital = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    words = models.TextField()
    state = models.CharField(
        max_length=14, choices=[(one.value, words[0]) for one, words in PROBLEM_STATE_WORDS.items()]
    )  # fmt: skip
    asked_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    is_provisional = models.BooleanField(default=False)
    answered_on = models.DateField(null=True, blank=True)
    confirmation = models.ForeignKey(
        Confirmation, on_delete=models.PROTECT, null=True, blank=True, related_name="problems"
    )
    told_at = models.DateTimeField()
    told_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("region", "state", "id"), name="vbp_problem_of_place"),
            models.Index(fields=("enterprise", "state", "id"), name="vbp_problem_of_enterprise"),
            models.Index(fields=("hospital", "id"), name="vbp_problem_of_hospital"),
            models.Index(fields=("due_on", "id"), name="vbp_problem_due", condition=Q(answered_on=None)),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="vbp_problem_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=False) & ~Q(told_by=""), name="vbp_problem_told_by_somebody"
            ),
            models.UniqueConstraint(
                fields=("hospital", "round_code", "product_code", "kind"),
                condition=Q(state__in=(ProblemState.TOLD.value, ProblemState.ANSWERED.value)),
                name="vbp_problem_once_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.drug}"


class ProblemOrder(models.Model):
    """A line of an order that a problem concerns, as the trade knew it when it was told: packs, and when it was due."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="orders")
    order = models.CharField(max_length=100)
    line = models.CharField(max_length=100)
    supplier = models.CharField(max_length=100)
    state = models.CharField(max_length=20)
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    delivered = models.DecimalField(max_digits=18, decimal_places=4)
    received = models.DecimalField(max_digits=18, decimal_places=4)
    ordered_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("problem_id", "id")
        constraints = (models.UniqueConstraint(fields=("problem", "line"), name="vbp_line_once_in_problem"),)

    def __str__(self) -> str:
        return f"{self.order} {self.line}"


class Answer(models.Model):
    """What the enterprise answered: until when it supplies how many packs, or why it can't."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="answers")
    supply_by = models.DateField(null=True, blank=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    cause = models.CharField(
        max_length=16, blank=True, choices=[(one.value, words[0]) for one, words in CAUSE_WORDS.items()]
    )  # fmt: skip
    words = models.TextField(blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(supply_by__isnull=False, quantity__gt=0) | ~Q(cause=""), name="vbp_answer_says_something"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False) & ~Q(answered_by=""), name="vbp_answered_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.problem_id} {self.supply_by or self.cause}"


class ProblemEvent(models.Model):
    """One move of a problem. Never changed."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="events")
    move = models.CharField(max_length=10)
    state = models.CharField(max_length=14)
    words = models.TextField(blank=True)
    organisation = models.CharField(max_length=100, blank=True)
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(moved_at__isnull=False) & ~Q(moved_by=""), name="vbp_problem_moved_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.problem_id} {self.move}"


class KeptPaper(models.Model):
    """A file that belongs to a problem, an entry of a file or a finding (`about`), kept under its hash."""

    about = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    organisation = models.CharField(max_length=100)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("about", "sha256"), name="vbp_paper_once"),
            models.CheckConstraint(
                condition=Q(added_at__isnull=False) & ~Q(added_by=""), name="vbp_paper_added_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.about} {self.sha256[:12]}"


class Sequence(Counter):
    """The last number that was given of a series."""
