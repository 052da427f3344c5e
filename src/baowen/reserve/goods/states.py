"""Where a release order, a replenishment and a rotation stand, and what can be done then. RSV-1."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Words = tuple[str, str]


class ReleaseState(StrEnum):
    """`closed`: all that was to come has come, or somebody ended it earlier with a reason."""

    ORDERED = "ordered"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    CLOSED = "closed"


RELEASE_WORDS: dict[ReleaseState, Words] = {
    ReleaseState.ORDERED: ("待承储单位确认", "waits for the holder"),
    ReleaseState.CONFIRMED: ("执行中", "under way"),
    ReleaseState.REFUSED: ("承储单位不能执行", "refused"),
    ReleaseState.CANCELLED: ("已取消", "cancelled"),
    ReleaseState.CLOSED: ("已办结", "closed"),
}


class ReleaseMove(StrEnum):
    """What is done with a release order as a whole."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    CANCEL = "cancel"
    END = "end"


@dataclass(frozen=True, slots=True)
class MoveRule:
    """From which states a move leads where; `by_holder`: the holder makes it, else whoever orders releases."""

    sources: frozenset[ReleaseState]
    to: ReleaseState
    by_holder: bool
    needs_reason: bool
    zh: str
    en: str


_OPEN = frozenset({ReleaseState.ORDERED})
RELEASE_RULES: dict[ReleaseMove, MoveRule] = {
    ReleaseMove.CONFIRM: MoveRule(_OPEN, ReleaseState.CONFIRMED, True, False, "确认执行", "confirm"),
    ReleaseMove.REFUSE: MoveRule(_OPEN, ReleaseState.REFUSED, True, True, "说明不能执行", "refuse"),
    ReleaseMove.CANCEL: MoveRule(_OPEN, ReleaseState.CANCELLED, False, True, "取消", "cancel"),
    ReleaseMove.END: MoveRule(
        frozenset({ReleaseState.CONFIRMED}), ReleaseState.CLOSED, False, True, "提前办结", "end early"
    ),
}


class RefillState(StrEnum):
    """A replenishment is proposed by what was sent, and ordered or dropped by people."""

    PROPOSED = "proposed"
    ORDERED = "ordered"
    ARRIVED = "arrived"
    DROPPED = "dropped"


REFILL_WORDS: dict[RefillState, Words] = {
    RefillState.PROPOSED: ("建议补库", "proposed"),
    RefillState.ORDERED: ("已下达", "ordered"),
    RefillState.ARRIVED: ("已补足", "arrived"),
    RefillState.DROPPED: ("不补库", "dropped"),
}


class RotationState(StrEnum):
    """A rotation is planned by the holder, then carried out or cancelled."""

    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


ROTATION_WORDS: dict[RotationState, Words] = {
    RotationState.PLANNED: ("待轮换", "planned"),
    RotationState.DONE: ("已轮换", "done"),
    RotationState.CANCELLED: ("已取消", "cancelled"),
}
