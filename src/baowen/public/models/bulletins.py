"""What is told to the public in words: bulletins, with corrections beside what they correct. RPT-4."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.public.states import BULLETIN_WORDS, BulletinState


class Bulletin(models.Model):
    """A text of a lead unit for a region. It has a number from its publication on, and never changes after it.

    Paragraphs are parted by an empty line; there is no markup. `corrects`: the published bulletin that this one puts
    right. A withdrawn one stays to be read, with the reason.
    """

    number = models.CharField(max_length=60, blank=True)
    region_code = models.CharField(max_length=30)
    organisation = models.CharField(max_length=100)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300, blank=True)
    body_zh = models.TextField()
    body_en = models.TextField(blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    state = models.CharField(max_length=20, choices=[(one.value, words[0]) for one, words in BULLETIN_WORDS.items()])
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    published_on = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_why = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("-published_at", "-id")
        indexes = (models.Index(fields=("state", "published_at"), name="bulletin_published"),)
        constraints = (
            models.UniqueConstraint(fields=("number",), condition=~Q(number=""), name="bulletin_numbered_once"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in BulletinState]), name="bulletin_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=Q(number="", published_on=None, published_at=None, published_by="",
                            state=BulletinState.DRAFT.value)
                | (~Q(number="") & Q(published_on__isnull=False, published_at__isnull=False) & ~Q(published_by="")
                   & ~Q(state=BulletinState.DRAFT.value)),
                name="bulletin_published_by",
            ),
            models.CheckConstraint(
                condition=(Q(withdrawn_at=None, withdrawn_by="", withdrawn_why="")
                           & ~Q(state=BulletinState.WITHDRAWN.value))
                | (Q(withdrawn_at__isnull=False, state=BulletinState.WITHDRAWN.value) & ~Q(withdrawn_by="")
                   & ~Q(withdrawn_why="")),
                name="bulletin_withdrawn_by",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"bulletin {self.number or self.pk}"
