"""All writes of runs: one begins, its work is done, one whose process has died is told to be interrupted. COL-1.

What enters the lake is told by the import's own audit entry; how far a run is, is no fact that lasts.
"""

from __future__ import annotations

import logging
import shutil
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.db import IntegrityError, transaction

from baowen.collect.actions import feed_called, import_file, look_at_file
from baowen.collect.models import ImportRun
from baowen.collect.prepare import Progress
from baowen.collect.runs.alive import held, is_alive
from baowen.collect.runs.queries import running_of
from baowen.collect.runs.result import shown_columns, shown_problems
from baowen.collect.senders import Sender
from baowen.core.home import Home
from baowen.core.period import Month
from baowen.core.problems import BaowenError

KEPT = 50  # runs of an organisation whose pages can still be opened
_EVERY_SECONDS = 0.25
FAULT = (
    "处理时程序出错，没有接收任何内容；请联系平台管理员，并告知文件名和时间",
    "the program failed and took nothing; tell the administrator of the platform the file and the time",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A run that has begun: whoever holds this does its work. `lock`: held as long as the work goes on."""

    id: int
    home: Home
    path: Path
    sender: Sender
    feed: str
    period: Month | None
    is_sent: bool
    by: str
    lock: IO[str]


def begin_run(
    home: Home, path: Path, *, feed: str, period: Month | None, is_sent: bool, sender: Sender, by: str, at: datetime
) -> Begun:
    """Take an uploaded file over to be looked at or imported; the file is moved away from where it lies.

    One run at a time for an organisation: BaowenError that names the file that is in work. What it uploaded before and
    did not send is let go.
    """
    end_dead_runs(home, sender.organisation, at=at)
    folder = home.incoming / uuid.uuid4().hex
    folder.mkdir(parents=True)
    lock = held(folder)
    target, size = folder / path.name, path.stat().st_size
    try:
        with transaction.atomic():
            row = ImportRun.objects.create(
                folder=folder.name, organisation=sender.organisation, feed=feed, period=str(period or ""),
                file_name=path.name, size=size, is_sent=is_sent, by=by, begun_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        lock.close()
        shutil.rmtree(folder)
        known = running_of(sender.organisation)
        name = known.file_name if known else ""
        raise BaowenError(
            f"本机构的文件 {name} 正在处理，请等它结束后再报",
            f"your file {name} is in work; send the next when it is done",
        ) from error
    path.replace(target)
    _forget(home, sender.organisation, besides=row.pk)
    return Begun(
        id=row.pk, home=home, path=target, sender=sender, feed=feed, period=period, is_sent=is_sent, by=by, lock=lock
    )


def work_run(begun: Begun, *, clock: Callable[[], datetime]) -> None:
    """Do the work of a run to its end and write down what came of it; never raises."""
    state, result, batch = ImportRun.State.FAILED, {"told": list(FAULT)}, None
    try:
        result, batch = _sent(begun, clock) if begun.is_sent else (_looked(begun), None)
        state = ImportRun.State.DONE
    except BaowenError as error:
        result = {"told": [error.message, error.message_en or error.message]}
    except Exception:
        logging.getLogger(__name__).exception("run %s failed", begun.id)
    finally:
        if begun.is_sent or state is not ImportRun.State.DONE:
            begun.path.unlink(missing_ok=True)
        try:
            row = ImportRun.objects.filter(pk=begun.id)
            row.update(state=state, result=result, batch=batch, ended_at=clock())
        finally:
            begun.lock.close()


def end_dead_runs(home: Home, organisation: str, *, at: datetime) -> int:
    """Say of runs whose process has died that they were interrupted; how many. Nothing of them is half written.

    A run that ends between the look at its lock and this write keeps its own end.
    """
    ended = 0
    for row in ImportRun.objects.filter(organisation=organisation, state=ImportRun.State.RUNNING):
        folder = home.incoming / row.folder
        if is_alive(folder):
            continue
        still = ImportRun.objects.filter(pk=row.pk, state=ImportRun.State.RUNNING)
        ended += still.update(state=ImportRun.State.INTERRUPTED, ended_at=at)
        shutil.rmtree(folder, ignore_errors=True)
    return ended


def _looked(begun: Begun) -> dict[str, Any]:
    seen = look_at_file(
        begun.home, begun.feed, begun.path, period=begun.period, sender=begun.sender, progress=_noted(begun.id)
    )
    counts = {"rows": seen.rows, "refused": seen.refused, "stopped": seen.stopped}
    columns = shown_columns(feed_called(begun.feed), seen.table, seen.columns)
    return counts | columns | {"problems": shown_problems(seen.table, seen.problems)}


def _sent(begun: Begun, clock: Callable[[], datetime]) -> tuple[dict[str, Any], int]:
    outcome = import_file(
        begun.home, begun.feed, begun.path, by=begun.by, at=clock(), clock=clock, period=begun.period,
        sender=begun.sender, progress=_noted(begun.id),
    )  # fmt: skip
    names = ("rows", "accepted", "corrected", "unchanged", "refused", "skipped", "stopped")
    counts = {name: getattr(outcome, name) for name in names}
    counts["has_workbook"] = bool(outcome.refused_file)
    return counts | {"problems": shown_problems(outcome.table, outcome.problems)}, outcome.batch


def _noted(number: int) -> Progress:
    """Writes down how far a run is: at each new step, and within one not more often than anybody could read it."""
    last_step, last_at = "", 0.0

    def note(step: str, done: int, total: int) -> None:
        nonlocal last_step, last_at
        now = time.monotonic()
        if step == last_step and done < total and now - last_at < _EVERY_SECONDS:
            return
        last_step, last_at = step, now
        ImportRun.objects.filter(pk=number).update(step=step, done=done, total=total)

    return note


def _forget(home: Home, organisation: str, *, besides: int) -> None:
    """Let go of files that were looked at and not sent, and of runs that nobody opens any more."""
    others = ImportRun.objects.filter(organisation=organisation).exclude(pk=besides).order_by("-pk")
    for folder in others.values_list("folder", flat=True)[: KEPT * 2]:
        shutil.rmtree(home.incoming / folder, ignore_errors=True)
    old = list(others.values_list("pk", flat=True)[KEPT:])
    ImportRun.objects.filter(pk__in=old).delete()
