"""Hospitals that leave invoices unpaid or reports unsent for a while: drawn apart, so that no other file changes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from baowen.simulate.effects import Index
from baowen.simulate.events import Event, World

_LATE_AS_A_RULE = 0.6  # hospitals that pay a smaller share of their invoices in time are known to be late
_ARREARS_FELT_DAYS = 60  # an invoice of the first unpaid weeks has then waited for two months


def plan_duties(world: World, reports: npt.NDArray[np.bool_], rng: np.random.Generator) -> tuple[Event, ...]:
    """Events payment_arrears and reporting_silence. `reports`: which hospitals report at all.

    Those that never do are one event of many hospitals, from the first day on; so are those that pay late as a rule.
    """
    wanted = min(20, max(2, len(world.hospitals) // 40))
    late = world.hospitals.discipline < _LATE_AS_A_RULE
    busy = np.argsort(-world.hospitals.size, kind="stable")[: max(wanted, len(world.hospitals) // 2)]
    busy = busy[~late[busy]]
    debtors = rng.choice(busy, size=min(wanted, len(busy)), replace=False)
    starts = _starts(world, rng, len(debtors))
    events = [_arrears(world, rng, n, (int(debtors[n]), start)) for n, start in enumerate(starts)]
    regular = np.flatnonzero(reports)
    quiet = rng.choice(regular, size=min(wanted, len(regular)), replace=False)
    starts = _starts(world, rng, len(quiet))
    events += [_silence(world, rng, n, (int(quiet[n]), start)) for n, start in enumerate(starts)]
    events += [_from_the_start(world, "payment_arrears", late, _ARREARS_FELT_DAYS),
               _from_the_start(world, "reporting_silence", ~reports, int(world.days.starts[1]) - 1)]  # fmt: skip
    return tuple(event for event in events if event.hospitals)


def _from_the_start(world: World, kind: str, who: npt.NDArray[np.bool_], hits: int) -> Event:
    """One event of all hospitals that never did otherwise."""
    hospitals = tuple(int(one) for one in np.flatnonzero(who))
    return Event(identity=f"{kind}-000", kind=kind, products=(), start=0, end=world.days.count, trace=0, strength=0.0,
                 hospitals=hospitals, hits=hits)  # fmt: skip


def _starts(world: World, rng: np.random.Generator, count: int) -> list[int]:
    """Days spread over the time after the quiet months, the last within some three months of the end."""
    days = world.days
    low = int(days.starts[world.parameters.quiet])
    high = max(low + 1, days.count - 75)
    return [int(low + (number + rng.random()) / max(count, 1) * (high - low)) for number in range(count)]


def _arrears(world: World, rng: np.random.Generator, number: int, who: tuple[int, int]) -> Event:
    hospital, start = who
    return Event(
        identity=f"payment_arrears-{number + 1:03d}", kind="payment_arrears", products=(), start=start,
        end=start + int(rng.integers(100, 260)), trace=start, strength=float(rng.uniform(0.6, 1.0)),
        county=int(world.hospitals.county[hospital]), hospitals=(hospital,), hits=start + _ARREARS_FELT_DAYS,
    )  # fmt: skip


def _silence(world: World, rng: np.random.Generator, number: int, who: tuple[int, int]) -> Event:
    """Silence is of whole months: a report is sent in a month's last days or not at all."""
    hospital, start = who
    days = world.days
    month = int(days.month_of[start])
    last = min(month + int(rng.integers(2, 8)), len(days.months))
    first = int(days.starts[month])
    return Event(
        identity=f"reporting_silence-{number + 1:03d}", kind="reporting_silence", products=(), start=first,
        end=int(days.starts[last]) - 1, trace=first, strength=1.0, county=int(world.hospitals.county[hospital]),
        hospitals=(hospital,), hits=int(days.starts[month + 1]) - 1,
    )  # fmt: skip


def held_back(events: Iterable[Event], invoice: Index, hospital: Index, paid_on: Index) -> Index:
    """The days of payment with those of a hospital in arrears put off until after its arrears are over."""
    for event in events:
        if event.kind == "payment_arrears":
            held = np.isin(hospital, event.hospitals) & (paid_on >= event.start) & (paid_on <= event.end)
            held &= invoice % 100 < 100 * event.strength
            paid_on = np.where(held, event.end + 5 + invoice % 25, paid_on)
    return paid_on


def silent(events: Iterable[Event], hospital: Index, day: Index) -> npt.NDArray[np.bool_]:
    """Which rows of a report a silent hospital would have sent."""
    gone = np.zeros(len(hospital), dtype=np.bool_)
    for event in events:
        if event.kind == "reporting_silence":
            gone |= np.isin(hospital, event.hospitals) & (day >= event.start) & (day <= event.end)
    return gone
