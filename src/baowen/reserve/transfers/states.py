"""The states of plans, moves and transfer orders, with their words. RSV-3."""

from __future__ import annotations

from enum import StrEnum


class PlanState(StrEnum):
    """A plan is asked for, worked out, and then ordered or dropped by people."""

    ASKED = "asked"
    FAILED = "failed"
    PROPOSED = "proposed"
    ORDERED = "ordered"
    DROPPED = "dropped"


PLAN_WORDS: dict[PlanState, tuple[str, str]] = {
    PlanState.ASKED: ("测算中", "being worked out"),
    PlanState.FAILED: ("测算失败", "failed"),
    PlanState.PROPOSED: ("待决定", "to be decided"),
    PlanState.ORDERED: ("已下达", "ordered"),
    PlanState.DROPPED: ("已放弃", "dropped"),
}


class MoveState(StrEnum):
    """What people did with a move of a plan."""

    PROPOSED = "proposed"
    CHANGED = "changed"
    ADDED = "added"
    REFUSED = "refused"


MOVE_WORDS: dict[MoveState, tuple[str, str]] = {
    MoveState.PROPOSED: ("按测算", "as proposed"),
    MoveState.CHANGED: ("人工修改", "changed"),
    MoveState.ADDED: ("人工增加", "added"),
    MoveState.REFUSED: ("不采纳", "refused"),
}


class OrderState(StrEnum):
    """A transfer order waits for its giver, is accepted, is on its way, and ends."""

    ORDERED = "ordered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ENDED = "ended"
    CANCELLED = "cancelled"


ORDER_WORDS: dict[OrderState, tuple[str, str]] = {
    OrderState.ORDERED: ("待调出机构答复", "waits for the giver"),
    OrderState.ACCEPTED: ("调出机构已接受", "accepted by the giver"),
    OrderState.REFUSED: ("调出机构不同意", "refused by the giver"),
    OrderState.ENDED: ("已完成", "ended"),
    OrderState.CANCELLED: ("已取消", "cancelled"),
}
OPEN = frozenset({OrderState.ORDERED, OrderState.ACCEPTED})
"""Orders whose lots are promised: no other plan may count on them."""
