"""What the response stores beside the moves of a case: consultations of departments, and hand-overs between them.

Requirements: RSP-5, ENF-1.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from baowen.respond.kinds import HANDOVER_RESULT_WORDS, REPLY_WORDS, Reply
from baowen.respond.models.cases import Case
from baowen.respond.models.files import CaseFile
from baowen.respond.states_beside import MEETING_WORDS, PASSING_WORDS, Meeting, Passing


class Consultation(models.Model):
    """A consultation of departments and others about a case. `region` called it, whoever has the case later.

    `held_on` is the day for which it is called, and once it is held the day on which it was.
    """

    number = models.CharField(max_length=40, unique=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consultations")
    region = models.CharField(max_length=30)
    organisation = models.CharField(max_length=100)
    called_by = models.CharField(max_length=200)
    called_at = models.DateTimeField()
    held_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    is_online = models.BooleanField(default=False)
    subject = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in MEETING_WORDS.items()])
    cancelled_because = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(is_online=True) | ~Q(place=""), name="consultation_has_place"),
            models.UniqueConstraint(
                fields=("case", "held_on", "subject"), condition=Q(state=Meeting.PLANNED.value),
                name="consultation_called_once",
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=("region", "state", "held_on"), name="consultation_of_region"),)

    def __str__(self) -> str:
        return self.number


class Invitation(models.Model):
    """That an organisation is invited to a consultation, and whether it comes."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.CharField(max_length=100)
    reply = models.CharField(
        max_length=10, choices=[(one.value, words[0]) for one, words in REPLY_WORDS.items()],
        default=Reply.NONE.value,
    )  # fmt: skip
    words = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("consultation", "organisation"), name="invited_once"),
            models.CheckConstraint(
                condition=Q(reply=Reply.NONE.value, replied_at=None)
                | (~Q(reply=Reply.NONE.value) & Q(replied_at__isnull=False)),
                name="reply_has_instant",
            ),
        )
        indexes = (models.Index(fields=("organisation", "reply"), name="invitation_by_invited"),)

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.organisation}"


class Minutes(models.Model):
    """One version of the minutes of a consultation. Never changed: a correction is the next version, with a reason."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    words = models.TextField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("consultation_id", "version")
        constraints = (
            models.UniqueConstraint(fields=("consultation", "version"), name="minutes_version_once"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="correction_has_reason"),
        )

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.version}"


class ConsultationTask(models.Model):
    """What an organisation took on in a consultation, until when, and what came of it."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="tasks")
    owner = models.CharField(max_length=100)
    words = models.TextField()
    assigned_on = models.DateField()
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    outcome_words = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(due_on__gte=F("assigned_on")), name="task_due_after_assigned"),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(done_on__gte=F("assigned_on")), name="task_done_after_assigned"
            ),
        )
        indexes = (
            models.Index(fields=("due_on",), condition=Q(done_on=None), name="task_open_by_date"),
            models.Index(fields=("owner", "due_on"), name="task_by_owner"),
        )

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.owner} {self.due_on}"


class Handover(models.Model):
    """A clue that one department hands over to another, which receives and answers it, or returns it with a reason.

    The regions are those of the two organisations when it was sent. `evidence`: files of its case that go with it.
    """

    number = models.CharField(max_length=40, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="handovers")
    sender = models.CharField(max_length=100)
    sender_region = models.CharField(max_length=30)
    receiver = models.CharField(max_length=100)
    receiver_region = models.CharField(max_length=30)
    subject = models.CharField(max_length=300)
    words = models.TextField()
    evidence = models.ManyToManyField(CaseFile, related_name="handovers", blank=True)
    state = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in PASSING_WORDS.items()])
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    result = models.CharField(
        max_length=20, blank=True, choices=[(one.value, words[0]) for one, words in HANDOVER_RESULT_WORDS.items()]
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_because = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=~Q(sender=F("receiver")), name="handover_between_two"),
            models.CheckConstraint(
                condition=Q(state=Passing.SENT.value, received_at=None, answered_at=None, returned_at=None)
                | Q(state=Passing.RECEIVED.value, received_at__isnull=False, answered_at=None, returned_at=None)
                | (
                    Q(state=Passing.ANSWERED.value, received_at__isnull=False, answered_at__isnull=False)
                    & Q(returned_at=None)
                    & ~Q(result="")
                )
                | (Q(state=Passing.RETURNED.value, answered_at=None, returned_at__isnull=False)
                   & ~Q(returned_because="")),
                name="handover_instants_fit_state",
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=("receiver", "state", "sent_at"), name="handover_by_receiver"),
            models.Index(fields=("sender", "state", "sent_at"), name="handover_by_sender"),
        )

    def __str__(self) -> str:
        return self.number
