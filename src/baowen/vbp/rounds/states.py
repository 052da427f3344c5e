"""The states of a round. VBP-1."""

from __future__ import annotations

from enum import StrEnum


class RoundState(StrEnum):
    """Where a round stands; volumes are reported while it is prepared, contracts run while it runs."""

    PREPARED = "prepared"
    RUNNING = "running"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


STATE_WORDS: dict[RoundState, tuple[str, str]] = {
    RoundState.PREPARED: ("筹备", "prepared"),
    RoundState.RUNNING: ("执行中", "running"),
    RoundState.ENDED: ("已结束", "ended"),
    RoundState.WITHDRAWN: ("已撤销", "withdrawn"),
}

NEXT: dict[RoundState, frozenset[RoundState]] = {
    RoundState.PREPARED: frozenset({RoundState.RUNNING, RoundState.WITHDRAWN}),
    RoundState.RUNNING: frozenset({RoundState.ENDED}),
    RoundState.ENDED: frozenset(),
    RoundState.WITHDRAWN: frozenset(),
}
