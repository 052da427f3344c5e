"""Reads of the response: cases, what is late, consultations, hand-overs, and what people found of signals."""

from __future__ import annotations

from baowen.respond.queries.cases import (
    CaseBeside,
    CasePage,
    EventView,
    MeasureView,
    OwedView,
    QuestionView,
    case_beside,
    case_page,
    questions_to,
)
from baowen.respond.queries.changed import CaseChange, CaseChanges, case_changes, changed_cases
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
from baowen.respond.queries.handovers import HandoverView, handover_page, incoming, outgoing, receivers, unanswered
from baowen.respond.queries.late import (
    Late,
    Lateness,
    LateTask,
    late_tasks,
    lateness,
    overdue,
    step_words,
)
from baowen.respond.queries.lists import (
    CaseLine,
    Page,
    Wanted,
    cases,
    inbox,
    inbox_count,
    inbox_whole,
    mergeable,
)
from baowen.respond.queries.of_signal import CaseOfSignal, NextStep, case_of_signal
from baowen.respond.queries.owed import DEBT_WORDS, Debt, DebtKind, debts
from baowen.respond.queries.seeing import PAGE, seen_of
from baowen.respond.queries.verdicts import Verdicts, verdicts

__all__ = [
    "DEBT_WORDS",
    "PAGE",
    "CaseBeside",
    "CaseChange",
    "CaseChanges",
    "CaseCounts",
    "CaseLine",
    "CaseOfSignal",
    "CasePage",
    "ConsultationView",
    "Debt",
    "DebtKind",
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
    "Wanted",
    "case_beside",
    "case_changes",
    "case_counts",
    "case_of_signal",
    "case_page",
    "cases",
    "changed_cases",
    "consultation_of_task",
    "consultation_page",
    "consultations",
    "debts",
    "file_to_read",
    "files_of",
    "handover_page",
    "inbox",
    "inbox_count",
    "inbox_whole",
    "incoming",
    "late_tasks",
    "lateness",
    "mergeable",
    "outgoing",
    "overdue",
    "questions_to",
    "receivers",
    "seen_of",
    "step_words",
    "unanswered",
    "verdicts",
]
