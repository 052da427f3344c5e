"""The home, the packs and the calendar that the server works by, read once."""

from __future__ import annotations

from functools import cache

from baowen.collect.reports.book import ReportBook, load_book
from baowen.core.home import Home, home_path, open_home
from baowen.respond.rulebook import Rulebook, load_rulebook


@cache
def home() -> Home:
    """The home that the server serves."""
    return open_home(home_path())


@cache
def rulebook() -> Rulebook:
    """What decides about cases; a new calendar or pack needs a restart."""
    return load_rulebook(home().calendar)


@cache
def report_book() -> ReportBook:
    """What decides about reports; likewise."""
    return load_book(home().calendar)
