"""Who has to report volumes and how each stands: reported, covered by a lead, silent, late. VBP-2 (VB-2.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from baowen.orgs.departments import OrganisationKind
from baowen.orgs.queries import OrganisationView, organisations
from baowen.vbp.volumes.models import Call, LaterDay, VolumeReport
from baowen.vbp.volumes.states import FILED, VolumeState
from baowen.vbp.volumes.store import number_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a hospital stands in a call. `reporter`: who reports for it, itself or its lead; `number` and `state` are of
    that report, "" and None where there is none. `due_on`: its own day."""

    organisation: str
    name: str
    region: str
    reporter: str
    number: str
    state: VolumeState | None
    turn: str
    turn_due_on: date | None
    due_on: date

    @property
    def is_reported(self) -> bool:
        """Whether a report that covers it was filed and not taken back."""
        return self.state in FILED

    def is_late(self, today: date) -> bool:
        """Whether its day is over and nothing was filed."""
        return not self.is_reported and today > self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How many hospitals there are in a place, by how they stand."""

    expected: int
    reported: int
    agreed: int
    missing: int
    late: int


def standing(call: Call, place: str) -> list[Standing]:
    """How every open hospital of a place and below stands, by region and code."""
    reports = VolumeReport.objects.filter(call=call).exclude(state=VolumeState.WITHDRAWN.value)
    own: dict[str, VolumeReport] = {}
    covered: dict[str, VolumeReport] = {}
    for row in reports:
        own[row.organisation] = row
        if row.is_alliance and row.state != VolumeState.DRAFT.value:
            covered |= dict.fromkeys(row.members, row)
    days = _own_days(call)
    found = []
    for one in organisations(within=place, kind=OrganisationKind.HOSPITAL):
        covering = own.get(one.code) or covered.get(one.code)
        found.append(_standing(one, covering, days.get(one.code, call.due_on)))
    return found


def _own_days(call: Call) -> dict[str, date]:
    rows = LaterDay.objects.filter(call=call).exclude(organisation="").order_by("pk")
    return {row.organisation: max(row.due_on, call.due_on) for row in rows}


def _standing(one: OrganisationView, row: VolumeReport | None, due_on: date) -> Standing:
    return Standing(
        organisation=one.code, name=one.name, region=one.region,
        reporter=one.code if row is None else row.organisation, number="" if row is None else number_of(row.pk),
        state=None if row is None else VolumeState(row.state), turn="" if row is None else row.turn,
        turn_due_on=None if row is None else row.turn_due_on, due_on=due_on,
    )  # fmt: skip


def totals_of(found: Iterable[Standing], today: date) -> Totals:
    """The numbers of a list of standings."""
    rows: Sequence[Standing] = list(found)
    reported = sum(one.is_reported for one in rows)
    return Totals(
        expected=len(rows), reported=reported, agreed=sum(one.state is VolumeState.AGREED for one in rows),
        missing=len(rows) - reported, late=sum(one.is_late(today) for one in rows),
    )  # fmt: skip
