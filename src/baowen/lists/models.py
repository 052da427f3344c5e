"""What the lists store: editions with their items, candidates for the next edition, experts' opinions. LST-1, LST-2."""

from __future__ import annotations

from django.db import models

from baowen.lists.kinds import DIRECTION_WORDS, KIND_WORDS, REASON_WORDS, VERDICT_WORDS
from baowen.lists.states import CANDIDATE_WORDS, EDITION_WORDS, CandidateState, EditionState


def _choices(words: dict[object, tuple[str, str]]) -> list[tuple[str, str]]:
    return [(str(one), texts[0]) for one, texts in words.items()]


class ListEdition(models.Model):
    """One dated issue of a list. Its items are never changed: a correction withdraws it and publishes another.

    `effective_on` is its first day. `recorded_for`: the organisation that entered it. `revision` counts what the lake
    has to be told, `handed_over` is the one that it knows. `raw_sha256` names the file as it came, "" for an edition
    made here.
    """

    issuer_region = models.CharField(max_length=30)
    kind = models.CharField(max_length=20, choices=_choices(KIND_WORDS))  # type: ignore[arg-type]
    edition = models.CharField(max_length=100)
    effective_on = models.DateField()
    title = models.CharField(max_length=300, blank=True)
    document_number = models.CharField(max_length=100, blank=True)
    state = models.CharField(
        max_length=20, default=EditionState.DRAFT.value, choices=_choices(EDITION_WORDS)  # type: ignore[arg-type]
    )  # fmt: skip
    recorded_for = models.CharField(max_length=100, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_why = models.CharField(max_length=1000, blank=True)
    file_name = models.CharField(max_length=300, blank=True)
    raw_sha256 = models.CharField(max_length=64, blank=True)
    revision = models.PositiveIntegerField(default=0)
    handed_over = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("issuer_region", "kind", "effective_on", "id")
        indexes = (models.Index(fields=("issuer_region", "kind", "state", "effective_on"), name="edition_in_force"),)
        constraints = (
            models.UniqueConstraint(
                fields=("issuer_region", "kind", "edition"), condition=~models.Q(state=EditionState.WITHDRAWN.value),
                name="edition_once",
            ),
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True, published_by="")
                | (models.Q(published_at__isnull=False) & ~models.Q(published_by="")),
                name="edition_published_by",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_by="", withdrawn_why="")
                | (models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_by="") & ~models.Q(withdrawn_why="")),
                name="edition_withdrawn_by",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.issuer_region} {self.kind} {self.edition}"


class ListItem(models.Model):
    """One drug of an edition: its generic name in one spelling, and a dosage form, "" for any."""

    edition = models.ForeignKey(ListEdition, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, db_index=True)
    dosage_form = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("edition_id", "number")
        constraints = (
            models.UniqueConstraint(fields=("edition", "name", "dosage_form"), name="item_once"),
            models.UniqueConstraint(fields=("edition", "number"), name="item_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.edition_id} {self.name} {self.dosage_form}"


class Candidate(models.Model):
    """A drug proposed for a list, or for leaving it. `evidence`: numbers of signals, cases, reports.

    `taken_into`: the edition that an accepted one went into. One open proposal a drug, form, list and direction.
    """

    issuer_region = models.CharField(max_length=30)
    kind = models.CharField(max_length=20, choices=_choices(KIND_WORDS))  # type: ignore[arg-type]
    direction = models.CharField(max_length=10, choices=_choices(DIRECTION_WORDS))  # type: ignore[arg-type]
    name = models.CharField(max_length=200)
    dosage_form = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=30, choices=_choices(REASON_WORDS))  # type: ignore[arg-type]
    clause = models.CharField(max_length=100, blank=True)
    evidence = models.JSONField(default=list)
    words = models.CharField(max_length=1000, blank=True)
    state = models.CharField(
        max_length=20, default=CandidateState.OPEN.value, choices=_choices(CANDIDATE_WORDS)  # type: ignore[arg-type]
    )  # fmt: skip
    organisation = models.CharField(max_length=100, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_why = models.CharField(max_length=1000, blank=True)
    taken_into = models.ForeignKey(
        ListEdition, on_delete=models.PROTECT, null=True, blank=True, related_name="candidates"
    )

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("issuer_region", "kind", "state"), name="candidate_of_list"),)
        constraints = (
            models.UniqueConstraint(
                fields=("issuer_region", "kind", "direction", "name", "dosage_form"),
                condition=models.Q(state=CandidateState.OPEN.value), name="candidate_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, decided_by="")
                | (models.Q(decided_at__isnull=False) & ~models.Q(decided_by="")),
                name="candidate_decided_by",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_into__isnull=True) | models.Q(state=CandidateState.ACCEPTED.value),
                name="candidate_taken_is_accepted",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.issuer_region} {self.kind} {self.direction} {self.name}"


class Opinion(models.Model):
    """What an expert says of a candidate. The name and the words are personal: they stay out of the audit chain."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="opinions")
    expert = models.CharField(max_length=100)
    verdict = models.CharField(max_length=20, choices=_choices(VERDICT_WORDS))  # type: ignore[arg-type]
    words = models.CharField(max_length=2000)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.verdict}"
