"""Writes of agreements with reserve holders: enter, correct, end early, withdraw; nothing is deleted. RSV-1, RSV-4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baowen.core.audit.trail import Trail
from baowen.core.clock import day_of
from baowen.core.messages.rules import Text
from baowen.core.problems import BaowenError
from baowen.core.texts import filled, within
from baowen.orgs.departments import OrganisationKind
from baowen.orgs.queries import open_organisation
from baowen.reserve.plans.actions.catalogue import checked_planned
from baowen.reserve.plans.actions.store import MOST_REASON, checked_tier, next_number, planning_place, tell
from baowen.reserve.plans.kinds import ItemKind, Tier, Unit
from baowen.reserve.plans.models import Agreement, AgreementItem, CatalogueItem
from baowen.respond.actions.moves import Doing

HOLDERS = frozenset({OrganisationKind.RESERVE_HOLDER, OrganisationKind.HOSPITAL, OrganisationKind.DISTRIBUTOR})
MOST_ITEMS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHeld:
    """What is to be held: by `item` of the catalogue (name, form, strength then come from it) or in words.

    `products`: codes that count, none for every product of the item; `per_pack`: units of the plan in a pack of them.
    """

    planned: Decimal
    unit: Unit
    kind: ItemKind = ItemKind.FINISHED
    item: str = ""
    name: str = ""
    form: str = ""
    strength: str = ""
    products: Sequence[str] = ()
    per_pack: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAgreement:
    """Who holds what for the own place, from when until when (None: no end set)."""

    holder: str
    tier: Tier
    starts_on: date
    items: Sequence[NewHeld]
    ends_on: date | None = None
    title: str = ""


def enter_agreement(new: NewAgreement, doing: Doing) -> str:
    """Enter an agreement of the own place; its number. The holder is told."""
    planning_place(doing)
    with doing.writing() as trail:
        return _kept(new, doing.actor.region, None, doing, trail).number


def correct_agreement(number: str, new: NewAgreement, doing: Doing) -> str:
    """Put a corrected agreement in the place of another, with the reason; both stay. The new number."""
    filled(doing.reason, "更正理由", "reason of the correction", most=MOST_REASON)
    with doing.writing() as trail:
        before = _current(number, doing)
        if new.holder != before.holder:
            raise BaowenError("更正不能换成另一家承储企业，请撤回后另行录入", "a correction keeps the holder")
        return _kept(new, before.region, before, doing, trail).number


def end_agreement(number: str, last_on: date, doing: Doing) -> None:
    """Let an agreement end after a day, with the reason."""
    reason = filled(doing.reason, "理由", "reason", most=MOST_REASON)
    with doing.writing() as trail:
        row = _current(number, doing)
        if last_on < row.starts_on or (row.ends_on is not None and last_on > row.ends_on):
            raise BaowenError(
                f"结束日期须在 {row.starts_on} 至 {row.ends_on or '期满'} 之间",
                f"the last day must lie between {row.starts_on} and {row.ends_on or 'its end'}",
            )
        row.ends_on, row.ended_at, row.ended_by, row.ended_because = last_on, doing.entered, doing.actor.name, reason
        row.save()
        _note(row, "end", doing, trail)


def withdraw_agreement(number: str, doing: Doing) -> None:
    """Take back an agreement that was entered by mistake: it never was in force."""
    reason = filled(doing.reason, "撤回理由", "reason", most=MOST_REASON)
    with doing.writing() as trail:
        row = _current(number, doing)
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_because = doing.entered, doing.actor.name, reason
        row.save()
        _note(row, "withdraw", doing, trail)


def _current(number: str, doing: Doing) -> Agreement:
    row = Agreement.objects.select_for_update().filter(number=number).first()
    if row is None:
        raise BaowenError(f"没有承储协议 {number}", f"there is no agreement {number}")
    planning_place(doing, row.region)
    later = Agreement.objects.filter(replaces=row).first()
    if later is not None or row.withdrawn_at is not None:
        raise BaowenError(f"{number} 已更正或撤回，不能再办理", f"{number} is replaced or withdrawn")
    return row


def _kept(new: NewAgreement, region: str, before: Agreement | None, doing: Doing, trail: Trail) -> Agreement:
    place, on = doing.book.regions.require(region), day_of(doing.at)
    checked_tier(new.tier, place)
    holder = open_organisation(filled(new.holder, "承储机构", "holder", most=100), on)
    if holder.kind not in HOLDERS:
        raise BaowenError(f"{holder.name}不是承储企业、医疗机构或配送企业", f"{holder.code} cannot hold reserves")
    if new.ends_on is not None and new.ends_on < new.starts_on:
        raise BaowenError("协议结束日期早于开始日期", "the agreement ends before it begins")
    if not 0 < len(new.items) <= MOST_ITEMS:
        raise BaowenError(f"请填写承储品种（1 至 {MOST_ITEMS} 个）", f"name 1 to {MOST_ITEMS} items")
    row = Agreement.objects.create(
        number=next_number("RA", region, on.year), holder=holder.code, region=region, tier=new.tier.value,
        title=within(new.title, "协议名称", "title", most=200), starts_on=new.starts_on, ends_on=new.ends_on,
        organisation=doing.actor.organisation, entered_at=doing.entered, entered_by=doing.actor.name, replaces=before,
        reason=doing.reason if before else "",
    )  # fmt: skip
    AgreementItem.objects.bulk_create(_item(one, row, at) for at, one in enumerate(new.items, start=1))
    _note(row, "correct" if before else "enter", doing, trail)
    return row


def _item(new: NewHeld, row: Agreement, position: int) -> AgreementItem:
    known = _catalogued(new.item, row) if new.item else None
    kind = ItemKind(known.kind) if known else new.kind
    codes = list(dict.fromkeys(code.strip() for code in new.products if code.strip()))
    if new.per_pack is not None and (new.per_pack <= 0 or not codes):
        raise BaowenError(
            "每盒含量应大于 0，并写明它对应的产品代码",
            "units in a pack must be above 0 and name the products they are of",
        )
    name = known.name if known else filled(new.name, "品种名称", "name", most=200)
    return AgreementItem(
        agreement=row, position=position, item=new.item, kind=kind.value, name=name,
        form=known.form if known else within(new.form, "剂型", "form", most=100),
        strength=known.strength if known else within(new.strength, "规格", "strength", most=200),
        planned=checked_planned(new.planned, new.unit, kind), unit=new.unit.value, per_pack=new.per_pack,
        products=codes,
    )  # fmt: skip


def _catalogued(number: str, row: Agreement) -> CatalogueItem:
    found = CatalogueItem.objects.filter(number=number, region=row.region, withdrawn_at=None).first()
    if found is None:
        raise BaowenError(f"本地区储备目录没有 {number}", f"the catalogue of {row.region} has no item {number}")
    return found


def _note(row: Agreement, what: str, doing: Doing, trail: Trail) -> None:
    trail.note(
        f"reserve.agreement.{what}", f"reserve_agreement/{row.number}",
        after={
            "holder": row.holder, "region": row.region, "tier": row.tier, "starts_on": row.starts_on,
            "ends_on": row.ends_on, "items": row.items.count(), "withdrawn": row.withdrawn_at is not None,
            "replaces": row.replaces.number if row.replaces else "",
        },
    )  # fmt: skip
    done_zh, done_en = {
        "enter": ("已登记", "is entered"), "correct": ("已更正", "is corrected"), "end": ("已登记结束", "is ended"),
        "withdraw": ("已撤回", "is withdrawn"),
    }[what]  # fmt: skip
    said = Text(f"承储协议 {row.number} {done_zh}", f"reserve agreement {row.number} {done_en}")
    tell(row.holder, (f"reserve_agreement/{row.number}", what), said, doing, trail)
