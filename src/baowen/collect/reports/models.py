"""What is stored of reports: shortages, zeros, stops with their assessments, clues. COL-2, COL-3, COL-4, COL-6."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from baowen.collect.reports.kinds import (
    ASSESSED_FROM,
    CLUE_WORDS,
    FINDING_WORDS,
    SHORTAGE_REASONS,
    STOP_REASON_WORDS,
    STOP_WORDS,
    UNIT_WORDS,
)
from baowen.collect.reports.states import (
    CLUE_STATE_WORDS,
    IN_FORCE,
    REPORT_STATE_WORDS,
    STOP_STATE_WORDS,
    ReportMove,
)
from baowen.core.models import Counter


def _choices(words: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    return [(str(code), texts[0]) for code, texts in words.items()]


class ReportMonth(models.Model):
    """One hospital and month: the row that whoever files for it locks, so that a zero and a shortage never cross.

    `revision` counts the changes of what the lake must know, `handed_over` is the revision that it knows.
    """

    hospital = models.CharField(max_length=100)
    month = models.CharField(max_length=7)
    revision = models.PositiveIntegerField(default=0)
    handed_over = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("hospital", "month"), name="report_month_once"),)
        indexes = (
            models.Index(
                fields=("id",),
                condition=models.Q(revision__gt=models.F("handed_over")),
                name="report_month_to_hand_over",
            ),
        )

    def __str__(self) -> str:
        return f"{self.hospital} {self.month}"


class ShortageReport(models.Model):
    """One drug that a hospital reports as short in a month. `drug` tells drugs apart: product code, or plain name."""

    number = models.CharField(max_length=60, unique=True)
    report_month = models.ForeignKey(ReportMonth, on_delete=models.PROTECT, related_name="shortages")
    hospital = models.CharField(max_length=100)
    region_code = models.CharField(max_length=30)
    month = models.CharField(max_length=7)
    drug = models.CharField(max_length=300)
    product_code = models.CharField(max_length=100, blank=True)
    drug_name = models.CharField(max_length=300)
    needed = models.DecimalField(max_digits=18, decimal_places=4)
    unit = models.CharField(max_length=10, choices=_choices(UNIT_WORDS))  # type: ignore[arg-type]
    stock = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    days_left = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    cause = models.CharField(max_length=30, choices=_choices(SHORTAGE_REASONS))
    tried = models.TextField(blank=True)
    substitute = models.TextField(blank=True)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=_choices(REPORT_STATE_WORDS))  # type: ignore[arg-type]
    filed_at = models.DateTimeField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("hospital", "month", "drug"),
                condition=models.Q(state__in=sorted(state.value for state in IN_FORCE)),
                name="shortage_once_in_force",
            ),
        )
        indexes = (
            models.Index(fields=("region_code", "month", "state"), name="shortage_of_place"),
            models.Index(fields=("hospital", "month"), name="shortage_of_hospital"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.drug_name}"


class ReportEvent(models.Model):
    """One move of a shortage report; `level` and `region` are the reviewer's. Never changed."""

    report = models.ForeignKey(ShortageReport, on_delete=models.CASCADE, related_name="events")
    move = models.CharField(max_length=10, choices=[(move.value, move.value) for move in ReportMove])
    state = models.CharField(max_length=20, choices=_choices(REPORT_STATE_WORDS))  # type: ignore[arg-type]
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    organisation = models.CharField(max_length=100, blank=True)
    level = models.CharField(max_length=10, blank=True)
    region = models.CharField(max_length=30)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.report_id} {self.move}"


class Attachment(models.Model):
    """A file that belongs to a shortage report, kept under its hash; never opened here, only given back."""

    report = models.ForeignKey(ShortageReport, on_delete=models.CASCADE, related_name="attachments")
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("report", "sha256"), name="attachment_once_a_report"),)

    def __str__(self) -> str:
        return f"{self.report_id} {self.file_name}"


class ZeroReport(models.Model):
    """That a hospital has said: nothing is short in this month. `withdrawn_at` is null while it holds."""

    number = models.CharField(max_length=60, unique=True)
    report_month = models.ForeignKey(ReportMonth, on_delete=models.PROTECT, related_name="zeros")
    hospital = models.CharField(max_length=100)
    region_code = models.CharField(max_length=30)
    month = models.CharField(max_length=7)
    filed_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("hospital", "month"), condition=models.Q(withdrawn_at=None), name="zero_once_in_force"
            ),
        )
        indexes = (models.Index(fields=("region_code", "month"), name="zero_of_place"),)

    def __str__(self) -> str:
        return self.number


class StopNotice(models.Model):
    """A holder's notice that it stops making a product. `revision`, `handed_over` as in ReportMonth."""

    number = models.CharField(max_length=60, unique=True)
    maker = models.CharField(max_length=100)
    region_code = models.CharField(max_length=30)
    product_code = models.CharField(max_length=100)
    drug_name = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=_choices(STOP_WORDS))  # type: ignore[arg-type]
    cause = models.CharField(max_length=20, choices=_choices(STOP_REASON_WORDS))  # type: ignore[arg-type]
    words = models.TextField(blank=True)
    stops_on = models.DateField()
    resumes_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    stock_left = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    state = models.CharField(max_length=10, choices=_choices(STOP_STATE_WORDS))  # type: ignore[arg-type]
    withdrawn_why = models.TextField(blank=True)
    announced_on = models.DateField()
    filed_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)
    handed_over = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("maker", "product_code"), condition=models.Q(state="in_force"), name="stop_once_in_force"
            ),
        )
        indexes = (models.Index(fields=("region_code", "state"), name="stop_of_place"),)

    def __str__(self) -> str:
        return f"{self.number} {self.drug_name}"


class StopAssessment(models.Model):
    """What a department finds a stop to take away; owed from the notice on. `due_on` is null where no text gives one.

    `share` is the part, 0 to 1, of past purchases or past use that would vanish.
    """

    notice = models.ForeignKey(StopNotice, on_delete=models.CASCADE, related_name="assessments")
    department = models.CharField(
        max_length=30, choices=[(one.value, words[0]) for one, words in ASSESSED_FROM.items()]
    )
    owed_since = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    due_words_zh = models.TextField(blank=True)
    due_words_en = models.TextField(blank=True)
    clause = models.CharField(max_length=100, blank=True)
    basis = models.CharField(max_length=20, blank=True)
    share = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)
    words = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("notice", "department"), name="assessment_once_a_department"),
            models.CheckConstraint(
                condition=models.Q(share=None) | models.Q(share__gte=0, share__lte=1), name="assessment_share_of_one"
            ),
        )
        indexes = (models.Index(fields=("due_on",), condition=models.Q(done_at=None), name="assessment_owed"),)

    def __str__(self) -> str:
        return f"{self.notice_id} {self.department}"


class Clue(models.Model):
    """What somebody reported, without who and in which words: those are personal and lie in ReporterContact."""

    number = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=_choices(CLUE_WORDS))  # type: ignore[arg-type]
    region_code = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=_choices(CLUE_STATE_WORDS))  # type: ignore[arg-type]
    received_at = models.DateTimeField()
    received_on = models.DateField()
    code_digest = models.CharField(max_length=64)
    finding = models.CharField(max_length=20, blank=True, choices=_choices(FINDING_WORDS))  # type: ignore[arg-type]
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("region_code", "state", "received_on"), name="clue_of_place"),)

    def __str__(self) -> str:
        return self.number


class ReporterContact(models.Model):
    """What is personal of a clue: the drug and the words as they were written, and how to reach who wrote them."""

    clue = models.OneToOneField(Clue, on_delete=models.CASCADE, related_name="contact")
    drug = models.CharField(max_length=300, blank=True)
    words = models.TextField()
    contact = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.clue_id}"


class ReportSequence(Counter):
    """The last number given for a kind, place and day."""
