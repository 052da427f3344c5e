"""What is stored of messages: the message, the recipient's channels, and one delivery for each channel."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.core.messages.states import CHANNEL_WORDS, STATE_WORDS, ChannelKind, DeliveryState


class Channel(models.Model):
    """A way out of the platform to a recipient. `address`: of e-mail, or the variable that holds Apprise's URL."""

    to = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=[(kind.value, words[0]) for kind, words in CHANNEL_WORDS.items()])
    address = models.CharField(max_length=254)

    class Meta:
        ordering = ("to", "id")
        constraints = (
            models.UniqueConstraint(fields=("to", "kind", "address"), name="message_channel_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in ChannelKind]), name="message_channel_of_a_known_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.to} {self.kind}"


class Message(models.Model):
    """What a recipient is told. It is its own delivery on the platform, read or not.

    `waits_for_digest`: it goes out only within a digest, that of `gathered_into`, which repeats what the inbox holds.
    """

    key = models.CharField(max_length=300, unique=True)
    to = models.CharField(max_length=200)
    kind = models.CharField(max_length=50)
    title_zh = models.TextField()
    title_en = models.TextField()
    body_zh = models.TextField()
    body_en = models.TextField()
    about = models.CharField(max_length=300, db_index=True)
    posted_at = models.DateTimeField()
    waits_for_digest = models.BooleanField(default=False)
    gathered_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="gathered")
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-posted_at", "-id")
        indexes = (
            models.Index(fields=("to", "read_at", "posted_at"), name="message_inbox"),
            models.Index(
                fields=("to", "posted_at"),
                condition=Q(waits_for_digest=True, gathered_into=None),
                name="message_waits_for_digest",
            ),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(key="") & ~Q(to="") & ~Q(kind=""), name="message_says_what_to_whom"),
            models.CheckConstraint(
                condition=Q(read_at=None, read_by="") | (Q(read_at__isnull=False) & ~Q(read_by="")),
                name="message_read_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(gathered_into=None) | Q(waits_for_digest=True), name="message_gathered_only_if_it_waits"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.kind}"


class Delivery(models.Model):
    """The sending of one message by one channel; what a crash leaves here is enough to take it up again.

    `due_at`: before it nobody tries. `claim` until `claimed_until`: the worker that is sending; a claim that has run
    out was its last sign. `task`: the task of the queue that will wake or has woken a worker. `tries` counts claims.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    # No constraint in the database: a channel may go while an action that posts to it is under way, and that must not
    # fail for it. The worker cancels what has lost its channel.
    channel = models.ForeignKey(Channel, on_delete=models.DO_NOTHING, db_constraint=False, related_name="deliveries")
    channel_kind = models.CharField(max_length=10)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, words[0]) for state, words in STATE_WORDS.items()],
        default=DeliveryState.WAITING.value,
    )
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    task = models.UUIDField(null=True)
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    problem_zh = models.TextField(blank=True)
    problem_en = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("state", "due_at"), name="delivery_due"),)
        constraints = (
            models.UniqueConstraint(fields=("message", "channel"), name="delivery_once_a_channel"),
            models.CheckConstraint(
                condition=Q(claim=None, claimed_until=None) | Q(claim__isnull=False, claimed_until__isnull=False),
                name="delivery_claimed_until_some_time",
            ),
            models.CheckConstraint(
                condition=Q(claim=None) | Q(state=DeliveryState.WAITING.value), name="delivery_claimed_while_it_waits"
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENT.value, sent_at__isnull=False)
                | (~Q(state=DeliveryState.SENT.value) & Q(sent_at=None)),
                name="delivery_sent_at_some_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.id} {self.channel_kind} {self.state}"
