"""All writes about messages but those of sending: posting, reading, channels, retries, digests."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from baowen.core.audit.trail import Trail, writing
from baowen.core.messages import sending
from baowen.core.messages.models import Channel, Delivery, Message
from baowen.core.messages.rules import (
    DIGEST,
    Text,
    Waiting,
    checked_recipient,
    checked_variable,
    digest_key,
    digests,
)
from baowen.core.messages.states import OPEN_STATES, ChannelKind, DeliveryState
from baowen.core.problems import BaowenError


def post(
    trail: Trail | None,
    *,
    to: str,
    kind: str,
    title: Text,
    body: Text,
    about: str,
    key: str,
    at: datetime,
    digest: bool = False,
) -> bool:
    """Tell a recipient, in the caller's transaction; False, and nothing changes, where the key was posted before.

    `to` is `account:USERNAME` or `organisation:CODE`; `about` the subject, such as `case/7`. With `digest` it stands in
    the inbox at once and goes out with the day's digest. The trail is told what and to whom, never the words.
    RuntimeError outside a transaction: the message would not stand or fall with what it tells of. BaowenError for a
    recipient that is none.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a message is posted inside the transaction of the change that it tells of")
    checked_recipient(to)
    message, is_new = Message.objects.get_or_create(
        key=key,
        defaults={
            "to": to, "kind": kind, "title_zh": title.zh, "title_en": title.en, "body_zh": body.zh,
            "body_en": body.en, "about": about, "posted_at": at, "waits_for_digest": digest,
        },
    )  # fmt: skip
    if not is_new:
        return False
    if not digest:
        _send_to_channels(message, at)
    if trail is not None:
        trail.note("post_message", about, after={"key": key, "to": to, "kind": kind})
    return True


def _send_to_channels(message: Message, at: datetime) -> None:
    for channel in Channel.objects.filter(to=message.to):
        delivery = Delivery.objects.create(message=message, channel=channel, channel_kind=channel.kind, due_at=at)
        sending.enqueue(delivery.id)


def mark_read(key: str, *, by: str, at: datetime) -> bool:
    """Mark a message as read; False where it was. BaowenError for a key that no message has."""
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(key=key).first()
        if message is None:
            raise BaowenError(f"没有编号为 {key} 的消息", f"no message has the key {key}")
        if message.read_at is not None:
            return False
        message.read_at, message.read_by = at, by
        with writing(by=by, at=at) as trail:
            message.save(update_fields=("read_at", "read_by"))
            trail.note("read_message", f"message:{key}")
    return True


def mark_all_read(keys: Collection[str], *, to: Collection[str], by: str, at: datetime) -> int:
    """Mark those of the messages that are these recipients' and that nobody has read; how many."""
    with transaction.atomic():
        found = list(Message.objects.select_for_update().filter(key__in=keys, to__in=to, read_at=None))
        if not found:
            return 0
        with writing(by=by, at=at) as trail:
            Message.objects.filter(pk__in=[row.pk for row in found]).update(read_at=at, read_by=by)
            for row in found:
                trail.note("read_message", f"message:{row.key}")
    return len(found)


def add_channel(*, to: str, kind: ChannelKind, address: str, by: str, at: datetime, reason: str = "") -> int:
    """Give a recipient a channel for messages posted from now on; the number of the channel, old or new.

    `address` is an e-mail address, or the name of the environment variable with the Apprise URL. The audit entry has no
    e-mail address: it is personal. BaowenError for a recipient or an address that is none.
    """
    checked_recipient(to)
    if kind is ChannelKind.EMAIL:
        _check_email(address)
    else:
        checked_variable(address)
    with transaction.atomic():
        channel, is_new = Channel.objects.get_or_create(to=to, kind=kind.value, address=address)
        if is_new:
            public = {} if kind is ChannelKind.EMAIL else {"variable": address}
            with writing(by=by, at=at, reason=reason) as trail:
                trail.note("add_channel", f"channel:{channel.id}", after={"to": to, "kind": kind.value, **public})
    return channel.id


def _check_email(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise BaowenError(
            f"{address} 不是电子邮件地址；请改为类似 name@example.cn 的写法",
            f"{address} is no e-mail address; write it as name@example.cn",
        ) from None


def remove_channel(number: int, *, by: str, at: datetime, reason: str = "") -> None:
    """Delete a channel with its address, and cancel what was still to go out by it. BaowenError for an unknown one."""
    with writing(by=by, at=at, reason=reason) as trail:
        channel = Channel.objects.select_for_update().filter(id=number).first()
        if channel is None:
            raise BaowenError(
                f"没有编号为 {number} 的渠道；请用 baowen messages channel list 查看",
                f"no channel {number}; see baowen messages channel list",
            )
        cancelled = Delivery.objects.filter(channel_id=number, state__in=OPEN_STATES).update(
            state=DeliveryState.CANCELLED, claim=None, claimed_until=None
        )
        before = {"to": channel.to, "kind": channel.kind}
        channel.delete()
        trail.note("remove_channel", f"channel:{number}", before=before, details={"cancelled": cancelled})


def retry(numbers: Collection[int] | None, *, by: str, at: datetime, reason: str = "") -> int:
    """Try deliveries again now, their tries counted anew: those of these numbers, or all that failed; how many.

    Numbers may also name deliveries that wait for their next try. BaowenError when a number is neither.
    """
    with transaction.atomic():
        rows = Delivery.objects.select_for_update().order_by("id")
        if numbers is None:
            found = list(rows.filter(state=DeliveryState.FAILED))
        else:
            found = list(rows.filter(id__in=numbers, state__in=OPEN_STATES, claim=None, tries__gt=0))
            _check_all_found(numbers, found)
        if not found:
            return 0
        with writing(by=by, at=at, reason=reason) as trail:
            for row in found:
                before = {"state": row.state, "tries": row.tries}
                row.state, row.tries, row.due_at = DeliveryState.WAITING, 0, at
                row.save(update_fields=("state", "tries", "due_at"))
                sending.enqueue(row.id)
                trail.note("retry_delivery", f"delivery:{row.id}", before=before)
    return len(found)


def _check_all_found(numbers: Collection[int], found: list[Delivery]) -> None:
    missing = sorted(set(numbers) - {row.id for row in found})
    if missing:
        told = " ".join(map(str, missing))
        raise BaowenError(
            f"这些编号没有可重发的消息：{told}；请用 baowen messages failed 查看，正在发送的请稍候",
            f"nothing to send again under: {told}; see baowen messages failed; wait for what is being sent",
        )


def send_digests(*, on: date, at: datetime, by: str) -> int:
    """Post each recipient's digest of the day, gathering all that waits up to `at`; how many were posted.

    One a day: what is posted after the day's digest waits for the next. A recipient's digest and the marks on what it
    gathers are one transaction, so a crash neither loses nor doubles any.
    """
    waiting = Message.objects.filter(waits_for_digest=True, gathered_into=None, posted_at__lte=at)
    recipients = list(waiting.order_by("to").values_list("to", flat=True).distinct())
    had = set(Message.objects.filter(key__in=[digest_key(to, on) for to in recipients]).values_list("to", flat=True))
    return sum(_send_digest(to, on=on, at=at, by=by) for to in recipients if to not in had)


def _send_digest(to: str, *, on: date, at: datetime, by: str) -> bool:
    with transaction.atomic():
        waiting = Message.objects.select_for_update().filter(
            to=to, waits_for_digest=True, gathered_into=None, posted_at__lte=at
        )
        rows = [
            Waiting(key=row.key, to=to, title=Text(row.title_zh, row.title_en), posted_at=row.posted_at)
            for row in waiting.order_by("id")
        ]
        for one in digests(rows, on=on):
            if not post(
                None, to=to, kind=DIGEST, title=one.title, body=one.body, about=to, key=one.key, at=at
            ):  # fmt: skip
                # Another worker has just posted the day's; what it did not gather waits for tomorrow's.
                return False
            with writing(by=by, at=at) as trail:
                whole = Message.objects.get(key=one.key)
                gathered = Message.objects.filter(key__in=one.members).update(gathered_into=whole)
                trail.note("send_digest", f"message:{one.key}", details={"gathered": gathered})
    return bool(rows)
