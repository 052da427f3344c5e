"""`baowen triage`, `dismiss`, `verdicts`: from signals to cases, and what people found of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress
from rich.table import Table

from baowen.commands.output import JsonOption, err, out, print_json
from baowen.commands.session import acting, open_session

if TYPE_CHECKING:
    from baowen.core.home import Home
    from baowen.respond.actions.from_signals import FromSignals


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("triage")(triage)
    app.command("dismiss")(dismiss)
    app.command("verdicts")(verdicts)


def triage(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """按政策条目把达到级别的预警登记为案件，可重复运行。Open cases from signals by the pack; safe to repeat."""
    home = open_session(ctx)
    with Progress(console=err, disable=as_json or not err.is_terminal, transient=True) as bars:
        task = bars.add_task("登记案件")
        found = cases_from_signals(home, lambda done, of: bars.update(task, completed=done, total=of))
    if as_json:
        print_json(asdict(found))
        return
    tell(found)
    if not found.opened and not found.joined and not found.nobody:
        out.print("没有新的预警达到立案级别。No new signal is grave enough to open a case.")


def cases_from_signals(home: Home, progress: Callable[[int, int], None] = lambda _done, _of: None) -> FromSignals:
    """Open what the pack asks for of the signals in force."""
    from baowen.collect.queries import drugs_of_products
    from baowen.core.clock import now
    from baowen.lake.store import Lake
    from baowen.monitor.queries import signals_now
    from baowen.respond.actions.from_signals import open_from_signals
    from baowen.respond.rulebook import load_rulebook

    drugs = drugs_of_products(Lake(home.lake))
    signals = signals_now(include_ended=False)
    return open_from_signals(signals, drugs, at=now(), book=load_rulebook(home.calendar), progress=progress)


def tell(found: FromSignals) -> None:
    """Say what was opened; nothing where nothing was."""
    if found.opened or found.joined:
        out.print(f"案件：新登记 {len(found.opened):,} 件，{len(found.joined):,} 件在办案件并入新预警", highlight=False)
    if found.nobody:
        out.print(
            f"另有 {len(found.nobody):,} 条预警达到立案级别，但所在地及上级都没有登记牵头单位；"
            "请先运行 baowen orgs seat 登记\n"
            f"{len(found.nobody):,} more signals would open cases, but no lead unit is seated there or above",
            highlight=False,
        )


def dismiss(
    ctx: typer.Context,
    signal: Annotated[str, typer.Argument(help="预警编号。Number of the signal.")],
    why: Annotated[
        str, typer.Option(help="理由：data_error、known_cause、normal、too_small、already_solved。The reason.")
    ],
    words: Annotated[str, typer.Option(help="说明。In words.")] = "",
) -> None:
    """排除一条预警并写明理由，计入检出评价。Dismiss a signal with a reason; detection is judged by it."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.core.problems import BaowenError
    from baowen.monitor.queries import signals_now
    from baowen.respond.actions.from_signals import dismiss_signal
    from baowen.respond.kinds import DISMISSAL_WORDS, Dismissal
    from baowen.respond.rulebook import load_rulebook

    if why not in set(Dismissal):
        known = "、".join(f"{one}（{zh}）" for one, (zh, _) in DISMISSAL_WORDS.items())
        raise BaowenError(f"理由“{why}”无法识别；可用：{known}", f"no such reason; use one of {', '.join(Dismissal)}")
    row = next((one for one in signals_now() if one.number == signal), None)
    if row is None:
        raise BaowenError(f"没有预警 {signal}；请用 baowen signals 查看编号", f"there is no signal {signal}")
    dismiss_signal(row, Dismissal(why), words, actor=acting(home), at=now(), book=load_rulebook(home.calendar))
    out.print(f"已排除预警 {signal}：{DISMISSAL_WORDS[Dismissal(why)][0]}", highlight=False)


def verdicts(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """各指标的预警经人核实的结果。What people found of the signals of each indicator."""
    open_session(ctx)
    from baowen.monitor.queries import signals_now
    from baowen.respond.queries import verdicts as gather

    found = gather({one.number: one.indicator for one in signals_now()})
    if as_json:
        print_json([asdict(one) | {"precision": one.precision} for one in found])
        return
    if not found:
        out.print("还没有预警经人核实。No signal has been judged by anybody yet.")
        return
    table = Table(title="预警经人核实的结果 what people found", title_justify="left")
    for heading in ("指标", "属实", "不成立", "排除", "在办", "查准率"):
        table.add_column(heading)
    for one in found:
        share = "—" if one.precision is None else f"{one.precision:.0%}"
        table.add_row(one.indicator, *map(str, (one.true, one.untrue, one.dismissed, one.open)), share)
    out.print(table)
