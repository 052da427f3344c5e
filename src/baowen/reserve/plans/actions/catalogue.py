"""Writes of reserve catalogues: enter one item or many, correct, end, withdraw; nothing is deleted. RSV-1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.period import days_from
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.orgs.departments import Department, OrganisationKind
from baowen.orgs.queries import open_organisation
from baowen.orgs.regions import Region
from baowen.reserve.plans.actions.store import MOST_REASON, checked_tier, next_number, planning_place
from baowen.reserve.plans.kinds import GROUND_WORDS, TIER_WORDS, Ground, ItemKind, Tier, Unit
from baowen.reserve.plans.models import CatalogueItem
from baowen.reserve.plans.naming import named, same_item
from baowen.reserve.plans.rules import GROUNDS
from baowen.respond.actions.moves import Doing

MOST_PLANNED = Decimal(10) ** 13


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """An item: `institution` at the hospital tier alone, `valid_from` today unless told."""

    tier: Tier
    kind: ItemKind
    name: str
    planned: Decimal
    unit: Unit
    department: Department
    grounds: Sequence[Ground]
    form: str = ""
    strength: str = ""
    institution: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    note: str = ""


def enter_item(new: NewItem, doing: Doing) -> str:
    """Put an item into the catalogue of the own place; its number. BaowenError where the tier holds it already."""
    return enter_items([new], doing)[0]


def enter_items(new: Sequence[NewItem], doing: Doing) -> list[str]:
    """Put many items into the catalogue of the own place, all or none; their numbers."""
    place = planning_place(doing)
    if not new:
        raise BaowenError("没有可录入的品种", "there is no item to enter")
    with doing.writing() as trail:
        return [_kept(_row(one, place, doing), doing, trail, "enter").number for one in new]


def correct_item(number: str, new: NewItem, doing: Doing) -> str:
    """Put a corrected item in the place of another, with the reason; both stay. The new number."""
    reason = filled(doing.reason, "更正理由", "reason of the correction", most=MOST_REASON)
    with doing.writing() as trail:
        before = _current(number, doing)
        place = doing.book.regions.require(before.region)
        row = _row(replace(new, valid_from=new.valid_from or before.valid_from), place, doing)
        row.replaces, row.reason = before, reason
        return _kept(row, doing, trail, "correct").number


def end_item(number: str, last_on: date, doing: Doing) -> None:
    """Let an item leave the catalogue after a day; BaowenError for a day before it began."""
    reason = filled(doing.reason, "理由", "reason", most=MOST_REASON)
    with doing.writing() as trail:
        row = _current(number, doing)
        if last_on < row.valid_from:
            raise BaowenError(
                f"{number} 自 {row.valid_from} 起有效，不能在 {last_on} 结束；录入有误请撤回",
                f"{number} is valid from {row.valid_from}; withdraw it if it was entered by mistake",
            )
        row.valid_until = last_on
        row.save(update_fields=["valid_until"])
        trail.note("reserve.item.end", f"reserve_item/{number}", after={"valid_until": last_on, "reason": reason})


def withdraw_item(number: str, doing: Doing) -> None:
    """Take back an item that was entered by mistake: it never was in force."""
    reason = filled(doing.reason, "撤回理由", "reason", most=MOST_REASON)
    with doing.writing() as trail:
        row = _current(number, doing)
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_because = doing.entered, doing.actor.name, reason
        row.save()
        trail.note("reserve.item.withdraw", f"reserve_item/{number}", after={"withdrawn": True})


def _current(number: str, doing: Doing) -> CatalogueItem:
    row = CatalogueItem.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有储备品种 {number}", f"there is no reserve item {number}")
    planning_place(doing, row.region)
    later = CatalogueItem.objects.filter(replaces=row).first()
    if later is not None:
        raise BaowenError(
            f"{number} 已由 {later.number} 更正，请在其中办理", f"{later.number} replaces {number}; go there"
        )
    if row.withdrawn_at is not None:
        raise BaowenError(f"{number} 已撤回", f"{number} is withdrawn")
    return row


def _row(new: NewItem, place: Region, doing: Doing) -> CatalogueItem:
    checked_tier(new.tier, place)
    on = day_of(doing.at)
    starts = new.valid_from or on
    if new.valid_until is not None and new.valid_until < starts:
        raise BaowenError(
            f"失效日期 {new.valid_until} 早于生效日期 {starts}", f"the last day {new.valid_until} is before {starts}"
        )
    return CatalogueItem(
        number=next_number("RI", place.code, on.year), region=place.code, tier=new.tier.value,
        institution=_institution(new, place, on, doing), kind=new.kind.value,
        name=filled(new.name, "名称", "name", most=200), form=within(new.form, "剂型", "form", most=100),
        strength=within(new.strength, "规格", "strength", most=200), grounds=_grounds(new, place, on, doing),
        planned=checked_planned(new.planned, new.unit, new.kind), unit=new.unit.value,
        department=new.department.value, valid_from=starts, valid_until=new.valid_until,
        note=within(new.note, "备注", "note", most=1000), organisation=doing.actor.organisation,
        entered_at=doing.entered, entered_by=doing.actor.name,
    )  # fmt: skip


def checked_planned(planned: Decimal, unit: Unit, kind: ItemKind) -> Decimal:
    """The quantity to four places; BaowenError for nothing, too much, or kilograms of a finished drug."""
    if not planned.is_finite() or not 0 < planned < MOST_PLANNED or planned != round(planned, 4):
        raise BaowenError(
            f"计划储备量 {planned} 应大于 0，最多四位小数",
            f"the planned quantity {planned} must be above 0, 4 decimals",
        )
    if unit is Unit.KILOGRAM and kind is ItemKind.FINISHED:
        raise BaowenError("成品药按最小单位或盒计划", "finished drugs are planned in smallest units or packs")
    return planned


def _grounds(new: NewItem, place: Region, on: date, doing: Doing) -> list[str]:
    entry = doing.book.ruling(place.code, on).get(GROUNDS)
    allowed = [ground for ground in Ground if entry is None or ground.value in entry.value]
    wrong = [ground for ground in new.grounds if ground not in allowed]
    if not new.grounds or wrong:
        known = "、".join(GROUND_WORDS[ground][0] for ground in allowed)
        said = ", ".join(GROUND_WORDS[ground][1] for ground in allowed)
        raise BaowenError(f"请至少选择一项列入理由：{known}", f"choose a ground of these: {said}")
    return [ground.value for ground in Ground if ground in new.grounds]


def _institution(new: NewItem, place: Region, on: date, doing: Doing) -> str:
    if new.tier is not Tier.HOSPITAL:
        if new.institution.strip():
            raise BaowenError("只有医疗机构储备才填写医疗机构", "only the hospital tier names an institution")
        return ""
    found = open_organisation(filled(new.institution, "医疗机构", "institution", most=100), on)
    if found.kind is not OrganisationKind.HOSPITAL or not doing.book.regions.within(found.region, place.code):
        raise BaowenError(f"{found.name}不是{place.name}的医疗机构", f"{found.code} is no hospital of {place.code}")
    return found.code


def _kept(row: CatalogueItem, doing: Doing, trail: Trail, what: str) -> CatalogueItem:
    _refuse_twice(row)
    row.save(force_insert=True)
    trail.note(
        f"reserve.item.{what}", f"reserve_item/{row.number}",
        after={
            "region": row.region, "tier": row.tier, "institution": row.institution, "kind": row.kind, "name": row.name,
            "form": row.form, "strength": row.strength, "planned": row.planned, "unit": row.unit,
            "valid_from": row.valid_from, "valid_until": row.valid_until,
            "replaces": row.replaces.number if row.replaces else "",
        },
    )  # fmt: skip
    return row


def _refuse_twice(row: CatalogueItem) -> None:
    """BaowenError where the same tier of the place holds the very item in some of the same days."""
    alike = CatalogueItem.objects.filter(
        region=row.region, tier=row.tier, institution=row.institution, kind=row.kind, withdrawn_at=None,
        replaced_by=None,
    )  # fmt: skip
    new = named(ItemKind(row.kind), row.name, row.form, row.strength)
    ends = row.valid_until or date.max
    for other in alike.exclude(pk=row.replaces_id) if row.replaces_id else alike:
        apart = other.valid_from > ends or (other.valid_until or date.max) < row.valid_from
        if not apart and same_item(new, named(ItemKind(other.kind), other.name, other.form, other.strength)):
            before = days_from(row.valid_from, -1)
            raise BaowenError(
                f"{TIER_WORDS[Tier(row.tier)][0]}目录已有“{other.name}”（{other.number}），"
                f"请更正它，或先让它在 {before} 结束",
                f"the tier holds it already as {other.number}: correct that, or end it on {before} first",
            )
