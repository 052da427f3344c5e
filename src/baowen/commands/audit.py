"""`baowen audit`: who did what, whether the chain still holds, and the anchors that it is held to."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress
from rich.table import Table

from baowen.commands.output import Exit, JsonOption, err, out, print_json
from baowen.commands.session import open_session

if TYPE_CHECKING:
    from baowen.core.audit.check import Fault, Mark, Sealed
    from baowen.core.audit.queries import Told

MOST = 100_000
app = typer.Typer(help="审计记录：谁在何时为何做了什么。Who did what, when and why.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="audit")


@app.command("list")
def list_entries(
    ctx: typer.Context,
    subject: Annotated[str, typer.Option(help="只看某一对象，如 import:3。One subject.")] = "",
    by: Annotated[str, typer.Option(help="只看某一操作者。One actor.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="最多几条，从新到旧。At most, newest first.")] = 40,
    as_csv: Annotated[bool, typer.Option("--csv", help="输出 CSV，可用电子表格打开。Print CSV.")] = False,
    as_json: JsonOption = False,
) -> None:
    """列出审计记录，从新到旧。List audit entries, newest first."""
    open_session(ctx)
    from baowen.core.audit.queries import entries_told

    found = entries_told(subject=subject, by=by, limit=limit)
    if as_json:
        print_json([asdict(one) for one in found])
    elif as_csv:
        _print_csv(found)
    elif not found:
        out.print("没有符合条件的审计记录；每次导入、监测和办理都会留下一条。No such entry.")
    else:
        _print_table(found)


def _print_table(found: list[Told]) -> None:
    table = Table(title=f"审计记录 {len(found)} 条（从新到旧）")
    for heading in ("序号", "时间", "操作者", "单位", "操作", "对象", "原因"):
        table.add_column(heading)
    for one in found:
        when = f"{one.at.astimezone():%Y-%m-%d %H:%M:%S}"
        table.add_row(str(one.number), when, one.by, one.organisation, one.action, one.subject, one.reason)
    out.print(table)


def _print_csv(found: list[Told]) -> None:
    headings = ("序号", "时间", "操作者", "单位", "操作", "对象", "原因", "政策版本", "原值", "新值", "其他")
    rows = (
        (one.number, one.at.isoformat(), one.by, one.organisation, one.action, one.subject, one.reason, one.policy,
         *(json.dumps(part, ensure_ascii=False) for part in (one.before, one.after, one.details)))
        for one in found
    )  # fmt: skip
    from baowen.core.tables import write_rows

    write_rows(sys.stdout, headings, rows)


@app.command()
def anchor(
    ctx: typer.Context,
    to: Annotated[Path | None, typer.Option(help="另存到此文件夹，如移动盘。Also write it to this folder.")] = None,
) -> None:
    """写出今日锚定文件；请把副本存到本系统管理员无法改动的地方。Write today's anchor; keep a copy elsewhere."""
    home = open_session(ctx)
    from baowen.core.audit.daily import anchor_head
    from baowen.core.clock import today

    paths = [anchor_head(folder, today()) for folder in (home.anchors, *([to] if to else []))]
    if paths[0] is None:
        out.print("还没有审计记录，无可锚定。No entry yet, so nothing to anchor.")
        return
    for path in paths:
        out.print(f"已写出 {path}", highlight=False, soft_wrap=True)


@app.command()
def verify(
    ctx: typer.Context,
    anchors: Annotated[
        list[Path] | None, typer.Option(help="存放锚定文件的文件夹，可多次给出。Folders of anchors kept elsewhere.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """核验审计链：查改动、删除和截断。Verify the chain: edits, deletions, truncation. Exit code 1 for any fault."""
    home = open_session(ctx)
    from baowen.core.audit import queries
    from baowen.core.audit.anchors import read_anchors
    from baowen.core.audit.check import faults

    kept = list(chain.from_iterable(read_anchors(folder) for folder in (home.anchors, *(anchors or ()))))
    head = queries.head()
    marks = [*([head] if head else []), *kept]
    with Progress(console=err, disable=as_json or not err.is_terminal, transient=True) as bars:
        task = bars.add_task("核验", total=queries.number_of_entries())

        def counted() -> Iterator[Sealed]:
            for entry in queries.entries_in_order():
                bars.advance(task)
                yield entry

        found = list(faults(counted(), marks))
    _tell(found, head, anchors=kept, without_sm3=queries.seals_without_sm3(), as_json=as_json)
    if found:
        raise typer.Exit(int(Exit.FAILED))


def _tell(found: list[Fault], head: Mark | None, *, anchors: list[Mark], without_sm3: int, as_json: bool) -> None:
    number = head.number if head else 0
    anchored = max((mark.number for mark in anchors), default=0)
    if as_json:
        print_json(
            {
                "entries": number,
                "anchors": len(anchors),
                "anchored_to": anchored,
                "without_sm3": without_sm3,
                "faults": [asdict(fault) | {"zh": fault.zh, "en": fault.en} for fault in found],
            }
        )
        return
    for fault in found:
        out.print(f"[bold red]不符[/] {fault.zh}。{fault.en}.", highlight=False, soft_wrap=True)
    verdict = f"发现 {len(found)} 处不符" if found else "未发现改动、删除或截断"
    out.print(
        f"审计记录 {number:,} 条，{verdict}；核对锚定文件 {len(anchors)} 份，锚定到第 {anchored:,} 条。",
        highlight=False,
    )
    if number > anchored:
        out.print(
            f"第 {anchored + 1:,} 条之后尚无锚定：若有人连同链首一并改写，本核验查不出。"
            "Entries after the last anchor could have been rewritten unseen.",
            highlight=False, soft_wrap=True,
        )  # fmt: skip
    if without_sm3:
        out.print(f"其中 {without_sm3:,} 条只有 SHA-256（当时或本机的 OpenSSL 不含 SM3）。", highlight=False)
