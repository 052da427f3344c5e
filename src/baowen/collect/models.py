"""What intake records: every file that came in, by its hash, and what became of its rows."""

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
