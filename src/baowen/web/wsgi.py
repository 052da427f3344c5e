"""What a WSGI server loads: `baowen.web.wsgi:application`, with DJANGO_SETTINGS_MODULE=baowen.web.settings."""

from __future__ import annotations

import sys

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from baowen.web.kept import KeptPages

# Who seals the audit chain keeps all others waiting, and waits itself for the interpreter after each answer of the
# database: at Python's five milliseconds a turn, beside seven threads, half as many orders went through.
SECONDS_A_TURN = 0.0005
sys.setswitchinterval(SECONDS_A_TURN)
application = KeptPages(get_wsgi_application())
# Pages are imported now and not by whoever asks first: that takes two seconds.
get_resolver().url_patterns  # noqa: B018
