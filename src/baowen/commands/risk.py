"""`baowen risk`: which drugs are likely to run short, where, and what the score is made of."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.session import open_session

SHOWN = 30
SEVERITY = {"blue": "蓝", "yellow": "黄", "orange": "橙", "red": "红"}


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("risk")(risk)


def risk(
    ctx: typer.Context,
    region: Annotated[
        str | None, typer.Option("--region", help="只看某地及其下级（行政区划代码）。Only this place and below.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """列出短缺风险评分，高的在前，并列出评分的各组成部分。Score the risk of a shortage, with its parts."""
    home = open_session(ctx)
    from baowen.monitor.risk_list import risks

    found = risks(home, region=region)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有药品的短缺风险高于平常。No drug's risk is above the ordinary.")
        return
    days = found[0].horizon_days
    table = Table(title=f"短缺风险评分（{days} 天内发生短缺的概率，权重为示例值，非法规）：共 {len(found)} 项")
    for heading in ("地区", "药品", "评分", "组成（预警级别、月份、加分）"):
        table.add_column(heading, overflow="fold")
    for one in found[:SHOWN]:
        parts = "；".join(
            f"{part.title} {SEVERITY[part.severity]} {part.month} +{part.contribution:.2f}" for part in one.parts
        )
        table.add_row(one.region_name, one.drug.partition("|")[0], f"{one.score:.0%}", parts)
    out.print(table)
    if len(found) > SHOWN:
        out.print(f"其余 {len(found) - SHOWN} 项请用 --json 查看。The rest: --json.")
