"""Letters as they went out, and what the enterprise answered. PRI-1."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.price.kinds import COST_WORDS, LETTER_WORDS
from baowen.price.models.matters import Event, Matter


class Letter(models.Model):
    """An official document as it was issued: its number, what was filled in, and the files by their hashes.

    `template` is the hash of the template that it was made from, `sha256` that of the document.
    """

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="letters")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=12, choices=[(one.value, words[0]) for one, words in LETTER_WORDS.items()])
    organ = models.CharField(max_length=100)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    reference = models.CharField(max_length=100)
    addressee = models.CharField(max_length=300)
    values = models.JSONField(default=dict)
    template = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("organ", "year", "serial"), name="price_letter_number_once"),
            models.CheckConstraint(condition=Q(serial__gte=1), name="price_letter_numbers_count_from_1"),
        )

    def __str__(self) -> str:
        return self.reference


class Answer(models.Model):
    """What an enterprise says to an inquiry. It is a draft until `sent_at`; then it is never changed, but a later one
    may follow it. Amounts are yuan for one smallest pack, quantities packs a year."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="answers")
    words = models.TextField(blank=True)
    price_before = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    price_after = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    quantity_before = models.DecimalField(max_digits=17, decimal_places=4, null=True, blank=True)
    quantity_after = models.DecimalField(max_digits=17, decimal_places=4, null=True, blank=True)
    faults = models.TextField(blank=True)
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=200)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("matter",), condition=Q(sent_at=None), name="price_one_draft_answer"),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by="") | (Q(sent_at__isnull=False) & ~Q(sent_by="")),
                name="price_answer_sent_by",
            ),
        )

    def __str__(self) -> str:
        return f"{self.matter_id} {self.pk}"


class CostLine(models.Model):
    """One item of the form of an answer; null was not told, which is not zero."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="costs")
    item = models.CharField(max_length=14, choices=[(one.value, words[0]) for one, words in COST_WORDS.items()])
    before = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    after = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("answer", "item"), name="price_cost_item_once"),)

    def __str__(self) -> str:
        return f"{self.answer_id} {self.item}"


class AnswerFile(models.Model):
    """A file that goes with an answer, kept under its hash."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="files")
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("answer", "sha256"), name="price_answer_file_once"),)

    def __str__(self) -> str:
        return self.file_name
