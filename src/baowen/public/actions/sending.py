"""Letters to subscribers: made with what they tell of, then sent, each at least once. MON-8.

1. `make_letters` writes a letter and that its signals are told, in one transaction: no later run tells them again.
2. `send_letter` claims a letter for the time of a lease, mails it with no transaction open, and marks it as sent.
   Killed between the last two, that one letter goes twice, with the same Message-ID; a run after the lease sends it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from baowen.core.audit.trail import writing
from baowen.core.clock import now
from baowen.core.messages.channels.mail import hand_over
from baowen.core.messages.channels.problem import AddressRefusedError, NotSentError
from baowen.orgs.regions import load_regions
from baowen.public.actions.subscribing import PLATFORM, erase, new_token
from baowen.public.letters import Line, Written, answer, links, news, wish_words
from baowen.public.matching import Heard, Wish, wished
from baowen.public.models import Letter, Subscriber, Subscription, Told
from baowen.public.states import LetterKind, LinkKind

AT_ONCE = 200  # subscribers whose letters are made in one transaction
SENDER = "baowen@localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """A warning in force: as it is compared with what people wish, and as a letter tells of it."""

    heard: Heard
    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a run: letters made, letters sent, letters not taken, addresses erased that were refused."""

    made: int
    sent: int
    not_sent: int
    erased: int
    problem: NotSentError | None


def make_letters(warned: Sequence[Warned], *, at: datetime) -> int:
    """A letter for every subscriber for whom there is anything new; how many. One whose last is not sent yet waits."""
    unsent = Letter.objects.filter(subscriber=OuterRef("pk"), kind=LetterKind.NEWS.value, sent_at=None)
    confirmed = Subscription.objects.filter(subscriber=OuterRef("pk"), confirmed_at__isnull=False)
    waiting = Subscriber.objects.filter(Exists(confirmed), ~Exists(unsent)).order_by("pk")
    numbers = list(waiting.values_list("pk", flat=True))
    heard = [one.heard for one in warned]
    return sum(
        _make_some(numbers[start : start + AT_ONCE], heard, at) for start in range(0, len(numbers), AT_ONCE)
    )  # fmt: skip


def _make_some(subscribers: Sequence[int], heard: Sequence[Heard], at: datetime) -> int:
    regions, letters, told = load_regions(), {}, 0
    with transaction.atomic():
        # Locked in one order, so that two runs at once make a letter only once.
        list(Subscriber.objects.select_for_update().filter(pk__in=subscribers).order_by("pk"))
        busy = set(
            Letter.objects.filter(subscriber__in=subscribers, kind=LetterKind.NEWS.value, sent_at=None)
            .values_list("subscriber_id", flat=True)
        )  # fmt: skip
        rows = Subscription.objects.filter(subscriber__in=subscribers, confirmed_at__isnull=False).exclude(
            subscriber__in=busy
        )
        had: dict[int, set[str]] = {}
        for number, signal in Told.objects.filter(subscription__in=rows).values_list("subscription_id", "signal"):
            had.setdefault(number, set()).add(signal)
        for row in rows:
            found = wished(Wish(row.drug, row.region), heard, regions=regions)
            fresh = [number for number in found if number not in had.get(row.pk, set())]
            if not fresh:
                continue
            if row.subscriber_id not in letters:
                letters[row.subscriber_id] = Letter.objects.create(
                    subscriber_id=row.subscriber_id, kind=LetterKind.NEWS.value, made_at=at
                )
            letter = letters[row.subscriber_id]
            Told.objects.bulk_create(Told(subscription=row, signal=number, letter=letter) for number in fresh)
            told += len(fresh)
        if letters:
            with writing(by=PLATFORM, at=at) as trail:
                trail.note("subscription.tell", "letters", details={"letters": len(letters), "told": told})
    return len(letters)


def send_letters(
    warned: Sequence[Warned], *, at: datetime, made: int = 0, progress: Callable[[int, int], None] = lambda *_: None
) -> Outcome:
    """Send every letter that nobody is sending; `progress` is told how many of how many are done."""
    free = Letter.objects.filter(_free(at), sent_at=None)
    numbers = list(free.values_list("pk", flat=True))
    lines = {one.heard.number: one.line for one in warned}
    sent = not_sent = erased = 0
    problem: NotSentError | None = None
    for done, number in enumerate(numbers, start=1):
        try:
            sent += send_letter(number, lines, at=now())
        except AddressRefusedError as error:
            not_sent, problem = not_sent + 1, error
            erased += _refused(number)
        except NotSentError as error:
            not_sent, problem = not_sent + 1, error
        progress(done, len(numbers))
    return Outcome(made=made, sent=sent, not_sent=not_sent, erased=erased, problem=problem)


def _free(at: datetime) -> Q:
    return Q(claimed_until=None) | Q(claimed_until__lte=at)


def send_letter(number: int, lines: Mapping[str, Line], *, at: datetime) -> bool:
    """Send one letter unless it is sent or another is sending it; whether it went. NotSentError where it was not taken,
    and then the next run tries again."""
    with transaction.atomic():
        mine = Letter.objects.filter(_free(at), pk=number, sent_at=None)
        if not mine.update(claimed_until=at + settings.MESSAGE_LEASE):
            return False
        letter = Letter.objects.select_related("subscriber", "subscription").get(pk=number)
        written = _written(letter, lines)
    if written is None:  # its warnings were over before it could go
        Letter.objects.filter(pk=number).update(sent_at=at, claimed_until=None)
        return False
    try:
        hand_over(_mail(letter, written))
    except NotSentError:
        Letter.objects.filter(pk=number).update(claimed_until=None)
        raise
    Letter.objects.filter(pk=number).update(sent_at=at, claimed_until=None)
    return True


def _written(letter: Letter, lines: Mapping[str, Line]) -> Written | None:
    """The letter in words, None where it has nothing to tell any more.

    Its tokens are made here and are nowhere kept, so a second try has others.
    """
    who, kind = letter.subscriber, LetterKind(letter.kind)
    confirming = new_token(letter, LinkKind.CONFIRM) if kind is LetterKind.CONFIRM else ""
    where = links(
        settings.PUBLIC_SITE or who.site, leave=new_token(letter, LinkKind.LEAVE), confirm=confirming
    )  # fmt: skip
    if kind is LetterKind.NEWS:
        signals = dict.fromkeys(letter.tells.order_by("pk").values_list("signal", flat=True))
        found = _ordered(lines[one] for one in signals if one in lines)
        return news(found, where, english=who.english) if found else None
    wish = letter.subscription
    about = wish_words(wish.drug, load_regions().full_name(wish.region)) if wish else ("", "")
    return answer(kind, about, where, days=settings.SUBSCRIPTION_CONFIRM.days, english=who.english)


def _ordered(lines: Iterable[Line]) -> list[Line]:
    """The gravest first, then the newest."""
    return sorted(lines, key=lambda one: (not one.is_red, -one.since.toordinal(), one.drug, one.place))


def _mail(letter: Letter, written: Written) -> EmailMessage:
    digest = hashlib.sha256(f"public-letter/{letter.pk}/{letter.made_at.isoformat()}".encode()).hexdigest()[:40]
    headers = {
        "Message-ID": f"<{digest}@baowen.invalid>",
        "List-Unsubscribe": f"<{written.leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    sender = settings.DEFAULT_FROM_EMAIL or SENDER
    return EmailMessage(written.subject, written.body, sender, [letter.subscriber.address], headers=headers)


def _refused(number: int) -> int:
    """Count a refusal; an address that was refused as often as a message is tried is erased: 1 then, else 0."""
    row = Letter.objects.filter(pk=number).first()
    if row is None:
        return 0
    row.refusals += 1
    row.save(update_fields=("refusals",))
    if row.refusals <= len(settings.MESSAGE_WAITS):
        return 0
    erase(row.subscriber_id, at=now())
    return 1
