"""Who wants to be told by e-mail of warnings, and the letters to them. All of it goes when the subscriber goes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.public.states import LETTER_WORDS, LetterKind, LinkKind


class Subscriber(models.Model):
    """An e-mail address, kept while it has a subscription and no longer. `site` is where its links lead."""

    address = models.CharField(max_length=254, unique=True)
    english = models.BooleanField(default=False)
    site = models.CharField(max_length=300)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"subscriber {self.pk}"


class Subscription(models.Model):
    """What a subscriber wants to hear of: a drug ("" for any) in a place. Nothing is sent before it is confirmed."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    drug = models.CharField(max_length=300, blank=True)
    region = models.CharField(max_length=30)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("subscriber", "drug", "region"), name="subscription_once"),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"subscription {self.pk}"


class Letter(models.Model):
    """One e-mail to a subscriber. It is made with what it tells of, and sent at least once: `claimed_until` tells that
    somebody is sending it; `refusals` counts how often the mail server would not have the address."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="letters")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, null=True, related_name="letters")
    kind = models.CharField(max_length=10, choices=[(one.value, words[0]) for one, words in LETTER_WORDS.items()])
    made_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    refusals = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("id",), condition=Q(sent_at=None), name="letter_unsent"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in LetterKind]), name="letter_of_a_known_kind"
            ),
            # One at a time: what is not sent yet holds back the next, so that nothing piles up.
            models.UniqueConstraint(
                fields=("subscriber",), condition=Q(sent_at=None, kind=LetterKind.NEWS.value),
                name="letter_with_news_one_at_a_time",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"letter {self.pk} {self.kind}"


class Told(models.Model):
    """That a signal was told to a subscription, and by which letter: never twice."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="told")
    signal = models.CharField(max_length=200)
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="tells")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("subscription", "signal"), name="signal_told_once"),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.signal} to {self.subscription_id}"


class Link(models.Model):
    """A link that was sent: only the digest of its token is kept. CONFIRM is for one subscription, LEAVE for all."""

    digest = models.CharField(max_length=64, unique=True)
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="links")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, null=True, related_name="links")
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in LinkKind])

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=LinkKind.LEAVE.value, subscription=None)
                | Q(kind=LinkKind.CONFIRM.value, subscription__isnull=False),
                name="link_confirms_one_or_leaves_all",
            ),
        )

    def __str__(self) -> str:
        return f"link {self.pk} {self.kind}"
