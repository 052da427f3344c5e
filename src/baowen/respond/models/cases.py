"""What the response stores: cases with their moves, what is owed by when, questions and measures. RSP-1 to RSP-4."""

from __future__ import annotations

from django.db import models

from baowen.core.models import Counter
from baowen.orgs.regions import RegionLevel
from baowen.respond.kinds import (
    CASE_WORDS,
    DISMISSAL_WORDS,
    MEASURE_WORDS,
    OUTCOME_WORDS,
    SOURCE_WORDS,
    Channel,
)
from baowen.respond.rules import STEP_WORDS, Event
from baowen.respond.states import STATE_WORDS, Move


def _choices(words: dict[object, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(str(one), texts[0]) for one, texts in words.items()]


class Case(models.Model):
    """A clue that was opened. `origin_region` saw it first; `region` and `level` have it now.

    `moves` counts its events: a write that thinks of another number came too late. `next_due` is the earliest date
    that is still owed, null where nothing is owed by a date.
    """

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=_choices(CASE_WORDS))  # type: ignore[arg-type]
    channel = models.CharField(max_length=10, default=Channel.CIVIL.value)
    origin_region = models.CharField(max_length=30, db_index=True)
    region = models.CharField(max_length=30)
    level = models.CharField(max_length=10)
    state = models.CharField(max_length=20, choices=_choices(STATE_WORDS))  # type: ignore[arg-type]
    state_before = models.CharField(max_length=20, blank=True)
    subject = models.CharField(max_length=300)
    subject_name = models.CharField(max_length=400)
    opened_on = models.DateField()
    moves = models.PositiveIntegerField(default=0)
    next_due = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_in")
    result = models.CharField(max_length=20, blank=True, choices=_choices(MEASURE_WORDS))  # type: ignore[arg-type]

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("region", "state", "next_due", "id"), name="case_inbox"),
            models.Index(fields=("subject", "region", "state"), name="case_of_subject"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.subject_name}"


class CaseEvent(models.Model):
    """One move of a case; `level`, `region` and `state` are those after it. Never changed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    move = models.CharField(max_length=20, choices=[(move.value, move.value) for move in Move])
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    organisation = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=30)
    level = models.CharField(max_length=10)
    state = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    policy = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("case_id", "number")
        constraints = (models.UniqueConstraint(fields=("case", "number"), name="case_event_once"),)
        indexes = (models.Index(fields=("on",), name="case_event_by_day"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.number} {self.move}"

    def as_event(self) -> Event:
        """The event as the rules take it."""
        return Event(move=Move(self.move), on=self.on, level=RegionLevel(self.level))


class CaseSource(models.Model):
    """What made a case: a signal, a report, a notice, a clue. One source opens no two cases."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=20, choices=_choices(SOURCE_WORDS))  # type: ignore[arg-type]
    reference = models.CharField(max_length=200)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("kind", "reference"), name="source_of_one_case"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class OwedStep(models.Model):
    """One step that a level owes for one stay of a case, with its date and the clause that it comes from.

    `due_on` is null where the text sets no number, and while the clock stands (`stands_since`). `region` owes it. The
    rules are those of `arrived_on`. `moved_from`: the date before the calendar changed, on `moved_on`. `province`: the
    code of the province that the region lies in, "" for the nation: what is late in a province is asked often.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="owed")
    stay = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=10, choices=_choices(STEP_WORDS))  # type: ignore[arg-type]
    region = models.CharField(max_length=30)
    province = models.CharField(max_length=30, blank=True, default="")
    level = models.CharField(max_length=10)
    arrived_on = models.DateField()
    started_on = models.DateField()
    has_pauses = models.BooleanField(default=False)
    due_on = models.DateField(null=True, blank=True)
    is_provisional = models.BooleanField(default=False)
    stands_since = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    moved_from = models.DateField(null=True, blank=True)
    moved_on = models.DateField(null=True, blank=True)
    clause = models.CharField(max_length=100, blank=True)
    basis = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("case_id", "stay", "step")
        constraints = (models.UniqueConstraint(fields=("case", "stay", "step"), name="owed_once"),)
        indexes = (
            models.Index(fields=("due_on", "region"), condition=models.Q(done_on=None), name="owed_open_by_date"),
            models.Index(
                fields=("province", "due_on", "id"), condition=models.Q(done_on=None), name="owed_open_of_province"
            ),
            models.Index(fields=("region", "due_on"), name="owed_by_region"),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.stay} {self.step} {self.due_on}"


class Question(models.Model):
    """What an organisation was asked about a case, and its answer; while one is open the clock stands."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="questions")
    organisation = models.CharField(max_length=100)
    words = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=models.Q(answered_at=None), name="one_open_question_a_case"
            ),
        )
        indexes = (models.Index(fields=("organisation", "answered_at"), name="question_by_asked"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.organisation}"


class Measure(models.Model):
    """What is done about a case: of which kind, by whom, until when, and what became of it. RSP-3."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="measures")
    kind = models.CharField(max_length=20, choices=_choices(MEASURE_WORDS))  # type: ignore[arg-type]
    owner = models.CharField(max_length=100)
    words = models.TextField(blank=True)
    due_on = models.DateField()
    outcome = models.CharField(max_length=10, blank=True, choices=_choices(OUTCOME_WORDS))  # type: ignore[arg-type]
    outcome_words = models.TextField(blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("due_on",), condition=models.Q(ended_on=None), name="measure_open_by_date"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.due_on}"


class CaseLink(models.Model):
    """Two cases that have to do with one another; `case` is the older one."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="linked_from")
    reason = models.TextField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("case", "other"), name="link_once"),
            models.CheckConstraint(condition=models.Q(case__lt=models.F("other")), name="link_from_older_case"),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.other_id}"


class Comment(models.Model):
    """What somebody has to say about a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="comments")
    by = models.CharField(max_length=200)
    organisation = models.CharField(max_length=100)
    at = models.DateTimeField()
    words = models.TextField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.case_id} {self.by}"


class SignalDismissal(models.Model):
    """That somebody found a signal to be no clue, and why; its indicator and severity then."""

    signal = models.CharField(max_length=40, unique=True)
    why = models.CharField(max_length=20, choices=_choices(DISMISSAL_WORDS))  # type: ignore[arg-type]
    words = models.TextField(blank=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    indicator = models.CharField(max_length=50)
    severity = models.CharField(max_length=10)
    region = models.CharField(max_length=30)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.signal} {self.why}"


class Sequence(Counter):
    """The last number given in a region and year."""
