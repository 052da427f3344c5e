"""Hands what was filed over to the lake, through the same intake as any file: none lost, none twice in effect.

A hospital's month goes whole: its key is the report's number, so that sending it again changes nothing. What is
withdrawn cannot be taken out of the lake; its row then names no drug, and is a zero report where the hospital's word
for the month is zero now.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.db.models import F

from baowen.collect.actions import Outcome, import_file
from baowen.collect.feeds import FEEDS
from baowen.collect.reports.kinds import STOP_REASON_WORDS, QuantityUnit, StopReason
from baowen.collect.reports.models import ReportMonth, ShortageReport, StopNotice, ZeroReport
from baowen.collect.reports.states import ReportState, StopState
from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.core.problems import Level
from baowen.lake.lock import writer_lock

Row = dict[str, str]
LOCK = "handing-over.lock"
# A file with the same bytes as an earlier one never undoes a correction; this column makes each file one of its own.
STAMP = "移交批次"
YES, NO = "是", "否"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Rows that the lake took or had, those that it refused (number and why), and what is left to hand over."""

    accepted: int
    unchanged: int
    refused: tuple[tuple[str, str], ...]
    waiting: int


@dataclass(slots=True)
class _Batch:
    """Rows for one feed, and for each row whose revision it tells: (key of the stored row, revision)."""

    feed: str
    rows: list[Row] = field(default_factory=list)
    owners: list[tuple[int, int]] = field(default_factory=list)

    def add(self, row: Row, owner: tuple[int, int]) -> None:
        self.rows.append(row)
        self.owners.append(owner)


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
    home: Home, batch: _Batch, model: type[ReportMonth | StopNotice], *, by: str, at: datetime,
    clock: Callable[[], datetime],
) -> tuple[Outcome | None, list[tuple[str, str]]]:  # fmt: skip
    if not batch.rows:
        return None, []
    outcome = _imported(home, batch, by=by, at=at, clock=clock)
    refused = _refused(batch, outcome)
    kept_back = {batch.owners[position][0] for position in refused}
    taken = sorted({owner for owner in batch.owners if owner[0] not in kept_back})
    _mark(model, taken, batch.feed, by=by, at=clock())
    key = FEEDS[batch.feed].key[0]
    return outcome, [(batch.rows[position][key], why) for position, why in refused.items()]


def _imported(
    home: Home, batch: _Batch, *, by: str, at: datetime, clock: Callable[[], datetime]
) -> Outcome:  # fmt: skip
    feed = FEEDS[batch.feed]
    stamp = f"{at:%Y%m%dT%H%M%S%f}"
    names = [name for name in feed.column_names if any(name in row for row in batch.rows)]
    columns = {feed.column(name).zh: [row.get(name, "") for row in batch.rows] for name in names}
    frame = pl.DataFrame(
        columns | {STAMP: [stamp] * len(batch.rows)}, schema_overrides=dict.fromkeys(columns, pl.String)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{batch.feed}-{stamp}.csv"
        frame.write_csv(path, quote_style="always")
        return import_file(home, batch.feed, path, by=by, at=at, clock=clock)


def _refused(batch: _Batch, outcome: Outcome) -> dict[int, str]:
    """By position of the row in the batch, why the lake did not take it; a stopped file keeps all rows back."""
    bad = outcome.problems.filter(pl.col("level") == Level.REFUSE.value)
    whole = bad.filter(pl.col("row") == 0)
    if outcome.stopped:
        why = "；".join(whole["message"]) or "整份退回"
        return dict.fromkeys(range(len(batch.rows)), why)
    found: dict[int, str] = {}
    for row, column, message in bad.select("row", "column", "message").iter_rows():
        found.setdefault(row - 2, f"{column}：{message}")  # line 1 holds the headings
    return found


def _mark(
    model: type[ReportMonth | StopNotice], taken: Sequence[tuple[int, int]], feed: str, *, by: str, at: datetime
) -> None:
    """Note which revision the lake knows; one that has changed since keeps a higher one and goes again."""
    if not taken:
        return
    with writing(by=by, at=at) as trail:
        for key, revision in taken:
            model.objects.filter(pk=key, handed_over__lt=revision).update(handed_over=revision)
        trail.note("report.hand_over", f"feed/{feed}", details={"handed_over": len(taken)})


def _shortages() -> _Batch:
    batch = _Batch("shortage_report")
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


def _stops() -> _Batch:
    batch = _Batch("stop_notice")
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
