"""Orders, deliveries, receipts and returns that come as messages of other systems. PRC-4, domain.md 14.2.

A message may speak of its sender's own papers alone; codes of vendors that no source explains are not guessed at.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Actor, NotAllowedError
from baowen.procure.basis import BasisKind
from baowen.procure.exchange.answers import Answer, Stands
from baowen.procure.exchange.reading import Values
from baowen.procure.listing.queries import listing_of
from baowen.procure.trade.actions.delivering import Note, Parcel, deliver
from baowen.procure.trade.actions.digests import OtherContentError
from baowen.procure.trade.actions.ordering import NewOrder, place_orders
from baowen.procure.trade.actions.receiving import receive
from baowen.procure.trade.actions.returning import GoingBack, return_goods
from baowen.procure.trade.book import TradeBook
from baowen.procure.trade.kinds import RETURN_WORDS, URGENCY_WORDS, Urgency
from baowen.procure.trade.rules.asked import NewLine
from baowen.procure.trade.rules.moved import Counted, Lot

Kind = TypeVar("Kind", bound=StrEnum)


def take_order(answer: Answer, *, actor: Actor, at: datetime, book: TradeBook) -> None:
    """One order of the sender's hospital, whole or not at all."""
    head, read = answer.read.head, answer.read
    _check_own(answer, "yybm", actor)
    if answer.problems:
        return
    lines = [_ordered(answer, line, row, actor) for line, row in zip(read.lines, read.numbers, strict=True)]
    if answer.problems:
        return
    try:
        urgency = Urgency.GENERAL if head["jjcd"] is None else _kind(URGENCY_WORDS, str(head["jjcd"]), "jjcd")
        order = NewOrder(
            number=str(head["ddjhbh"]), supplier=str(head["gysbm"]), urgency=urgency,
            lines=tuple(one for one in lines if one is not None), in_parts=head["dcpsbs"] is not False,
        )  # fmt: skip
        (placed,) = place_orders([order], actor=actor, at=at, book=book)
    except NotAllowedError:
        raise
    except BaowenError as error:
        _tell(answer, 0, "ddjhbh", error, head["ddjhbh"])
        return
    for line, row, number in zip(read.lines, read.numbers, placed.lines, strict=True):
        answer.stands.append(Stands(row, str(line["ddjhmxbh"]), number, placed.is_new))


def _ordered(answer: Answer, line: Values, row: int, actor: Actor) -> NewLine | None:
    """A line on the basis that it names, else on the listing of its product."""
    quantity, price = _decimal(line["cgsl"]), _decimal(line["dj"]) if line["dj"] is not None else None
    if line["cgyj"] is not None:
        kind, _, number = str(line["cgyj"]).partition(":")
        if kind in set(BasisKind) and number:
            return NewLine(basis=BasisKind(kind), basis_number=number, quantity=quantity, price=price)
        names = "、".join(BasisKind)
        error = BaowenError(f"采购依据应写作 类别:编号，类别为 {names}", f"a basis is KIND:NUMBER, one of {names}")
        answer.refuse(row, "cgyj", error, line["cgyj"])
        return None
    found = listing_of(actor.region, str(line["ypbm"]))
    if found is None:
        error = BaowenError(
            "本省平台没有该药品的挂网；请先查“怎么买”，并在 cgyj 中写明依据",
            "it is not listed here; look up the routes and name the basis in cgyj",
        )
        answer.refuse(row, "ypbm", error, line["ypbm"])
        return None
    return NewLine(basis=BasisKind.LISTING, basis_number=found.number, quantity=quantity, price=price)


def take_delivery(answer: Answer, *, actor: Actor, at: datetime, book: TradeBook) -> None:
    """One delivery note of the sender's enterprise for one order, whole or not at all."""
    del book
    read, head = answer.read, answer.read.head
    _check_own(answer, "pssbm", actor)
    orders = {str(line["ddmxbh"]).rpartition("-")[0] for line in read.lines}
    if len(orders) != 1:
        error = BaowenError(
            "一张配送单只能对应一张订单，请分开发送", "a delivery note is for one order; send them apart"
        )
        answer.refuse(0, "ddmxbh", error)
    if answer.problems:
        return
    parcels = tuple(Parcel(line=str(line["ddmxbh"]), lot=_lot(line)) for line in read.lines)
    try:
        sent = deliver(Note(number=str(head["psdbh"]), order=orders.pop(), parcels=parcels), actor=actor, at=at)
    except NotAllowedError:
        raise
    except BaowenError as error:
        _tell(answer, 0, "psdbh", error, head["psdbh"])
        return
    for line, row, number in zip(read.lines, read.numbers, sent.deliveries, strict=True):
        answer.stands.append(Stands(row, str(line["psdmxbh"]), number, sent.is_new))


def _lot(line: Values) -> Lot:
    codes, made, expires = line["zsm"], line["scrq"], line["yxrq"]
    assert isinstance(codes, list)
    return Lot(
        quantity=_decimal(line["pssl"]), lot_no=str(line["scph"]), made_on=made, expires_on=expires, codes=tuple(codes)
    )


def take_inbound(answer: Answer, *, actor: Actor, at: datetime, book: TradeBook) -> None:
    """What the sender's hospital took into stock; each line stands by itself."""
    del book
    _check_own(answer, "yybm", actor)
    if answer.problems and any(one.row == 0 for one in answer.problems):
        return
    for line, row in zip(answer.read.lines, answer.read.numbers, strict=True):
        counted = Counted(
            accepted=_decimal(line["crksl"]), short=_decimal(line["qssl"] or 0), damaged=_decimal(line["pssl"] or 0)
        )
        try:
            got = receive(str(line["psdmxbh"]), counted, actor=actor, at=at)
            answer.stands.append(Stands(row, str(line["rkdmxbh"]), got.receipt, got.is_new))
        except BaowenError as error:
            _tell(answer, row, "psdmxbh", error, line["psdmxbh"])


def take_return(answer: Answer, *, actor: Actor, at: datetime, book: TradeBook) -> None:
    """What the sender's hospital gives back; each line stands by itself, under the note's number and its place."""
    del book
    _check_own(answer, "yybm", actor)
    if any(one.row == 0 for one in answer.problems):
        return
    for line, row in zip(answer.read.lines, answer.read.numbers, strict=True):
        number = f"{answer.read.head['yqthdbh']}-{row}"
        try:
            cause = _kind(RETURN_WORDS, str(line["thyy"]), "thyy")
            asked = GoingBack(
                number=number, delivery=str(line["psdmxbh"]), quantity=_decimal(line["thsl"]), cause=cause
            )  # fmt: skip
            is_new = return_goods(asked, actor=actor, at=at)
            answer.stands.append(Stands(row, str(line["psdmxbh"]), number, is_new))
        except BaowenError as error:
            _tell(answer, row, "psdmxbh", error, line["psdmxbh"])


def _check_own(answer: Answer, field: str, actor: Actor) -> None:
    """A message that names another organisation than the sender's is refused whole."""
    named = answer.read.head[field]
    if named != actor.organisation:
        error = BaowenError(
            f"{field} 应为本机构的代码 {actor.organisation}", f"{field} is the own code, {actor.organisation}"
        )
        answer.refuse(0, field, error, named)


def _tell(answer: Answer, row: int, column: str, error: BaowenError, value: object) -> None:
    answer.refuse(row, column, error, value)
    answer.repeated |= isinstance(error, OtherContentError)


def _kind(words: Mapping[Kind, tuple[str, str]], text: str, field: str) -> Kind:
    """The choice that a text names by its code or its words."""
    for one in words:
        if text in (one.value, *words[one]):
            return one
    known, en = "、".join(names[0] for names in words.values()), ", ".join(words)
    raise BaowenError(f"{field} 应为：{known}", f"{field} is one of {en}")


def _decimal(value: object) -> Decimal:
    assert isinstance(value, Decimal | int)
    return Decimal(value)
