"""What grading stores: how hospitals grade their short drugs, each grade as it was given. HOS-5."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.hospital.grading.states import CURRENT, GRADE_STATE_WORDS
from baowen.hospital.substitutes.kinds import REPLACEABILITY_WORDS
from baowen.respond.kinds import MEASURE_WORDS


class ShortageGrade(models.Model):
    """A grade of one drug by one hospital. `gravity`: the class of `preset` on the day, "" below all of them.

    `days_left` and `patients` are null where nobody knows. `reports`: numbers of the hospital's shortage reports.
    """

    hospital = models.CharField(max_length=100)
    region = models.CharField(max_length=30, db_index=True)
    drug = models.CharField(max_length=200)
    form = models.CharField(max_length=100, blank=True)
    drug_key = models.CharField(max_length=300, db_index=True)
    replaceability = models.CharField(
        max_length=20, choices=[(one.value, words[0]) for one, words in REPLACEABILITY_WORDS.items()]
    )
    short_since = models.DateField()
    graded_on = models.DateField()
    preset = models.CharField(max_length=100)
    gravity = models.CharField(max_length=20, blank=True)
    days_left = models.DecimalField(max_digits=9, decimal_places=1, null=True, blank=True)
    patients = models.PositiveIntegerField(null=True, blank=True)
    measure = models.CharField(max_length=30, choices=[(one.value, words[0]) for one, words in MEASURE_WORDS.items()])
    words = models.CharField(max_length=1000, blank=True)
    reports = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in GRADE_STATE_WORDS.items()])
    graded_at = models.DateTimeField()
    graded_by = models.CharField(max_length=200)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.CharField(max_length=200, blank=True)
    reviewer = models.CharField(max_length=100, blank=True)
    review_words = models.CharField(max_length=1000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("hospital", "drug", "form"),
                condition=Q(state__in=[one.value for one in CURRENT]),
                name="grade_current_once",
            ),
            models.CheckConstraint(
                condition=Q(graded_at__isnull=False) & ~Q(graded_by=""), name="grade_given_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by="", reviewer="")
                | (Q(reviewed_at__isnull=False) & ~Q(reviewed_by="") & ~Q(reviewer="")),
                name="grade_reviewed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="grade_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(short_since__lte=models.F("graded_on")), name="grade_of_a_shortage_that_began"
            ),
        )

    def __str__(self) -> str:
        return f"{self.hospital} {self.drug}"
