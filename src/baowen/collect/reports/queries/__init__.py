"""Reads of reports. reports: who said what for a month. stops, clues: these two. drugs: finding a drug by its name."""

from __future__ import annotations

from baowen.collect.reports.queries.clues import ClueView, FollowedClue, clues, followed_clue, open_clues
from baowen.collect.reports.queries.drugs import DrugHit, drug_called, search_drugs
from baowen.collect.reports.queries.reports import (
    AttachmentView,
    EventView,
    MonthState,
    ReportView,
    Silent,
    reporting_state,
    reports,
    reports_of,
    silent,
    silent_hospitals,
)
from baowen.collect.reports.queries.stops import AssessmentDue, StopView, assessments_due, stops

__all__ = [
    "AssessmentDue", "AttachmentView", "ClueView", "DrugHit", "EventView", "FollowedClue", "MonthState", "ReportView",
    "Silent", "StopView", "assessments_due", "clues", "drug_called", "followed_clue", "open_clues", "reporting_state",
    "reports", "reports_of", "search_drugs", "silent", "silent_hospitals", "stops",
]  # fmt: skip
