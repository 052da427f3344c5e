"""Reads of messages: an inbox, what has not gone out, the channels."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from baowen.core.messages.models import Channel, Delivery, Message
from baowen.core.messages.rules import DIGEST
from baowen.core.messages.states import OPEN_STATES, DeliveryState
from baowen.core.paging import Paged, page_by_key


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTold:
    """A message as its recipient sees it; `read_at` is None while nobody has read it."""

    key: str
    to: str
    kind: str
    title_zh: str
    title_en: str
    body_zh: str
    body_en: str
    about: str
    posted_at: datetime
    read_at: datetime | None
    read_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryTold:
    """A delivery that was tried without success. `next_try_at` is None once it is given up (state failed)."""

    number: int
    key: str
    to: str
    title_zh: str
    channel: int
    channel_kind: str
    state: str
    tries: int
    tried_at: datetime | None
    next_try_at: datetime | None
    problem_zh: str
    problem_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTold:
    """A channel with its address: the e-mail address, or the name of the environment variable."""

    number: int
    to: str
    kind: str
    address: str


def messages_to(to: str, *, unread: bool = False, limit: int) -> list[MessageTold]:
    """A recipient's inbox, newest first. Digests are left out: they repeat what stands there singly."""
    found = Message.objects.filter(to=to).exclude(kind=DIGEST)
    if unread:
        found = found.filter(read_at=None)
    return [_told(row) for row in found[:limit]]


def inbox_page(
    to: Collection[str], *, unread: bool = False, cursor: str = "", limit: int = 50
) -> Paged[MessageTold]:  # fmt: skip
    """A page of what several recipients were told, the newest first; digests are left out."""
    found = Message.objects.filter(to__in=to).exclude(kind=DIGEST)
    if unread:
        found = found.filter(read_at=None)
    return page_by_key(found, _told, cursor=cursor, limit=limit, newest_first=True)


def message_to(key: str, to: Collection[str]) -> MessageTold | None:
    """The message of a key where it was told to one of these recipients; else None."""
    row = Message.objects.filter(key=key, to__in=to).first()
    return None if row is None else _told(row)


def _told(row: Message) -> MessageTold:
    return MessageTold(**{name: getattr(row, name) for name in MessageTold.__slots__})


def unread_count(*to: str) -> int:
    """How many messages of these recipients nobody has read."""
    return Message.objects.filter(to__in=to, read_at=None).exclude(kind=DIGEST).count()


def undelivered(*, limit: int) -> list[DeliveryTold]:
    """Deliveries that were tried and have not gone out: those given up first, then those that will be tried again."""
    found = Delivery.objects.filter(state__in=OPEN_STATES, tries__gt=0, claim=None).select_related("message")
    return [_delivery_told(row) for row in found.order_by("state", "-tried_at", "id")[:limit]]


def _delivery_told(row: Delivery) -> DeliveryTold:
    waits = row.state == DeliveryState.WAITING
    return DeliveryTold(
        number=row.id, key=row.message.key, to=row.message.to, title_zh=row.message.title_zh, channel=row.channel_id,
        channel_kind=row.channel_kind, state=row.state, tries=row.tries, tried_at=row.tried_at,
        next_try_at=row.due_at if waits else None, problem_zh=row.problem_zh, problem_en=row.problem_en,
    )  # fmt: skip


def channels_of(to: str = "") -> list[ChannelTold]:
    """The channels of a recipient, or of all."""
    found = Channel.objects.filter(to=to) if to else Channel.objects.all()
    return [ChannelTold(number=row.id, to=row.to, kind=row.kind, address=row.address) for row in found]
