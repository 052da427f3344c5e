"""`baowen stops`: stop-production notices and their assessments. COL-4."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.reports import decimal_of, drug_of, push_after
from baowen.commands.session import acting, open_session
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from enum import StrEnum

    from baowen.collect.reports.actions.stops import Stop
    from baowen.collect.reports.queries import AssessmentDue, StopView

NumberArgument = Annotated[str, typer.Argument(help="停产报告编号。Number of the notice.")]
KindOption = Annotated[str, typer.Option(help="planned 计划、sudden 突发、permanent 不再生产。Kind of stop.")]
CauseOption = Annotated[str, typer.Option("--reason", help="停产原因代码。Code of the reason.")]
FromOption = Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="停产日期。Stops on.")]
BackOption = Annotated[
    datetime | None, typer.Option("--back", formats=["%Y-%m-%d"], help="预计复产日期。Expected back on.")
]
StockOption = Annotated[str, typer.Option(help="当前库存总量（盒）。Packs left.")]
WordsOption = Annotated[str, typer.Option(help="说明。In words.")]
app = typer.Typer(help="停产报告及影响评估。Stop-production notices and their assessments.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="stops")


@app.command("file")
def file_notice(
    ctx: typer.Context,
    drug: Annotated[str, typer.Option(help="药品代码、名称或拼音。The product.")],
    kind: KindOption,
    why: CauseOption,
    stops_on: FromOption,
    back: BackOption = None,
    stock: StockOption = "",
    words: WordsOption = "",
    as_json: JsonOption = False,
) -> None:
    """提交停产报告，医保、卫健两项评估随即待办。File a stop; both assessments are owed from then on."""
    home = open_session(ctx)
    from baowen.collect.reports.actions.stops import file_stop
    from baowen.collect.reports.book import load_book
    from baowen.core.clock import now

    who = acting(home)
    number = file_stop(
        who.organisation, drug_of(home, drug), _stop(kind, why, stops_on, back, stock, words), actor=who, at=now(),
        book=load_book(home.calendar),
    )  # fmt: skip
    push_after(home, number)
    _say({"number": number}, f"已提交停产报告 {number}", as_json=as_json)


@app.command("amend")
def amend(
    ctx: typer.Context,
    number: NumberArgument,
    kind: KindOption,
    why: CauseOption,
    stops_on: FromOption,
    back: BackOption = None,
    stock: StockOption = "",
    words: WordsOption = "",
    ended: Annotated[
        datetime | None, typer.Option("--ended", formats=["%Y-%m-%d"], help="实际恢复日期。Actually back on.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """更正停产报告；给出实际恢复日期的，报告办结。Say anew what a stop is, or that production is back."""
    home = open_session(ctx)
    from baowen.collect.reports.actions.stops import amend_stop
    from baowen.collect.reports.book import load_book
    from baowen.core.clock import now

    amend_stop(
        number, _stop(kind, why, stops_on, back, stock, words), actor=acting(home), at=now(),
        book=load_book(home.calendar), ended_on=ended.date() if ended else None,
    )  # fmt: skip
    push_after(home, number)
    _say({"number": number}, f"已更正停产报告 {number}", as_json=as_json)


@app.command("withdraw")
def withdraw(
    ctx: typer.Context,
    number: NumberArgument,
    why: Annotated[str, typer.Option("--reason", help="撤回原因。Why.")],
    as_json: JsonOption = False,
) -> None:
    """撤回停产报告：停产不再发生。Take a notice back: the stop does not happen."""
    home = open_session(ctx)
    from baowen.collect.reports.actions.stops import withdraw_stop
    from baowen.collect.reports.book import load_book
    from baowen.core.clock import now

    withdraw_stop(number, why=why, actor=acting(home), at=now(), book=load_book(home.calendar))
    push_after(home, number)
    _say({"number": number}, f"已撤回停产报告 {number}", as_json=as_json)


@app.command("assess")
def assess(
    ctx: typer.Context,
    number: NumberArgument,
    department: Annotated[str, typer.Option(help="healthcare_security 医保、health 卫健。Whose assessment.")],
    words: Annotated[str, typer.Option(help="评估意见。In words.")],
    share: Annotated[str, typer.Option(help="将失去的采购或用量占比，0 至 1。Share that would vanish.")] = "",
    as_json: JsonOption = False,
) -> None:
    """登记停产影响评估。Enter what a department finds a stop to take away."""
    home = open_session(ctx)
    from baowen.collect.reports.actions.stops import Assessment, assess_stop
    from baowen.collect.reports.book import load_book
    from baowen.core.clock import now
    from baowen.orgs.departments import Department

    found = Assessment(share=decimal_of(share, "占比", "share") if share else None, words=words)
    whose = code_of(Department, department, "部门", "department")
    assess_stop(number, whose, found, actor=acting(home), at=now(), book=load_book(home.calendar))
    _say({"number": number, "department": whose}, f"已登记 {number} 的评估", as_json=as_json)


@app.command("list")
def list_stops(
    ctx: typer.Context,
    with_ended: Annotated[bool, typer.Option("--all", help="连同已恢复、已撤回的。Ended ones too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """列出停产报告及其评估：企业看本企业的，政府部门看本地区的。List notices with their assessments."""
    home = open_session(ctx)
    from baowen.collect.reports.queries import stops

    found = stops(acting(home), with_ended=with_ended)
    if as_json:
        print_json([asdict(one) for one in found])
    elif not found:
        out.print("没有停产报告。No stop-production notice.")
    else:
        _tell(found)


def _tell(found: list[StopView]) -> None:
    from baowen.collect.reports.kinds import STOP_REASON_WORDS, STOP_WORDS
    from baowen.collect.reports.states import STOP_STATE_WORDS

    table = Table(title=f"停产报告 {len(found)} 份", title_justify="left")
    for heading in ("编号", "药品", "企业", "类型", "原因", "停产日期", "预计复产", "状态", "评估"):
        table.add_column(heading, overflow="fold")
    for one in found:
        table.add_row(
            one.number, f"{one.product_code} {one.drug_name}", one.maker, STOP_WORDS[one.kind][0],
            STOP_REASON_WORDS[one.cause][0], str(one.stops_on), str(one.resumes_on or "—"),
            STOP_STATE_WORDS[one.state][0], "\n".join(map(_assessment, one.assessments)),
        )  # fmt: skip
    out.print(table)


def _assessment(one: AssessmentDue) -> str:
    from baowen.orgs.departments import DEPARTMENT_WORDS

    who = DEPARTMENT_WORDS[one.department][0]
    if one.is_done:
        return f"{who}：已评估" + (f"，占 {one.share:.1%}" if one.share is not None else "")
    return f"{who}：待评估，" + (f"{one.due_on} 前" if one.due_on else one.words_zh)


def _stop(
    kind: str, why: str, stops_on: datetime, back: datetime | None, stock: str, words: str
) -> Stop:  # fmt: skip
    from baowen.collect.reports.actions.stops import Stop
    from baowen.collect.reports.kinds import STOP_REASON_WORDS, STOP_WORDS, StopKind, StopReason

    return Stop(
        kind=code_of(StopKind, kind, "停产类型", "kind of stop", STOP_WORDS),
        cause=code_of(StopReason, why, "停产原因", "reason", STOP_REASON_WORDS), stops_on=stops_on.date(),
        resumes_on=back.date() if back else None,
        stock_left=decimal_of(stock, "当前库存", "stock left") if stock else None, words=words,
    )  # fmt: skip


def code_of(kind: type[StrEnum], text: str, zh: str, en: str, words: dict[Any, tuple[str, str]] | None = None) -> Any:
    """The code as typed; BaowenError that lists the codes for any other."""
    if text not in set(kind):
        known = "、".join(f"{code}（{words[code][0]}）" if words else str(code) for code in kind)
        raise BaowenError(f"{zh}“{text}”无法识别；可用：{known}", f"{en}: use one of {', '.join(kind)}")
    return kind(text)


def _say(document: dict[str, object], words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(document)
    else:
        out.print(words, markup=False, highlight=False)
