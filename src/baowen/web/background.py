"""Work that goes on beside the answering of requests: a thread of this process, which ends with it.

What it does must be safe to lose: whoever asks later finds by its lock that nobody works on it any more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connections

SOON_SECONDS = 0.8


def beside(work: Callable[[], object]) -> None:
    """Begin the work and come back: when it is done where that is soon, else while it goes on."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, name="baowen-beside", daemon=True)
    thread.start()
    thread.join(SOON_SECONDS)
