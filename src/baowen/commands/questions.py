"""`baowen questions`: rows that cannot be right, to be asked of their sender."""

from __future__ import annotations

from dataclasses import asdict

import typer
from rich.table import Table

from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.session import open_session

SHOWN = 40


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("questions")(questions)


def questions(
    ctx: typer.Context,
    as_json: JsonOption = False,
) -> None:
    """列出待核实的数据问题（单位、包装错误），应退回报送单位。Data questions to go back to their senders."""
    open_session(ctx)
    from baowen.monitor.queries import open_questions

    found = open_questions()
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有待核实的数据问题。No open data question.")
        return
    table = Table(title=f"待核实的数据问题 {len(found)} 条（疑似单位或包装填错，请报送单位核对原始单据）")
    for heading in ("月份", "医疗机构", "药品", "涉及行数", "单价偏离倍数"):
        table.add_column(heading)
    for one in found[:SHOWN]:
        table.add_row(one.month, one.hospital_name, one.product_name, str(one.rows), f"{one.factor:.3g}")
    out.print(table)
    if len(found) > SHOWN:
        out.print(f"其余 {len(found) - SHOWN} 条请用 --json 查看。The rest: --json.")
