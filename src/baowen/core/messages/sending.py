"""Sends what was posted, at least once: claim, send, mark. A worker may die between any two of these.

1. `post` stores the delivery and its task in the transaction of the change, so both exist or neither does.
2. A worker claims the delivery for the time of a lease, and commits that, before it sends.
3. It sends with no transaction open, and marks what came of it only while the claim is still its own.
4. `take_up_again` wakes deliveries that are due, that nobody holds, and that no living task will wake.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from baowen.core.clock import now
from baowen.core.messages import channels
from baowen.core.messages.channels.problem import NotSentError
from baowen.core.messages.models import Channel, Delivery
from baowen.core.messages.rules import Letter, Text, wait_after
from baowen.core.messages.states import ChannelKind, DeliveryState

AT_ONCE = 500  # deliveries taken up again in one transaction
TASKS_KEPT = timedelta(days=7)
BROKEN_OFF = NotSentError("发送进程多次中断；请查看 worker 的日志", "the worker died each time; see its log")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery that this worker holds: `token` is its claim, `tries` counts this one."""

    number: int
    token: UUID
    tries: int
    kind: ChannelKind
    address: str
    letter: Letter


@task()
def deliver(delivery: int) -> None:
    """Send one delivery, unless somebody else does, or it is not its time, or it is done."""
    claimed = claim(delivery, at=now())
    if claimed is None:
        return
    try:
        channels.send(claimed.kind, claimed.address, claimed.letter)
    except NotSentError as problem:
        mark_not_sent(claimed, problem, at=now())
    else:
        mark_sent(claimed, at=now())


def enqueue(delivery: int, *, after: datetime | None = None) -> None:
    """Write the task that will wake a worker for the delivery, within the caller's transaction."""
    queued = deliver if after is None else deliver.using(run_after=after)
    Delivery.objects.filter(id=delivery).update(task=UUID(queued.enqueue(delivery).id))


def _nobody_holds(at: datetime) -> Q:
    return Q(claimed_until=None) | Q(claimed_until__lte=at)


def _due(at: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(_nobody_holds(at), state=DeliveryState.WAITING, due_at__lte=at)


def claim(delivery: int, *, at: datetime) -> Claimed | None:
    """Take a delivery that is due and that nobody holds, for the time of a lease; None when it cannot be had."""
    token = uuid4()
    until = at + settings.MESSAGE_LEASE
    # One statement decides: whoever comes second finds the row claimed.
    if not _due(at).filter(id=delivery).update(
        claim=token, claimed_until=until, tried_at=at, tries=F("tries") + 1
    ):  # fmt: skip
        return None
    row = Delivery.objects.select_related("message").get(id=delivery)
    channel = Channel.objects.filter(id=row.channel_id).first()
    if channel is None:
        _release(delivery, token, state=DeliveryState.CANCELLED)
        return None
    message = row.message
    letter = Letter(
        key=message.key, kind=message.kind, about=message.about,
        title=Text(message.title_zh, message.title_en), body=Text(message.body_zh, message.body_en),
    )  # fmt: skip
    return Claimed(
        number=delivery, token=token, tries=row.tries, kind=ChannelKind(channel.kind), address=channel.address,
        letter=letter,
    )  # fmt: skip


def _release(delivery: int, token: UUID, **values: object) -> bool:
    """Give the claim up and set values, if the claim is still ours."""
    ours = Delivery.objects.filter(id=delivery, claim=token)
    return ours.update(claim=None, claimed_until=None, **values) == 1


def mark_sent(claimed: Claimed, *, at: datetime) -> None:
    """Mark what the other side has taken."""
    _release(claimed.number, claimed.token, state=DeliveryState.SENT, sent_at=at, problem_zh="", problem_en="")


def mark_not_sent(claimed: Claimed, problem: NotSentError, *, at: datetime) -> None:
    """Mark what did not go out, with the time and the task of the next try, or as failed after the last."""
    told = {"problem_zh": problem.message, "problem_en": problem.message_en}
    wait = wait_after(claimed.tries, settings.MESSAGE_WAITS)
    with transaction.atomic():
        if wait is None:
            _release(claimed.number, claimed.token, state=DeliveryState.FAILED, **told)
        elif _release(claimed.number, claimed.token, due_at=at + wait, **told):
            enqueue(claimed.number, after=at + wait)


def take_up_again(*, at: datetime) -> int:
    """Wake deliveries whose worker or task died; returns how many. One whose workers died on every try has failed.

    A task that runs for longer than a lease counts as dead: the queue itself never takes one up again.
    """
    living = Q(status=TaskResultStatus.READY) | Q(
        status=TaskResultStatus.RUNNING, started_at__gt=at - settings.MESSAGE_LEASE
    )
    tasks = DBTaskResult.objects.filter(living).values("id")
    with transaction.atomic():
        lost = _due(at).exclude(task__in=tasks).select_for_update(skip_locked=True)
        taken = 0
        for row in lost.order_by("due_at")[:AT_ONCE]:
            died = row.claim is not None
            row.claim = row.claimed_until = None
            if died and wait_after(row.tries, settings.MESSAGE_WAITS) is None:
                row.state = DeliveryState.FAILED
                row.problem_zh, row.problem_en = BROKEN_OFF.message, BROKEN_OFF.message_en
            row.save(update_fields=("claim", "claimed_until", "state", "problem_zh", "problem_en"))
            if row.state == DeliveryState.WAITING:
                enqueue(row.id)
                taken += 1
    return taken


def forget_old_tasks(*, at: datetime) -> None:
    """Delete the queue's tasks of ours that began long ago; the deliveries themselves stay."""
    DBTaskResult.objects.filter(task_path=deliver.module_path, started_at__lt=at - TASKS_KEPT).delete()
