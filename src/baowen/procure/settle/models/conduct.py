"""What is stored of breaches of contract, and everything that happened to each. PRC-5."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.procure.settle.kinds import BREACH_WORDS, SANCTION_WORDS
from baowen.procure.settle.states import BREACH_STATE_WORDS, BreachState


class Breach(models.Model):
    """A breach of contract by an organisation, the `accused`, in a place. `about`: an order line, a month, a listing.

    `due_on`: until when it can be answered, None where no text gives days. `listing` and `until` tell of a sanction.
    """

    number = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=[(one.value, words[0]) for one, words in BREACH_WORDS.items()])
    accused = models.CharField(max_length=100)
    region = models.CharField(max_length=30)
    about = models.CharField(max_length=100)
    words = models.CharField(max_length=1000)
    recorder = models.CharField(max_length=100, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=12, default=BreachState.RECORDED.value,
        choices=[(one.value, words[0]) for one, words in BREACH_STATE_WORDS.items()],
    )  # fmt: skip
    due_on = models.DateField(null=True, blank=True)
    sanction = models.CharField(
        max_length=20, blank=True, choices=[(one.value, words[0]) for one, words in SANCTION_WORDS.items()]
    )
    listing = models.CharField(max_length=60, blank=True)
    until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("accused", "id"), name="breach_of_accused"),
            models.Index(fields=("region", "state"), name="breach_of_region"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "accused", "about"),
                condition=~Q(state__in=(BreachState.DROPPED.value, BreachState.UNDONE.value)),
                name="breach_once",
            ),
        )

    def __str__(self) -> str:
        return self.number


class BreachEvent(models.Model):
    """One move of a breach: what credit, reports and appeals look at later."""

    breach = models.ForeignKey(Breach, on_delete=models.CASCADE, related_name="events")
    move = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    words = models.CharField(max_length=1000, blank=True)
    organisation = models.CharField(max_length=100, blank=True)
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.breach_id} {self.move}"
