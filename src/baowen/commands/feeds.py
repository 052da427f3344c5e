"""`baowen feeds`: what can be sent in, and what each column must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from baowen.commands.output import fail, out, print_json

if TYPE_CHECKING:
    from baowen.collect.contract import Feed


def register(app: typer.Typer) -> None:
    app.command("feeds", help="列出可以报送的数据；写上名称则列出它的列 / list the feeds, or one feed's columns")(feeds)


def feeds(
    name: Annotated[str | None, typer.Argument(help="数据名称，如 order_line / a feed's name")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
) -> None:
    """List all feeds, or one with its columns."""
    from baowen.collect.feeds import FEEDS

    if name is not None and name not in FEEDS:
        raise fail(f"没有名为 {name} 的数据；现有：{'、'.join(FEEDS)}", f"no such feed; there are: {', '.join(FEEDS)}")
    if as_json:
        print_json(_feed_json(FEEDS[name]) if name else [_feed_json(feed) for feed in FEEDS.values()])
    elif name:
        _print_feed(FEEDS[name])
    else:
        for feed in FEEDS.values():
            out.print(f"{feed.name:<18} {feed.zh}  {feed.en}", markup=False, highlight=False)


def _feed_json(feed: Feed) -> dict[str, object]:
    return {
        "name": feed.name, "zh": feed.zh, "en": feed.en, "about_zh": feed.about_zh, "about_en": feed.about_en,
        "key": feed.key, "dated_by": feed.dated_by, "requirements": feed.requirements,
        "columns": [
            {
                "name": column.name, "zh": column.zh, "en": column.en, "kind": column.kind.value,
                "required": column.required, "unit": column.unit, "least": column.least, "most": column.most,
                "choices": [choice.code for choice in column.choices], "aliases": column.aliases,
            }
            for column in feed.columns
        ],
        "checks": [
            {"code": check.code, "level": check.level.value, "zh": check.zh, "en": check.en} for check in feed.checks
        ],
    }  # fmt: skip


def _print_feed(feed: Feed) -> None:
    from rich.table import Table

    from baowen.collect.document import KINDS, limits

    out.print(f"{feed.zh} {feed.en}（{feed.name}）", style="bold", markup=False, highlight=False)
    out.print(feed.about_zh, markup=False, highlight=False)
    table = Table("列 column", "名称 name", "类型 kind", "必填", "单位、范围、选项 unit, bounds, choices", box=None)
    for column in feed.columns:
        required = "是 yes" if column.required else ""
        table.add_row(column.name, f"{column.zh} {column.en}", KINDS[column.kind][0], required, limits(column))
    out.print(table)
