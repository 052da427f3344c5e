"""Why an enterprise may not list in a place: who knows of a suspension, a ban or a rating says so here. PRC-1, CRD-3.

Rooms that build on listing (credit, breaches) register what they know when their app is ready; listing asks them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Barred:
    """One reason why an enterprise may not list; `until` is None where no end is set."""

    zh: str
    en: str
    clause: str
    until: date | None = None


Check = Callable[[str, str, date], Barred | None]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Ask `check(enterprise, region, on)` from now on; the same name again replaces it."""
    _checks[name] = check


def forget(name: str) -> None:
    """Ask a check no longer."""
    _checks.pop(name, None)


def barred(enterprise: str, region: str, on: date) -> tuple[Barred, ...]:
    """Every reason why an enterprise may not list on a platform on a day; empty where it may."""
    found = (check(enterprise, region, on) for _, check in sorted(_checks.items()))
    return tuple(one for one in found if one is not None)
