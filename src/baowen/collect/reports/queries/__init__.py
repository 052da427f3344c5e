"""Reads of reports. reports: who said what for a month. stops, clues: these two. drugs: finding a drug by its name."""

from __future__ import annotations

from baowen.collect.reports.queries.clues import ClueView, FollowedClue, clue_page, clues, followed_clue, open_clues
from baowen.collect.reports.queries.drugs import DrugHit, drug_called, search_drugs, similar_names
from baowen.collect.reports.queries.reports import (
    AttachmentView,
    EventView,
    MonthState,
    ReportView,
    Silent,
    attachment_of,
    own_standing,
    report_page,
    reporting_state,
    reports,
    reports_of,
    silent,
    silent_hospitals,
)
from baowen.collect.reports.queries.stops import AssessmentDue, StopView, assessments_due, stop_page, stops

__all__ = [
    "AssessmentDue", "AttachmentView", "ClueView", "DrugHit", "EventView", "FollowedClue", "MonthState", "ReportView",
    "Silent", "StopView", "assessments_due", "attachment_of", "clue_page", "clues", "drug_called", "followed_clue",
    "open_clues", "own_standing", "report_page", "reporting_state", "reports", "reports_of", "search_drugs", "silent",
    "silent_hospitals", "similar_names", "stop_page", "stops",
]  # fmt: skip
