"""Replenishments: proposed by what was sent, ordered or dropped by people, counted as goods arrive. RSV-1."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.messages.rules import Text
from baowen.core.money import plain
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.orgs.permissions import Act, require
from baowen.reserve.goods.actions.store import MOST_REASON, key_of, unknown
from baowen.reserve.goods.book import refill_due
from baowen.reserve.goods.models import Holding, Refill, Release
from baowen.reserve.goods.rules import checked_packs, to_propose
from baowen.reserve.goods.states import RefillState
from baowen.respond.actions.moves import Doing
from baowen.respond.actions.telling import tell_organisation


def propose(release: Release, doing: Doing, trail: Trail) -> None:
    """Let the open proposal of a release, whose holding is held, be what left for good and is not decided yet."""
    takers, zero = list(release.takers.all()), Decimal(0)
    decided = release.refills.exclude(state=RefillState.PROPOSED.value).values_list("packs", flat=True)
    wanted = to_propose(
        sum((one.sent for one in takers), zero), sum((one.returned for one in takers), zero), sum(decided, zero)
    )
    row = release.refills.filter(state=RefillState.PROPOSED.value).first()
    if row is None and wanted == 0:
        return
    if row is None:
        due_on, clause = refill_due(doing.book, release.region, day_of(doing.at))
        row = Refill(release=release, holding=release.holding, due_on=due_on, due_clause=clause)
    row.packs = wanted
    row.save()
    trail.note("reserve.refill.propose", f"reserve_refill/{row.code}", after={"packs": plain(wanted)})


def order_refill(code: str, doing: Doing, *, packs: Decimal | None = None, due_on: date | None = None) -> None:
    """Order what is proposed, or another quantity or day. BaowenError where it is decided already."""
    with doing.writing() as trail:
        row = _open(code, doing)
        row.packs = checked_packs(row.packs if packs is None else packs)
        if due_on is not None:
            row.due_on = due_on
        if row.due_on < day_of(doing.at):
            raise BaowenError("补库期限不能早于今天", "a replenishment is not due before today")
        _decide(row, RefillState.ORDERED, doing, trail)
        said = Text(f"补库 {code}：请于 {row.due_on} 前补足", f"replenishment {code}: due on {row.due_on}")
        tell_organisation(row.holding.holder, f"reserve_refill/{code}", "order", said, trail=trail, at=doing.entered)


def drop_refill(code: str, doing: Doing) -> None:
    """Decide not to replenish, with the reason."""
    with doing.writing() as trail:
        row = _open(code, doing)
        row.reason = filled(doing.reason, "不补库的理由", "reason", most=MOST_REASON)
        _decide(row, RefillState.DROPPED, doing, trail)


def arrive(code: str, holding: Holding, packs: Decimal, trail: Trail) -> None:
    """Count goods that arrived for a replenishment, inside the caller's transaction. BaowenError for a wrong one."""
    row = Refill.objects.select_for_update().filter(pk=key_of(code, "BK"), holding=holding).first()
    if row is None:
        raise BaowenError(f"{code} 不是本单位这一产品的补库", f"{code} is no replenishment of this product of yours")
    if row.state not in (RefillState.ORDERED.value, RefillState.ARRIVED.value):
        raise BaowenError(f"{code} 尚未下达，或已决定不补库", f"{code} is not ordered")
    row.arrived += packs
    if row.arrived >= row.packs:
        row.state = RefillState.ARRIVED.value
    row.save()
    trail.note("reserve.refill.arrive", f"reserve_refill/{code}", after={"arrived": plain(row.arrived)})


def take_arrival_back(code: str, packs: Decimal) -> None:
    """Undo an arrival whose line is taken back."""
    row = Refill.objects.select_for_update().get(pk=key_of(code, "BK"))
    row.arrived -= packs
    if row.arrived < row.packs:
        row.state = RefillState.ORDERED.value
    row.save()


def _open(code: str, doing: Doing) -> Refill:
    row = Refill.objects.select_related("release", "holding").filter(pk=key_of(code, "BK")).first()
    if row is None:
        raise unknown(code)
    require(doing.actor, Act.RESERVE_RELEASE, row.release.region, regions=doing.book.regions)
    Holding.objects.select_for_update().get(pk=row.holding_id)
    row.refresh_from_db(fields=["state", "packs"])
    if row.state != RefillState.PROPOSED.value:
        raise BaowenError(f"{code} 已经决定", f"{code} is decided already")
    if row.packs == 0:
        raise BaowenError(f"{code} 已无需补库", f"nothing is left to replenish of {code}")
    return row


def _decide(row: Refill, state: RefillState, doing: Doing, trail: Trail) -> None:
    row.state, row.decided_at, row.decided_by = state.value, doing.entered, doing.actor.name
    row.save()
    trail.note(
        f"reserve.refill.{state}", f"reserve_refill/{row.code}",
        after={"packs": plain(row.packs), "due_on": row.due_on},
    )  # fmt: skip
