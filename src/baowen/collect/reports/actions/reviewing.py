"""How the levels review shortage reports, one after the other, from the county upward. COL-2 (HN-7, NJ-10, HD-5)."""

from __future__ import annotations

from datetime import datetime

from baowen.collect.reports.actions.filing import locked_report
from baowen.collect.reports.book import ReportBook
from baowen.collect.reports.models import ReportEvent
from baowen.collect.reports.rules import state_after
from baowen.collect.reports.states import REPORT_RULES, ReportMove, ReportState
from baowen.core.audit.trail import writing
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, require


def review(number: str, *, actor: Actor, at: datetime, book: ReportBook, reason: str = "") -> ReportState:
    """Pass a report on as the lead unit of the level whose turn it is; the state after it."""
    return _move(number, ReportMove.REVIEW, actor=actor, at=at, book=book, reason=reason)


def return_report(number: str, *, actor: Actor, at: datetime, book: ReportBook, reason: str) -> ReportState:
    """Return a report to its hospital, which corrects or withdraws it. BaowenError without a reason."""
    return _move(number, ReportMove.RETURN, actor=actor, at=at, book=book, reason=reason)


def _move(number: str, move: ReportMove, *, actor: Actor, at: datetime, book: ReportBook, reason: str) -> ReportState:
    rule = REPORT_RULES[move]
    if rule.needs_reason and not reason.strip():
        raise BaowenError(f"{rule.zh}须写明原因", f"say why: {rule.en}")
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=reason) as trail:
        row = locked_report(number)
        require(actor, Act.REPORT_REVIEW, row.region_code, regions=book.regions)
        level = book.regions.require(actor.region).level
        before = ReportState(row.state)
        found = state_after(move, before, by=level, levels=book.levels_above(row.region_code), number=number)
        row.state = found.value
        row.save(update_fields=["state"])
        ReportEvent.objects.create(
            report=row, move=move.value, state=row.state, at=at, by=actor.name, organisation=actor.organisation,
            level=level.value, region=actor.region, reason=reason,
        )  # fmt: skip
        trail.note(f"report.{move}", f"report/{number}", before={"state": before}, after={"state": found})
    return found
