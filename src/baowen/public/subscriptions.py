"""Reads of subscriptions: what a link is about, how many there are. Addresses are read by nobody but the sending."""

from __future__ import annotations

from dataclasses import dataclass

from baowen.public.actions.subscribing import link_of
from baowen.public.models import Letter, Subscriber, Subscription
from baowen.public.states import LinkKind


@dataclass(frozen=True, slots=True)
class Wished:
    """One subscription as its owner sees it."""

    number: int
    drug: str
    region: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many addresses, confirmed and waiting subscriptions, and letters that are not sent."""

    addresses: int
    confirmed: int
    waiting: int
    unsent: int


def to_confirm(token: str) -> Wished:
    """What a link would confirm; BaowenError for an unknown link."""
    return _wished(Subscription.objects.get(links=link_of(token, LinkKind.CONFIRM)))


def to_leave(token: str) -> list[Wished]:
    """What whoever has a link is subscribed to; BaowenError for an unknown link."""
    owner = link_of(token, LinkKind.LEAVE).subscriber_id
    return [_wished(row) for row in Subscription.objects.filter(subscriber_id=owner)]


def _wished(row: Subscription) -> Wished:
    return Wished(row.pk, row.drug, row.region, row.confirmed_at is not None)


def counted() -> Counts:
    """How many there are of each."""
    confirmed = Subscription.objects.filter(confirmed_at__isnull=False).count()
    return Counts(
        addresses=Subscriber.objects.count(), confirmed=confirmed,
        waiting=Subscription.objects.count() - confirmed, unsent=Letter.objects.filter(sent_at=None).count(),
    )  # fmt: skip
