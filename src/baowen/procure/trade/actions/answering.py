"""What becomes of an order before goods move: confirmed or refused by its supplier, cancelled by its hospital. PRC-4.

All of it may be sent again: a line that is there already is left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import F

from baowen.core.audit.trail import writing
from baowen.core.money import plain
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.orgs.permissions import Actor
from baowen.procure.trade.actions.held import held_lines, movable, order_of, require_hospital, require_supplier
from baowen.procure.trade.actions.telling import tell_other_side
from baowen.procure.trade.book import TradeBook
from baowen.procure.trade.models import Order, OrderLine
from baowen.procure.trade.rules.due import Term, due_at
from baowen.procure.trade.states import LINE_RULES, LineMove

MOST_WORDS = 500


def confirm_order(
    code: str, *, actor: Actor, at: datetime, book: TradeBook, lines: Collection[str] | None = None
) -> int:  # fmt: skip
    """Confirm the lines of an order, all that wait or those named; the hours to deliver begin. How many are new."""
    order = order_of(code)
    require_supplier(actor, order)
    term = term_of(order)
    due = None if term is None else due_at(at, term, book.calendar).at
    return _moved(order, LineMove.CONFIRM, lines, actor, at, due=due)


def refuse_order(
    code: str, *, why: str, actor: Actor, at: datetime, lines: Collection[str] | None = None
) -> int:  # fmt: skip
    """Refuse the lines of an order that wait, all or those named, with a reason that the hospital and officers see."""
    order = order_of(code)
    require_supplier(actor, order)
    return _moved(order, LineMove.REFUSE, lines, actor, at, why=filled(why, "拒绝原因", "reason", most=MOST_WORDS))


def cancel_order(
    code: str, *, why: str, actor: Actor, at: datetime, lines: Collection[str] | None = None
) -> int:  # fmt: skip
    """Cancel lines of an own order of which nothing was sent, with a reason; what was sent in part is closed."""
    order = order_of(code)
    require_hospital(actor, order)
    return _moved(order, LineMove.CANCEL, lines, actor, at, why=filled(why, "撤单原因", "reason", most=MOST_WORDS))


def close_order(
    code: str, *, why: str = "", actor: Actor, at: datetime, lines: Collection[str] | None = None
) -> int:  # fmt: skip
    """Close lines of an own order: nothing more is to come. BaowenError while sent goods are not received."""
    order = order_of(code)
    require_hospital(actor, order)
    return _moved(order, LineMove.CLOSE, lines, actor, at, why=within(why, "说明", "remark", most=MOST_WORDS))


def term_of(order: Order) -> Term | None:
    """The rule for its deliveries as it stood when the order was placed."""
    if order.due_hours is None:
        return None
    return Term(
        name=order.due_class, hours=order.due_hours, in_holidays=order.due_in_holidays, clause=order.due_clause
    )  # fmt: skip


def _moved(
    order: Order, move: LineMove, numbers: Collection[str] | None, actor: Actor, at: datetime, *, why: str = "",
    due: datetime | None = None,
) -> int:  # fmt: skip
    if _is_done(order, move, numbers):
        return 0
    with writing(by=actor.name, at=at, organisation=actor.organisation, reason=why) as trail:
        lines = _of_move(held_lines(order, numbers), move, every=numbers is None)
        _check(lines, move)
        change: dict[str, object] = {"state": LINE_RULES[move].to.value, "revision": F("revision") + 1}
        if move in (LineMove.CONFIRM, LineMove.REFUSE):
            change |= {"answered_at": at, "answered_by": actor.name}
        if why:
            change["reason"] = why
        if due is not None:
            change["due_at"] = due
        OrderLine.objects.filter(pk__in=[line.pk for line in lines]).update(**change)
        told = {"lines": [line.number for line in lines], "due_at": due}
        trail.note(f"order.{move}", f"order/{order.code}", details={name: one for name, one in told.items() if one})
        if lines:  # else the same came at once by another way, and was told
            tell_other_side(order, move, lines[0].number, trail=trail, at=at)
    return len(lines)


def _is_done(order: Order, move: LineMove, numbers: Collection[str] | None) -> bool:
    """Whether every line that was named is where the move leads: it was sent before."""
    rows = OrderLine.objects.filter(order=order)
    if numbers is not None:
        rows = rows.filter(number__in=numbers)
        if len(set(numbers)) != rows.count():
            return False
    states = set(rows.values_list("state", flat=True))
    return states == {LINE_RULES[move].to.value}


def _of_move(lines: list[OrderLine], move: LineMove, *, every: bool) -> list[OrderLine]:
    """The lines that the move is made with: of a whole order those that can be, of named ones each."""
    sources = {state.value for state in LINE_RULES[move].sources}
    found = [line for line in lines if line.state in sources] if every else movable(lines, move)
    return found or movable(lines, move)


def _check(lines: Sequence[OrderLine], move: LineMove) -> None:
    for line in lines:
        if move is LineMove.CANCEL and line.delivered:
            raise BaowenError(
                f"{line.number} 已发货 {plain(line.delivered)} 盒，不能撤单；不再需要其余数量的，验收后办结",
                f"{line.number} was sent in part and can't be cancelled: receive what came, then close it",
            )
    if move is LineMove.CLOSE:
        check_all_received(lines)


def check_all_received(lines: Sequence[OrderLine]) -> None:
    """BaowenError for a line with a delivery that nobody has received yet."""
    waiting = OrderLine.objects.filter(
        pk__in=[line.pk for line in lines], deliveries__isnull=False, deliveries__receipt=None
    ).first()  # fmt: skip
    if waiting is not None:
        raise BaowenError(
            f"{waiting.number} 有发货未验收，请先验收", f"{waiting.number} has goods that are not received yet"
        )
