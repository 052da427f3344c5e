"""Serves the pages with Django's own threaded server: enough for a trial or one office.

A province puts any WSGI server before `baowen.web.wsgi:application` with DJANGO_SETTINGS_MODULE=baowen.web.settings.
"""

from __future__ import annotations

from django.core.management import call_command
from django.core.servers.basehttp import run
from django.core.wsgi import get_wsgi_application

from baowen.api.once import forget_old_calls
from baowen.core.clock import now
from baowen.core.problems import BaowenError


def prepare() -> None:
    """Make tables and static files that pages need, and forget what has expired; safe to repeat."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("clearsessions")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    forget_old_calls(at=now())


def serve(host: str, port: int) -> None:
    """Answer until the process ends; BaowenError where the address can't be had."""
    try:
        run(host, port, get_wsgi_application(), ipv6=":" in host, threading=True)
    except OSError as error:
        raise BaowenError(
            f"无法在 {host}:{port} 提供服务：{error.strerror}；请换一个端口（--port）或地址（--host）",
            f"cannot serve at {host}:{port}: {error.strerror}; choose another --port or --host",
        ) from error
