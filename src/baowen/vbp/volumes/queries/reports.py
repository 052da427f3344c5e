"""Volume reports as their hospital and the reviewing levels see them: a page of them, and one. VBP-2."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor
from baowen.orgs.queries import codes_within, names_of
from baowen.orgs.regions import load_regions
from baowen.vbp.volumes.models import VolumeLine, VolumeReport
from baowen.vbp.volumes.queries.calls import is_officer, require_sees
from baowen.vbp.volumes.states import VolumeState
from baowen.vbp.volumes.store import number_of, report_row


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report with the numbers of its lines: with a quantity, below last year's purchases, explained, sent back."""

    number: str
    call: int
    round_code: str
    year: int
    organisation: str
    name: str
    region: str
    is_alliance: bool
    members: tuple[str, ...]
    state: VolumeState
    turn: str
    turn_due_on: date | None
    version: int
    filed_at: datetime | None
    lines: int = 0
    told: int = 0
    less: int = 0
    explained: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which reports are asked for; "" and None for any. `mine`: those that wait for the actor's own level."""

    call: int | None = None
    state: VolumeState | None = None
    place: str = ""
    text: str = ""
    mine: bool = False


def report_page(actor: Actor, wanted: Wanted, *, cursor: str = "", limit: int = 50) -> Paged[ReportView]:
    """A page of reports: an organisation's own, or those of the own region and below."""
    rows = _seen(actor)
    if wanted.call is not None:
        rows = rows.filter(call_id=wanted.call)
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state.value)
    if wanted.place:
        rows = rows.filter(region__in=codes_within(wanted.place))
    if wanted.mine:
        rows = rows.filter(turn=actor.region, state=VolumeState.UNDER_REVIEW.value)
    if wanted.text:
        rows = rows.filter(organisation__in=_called(rows, wanted.text))
    found = page_by_key(rows, _view, cursor=cursor, limit=limit)
    return Paged(_with_numbers(found.lines), found.cursor)


def report_of(number: str, actor: Actor) -> ReportView:
    """One report that the actor may see; BaowenError."""
    row = _seen(actor).filter(pk=report_row(number).pk).first()
    if row is None:
        raise BaowenError(f"没有报量 {number}", f"there is no volume report {number}")
    return _with_numbers([_view(row)])[0]


def own_report(call: int, organisation: str) -> ReportView | None:
    """The report of an organisation for a call, or that of the lead which covers it; None where there is neither."""
    rows = VolumeReport.objects.select_related("call").filter(call_id=call)
    rows = rows.exclude(state=VolumeState.WITHDRAWN.value)
    row = rows.filter(organisation=organisation).first()
    if row is None:
        leads = rows.filter(is_alliance=True)
        row = next((one for one in leads if organisation in one.members), None)
    return None if row is None else _with_numbers([_view(row)])[0]


def _seen(actor: Actor) -> QuerySet[VolumeReport]:
    require_sees(actor)
    rows = VolumeReport.objects.select_related("call")
    if is_officer(actor):
        return rows.filter(region__in=load_regions().codes_within(actor.region)).exclude(state=VolumeState.DRAFT.value)
    return rows.filter(organisation=actor.organisation)


def _called(rows: QuerySet[VolumeReport], text: str) -> list[str]:
    """The organisations among the reports whose name or code holds a text."""
    codes = list(rows.values_list("organisation", flat=True).distinct())
    names = names_of(codes)
    return [code for code in codes if text in names.get(code, "") or text in code]


def _view(row: VolumeReport) -> ReportView:
    return ReportView(
        number=number_of(row.pk), call=row.call_id, round_code=row.call.round_code, year=row.call.year,
        organisation=row.organisation, name=row.organisation, region=row.region, is_alliance=row.is_alliance,
        members=tuple(row.members), state=VolumeState(row.state), turn=row.turn, turn_due_on=row.turn_due_on,
        version=row.version, filed_at=row.filed_at,
    )  # fmt: skip


def _with_numbers(found: list[ReportView]) -> list[ReportView]:
    """With the names of the organisations and the numbers of lines, each by one query for the page."""
    keys = [int(one.number[2:]) for one in found]
    counted = VolumeLine.objects.filter(report_id__in=keys).values("report_id").annotate(
        lines=Count("id"), told=Count("id", filter=Q(units__isnull=False)),
        less=Count("id", filter=Q(units__lt=F("last"))), explained=Count("id", filter=~Q(filed_explanation="")),
        refused=Count("id", filter=Q(verdict="refused")),
    )  # fmt: skip
    counts = ("lines", "told", "less", "explained", "refused")
    rows = counted.order_by().values_list("report_id", *counts)
    numbers: dict[int, dict[str, Any]] = {key: dict(zip(counts, values, strict=True)) for key, *values in rows}
    names = names_of({one.organisation for one in found})
    return [
        replace(one, name=names.get(one.organisation, one.organisation), **numbers.get(key, {}))
        for key, one in zip(keys, found, strict=True)
    ]
