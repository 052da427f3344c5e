"""A plan is asked for, worked out beside the records, and kept with all that it rests on. RSV-3 (NJ-5, HD-13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from baowen.core.audit.trail import writing
from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.lake.engine import cores
from baowen.lake.facts.items import items as items_of
from baowen.lake.store import Lake
from baowen.orgs.permissions import Act, require
from baowen.reserve.transfers.gathering import Gathered
from baowen.reserve.transfers.models import Plan, PlannedMove, Series
from baowen.reserve.transfers.needs import keep_needs
from baowen.reserve.transfers.optimise import Planned, greedy, plan
from baowen.reserve.transfers.parameters import kept, transfer_rules
from baowen.reserve.transfers.queries.facts import facts
from baowen.reserve.transfers.states import PlanState
from baowen.respond.actions.moves import Doing
from baowen.respond.queries.measures import measure_of
from baowen.respond.queries.shortages import shortages_with_cases
from baowen.respond.rulebook import Rulebook

MOST_ITEMS = 500
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be planned: items (keys of lake.facts.items) of a region on a day, for a case and its measure."""

    region: str
    items: tuple[str, ...]
    day: date
    case: str = ""
    measure: int | None = None


def ask_plan(asked: Asked, *, home: Home, doing: Doing) -> str:
    """Ask for a plan; its number. BaowenError for no or unknown items, a day to come, a measure that is not seen."""
    require(doing.actor, Act.TRANSFER_PLAN, asked.region, regions=doing.book.regions)
    if asked.day > day_of(doing.at):
        raise BaowenError(f"{asked.day} 还没有到", f"{asked.day} lies ahead")
    names = _names(asked.items, Lake(home.lake))
    case = asked.case
    if asked.measure is not None:
        case = measure_of(asked.measure, doing.actor, book=doing.book).case
    with doing.writing() as trail:
        number = Series.next_number("TP", asked.region, day_of(doing.at).year)
        Plan.objects.create(
            number=number, region=asked.region, day=asked.day, items=list(names), names=list(names.values()),
            case=case, measure=asked.measure, state=PlanState.ASKED.value, asked_at=doing.entered,
            asked_by=doing.actor.name, organisation=doing.actor.organisation,
        )  # fmt: skip
        trail.note(
            "transfer.ask", f"transfer/{number}",
            after={"region": asked.region, "items": list(names), "day": asked.day, "case": case},
        )  # fmt: skip
    return number


def _names(items: tuple[str, ...], lake: Lake) -> dict[str, str]:
    wanted = list(dict.fromkeys(items))
    if not 1 <= len(wanted) <= MOST_ITEMS:
        raise BaowenError(f"请选择 1 至 {MOST_ITEMS} 个药品", f"choose 1 to {MOST_ITEMS} drugs")
    rows = items_of(lake).filter(pl.col("item").is_in(wanted)).group_by("item").agg(pl.col("drug_name").first())
    known = dict(rows.iter_rows())
    missing = [one for one in wanted if one not in known]
    if missing:
        raise BaowenError(
            f"药品目录中没有：{'、'.join(missing[:5])}", f"not in the catalogue: {', '.join(missing[:5])}"
        )
    return {one: known[one] or one for one in wanted}


def work_out(
    number: str, *, home: Home, book: Rulebook, by: str, at: datetime, progress: Progress | None = None,
    workers: int | None = None,
) -> None:  # fmt: skip
    """Work a plan out and keep it; what fails is told in the plan. One that is worked out already is left alone."""
    row = Plan.objects.filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有调剂方案 {number}", f"there is no plan {number}")
    if row.state != PlanState.ASKED.value:
        return
    lake, rules = Lake(home.lake), transfer_rules(book.ruling(row.region, row.day))
    versions = lake.versions()
    try:
        found = facts(home, row.region, row.day, row.items, shortages_with_cases(row.region, book=book))
        best = plan(found.instance, rules, workers=workers or cores(), progress=progress)
        nearest = greedy(found.instance, rules)
    except BaowenError as error:
        _fail(number, error, by=by, at=at)
        return
    file = keep_needs(home.root, number, best.needs, found)
    with writing(by=by, at=at, organisation=row.organisation) as trail:
        row = Plan.objects.select_for_update().get(pk=row.pk)
        if row.state != PlanState.ASKED.value:
            raise BaowenError(f"方案 {number} 已由他人测算", f"{number} was worked out by somebody else")
        _keep(row, best, nearest, versions=versions, rules=kept(rules), file=file)
        PlannedMove.objects.bulk_create(_moves(row, best, found))
        trail.note(
            "transfer.plan", f"transfer/{number}",
            after={"moves": best.moves.height, "gap": round(best.gap, 6), "versions": versions},
        )  # fmt: skip


def _fail(number: str, error: BaowenError, *, by: str, at: datetime) -> None:
    with writing(by=by, at=at) as trail:
        Plan.objects.filter(number=number, state=PlanState.ASKED.value).update(
            state=PlanState.FAILED.value, failed_because=f"{error.message} / {error.message_en}"[:1000]
        )
        trail.note("transfer.plan_failed", f"transfer/{number}")


def _keep(row: Plan, best: Planned, nearest: Planned, *, versions: Any, rules: Any, file: str) -> None:
    row.state, row.versions, row.rules, row.needs_file = PlanState.PROPOSED.value, versions, rules, file
    row.unmet_before = float(best.needs["unmet_before"].sum())
    row.unmet_after, row.unmet_greedy = best.unmet, nearest.unmet
    row.waste_before, row.waste_after = float(best.needs["waste_before"].sum()), float(best.needs["waste_after"].sum())
    row.bound, row.gap, row.cost = best.bound, best.gap, best.cost
    row.save()


def _moves(row: Plan, best: Planned, found: Gathered) -> list[PlannedMove]:
    codes = dict(found.places.select("org", "code").iter_rows())
    lots = {one["lot"]: one for one in found.lots.to_dicts()}
    names = {one["item_number"]: one for one in found.names.to_dicts()}
    needs = {(one["org"], one["item"]): one for one in best.needs.to_dicts()}
    transport = dict(found.instance.items.select("item", "transport").iter_rows())
    uses = {(one["org"], one["item"]): one["daily_use"] for one in found.instance.uses.to_dicts()}
    made = []
    for move in best.moves.to_dicts():
        lot, about = lots[move["lot"]], names.get(move["item"], {})
        ends = {side: (move[side], move["item"]) for side in ("giver", "taker")}
        made.append(
            PlannedMove(
                plan=row, item=lot["item_key"], drug=about.get("drug_name") or lot["product_code"],
                unit=about.get("unit_name") or "", product_code=lot["product_code"], lot_no=lot["lot_no"] or "",
                expires_on=lot["expires_on"], units_per_pack=Decimal(str(lot["pack_units"])),
                giver=codes[move["giver"]], taker=codes[move["taker"]], proposed=Decimal(move["packs"]),
                packs=Decimal(move["packs"]), transport=transport[move["item"]], km=move["km"], tier=move["tier"],
                facts={"taker_code": codes[move["taker"]]} | {
                    side: {**_figures(needs.get(key)), "daily_use": uses.get(key, 0.0)} for side, key in ends.items()
                },
            )
        )  # fmt: skip
    return made


def _figures(need: dict[str, Any] | None) -> dict[str, float]:
    columns = ("stock", "given", "received", "kept_line", "unmet_before", "unmet_after")
    return {name: round(float(need[name]), 4) for name in columns} if need else {}
