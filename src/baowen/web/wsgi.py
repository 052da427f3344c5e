"""What a WSGI server loads: `baowen.web.wsgi:application`, with DJANGO_SETTINGS_MODULE=baowen.web.settings."""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from baowen.web.kept import KeptPages

application = KeptPages(get_wsgi_application())
# Pages are imported now and not by whoever asks first: that takes two seconds.
get_resolver().url_patterns  # noqa: B018
