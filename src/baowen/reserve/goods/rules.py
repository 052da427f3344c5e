"""What a ledger of reserve goods allows: never below zero on any day, lots in expiry order, nothing expired or
recalled, and what was sent is received, lost or returned to the last pack. Pure. RSV-1, RSV-4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from baowen.core.money import amount, plain
from baowen.core.problems import BaowenError

MOST_PACKS = Decimal(100_000_000)
STEP = Decimal("0.0001")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Change:
    """What one line of a ledger adds to a lot on a day; less than zero for what leaves."""

    on: date
    packs: Decimal


@dataclass(frozen=True, slots=True)
class LotHeld:
    """A lot as it can be sent: its key, number, last day of use, and what is left of it."""

    key: int
    product_code: str
    lot_no: str
    expires_on: date
    packs: Decimal


@dataclass(frozen=True, slots=True)
class Pick:
    """So much of a lot."""

    key: int
    packs: Decimal


@dataclass(frozen=True, slots=True)
class Recalled:
    """Products and lots that a recall names; a product without a lot is recalled as a whole."""

    lots: frozenset[tuple[str, str | None]] = frozenset()

    def covers(self, product_code: str, lot_no: str) -> bool:
        """Whether a recall in force names the lot."""
        return (product_code, None) in self.lots or (product_code, lot_no) in self.lots


NOTHING_RECALLED = Recalled()


def checked_packs(packs: Decimal) -> Decimal:
    """A quantity above zero, to four places; BaowenError for any other."""
    if not packs.is_finite() or packs <= 0:
        raise BaowenError("数量应大于 0", "a quantity is above zero")
    if packs > MOST_PACKS:
        raise BaowenError(f"数量 {packs:,} 过大，请核对单位", f"{packs:,} is too much: check the unit")
    if packs != packs.quantize(STEP):
        raise BaowenError("数量最多四位小数", "a quantity has four decimal places at most")
    return packs.quantize(STEP)


def checked_price(price: Decimal, *, zh: str = "采购价格", en: str = "purchase price") -> Decimal:
    """A unit price of zero or more, to four places; BaowenError for any other. Donated goods cost zero."""
    if not price.is_finite() or price < 0 or price > MOST_PACKS or price != price.quantize(STEP):
        raise BaowenError(
            f"{zh}应为不小于 0、最多四位小数的数", f"the {en} is zero or more, with four decimal places at most"
        )
    return price.quantize(STEP)


def check_day(on: date, today: date) -> None:
    """BaowenError for a day to come: the ledger tells of what has happened."""
    if on > today:
        raise BaowenError(f"日期 {on} 还没有到", f"the day {on} is yet to come")


def first_shortfall(changes: Iterable[Change]) -> tuple[date, Decimal] | None:
    """The first day on which a lot would end below zero, and by how much; None where it never does.

    Lines of one day count together: what came in that day may leave that day.
    """
    by_day: dict[date, Decimal] = {}
    for one in changes:
        by_day[one.on] = by_day.get(one.on, ZERO) + one.packs
    balance = ZERO
    for day in sorted(by_day):
        balance += by_day[day]
        if balance < 0:
            return day, -balance
    return None


def check_ledger(changes: Sequence[Change], added: Change, *, lot_no: str) -> None:
    """Whether a line may be added to those of a lot, back-dated or not; BaowenError where the lot would be below zero
    on that day or on a later one, which says when and by how much."""
    found = first_shortfall([*changes, added])
    if found is not None:
        day, missing = found
        raise BaowenError(
            f"批号 {lot_no} 在 {day} 的结存会少 {plain(missing)}，不能登记；请核对数量和日期",
            f"lot {lot_no} would be {plain(missing)} below zero on {day}; check the quantity and the day",
        )


def usable(lots: Iterable[LotHeld], *, on: date, recalled: Recalled) -> list[LotHeld]:
    """Lots that may be sent on a day, in the order in which they are to leave: earliest expiry first."""
    fit = (
        one for one in lots
        if one.packs > 0 and one.expires_on >= on and not recalled.covers(one.product_code, one.lot_no)
    )  # fmt: skip
    return sorted(fit, key=lambda one: (one.expires_on, one.key))


def proposed_picks(lots: Iterable[LotHeld], packs: Decimal, *, on: date, recalled: Recalled) -> list[Pick]:
    """How much of which lot is to leave, earliest expiry first; less than asked where no more is usable."""
    left, found = packs, []
    for one in usable(lots, on=on, recalled=recalled):
        if left <= 0:
            break
        taken = min(left, one.packs)
        found.append(Pick(one.key, taken))
        left -= taken
    return found


def check_picks(lots: Sequence[LotHeld], picks: Sequence[Pick], *, on: date, recalled: Recalled) -> bool:
    """Whether these lots may be sent; True where a lot that expires earlier stays behind, which needs a reason.

    BaowenError for an unknown, expired or recalled lot, and for more than there is.
    """
    by_key = {one.key: one for one in lots}
    if not picks:
        raise BaowenError("请至少选择一个批号", "choose one lot at least")
    if len({one.key for one in picks}) != len(picks):
        raise BaowenError("同一批号选择了两次", "a lot is chosen twice")
    for pick in picks:
        _check_pick(by_key.get(pick.key), pick, on=on, recalled=recalled)
    taken = {one.key: one.packs for one in picks}
    latest = max((by_key[one.key].expires_on, one.key) for one in picks)
    return any(
        one.packs > taken.get(one.key, ZERO) and one.expires_on < latest[0]
        for one in usable(lots, on=on, recalled=recalled)
    )


def _check_pick(lot: LotHeld | None, pick: Pick, *, on: date, recalled: Recalled) -> None:
    if lot is None:
        raise BaowenError("所选批号不在本单位的库存中", "the lot is none of the holder's")
    checked_packs(pick.packs)
    check_fit(lot.product_code, lot.lot_no, lot.expires_on, on=on, recalled=recalled)
    if pick.packs > lot.packs:
        raise BaowenError(
            f"批号 {lot.lot_no} 结存 {plain(lot.packs)}，不能发出 {plain(pick.packs)}",
            f"{plain(lot.packs)} are left of lot {lot.lot_no}, not {plain(pick.packs)}",
        )


def check_fit(product_code: str, lot_no: str, expires_on: date, *, on: date, recalled: Recalled) -> None:
    """BaowenError for a lot that has expired or is recalled: it never moves but to be scrapped."""
    if expires_on < on:
        raise BaowenError(
            f"批号 {lot_no} 有效期至 {expires_on}，已过期，不能发出", f"lot {lot_no} has expired on {expires_on}"
        )
    if recalled.covers(product_code, lot_no):
        raise BaowenError(f"批号 {lot_no} 在召回范围内，不能发出", f"lot {lot_no} is recalled and can't be sent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a taker counted of what was sent: taken in, not there, sent back."""

    accepted: Decimal
    lost: Decimal = ZERO
    returned: Decimal = ZERO


def check_counted(counted: Counted, *, sent: Decimal, expires_on: date, on: date) -> None:
    """BaowenError where the three are not what was sent, or where expired goods would be taken in."""
    parts = (counted.accepted, counted.lost, counted.returned)
    if not all(part.is_finite() and part >= 0 and part == part.quantize(STEP) for part in parts):
        raise BaowenError("数量不能小于 0，最多四位小数", "a quantity is not below zero and has four places at most")
    if sum(parts) != sent:
        raise BaowenError(
            f"验收、损失、退回之和为 {plain(sum(parts, ZERO))}，应等于发出的 {plain(sent)}",
            f"accepted, lost and returned are to add up to the {plain(sent)} that were sent",
        )
    if counted.accepted and expires_on < on:
        raise BaowenError(
            f"该批有效期至 {expires_on}，已过期，不能验收入库；请记为退回",
            f"the lot has expired on {expires_on} and can't be taken in; send it back",
        )


def to_propose(sent: Decimal, returned: Decimal, decided: Decimal) -> Decimal:
    """How much to propose for replenishment: what left for good, less what was ordered or dropped. Never below zero."""
    return max(sent - returned - decided, ZERO)


class Turn(StrEnum):
    """Where a lot stands before its expiry."""

    NOT_YET = "not_yet"
    DUE = "due"
    OVERDUE = "overdue"
    EXPIRED = "expired"


TURN_WORDS: dict[Turn, tuple[str, str]] = {
    Turn.NOT_YET: ("未到轮换期", "not yet"),
    Turn.DUE: ("应轮换", "to be rotated"),
    Turn.OVERDUE: ("逾期未轮换", "overdue"),
    Turn.EXPIRED: ("已过期", "expired"),
}


@dataclass(frozen=True, slots=True)
class RotationDays:
    """From how many days before its expiry a lot is to be rotated, and from how many it is late."""

    begin: int
    latest: int


def rotated_by(expires_on: date, days: RotationDays) -> date:
    """The last day on which a rotation is in time."""
    return expires_on - timedelta(days=days.latest)


def turn_of(expires_on: date, *, on: date, days: RotationDays) -> Turn:
    """Where a lot stands on a day."""
    if expires_on < on:
        return Turn.EXPIRED
    if rotated_by(expires_on, days) < on:
        return Turn.OVERDUE
    return Turn.DUE if expires_on - timedelta(days=days.begin) <= on else Turn.NOT_YET


def rotation_loss(cost: Decimal, proceeds: Decimal) -> Decimal:
    """What a rotation lost: cost less proceeds in yuan; a gain is no loss."""
    return max(amount(cost - proceeds), Decimal("0.00"))


@dataclass(frozen=True, slots=True)
class Funds:
    """Reserve money in yuan: allocated, used, and left, which is below zero where more was used."""

    allocated: Decimal
    used: Decimal

    @property
    def left(self) -> Decimal:
        """What is left (结存)."""
        return self.allocated - self.used


def beyond(funds: Funds, more: Decimal) -> Decimal:
    """By how much a further use passes what is allocated; zero where it does not."""
    return max(more - max(funds.left, ZERO), ZERO)
