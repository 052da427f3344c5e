"""Writes docs/reference/feeds.md from the contracts, so that the page cannot say other than the code does."""

from __future__ import annotations

from baowen.collect.contract import Column, Feed, Kind
from baowen.collect.feeds import FEEDS
from baowen.collect.intake.wording import WORDINGS
from baowen.core.problems import Level

KINDS: dict[Kind, tuple[str, str]] = {
    Kind.TEXT: ("文本", "text"), Kind.CODE: ("代码（按文本保存）", "code, kept as text"),
    Kind.PRODUCT: ("药品代码", "product code"), Kind.ORG: ("机构代码", "organisation code"),
    Kind.REGION: ("行政区划代码", "region code"), Kind.DATE: ("日期", "date"), Kind.MONTH: ("月份", "month"),
    Kind.INTEGER: ("整数", "whole number"), Kind.QUANTITY: ("数量", "quantity"), Kind.PRICE: ("价格", "price"),
    Kind.AMOUNT: ("金额", "amount"), Kind.FLAG: ("是/否", "yes or no"), Kind.CHOICE: ("选项", "choice"),
}  # fmt: skip

_HEAD = """# 数据接口参考 Feeds reference

<!-- 本页由程序生成 generated: baowen.collect.document -->

每一种数据（接口）有哪些列、怎么填、会检查什么。可以报 CSV、Excel（XLSX、XLS）、Parquet、JSON lines；表头写中文名、
英文名、列名或别名都可以，可以在标题行之下。日期写 2026-03-01，月份写 2026-03；2026/3/1、20260301、2026年3月1日 也能读。

Each feed, its columns and checks. CSV, Excel, Parquet and JSON lines are read; headings may be the Chinese or English
name, the column name or an alias.
"""


def render() -> str:
    """The whole page as Markdown."""
    index = [f"- [{feed.zh} `{feed.name}`](#{feed.name}): {feed.about_zh}" for feed in FEEDS.values()]
    parts = [_HEAD, "\n".join(index), *map(_section, FEEDS.values()), _problems()]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _section(feed: Feed) -> str:
    keys = "、".join(f"`{name}`" for name in feed.key)
    lines = [
        f'<a id="{feed.name}"></a>\n\n## {feed.zh} {feed.en} · `{feed.name}`',
        f"{feed.about_zh}\n{feed.about_en}",
        f"主键 key: {keys}" + _period(feed),
        "| 列 column | 名称 name | 类型 kind | 必填 | 单位、范围、选项 unit, bounds, choices | 别名 aliases |\n"
        "|---|---|---|---|---|---|\n" + "\n".join(map(_row, feed.columns)),
    ]
    if feed.checks:
        checks = [f"- `{one.code}`（{_effect(one.level)}）{one.zh}：{one.help_zh} · {one.en}" for one in feed.checks]
        lines.append("跨列检查 row checks:\n\n" + "\n".join(checks))
    return "\n\n".join(lines)


def _period(feed: Feed) -> str:
    if feed.dated_by is None:
        return ""
    first = f"`{feed.month_from}`，未填的按 else " if feed.month_from else ""
    return f" · 期间 period: {first}`{feed.dated_by}`"


def _effect(level: Level) -> str:
    return "退回 refused" if level is Level.REFUSE else "提示 warning"


def _row(column: Column) -> str:
    zh, en = KINDS[column.kind]
    cells = (
        f"`{column.name}`", f"{column.zh} {column.en}", f"{zh} {en}", "是" if column.required else "", limits(column),
        "、".join(column.aliases),
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def limits(column: Column) -> str:
    """Unit, bounds, choices and advice of a column in one line."""
    bounds = [f"≥ {column.least:f}" if column.least is not None else "", f"≤ {column.most:f}" if column.most else ""]
    choices = "、".join(f"{choice.zh} `{choice.code}`" for choice in column.choices)
    return "；".join(part for part in (column.unit, " ".join(filter(None, bounds)), choices, column.help_zh) if part)


def _problems() -> str:
    rows = [
        f"| `{code}` | {_effect(one.level)} | {one.message} | {one.help} | {one.message_en} |"
        for code, one in WORDINGS.items()
        if not code.endswith("_blank")
    ]
    head = (
        "## 检查发现的问题 Problems that the check finds\n\n| 代码 code | 结果 effect | 问题 | 怎么改 | in English |\n"
        "|---|---|---|---|---|\n"
    )
    return head + "\n".join(rows)
