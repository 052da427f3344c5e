"""Serves the pages with Granian: one office with one process, a province with one for each core.

Any other WSGI server can load `baowen.web.wsgi:application` with DJANGO_SETTINGS_MODULE=baowen.web.settings.
"""

from __future__ import annotations

import socket

from django.core.management import call_command
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from baowen.api.once import forget_old_calls
from baowen.core.clock import now
from baowen.core.problems import BaowenError

APPLICATION = "baowen.web.wsgi:application"
# What waits for a database or streams its progress holds a thread; pages themselves take milliseconds.
THREADS = 8
SECONDS_TO_END = 5


def prepare() -> None:
    """Make tables and static files that pages need, and forget what has expired; safe to repeat."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("clearsessions")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    forget_old_calls(at=now())


def serve(host: str, port: int, *, processes: int = 1) -> None:
    """Answer until a signal ends it; BaowenError where the address can't be had. Processes share only the home."""
    Granian(
        APPLICATION,
        address=_free_address(host, port),
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_END,
        log_level=LogLevels.error,
    ).serve()


def _free_address(host: str, port: int) -> str:
    """The number of an address that can be listened on; Granian knows no names, and says less of what is wrong."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, _, _, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise BaowenError(
            f"无法在 {host}:{port} 提供服务：{error.strerror}；请换一个端口（--port）或地址（--host）",
            f"cannot serve at {host}:{port}: {error.strerror}; choose another --port or --host",
        ) from error
    return str(address[0])
