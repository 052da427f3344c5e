"""What an organisation can take on in a case beside the steps of the levels. Requirements: RSP-3, RSP-5."""

from __future__ import annotations

from enum import StrEnum


class Duty(StrEnum):
    """What an organisation took on in a case."""

    TASK = "task"
    MEASURE = "measure"


DUTY_WORDS: dict[Duty, tuple[str, str]] = {
    Duty.TASK: ("会商任务", "finish a task of a consultation"),
    Duty.MEASURE: ("应对措施", "carry a measure out"),
}
