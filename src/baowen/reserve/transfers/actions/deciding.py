"""People decide a plan move by move, and order it. What was proposed stays beside what they did. RSV-3 (NJ-5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.core.messages.rules import Text
from baowen.core.money import amount
from baowen.core.problems import BaowenError
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act, require
from baowen.orgs.queries import organisation
from baowen.procure.telling import tell
from baowen.reserve.transfers.actions.store import require_reason
from baowen.reserve.transfers.models import OrderLine, Plan, PlannedMove, Series, TransferOrder
from baowen.reserve.transfers.needs import kept_units
from baowen.reserve.transfers.queries.givers import giver_now, givers_now
from baowen.reserve.transfers.rules import ANSWER, RECEIVE, SEND, Sent, check_giver, due_on
from baowen.reserve.transfers.states import MoveState, PlanState
from baowen.respond.actions.moves import Doing

MOST_WORDS = 1000
_GRAVITY = ("ordinary", "controlled", "cold")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMove:
    """A move that a person adds: packs of a lot of one of the plan's items."""

    item: str
    product_code: str
    lot_no: str
    giver: str
    taker: str
    packs: Decimal


def change_move(number: str, move: int, packs: Decimal, *, doing: Doing, home: Home, taker: str = "") -> None:
    """Change packs or taker of a move; BaowenError where the giver would end below its line or lots out of order."""
    with doing.writing() as trail:
        plan, row = _held(number, move, doing)
        before = {"packs": row.packs, "taker": row.taker}
        row.packs, row.taker = packs, _taker(taker or row.taker, row.giver)
        row.state = MoveState.ADDED.value if row.proposed == 0 else MoveState.CHANGED.value
        _decided(row, doing)
        _check(plan, row.item, {row.giver}, home)
        trail.note(
            "transfer.change", f"transfer/{number}", before=before,
            after={"move": move, "packs": row.packs, "taker": row.taker},
        )  # fmt: skip


def refuse_move(number: str, move: int, *, doing: Doing) -> None:
    """Leave a move out; the reason is kept. Changed again later, it is back."""
    require_reason(doing)
    with doing.writing() as trail:
        _, row = _held(number, move, doing)
        row.state = MoveState.REFUSED.value
        _decided(row, doing)
        trail.note("transfer.refuse", f"transfer/{number}", after={"move": move})


def add_move(number: str, new: NewMove, *, doing: Doing, home: Home) -> int:
    """Add a move of an item of the plan; its number. Checked as a change is."""
    with doing.writing() as trail:
        plan = _open(number, doing)
        if new.item not in plan.items:
            raise BaowenError("方案中没有这个药品", "the plan is not about this drug")
        giver = giver_now(home, plan.region, plan.day, new.item, new.giver)
        lot = next(
            (one for one in giver.lots if (one.product_code, one.lot_no) == (new.product_code, new.lot_no)), None
        )
        if lot is None:
            raise BaowenError(
                f"{giver.name} 没有可调的批号 {new.lot_no}", f"{giver.name} has no lot {new.lot_no} to give"
            )
        about = plan.moves.filter(item=new.item).first()
        row = PlannedMove(
            plan=plan, item=new.item, drug=about.drug if about else plan.names[plan.items.index(new.item)],
            unit=about.unit if about else "",
            transport=about.transport if about else "ordinary", product_code=new.product_code, lot_no=new.lot_no,
            expires_on=lot.expires_on, units_per_pack=lot.units_per_pack, giver=new.giver,
            taker=_taker(new.taker, new.giver), proposed=Decimal(0), packs=new.packs, state=MoveState.ADDED.value,
        )  # fmt: skip
        _decided(row, doing)
        _check(plan, new.item, {new.giver}, home)
        trail.note(
            "transfer.add", f"transfer/{number}",
            after={"move": row.pk, "giver": new.giver, "taker": new.taker, "packs": new.packs, "lot": new.lot_no},
        )  # fmt: skip
    return row.pk


def drop_plan(number: str, *, doing: Doing) -> None:
    """Give a plan up; the reason is kept."""
    require_reason(doing)
    with doing.writing() as trail:
        plan = _open(number, doing, also=(PlanState.FAILED, PlanState.ASKED))
        _end(plan, PlanState.DROPPED, doing)
        trail.note("transfer.drop", f"transfer/{number}")


def order_plan(number: str, *, doing: Doing, home: Home) -> tuple[str, ...]:
    """Order the moves that stand: one order for each giver and taker; their numbers. Both are told.

    Every giver is checked once more against the stock of now: what was promised or recalled since goes to nobody.
    """
    with doing.writing() as trail:
        plan = _open(number, doing)
        moves = [one for one in plan.moves.all() if one.state != MoveState.REFUSED.value and one.packs > 0]
        if not moves:
            raise BaowenError("没有要下达的调剂，请放弃方案", "no move is left to order; drop the plan")
        for item in sorted({one.item for one in moves}):
            _check(plan, item, {one.giver for one in moves if one.item == item}, home)
        _end(plan, PlanState.ORDERED, doing)
        numbers = tuple(_order(plan, pair, rows, doing) for pair, rows in _by_pair(moves).items())
        trail.note("transfer.order", f"transfer/{number}", after={"orders": list(numbers)})
        for row in TransferOrder.objects.filter(number__in=numbers):
            said = Text(f"调剂单 {row.number} 已下达，请办理", f"transfer order {row.number} waits for you")
            tell({row.giver, row.taker}, f"transfer/{row.number}", "ordered", said, trail=trail, at=doing.entered)
    return numbers


def _by_pair(moves: Iterable[PlannedMove]) -> dict[tuple[str, str], list[PlannedMove]]:
    found: dict[tuple[str, str], list[PlannedMove]] = defaultdict(list)
    for one in moves:
        found[one.giver, one.taker].append(one)
    return dict(sorted(found.items()))


def _order(plan: Plan, pair: tuple[str, str], moves: list[PlannedMove], doing: Doing) -> str:
    on, ruling = day_of(doing.at), doing.book.ruling(plan.region, day_of(doing.at))

    def day(key: str) -> date | None:
        return due_on(key, on, ruling, doing.book.calendar)

    carried = max((one.transport for one in moves), key=_GRAVITY.index)
    km = max((one.km for one in moves if one.km is not None), default=None)
    row = TransferOrder.objects.create(
        number=Series.next_number("TD", plan.region, on.year), plan=plan, region=plan.region, case=plan.case,
        measure=plan.measure, giver=pair[0], taker=pair[1], transport=carried,
        cost=trip_cost(plan, km, carried), answer_due=day(ANSWER),
        send_due=day(SEND), receive_due=day(RECEIVE), ordered_at=doing.entered, ordered_by=doing.actor.name,
        organisation=doing.actor.organisation,
    )  # fmt: skip
    OrderLine.objects.bulk_create(
        OrderLine(
            order=row, item=one.item, drug=one.drug, unit=one.unit, product_code=one.product_code, lot_no=one.lot_no,
            expires_on=one.expires_on, units_per_pack=one.units_per_pack, ordered=one.packs,
        )
        for one in moves
    )  # fmt: skip
    return row.number


def trip_cost(plan: Plan, km: float | None, carried: str) -> Decimal | None:
    """Estimated yuan of one trip by the values that the plan kept; None where the distance is not known."""
    trip, each = plan.rules.get("cost_per_trip", {}), plan.rules.get("cost_per_km", {})
    if km is None or not trip:
        return None
    return amount(Decimal(str(trip[carried])) + Decimal(str(each[carried])) * Decimal(str(round(km, 1))))


def _check(plan: Plan, item: str, givers: set[str], home: Home) -> None:
    """All that the standing moves take of each giver's item, against what it holds now and must keep."""
    rows = plan.moves.filter(item=item, giver__in=givers, packs__gt=0).exclude(state=MoveState.REFUSED.value)
    taken: dict[str, list[Sent]] = defaultdict(list)
    for one in rows:
        taken[one.giver].append(Sent(product_code=one.product_code, lot_no=one.lot_no, packs=one.packs))
    if not taken:
        return
    kept = kept_units(home.root, plan.needs_file, item)
    stays = plan.day + timedelta(days=int(plan.rules.get("least_days_left", 0)))
    for code, now in sorted(givers_now(home, plan.region, plan.day, item, taken).items()):
        check_giver(replace(now, kept_units=kept.get(code, Decimal(0))), taken[code], stays_before=stays)


def _open(number: str, doing: Doing, also: tuple[PlanState, ...] = ()) -> Plan:
    plan = Plan.objects.select_for_update().filter(number=number).first()
    if plan is None:
        raise BaowenError(f"没有调剂方案 {number}", f"there is no plan {number}")
    require(doing.actor, Act.TRANSFER_PLAN, plan.region, regions=doing.book.regions)
    if plan.state not in {PlanState.PROPOSED.value, *(one.value for one in also)}:
        raise BaowenError(f"方案 {number} 已经决定或还在测算", f"{number} is decided already, or being worked out")
    return plan


def _held(number: str, move: int, doing: Doing) -> tuple[Plan, PlannedMove]:
    plan = _open(number, doing)
    row = plan.moves.select_for_update().filter(pk=move).first()
    if row is None:
        raise BaowenError(f"方案 {number} 没有调剂 {move}", f"{number} has no move {move}")
    return plan, row


def _decided(row: PlannedMove, doing: Doing) -> None:
    row.changed_at, row.changed_by, row.reason = doing.entered, doing.actor.name, doing.reason[:MOST_WORDS]
    row.save()


def _end(plan: Plan, state: PlanState, doing: Doing) -> None:
    plan.state, plan.decided_at, plan.decided_by = state.value, doing.entered, doing.actor.name
    plan.reason = doing.reason[:MOST_WORDS]
    plan.save()


def _taker(code: str, giver: str) -> str:
    found = organisation(code)
    if found is None or found.kind is not OrganisationKind.HOSPITAL or code == giver:
        raise BaowenError(f"调入机构 {code} 应为另一家医疗机构", f"{code} must be another hospital")
    return code
