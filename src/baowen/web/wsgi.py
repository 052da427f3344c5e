"""What a WSGI server loads: `baowen.web.wsgi:application`, with DJANGO_SETTINGS_MODULE=baowen.web.settings."""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
