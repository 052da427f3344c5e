"""Why an enterprise may not deliver in a place: who knows of a suspension or a ban says so here. PRC-5, CRD-3.

Rooms that build on the trade (breaches, credit) register what they know when their app is ready; an order asks all.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

Check = Callable[[str, str, date], tuple[str, str] | None]
"""Supplier, place of the hospital and day to why not, in Chinese and English; None where nothing stands against it."""
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Ask a check from now on; the same name again replaces it."""
    _checks[name] = check


def barred(supplier: str, region: str, on: date) -> tuple[str, str] | None:
    """The first reason why a supplier may not deliver to a place on a day; None where it may."""
    found = (check(supplier, region, on) for _, check in sorted(_checks.items()))
    return next((one for one in found if one is not None), None)
