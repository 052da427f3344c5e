"""Says which public answers anybody may keep and for how long: those that went well, asked for by nobody signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

View = Callable[..., HttpResponse]


def kept_for(seconds: int) -> Callable[[View], View]:
    """Let whoever asked keep the answer for so many seconds; language and theme are cookies, so it varies by them."""

    def keeping(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            if response.status_code == 200 and settings.SESSION_COOKIE_NAME not in request.COOKIES:
                patch_cache_control(response, public=True, max_age=seconds)
                patch_vary_headers(response, ["Cookie"])
            return response

        return answer

    return keeping


# What changes once a night may be kept by whoever asks: feeds for five minutes, pages for one.
kept = kept_for(300)
kept_page = kept_for(60)
