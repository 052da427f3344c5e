"""What intake records: files by their hash and what became of their rows, runs that are on, forms being filled in."""

from __future__ import annotations

from django.db import models


class ImportRecord(models.Model):
    """One file taken in for one feed. Its id is the `batch` of the rows that it brought into the lake.

    `sender`: the organisation that sent it by the API, "" for a file that was loaded on the machine.
    """

    class State(models.TextChoices):
        STARTED = "started", "处理中"
        DONE = "done", "已完成"
        STOPPED = "stopped", "整份退回"

    feed = models.CharField(max_length=50)
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=300)
    sheet = models.CharField(max_length=100, blank=True)
    mapping = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=7, blank=True)
    sender = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STARTED)
    rows = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    corrected = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    lake_version = models.IntegerField(null=True)
    refused_file = models.CharField(max_length=500, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("feed", "sha256", "mapping", "period", "sender"), name="import_once_per_file_and_use"
            ),
        )

    def __str__(self) -> str:
        return f"{self.feed} {self.file_name} ({self.get_state_display()})"


class ImportRun(models.Model):
    """One file that an organisation looks at or sends on the pages: how far the work is, and what came of it.

    Whether the process that does the work is still there is told by the lock of the run's `folder` in the home, not by
    this row. `batch`: the ImportRecord of a sent file. `result`: what the page shows at the end.
    """

    class State(models.TextChoices):
        RUNNING = "running", "处理中"
        DONE = "done", "已完成"
        FAILED = "failed", "未能处理"
        INTERRUPTED = "interrupted", "中断"

    folder = models.CharField(max_length=40, unique=True)
    organisation = models.CharField(max_length=100)
    feed = models.CharField(max_length=50)
    period = models.CharField(max_length=7, blank=True)
    file_name = models.CharField(max_length=300)
    size = models.BigIntegerField()
    is_sent = models.BooleanField()
    by = models.CharField(max_length=200)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RUNNING)
    step = models.CharField(max_length=10, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    batch = models.BigIntegerField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("organisation",), condition=models.Q(state="running"), name="import_run_one_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"


class MonthlyForm(models.Model):
    """The form of stock and use of one hospital and month. `revision` grows by one with each saving of cells."""

    organisation = models.CharField(max_length=100)
    month = models.CharField(max_length=7)
    counted_on = models.DateField()
    revision = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("organisation", "month"), name="monthly_form_once"),)

    def __str__(self) -> str:
        return f"{self.organisation} {self.month}"


class MonthlyLine(models.Model):
    """What stands on a form for one product, as it was typed; nothing of it counts before it is sent.

    `sent`: by column the text that intake has taken. `refused`: by column what intake said when it was last sent.
    `revision`: that of the form when the line was last changed.
    """

    form = models.ForeignKey(MonthlyForm, on_delete=models.CASCADE, related_name="lines")
    product_code = models.CharField(max_length=100)
    stock = models.CharField(max_length=40, blank=True)
    used = models.CharField(max_length=40, blank=True)
    stockout_days = models.CharField(max_length=40, blank=True)
    sent = models.JSONField(default=dict)
    refused = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    changed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("form", "product_code"), name="monthly_line_once"),)
        indexes = (models.Index(fields=("form", "revision"), name="monthly_line_changed"),)

    def __str__(self) -> str:
        return f"{self.form_id} {self.product_code}"
