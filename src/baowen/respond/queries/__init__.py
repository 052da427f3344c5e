"""Reads of the response: cases, what is late, consultations, hand-overs, and what people found of signals."""

from __future__ import annotations

from baowen.respond.queries.cases import (
    CaseBeside,
    CaseLine,
    CasePage,
    EventView,
    MeasureView,
    OwedView,
    Page,
    QuestionView,
    case_beside,
    case_page,
    cases,
    inbox,
    questions_to,
)
from baowen.respond.queries.consultations import (
    ConsultationView,
    InvitationView,
    MinutesView,
    TaskView,
    consultation_of_task,
    consultation_page,
    consultations,
)
from baowen.respond.queries.counts import CaseCounts, case_counts
from baowen.respond.queries.files import FileView, file_to_read, files_of
from baowen.respond.queries.handovers import HandoverView, handover_page, incoming, outgoing, unanswered
from baowen.respond.queries.late import (
    Late,
    Lateness,
    LateTask,
    late_tasks,
    lateness,
    overdue,
    step_words,
)
from baowen.respond.queries.of_signal import CaseOfSignal, NextStep, case_of_signal
from baowen.respond.queries.seeing import PAGE, seen_of
from baowen.respond.queries.verdicts import Verdicts, verdicts

__all__ = [
    "PAGE",
    "CaseBeside",
    "CaseCounts",
    "CaseLine",
    "CaseOfSignal",
    "CasePage",
    "ConsultationView",
    "EventView",
    "FileView",
    "HandoverView",
    "InvitationView",
    "Late",
    "LateTask",
    "Lateness",
    "MeasureView",
    "MinutesView",
    "NextStep",
    "OwedView",
    "Page",
    "QuestionView",
    "TaskView",
    "Verdicts",
    "case_beside",
    "case_counts",
    "case_of_signal",
    "case_page",
    "cases",
    "consultation_of_task",
    "consultation_page",
    "consultations",
    "file_to_read",
    "files_of",
    "handover_page",
    "inbox",
    "incoming",
    "late_tasks",
    "lateness",
    "outgoing",
    "overdue",
    "questions_to",
    "seen_of",
    "step_words",
    "unanswered",
    "verdicts",
]
