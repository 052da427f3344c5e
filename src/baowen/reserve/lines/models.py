"""What is stored of warning lines and of what-ifs. RSV-2, HOS-3."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.core.models import Counter
from baowen.reserve.lines.kinds import LINE_FOR_WORDS, MEASURE_WORDS


class Series(Counter):
    """The last number that was given of a series."""


class WarningLine(models.Model):
    """A line for one item. `holder`: whose stock ("": every distributor of `region`); `item` as in lake.facts.items.

    Never changed: another line replaces it, and it is withdrawn with a reason.
    """

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=[(one.value, words[0]) for one, words in LINE_FOR_WORDS.items()])
    holder = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=30)
    item = models.CharField(max_length=300)
    product_code = models.CharField(max_length=100)
    drug_name = models.CharField(max_length=300)
    measure = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in MEASURE_WORDS.items()])
    value = models.DecimalField(max_digits=18, decimal_places=4)
    from_on = models.DateField()
    reason = models.CharField(max_length=1000)
    clause = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=100)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("region", "kind", "id"), name="reserve_line_of_place"),
            models.Index(fields=("holder", "id"), name="reserve_line_of_holder"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "organisation", "holder", "region", "item"), name="reserve_line_once_in_force",
                condition=Q(withdrawn_at=None),
            ),
            models.CheckConstraint(condition=Q(value__gt=0), name="reserve_line_above_zero"),
            models.CheckConstraint(
                condition=Q(set_at__isnull=False) & ~Q(set_by=""), name="reserve_line_set_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="", withdrawn_on=None, withdrawn_why="")
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_on__isnull=False)
                    & ~Q(withdrawn_by="") & ~Q(withdrawn_why="")
                ),
                name="reserve_line_withdrawn_whole",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.number


class Scenario(models.Model):
    """A what-if as it was worked out: what was asked, what was found, from which lake and policy. Never changed."""

    number = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    region = models.CharField(max_length=30)
    stop = models.CharField(max_length=60, blank=True)
    item = models.CharField(max_length=300)
    drug_name = models.CharField(max_length=300)
    day = models.DateField()
    asked = models.JSONField()
    found = models.JSONField()
    lake_versions = models.JSONField()
    policy_version = models.CharField(max_length=40)
    organisation = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("region", "id"), name="reserve_scenario_of_place"),
            models.Index(fields=("stop", "id"), name="reserve_scenario_of_stop"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(made_at__isnull=False) & ~Q(made_by=""), name="reserve_scenario_made_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return self.number
