"""What is stored of the yearly assessment of reserve holders: parts, result, what followed. RSV-4 (NJ-25, HD-12)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.reserve.plans.states import ASSESSMENT_STATE_WORDS, AssessmentState


class Assessment(models.Model):
    """How a place assesses a holder's year. The result is "" until published; the figures are those of `figures_on`."""

    number = models.CharField(max_length=40, unique=True)
    holder = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    year = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=[(one.value, words[0]) for one, words in ASSESSMENT_STATE_WORDS.items()]
    )
    figures_on = models.DateField()
    policy = models.CharField(max_length=64)
    points = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    result_zh = models.CharField(max_length=40, blank=True)
    result_en = models.CharField(max_length=40, blank=True)
    objection_until = models.DateField(null=True, blank=True)
    organisation = models.CharField(max_length=100)
    began_at = models.DateTimeField()
    began_by = models.CharField(max_length=200)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("holder", "region", "year"), condition=~Q(state=AssessmentState.WITHDRAWN.value),
                name="reserve_assessment_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(began_at__isnull=False) & ~Q(began_by=""), name="reserve_assessment_begun_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by="") | (Q(published_at__isnull=False) & ~Q(published_by="")),
                name="reserve_assessment_published_by_somebody",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.number


class AssessmentPart(models.Model):
    """One criterion: its most points, those given (null: not yet), and why. `computed` "" for a judged part.

    `by_figures`: the figures gave its points, which nobody changes.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    most = models.DecimalField(max_digits=8, decimal_places=2)
    computed = models.CharField(max_length=20, blank=True)
    points = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    words_zh = models.CharField(max_length=1000, blank=True)
    words_en = models.CharField(max_length=1000, blank=True)
    by_figures = models.BooleanField(default=False)
    judged_words = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("assessment_id", "position")
        constraints = (
            models.UniqueConstraint(fields=("assessment", "name"), name="reserve_assessment_part_once"),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__gte=0, points__lte=models.F("most")),
                name="reserve_assessment_points_within",
            ),
        )

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.name}"


class AssessmentEvent(models.Model):
    """One move of an assessment, with what was said."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="events")
    move = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    words = models.TextField(blank=True)
    organisation = models.CharField(max_length=100)
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(moved_at__isnull=False) & ~Q(moved_by=""), name="reserve_assessment_moved_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.move}"
