"""What the response stores. cases: cases with what belongs to each. beside: consultations and hand-overs.
files: files of cases."""

from __future__ import annotations

from baowen.respond.models.beside import Consultation, ConsultationTask, Handover, Invitation, Minutes
from baowen.respond.models.cases import (
    Case,
    CaseEvent,
    CaseLink,
    CaseSource,
    Comment,
    Measure,
    OwedStep,
    Question,
    Sequence,
    SignalDismissal,
)
from baowen.respond.models.files import CaseFile

__all__ = [
    "Case",
    "CaseEvent",
    "CaseFile",
    "CaseLink",
    "CaseSource",
    "Comment",
    "Consultation",
    "ConsultationTask",
    "Handover",
    "Invitation",
    "Measure",
    "Minutes",
    "OwedStep",
    "Question",
    "Sequence",
    "SignalDismissal",
]
