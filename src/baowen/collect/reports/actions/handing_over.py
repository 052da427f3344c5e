"""Hands what was filed over to the lake, through the same intake as any file: none lost, none twice in effect.

A hospital's month goes whole: its key is the report's number, so that sending it again changes nothing. What is
withdrawn cannot be taken out of the lake; its row then names no drug, and is a zero report where the hospital's word
for the month is zero now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from baowen.collect.actions import Outcome
from baowen.collect.handing import Batch, Row, bring, mark
from baowen.collect.reports.kinds import STOP_REASON_WORDS, QuantityUnit, StopReason
from baowen.collect.reports.models import ReportMonth, ShortageReport, StopNotice, ZeroReport
from baowen.collect.reports.states import ReportState, StopState
from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.lake.lock import writer_lock

LOCK = "handing-over.lock"
YES, NO = "是", "否"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Rows that the lake took or had, those that it refused (number and why), and what is left to hand over."""

    accepted: int
    unchanged: int
    refused: tuple[tuple[str, str], ...]
    waiting: int


def hand_over(home: Home, *, by: str, at: datetime, clock: Callable[[], datetime]) -> HandedOver:
    """Bring into the lake what was filed or changed since the last time. Safe to repeat, and to break off.

    A row that the lake refuses (an unknown hospital or product) stays to be handed over, and is told. BaowenError
    where another process writes to the home for too long.
    """
    with writer_lock(home.root / LOCK):  # an older state must not come after a newer one
        results = [
            _hand_over(home, _shortages(), ReportMonth, by=by, at=at, clock=clock),
            _hand_over(home, _stops(), StopNotice, by=by, at=at, clock=clock),
        ]
    outcomes = [outcome for outcome, _ in results if outcome is not None]
    return HandedOver(
        accepted=sum(one.accepted for one in outcomes),
        unchanged=sum(one.unchanged for one in outcomes),
        refused=tuple(pair for _, refused in results for pair in refused),
        waiting=waiting(),
    )


def waiting() -> int:
    """How many hospital-months and stop notices the lake does not know in their newest form."""
    return sum(model.objects.filter(revision__gt=F("handed_over")).count() for model in (ReportMonth, StopNotice))


def _hand_over(
    home: Home, batch: Batch, model: type[ReportMonth | StopNotice], *, by: str, at: datetime,
    clock: Callable[[], datetime],
) -> tuple[Outcome | None, list[tuple[str, str]]]:  # fmt: skip
    taken = bring(home, batch, by=by, at=at, clock=clock)
    if taken is None:
        return None, []
    mark(model, taken, action="report.hand_over", feed=batch.feed, by=by, at=clock())
    return taken.outcome, list(taken.refused)


def _shortages() -> Batch:
    batch = Batch("shortage_report")
    months = ReportMonth.objects.filter(revision__gt=F("handed_over")).prefetch_related("shortages", "zeros")
    for one in months:
        owner, zeros = (one.pk, one.revision), list(one.zeros.all())
        says_zero = any(zero.withdrawn_at is None for zero in zeros)
        for zero in zeros:
            batch.add(_zero_row(zero, is_zero=says_zero), owner)
        for shortage in one.shortages.all():
            batch.add(_shortage_row(shortage, says_zero=says_zero), owner)
    return batch


def _zero_row(zero: ZeroReport, *, is_zero: bool) -> Row:
    return _base(zero) | {"is_zero_report": YES if is_zero else NO}


def _shortage_row(report: ShortageReport, *, says_zero: bool) -> Row:
    if report.state == ReportState.WITHDRAWN:
        return _base(report) | {"is_zero_report": YES if says_zero else NO}
    in_packs = report.unit == QuantityUnit.PACK  # the lake counts packs; smallest units would be read as packs
    return _base(report) | {
        "is_zero_report": NO,
        "product_code": report.product_code,
        "needed_quantity": str(report.needed) if in_packs else "",
        "stock_quantity": str(report.stock) if in_packs and report.stock is not None else "",
        "reason": report.cause,
        "tried": report.tried,
        "substitute": report.substitute,
    }


def _base(report: ShortageReport | ZeroReport) -> Row:
    return {
        "report_no": report.number,
        "hospital_code": report.hospital,
        "reported_on": str(day_of(report.filed_at)),
        "report_month": report.month,
    }


def _stops() -> Batch:
    batch = Batch("stop_notice")
    for notice in StopNotice.objects.filter(revision__gt=F("handed_over")):
        batch.add(_stop_row(notice), (notice.pk, notice.revision))
    return batch


def _stop_row(notice: StopNotice) -> Row:
    return {
        "notice_no": notice.number,
        "product_code": notice.product_code,
        "maker_code": notice.maker,
        "region_code": notice.region_code,
        "announced_on": str(notice.announced_on),
        "stops_on": str(notice.stops_on),
        "resumes_on": _text(notice.resumes_on),
        "ended_on": _text(_over_on(notice)),
        "stop_kind": notice.kind,
        "stop_state": _state(notice),
        "stock_left": _text(notice.stock_left),
        "reason": STOP_REASON_WORDS[StopReason(notice.cause)][0],
    }


def _state(notice: StopNotice) -> str:
    if notice.state == StopState.WITHDRAWN:
        return "avoided"
    if notice.state == StopState.ENDED:
        return "resolved"
    return "ongoing" if notice.stops_on <= day_of(notice.changed_at) else "announced"


def _over_on(notice: StopNotice) -> date | None:
    """The day from which the stop is no matter any more; of a notice that was withdrawn, the day of withdrawal."""
    return day_of(notice.changed_at) if notice.state == StopState.WITHDRAWN else notice.ended_on


def _text(value: object) -> str:
    return "" if value is None else str(value)
