"""How many messages of the viewer nobody has read: exact on the pages of messages, else at most half a minute old."""

from __future__ import annotations

from urllib.parse import quote

from django.core.cache import caches

from baowen.core.messages.queries import unread_count
from baowen.web.viewer import Viewer

SECONDS = 30


def unread(viewer: Viewer) -> int:
    """The number for the menu; another process may have known it half a minute ago."""
    kept: int | None = caches["process"].get(_key(viewer))
    return counted(viewer) if kept is None else kept


def counted(viewer: Viewer) -> int:
    """The number as it is now."""
    found = unread_count(*viewer.recipients)
    caches["process"].set(_key(viewer), found, SECONDS)
    return found


def _key(viewer: Viewer) -> str:
    return "unread:" + quote(" ".join(viewer.recipients))
