"""Policy values as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from baowen.core.money import plain
from baowen.core.policy.entry import UNITS, Entry

# What a reader sees in place of the names that packs use in tables and choices.
_WORDS = {
    "blue": "蓝", "yellow": "黄", "orange": "橙", "red": "红", "numerator": "分子", "measure": "计量",
    "delivered": "配送", "received": "入库", "ordered": "采购", "quantity": "数量", "amount": "金额",
    "monthly": "每月", "quarterly": "每季度", "yearly": "每年", "next_month_end": "次月底", "next_day": "次日",
    "first": "首次", "again": "再次", "total": "合计", "chemical": "化学药品和生物制品", "chinese": "中成药",
    "general": "一般", "emergency": "急抢救",
}  # fmt: skip


def value_words(value: object, unit: str, *, chinese: bool = True) -> str:
    """A value in one line: shares in per cent, names before the numbers of a table, rules counted."""
    if isinstance(value, bool):
        return ("是" if value else "否") if chinese else ("yes" if value else "no")
    if isinstance(value, int | Decimal):
        return f"{plain(100 * value)}%" if unit == "share" else plain(value)
    if isinstance(value, Mapping):
        parts = ((_word(name, chinese), value_words(item, unit, chinese=chinese)) for name, item in value.items())
        return ("，" if chinese else ", ").join(f"{name} {item}" for name, item in parts)
    if isinstance(value, tuple):
        if value and isinstance(value[0], Mapping):
            return f"{len(value)} 条规则" if chinese else f"{len(value)} rules"
        return "；".join(str(item) for item in value)
    return _word(str(value), chinese)


def _word(name: str, chinese: bool) -> str:
    return _WORDS.get(name, name) if chinese else name


def entry_words(entry: Entry, *, chinese: bool = True) -> str:
    """Value and unit together; a step without delay says so."""
    if entry.at_once:
        return "立即" if chinese else "at once"
    words = value_words(entry.value, entry.unit, chinese=chinese)
    if entry.unit == "share":
        return words
    zh, en = UNITS[entry.unit]
    return f"{words} {zh if chinese else en}".strip()


def validity_words(entry: Entry) -> str:
    """The days in force; empty when the entry is open at both ends."""
    if entry.valid_from is None and entry.valid_until is None:
        return ""
    return f"{entry.valid_from or ''}～{entry.valid_until or ''}"
