"""What a policy key promises: the kind of its value, its units and its meaning; whether a value keeps the promise."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from baowen.core.policy.entry import SEVERITIES


class Kind(StrEnum):
    """The form of a value; the reader refuses any other."""

    DEADLINE = "deadline"  # whole days, or the text's own words with unit "none" where it sets no number
    WHOLE = "whole"
    NUMBER = "number"
    SHARE = "share"  # 0 to 1
    TEXT = "text"
    FLAG = "flag"
    DATE = "date"
    MONTH_DAY = "month_day"  # "12-15"
    SEVERITIES = "severities"  # numbers by blue, yellow, orange, red; one or more of them, in order
    NUMBERS = "numbers"  # numbers by name
    CHOICES = "choices"  # texts by name
    TEXTS = "texts"  # a list of texts
    RULES = "rules"  # a list of tables


KIND_WORDS: dict[Kind, tuple[str, str]] = {
    Kind.DEADLINE: ("整数天数，或文本原话（unit 为 none）", "whole days, or the text's words with unit none"),
    Kind.WHOLE: ("整数", "a whole number"),
    Kind.NUMBER: ("数", "a number"),
    Kind.SHARE: ("0 至 1 之间的数", "a number from 0 to 1"),
    Kind.TEXT: ("文字", "text"),
    Kind.FLAG: ("true 或 false", "true or false"),
    Kind.DATE: ("日期", "a date"),
    Kind.MONTH_DAY: ("“月-日”，如 12-15", "month-day such as 12-15"),
    Kind.SEVERITIES: ("按蓝、黄、橙、红逐级加重的数", "numbers by blue, yellow, orange, red that sharpen in order"),
    Kind.NUMBERS: ("若干命名的数", "named numbers"),
    Kind.CHOICES: ("若干命名的选项", "named choices"),
    Kind.TEXTS: ("文字列表", "a list of texts"),
    Kind.RULES: ("规则列表", "a list of rules"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySpec:
    """One known key.

    `fields`: the names that a table may use (empty: any); a table that is not `sparse` must use all of them.
    `falling`: a severity grows as its number falls. `options`: texts allowed, by field for a table of choices.
    """

    key: str
    kind: Kind
    units: tuple[str, ...]
    zh: str
    en: str
    fields: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    falling: bool = False
    sparse: bool = True


# The Chinese words for the parts of a key that a pattern lists; a part without words is shown as it is.
PART_WORDS: dict[str, str] = {
    "county": "县（区）", "city": "市", "province": "省", "members": "成员单位", "lead": "牵头单位",
    "grassroots": "基层", "second": "二级", "third": "三级", "least": "下限", "most": "上限",
    "linked": "开始联动", "complete": "全面覆盖", "ahead": "超前", "behind": "滞后", "first": "首日", "last": "末日",
    "general": "一般", "emergency": "急抢救", "remote": "偏远", "cold_chain": "冷链",
    "emergency_remote": "急抢救、偏远",
    "easily_short": "易短缺", "ordinary": "一般", "strength": "含量", "volume": "装量", "pack_count": "包装数量",
    "pack_count_other": "其他剂型包装数量", "plastic": "塑料瓶", "soft_bag": "软袋", "delivery_rate": "配送率",
    "on_time_rate": "准时率", "purchase_drop": "采购下降", "purchase_surge": "采购激增", "days_of_supply": "可用天数",
    "price_rise": "涨价", "joint_price_rise": "联动涨价", "regional_spread": "地区价差", "same_drug_spread": "同药价差",
    "stop_notice_impact": "停产影响", "window_months": "窗口", "least_months": "最少", "progress": "进展报告",
    "monitoring": "监测报告", "zero": "零报告", "publicity": "宣传与信息发布", "standing": "通报",
    "refused_share": "拒绝订单占比", "unanswered_share": "未响应订单占比", "listed_makers": "在挂企业",
    "maker_concentration": "采购集中度", "api_concentration": "原料药集中度", "listed": "在清单",
    "unlisted": "不在清单", "stopped_supply": "停供情况报告", "price_check": "价格监测", "verify": "核实",
    "report": "上报", "answer": "答复函询", "interview": "约谈", "survey": "成本调查", "public_answer": "答复公开问询",
    "correction": "纠正价格", "referral": "答复移送",
}  # fmt: skip


def keys(pattern: str, kind: Kind, units: str, zh: str, en: str, **more: Any) -> tuple[KeySpec, ...]:
    """Key specs for a pattern: "a.{x,y}" stands for a.x and a.y; "{}" in the words stands for the part chosen."""
    found = re.fullmatch(r"([^{]*)\{([^}]*)\}(.*)", pattern)
    unit_names = tuple(units.split("|"))
    if found is None:
        return (KeySpec(key=pattern, kind=kind, units=unit_names, zh=zh, en=en, **more),)
    head, parts, tail = found.groups()
    return tuple(
        spec
        for part in parts.split(",")
        for spec in keys(
            f"{head}{part}{tail}",
            kind,
            units,
            zh.replace("{}", PART_WORDS.get(part, part)),
            en.replace("{}", part),
            **more,
        )
    )


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Decimal(value)


def _whole(value: object, spec: KeySpec, unit: str) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _deadline(value: object, spec: KeySpec, unit: str) -> int | str | None:
    if unit == "none":
        return value if isinstance(value, str) and value else None
    days = _whole(value, spec, unit)
    return days if days is not None and days >= 0 else None


def _share(value: object, spec: KeySpec, unit: str) -> Decimal | None:
    number = _number(value)
    return number if number is not None and 0 <= number <= 1 else None


def _text(value: object, spec: KeySpec, unit: str) -> str | None:
    return value if isinstance(value, str) and value and (not spec.options or value in spec.options) else None


def _month_day(value: object, spec: KeySpec, unit: str) -> str | None:
    if not isinstance(value, str) or not re.fullmatch(r"\d{2}-\d{2}", value):
        return None
    try:
        date.fromisoformat(f"2024-{value}")
    except ValueError:
        return None
    return value


def _named(value: object, spec: KeySpec) -> Mapping[str, object] | None:
    if not isinstance(value, Mapping) or not value:
        return None
    names = set(value)
    if spec.fields and (not names <= set(spec.fields) or (not spec.sparse and names != set(spec.fields))):
        return None
    return value


def _numbers(value: object, spec: KeySpec, unit: str) -> dict[str, Decimal] | None:
    table = _named(value, spec)
    if table is None:
        return None
    numbers = {name: _number(item) for name, item in table.items()}
    found = {name: number for name, number in numbers.items() if number is not None}
    return found if len(found) == len(numbers) else None


def _severities(value: object, spec: KeySpec, unit: str) -> dict[str, Decimal] | None:
    numbers = _numbers(value, spec, unit)
    if numbers is None or not set(numbers) <= set(SEVERITIES):
        return None
    steps = [numbers[name] for name in SEVERITIES if name in numbers]
    if len(set(steps)) != len(steps) or steps != sorted(steps, reverse=spec.falling):
        return None
    return {name: numbers[name] for name in SEVERITIES if name in numbers}


def _choices(value: object, spec: KeySpec, unit: str) -> dict[str, str] | None:
    table = _named(value, spec)
    if table is None or not all(isinstance(item, str) and item in spec.options for item in table.values()):
        return None
    return {name: str(item) for name, item in table.items()}


def _texts(value: object, spec: KeySpec, unit: str) -> tuple[str, ...] | None:
    if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
        return None
    return tuple(value)


def _rules(value: object, spec: KeySpec, unit: str) -> tuple[dict[str, object], ...] | None:
    if not isinstance(value, list) or not value:
        return None
    tables = [_named(item, spec) for item in value]
    found = [dict(table) for table in tables if table is not None]
    return tuple(found) if len(found) == len(tables) else None


_READERS: dict[Kind, Callable[[object, KeySpec, str], object]] = {
    Kind.DEADLINE: _deadline,
    Kind.WHOLE: _whole,
    Kind.NUMBER: lambda value, spec, unit: _number(value),
    Kind.SHARE: _share,
    Kind.TEXT: _text,
    Kind.FLAG: lambda value, spec, unit: value if isinstance(value, bool) else None,
    Kind.DATE: lambda value, spec, unit: value if type(value) is date else None,
    Kind.MONTH_DAY: _month_day,
    Kind.SEVERITIES: _severities,
    Kind.NUMBERS: _numbers,
    Kind.CHOICES: _choices,
    Kind.TEXTS: _texts,
    Kind.RULES: _rules,
}


def read_value(value: object, spec: KeySpec, unit: str) -> object | None:
    """The value in the form of its kind, or None when it does not fit."""
    return _READERS[spec.kind](value, spec, unit)
