"""`baowen reports`: shortage reports and zero reports, from filing to review, and who is silent. COL-2, COL-3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from baowen.commands.handed import tell_handed, tell_kept_back
from baowen.commands.output import JsonOption, err, out, print_json
from baowen.commands.session import acting, actor, open_session
from baowen.core.money import plain
from baowen.core.period import Month
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from baowen.collect.reports.actions.handing_over import HandedOver
    from baowen.collect.reports.queries import ReportView, Silent
    from baowen.collect.reports.rules import Drug
    from baowen.core.home import Home

SHOWN = 40
MonthOption = Annotated[str, typer.Option(help="月份 YYYY-MM。The month.")]
NumberArgument = Annotated[str, typer.Argument(help="报告编号。Number of the report.")]
app = typer.Typer(help="短缺直报、零报告。Shortage reports and zero reports of hospitals.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="reports")


@app.command("file")
def file_report(
    ctx: typer.Context,
    month: MonthOption,
    drug: Annotated[str, typer.Option(help="药品代码、名称、拼音或首字母。The product: code, name or pinyin.")],
    needed: Annotated[str, typer.Option(help="需要数量。Quantity needed.")],
    why: Annotated[str, typer.Option("--reason", help="短缺原因代码。Code of the reason.")],
    unit: Annotated[str, typer.Option(help="pack 最小包装，smallest 最小制剂单位。What quantities count.")] = "pack",
    stock: Annotated[str, typer.Option(help="当前库存。Stock.")] = "",
    days_left: Annotated[str, typer.Option(help="可用天数。Days that the stock lasts.")] = "",
    tried: Annotated[str, typer.Option(help="已采取措施。What was tried.")] = "",
    substitute: Annotated[str, typer.Option(help="替代药品。Substitute.")] = "",
    note: Annotated[str, typer.Option(help="备注。A note.")] = "",
    name_only: Annotated[bool, typer.Option(help="目录中没有，按通用名填报。By name: the catalogue lacks it.")] = False,
    corrects: Annotated[str, typer.Option(help="更正哪一份报告。Number of the report that this corrects.")] = "",
    attach: Annotated[list[Path] | None, typer.Option(help="附件，可多次给出。Attachments.")] = None,
    as_json: JsonOption = False,
) -> None:
    """填报一种短缺药品。File one drug as short."""
    home = open_session(ctx)
    from baowen.collect.reports.actions import filing
    from baowen.collect.reports.rules import Shortage
    from baowen.core.clock import now

    who = acting(home)
    facts = Shortage(
        month=month_of(month), drug=drug_of(home, drug, name_only=name_only),
        needed=decimal_of(needed, "需要数量", "quantity needed"), unit=_unit(unit),
        stock=decimal_of(stock, "当前库存", "stock") if stock else None,
        days_left=decimal_of(days_left, "可用天数", "days left") if days_left else None,
        cause=why, tried=tried, substitute=substitute, note=note,
    )  # fmt: skip
    kept = [filing.keep_file(path, home.raw) for path in attach or []]
    filed = filing.file_shortage(who.organisation, facts, actor=who, at=now(), replaces=corrects, attachments=kept)
    _tell_filed(home, filed.number, filed.withdrawn, as_json=as_json)


@app.command("zero")
def zero(ctx: typer.Context, month: MonthOption, as_json: JsonOption = False) -> None:
    """填报零报告：本月没有短缺。Say that nothing is short in a month."""
    home = open_session(ctx)
    from baowen.collect.reports.actions.filing import file_zero
    from baowen.core.clock import now

    who = acting(home)
    filed = file_zero(who.organisation, month_of(month), actor=who, at=now())
    _tell_filed(home, filed.number, filed.withdrawn, as_json=as_json)


@app.command("withdraw")
def withdraw(
    ctx: typer.Context,
    number: NumberArgument,
    why: Annotated[str, typer.Option("--reason", help="撤回原因。Why.")],
    as_json: JsonOption = False,
) -> None:
    """撤回本机构的短缺直报或零报告。Take back an own report."""
    home = open_session(ctx)
    from baowen.collect.reports.actions.filing import withdraw as take_back
    from baowen.core.clock import now

    take_back(number, why=why, actor=acting(home), at=now())
    push_after(home, number)
    _say({"number": number, "state": "withdrawn"}, f"已撤回 {number}", as_json=as_json)


@app.command("review")
def review(
    ctx: typer.Context,
    number: NumberArgument,
    why: Annotated[str, typer.Option("--reason", help="审核意见。A remark.")] = "",
    as_json: JsonOption = False,
) -> None:
    """审核通过，转上一级。Pass a report on to the level above."""
    home = open_session(ctx)
    from baowen.collect.reports.actions import reviewing
    from baowen.collect.reports.book import load_book
    from baowen.collect.reports.states import REPORT_STATE_WORDS
    from baowen.core.clock import now

    state = reviewing.review(number, actor=acting(home), at=now(), book=load_book(home.calendar), reason=why)
    _say({"number": number, "state": state}, f"{number}：{REPORT_STATE_WORDS[state][0]}", as_json=as_json)


@app.command("return")
def return_report(
    ctx: typer.Context,
    number: NumberArgument,
    why: Annotated[str, typer.Option("--reason", help="退回原因。Why.")],
    as_json: JsonOption = False,
) -> None:
    """退回填报单位更正。Return a report to its hospital."""
    home = open_session(ctx)
    from baowen.collect.reports.actions import reviewing
    from baowen.collect.reports.book import load_book
    from baowen.core.clock import now

    book = load_book(home.calendar)
    state = reviewing.return_report(number, actor=acting(home), at=now(), book=book, reason=why)
    _say({"number": number, "state": state}, f"已退回 {number}", as_json=as_json)


@app.command("list")
def list_reports(
    ctx: typer.Context,
    month: Annotated[str, typer.Option(help="只看某月 YYYY-MM。One month.")] = "",
    state: Annotated[str, typer.Option(help="只看某一状态，如 filed、withdrawn。One state.")] = "",
    as_json: JsonOption = False,
) -> None:
    """列出短缺直报：填报人看本机构的，值班员看本地区的。List shortage reports: the own ones, or those of the place."""
    home = open_session(ctx)
    from baowen.collect.reports import queries
    from baowen.collect.reports.book import load_book
    from baowen.collect.reports.states import ReportState
    from baowen.orgs.roles import Role

    who = acting(home)
    if state and state not in set(ReportState):
        raise BaowenError(f"没有状态 {state}；可用：{'、'.join(ReportState)}", f"use one of {', '.join(ReportState)}")
    find = queries.reports_of if Role.REPORTER in who.roles else queries.reports
    found = find(
        who, book=load_book(home.calendar), month=month_of(month) if month else None,
        state=ReportState(state) if state else None,
    )  # fmt: skip
    if as_json:
        print_json([asdict(one) for one in found])
    else:
        _tell_reports(found)


@app.command("silent")
def silent(
    ctx: typer.Context,
    month: MonthOption,
    region: Annotated[str, typer.Option(help="哪个地区（代码），缺省为本单位所在地。The place.")] = "",
    as_json: JsonOption = False,
) -> None:
    """某月应报、已报、零报告、未报的数目，以及谁没有报。What a month comes to, and who is silent since when."""
    home = open_session(ctx)
    from baowen.collect.reports import queries
    from baowen.collect.reports.book import load_book
    from baowen.core.clock import today

    who, book, wanted = acting(home), load_book(home.calendar), month_of(month)
    place = region or who.region
    found = queries.reporting_state(who, place, wanted, book=book)
    quiet = queries.silent(who, place, wanted, today(), book=book)
    if as_json:
        due = found.due.window
        print_json(
            {"month": month, "region": place, "due_on": due.due_on, "provisional": due.is_provisional,
             "clause": found.due.clause, "basis": found.due.basis, **asdict(found.totals),
             "silent": [asdict(one) | {"month": month, "since": one.since and str(one.since)} for one in quiet]}
        )  # fmt: skip
        return
    totals = found.totals
    out.print(
        f"{month}（{found.due.window.due_on} 前报）：应报 {totals.expected:,}，已报 {totals.received:,}"
        f"（其中零报告 {totals.zero:,}、有短缺 {totals.reported:,}），按时 {totals.on_time:,}，未报 {totals.missing:,}",
        highlight=False,
    )
    _tell_silent(quiet)


@app.command("chase")
def chase(
    ctx: typer.Context,
    month: MonthOption,
    region: Annotated[str, typer.Option(help="哪个地区（代码），缺省为本地。The place.")] = "",
    as_json: JsonOption = False,
) -> None:
    """提醒未报的医疗机构，重复运行不重复提醒。Remind silent hospitals; twice posts nothing twice."""
    home = open_session(ctx)
    from baowen.collect.reports.actions.chasing import chase as post_reminders
    from baowen.collect.reports.book import load_book
    from baowen.core.clock import now, today

    book = load_book(home.calendar)
    posted = post_reminders(region or home.region, month_of(month), today(), at=now(), book=book)
    _say({"month": month, "posted": posted}, f"已生成 {posted:,} 条催报提醒，随当日摘要发出", as_json=as_json)


@app.command("push")
def push(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """把已填报而未入湖的报告交数据湖，可重复运行。Hand to the lake what was filed; safe to repeat."""
    home = open_session(ctx)
    found = _pushed(home)
    tell_handed(found, tell_refused, counted="项", as_json=as_json)


def push_after(home: Home, number: str) -> None:
    """Hand over what a command has just filed; a hindrance is told, and loses nothing. Others' reports are not told."""
    try:
        found = _pushed(home)
        tell_refused([one for one in found.refused if one[0] == number])
    except BaowenError as error:
        err.print(f"已填报，尚未入湖：{error.message}；请稍后运行 baowen reports push", markup=False, highlight=False)


def hand_over_waiting(home: Home) -> None:
    """Hand to the lake what was filed by API or left over from a hindrance; what the lake refuses is told."""
    from baowen.collect.reports.actions.handing_over import waiting

    if waiting():
        tell_refused(_pushed(home).refused)


def _pushed(home: Home) -> HandedOver:
    from baowen.collect.reports.actions.handing_over import hand_over
    from baowen.core.clock import now

    return hand_over(home, by=actor(), at=now(), clock=now)


def tell_refused(refused: Sequence[tuple[str, str]]) -> None:
    """Say on standard error which reports the lake refused, and that they are kept."""
    tell_kept_back(refused, "上述报告已保存；补全机构名录或药品目录后运行 baowen reports push 即可")


def month_of(text: str) -> Month:
    """The month as typed; BaowenError for anything else."""
    try:
        return Month.parse(text)
    except ValueError as error:
        raise BaowenError(f"月份“{text}”应写作 YYYY-MM，如 2026-09", f"a month is YYYY-MM, not {text!r}") from error


def decimal_of(text: str, zh: str, en: str) -> Decimal:
    """The number as typed; BaowenError that names the field."""
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise BaowenError(f"{zh}“{text}”不是数", f"{en}: {text!r} is no number") from error


def drug_of(home: Home, text: str, *, name_only: bool = False) -> Drug:
    """The one product that was meant; BaowenError that lists the products where several or none fit."""
    from baowen.collect.reports.queries import search_drugs
    from baowen.collect.reports.rules import Drug

    if name_only:
        return Drug(name=text)
    found = search_drugs(home, text)
    if len(found) == 1:
        return Drug(name=found[0].generic_name, product_code=found[0].product_code)
    if not found:
        raise BaowenError(
            f"药品目录中没有“{text}”；请核对，或加 --name-only 按通用名填报",
            f"the catalogue has no {text!r}; check it, or file it by its name with --name-only",
        )
    listed = "；".join(f"{hit.product_code} {hit.generic_name} {hit.specification} {hit.maker}" for hit in found)
    raise BaowenError(
        f"“{text}”对应多个品规，请给出药品代码：{listed}", f"several products fit {text!r}: give the code"
    )


def _unit(text: str) -> Any:
    from baowen.collect.reports.kinds import UNIT_WORDS, QuantityUnit

    if text not in set(QuantityUnit):
        known = "、".join(f"{code}（{words[0]}）" for code, words in UNIT_WORDS.items())
        raise BaowenError(f"单位“{text}”无法识别；可用：{known}", f"use one of {', '.join(QuantityUnit)}")
    return QuantityUnit(text)


def _tell_filed(home: Home, number: str, withdrawn: tuple[str, ...], *, as_json: bool) -> None:
    push_after(home, number)
    words = f"已填报 {number}" + (f"，同时撤回 {'、'.join(withdrawn)}" if withdrawn else "")
    _say({"number": number, "withdrawn": list(withdrawn)}, words, as_json=as_json)


def _say(document: dict[str, object], words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(document)
    else:
        out.print(words, markup=False, highlight=False)


def _tell_reports(found: list[ReportView]) -> None:
    from baowen.collect.reports.kinds import SHORTAGE_REASONS
    from baowen.collect.reports.states import REPORT_STATE_WORDS

    if not found:
        out.print("没有短缺直报。No shortage report.")
        return
    table = Table(title=f"短缺直报 {len(found)} 份", title_justify="left")
    for heading in ("编号", "月份", "医疗机构", "药品", "需要数量", "原因", "状态"):
        table.add_column(heading, overflow="fold")
    for one in found[:SHOWN]:
        table.add_row(
            one.number, one.month, one.hospital, one.drug_name, plain(one.needed),
            SHORTAGE_REASONS[one.cause][0], REPORT_STATE_WORDS[one.state][0],
        )  # fmt: skip
    out.print(table)
    if len(found) > SHOWN:
        out.print(f"其余 {len(found) - SHOWN} 份请用 --json 查看。The rest: --json.")


def _tell_silent(quiet: list[Silent]) -> None:
    if not quiet:
        return
    table = Table(title=f"未报 {len(quiet)} 家", title_justify="left")
    for heading in ("医疗机构", "名称", "地区", "自何月起未报", "逾期天数"):
        table.add_column(heading, overflow="fold")
    for one in quiet[:SHOWN]:
        since = str(one.since) if one.since else "从未报送"
        table.add_row(one.hospital, one.name, one.region, since, str(one.days_late))
    out.print(table)
    if len(quiet) > SHOWN:
        out.print(f"其余 {len(quiet) - SHOWN} 家请用 --json 查看。The rest: --json.")
