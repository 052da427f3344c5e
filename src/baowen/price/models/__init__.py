"""What price supervision stores. matters: matters with moves and what is owed. papers: letters and answers.
outcomes: verdicts, notices, suspensions, credit events, what other provinces found."""

from __future__ import annotations

from baowen.price.models.matters import Event, Matter, MatterListing, OwedStep, Sequence, Source
from baowen.price.models.outcomes import CreditEvent, Judgement, Notice, Reference, Suspension
from baowen.price.models.papers import Answer, AnswerFile, CostLine, Letter

__all__ = [
    "Answer",
    "AnswerFile",
    "CostLine",
    "CreditEvent",
    "Event",
    "Judgement",
    "Letter",
    "Matter",
    "MatterListing",
    "Notice",
    "OwedStep",
    "Reference",
    "Sequence",
    "Source",
    "Suspension",
]
