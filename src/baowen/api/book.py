"""The packs and the calendar that the server works by, read once."""

from __future__ import annotations

from functools import cache

from baowen.core.home import home_path
from baowen.respond.rulebook import Rulebook, load_rulebook


@cache
def rulebook() -> Rulebook:
    """The rulebook of the home that the server serves; a new calendar or pack needs a restart."""
    return load_rulebook(home_path() / "calendar")
