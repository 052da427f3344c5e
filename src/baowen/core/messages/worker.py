"""The loop that runs the queue of a home: keep up, run what is ready, sleep."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from baowen.core.clock import SHANGHAI, now
from baowen.core.messages.actions import send_digests
from baowen.core.messages.sending import forget_old_tasks, take_up_again

ROUND = 200  # tasks between two looks at what else is due
KEEP_UP_SECONDS = 30.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)


class _Round(Worker):
    """The queue's own worker for at most a round of tasks: it claims, runs and stops as django-tasks-db does."""

    def __init__(self, wait: float) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=wait,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=ROUND,
            worker_id=get_random_string(32),
        )
        self.ran = 0

    def run_task(self, db_task_result: DBTaskResult[..., object]) -> None:
        super().run_task(db_task_result)
        self.ran += 1


def keep_up(*, at: datetime, by: str) -> None:
    """Wake what a dead worker left, send the day's digests once their hour has come, forget old tasks."""
    take_up_again(at=at)
    local = at.astimezone(SHANGHAI)
    if local.hour >= settings.MESSAGE_DIGEST_HOUR:
        send_digests(on=local.date(), at=at, by=by)
    forget_old_tasks(at=at)


def _nothing(_: datetime) -> None:
    """What is done at each beat where nobody says what."""


def work(
    *, once: bool, by: str, wait: float = 1.0, clock: Callable[[], float] = time.monotonic,
    beat: Callable[[datetime], object] = _nothing,
) -> int:  # fmt: skip
    """Run tasks until none is ready (`once`) or until a signal; how many ran. `beat` is done whenever it keeps up.

    The first signal lets the task that runs end; a second one breaks it off, and its message is taken up again later.
    """
    before = {number: signal.getsignal(number) for number in SIGNALS}
    ran, kept_up = 0, None
    try:
        while True:
            if kept_up is None or clock() - kept_up >= KEEP_UP_SECONDS:
                keep_up(at=now(), by=by)
                beat(now())
                kept_up = clock()
            round_ = _Round(wait)
            round_.configure_signals()
            round_.run()
            ran += round_.ran
            if not round_.running or (once and round_.ran < ROUND):
                return ran
            if round_.ran < ROUND:
                time.sleep(wait)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
