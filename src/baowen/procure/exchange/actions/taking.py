"""Takes a message of an organisation's system: what it says is done as if a person had done it on a page. PRC-4."""

from __future__ import annotations

from datetime import datetime

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor
from baowen.procure.exchange.actions.papers import take_delivery, take_inbound, take_order, take_return
from baowen.procure.exchange.actions.shelf import take_shelf
from baowen.procure.exchange.answers import Answer
from baowen.procure.exchange.reading import Read, read
from baowen.procure.exchange.shapes import MESSAGES, Message
from baowen.procure.trade.book import TradeBook

_PAPERS = {"order": take_order, "delivery": take_delivery, "inbound": take_inbound, "return": take_return}


def message_called(name: str) -> Message:
    """The message of that name; BaowenError that lists the names where there is none."""
    found = MESSAGES.get(name)
    if found is None:
        raise BaowenError(
            f"没有名为 {name[:40]} 的报文；可用：{'、'.join(MESSAGES)}",
            f"no message {name[:40]}; known: {', '.join(MESSAGES)}",
        )
    return found


def take(
    name: str, body: bytes, *, is_xml: bool, actor: Actor, at: datetime, book: TradeBook
) -> Answer:  # fmt: skip
    """Read and carry out a message. The same message again is answered as before and changes nothing.

    BaowenError for an unknown name or a body that can't be read; NotAllowedError.
    """
    found = read(message_called(name), body, is_xml=is_xml)
    answer = Answer(found, problems=list(found.problems))
    if _is_broken(found):
        return answer
    if name in _PAPERS:
        _PAPERS[name](answer, actor=actor, at=at, book=book)
    else:
        take_shelf(answer, actor=actor, at=at)
    return answer


def _is_broken(found: Read) -> bool:
    """A head that is not whole, or no line at all, leaves nothing to carry out."""
    return any(one.row == 0 for one in found.problems)
