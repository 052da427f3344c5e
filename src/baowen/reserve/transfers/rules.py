"""What holds of moves and of goods under way: pure, on numbers of packs. RSV-3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.calendar import Calendar, due
from baowen.core.policy import Ruling
from baowen.core.problems import BaowenError
from baowen.reserve.transfers.states import OrderState

ZERO = Decimal(0)
ANSWER, SEND, RECEIVE = "reserve.transfer.answer", "reserve.transfer.send", "reserve.transfer.receive"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLot:
    """One usable lot of a giver: packs that are not promised elsewhere, by the lot's own number."""

    product_code: str
    lot_no: str
    expires_on: date | None
    packs: Decimal
    units_per_pack: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """What a giver holds of an item and what it must keep, in smallest units; `lots` in any order."""

    name: str
    kept_units: Decimal
    lots: tuple[HeldLot, ...]

    @property
    def units(self) -> Decimal:
        """All usable units that are not promised."""
        return sum((lot.packs * lot.units_per_pack for lot in self.lots), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What moves take from one lot of a giver."""

    product_code: str
    lot_no: str
    packs: Decimal


def check_giver(
    giver: Giver, taken: Sequence[Sent], *, stays_before: date | None = None, own_consent: bool = False
) -> None:  # fmt: skip
    """All that is taken of a giver's item together: held, above its line, the lot that expires first going first.

    Lots that expire before `stays_before` do not move and need not go first. `own_consent`: the giver itself
    goes below its line; nobody else can. BaowenError with the figure that is broken.
    """
    asked: dict[tuple[str, str], Decimal] = {}
    for one in taken:
        if one.packs <= 0 or one.packs != one.packs.to_integral_value():
            raise BaowenError("调剂数量应为大于 0 的整盒", "a transfer moves whole packs, at least one")
        asked[one.product_code, one.lot_no] = asked.get((one.product_code, one.lot_no), ZERO) + one.packs
    held = {(lot.product_code, lot.lot_no): lot for lot in giver.lots}
    for key, packs in asked.items():
        _check_held(giver, held.get(key), key[1], packs)
    units = sum((packs * held[key].units_per_pack for key, packs in asked.items()), ZERO)
    left = giver.units - units
    if left < giver.kept_units and not own_consent:
        raise BaowenError(
            f"{giver.name} 调出后只剩 {_plain(left)}，低于应保留的 {_plain(giver.kept_units)}（最小单位）；请减少数量",
            f"{giver.name} would keep {_plain(left)} units, less than the {_plain(giver.kept_units)} it must keep",
        )
    _check_expiry(giver, asked, held, stays_before)


def _check_held(giver: Giver, lot: HeldLot | None, lot_no: str, packs: Decimal) -> None:
    if lot is None or packs > lot.packs:
        there = ZERO if lot is None else lot.packs
        raise BaowenError(
            f"{giver.name} 批号 {lot_no or '（未报）'} 可调 {_plain(there)} 盒，不足 {_plain(packs)} 盒"
            "（过期、召回和已承诺的不计）",
            f"{giver.name} has {_plain(there)} packs of lot {lot_no or '(not told)'} to give, not {_plain(packs)}",
        )


def _check_expiry(
    giver: Giver, asked: dict[tuple[str, str], Decimal], held: dict[tuple[str, str], HeldLot],
    stays_before: date | None,
) -> None:  # fmt: skip
    """Lots leave in expiry order: nothing of a later lot goes while an earlier one of the same product is kept."""
    for (product, lot_no), _ in asked.items():
        expires = held[product, lot_no].expires_on
        for other in giver.lots:
            if other.product_code != product or other.expires_on is None:
                continue
            stays = stays_before is not None and other.expires_on < stays_before
            earlier = expires is None or other.expires_on < expires
            if earlier and not stays and asked.get((product, other.lot_no), ZERO) < other.packs:
                raise BaowenError(
                    f"{giver.name} 的批号 {other.lot_no}（{other.expires_on} 到期）应先于批号 {lot_no} 调出",
                    f"lot {other.lot_no} of {giver.name}, which expires on {other.expires_on}, goes before {lot_no}",
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Packs of one line: what is sent is received, lost, returned, or still on its way."""

    agreed: Decimal
    sent: Decimal = ZERO
    received: Decimal = ZERO
    lost: Decimal = ZERO
    returned: Decimal = ZERO

    @property
    def to_send(self) -> Decimal:
        """Packs that are agreed and have not left."""
        return self.agreed - self.sent

    @property
    def on_the_way(self) -> Decimal:
        """Packs that have left and of which nobody has told what became of them."""
        return self.sent - self.received - self.lost - self.returned


def check_sent(balance: Balance, packs: Decimal, *, expires_on: date | None, is_recalled: bool, on: date) -> None:
    """BaowenError where more would leave than is agreed, or a lot that has expired or is recalled."""
    if packs <= 0 or packs != packs.to_integral_value() or packs > balance.to_send:
        raise BaowenError(
            f"可发出 {_plain(balance.to_send)} 盒，填写的是 {_plain(packs)} 盒",
            f"{_plain(balance.to_send)} packs are left to send, not {_plain(packs)}",
        )
    if expires_on is not None and expires_on < on:
        raise BaowenError(f"该批已于 {expires_on} 过期，不得调剂", f"the lot expired on {expires_on} and may not move")
    if is_recalled:
        raise BaowenError("该批在召回中，不得调剂", "the lot is recalled and may not move")


def check_counted(on_the_way: Decimal, *, received: Decimal, lost: Decimal, returned: Decimal) -> None:
    """BaowenError where a count of a shipment is negative, empty, or more than is on its way."""
    parts = (received, lost, returned)
    whole = all(part >= 0 and part == part.to_integral_value() for part in parts)
    total = sum(parts, ZERO)
    if not whole or total == 0 or total > on_the_way:
        raise BaowenError(
            f"在途 {_plain(on_the_way)} 盒，收到、损耗和退回合计应在 1 与它之间，填写的是 {_plain(total)}",
            f"{_plain(on_the_way)} packs are on their way; received, lost and returned must be whole and fit into them",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dues:
    """Days by which an order is answered, sent and received; None where the pack gives no number of days."""

    answer: date | None
    send: date | None
    receive: date | None


def late_step(state: OrderState, balances: Sequence[Balance], dues: Dues, today: date) -> str:
    """The first step that is overdue ("answer", "send", "receive"), "" for none; the last day is in time."""
    if state is OrderState.ORDERED:
        return "answer" if _past(dues.answer, today) else ""
    if state is not OrderState.ACCEPTED:
        return ""
    if any(one.to_send for one in balances) and _past(dues.send, today):
        return "send"
    return "receive" if any(one.on_the_way for one in balances) and _past(dues.receive, today) else ""


def _past(due: date | None, today: date) -> bool:
    return due is not None and due < today


def due_on(key: str, start: date, ruling: Ruling, calendar: Calendar) -> date | None:
    """By which day a step is due, None where the pack gives no number of days."""
    entry = ruling.get(key)
    if entry is None or entry.is_unset:
        return None
    return due(start, entry.whole(), entry.unit, calendar).due_on


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
