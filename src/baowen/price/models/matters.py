"""Price matters: one drug of one enterprise in one place, its moves, and what is owed by when. PRI-1."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.core.models import Counter
from baowen.price.kinds import ORIGIN_WORDS, SIDE_WORDS, STEP_WORDS
from baowen.price.states import STAGE_WORDS, Move


class Matter(models.Model):
    """What is asked about a price. `region` handles it; `drug` is the generic name as people write it.

    `enterprise` is the organisation that sets the price. `moves` counts its events: a write that thinks of another
    number came too late. `next_due` is the earliest date that is owed, null where nothing is owed by a date.
    `is_first_raiser`: this province was the first to accept the rise and leads (首涨省).
    """

    number = models.CharField(max_length=40, unique=True)
    region = models.CharField(max_length=30)
    drug = models.CharField(max_length=200)
    enterprise = models.CharField(max_length=100)
    stage = models.CharField(max_length=12, choices=[(one.value, words[0]) for one, words in STAGE_WORDS.items()])
    is_first_raiser = models.BooleanField(default=False)
    opened_on = models.DateField()
    moves = models.PositiveIntegerField(default=0)
    next_due = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("region", "stage", "next_due", "id"), name="matter_desk"),
            models.Index(fields=("enterprise", "stage"), name="matter_of_enterprise"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.drug}"


class Source(models.Model):
    """What made a matter. A signal or a case opens no two."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in ORIGIN_WORDS.items()])
    reference = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "reference"), condition=~Q(reference=""), name="origin_of_one_matter"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class MatterListing(models.Model):
    """A listing that a matter is about, with its price on the day on which the matter was opened."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="listings")
    listing = models.CharField(max_length=60)
    price = models.DecimalField(max_digits=16, decimal_places=4)
    corrected_price = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    corrected_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("matter", "listing"), name="listing_once_in_matter"),
            models.CheckConstraint(
                condition=Q(corrected_price=None, corrected_on=None)
                | Q(corrected_price__isnull=False, corrected_on__isnull=False),
                name="price_corrected_price_and_day",
            ),
        )

    def __str__(self) -> str:
        return self.listing


class Event(models.Model):
    """One move of a matter: `words` is what it says, `reason` why it was done so, `skips` the rungs left out.

    `stage` is the one after it. Never changed.
    """

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    move = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Move])
    stage = models.CharField(max_length=12)
    on = models.DateField()
    words = models.TextField(blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    skips = models.CharField(max_length=200, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    policy = models.CharField(max_length=64, blank=True)
    organisation = models.CharField(max_length=100)
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("matter_id", "number")
        constraints = (models.UniqueConstraint(fields=("matter", "number"), name="price_event_once"),)

    def __str__(self) -> str:
        return f"{self.matter_id} {self.number} {self.move}"


class OwedStep(models.Model):
    """What somebody owes in a matter. `due_on` is null where neither a text nor a person sets a date.

    `set_on` is the date that an officer set: it goes before the text's. The rules are those of `started_on`.
    `called_off`: the step ended because nobody wants it any more.
    """

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="owed")
    step = models.CharField(max_length=14, choices=[(one.value, words[0]) for one, words in STEP_WORDS.items()])
    side = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in SIDE_WORDS.items()])
    started_on = models.DateField()
    set_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    is_provisional = models.BooleanField(default=False)
    clause = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=12, blank=True)
    done_on = models.DateField(null=True, blank=True)
    called_off = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("due_on",), condition=Q(done_on=None), name="price_step_open_by_date"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(called_off=False) | Q(done_on__isnull=False), name="price_step_called_off_is_over"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.matter_id} {self.step}"


class Sequence(Counter):
    """The last number given: of matters in a region and year, of letters by an organ and year."""
