"""What is stored of formularies: editions with their lines, meetings' decisions, registered missing drugs.

HOS-1, HOS-2.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from baowen.core.models import Counter
from baowen.hospital.formulary.states import (
    DECISION_WORDS,
    EDITION_WORDS,
    EXEMPTION_WORDS,
    MISSING_WORDS,
    NEED_WORDS,
    PART_WORDS,
    EditionState,
)


class Edition(models.Model):
    """An edition of the formulary of `owner`, an institution or, `for_alliance`, the lead hospital for all members.

    `from_on` is null while it is a draft, `until_on` until another replaces it.
    """

    owner = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    for_alliance = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in EDITION_WORDS.items()])
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("owner", "number")
        constraints = (
            models.UniqueConstraint(fields=("owner", "number"), name="hospital_formulary_numbered"),
            models.UniqueConstraint(
                fields=("owner",), condition=Q(state=EditionState.DRAFT.value), name="hospital_formulary_one_draft"
            ),
            models.UniqueConstraint(
                fields=("owner",),
                condition=Q(state=EditionState.IN_FORCE.value),
                name="hospital_formulary_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(state=EditionState.DRAFT.value) | Q(from_on__isnull=False), name="hospital_formulary_begins"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="hospital_formulary_ends_after_begin"
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=False) & ~Q(made_by=""), name="hospital_formulary_made_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.owner} {self.number}"


class Line(models.Model):
    """A drug of an edition; see rules.Item."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="lines")
    generic_name = models.CharField(max_length=200)
    dosage_form = models.CharField(max_length=100, blank=True)
    spec = models.CharField(max_length=200, blank=True)
    product_code = models.CharField(max_length=100, blank=True)
    part = models.CharField(max_length=1, choices=[(one.value, words[0]) for one, words in PART_WORDS.items()])
    exemption = models.CharField(
        max_length=12, blank=True, choices=[(one.value, words[0]) for one, words in EXEMPTION_WORDS.items()]
    )  # fmt: skip
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("edition_id", "part", "generic_name", "dosage_form", "spec", "product_code")
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "generic_name", "dosage_form", "spec", "product_code"),
                name="hospital_formulary_line_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition_id} {self.generic_name}"


class Selection(models.Model):
    """What a meeting decided on a drug: who applied (a department), why, votes, who withdrew for a conflict.

    Never changed.
    """

    number = models.CharField(max_length=140, unique=True)
    owner = models.CharField(max_length=100)
    meeting = models.CharField(max_length=200)
    held_on = models.DateField()
    generic_name = models.CharField(max_length=200)
    dosage_form = models.CharField(max_length=100, blank=True)
    spec = models.CharField(max_length=200, blank=True)
    applicant = models.CharField(max_length=200)
    reason = models.TextField()
    votes_for = models.PositiveIntegerField(null=True, blank=True)
    votes_against = models.PositiveIntegerField(null=True, blank=True)
    votes_abstained = models.PositiveIntegerField(null=True, blank=True)
    decision = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in DECISION_WORDS.items()])
    conflicts = models.CharField(max_length=1000, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("-held_on", "-id")
        indexes = (models.Index(fields=("owner", "generic_name"), name="hospital_selection_of_drug"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(recorded_at__isnull=False) & ~Q(recorded_by=""), name="hospital_selection_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return self.number


class Missing(models.Model):
    """A patient's need for a drug that the institution lacks. `patient`: a number of the institution's own;
    no name, no document number. `lead`: who reviews and buys, the institution itself where it is in no alliance."""

    number = models.CharField(max_length=140, unique=True)
    institution = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    lead = models.CharField(max_length=100)
    patient = models.CharField(max_length=40)
    need = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in NEED_WORDS.items()])
    generic_name = models.CharField(max_length=200)
    dosage_form = models.CharField(max_length=100, blank=True)
    spec = models.CharField(max_length=200, blank=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    unit = models.CharField(max_length=30)
    words = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in MISSING_WORDS.items()])
    is_needed = models.BooleanField(default=False)
    registered_on = models.DateField()
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("region", "state", "id"), name="hospital_missing_of_place"),
            models.Index(fields=("lead", "state", "id"), name="hospital_missing_of_lead"),
            models.Index(fields=("institution", "state", "id"), name="hospital_missing_of_own"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gt=0), name="hospital_missing_quantity"),
            models.CheckConstraint(
                condition=Q(registered_at__isnull=False) & ~Q(registered_by=""), name="hospital_missing_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return self.number


class MissingEvent(models.Model):
    """One move of a registered need. Never changed."""

    missing = models.ForeignKey(Missing, on_delete=models.CASCADE, related_name="events")
    move = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    words = models.CharField(max_length=1000, blank=True)
    organisation = models.CharField(max_length=100)
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(moved_at__isnull=False) & ~Q(moved_by=""), name="hospital_missing_moved_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.missing_id} {self.move}"


class Sequence(Counter):
    """The last number that was given of a series."""
