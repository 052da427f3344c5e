"""Which states an order line has and which moves lead from one to the next: a table. Requirement: PRC-4."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LineState(StrEnum):
    """Where an order line stands. What was delivered, received and returned is told by quantities, not by states."""

    PLACED = "placed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class LineMove(StrEnum):
    """What can be done with an order line."""

    PLACE = "place"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    CANCEL = "cancel"
    DELIVER = "deliver"
    CLOSE = "close"


class Side(StrEnum):
    """Who may make a move."""

    HOSPITAL = "hospital"
    SUPPLIER = "supplier"
    SYSTEM = "system"


LINE_WORDS: dict[LineState, tuple[str, str]] = {
    LineState.PLACED: ("待确认", "to be confirmed"),
    LineState.CONFIRMED: ("已确认", "confirmed"),
    LineState.REFUSED: ("企业拒绝", "refused"),
    LineState.CANCELLED: ("医院撤单", "cancelled"),
    LineState.CLOSED: ("已完成", "closed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRule:
    """From which states a move is allowed, where it leads, whose it is, and whether a reason must be given."""

    move: LineMove
    sources: frozenset[LineState]
    to: LineState
    sides: frozenset[Side]
    zh: str
    en: str
    needs_reason: bool = False


_HOSPITAL, _SUPPLIER = frozenset({Side.HOSPITAL}), frozenset({Side.SUPPLIER})
_WAITING = frozenset({LineState.PLACED})
LINE_RULES: dict[LineMove, LineRule] = {
    rule.move: rule
    for rule in (
        LineRule(
            move=LineMove.PLACE, sources=frozenset(), to=LineState.PLACED, sides=_HOSPITAL, zh="下单", en="order"
        ),
        LineRule(
            move=LineMove.CONFIRM, sources=_WAITING, to=LineState.CONFIRMED, sides=_SUPPLIER, zh="确认", en="confirm"
        ),
        LineRule(
            move=LineMove.REFUSE, sources=_WAITING, to=LineState.REFUSED, sides=_SUPPLIER, zh="拒绝", en="refuse",
            needs_reason=True,
        ),
        LineRule(
            move=LineMove.CANCEL, sources=frozenset({LineState.PLACED, LineState.CONFIRMED}), to=LineState.CANCELLED,
            sides=_HOSPITAL, zh="撤单", en="cancel", needs_reason=True,
        ),
        LineRule(
            move=LineMove.DELIVER, sources=frozenset({LineState.CONFIRMED}), to=LineState.CONFIRMED, sides=_SUPPLIER,
            zh="发货", en="deliver",
        ),
        LineRule(
            move=LineMove.CLOSE, sources=frozenset({LineState.CONFIRMED}), to=LineState.CLOSED,
            sides=frozenset({Side.HOSPITAL, Side.SYSTEM}), zh="办结", en="close",
        ),
    )
}  # fmt: skip
