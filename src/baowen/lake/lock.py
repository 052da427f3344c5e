"""One writer at a time: a lock on a file of the home, released by the system when the process dies."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from baowen.core.problems import BaowenError

_POLL_SECONDS = 0.1


@contextmanager
def writer_lock(path: Path, *, wait_seconds: float = 60.0) -> Iterator[None]:
    """Hold the home's writer lock; BaowenError when another process holds it longer than `wait_seconds`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    give_up = time.monotonic() + wait_seconds
    with path.open("a") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > give_up:
                    raise BaowenError(
                        "另一个进程正在写入本数据目录，请稍后再试", "another process is writing to this home; try again"
                    ) from None
                time.sleep(_POLL_SECONDS)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
