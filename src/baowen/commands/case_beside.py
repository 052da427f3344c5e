"""`baowen cases`: comments, links, measures with owner, date and outcome, and dates derived again. RSP-3."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn

from baowen.commands.case_desk import NumberArgument, OnOption, ReasonOption, WordsOption, coded, desk
from baowen.commands.output import JsonOption, err, out, print_json


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    for name, command in (
        ("comment", comment), ("link", link), ("measure", take_measure), ("measure-end", end_measure),
        ("redate", redate),
    ):  # fmt: skip
        app.command(name)(command)


def comment(
    ctx: typer.Context, number: NumberArgument, words: WordsOption, on: OnOption = None, as_json: JsonOption = False
) -> None:  # fmt: skip
    """对案件提意见；成员单位也可以。Comment on a case; members of the mechanism may too."""
    with desk(ctx) as at:
        from baowen.respond.actions import beside

        beside.comment(number, words, at.doing(on))
        _tell({"number": number}, f"案件 {number}：已登记意见。Comment recorded.", as_json=as_json)


def link(
    ctx: typer.Context,
    number: NumberArgument,
    other: Annotated[str, typer.Argument(help="另一案件的编号。Number of the other case.")],
    reason: ReasonOption,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """关联两个案件，各自办理。Say that two cases have to do with one another."""
    with desk(ctx) as at:
        from baowen.respond.actions import beside

        beside.link(number, other, at.doing(on, reason))
        _tell({"number": number, "other": other}, f"案件 {number} 与 {other} 已关联。Linked.", as_json=as_json)


def take_measure(
    ctx: typer.Context,
    number: NumberArgument,
    kind: Annotated[str, typer.Argument(help="措施：代码或中文，如 transfer。Kind of the measure.")],
    owner: Annotated[str, typer.Option(help="责任单位（代码）。Code of the organisation that owns it.")],
    due: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="完成期限。Until when.")],
    words: WordsOption,
    reason: ReasonOption = "",
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """登记一项措施：由谁、何时完成。Record a measure: by whom and until when."""
    with desk(ctx) as at:
        from baowen.respond.actions import beside
        from baowen.respond.kinds import MEASURE_WORDS, MeasureKind

        found = coded(kind, MeasureKind, MEASURE_WORDS, "措施", "measure")
        measure = beside.take_measure(
            number, found, owner=owner, due_on=due.date(), words=words, doing=at.doing(on, reason)
        )
        until = f"{owner} 于 {due.date()} 前完成（含当日）"
        told = f"案件 {number}：已登记措施 {measure} {MEASURE_WORDS[found][0]}，{until}"
        _tell({"number": number, "measure": measure}, told, as_json=as_json)


def end_measure(
    ctx: typer.Context,
    measure: Annotated[int, typer.Argument(help="措施编号，见 cases show。Number of the measure.")],
    outcome: Annotated[
        str, typer.Option(help="结果：worked 有效、partly 部分有效、failed 无效、dropped 未实施。What became of it.")
    ],
    words: WordsOption,
    reason: ReasonOption = "",
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """登记措施的结果；牵头单位或责任单位登记。Record what became of a measure."""
    with desk(ctx) as at:
        from baowen.respond.actions import beside
        from baowen.respond.kinds import OUTCOME_WORDS, Outcome

        found = coded(outcome, Outcome, OUTCOME_WORDS, "结果", "outcome")
        beside.end_measure(measure, found, words, at.doing(on, reason))
        _tell(
            {"measure": measure, "outcome": found}, f"措施 {measure}：{OUTCOME_WORDS[found][0]}。Recorded.",
            as_json=as_json,
        )  # fmt: skip


def redate(ctx: typer.Context, reason: ReasonOption, as_json: JsonOption = False) -> None:
    """日历变动后重新推算所有未办事项的期限，并注明原期限。Derive open dates again after the calendar changed."""
    with desk(ctx) as at:
        from baowen.respond.actions import redating

        doing = at.doing()
        columns = (SpinnerColumn(), TextColumn("{task.description}"))
        with Progress(*columns, console=err, disable=as_json or not err.is_terminal, transient=True) as bars:
            task = bars.add_task("重新推算期限")
            done = redating.redate(
                at.book, by=at.actor.name, at=doing.at, reason=reason,
                progress=lambda seen: bars.update(task, description=f"重新推算期限：已看 {seen:,} 项"),
            )  # fmt: skip
        told = f"重新推算 {done.seen:,} 项未办事项，{done.moved:,} 项期限有变，涉及 {done.cases:,} 件案件"
        _tell(asdict(done), told, as_json=as_json)


def _tell(document: dict[str, object], words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(document)
    else:
        out.print(words, highlight=False, markup=False, soft_wrap=True)
