"""The addresses of what measures did, below measures/."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_GET

from baowen.web.pages import outcomes

urlpatterns = [
    path("", require_GET(outcomes.outcomes), name="outcomes"),
    path("<int:measure>/", outcomes.one, name="outcome"),
]
