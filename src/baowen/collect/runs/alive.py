"""Whether somebody still works on a run: its folder's lock, which the system releases when the process dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

LOCK = "lock"


def held(folder: Path) -> IO[str]:
    """Take the lock of a new folder; it is held until what is returned is closed, or the process ends."""
    handle = (folder / LOCK).open("w", encoding="ascii")
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle


def is_alive(folder: Path) -> bool:
    """Whether any process, this one among them, holds the lock of the folder."""
    try:
        with (folder / LOCK).open(encoding="ascii") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
