"""A holder enters what arrives and what is lost, scrapped or counted; wrong lines are taken back by a line. RSV-1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.reserve.goods.actions.money import give_back, use
from baowen.reserve.goods.actions.refilling import arrive, take_arrival_back
from baowen.reserve.goods.actions.rotating import reopen
from baowen.reserve.goods.actions.store import MOST_WORDS, Line, enter, held, key_of, require_own, unknown
from baowen.reserve.goods.kinds import ENTRY_WORDS, IN_BY_HAND, OUT_BY_HAND, PAID_FOR, EntryKind, GoodsKind
from baowen.reserve.goods.models import Entry, Holding, Lot
from baowen.reserve.goods.rules import checked_packs, checked_price
from baowen.respond.actions.moves import Doing

_CORRECTED = IN_BY_HAND | OUT_BY_HAND | {EntryKind.ROTATION_OUT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Goods that came into the own reserve: what, of whom, which lot, at which price, from which fund.

    `refill`: the replenishment that they belong to. `budget`: the fund that pays, "" where none does.
    """

    product_code: str
    generic_name: str
    lot_no: str
    expires_on: date
    packs: Decimal
    unit_price: Decimal
    kind: EntryKind = EntryKind.PURCHASE
    goods: GoodsKind = GoodsKind.DRUG
    spec: str = ""
    maker: str = ""
    on: date | None = None
    budget: str = ""
    refill: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """The number of a line, and by how many yuan it passed what its fund had left (zero: it did not)."""

    code: str
    beyond: Decimal = Decimal(0)


def take_in(new: Arrival, doing: Doing) -> Entered:
    """Enter goods that arrived in the own reserve. BaowenError for a wrong kind, quantity, price, day or fund."""
    require_own(doing, doing.actor.organisation)
    if new.kind not in IN_BY_HAND:
        raise BaowenError("入库只能是采购、补库或轮换", "goods come in by purchase, replenishment or rotation")
    if (new.kind is EntryKind.REPLENISHMENT) != bool(new.refill):
        raise BaowenError("补库入库须写明补库编号，其他入库不写", "a replenishment names its number, nothing else does")
    if new.budget and new.kind not in PAID_FOR:
        raise BaowenError("轮换入库不使用储备资金", "rotation uses no reserve money but for its loss")
    packs, price = checked_packs(new.packs), checked_price(new.unit_price)
    on = new.on or day_of(doing.at)
    with doing.writing() as trail:
        lot = _lot(_holding(new, doing), new, price, on)
        line = Line(
            kind=new.kind, packs=packs, on=on, about=new.refill,
            words=within(new.words, "说明", "remark", most=MOST_WORDS),
        )  # fmt: skip
        entry = enter(lot, line, doing, trail)
        if new.refill:
            arrive(new.refill, lot.holding, packs, trail)
        beyond = use(new.budget, entry, entry.amount, doing, trail) if new.budget else Decimal(0)
        return Entered(code=entry.code, beyond=beyond)


def _holding(new: Arrival, doing: Doing) -> Holding:
    code = filled(new.product_code, "产品代码", "product code", most=100)
    row, _ = Holding.objects.get_or_create(
        holder=doing.actor.organisation, product_code=code,
        defaults={
            "region": doing.actor.region, "kind": new.goods.value,
            "generic_name": filled(new.generic_name, "名称", "name", most=200),
            "spec": within(new.spec, "规格", "strength", most=200),
            "maker": within(new.maker, "生产厂家", "maker", most=200),
        },
    )  # fmt: skip
    if row.kind != new.goods.value:
        raise BaowenError(f"{code} 已按另一类物资登记", f"{code} is kept as another kind of goods")
    return held(row.pk)


def _lot(holding: Holding, new: Arrival, price: Decimal, on: date) -> Lot:
    lot_no = filled(new.lot_no, "批号", "lot number", most=60)
    if new.expires_on < on:
        raise BaowenError(
            f"批号 {lot_no} 有效期至 {new.expires_on}，入库时已过期，请核对",
            f"lot {lot_no} had expired when it came in",
        )
    other = Lot.objects.filter(holding=holding, lot_no=lot_no).exclude(expires_on=new.expires_on).first()
    if other is not None:
        raise BaowenError(
            f"批号 {lot_no} 已登记有效期 {other.expires_on}，与本次不同，请核对",
            f"lot {lot_no} stands with the expiry {other.expires_on}; check it",
        )
    row, _ = Lot.objects.get_or_create(
        holding=holding, lot_no=lot_no, unit_price=price, defaults={"expires_on": new.expires_on}
    )
    row.holding = holding
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOff:
    """What is lost, scrapped or counted otherwise of an own lot.

    `packs`: what is gone, above zero; for a count what was found more (above zero) or less (below zero).
    """

    lot: int
    kind: EntryKind
    packs: Decimal
    words: str
    on: date | None = None


def write_off(new: WriteOff, doing: Doing) -> Entered:
    """Enter what became of goods of an own lot, with the reason. BaowenError as for any line."""
    if new.kind not in OUT_BY_HAND:
        raise BaowenError("此处只登记损失、报废和盘点", "only losses, scrapped goods and counts are entered here")
    row = Lot.objects.select_related("holding").filter(pk=new.lot).first()
    if row is None or row.holding.holder != doing.actor.organisation:
        raise BaowenError("没有这个批号，或不是本单位承储的", "there is no such lot of the own organisation")
    require_own(doing, row.holding.holder)
    words = filled(new.words, "原因", "reason", most=MOST_WORDS)
    size = checked_packs(abs(new.packs) if new.kind is EntryKind.COUNT else new.packs)
    gone = new.kind is not EntryKind.COUNT or new.packs < 0
    with doing.writing() as trail:
        lot = _held_lot(row)
        line = Line(
            kind=new.kind, packs=-size if gone else size, on=new.on or day_of(doing.at), words=words
        )  # fmt: skip
        return Entered(code=enter(lot, line, doing, trail).code)


def counter(code: str, doing: Doing) -> Entered:
    """Take a line back as a whole by a counter-entry of today, with the reason; money that it used comes back.

    BaowenError for a line that follows from a release (its receipt tells of it), and for one taken back before.
    """
    entry = Entry.objects.select_related("lot__holding").filter(pk=key_of(code, "CZ")).first()
    if entry is None or entry.lot.holding.holder != doing.actor.organisation:
        raise unknown(code)
    require_own(doing, entry.lot.holding.holder)
    words = filled(doing.reason, "冲正理由", "reason", most=MOST_WORDS)
    if EntryKind(entry.kind) not in _CORRECTED:
        zh, en = ENTRY_WORDS[EntryKind(entry.kind)]
        raise BaowenError(
            f"“{zh}”随指令登记，不能冲正", f"a line of {en} follows from an order and can't be taken back"
        )
    with doing.writing() as trail:
        lot = _held_lot(entry.lot)
        if Entry.objects.filter(corrects=entry).exists():
            raise BaowenError(f"{code} 已经冲正", f"{code} was taken back before")
        line = Line(
            kind=EntryKind.COUNTER, packs=-entry.packs, on=day_of(doing.at), about=entry.code, words=words,
            corrects=entry,
        )  # fmt: skip
        made = enter(lot, line, doing, trail)
        _undo(entry, made, trail)
        return Entered(code=made.code)


def _held_lot(row: Lot) -> Lot:
    holding = held(row.holding_id)
    lot = Lot.objects.get(pk=row.pk)
    lot.holding = holding
    return lot


def _undo(entry: Entry, made: Entry, trail: Trail) -> None:
    give_back(entry, made, trail)
    if entry.kind == EntryKind.REPLENISHMENT.value:
        take_arrival_back(entry.about, entry.packs)
    if entry.kind == EntryKind.ROTATION_OUT.value:
        reopen(entry.about)
