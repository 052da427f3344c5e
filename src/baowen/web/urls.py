"""The addresses of the pages. Whatever is not said to be open asks for sign-in (SignInRequired)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.views.i18n import set_language

from baowen.web.api_page import api_page
from baowen.web.views import home


def not_here(request: HttpRequest) -> HttpResponse:
    """Pages of allauth that would change what administrators keep, such as addresses."""
    raise Http404


urlpatterns = [
    path("", home, name="home"),
    path("language/", login_not_required(set_language), name="language"),
    re_path(r"^accounts/(?:email|confirm-email|login/code|reauthenticate/code)/", not_here),
    path("accounts/", include("allauth.urls")),
    path("api/v1/docs", login_not_required(api_page), name="api_page"),
    path("", include("baowen.api.urls")),
]
