"""What every answer of a web process has: its headers, its language, and one transaction for second factors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import translation

from baowen.core.language import told
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import NotAllowedError

Answer = Callable[[HttpRequest], HttpResponse]
# Everything comes from this site, nothing is written into a page as script; pictures of codes are data.
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
EVENTS = "text/event-stream"
FACTORS = "/accounts/2fa/"
API = "/api/"
LANGUAGE_OF = {"zh": "zh-hans", "en": "en"}


class Compressed(GZipMiddleware):
    """Answers are sent compressed, but not what tells of work while it goes on: each event must arrive at once."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """As Django does, except for a stream of events."""
        if response.headers.get("Content-Type", "").startswith(EVENTS):
            return response
        return super().process_response(request, response)


class ContentPolicy:
    """Tells browsers that nothing on a page comes from elsewhere, and keeps pages out of shared caches."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ChosenLanguage:
    """The language that was chosen on the page, else the person's, else Chinese; a browser's wish is no choice."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self._of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def _of(self, request: HttpRequest) -> str:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen in dict(settings.LANGUAGES):
            return chosen
        preferred = getattr(request.user, "language", "")
        return LANGUAGE_OF.get(preferred, settings.LANGUAGE_CODE)


class SignInRequired(LoginRequiredMiddleware):
    """Every page asks for sign-in unless it says that it is open; the API asks for a token itself."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if request.path.startswith(API):
            return None
        found = super().process_view(request, view_func, view_args, view_kwargs)
        if found is not None and request.headers.get("HX-Request"):
            # A part of a page that is asked for once more can't hold a form to sign in: the whole page goes there.
            return HttpResponse(status=401, headers={"HX-Redirect": found.headers["Location"]})
        return found


class ToldErrors:
    """What can't be shown or done is told with its remedy, as on the command line, and never as a failure."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """403 for what is not allowed, 404 for what is not there."""
        if not isinstance(error, BaowenError) or request.path.startswith(API):
            return None
        status = 403 if isinstance(error, NotAllowedError) else 404
        return render(request, "web/told.html", {"told": told(error)}, status=status)


class FactorsInOneTransaction:
    """A change of somebody's second factors stands or falls with the audit entry that tells of it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.path.startswith(FACTORS):
            return self.get_response(request)
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response
