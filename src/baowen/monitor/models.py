"""What monitoring records: runs, signals with their sightings, and questions about implausible data."""

from __future__ import annotations

from django.db import models

SEVERITIES = (("blue", "蓝"), ("yellow", "黄"), ("orange", "橙"), ("red", "红"))


class CycleRun(models.Model):
    """One run of the cycle: as of which day, on which versions of the policy and the lake."""

    as_of = models.DateField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    policy_version = models.CharField(max_length=64)
    lake_versions = models.JSONField(default=dict)
    first_month = models.CharField(max_length=7, blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"cycle {self.id} as of {self.as_of}"


class CubeMonth(models.Model):
    """Which source files a month of a cube was built from; another digest means that it must be built again."""

    cube = models.CharField(max_length=50)
    month = models.CharField(max_length=7)
    source_digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("cube", "month"), name="cube_month_once"),)

    def __str__(self) -> str:
        return f"{self.cube} {self.month}"


class Signal(models.Model):
    """One finding about one subject in one place, from when it was first seen until it was last seen.

    A finding that goes on updates its signal; after a pause longer than the pack's quiet months a new one begins.
    Findings of many places or products may be one signal: `places` and `members` are the codes of those that the
    newest month shows. `silenced_by`: the signal whose consequence it is now; `merged_into`: the one that took it in.
    `graver_on`: as of which day a run last found it graver, than `graver_from`; `ended_on`: as of which one it ended.
    """

    class State(models.TextChoices):
        IN_FORCE = "in_force", "持续"
        ENDED = "ended", "已消失"
        MERGED = "merged", "并入上级预警"
        WITHDRAWN = "withdrawn", "数据更正后撤回"

    number = models.CharField(max_length=40, unique=True)
    indicator = models.CharField(max_length=50)
    severity = models.CharField(max_length=10, choices=SEVERITIES)
    worst_severity = models.CharField(max_length=10, choices=SEVERITIES)
    region = models.IntegerField()
    region_code = models.CharField(max_length=30, db_index=True)
    region_name = models.CharField(max_length=100)
    subject_type = models.CharField(max_length=20)
    subject = models.IntegerField()
    subject_code = models.CharField(max_length=200)
    subject_name = models.CharField(max_length=400)
    period_first = models.CharField(max_length=7)
    period_last = models.CharField(max_length=7)
    value = models.FloatField()
    reference = models.FloatField(null=True)
    threshold = models.FloatField(null=True)
    clause = models.CharField(max_length=100)
    basis = models.CharField(max_length=20)
    policy_key = models.CharField(max_length=200)
    policy_version = models.CharField(max_length=64)
    lake_versions = models.JSONField(default=dict)
    first_seen = models.DateField()
    last_seen = models.DateField()
    times_seen = models.PositiveIntegerField(default=1)
    n = models.BigIntegerField(default=0)
    weight = models.FloatField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.IN_FORCE)
    places = models.JSONField(default=list)
    members = models.JSONField(default=list)
    silenced_by = models.CharField(max_length=40, blank=True)
    merged_into = models.CharField(max_length=40, blank=True)
    graver_on = models.DateField(null=True)
    graver_from = models.CharField(max_length=10, blank=True, choices=SEVERITIES)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("-last_seen", "number")
        indexes = (
            models.Index(fields=("state", "severity", "region_code"), name="signal_by_state"),
            models.Index(fields=("indicator", "region", "subject_type", "subject"), name="signal_by_subject"),
            models.Index(fields=("period_last",), name="signal_by_last_month"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.get_severity_display()} {self.region_name} {self.subject_name}"


class Sighting(models.Model):
    """What an indicator showed in one month about one subject in one place, and the signal that it belongs to.

    `held`: it would not have opened, but its value is not better than its line by the pack's margin. `silenced_by`:
    the number of the signal whose consequence it is.
    """

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="sightings")
    region = models.IntegerField()
    subject_type = models.CharField(max_length=20)
    subject = models.IntegerField()
    month = models.CharField(max_length=7, db_index=True)
    seen_on = models.DateField()
    severity = models.CharField(max_length=10, choices=SEVERITIES)
    value = models.FloatField()
    reference = models.FloatField(null=True)
    threshold = models.FloatField(null=True)
    threshold_basis = models.CharField(max_length=50, blank=True)
    clause = models.CharField(max_length=100)
    basis = models.CharField(max_length=20)
    policy_key = models.CharField(max_length=200)
    n = models.BigIntegerField(default=0)
    weight = models.FloatField(default=0)
    held = models.BooleanField(default=False)
    silenced_by = models.CharField(max_length=40, blank=True)
    run = models.ForeignKey(CycleRun, on_delete=models.PROTECT, related_name="sightings")

    class Meta:
        ordering = ("month",)
        constraints = (
            models.UniqueConstraint(
                fields=("signal", "month", "region", "subject_type", "subject"), name="sighting_once_a_month"
            ),
        )

    def __str__(self) -> str:
        return f"{self.signal_id} {self.month} {self.severity}"


class DataQuestion(models.Model):
    """Rows that cannot be right (a unit or pack slip), to be asked of their sender; never shown as a price anomaly."""

    class State(models.TextChoices):
        OPEN = "open", "待核实"
        GONE = "gone", "已更正"

    kind = models.CharField(max_length=50)
    month = models.CharField(max_length=7)
    hospital_code = models.CharField(max_length=200)
    hospital_name = models.CharField(max_length=300)
    region_code = models.CharField(max_length=30)
    product_code = models.CharField(max_length=200)
    product_name = models.CharField(max_length=400)
    rows = models.PositiveIntegerField()
    factor = models.FloatField()
    first_seen = models.DateField()
    last_seen = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "month", "hospital_code", "product_code"), name="data_question_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.month} {self.hospital_name} {self.product_name}"
