"""Who said what for a month: shortage reports, and for each hospital whether it is missing, zero or reported.

COL-2, COL-3 (NJ-10).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain

from django.db.models import Max, QuerySet

from baowen.collect.reports.book import ReportBook, ReportWindow
from baowen.collect.reports.kinds import QuantityUnit
from baowen.collect.reports.models import ShortageReport, ZeroReport
from baowen.collect.reports.rules import (
    HospitalMonth,
    Standing,
    Totals,
    next_reviewer,
    silent_since,
    standing,
    totals,
)
from baowen.collect.reports.states import IN_FORCE, ReportMove, ReportState
from baowen.core.clock import day_of
from baowen.core.paging import Paged, page_by_key
from baowen.core.period import Month
from baowen.core.problems import BaowenError
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.orgs.queries import OrganisationView, codes_within, organisations
from baowen.orgs.regions import NATION_CODE, RegionLevel

HOLDING = [state.value for state in IN_FORCE]
MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One move of a report, with the state after it. `level`: of the reviewer, "" for the hospital's own moves."""

    move: ReportMove
    state: ReportState
    at: datetime
    by: str
    organisation: str
    level: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentView:
    """A kept file: its hash, the name that it came with, its type and size in bytes."""

    sha256: str
    file_name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A shortage report. `waits_for`: the level whose review is owed, None where none is. Quantities count `unit`."""

    number: str
    hospital: str
    region: str
    month: str
    product_code: str
    drug_name: str
    needed: Decimal
    unit: QuantityUnit
    stock: Decimal | None
    days_left: Decimal | None
    cause: str
    tried: str
    substitute: str
    note: str
    state: ReportState
    waits_for: RegionLevel | None
    filed_at: datetime
    replaces: str
    attachments: tuple[AttachmentView, ...]
    events: tuple[EventView, ...]


@dataclass(frozen=True, slots=True)
class MonthState:
    """A month of a place: when its report is due, the totals, and one line for each hospital that owes it."""

    month: Month
    due: ReportWindow
    totals: Totals
    hospitals: tuple[HospitalMonth, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A hospital that has said nothing for a month. `since`: the first month of its silence, None: it never reported.

    `days_late` counts days after the due day, 0 while it is not over.
    """

    hospital: str
    name: str
    region: str
    month: Month
    due_on: date
    since: Month | None
    days_late: int


def reports(
    actor: Actor, *, book: ReportBook, month: Month | None = None, state: ReportState | None = None, limit: int = MOST
) -> list[ReportView]:
    """Shortage reports of the actor's place and below, newest first; withdrawn ones only when asked for."""
    return _views(_filtered(_of_place(actor, book), month, state), book, limit)


def reports_of(
    actor: Actor, *, book: ReportBook, month: Month | None = None, state: ReportState | None = None, limit: int = MOST
) -> list[ReportView]:
    """The actor's own hospital's shortage reports, newest first; withdrawn ones only when asked for."""
    return _views(_filtered(_own(actor, book), month, state), book, limit)


def report_page(
    actor: Actor, *, book: ReportBook, place: str = "", month: Month | None = None, state: ReportState | None = None,
    cursor: str = "", limit: int = MOST,
) -> Paged[ReportView]:  # fmt: skip
    """A page of the shortage reports that the actor may see, newest first: of the place and below, or the own ones.

    `place`: one below the actor's instead of the actor's own; NotAllowedError for one beyond it.
    """
    sees_place = bool(place) or decide(actor, Act.REPORT_READ, actor.region, regions=book.regions).allowed
    rows = _whole(_filtered(_of_place(actor, book, place) if sees_place else _own(actor, book), month, state))
    return page_by_key(rows, lambda row: _view(row, book), cursor=cursor, limit=limit, newest_first=True)


def _of_place(actor: Actor, book: ReportBook, place: str = "") -> QuerySet[ShortageReport]:
    where = place or actor.region
    require(actor, Act.REPORT_READ, where, regions=book.regions)
    return _within(ShortageReport.objects.all(), where)


def _own(actor: Actor, book: ReportBook) -> QuerySet[ShortageReport]:
    require(actor, Act.REPORT_FILE, actor.region, regions=book.regions, organisation=actor.organisation)
    return ShortageReport.objects.filter(hospital=actor.organisation)


def attachment_of(actor: Actor, number: str, sha256: str, *, book: ReportBook) -> AttachmentView:
    """A file of a report that the actor may see; BaowenError where there is none, or none for the actor."""
    sees_place = decide(actor, Act.REPORT_READ, actor.region, regions=book.regions).allowed
    seen = _of_place(actor, book) if sees_place else _own(actor, book)
    row = seen.filter(number=number).first()
    one = row.attachments.filter(sha256=sha256).first() if row else None
    if one is None:
        raise BaowenError(f"没有可阅看的附件（{number}）", f"there is no attachment of {number} that you may see")
    return AttachmentView(sha256=one.sha256, file_name=one.file_name, media_type=one.media_type, size=one.size)


def reporting_state(actor: Actor, region: str, month: Month, *, book: ReportBook) -> MonthState:
    """Of every hospital of a place and below whether it is missing, zero or reported for a month. COL-3.

    Expected are the hospitals of the register that were not closed before the month. NotAllowedError for a place
    beyond the actor's.
    """
    require(actor, Act.REPORT_READ, region, regions=book.regions)
    return _month_state(region, month, book)


def own_standing(actor: Actor, month: Month, *, book: ReportBook) -> Standing:
    """What the actor's own hospital has said for a month. COL-3."""
    shortages = _own(actor, book).filter(month=str(month), state__in=HOLDING).count()
    zeros = ZeroReport.objects.filter(hospital=actor.organisation, month=str(month), withdrawn_at=None).count()
    return standing(shortages=shortages, zeros=zeros)


def silent(actor: Actor, region: str, month: Month, today: date, *, book: ReportBook) -> list[Silent]:
    """The hospitals of a place and below that have said nothing for a month, the longest silence first. COL-3."""
    require(actor, Act.REPORT_READ, region, regions=book.regions)
    return silent_hospitals(region, month, today, book=book)


def silent_hospitals(region: str, month: Month, today: date, *, book: ReportBook) -> list[Silent]:
    """The same for the platform itself, which reminds them."""
    quiet = [row for row in _month_state(region, month, book).hospitals if row.standing is Standing.MISSING]
    last = _last_months(month)
    windows = {row.region: book.window_of(row.region, month).window for row in quiet}
    listed = [
        Silent(
            hospital=row.hospital, name=row.name, region=row.region, month=month,
            due_on=windows[row.region].due_on, since=silent_since(last.get(row.hospital), month),
            days_late=max(0, (today - windows[row.region].due_on).days),
        )
        for row in quiet
    ]  # fmt: skip
    return sorted(listed, key=lambda one: (str(one.since or ""), one.hospital))


def _month_state(region: str, month: Month, book: ReportBook) -> MonthState:
    expected = [one for one in _hospitals(region) if one.closed_on is None or one.closed_on >= month.first]
    said = _said(region, month)
    windows = {code: book.window_of(code, month) for code in {one.region for one in expected}}
    rows = []
    for one in expected:
        days = said.get(one.code, {})
        shortages, zeros = days.get("shortage", []), days.get("zero", [])
        filed_on = min((*shortages, *zeros), default=None)
        rows.append(
            HospitalMonth(
                hospital=one.code,
                name=one.name,
                region=one.region,
                standing=standing(shortages=len(shortages), zeros=len(zeros)),
                filed_on=filed_on,
                is_in_time=filed_on is not None and windows[one.region].window.is_in_time(filed_on),
                reports=len(shortages),
            )
        )  # fmt: skip
    return MonthState(month, book.window_of(region, month), totals(rows), tuple(rows))


def _hospitals(region: str) -> list[OrganisationView]:
    within = "" if region == NATION_CODE else region
    return organisations(within=within, kind=OrganisationKind.HOSPITAL, in_force=False)


def _said(region: str, month: Month) -> dict[str, dict[str, list[date]]]:
    """By hospital the days on which what is in force was first said, shortages and zeros apart."""
    found: dict[str, dict[str, list[date]]] = defaultdict(lambda: defaultdict(list))
    shortages = ShortageReport.objects.filter(month=str(month), state__in=HOLDING)
    zeros = ZeroReport.objects.filter(month=str(month), withdrawn_at=None)
    for kind, hospital, at in chain(
        (("shortage", *row) for row in _within(shortages, region).values_list("hospital", "filed_at")),
        (("zero", *row) for row in _within_zeros(zeros, region).values_list("hospital", "filed_at")),
    ):
        found[hospital][kind].append(day_of(at))
    return found


def _last_months(month: Month) -> dict[str, Month]:
    """By hospital the last month before this one for which a report is in force."""
    rows = chain(
        ShortageReport.objects.filter(month__lt=str(month), state__in=HOLDING)
        .values_list("hospital")
        .annotate(last=Max("month")),
        ZeroReport.objects.filter(month__lt=str(month), withdrawn_at=None)
        .values_list("hospital")
        .annotate(last=Max("month")),
    )
    found: dict[str, Month] = {}
    for hospital, last in rows:
        found[hospital] = max(Month.parse(last), found.get(hospital, Month.parse(last)))
    return found


def _within(rows: QuerySet[ShortageReport], region: str) -> QuerySet[ShortageReport]:
    return rows if region == NATION_CODE else rows.filter(region_code__in=codes_within(region))


def _within_zeros(rows: QuerySet[ZeroReport], region: str) -> QuerySet[ZeroReport]:
    return rows if region == NATION_CODE else rows.filter(region_code__in=codes_within(region))


def _filtered(
    rows: QuerySet[ShortageReport], month: Month | None, state: ReportState | None
) -> QuerySet[ShortageReport]:
    if month is not None:
        rows = rows.filter(month=str(month))
    return rows.filter(state=state.value) if state is not None else rows.filter(state__in=HOLDING)


def _views(rows: QuerySet[ShortageReport], book: ReportBook, limit: int) -> list[ReportView]:
    return [_view(row, book) for row in _whole(rows).order_by("-id")[:limit]]


def _whole(rows: QuerySet[ShortageReport]) -> QuerySet[ShortageReport]:
    return rows.select_related("replaces").prefetch_related("events", "attachments")


def _view(row: ShortageReport, book: ReportBook) -> ReportView:
    state = ReportState(row.state)
    return ReportView(
        number=row.number, hospital=row.hospital, region=row.region_code, month=row.month,
        product_code=row.product_code, drug_name=row.drug_name, needed=row.needed, unit=QuantityUnit(row.unit),
        stock=row.stock, days_left=row.days_left, cause=row.cause, tried=row.tried, substitute=row.substitute,
        note=row.note, state=state, waits_for=next_reviewer(state, book.levels_above(row.region_code)),
        filed_at=row.filed_at, replaces=row.replaces.number if row.replaces else "",
        attachments=tuple(
            AttachmentView(sha256=one.sha256, file_name=one.file_name, media_type=one.media_type, size=one.size)
            for one in row.attachments.all()
        ),
        events=tuple(
            EventView(
                move=ReportMove(one.move), state=ReportState(one.state), at=one.at, by=one.by,
                organisation=one.organisation, level=one.level, reason=one.reason,
            )
            for one in row.events.all()
        ),
    )  # fmt: skip
