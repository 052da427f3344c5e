"""Set and withdraw warning lines: a hospital its own, a lead hospital its alliance's, a region distributors'. RSV-2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.home import Home
from baowen.core.problems import BaowenError
from baowen.core.texts import filled
from baowen.lake.store import Lake
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.permissions import Act, require
from baowen.orgs.queries import OrganisationView, members_of, organisation, organisation_on_file
from baowen.reserve.lines.kinds import LineFor, Measure
from baowen.reserve.lines.models import Series, WarningLine
from baowen.reserve.lines.parameters import line_parameters
from baowen.reserve.lines.queries.region import Facts, facts_of, floor_of, hospitals_standing
from baowen.reserve.lines.queries.supply import item_of
from baowen.reserve.lines.rules import check_line
from baowen.respond.actions.moves import Doing

MOST_REASON = 1000
ALLIANCE_CLAUSE = "基层联动意见 四"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line to set. `holder`: for an alliance one member ("": all of them), for distributors one ("": all of the
    region); for the own institution it is not asked."""

    kind: LineFor
    product_code: str
    measure: Measure
    value: Decimal
    holder: str = ""
    from_on: date | None = None


def set_line(new: NewLine, doing: Doing, home: Home) -> tuple[str, ...]:
    """Set a line; the numbers, one for each holder. An earlier one of the same setter for the same is replaced.

    BaowenError for a product that is unknown, a line below the pack's, a first day that is over, a holder for whom
    the actor sets none. NotAllowedError.
    """
    reason, on = filled(doing.reason, "理由", "reason", most=MOST_REASON), day_of(doing.at)
    from_on = new.from_on or on
    if from_on < on:
        raise BaowenError(
            f"警戒线自 {from_on} 起，已经过去；请从今天或以后起", f"{from_on} is over; begin today or later"
        )
    clause = _require(new, doing)
    lake = Lake(home.lake)
    item, drug = item_of(lake, new.product_code)
    holders = _holders(new, doing)
    for holder in holders:
        _check(new, holder, facts_of(lake, holder.region, on, [item]), doing)
    with doing.writing() as trail:
        numbers = []
        for code, region in [(one.code, one.region) for one in holders] or [("", doing.actor.region)]:
            row = WarningLine(
                kind=new.kind.value, holder=code, region=region, item=item, product_code=new.product_code,
                drug_name=drug, measure=new.measure.value, value=new.value, from_on=from_on, reason=reason,
                clause=clause, organisation=doing.actor.organisation, set_at=doing.entered, set_by=doing.actor.name,
            )  # fmt: skip
            numbers.append(_entered(row, doing, trail))
    return tuple(numbers)


def _require(new: NewLine, doing: Doing) -> str:
    actor, regions = doing.actor, doing.book.regions
    if new.kind is LineFor.DISTRIBUTOR:
        return require(actor, Act.LINE_DIRECT, actor.region, regions=regions).clause
    found = require(actor, Act.LINE_SET, actor.region, regions=regions, organisation=actor.organisation)
    return ALLIANCE_CLAUSE if new.kind is LineFor.ALLIANCE else found.clause


def _holders(new: NewLine, doing: Doing) -> Sequence[OrganisationView]:
    """For whom the line is; none for all distributors of the region."""
    actor = doing.actor
    if new.kind is LineFor.INSTITUTION:
        return [organisation_on_file(actor.organisation)]
    if new.kind is LineFor.ALLIANCE:
        members = members_of(actor.organisation)
        found = [one for one in members if new.holder in ("", one.code)]
        if not found:
            raise BaowenError(
                "只有医联体牵头医院可以为成员设置警戒线；请检查成员机构代码",
                "only the lead hospital of an alliance sets lines, for its members; check the code of the member",
            )
        return found
    if not new.holder:
        return []
    distributor = organisation(new.holder)
    inside = distributor is not None and doing.book.regions.within(distributor.region, actor.region)
    if distributor is None or distributor.kind is not OrganisationKind.DISTRIBUTOR or not inside:
        raise BaowenError(
            f"{new.holder} 不是本地区的配送企业", f"{new.holder} is no distributor of your region"
        )  # fmt: skip
    return [distributor]


def _check(new: NewLine, holder: OrganisationView, facts: Facts, doing: Doing) -> None:
    """BaowenError for a line below the pack's, which binds hospitals alone."""
    ruling = doing.book.ruling(holder.region, facts.day)
    floor, use = None, None
    if holder.kind is OrganisationKind.HOSPITAL:
        classes = set(facts.items["drug_class"])
        found = [one for name in ("emergency", "easily_short") if name in classes and (one := floor_of(ruling, name))]
        floor = found[0] if found else None
        rows = hospitals_standing(facts, holder.region)
        own = rows.filter(rows["code"] == holder.code)
        use = None if own.is_empty() else own["daily_use"][0]
    month_days = line_parameters(ruling).month_days
    check_line(new.measure, new.value, floor=floor, month_days=month_days, daily_use=use)


def _entered(row: WarningLine, doing: Doing, trail: Trail) -> str:
    row.number = Series.next_number("WL", row.region, day_of(doing.at).year)
    earlier = WarningLine.objects.select_for_update().filter(
        kind=row.kind, organisation=row.organisation, holder=row.holder, region=row.region, item=row.item,
        withdrawn_at=None,
    )  # fmt: skip
    for one in earlier:
        _withdraw(one, f"由 {row.number} 取代", row.from_on, doing, trail)
    row.save(force_insert=True)
    trail.note(
        "reserve.line.set", f"reserve_line/{row.number}",
        after={
            "kind": row.kind, "holder": row.holder, "region": row.region, "item": row.item, "measure": row.measure,
            "value": row.value, "from_on": row.from_on,
        },
    )  # fmt: skip
    return row.number


def withdraw_line(number: str, doing: Doing) -> None:
    """Withdraw a line with a reason; the pack's and others' stay. BaowenError where it is withdrawn already."""
    reason = filled(doing.reason, "理由", "reason", most=MOST_REASON)
    with doing.writing() as trail:
        row = WarningLine.objects.select_for_update().filter(number=number).first()
        if row is None or row.organisation != doing.actor.organisation:
            raise BaowenError(f"没有本机构设置的警戒线 {number}", f"your organisation has set no warning line {number}")
        act = Act.LINE_DIRECT if row.kind == LineFor.DISTRIBUTOR.value else Act.LINE_SET
        actor = doing.actor
        require(actor, act, actor.region, regions=doing.book.regions, organisation=actor.organisation)
        if row.withdrawn_at is not None:
            raise BaowenError(f"警戒线 {number} 已经撤销", f"the warning line {number} is withdrawn already")
        _withdraw(row, reason, day_of(doing.at), doing, trail)


def _withdraw(row: WarningLine, why: str, on: date, doing: Doing, trail: Trail) -> None:
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_on = doing.entered, doing.actor.name, max(on, row.from_on)
    row.withdrawn_why = why
    row.save()
    trail.note("reserve.line.withdraw", f"reserve_line/{row.number}", after={"withdrawn_on": row.withdrawn_on})
