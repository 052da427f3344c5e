"""The supply record of an enterprise: how it delivered what was ordered, and how it dealt with problems. CRD-6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from baowen.core.period import Month
from baowen.core.policy import Entry
from baowen.orgs.permissions import Actor
from baowen.orgs.queries import codes_within
from baowen.procure.settle.book import SettleBook
from baowen.procure.settle.queries.performance import ordered, placed
from baowen.procure.settle.rules.performance import Performance, performed
from baowen.respond.rulebook import Rulebook
from baowen.vbp.supply.models import Problem
from baowen.vbp.supply.queries.firms import selected_of, watches
from baowen.vbp.supply.queries.problems import seen_problems
from baowen.vbp.supply.rules import Record, Told, record_of
from baowen.vbp.supply.states import WAITING, ProblemState

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyRecord:
    """The figures of the last months; `performance` is None for who does not watch the place. `definition`: how the
    delivery rate is counted there."""

    since: Month
    until: Month
    record: Record
    performance: Performance | None
    definition: Entry | None


def supply_record(
    enterprise: str, region: str, actor: Actor, *, book: Rulebook, settle: SettleBook, now: datetime, today: date
) -> SupplyRecord:  # fmt: skip
    """The record as far as somebody sees it: officers over their place, the enterprise over all that concerns it.

    What was ordered of its selected products counts, whichever distributor delivers them.
    """
    until = Month.of(today)
    since = until.plus(1 - MONTHS)
    rows = seen_problems(actor, book).filter(enterprise=enterprise, told_at__date__gte=since.first)
    record = record_of(
        map(_told, rows.exclude(state=ProblemState.WITHDRAWN.value).select_related("confirmation")), today
    )
    if not (watches(actor, book) or actor.organisation == enterprise):
        return SupplyRecord(since=since, until=until, record=record, performance=None, definition=None)
    definition, entry = settle.definition(region, today)
    products = {one.product_code for one in selected_of(enterprise, region)}
    own = map(ordered, placed(since, until, regions=codes_within(region), products=products))
    return SupplyRecord(
        since=since, until=until, record=record, performance=performed(own, definition, now=now), definition=entry
    )


def _told(row: Problem) -> Told:
    made = row.confirmation
    return Told(
        due_on=row.due_on, answered_on=row.answered_on, hospital=row.hospital,
        is_confirmed=made is not None and made.revoked_at is None, is_waiting=ProblemState(row.state) in WAITING,
    )  # fmt: skip
