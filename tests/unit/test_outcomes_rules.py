"""RSP-3: what a measure did, and which measures worked for which kind of shortage."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from baowen.outcomes.kinds import Cause
from baowen.outcomes.rules import Judged, Supply, change, compared
from baowen.respond.kinds import MeasureKind, Outcome

BEGUN = date(2026, 11, 2)


def supply(day: int, stock: int, use: int = 2, *, reached: int = 0, there: int = 0) -> Supply:
    return Supply(
        on=BEGUN + timedelta(days=day), stock=Decimal(stock), daily_use=Decimal(use), hospitals=3, empty=1,
        reached=reached, reached_stock=Decimal(there), reached_use=Decimal(reached),
    )  # fmt: skip


def test_before_is_the_last_reading_up_to_the_first_day_and_after_the_last_one() -> None:
    found = change([supply(-5, 90), supply(9, 60), supply(0, 20), supply(4, 50)], BEGUN)
    assert found.before == supply(0, 20)
    assert found.after == supply(9, 60)
    assert found.gained == Decimal(20), "10 days before, 30 at last"


def test_what_was_not_read_before_has_no_gain_and_an_unused_drug_has_no_days() -> None:
    assert change([supply(3, 60)], BEGUN).gained is None
    assert change([supply(0, 60, use=0), supply(1, 90, use=0)], BEGUN).gained is None


def test_where_it_arrived_is_compared_only_between_the_same_hospitals() -> None:
    both = [supply(0, 20, reached=2, there=10), supply(3, 40, reached=2, there=50)]
    assert change(both, BEGUN).gained_where_reached == Decimal(20), "5 days before, 25 at last"
    other = [supply(0, 20, reached=1, there=10), supply(3, 40, reached=2, there=50)]
    assert change(other, BEGUN).gained_where_reached is None


def judged(outcome: Outcome | None, before: int, after: int, **known: object) -> Judged:
    found = change([supply(0, before), supply(1, after)], BEGUN)
    return Judged(
        kind=MeasureKind.TRANSFER, cause=Cause.STOP, outcome=outcome, change=found,
        cost=known.get("cost"), patients=known.get("patients"),  # type: ignore[arg-type]
    )  # fmt: skip


def test_measures_are_compared_by_kind_and_cause_with_medians_of_what_is_known() -> None:
    row = compared(
        [
            judged(Outcome.WORKED, 20, 60, cost=Decimal(100), patients=3), judged(Outcome.FAILED, 20, 20),
            judged(Outcome.DROPPED, 20, 24, cost=Decimal(300)), judged(None, 20, 40, patients=4),
        ]
    )[0]  # fmt: skip
    assert (row.measures, row.ended, row.worked, row.measured) == (4, 2, 1, 4), "what was dropped did not end"
    assert (row.days_before, row.gained) == (Decimal(10), Decimal(6)), "median of 20, 0, 2 and 10 days"
    assert (row.cost, row.patients) == (Decimal(200), 7)


def test_patients_that_nobody_knows_are_not_zero() -> None:
    row = compared([judged(Outcome.PARTLY, 20, 60)])[0]
    assert row.patients is None
    assert row.cost is None
    assert row.worked == 1
