"""How often one address may ask; no text rules it. Searches are counted in each process, clues for all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja.throttling import SimpleRateThrottle

View = Callable[..., HttpResponse]


class _Rate(SimpleRateThrottle):
    """One counter by address, named by what is asked for."""

    def __init__(self, name: str, rate: str, cache: str) -> None:
        super().__init__(rate)
        self.scope = name
        self.cache = caches[cache]

    def get_cache_key(self, request: HttpRequest) -> str:
        return f"public_{self.scope}_{self.get_ident(request)}"


def at_most(name: str, rate: str, *, cache: str = "process") -> Callable[[View], View]:
    """Answer an address at most so often ("300/m"), else say to wait; POST alone is counted for what writes."""

    def limited(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            counted = cache == "process" or request.method == "POST"
            if counted and not _Rate(name, rate, cache).allow_request(request):
                return render(request, "public/too_many.html", status=429)
            return view(request, *args, **kwargs)

        return answer

    return limited
