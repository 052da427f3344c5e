"""One report with its lines: last year, floor, what is typed and filed, what is wrong, what was changed. VBP-2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from baowen.orgs.permissions import Actor
from baowen.vbp.volumes.actions.filing import bought_by, typed
from baowen.vbp.volumes.models import VolumeReport
from baowen.vbp.volumes.purchases import months_known
from baowen.vbp.volumes.queries.reports import ReportView, report_of
from baowen.vbp.volumes.rulebook import VolumeBook
from baowen.vbp.volumes.rules import Bought, CellProblem, Limits, Line, LineKey, floor_of, problems_of
from baowen.vbp.volumes.sheet import SheetLine, write_form
from baowen.vbp.volumes.states import EDITABLE, Verdict, VolumeMove, VolumeState
from baowen.vbp.volumes.store import report_row


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLine:
    """A line: `last` is last year's purchases of the line itself, `floor` that of its lot; both None where not known.

    `units_text` and `explanation` are as typed; `units`, `filed_explanation` as filed.
    """

    lot: str
    product_code: str
    drug: str
    spec: str
    unit: str
    last: Decimal | None
    is_partial: bool
    floor: Decimal | None
    units_text: str
    explanation: str
    units: Decimal | None
    filed_explanation: str
    verdict: Verdict
    remark: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """Who did what with a report, and when."""

    move: VolumeMove
    state: VolumeState
    at: datetime
    by: str
    organisation: str
    place: str
    reason: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """What a correction changed at a line."""

    version: int
    lot: str
    product_code: str
    units_before: Decimal | None
    units_after: Decimal | None
    explanation_before: str
    explanation_after: str
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """A report whole. `months`: of how many of the months of last year anything is known, and how many there are."""

    report: ReportView
    lines: tuple[FormLine, ...]
    problems: tuple[CellProblem, ...]
    limits: Limits
    months: tuple[int, int]
    revision: int
    events: tuple[EventView, ...]
    changes: tuple[ChangeView, ...]

    @property
    def is_editable(self) -> bool:
        """Whether its state lets it be changed; the day is asked when it is."""
        return self.report.state in EDITABLE


def form_of(number: str, actor: Actor, *, book: VolumeBook, since: int = -1) -> FormView:
    """One report that the actor may see; of its lines those changed after the revision `since`. BaowenError."""
    view, row = report_of(number, actor), report_row(number)
    bought, limits = bought_by(row, book), book.limits(row.call)
    asked = book.asked(row.call)
    return FormView(
        report=view, lines=_lines(row, bought, limits, book, since), problems=_problems(row, bought, limits),
        limits=limits, months=(len(months_known(book.lake, asked)), len(asked.months)), revision=row.revision,
        events=_events(row), changes=_changes(row),
    )  # fmt: skip


def _lines(
    row: VolumeReport, bought: Mapping[LineKey, Bought], limits: Limits, book: VolumeBook, since: int
) -> tuple[FormLine, ...]:
    lots = {one.number: one for one in book.lots(row.call)}
    found = []
    for line in row.lines.filter(revision__gt=since).order_by("pk"):
        lot, whole = lots.get(line.lot), bought.get((line.lot, ""), Bought())
        own = bought.get((line.lot, line.product_code), Bought()) if line.product_code else whole
        found.append(
            FormLine(
                lot=line.lot, product_code=line.product_code, drug=lot.drug if lot else line.lot,
                spec=lot.spec if lot else "", unit=lot.unit if lot else "", last=own.units, is_partial=own.is_partial,
                floor=floor_of(whole.units, limits.floor), units_text=line.units_text, explanation=line.explanation,
                units=line.units, filed_explanation=line.filed_explanation, verdict=Verdict(line.verdict),
                remark=line.remark, revision=line.revision,
            )
        )  # fmt: skip
    return tuple(found)


def _problems(row: VolumeReport, bought: Mapping[LineKey, Bought], limits: Limits) -> tuple[CellProblem, ...]:
    lines = typed(row)
    by_lot = {lot: one for (lot, code), one in bought.items() if not code}
    return tuple(problems_of(lines, by_lot, limits, allowed={line.key for line in lines}))


def _events(row: VolumeReport) -> tuple[EventView, ...]:
    return tuple(
        EventView(
            move=VolumeMove(one.move), state=VolumeState(one.state), at=one.at, by=one.by,
            organisation=one.organisation, place=one.place, reason=one.reason, version=one.version,
        )
        for one in row.events.all()
    )  # fmt: skip


def _changes(row: VolumeReport) -> tuple[ChangeView, ...]:
    return tuple(
        ChangeView(
            version=one.version, lot=one.lot, product_code=one.product_code, units_before=one.units_before,
            units_after=one.units_after, explanation_before=one.explanation_before,
            explanation_after=one.explanation_after, remark=one.remark,
        )
        for one in row.changes.all()
    )  # fmt: skip


def difference(line: FormLine) -> Decimal | None:
    """How much more (or less, below zero) is reported than was bought last year; None where either is not known."""
    return None if line.units is None or line.last is None else line.units - line.last


def as_workbook(form: FormView) -> bytes:
    """The form as a workbook, with what is wrong at its cells."""
    lines = [
        SheetLine(
            line=Line(lot=one.lot, product_code=one.product_code, units=one.units_text, explanation=one.explanation),
            drug=one.drug, spec=one.spec, unit=one.unit, last=one.last, floor=one.floor,
        )
        for one in form.lines
    ]  # fmt: skip
    return write_form(lines, form.problems)
