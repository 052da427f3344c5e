"""A holder rotates its lots before they expire: plans, carries out, cancels. RSV-1 (国家医药储备管理办法)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from baowen.core.clock import day_of
from baowen.core.money import amount, plain
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.reserve.goods.actions.money import use
from baowen.reserve.goods.actions.store import MOST_REASON, Line, enter, held, key_of, require_own, unknown
from baowen.reserve.goods.book import rotation_days
from baowen.reserve.goods.kinds import EntryKind, Outlet
from baowen.reserve.goods.models import Lot, Rotation
from baowen.reserve.goods.rules import Recalled, check_fit, checked_packs, rotated_by, rotation_loss
from baowen.reserve.goods.states import RotationState
from baowen.respond.actions.moves import Doing


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRotation:
    """So much of an own lot that is to leave, to whom, sold or used."""

    lot: int
    packs: Decimal
    outlet: Outlet
    to_whom: str


def plan_rotation(new: NewRotation, doing: Doing, *, recalled: Recalled) -> str:
    """Plan a rotation of an own lot; its number. BaowenError for more than is left and not planned yet, and for an
    expired or recalled lot."""
    row = Lot.objects.select_related("holding").filter(pk=new.lot).first()
    if row is None or row.holding.holder != doing.actor.organisation:
        raise BaowenError("没有这个批号，或不是本单位承储的", "there is no such lot of the own organisation")
    require_own(doing, row.holding.holder)
    packs, today = checked_packs(new.packs), day_of(doing.at)
    to_whom = filled(new.to_whom, "去向", "to whom", most=300)
    check_fit(row.holding.product_code, row.lot_no, row.expires_on, on=today, recalled=recalled)
    with doing.writing() as trail:
        held(row.holding_id)
        row.refresh_from_db(fields=["balance"])
        planned = row.rotations.filter(state=RotationState.PLANNED.value).values_list("packs", flat=True)
        left = row.balance - sum(planned, Decimal(0))
        if packs > left:
            raise BaowenError(
                f"批号 {row.lot_no} 尚可安排轮换 {plain(left)}，不能安排 {plain(packs)}",
                f"{plain(left)} of lot {row.lot_no} are not planned yet, not {plain(packs)}",
            )
        due = rotated_by(row.expires_on, rotation_days(doing.book, row.holding.region, today))
        made = Rotation.objects.create(
            lot=row, packs=packs, outlet=new.outlet.value, to_whom=to_whom, due_on=due, planned_at=doing.entered,
            planned_by=doing.actor.name,
        )  # fmt: skip
        trail.note(
            "reserve.rotation.plan", f"reserve_rotation/{made.code}",
            after={"lot": row.pk, "packs": plain(packs), "outlet": new.outlet, "due_on": due},
        )  # fmt: skip
    return made.code


def carry_out(code: str, proceeds: Decimal, doing: Doing, *, recalled: Recalled, budget: str = "") -> Decimal:
    """Enter that a planned rotation has left, and the yuan that it fetched; what it lost is used of a fund, if one is
    named. By how much that passes what is left of it (zero: it does not)."""
    if not proceeds.is_finite() or proceeds < 0 or proceeds != amount(proceeds):
        raise BaowenError("所得金额不小于 0，最多两位小数", "proceeds are zero or more, with two places at most")
    today = day_of(doing.at)
    with doing.writing() as trail:
        row = _planned(code, doing)
        lot = row.lot
        check_fit(lot.holding.product_code, lot.lot_no, lot.expires_on, on=today, recalled=recalled)
        line = Line(kind=EntryKind.ROTATION_OUT, packs=-row.packs, on=today, about=row.code)
        entry = enter(lot, line, doing, trail)
        row.proceeds, row.loss = proceeds, rotation_loss(-entry.amount, proceeds)
        _end(row, RotationState.DONE, doing)
        trail.note("reserve.rotation.done", f"reserve_rotation/{code}", after={"proceeds": proceeds, "loss": row.loss})
        return use(budget, entry, row.loss, doing, trail) if budget and row.loss else Decimal(0)


def cancel_rotation(code: str, doing: Doing) -> None:
    """Cancel a planned rotation, with the reason."""
    with doing.writing() as trail:
        row = _planned(code, doing)
        row.reason = filled(doing.reason, "理由", "reason", most=MOST_REASON)
        _end(row, RotationState.CANCELLED, doing)
        trail.note("reserve.rotation.cancel", f"reserve_rotation/{code}", after={"state": row.state})


def reopen(code: str) -> None:
    """Plan a rotation again whose line of the ledger is taken back."""
    row = Rotation.objects.get(pk=key_of(code, "LH"))
    row.state, row.proceeds, row.loss = RotationState.PLANNED.value, None, None
    row.done_at, row.done_by = None, ""
    row.save()


def _planned(code: str, doing: Doing) -> Rotation:
    row = Rotation.objects.select_related("lot__holding").filter(pk=key_of(code, "LH")).first()
    if row is None or row.lot.holding.holder != doing.actor.organisation:
        raise unknown(code)
    require_own(doing, row.lot.holding.holder)
    holding = held(row.lot.holding_id)
    row = Rotation.objects.select_related("lot").get(pk=row.pk)
    row.lot.holding = holding
    if row.state != RotationState.PLANNED.value:
        raise BaowenError(f"{code} 已经办理", f"{code} is done or cancelled")
    return row


def _end(row: Rotation, state: RotationState, doing: Doing) -> None:
    row.state, row.done_at, row.done_by = state.value, doing.entered, doing.actor.name
    row.save()
