"""How many cases stand where, and how many are late: what a cockpit shows at a glance. MON-2, RSP-5."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from baowen.orgs.permissions import Act, Actor, require
from baowen.orgs.queries import codes_within
from baowen.orgs.regions import NATION_CODE
from baowen.respond.queries.seeing import visible_cases
from baowen.respond.rulebook import Rulebook
from baowen.respond.states import OVER, State


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """The open cases of a place and the places below it by state, and how many owe something after its last day."""

    by_state: Mapping[State, int]
    late: int

    @property
    def open(self) -> int:
        """All that are not over."""
        return sum(self.by_state.values())


def case_counts(actor: Actor, place: str, today: date, *, book: Rulebook) -> CaseCounts:
    """Of the cases that are with a place or one below it now. NotAllowedError for a place beyond the actor's."""
    require(actor, Act.CASE_READ, place, regions=book.regions)
    open_states = [state.value for state in State if state not in OVER]
    rows = visible_cases(actor).filter(state__in=open_states)
    if place != NATION_CODE:
        rows = rows.filter(region__in=codes_within(place))
    counted = rows.order_by().values("state").annotate(many=Count("id"), late=Count("id", filter=Q(next_due__lt=today)))
    found = {State(one["state"]): (one["many"], one["late"]) for one in counted}
    return CaseCounts(
        {state: found[state][0] for state in State if state in found}, sum(late for _, late in found.values())
    )
