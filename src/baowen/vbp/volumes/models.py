"""What volume reporting stores: calls, later days, reports with their lines, what was changed, who did what. VBP-2."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.vbp.volumes.states import CALL_WORDS, STATE_WORDS, VERDICT_WORDS, CallState, VolumeState


class Call(models.Model):
    """A call for volumes of a round and year, in `region` and below. Last year's purchases are those of its months.

    `by_product`: the round asks for each brand. `due_reason` says why somebody chose the day; "" for the pack's own.
    `reason`: why volumes are reported again within the cycle.
    """

    round_code = models.CharField(max_length=60)
    year = models.PositiveIntegerField()
    region = models.CharField(max_length=30)
    state = models.CharField(
        max_length=10, default=CallState.OPEN.value,
        choices=[(one.value, words[0]) for one, words in CALL_WORDS.items()],
    )  # fmt: skip
    by_product = models.BooleanField(default=False)
    first_month = models.CharField(max_length=7)
    last_month = models.CharField(max_length=7)
    due_on = models.DateField()
    due_reason = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("round_code", "year"), name="volume_call_once_a_year"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by="") | (Q(closed_at__isnull=False) & ~Q(closed_by="")),
                name="volume_call_closed_by",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=False) & ~Q(opened_by=""), name="volume_call_opened_by"
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_code} {self.year}"


class LaterDay(models.Model):
    """A day that an officer set instead of a call's: for everybody, or for one organisation. Never changed."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="later_days")
    organisation = models.CharField(max_length=100, blank=True)
    due_on = models.DateField()
    reason = models.TextField()
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(given_at__isnull=False) & ~Q(given_by=""), name="volume_later_given_by"),
        )

    def __str__(self) -> str:
        return f"{self.call_id} {self.organisation} {self.due_on}"


class VolumeReport(models.Model):
    """What one organisation reports for a call: for itself, or as a lead hospital for its alliance as a whole.

    `members`: codes of those whom an alliance's report covers, as they were when it was last filed. `turn`: the place
    that reviews it next, by `turn_due_on`. `version` counts how often it was filed, `revision` the changes of cells.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="reports")
    organisation = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    is_alliance = models.BooleanField(default=False)
    members = models.JSONField(default=list)
    state = models.CharField(
        max_length=12, default=VolumeState.DRAFT.value,
        choices=[(one.value, words[0]) for one, words in STATE_WORDS.items()],
    )  # fmt: skip
    turn = models.CharField(max_length=30, blank=True)
    turn_due_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=200)
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("call", "organisation"),
                condition=~Q(state=VolumeState.WITHDRAWN.value),
                name="volume_report_once_a_call",
            ),
            models.CheckConstraint(
                condition=Q(filed_at__isnull=True, filed_by="") | (Q(filed_at__isnull=False) & ~Q(filed_by="")),
                name="volume_report_filed_by",
            ),
            models.CheckConstraint(
                condition=Q(begun_at__isnull=False) & ~Q(begun_by=""), name="volume_report_begun_by"
            ),
        )
        indexes = (
            models.Index(fields=("call", "region", "state"), name="volume_report_of_place"),
            models.Index(fields=("turn", "turn_due_on"), name="volume_report_by_turn"),
        )

    def __str__(self) -> str:
        return f"{self.organisation} {self.call_id}"


class VolumeLine(models.Model):
    """One lot of a report, and product where the round asks for brands. `units_text` and `explanation` are the draft.

    What was filed stands beside it: `units` null where nothing was told, which is not zero; `last`: last year's actual
    purchases of the lot as they were known then, null where they were not. `verdict` is the newest reviewer's.
    """

    report = models.ForeignKey(VolumeReport, on_delete=models.CASCADE, related_name="lines")
    lot = models.CharField(max_length=30)
    product_code = models.CharField(max_length=100, blank=True)
    units_text = models.CharField(max_length=40, blank=True)
    explanation = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    units = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    filed_explanation = models.TextField(blank=True)
    last = models.DecimalField(max_digits=24, decimal_places=4, null=True, blank=True)
    verdict = models.CharField(
        max_length=8, blank=True, choices=[(one.value, words[0]) for one, words in VERDICT_WORDS.items()]
    )
    remark = models.TextField(blank=True)

    class Meta:
        ordering = ("report_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("report", "lot", "product_code"), name="volume_line_once"),
            models.CheckConstraint(condition=Q(units=None) | Q(units__gte=0), name="volume_line_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.lot} {self.product_code} {self.units}"


class LineChange(models.Model):
    """What a corrected report said before: a line that differs from what was filed the time before. Never changed."""

    report = models.ForeignKey(VolumeReport, on_delete=models.CASCADE, related_name="changes")
    version = models.PositiveIntegerField()
    lot = models.CharField(max_length=30)
    product_code = models.CharField(max_length=100, blank=True)
    units_before = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    units_after = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    explanation_before = models.TextField(blank=True)
    explanation_after = models.TextField(blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.report_id} {self.version} {self.lot}"


class VolumeEvent(models.Model):
    """One move of a report; `place` is the reviewer's, `version` how often the report had been filed. Never changed."""

    report = models.ForeignKey(VolumeReport, on_delete=models.CASCADE, related_name="events")
    move = models.CharField(max_length=10)
    state = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    organisation = models.CharField(max_length=100, blank=True)
    place = models.CharField(max_length=30, blank=True)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.report_id} {self.move}"
