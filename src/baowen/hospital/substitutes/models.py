"""What the guide of substitutes stores: editions with entries, citations by cases, what hospitals decided. HOS-4."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.hospital.substitutes.kinds import DECISION_WORDS, REPLACEABILITY_WORDS, Decision
from baowen.hospital.substitutes.states import EditionState


class GuideEdition(models.Model):
    """One dated edition of a region's guide. Once published its entries are never changed."""

    region = models.CharField(max_length=30)
    name = models.CharField(max_length=100)
    effective_on = models.DateField()
    state = models.CharField(
        max_length=10, default=EditionState.DRAFT.value, choices=[(one.value, one.value) for one in EditionState]
    )
    organisation = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_why = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("region", "-effective_on", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("region", "name"), condition=~Q(state=EditionState.WITHDRAWN.value), name="guide_edition_once"
            ),
            models.UniqueConstraint(
                fields=("region", "effective_on"), condition=Q(state=EditionState.PUBLISHED.value),
                name="guide_published_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=False) & ~Q(made_by=""), name="guide_edition_made_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by="") | (Q(published_at__isnull=False) & ~Q(published_by="")),
                name="guide_published_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="", withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawn_why="")),
                name="guide_withdrawn_by_somebody",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.region} {self.name}"


class GuideEntry(models.Model):
    """One substitute for one short drug, as an edition has it. The keys are those of the catalogue."""

    edition = models.ForeignKey(GuideEdition, on_delete=models.CASCADE, related_name="entries")
    drug = models.CharField(max_length=200)
    form = models.CharField(max_length=100, blank=True)
    drug_key = models.CharField(max_length=300, db_index=True)
    substitute = models.CharField(max_length=200)
    substitute_form = models.CharField(max_length=100, blank=True)
    substitute_key = models.CharField(max_length=300, db_index=True)
    conditions = models.TextField()
    conversion = models.TextField()
    strength_differs = models.BooleanField(default=False)
    replaceability = models.CharField(
        max_length=20, choices=[(one.value, words[0]) for one, words in REPLACEABILITY_WORDS.items()]
    )
    grade = models.CharField(max_length=20)
    sources = models.TextField()
    children = models.TextField(blank=True)
    pregnancy = models.TextField(blank=True)
    renal = models.TextField(blank=True)
    reviewer = models.CharField(max_length=200)

    class Meta:
        ordering = ("edition_id", "drug", "form", "grade", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "drug", "form", "substitute", "substitute_form"), name="guide_pair_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.drug} → {self.substitute}"


class Citation(models.Model):
    """A case rests on an entry of an edition; `measure`: the measure that says so, null for none."""

    entry = models.ForeignKey(GuideEntry, on_delete=models.PROTECT, related_name="citations")
    case = models.CharField(max_length=40, db_index=True)
    measure = models.PositiveBigIntegerField(null=True, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    cited_at = models.DateTimeField()
    cited_by = models.CharField(max_length=200)
    organisation = models.CharField(max_length=100)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("entry", "case"), name="guide_cited_once"),
            models.CheckConstraint(
                condition=Q(cited_at__isnull=False) & ~Q(cited_by=""), name="guide_cited_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case} {self.entry_id}"


class Adoption(models.Model):
    """What a hospital decided about an entry; the newest row stands, the older are its history."""

    entry = models.ForeignKey(GuideEntry, on_delete=models.PROTECT, related_name="adoptions")
    hospital = models.CharField(max_length=100, db_index=True)
    decision = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in DECISION_WORDS.items()])
    words = models.CharField(max_length=1000, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_at__isnull=False) & ~Q(decided_by=""), name="guide_decided_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.ADOPTED.value) | ~Q(words=""), name="guide_decision_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.hospital} {self.entry_id} {self.decision}"
