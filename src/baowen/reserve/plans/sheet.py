"""The table of a reserve catalogue: what its columns mean going out, and how they are read coming in. Pure. RSV-1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from baowen.core.problems import BaowenError
from baowen.orgs.departments import DEPARTMENT_WORDS, Department
from baowen.reserve.plans.kinds import GROUND_WORDS, ITEM_WORDS, TIER_WORDS, UNIT_WORDS, Ground, ItemKind, Tier, Unit

HEADINGS: tuple[tuple[str, str], ...] = (
    ("层级", "Tier"), ("类别", "Kind"), ("名称", "Name"), ("剂型", "Form"), ("规格", "Strength"),
    ("计划储备量", "Planned"), ("单位", "Unit"), ("列入理由", "Grounds"), ("负责部门", "Department"),
    ("医疗机构", "Institution"), ("生效日期", "Valid from"), ("失效日期", "Valid until"), ("备注", "Note"),
)  # fmt: skip
EXPECTED = frozenset(zh for zh, _ in HEADINGS)
NEEDED = ("层级", "类别", "名称", "计划储备量", "单位", "列入理由", "负责部门")
MOST_ROWS, MOST_TOLD = 5000, 20
Code = TypeVar("Code", bound=StrEnum)
_OTHER_WORDS: dict[str, dict[str, StrEnum]] = {
    "unit": {
        "最小单位": Unit.SMALLEST, "片": Unit.SMALLEST, "支": Unit.SMALLEST, "粒": Unit.SMALLEST, "千克": Unit.KILOGRAM,
        "kg": Unit.KILOGRAM,
    },
    "tier": {"县级": Tier.DISTRICT, "区级": Tier.DISTRICT, "医院": Tier.HOSPITAL},
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetItem:
    """A row of the table as it was read."""

    tier: Tier
    kind: ItemKind
    name: str
    form: str
    strength: str
    planned: Decimal
    unit: Unit
    grounds: tuple[Ground, ...]
    department: Department
    institution: str
    valid_from: date | None
    valid_until: date | None
    note: str


def read_sheet(rows: Iterable[tuple[int, Mapping[str, str]]], headings: Sequence[str]) -> tuple[SheetItem, ...]:
    """The items of a table, all or none. BaowenError names every row (up to 20) that is wrong, its column and why."""
    missing = [heading for heading in NEEDED if heading not in headings]
    if missing:
        raise BaowenError(
            f"表中缺少列：{'、'.join(missing)}；请用页面导出的表填写",
            f"columns are missing: {', '.join(missing)}; fill in the table that the page exports",
        )
    found, wrong = [], []
    for number, cells in rows:
        if not any(text.strip() for text in cells.values()):
            continue
        try:
            found.append(_item({name: cells.get(name, "").strip() for name, _ in HEADINGS}))
        except BaowenError as error:
            wrong.append((number, error))
    if wrong:
        shown = wrong[:MOST_TOLD]
        raise BaowenError(
            "；".join(f"第 {number} 行：{error.message}" for number, error in shown)
            + f"。共 {len(wrong)} 行有误，未录入",
            "; ".join(f"row {number}: {error.message_en}" for number, error in shown)
            + f". {len(wrong)} rows are wrong; "
            "nothing was entered",
        )
    if len(found) > MOST_ROWS:
        raise BaowenError(f"一次最多 {MOST_ROWS} 行", f"{MOST_ROWS} rows at once at most")
    return tuple(found)


def _item(cells: Mapping[str, str]) -> SheetItem:
    if not cells["名称"]:
        raise BaowenError("名称未填写", "the name is missing")
    return SheetItem(
        tier=_coded(cells["层级"], Tier, TIER_WORDS, "层级", "tier"),
        kind=_coded(cells["类别"], ItemKind, ITEM_WORDS, "类别", "kind"), name=cells["名称"], form=cells["剂型"],
        strength=cells["规格"], planned=_number(cells["计划储备量"]),
        unit=_coded(cells["单位"], Unit, UNIT_WORDS, "单位", "unit"),
        grounds=tuple(
            _coded(one, Ground, GROUND_WORDS, "列入理由", "ground")
            for one in re.split(r"[、,，;；/\s]+", cells["列入理由"]) if one
        ),
        department=_coded(cells["负责部门"], Department, DEPARTMENT_WORDS, "负责部门", "department"),
        institution=cells["医疗机构"], valid_from=_day(cells["生效日期"]), valid_until=_day(cells["失效日期"]),
        note=cells["备注"],
    )  # fmt: skip


def _coded(text: str, codes: type[Code], words: Mapping[Code, tuple[str, str]], zh: str, en: str) -> Code:
    for code in codes:
        if text in (code.value, *words[code]):
            return code
    if text in _OTHER_WORDS.get(en, {}):
        return codes(_OTHER_WORDS[en][text])
    known = "、".join(words[code][0] for code in codes)
    raise BaowenError(f"{zh}“{text}”无法识别，可用：{known}", f"{en} {text!r} is none of {', '.join(codes)}")


def _number(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise BaowenError(f"计划储备量“{text}”不是数字", f"the planned quantity {text!r} is no number") from None


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10].replace("/", "-").replace(".", "-"))
    except ValueError:
        raise BaowenError(f"日期“{text}”应写成 2026-01-31", f"the day {text!r} must be like 2026-01-31") from None
