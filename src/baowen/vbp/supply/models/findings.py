"""What is stored of findings about institutions: evidence, moves, and to whom they were passed on. VBP-13 (VB-2.2)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.vbp.supply.finding_states import FINDING_STATE_WORDS
from baowen.vbp.supply.kinds import FINDING_WORDS, PASSED_WORDS


class Finding(models.Model):
    """What an officer of `region` found about an institution. `due_on`: by when it answers, then by when it mends."""

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=16, choices=[(one.value, words[0]) for one, words in FINDING_WORDS.items()])
    institution = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    round_code = models.CharField(max_length=60, blank=True)
    words = models.TextField()
    evidence = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=[(one.value, words[0]) for one, words in FINDING_STATE_WORDS.items()]
    )  # fmt: skip
    asked_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    is_provisional = models.BooleanField(default=False)
    organisation = models.CharField(max_length=100)
    found_at = models.DateTimeField()
    found_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("region", "state", "id"), name="vbp_finding_of_place"),
            models.Index(fields=("institution", "state", "id"), name="vbp_finding_of_institution"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(found_at__isnull=False) & ~Q(found_by=""), name="vbp_finding_found_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return self.number


class FindingEvent(models.Model):
    """One move of a finding. Never changed."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="events")
    move = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    words = models.TextField(blank=True)
    organisation = models.CharField(max_length=100, blank=True)
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(moved_at__isnull=False) & ~Q(moved_by=""), name="vbp_finding_moved_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.finding_id} {self.move}"


class FindingPassed(models.Model):
    """To which supervision a finding went, with what, and what came of it. `receiver`: the office in words."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="passed")
    to = models.CharField(max_length=20, choices=[(one.value, words[0]) for one, words in PASSED_WORDS.items()])
    receiver = models.CharField(max_length=200)
    words = models.TextField()
    passed_at = models.DateTimeField()
    passed_by = models.CharField(max_length=200)
    result = models.TextField(blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("finding", "to"), name="vbp_finding_passed_once_to_each"),
            models.CheckConstraint(
                condition=Q(passed_at__isnull=False) & ~Q(passed_by=""), name="vbp_finding_passed_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(told_at=None, told_by="") | (Q(told_at__isnull=False) & ~Q(told_by="")),
                name="vbp_result_told_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.finding_id} {self.to}"
