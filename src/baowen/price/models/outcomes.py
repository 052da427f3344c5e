"""What was found and done about a price; each can be taken back with a reason. PRI-1 to PRI-3."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from baowen.price.kinds import NOTICE_WORDS, VERDICT_WORDS
from baowen.price.models.matters import Matter


def _taken_back(verb: str) -> Q:
    """Who, when and why stand together or not at all."""
    at, by, why = f"{verb}_at", f"{verb}_by", f"{verb}_why"
    return Q(**{at: None, by: "", why: ""}) | (Q(**{f"{at}__isnull": False}) & ~Q(**{by: ""}) & ~Q(**{why: ""}))


class Judgement(models.Model):
    """A verdict with its grounds. `handover`: the hand-over of a suspected illegality, `result` what came of it."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="judgements")
    verdict = models.CharField(max_length=12, choices=[(one.value, words[0]) for one, words in VERDICT_WORDS.items()])
    grounds = models.TextField()
    handover = models.CharField(max_length=40, blank=True)
    result = models.CharField(max_length=20, blank=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=200)
    revised_at = models.DateTimeField(null=True, blank=True)
    revised_by = models.CharField(max_length=200, blank=True)
    revised_why = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("matter",), condition=Q(revised_at=None), name="price_one_verdict_in_force"
            ),
            models.CheckConstraint(condition=_taken_back("revised"), name="price_verdict_revised_by"),
        )

    def __str__(self) -> str:
        return f"{self.matter_id} {self.verdict}"


class Notice(models.Model):
    """What the public is shown: a public inquiry or a disclosure. A withdrawn one stays, with the reason."""

    number = models.CharField(max_length=40, unique=True)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=[(one.value, words[0]) for one, words in NOTICE_WORDS.items()])
    title = models.CharField(max_length=300)
    words = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_why = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=_taken_back("withdrawn"), name="price_notice_withdrawn_by"),)

    def __str__(self) -> str:
        return self.number


class Suspension(models.Model):
    """A listing that was suspended. `until`: the day on which it ends by the text, null where none says.

    `for_not_following`: because a lower price of another province was not followed in time.
    """

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="suspensions")
    listing = models.CharField(max_length=60)
    until = models.DateField(null=True, blank=True)
    for_not_following = models.BooleanField(default=False)
    suspended_at = models.DateTimeField()
    suspended_by = models.CharField(max_length=200)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=200, blank=True)
    lifted_why = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("listing",), condition=Q(lifted_at=None), name="price_listing_suspended_once"
            ),
            models.CheckConstraint(condition=_taken_back("lifted"), name="price_suspension_lifted_by"),
        )

    def __str__(self) -> str:
        return f"{self.matter_id} {self.listing}"


class CreditEvent(models.Model):
    """What the credit of an enterprise may be judged by later; no grade."""

    number = models.CharField(max_length=40, unique=True)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="credit_events")
    words = models.TextField()
    clause = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.CharField(max_length=200, blank=True)
    voided_why = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=_taken_back("voided"), name="price_credit_event_voided_by"),)

    def __str__(self) -> str:
        return self.number


class Reference(models.Model):
    """What another province found about the same price: its number, result and price, to be taken or not (就低参考)."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="references")
    province = models.CharField(max_length=30)
    number = models.CharField(max_length=100)
    result = models.CharField(max_length=1000)
    price = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    priced_on = models.DateField(null=True, blank=True)
    is_first_raiser = models.BooleanField(default=False)
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("matter", "province", "number"), name="price_reference_once"),
            models.CheckConstraint(
                condition=Q(price=None, priced_on=None) | Q(price__gt=0, priced_on__isnull=False),
                name="price_reference_price_and_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.province} {self.number}"
