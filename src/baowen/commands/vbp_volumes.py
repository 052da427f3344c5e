"""`baowen vbp-volumes`: calls for volumes, reports as workbooks, review, findings, the result. VBP-2."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from baowen.commands.filings import say
from baowen.commands.output import Exit, JsonOption, err, out, print_json
from baowen.commands.session import acting, open_session
from baowen.commands.stops import code_of
from baowen.core.money import plain
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from baowen.core.home import Home
    from baowen.core.problems import Problem
    from baowen.vbp.volumes.rulebook import VolumeBook

CallArgument = Annotated[int, typer.Argument(help="报量任务编号。Number of the call.")]
NumberArgument = Annotated[str, typer.Argument(help="报量编号。Number of the report.")]
ReasonOption = Annotated[str, typer.Option(help="原因。Why.")]
PlaceOption = Annotated[str, typer.Option(help="行政区划代码。Region code.")]
MaybeDay = Annotated[datetime | None, typer.Option("--due", formats=["%Y-%m-%d"], help="截止日期。Due on.")]
app = typer.Typer(help="集采报量：布置、填报、审核、核对、结果。Volume reports.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="vbp-volumes")


def _book(home: Home) -> VolumeBook:
    from baowen.vbp.volumes.rulebook import volume_book_of

    return volume_book_of(home)


def _table(headings: tuple[str, ...], rows: list[list[str]], empty: str) -> None:
    if not rows:
        out.print(empty, markup=False, highlight=False)
        return
    table = Table(*headings)
    for row in rows:
        table.add_row(*row)
    out.print(table)


@app.command("calls")
def list_calls(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """列出报量任务。The calls for volumes."""
    home = open_session(ctx)
    from baowen.vbp.volumes.queries import calls

    found = calls(acting(home))
    if as_json:
        print_json([asdict(one) for one in found])
        return
    rows = [[str(one.key), one.round_code, str(one.year), one.state, str(one.due_on)] for one in found]
    _table(("编号", "批次", "年度", "状态", "截止"), rows, "没有报量任务。There is no call.")


@app.command("open")
def open_one(
    ctx: typer.Context,
    round_code: Annotated[str, typer.Argument(help="批次编号。Code of the round.")],
    year: Annotated[int, typer.Option(help="年度。The year.")],
    due: MaybeDay = None,
    due_reason: Annotated[str, typer.Option(help="另定截止日期的原因。Why another day.")] = "",
    reason: Annotated[str, typer.Option(help="本周期内再次报量的原因。Why once more in the cycle.")] = "",
    first_month: Annotated[str, typer.Option("--from", help="上年基期起，如 2025-01。Last year from.")] = "",
    last_month: Annotated[str, typer.Option("--to", help="上年基期止。Last year to.")] = "",
    by_product: Annotated[bool, typer.Option("--by-product", help="按厂牌报量。Brand by brand.")] = False,
    as_json: JsonOption = False,
) -> None:
    """布置报量；不写截止日期的按政策的工作日数。Call for the volumes of a round."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.vbp.volumes.actions import NewCall, open_call

    new = NewCall(
        round_code=round_code, year=year, by_product=by_product, first_month=first_month, last_month=last_month,
        due_on=due.date() if due else None, due_reason=due_reason, reason=reason,
    )  # fmt: skip
    key = open_call(new, actor=acting(home), at=now(), book=_book(home))
    say({"call": key}, f"已布置报量，任务编号 {key}", as_json=as_json)


@app.command("day")
def set_one_day(
    ctx: typer.Context,
    call: CallArgument,
    due: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="截止日期。Due on.")],
    reason: ReasonOption,
    organisation: Annotated[str, typer.Option(help="只给这家机构。For this organisation alone.")] = "",
    as_json: JsonOption = False,
) -> None:
    """调整截止日期，或给一家机构延期。Set another day, for all or for one."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.vbp.volumes.actions import set_day

    set_day(call, due.date(), reason=reason, actor=acting(home), at=now(), organisation=organisation)
    say({"call": call, "due_on": due.date()}, f"截止日期为 {due.date()}", as_json=as_json)


@app.command("form")
def write_workbook(
    ctx: typer.Context,
    call: CallArgument,
    file: Annotated[Path, typer.Argument(help="写到哪个文件（.xlsx）。The workbook to write.")],
    alliance: Annotated[bool, typer.Option("--alliance", help="医联体整体报量。For the alliance.")] = False,
    as_json: JsonOption = False,
) -> None:
    """开始填报并写出报量表；已经开始的写出当前内容。Begin a report and write its form as a workbook."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.vbp.volumes.actions import begin
    from baowen.vbp.volumes.queries import form_of, own_report
    from baowen.vbp.volumes.queries.form import as_workbook

    who, book = acting(home), _book(home)
    own = own_report(call, who.organisation)
    begun = own is not None and own.organisation == who.organisation
    number = own.number if own and begun else begin(call, actor=who, at=now(), book=book, alliance=alliance)
    file.write_bytes(as_workbook(form_of(number, who, book=book)))
    say({"number": number, "file": str(file)}, f"报量 {number} 的报量表已写入 {file}", as_json=as_json)


@app.command("file")
def file_workbook(
    ctx: typer.Context,
    number: NumberArgument,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="填好的报量表。The form filled in.")],
    as_json: JsonOption = False,
) -> None:
    """读入填好的报量表并提交；有问题的逐格列出。Type a workbook into the form and file it."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.vbp.volumes.actions import file_report
    from baowen.vbp.volumes.actions.files import type_file

    who = acting(home)
    count, problems = type_file(number, file, actor=who, at=now())
    if problems:
        _refuse(problems, number, as_json=as_json)
    state = file_report(number, actor=who, at=now(), book=_book(home))
    say(
        {"number": number, "lines": count, "state": state, "problems": []}, f"{number} 已提交，{count} 行",
        as_json=as_json,
    )  # fmt: skip


def _refuse(problems: list[Problem], number: str, *, as_json: bool) -> None:
    """Say what is wrong at which cell, and end: nothing was kept."""
    if as_json:
        told = [one.as_json() for one in problems]
        print_json({"number": number, "lines": 0, "state": "", "problems": told})
    for one in problems if not as_json else ():
        err.print(f"第 {one.row} 行 {one.column}：{one.message}。{one.help}", markup=False, highlight=False)
    raise typer.Exit(int(Exit.REFUSED))


@app.command("reports")
def list_reports(
    ctx: typer.Context,
    call: CallArgument,
    state: Annotated[str, typer.Option(help="状态代码。State.")] = "",
    place: PlaceOption = "",
    mine: Annotated[bool, typer.Option("--mine", help="只列待本级审核的。Those for the own level.")] = False,
    as_json: JsonOption = False,
) -> None:
    """列出报量。Volume reports."""
    home = open_session(ctx)
    from baowen.vbp.volumes.queries import Wanted, report_page
    from baowen.vbp.volumes.states import STATE_WORDS, VolumeState

    wanted = Wanted(
        call=call, place=place, mine=mine,
        state=code_of(VolumeState, state, "状态", "state", STATE_WORDS) if state else None,
    )  # fmt: skip
    found = report_page(acting(home), wanted, limit=10_000).lines
    if as_json:
        print_json([asdict(one) for one in found])
        return
    rows = [
        [one.number, one.name, one.state, one.turn, f"{one.told}/{one.lines}", str(one.less), str(one.explained)]
        for one in found
    ]
    _table(("编号", "机构", "状态", "轮到", "已报/品种", "低于去年", "有说明"), rows, "没有报量。There is none.")


@app.command("agree")
def agree_to(
    ctx: typer.Context,
    numbers: Annotated[list[str], typer.Argument(help="报量编号，可多个。Numbers of reports.")],
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """审核通过，全部通过或全不通过。Agree to reports, all or none."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.vbp.volumes.actions import agree

    count = agree(numbers, actor=acting(home), at=now(), book=_book(home), reason=reason)
    say({"agreed": count}, f"已审核通过 {count} 份", as_json=as_json)


@app.command("return")
def send_one_back(
    ctx: typer.Context,
    number: NumberArgument,
    reason: ReasonOption = "",
    line: Annotated[list[str] | None, typer.Option(help="品种序号=意见，可多次。LOT=REMARK.")] = None,
    as_json: JsonOption = False,
) -> None:
    """退回更正，逐品种写明意见。Send a report back with what is wrong at its lines."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.vbp.volumes.actions import send_back

    remarks = {}
    for one in line or ():
        lot, mark, text = one.partition("=")
        if not mark:
            raise BaowenError(f"“{one}”应写作 品种序号=意见", f"{one!r}: write LOT=REMARK")
        remarks[lot.strip(), ""] = text
    send_back(number, remarks, actor=acting(home), at=now(), reason=reason)
    say({"number": number}, f"{number} 已退回", as_json=as_json)


@app.command("withdraw")
def take_back(ctx: typer.Context, number: NumberArgument, reason: ReasonOption, as_json: JsonOption = False) -> None:
    """撤回本机构的报量。Take the own report back."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.vbp.volumes.actions import withdraw

    withdraw(number, actor=acting(home), at=now(), reason=reason)
    say({"number": number}, f"{number} 已撤回", as_json=as_json)


@app.command("findings")
def list_findings(
    ctx: typer.Context,
    call: CallArgument,
    place: PlaceOption = "",
    kind: Annotated[str, typer.Option(help="not_reported、hidden、under_reported。Kind.")] = "",
    as_json: JsonOption = False,
) -> None:
    """与去年采购比较，列出不报、瞒报、少报。Not reported, hidden, under-reported."""
    home = open_session(ctx)
    from baowen.core.clock import today
    from baowen.vbp.volumes.kinds import FINDING_WORDS, FindingKind
    from baowen.vbp.volumes.queries.findings import findings

    wanted = code_of(FindingKind, kind, "类别", "kind", FINDING_WORDS) if kind else None
    found = findings(call, acting(home), today(), book=_book(home), place=place, kind=wanted).findings
    if as_json:
        print_json([asdict(one) for one in found])
        return
    rows = [
        [FINDING_WORDS[one.kind][0], one.name, one.region, one.lot, one.drug, _number(one.last), _number(one.reported)]
        for one in found
    ]
    _table(("类别", "机构", "地区", "品种", "药品", "去年采购", "报量"), rows, "没有发现。Nothing is found.")


@app.command("close")
def close_one(ctx: typer.Context, call: CallArgument, reason: ReasonOption = "", as_json: JsonOption = False) -> None:
    """结束报量；有未审定的须写明原因。End reporting."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.vbp.volumes.actions import close_call

    left = close_call(call, actor=acting(home), at=now(), reason=reason)
    say({"call": call, "left_out": left}, f"报量已结束；未审定、不计入结果的 {left} 份", as_json=as_json)


@app.command("result")
def show_result(
    ctx: typer.Context,
    round_code: Annotated[str, typer.Argument(help="批次编号。Code of the round.")],
    as_json: JsonOption = False,
) -> None:
    """报量结果：结束报量时已审定的各行。What was agreed to when reporting was closed."""
    home = open_session(ctx)
    from baowen.orgs.permissions import Act, require
    from baowen.orgs.regions import load_regions
    from baowen.vbp.rounds.queries import round_of
    from baowen.vbp.volumes.queries import reported_volumes

    require(acting(home), Act.VBP_READ, round_of(round_code).region, regions=load_regions())
    found = reported_volumes(round_code)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    rows = [[one.lot, one.product_code, one.organisation, plain(one.units), str(one.year)] for one in found]
    _table(("品种", "药品代码", "机构", "数量", "年度"), rows, "还没有结果：报量尚未结束。There is no result yet.")


def _number(value: Any) -> str:
    return "–" if value is None else plain(value)
