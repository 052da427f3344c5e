"""The addresses of the API, for a server that offers it alone or beside the pages."""

from __future__ import annotations

from django.urls import path

from baowen.api.root import api

urlpatterns = [path("api/v1/", api.urls)]
