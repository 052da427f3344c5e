"""Why an enterprise may not do something in a place: who knows of a suspension, a ban or a rating says so. CRD-3.

Rooms that build on another (credit, breaches) register what they know when their app is ready; that room asks them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Barred:
    """One reason why an enterprise may not; `until` is None where no end is set."""

    zh: str
    en: str
    clause: str
    until: date | None = None


Check = Callable[[str, str, date], Barred | None]
"""Enterprise, region and day to the reason why not; None where nothing stands against it."""


class Standing:
    """What is asked about enterprises before they do one thing."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def register(self, name: str, check: Check) -> None:
        """Ask a check from now on; the same name again replaces it."""
        self._checks[name] = check

    def forget(self, name: str) -> None:
        """Ask a check no longer."""
        self._checks.pop(name, None)

    def barred(self, enterprise: str, region: str, on: date) -> tuple[Barred, ...]:
        """Every reason why an enterprise may not in a place on a day; empty where it may."""
        found = (check(enterprise, region, on) for _, check in sorted(self._checks.items()))
        return tuple(one for one in found if one is not None)
