"""Keeps whole answers that say `Cache-Control: public`, so that many readers of a public page cost one rendering.

It stands around the whole application: an answer that is kept costs Django nothing. Each process keeps its own. What is
answered from here is not counted by the limits of the public side: it costs next to nothing. An answer to somebody who
is signed in, or that sets a cookie, is never kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse, parse_cookie
from django.utils.cache import get_max_age

from baowen.web.theme import THEME_COOKIE, THEMES

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]
LONGEST_ADDRESS = 500


class KeptPages:
    """A WSGI application that answers from what is kept as long as the page itself allows, else asks the one within."""

    def __init__(self, within: Application) -> None:
        self.within = within

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        key = _key(environ)
        if key is None:
            return self.within(environ, start_response)
        kept = caches["pages"].get(key)
        if kept is not None:
            status, headers, body = kept
            start_response(status, headers)
            return [body]
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def note(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            told.append((status, headers))
            return start_response(status, headers, *more)

        answer = self.within(environ, note)
        if isinstance(answer, HttpResponse) and (seconds := _seconds(answer)):
            caches["pages"].set(key, (*told[-1], answer.content), seconds)
        return answer


def _key(environ: dict[str, Any]) -> str | None:
    """What an answer depends on; none where it may depend on who asks, or where few would ask for the same."""
    address = f"{environ.get('PATH_INFO', '')}?{environ.get('QUERY_STRING', '')}"
    cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
    if environ["REQUEST_METHOD"] != "GET" or settings.SESSION_COOKIE_NAME in cookies or len(address) > LONGEST_ADDRESS:
        return None
    packed = "gzip" if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") else "plain"
    language = _chosen(cookies, settings.LANGUAGE_COOKIE_NAME, [code for code, _ in settings.LANGUAGES])
    theme = _chosen(cookies, THEME_COOKIE, THEMES)
    reached_as = (environ.get(name, "") for name in ("wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_HOST"))
    return sha256("\n".join((*reached_as, address, packed, language, theme)).encode()).hexdigest()


def _chosen(cookies: dict[str, str], cookie: str, known: list[str] | tuple[str, ...]) -> str:
    value = cookies.get(cookie, "")
    return value if value in known else ""


def _seconds(answer: HttpResponse) -> int:
    """How long an answer may be kept for everybody; zero for not at all. One that streams is no HttpResponse."""
    told = answer.headers.get("Cache-Control", "")
    if answer.status_code != 200 or answer.cookies or "public" not in told:
        return 0
    return get_max_age(answer) or 0
