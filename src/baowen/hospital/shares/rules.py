"""Which months make a period, what target applies, and the share itself. HOS-1 (HN-5, NJ-9, HD-4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from baowen.core.period import Month
from baowen.hospital.shares.kinds import NoTarget, Period

SHOWN, BEFORE = 24, 11
Target = Callable[[str, str, int], float | None]


@dataclass(frozen=True, slots=True)
class Window:
    """A period: its words (2026-08, 2026-Q3, 2026, 2026-08/12) and the months read for it, in order."""

    kind: Period
    label: str
    first: Month
    last: Month

    @property
    def year(self) -> int:
        """The year whose target applies: that of its last month."""
        return self.last.year


def windows(last: Month, months: int = SHOWN) -> tuple[Window, ...]:
    """The periods that end within so many months up to `last`, oldest first; the running quarter and year to date."""
    found: list[Window] = []
    for month in last.plus(1 - months).until(last):
        found.append(Window(Period.MONTH, str(month), month, month))
        found.append(Window(Period.ROLLING, f"{month}/12", month.plus(-BEFORE), month))
        if month.number % 3 == 0 or month == last:
            first = Month(month.year, (month.number - 1) // 3 * 3 + 1)
            found.append(Window(Period.QUARTER, f"{month.year}-Q{(month.number + 2) // 3}", first, month))
        if month.number == 12 or month == last:
            found.append(Window(Period.YEAR, str(month.year), Month(month.year, 1), month))
    return tuple(found)


def share(part: int | Decimal, whole: int | Decimal) -> float | None:
    """The share of a part; None of nothing, which is not zero."""
    return float(part) / float(whole) if whole > 0 else None


def why_no_target(level: str, *, measure: str, as_whole: bool, target: float | None) -> NoTarget | None:
    """Why the share of an institution is not judged; None where it is."""
    if level == "alliance":
        return NoTarget.ALLIANCE
    if level == "specialist":
        return NoTarget.SPECIALIST
    if not level:
        return NoTarget.NO_CLASS
    if as_whole and measure == "varieties":
        return NoTarget.AS_WHOLE
    return NoTarget.NO_TEXT if target is None else None


def applied(target: Target, level: str, year: int, *, measure: str, as_whole: bool) -> float | None:
    """The target that a share is judged by; None where `why_no_target` says why there is none."""
    known = level in ("grassroots", "second", "third")
    found = target(measure, level, year) if known else None
    return found if why_no_target(level, measure=measure, as_whole=as_whole, target=found) is None else None


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of what is known; None of nothing."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
