"""`baowen cycle`: new data, changed months, indicators, signals."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from baowen.commands.beats import hand_over_transfers
from baowen.commands.exchange import hand_over_told_counts
from baowen.commands.listings import keep_listings
from baowen.commands.output import JsonOption, err, out, print_json
from baowen.commands.reports import hand_over_waiting
from baowen.commands.reserve_goods import hand_over_reserves
from baowen.commands.session import actor, open_session
from baowen.commands.settle import hand_over_waiting_bills
from baowen.commands.trade import hand_over_trade
from baowen.commands.triage import cases_from_signals, tell
from baowen.commands.vbp_contracts import hand_over_signed_contracts
from baowen.commands.vbp_progress import keep_progress

if TYPE_CHECKING:
    from baowen.monitor.actions import CycleOutcome
    from baowen.respond.actions.from_signals import FromSignals

STAGES = {
    "look": "查看变化",
    "cubes": "汇总月度数据",
    "expectations": "更新采购与使用预期",
    "indicators": "计算指标",
    "signals": "更新预警",
}


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("cycle")(cycle)


def cycle(
    ctx: typer.Context,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="截至日期；缺省为数据的最后一天。The day to look at."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """运行一轮监测：只重算有变化的月份，可重复运行。Run the cycle; safe to run twice and to interrupt."""
    home = open_session(ctx)
    from baowen.core.audit.daily import anchor_head
    from baowen.core.clock import now, today
    from baowen.core.records import freshen_statistics
    from baowen.monitor.actions import run_cycle

    hand_over_waiting(home)
    keep_listings(home)
    hand_over_trade(home)
    hand_over_waiting_bills(home)
    hand_over_told_counts(home)
    hand_over_reserves(home)
    hand_over_transfers(home)
    hand_over_signed_contracts(home)
    day: date | None = as_of.date() if as_of else None
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, disable=as_json or not err.is_terminal, transient=True) as bars:
        tasks: dict[str, int] = {}

        def show(name: str, done: int, of: int) -> None:
            key = "cubes" if name == "cubes" else "indicators"
            if key not in tasks:
                tasks[key] = bars.add_task(STAGES[key], total=of)
            bars.update(tasks[key], completed=done)  # type: ignore[arg-type]

        outcome = run_cycle(home, by=actor(), clock=now, today=today(), as_of=day, progress=show)
    cases = cases_from_signals(home)
    keep_progress(home)
    anchor_head(home.anchors, today())
    freshen_statistics()
    _tell(outcome, cases, as_json=as_json)


def _tell(outcome: CycleOutcome, cases: FromSignals, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "as_of": outcome.as_of,
                "run": outcome.run,
                "policy_version": outcome.policy_version,
                "months": [str(month) for month in outcome.months],
                "counts": outcome.counts,
                "seconds": outcome.seconds,
                "cases": asdict(cases),
            }
        )
        return
    counts = outcome.counts
    span = f"{outcome.months[0]} 至 {outcome.months[-1]}" if outcome.months else "没有变化的月份"
    out.print(f"监测截至 {outcome.as_of}，重算 {span}（政策版本 {outcome.policy_version}）", highlight=False)
    out.print(
        f"预警：新增 {counts['signals_new']:,}，更新 {counts['signals_updated']:,}，"
        f"撤回 {counts['signals_withdrawn']:,}；待核实数据问题 {counts['questions_open']:,}",
        highlight=False,
    )
    tell(cases)
    times = "，".join(f"{STAGES[name]} {seconds:.1f} 秒" for name, seconds in outcome.seconds.items())
    out.print(f"用时：{times}", highlight=False)
