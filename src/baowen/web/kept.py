"""Keeps whole answers that say `Cache-Control: public`, so that many readers of a public page cost one rendering.

It stands before everything that asks who somebody is, and outside of GZip, so that it keeps what that made. Each
process keeps its own. What is answered from here is not counted by the limits of the public side: it costs next to
nothing. An answer to somebody who is signed in, or that sets a cookie, is never kept.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_max_age

from baowen.web.menu import THEME_COOKIE, THEMES

Answer = Callable[[HttpRequest], HttpResponse]
LONGEST_ADDRESS = 500


class KeptPages:
    """Answers from what is kept as long as the page itself allows."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if key is None:
            return self.get_response(request)
        kept = caches["pages"].get(key)
        if kept is not None:
            headers, body = kept
            return HttpResponse(body, headers=headers)
        response = self.get_response(request)
        seconds = _seconds(response)
        if seconds:
            caches["pages"].set(key, (dict(response.headers), response.content), seconds)
        return response


def _key(request: HttpRequest) -> str | None:
    """What an answer depends on; none where it may depend on who asks, or where few would ask for the same."""
    address = request.get_full_path()
    if request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES or len(address) > LONGEST_ADDRESS:
        return None
    packed = "gzip" if "gzip" in request.headers.get("Accept-Encoding", "") else "plain"
    language = _chosen(request, settings.LANGUAGE_COOKIE_NAME, [code for code, _ in settings.LANGUAGES])
    theme = _chosen(request, THEME_COOKIE, THEMES)
    facts = "\n".join((request.scheme or "", request.get_host(), address, packed, language, theme))
    return sha256(facts.encode()).hexdigest()


def _chosen(request: HttpRequest, cookie: str, known: list[str] | tuple[str, ...]) -> str:
    value = request.COOKIES.get(cookie, "")
    return value if value in known else ""


def _seconds(response: HttpResponse) -> int:
    """How long an answer may be kept for everybody; zero for not at all."""
    told = response.headers.get("Cache-Control", "")
    if response.status_code != 200 or response.streaming or response.cookies or "public" not in told:
        return 0
    return get_max_age(response) or 0
