"""What progress stores: runs whose results lie in files, and circulars with whom they name. VBP-5, VBP-11 (VB-2.2)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.core.models import Counter
from baowen.vbp.progress.states import CIRCULAR_WORDS, POINT_WORDS, CircularState


class ProgressRun(models.Model):
    """All progress computed once. `as_of`: the day asked for; `seen_on`: up to which day purchases are known.

    The results are the file `sha256`.parquet; `lake_versions`, `policy` and `marks` (digest of the rounds' records) say
    what they were computed from. `sums`: how many contracts stand where.
    """

    as_of = models.DateField()
    seen_on = models.DateField()
    policy = models.CharField(max_length=64)
    marks = models.CharField(max_length=64)
    lake_versions = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    contracts = models.PositiveIntegerField()
    sums = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"progress as of {self.as_of}"


class CircularSequence(Counter):
    """The last number given: of drafts in a region, of circulars that an organ issued in a year."""


class Circular(models.Model):
    """A circular (通报) on one cycle of a round at one of its points, or at once for an anomaly. `due_on` is derived.

    `words` is the text; what it says about hospitals stands in the names, taken from `run` when it was drafted.
    """

    number = models.CharField(max_length=40, unique=True)
    region = models.CharField(max_length=30)
    round_code = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    point = models.CharField(max_length=12, choices=[(one.value, words[0]) for one, words in POINT_WORDS.items()])
    due_on = models.DateField()
    run = models.ForeignKey(ProgressRun, on_delete=models.PROTECT, related_name="circulars")
    state = models.CharField(
        max_length=8, default=CircularState.DRAFT.value,
        choices=[(one.value, words[0]) for one, words in CIRCULAR_WORDS.items()],
    )  # fmt: skip
    title = models.CharField(max_length=200)
    words = models.TextField()
    clause = models.CharField(max_length=100, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=200)
    reference = models.CharField(max_length=100, blank=True)
    organ = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.CharField(max_length=200, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.CharField(max_length=200, blank=True)
    dropped_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("region", "round_code", "starts_on", "ends_on", "point"), condition=~Q(point="anomaly"),
                name="vbp_circular_once_a_point",
            ),
            models.UniqueConstraint(
                fields=("region", "round_code", "starts_on", "ends_on", "due_on"), condition=Q(point="anomaly"),
                name="vbp_circular_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None, issued_by="") | (Q(issued_at__isnull=False) & ~Q(issued_by="")),
                name="vbp_circular_issued_whole",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None, dropped_by="") | (Q(dropped_at__isnull=False) & ~Q(dropped_by="")),
                name="vbp_circular_dropped_whole",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.number


class CircularName(models.Model):
    """A hospital that a circular names, with how many of its contracts are behind and which are the worst.

    `products`: product code, drug, progress, schedule and what is odd about each, worst first.
    """

    circular = models.ForeignKey(Circular, on_delete=models.CASCADE, related_name="names")
    hospital = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    region = models.CharField(max_length=30)
    contracts = models.PositiveIntegerField()
    behind = models.PositiveIntegerField()
    unbought = models.PositiveIntegerField()
    products = models.JSONField(default=list)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-behind", "hospital")
        constraints = (
            models.UniqueConstraint(fields=("circular", "hospital"), name="vbp_named_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by="") | (Q(answered_at__isnull=False) & ~Q(answered_by="")),
                name="vbp_named_answered_whole",
            ),
        )
        indexes = (models.Index(fields=("hospital", "circular"), name="vbp_named_hospital"),)

    def __str__(self) -> str:
        return f"{self.circular_id} {self.hospital}"
