"""All that this room stores: problems, enterprise files, joinings, findings."""

from baowen.vbp.supply.models.findings import Finding, FindingEvent, FindingPassed
from baowen.vbp.supply.models.firms import EntryAnswer, FirmEntry, FirmReport, FirmReportLine
from baowen.vbp.supply.models.joining import Joining, JoiningEvent, JoiningLine
from baowen.vbp.supply.models.problems import (
    Answer,
    Confirmation,
    KeptPaper,
    Problem,
    ProblemEvent,
    ProblemOrder,
    Sequence,
)

__all__ = [
    "Answer", "Confirmation", "EntryAnswer", "Finding", "FindingEvent", "FindingPassed", "FirmEntry", "FirmReport",
    "FirmReportLine", "Joining", "JoiningEvent", "JoiningLine", "KeptPaper", "Problem", "ProblemEvent",
    "ProblemOrder", "Sequence",
]  # fmt: skip
