"""What the worker does at each beat beside its queue: hands over to the lake, works plans out, reads what measures did.

A hindrance is told and tried again at the next beat; one part that cannot go on keeps no other from it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from baowen.commands import reserve_goods, trade
from baowen.commands.handed import tell_kept_back
from baowen.commands.output import err
from baowen.commands.session import actor
from baowen.core.clock import day_of, now
from baowen.core.home import Home
from baowen.core.problems import BaowenError


def beat(home: Home, at: datetime) -> None:
    """Everything that is due now."""
    trade.beat(home, at)
    for work, what in _WORK.items():
        _tried(work, what, home, at)


def hand_over_transfers(home: Home) -> None:
    """Hand over what transfers moved, as part of the cycle; what the lake refuses is told."""
    from baowen.reserve.transfers.actions.handing_over import hand_over, waiting

    if waiting():
        found = hand_over(home, by=actor(), at=now(), clock=now)
        tell_kept_back(found.refused, "上述调剂已保存；补全机构名录或药品目录后再次运行即可")


def _tried(work: Callable[[Home, datetime], None], what: str, home: Home, at: datetime) -> None:
    try:
        work(home, at)
    except BaowenError as error:
        err.print(f"{what}：{error.message}", markup=False, highlight=False)


def _transfers(home: Home, _: datetime) -> None:
    hand_over_transfers(home)


def _late_transfers(_: Home, at: datetime) -> None:
    from baowen.reserve.transfers.actions.reminding import remind_late

    remind_late(on=day_of(at), by=actor(), at=at)


def _plans(home: Home, at: datetime) -> None:
    """Work out the plans that a page left to the worker."""
    from baowen.reserve.transfers.actions.planning import work_out
    from baowen.reserve.transfers.queries.waiting import plans_waiting
    from baowen.respond.rulebook import load_rulebook

    numbers = plans_waiting()
    if numbers:
        book = load_rulebook(home.calendar)
        for number in numbers:
            work_out(number, home=home, book=book, by=actor(), at=at)


def _outcomes(home: Home, at: datetime) -> None:
    """Read once a day what the measures that are followed did."""
    from baowen.outcomes.actions import has_unread, read_all
    from baowen.respond.rulebook import load_rulebook

    on = day_of(at)
    if has_unread(on):
        read_all(home, book=load_rulebook(home.calendar), on=on, by=actor(), at=at)


_WORK: dict[Callable[[Home, datetime], None], str] = {
    reserve_goods.hand_over_news: "储备结存暂未入湖",
    _transfers: "调剂暂未入湖",
    _late_transfers: "逾期调剂暂未提醒",
    _plans: "调剂方案暂未测算",
    _outcomes: "措施效果暂未读取",
}
