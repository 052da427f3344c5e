"""Where one contract stands, said plainly: schedule, band, oddities, forecast. judging.py does the same by columns.

Purchases are packs. Requirements: VBP-5 (VB-2.1: no long stop, no sudden purchase, not all at the end), VBP-6, VBP-11.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import NormalDist

from baowen.core.period import Month
from baowen.vbp.progress.states import Band, Oddity, Outlook, Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the pack says. `counts_substitutes`: key substitutes count as non-selected purchases."""

    numerator: str
    ahead: float
    behind: float
    warn_share: float
    first_month: int
    recent_months: int
    stop_months: int
    sudden_multiple: float
    end_multiple: float
    ease_share: float
    coverage: float
    forecast_months: int
    most_non_selected: float
    counts_substitutes: bool
    seasonal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A contract with what was bought under it: `months` are the counted packs of each month from the cycle's first to
    that of the day; `ordered_in`: whether anything was ordered in each; `latest`: packs ordered in the last of them.
    `selected` and `same`: content of the lot; units of its drug and of key substitutes."""

    starts_on: date
    ends_on: date
    agreed: float
    months: tuple[float, ...]
    ordered_in: tuple[bool, ...]
    latest: float
    selected: float = 0.0
    same: float = 0.0
    drug_units: float = 0.0
    substitute_units: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """`forecast`, `low`, `high` (packs) are None while it is too early, `share` (non-selected) without purchases."""

    schedule: float
    progress: float
    ratio: float
    band: Band
    oddities: frozenset[Oddity]
    forecast: float | None
    low: float | None
    high: float | None
    outlook: Outlook
    share: float | None
    still_to_buy: float


def schedule_of(starts_on: date, ends_on: date, day: date) -> float:
    """The share of the cycle's days that is over at the end of a day, between 0 and 1. VB-2.1."""
    gone = (min(day, ends_on) - starts_on).days + 1
    return max(0.0, gone / ((ends_on - starts_on).days + 1))


def band_of(counted: float, agreed: float, schedule: float, *, is_early: bool, limits: Limits) -> Band:
    """The band; more purchases never give a worse one. VBP-5."""
    if counted >= agreed:
        return Band.DONE
    if is_early:
        return Band.EARLY
    ratio = counted / agreed / schedule
    if ratio > limits.ahead:
        return Band.AHEAD
    if ratio >= limits.behind:
        return Band.ON_TIME
    return Band.BEHIND if ratio >= limits.warn_share else Band.FAR_BEHIND


def progress_of(one: Bought, day: date, limits: Limits, *, season: float | None = None) -> Progress:
    """Everything about one contract at the end of a day within or after its cycle.

    `season`: the share of a year's use that lies in the part that is over; it excuses and never accuses.
    """
    schedule = schedule_of(one.starts_on, one.ends_on, day)
    if season is not None:
        schedule = min(schedule, season)
    counted, gone = sum(one.months), len(one.months)
    is_early = gone <= limits.first_month and day < one.ends_on
    forecast, low, high = _forecast(one, counted, schedule, limits)
    share = non_selected_share(one, counts_substitutes=limits.counts_substitutes)
    progress = counted / one.agreed
    return Progress(
        schedule=schedule, progress=progress, ratio=progress / schedule if schedule > 0 else 0.0,
        band=band_of(counted, one.agreed, schedule, is_early=is_early, limits=limits),
        oddities=_oddities(one, counted, schedule, share, limits, is_over=day >= one.ends_on),
        forecast=forecast, low=low, high=high, outlook=outlook_of(one.agreed, low, high), share=share,
        still_to_buy=max(0.0, one.agreed - counted),
    )  # fmt: skip


def cycle_months(starts_on: date, ends_on: date) -> int:
    """How many months of the calendar a cycle touches."""
    return (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month + 1


def _oddities(
    one: Bought, counted: float, schedule: float, share: float | None, limits: Limits, *, is_over: bool
) -> frozenset[Oddity]:
    found = set()
    monthly = one.agreed / cycle_months(one.starts_on, one.ends_on)
    gone, is_open = len(one.months), counted < one.agreed
    last = max((number for number, some in enumerate(one.ordered_in) if some), default=None)
    if last is None and gone >= limits.first_month:
        found.add(Oddity.UNBOUGHT)
    if last is not None and is_open and not is_over and gone - 1 - last >= limits.stop_months:
        found.add(Oddity.STOPPED)
    if one.latest >= limits.sudden_multiple * monthly:
        found.add(Oddity.SUDDEN)
    left = 1 - counted / one.agreed
    if is_open and gone > limits.first_month and not is_over and left >= limits.end_multiple * (1 - schedule):
        found.add(Oddity.LEFT_TO_END)
    recent = sum(one.months[-limits.recent_months :]) / limits.recent_months
    before = counted - sum(one.months[-limits.recent_months :])
    is_long = gone > 2 * limits.recent_months and not is_over
    if (
        is_open
        and is_long
        and recent < limits.ease_share * monthly <= limits.ease_share * before / (gone - limits.recent_months)
    ):
        found.add(Oddity.EASED)
    if share is not None and share > limits.most_non_selected:
        found.add(Oddity.NON_SELECTED)
    return frozenset(found)


def _forecast(
    one: Bought, counted: float, schedule: float, limits: Limits
) -> tuple[float | None, float | None, float | None]:
    """Packs by the end of the cycle, and the interval that holds them with the pack's coverage.

    The rate so far goes on over the rest of the schedule. The interval has two parts: months vary as they did, and the
    rate itself is known from so many months only. A spread of nothing is not believed: one ordinary month's order
    might have come or not.
    """
    gone = len(one.months)
    if schedule >= 1:
        return counted, counted, counted
    if gone < max(2, limits.forecast_months) or schedule <= 0:
        return None, None, None
    months = cycle_months(one.starts_on, one.ends_on)
    rest = (1 - schedule) * months
    expected = counted + counted / (schedule * months) * rest
    squares = sum(each * each for each in one.months)
    bought_in = sum(one.ordered_in)
    usual = counted / bought_in if bought_in and counted > 0 else one.agreed / months
    spread = max((squares - counted * counted / gone) / (gone - 1), usual * usual / gone)
    width = student(limits.coverage, gone - 1) * math.sqrt(spread * (rest + rest * rest / gone))
    return expected, max(counted, expected - width), expected + width


def student(coverage: float, freedom: int) -> float:
    """The quantile of Student's distribution that holds `coverage` in the middle (Cornish-Fisher, good from 3 on)."""
    z = NormalDist().inv_cdf((1 + coverage) / 2)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3


def outlook_of(agreed: float, low: float | None, high: float | None) -> Outlook:
    """Whether the cycle will be met, as far as the interval says."""
    if low is None or high is None:
        return Outlook.UNKNOWN
    if low >= agreed:
        return Outlook.MET
    return Outlook.MISSED if high < agreed else Outlook.OPEN


def due_points(starts_on: date, ends_on: date, *, first_month: int, late_half: float) -> dict[Point, date]:
    """When a cycle is looked at: after so many months, and the day after each part of it is over. VB-2.2, VBP-5."""
    days = (ends_on - starts_on).days + 1
    month = Month.of(starts_on).plus(first_month)
    first = min(month.last, month.first + timedelta(days=starts_on.day - 1))
    parts = {Point.HALF: 0.5, Point.LATE_HALF: late_half, Point.END: 1.0}
    found = {Point.FIRST_CHECK: first}
    return found | {point: starts_on + timedelta(days=math.ceil(days * part)) for point, part in parts.items()}


def non_selected_share(one: Bought, *, counts_substitutes: bool) -> float | None:
    """The share that is not selected: within the drug by content, times the drug's share beside its key substitutes by
    smallest units, since content can't be compared between drugs. None where nothing was bought. VBP-6."""
    whole = one.selected + one.same
    kept = one.selected / whole if whole > 0 else 0.0
    substitutes = one.substitute_units if counts_substitutes else 0.0
    units = one.drug_units + substitutes
    return 1 - kept * one.drug_units / units if units > 0 else None


def months_to_first(starts_on: date, bought_first_at: int | None) -> int | None:
    """Months from the first month of a cycle to that of the first order, 0 for the same; None without one. VBP-11."""
    return None if bought_first_at is None else bought_first_at - (starts_on.year * 12 + starts_on.month - 1)
