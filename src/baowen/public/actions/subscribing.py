"""Subscribing to warnings: asked for, confirmed from the letter, left at once. MON-8, PUB-1.

Whoever asks gets the same answer and one letter, whether or not the address is known: nobody finds out who subscribes.
The audit chain is told that something was asked for, confirmed or left, never by whom and of what.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet

from baowen.core.audit.trail import Trail, writing
from baowen.core.problems import BaowenError
from baowen.orgs.regions import load_regions
from baowen.public.models import Letter, Link, Subscriber, Subscription
from baowen.public.states import ANSWERS, LetterKind, LinkKind

ANYBODY: Final = "public"
PLATFORM: Final = "system"
# How much one address can be made to receive by whoever types it in, and how much it may ask for; no text rules it.
ANSWERS_MOST: Final = 3
ANSWERS_WITHIN: Final = timedelta(days=1)
SUBSCRIPTIONS_MOST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks for: the address, the drug ("" for any), the place, the language, where the site is."""

    address: str
    drug: str
    region: str
    english: bool
    site: str


def ask(asked: Asked, *, at: datetime) -> int | None:
    """Take a wish, unconfirmed; the number of the letter to send, None where the address has had enough today.

    BaowenError for what is no address, and for an unknown place. The drug has been looked up in the catalogue: what
    anybody typed never goes into a letter to somebody else.
    """
    address = _checked_address(asked.address)
    place = load_regions().require(asked.region)
    with writing(by=ANYBODY, at=at) as trail:
        subscriber, _ = Subscriber.objects.get_or_create(
            address=address, defaults={"english": asked.english, "site": asked.site, "made_at": at}
        )
        subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        known = subscriber.subscriptions.filter(drug=asked.drug, region=place.code).first()
        kind = _kind_of_answer(subscriber, known)
        if known is None and kind is LetterKind.CONFIRM:
            known = subscriber.subscriptions.create(drug=asked.drug, region=place.code, asked_at=at)
        # What is unconfirmed has no say yet; the language follows the one who asked last.
        if not subscriber.subscriptions.exclude(confirmed_at=None).exists():
            subscriber.english, subscriber.site = asked.english, asked.site
            subscriber.save(update_fields=("english", "site"))
        letter = None
        had = subscriber.letters.filter(kind__in=ANSWERS, made_at__gt=at - ANSWERS_WITHIN).count()
        if had < ANSWERS_MOST:
            letter = subscriber.letters.create(kind=kind.value, subscription=known, made_at=at)
        trail.note("subscription.ask", f"subscriber/{subscriber.pk}", after={"letter": letter is not None})
    return None if letter is None else letter.pk


def _checked_address(given: str) -> str:
    address = given.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise BaowenError(
            "这不是电子邮件地址；请写成 name@example.cn 的样子",
            "this is no e-mail address; write it as name@example.cn",
        ) from None
    return address


def _kind_of_answer(subscriber: Subscriber, known: Subscription | None) -> LetterKind:
    if known is not None:
        return LetterKind.KNOWN if known.confirmed_at else LetterKind.CONFIRM
    return LetterKind.FULL if subscriber.subscriptions.count() >= SUBSCRIPTIONS_MOST else LetterKind.CONFIRM


def confirm(token: str, *, at: datetime) -> None:
    """Let a subscription begin, from the link of its letter; again changes nothing. BaowenError for an unknown link."""
    with writing(by=ANYBODY, at=at) as trail:
        link = link_of(token, LinkKind.CONFIRM)
        new = Subscription.objects.filter(links=link, confirmed_at=None).update(confirmed_at=at)
        trail.note("subscription.confirm", f"subscription/{link.subscription_id}", after={"new": new})


def leave(token: str, *, at: datetime, only: int | None = None) -> None:
    """End all subscriptions of whom a letter went to, or one; with the last one the address goes. BaowenError for an
    unknown link, which is also one that was used."""
    with writing(by=ANYBODY, at=at) as trail:
        link = link_of(token, LinkKind.LEAVE)
        rows = Subscription.objects.filter(subscriber_id=link.subscriber_id)
        left = (rows if only is None else rows.filter(pk=only)).count()
        (rows if only is None else rows.filter(pk=only)).delete()
        _forget(Subscriber.objects.filter(pk=link.subscriber_id), trail)
        trail.note("subscription.leave", f"subscriber/{link.subscriber_id}", details={"subscriptions": left})


def forget(*, at: datetime) -> int:
    """Erase what nobody confirmed in time, and addresses that are left without a subscription; how many addresses."""
    late = Subscription.objects.filter(confirmed_at=None, asked_at__lte=at - settings.SUBSCRIPTION_CONFIRM)
    if not late.exists() and not _unneeded(Subscriber.objects.all()).exists():
        return 0
    with writing(by=PLATFORM, at=at) as trail:
        trail.note("subscription.lapse", "subscriptions", details={"unconfirmed": late.count()})
        late.delete()
        return _forget(Subscriber.objects.all(), trail)


def erase(subscriber: int, *, at: datetime) -> None:
    """Erase an address that the mail server will not have."""
    with writing(by=PLATFORM, at=at) as trail:
        Subscription.objects.filter(subscriber_id=subscriber).delete()
        _forget(Subscriber.objects.filter(pk=subscriber), trail)
        trail.note("subscription.refused", f"subscriber/{subscriber}")


def _unneeded(rows: QuerySet[Subscriber]) -> QuerySet[Subscriber]:
    return rows.filter(subscriptions=None)


def _forget(rows: QuerySet[Subscriber], trail: Trail) -> int:
    gone = list(_unneeded(rows).values_list("pk", flat=True))
    Subscriber.objects.filter(pk__in=gone).delete()
    for number in gone:
        trail.note("subscription.erase", f"subscriber/{number}")
    return len(gone)


def new_token(letter: Letter, kind: LinkKind) -> str:
    """A token for a link in a letter; what is kept is its digest alone."""
    token = secrets.token_urlsafe(32)
    Link.objects.create(
        digest=_digest(token), subscriber_id=letter.subscriber_id, kind=kind.value,
        subscription_id=letter.subscription_id if kind is LinkKind.CONFIRM else None,
    )  # fmt: skip
    return token


def link_of(token: str, kind: LinkKind) -> Link:
    """The link of a token; BaowenError where it is unknown, run out, or was used to leave."""
    found = Link.objects.filter(digest=_digest(token), kind=kind.value).first()
    if found is None:
        raise BaowenError(
            "链接无效，可能已过期或已退订；需要时请重新订阅",
            "this link is not valid any more; subscribe again if you wish",
        )
    return found


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
