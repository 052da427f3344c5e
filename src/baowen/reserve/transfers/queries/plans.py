"""Reads of plans: the list, and one with its moves, each with its sentence, and its totals. RSV-3."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django.db.models import Count, Q

from baowen.core.paging import Paged, page_by_key
from baowen.core.problems import BaowenError
from baowen.orgs.permissions import Act, Actor, decide, require
from baowen.orgs.queries import names_of
from baowen.reserve.transfers.models import Plan, PlannedMove
from baowen.reserve.transfers.optimise.wording import MoveNames, explain
from baowen.reserve.transfers.states import MoveState, PlanState
from baowen.respond.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """A plan in a list. `moves`: those that stand."""

    number: str
    region: str
    day: date
    names: tuple[str, ...]
    case: str
    measure: int | None
    state: PlanState
    asked_at: datetime
    asked_by: str
    moves: int
    gap: float | None
    unmet_before: float | None
    unmet_after: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveView:
    """A move as it stands, with what was proposed; `why_zh`, `why_en`: its sentence, empty for one that was added."""

    id: int
    item: str
    drug: str
    unit: str
    product_code: str
    lot_no: str
    expires_on: date | None
    units_per_pack: Decimal
    giver: str
    giver_name: str
    taker: str
    taker_name: str
    proposed: Decimal
    packs: Decimal
    km: float | None
    tier: str
    state: MoveState
    reason: str
    why_zh: str
    why_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A plan with everything; unmet and waste in smallest units, cost in yuan."""

    line: PlanLine
    items: tuple[str, ...]
    moves: tuple[MoveView, ...]
    unmet_greedy: float | None
    waste_before: float | None
    waste_after: float | None
    bound: float | None
    cost: float | None
    failed_because: str
    reason: str
    rules: dict[str, object]
    versions: dict[str, int]
    orders: tuple[str, ...]
    may_decide: bool


def plan_page(
    actor: Actor, *, book: Rulebook, state: PlanState | None = None, case: str = "", cursor: str = "", limit: int = 50
) -> Paged[PlanLine]:  # fmt: skip
    """Plans of the own region and below, the newest first."""
    require(actor, Act.TRANSFER_READ, actor.region, regions=book.regions)
    stands = Count("moves", filter=~Q(moves__state=MoveState.REFUSED.value) & Q(moves__packs__gt=0))
    rows = Plan.objects.filter(region__in=book.regions.codes_within(actor.region)).annotate(standing=stands)
    if state is not None:
        rows = rows.filter(state=state.value)
    if case:
        rows = rows.filter(case=case)

    def shown(row: Plan) -> PlanLine:
        return _line(row, cast(Any, row).standing)

    return page_by_key(rows, shown, cursor=cursor, limit=limit, newest_first=True)


def plan(number: str, actor: Actor, *, book: Rulebook) -> PlanView:
    """One plan; BaowenError for an unknown one and for one of a region that the actor may not read."""
    row = Plan.objects.filter(number=number).first()
    if row is None or not decide(actor, Act.TRANSFER_READ, row.region, regions=book.regions).allowed:
        raise BaowenError(f"没有可阅看的调剂方案 {number}", f"there is no plan {number} that you may see")
    moves = list(row.moves.all())
    codes = {code for one in moves for code in (one.giver, one.taker, one.facts.get("taker_code", ""))}
    names = names_of(codes - {""})
    stands = sum(one.state != MoveState.REFUSED.value and one.packs > 0 for one in moves)
    return PlanView(
        line=_line(row, stands), items=tuple(row.items), moves=tuple(_move(one, names) for one in moves),
        unmet_greedy=row.unmet_greedy, waste_before=row.waste_before, waste_after=row.waste_after, bound=row.bound,
        cost=row.cost, failed_because=row.failed_because, reason=row.reason, rules=dict(row.rules),
        versions=dict(row.versions), orders=tuple(row.orders.order_by("pk").values_list("number", flat=True)),
        may_decide=row.state == PlanState.PROPOSED.value
        and decide(actor, Act.TRANSFER_PLAN, row.region, regions=book.regions).allowed,
    )  # fmt: skip


def _line(row: Plan, stands: int) -> PlanLine:
    return PlanLine(
        number=row.number, region=row.region, day=row.day, names=tuple(row.names), case=row.case, measure=row.measure,
        state=PlanState(row.state), asked_at=row.asked_at, asked_by=row.asked_by, moves=stands, gap=row.gap,
        unmet_before=row.unmet_before, unmet_after=row.unmet_after,
    )  # fmt: skip


def _move(row: PlannedMove, names: dict[str, str]) -> MoveView:
    giver, taker = names.get(row.giver, row.giver), names.get(row.taker, row.taker)
    proposed = row.facts.get("taker_code", row.taker)
    why = _why(row, giver, names.get(proposed, proposed))
    return MoveView(
        id=row.pk, item=row.item, drug=row.drug, unit=row.unit, product_code=row.product_code, lot_no=row.lot_no,
        expires_on=row.expires_on, units_per_pack=row.units_per_pack, giver=row.giver, giver_name=giver,
        taker=row.taker, taker_name=taker, proposed=row.proposed, packs=row.packs, km=row.km, tier=row.tier,
        state=MoveState(row.state), reason=row.reason, why_zh=why[0], why_en=why[1],
    )  # fmt: skip


def _why(row: PlannedMove, giver: str, taker: str) -> tuple[str, str]:
    """The sentence of what was proposed; a person's own move has its reason instead."""
    ends = row.facts.get("giver"), row.facts.get("taker")
    if row.proposed == 0 or not all(end and "stock" in end for end in ends):
        return "", ""
    units = float(row.proposed * row.units_per_pack)
    return explain(
        {"packs": int(row.proposed), "units": units, "km": row.km or 0.0}, giver=ends[0], taker=ends[1],
        giver_daily_use=ends[0]["daily_use"], taker_daily_use=ends[1]["daily_use"],
        names=MoveNames(
            giver=giver, taker=taker, drug=row.drug, unit=row.unit or "最小单位", unit_en="units", lot_no=row.lot_no,
            expires_on=row.expires_on,
        ),
    )  # fmt: skip
