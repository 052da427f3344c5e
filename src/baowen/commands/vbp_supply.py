"""`baowen vbp-supply`: supply problems, confirmations, enterprise files, who joined, findings. VBP-9, 10, 13, CRD-6."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.text import Text

from baowen.commands.case_desk import OnOption, ReasonOption, as_table, coded, desk, names_of
from baowen.commands.output import JsonOption, out, print_json
from baowen.core.clock import now, today
from baowen.vbp.supply.confirmed import CONFIRMATION_WORDS, Confirmation
from baowen.vbp.supply.finding_states import FINDING_STATE_WORDS
from baowen.vbp.supply.joining_states import JOIN_RULES, JOIN_STATE_WORDS, JoinMove
from baowen.vbp.supply.kinds import ENTRY_WORDS, PROBLEM_WORDS
from baowen.vbp.supply.states import PROBLEM_RULES, PROBLEM_STATE_WORDS, ProblemState

NumberArgument = Annotated[str, typer.Argument(help="编号，如 SP-430000-2026-00001。The number.")]
DayOption = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="日期。A day.")]
MOST = 500
app = typer.Typer(
    help="集采供应问题、核实、企业档案、自愿参加、问题移交。Supply problems, enterprise files, joining, findings.",
    no_args_is_help=True,
)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="vbp-supply")


@app.command("list")
def list_problems(
    ctx: typer.Context,
    state: Annotated[str, typer.Option(help="状态。The state.")] = "",
    late: Annotated[bool, typer.Option("--late", help="只列答复逾期的。Those whose answer is late.")] = False,
    as_json: JsonOption = False,
) -> None:
    """列出供应问题，新的在前。List supply problems, the newest first."""
    with desk(ctx) as at:
        from baowen.vbp.supply.queries.problems import Wanted, problem_page

        known = coded(state, ProblemState, PROBLEM_STATE_WORDS, "状态", "state") if state else None
        wanted = Wanted(state=known, late_on=today() if late else None)
        found = problem_page(at.actor, wanted, book=at.book, today=today(), limit=MOST).lines
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有供应问题。No supply problem.")
        return
    names = names_of(code for one in found for code in (one.enterprise, one.hospital))
    as_table(
        f"供应问题 {len(found)} 件", ("编号", "药品", "问题", "企业", "医疗机构", "状态", "答复期限"),
        (
            [
                Text(one.number), Text(one.drug), Text(PROBLEM_WORDS[one.kind][0]),
                Text(names.get(one.enterprise, one.enterprise)), Text(names.get(one.hospital, one.hospital)),
                Text(PROBLEM_STATE_WORDS[one.state][0]),
                Text(f"{one.due_on or '条文未定'}{' 逾期' if one.is_overdue else ''}"),
            ]
            for one in found
        ),
    )  # fmt: skip


@app.command("show")
def show(ctx: typer.Context, number: NumberArgument, as_json: JsonOption = False) -> None:
    """一个供应问题：订单、答复、期限的推算、办理经过。One problem with all that followed."""
    with desk(ctx) as at:
        from baowen.vbp.supply.queries.problems import problem

        page = problem(number, at.actor, book=at.book, today=today())
    if as_json:
        print_json(asdict(page))
        return
    line = page.line
    out.print(f"{line.number} {line.drug}：{PROBLEM_WORDS[line.kind][0]}，{PROBLEM_STATE_WORDS[line.state][0]}")
    until = line.until_on or "持续"
    told = f"{line.hospital} 反映 {line.enterprise}，{line.from_on} 至 {until}：{page.words}"
    out.print(told, markup=False, highlight=False)
    out.print(f"答复期限 {line.due_on or '条文未定'}（{page.clock.working_zh}；{page.clock.clause}）", highlight=False)
    for one in page.events:
        after = PROBLEM_STATE_WORDS[one.state][0]
        said = f"{one.moved_at:%Y-%m-%d} {PROBLEM_RULES[one.move].zh} → {after} {one.organisation} {one.words}"
        out.print(said, markup=False, highlight=False)


@app.command("confirm")
def confirm(
    ctx: typer.Context,
    numbers: Annotated[list[str], typer.Argument(help="问题编号，可多个。Numbers of problems.")],
    kind: Annotated[str, typer.Option(help="supply_failure、shortage、quality。As what.")],
    place: Annotated[str, typer.Option("--place", help="适用地区代码。For which place.")] = "",
    hospital: Annotated[str, typer.Option(help="只对一家医疗机构。For one hospital alone.")] = "",
    from_on: DayOption = None,
    until_on: DayOption = None,
    reason: ReasonOption = "",
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """核实供应问题，多个同类问题合为一项。Confirm problems, several alike as one."""
    with desk(ctx) as at:
        from baowen.vbp.supply.actions.confirming import Judged
        from baowen.vbp.supply.actions.confirming import confirm as confirm_problems

        judged = Judged(
            kind=coded(kind, Confirmation, CONFIRMATION_WORDS, "情形", "kind"), region=place, hospital=hospital,
            from_on=from_on.date() if from_on else None, until_on=until_on.date() if until_on else None,
        )  # fmt: skip
        made = confirm_problems(numbers, judged, at.doing(on, reason))
    _say({"number": made}, f"已核实 {made}", as_json=as_json)


@app.command("end")
def end(
    ctx: typer.Context,
    number: NumberArgument,
    until_on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="最后一天。The last day.")],
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """登记已核实的问题到哪一天结束。Say until when a confirmed problem lasted."""
    with desk(ctx) as at:
        from baowen.vbp.supply.actions.confirming import end_confirmation

        end_confirmation(number, until_on.date(), at.doing(None, reason))
    _say({"number": number}, f"{number} 至 {until_on:%Y-%m-%d} 结束", as_json=as_json)


@app.command("revoke")
def revoke(ctx: typer.Context, number: NumberArgument, reason: ReasonOption = "", as_json: JsonOption = False) -> None:
    """撤销不应作出的核实。Take a confirmation back that should not have been given."""
    with desk(ctx) as at:
        from baowen.vbp.supply.actions.confirming import revoke_confirmation

        revoke_confirmation(number, at.doing(None, reason))
    _say({"number": number}, f"{number} 已撤销", as_json=as_json)


@app.command("confirmed")
def confirmed(
    ctx: typer.Context,
    round_code: Annotated[str, typer.Argument(help="批次编号。The round.")],
    place: Annotated[str, typer.Option("--place", help="地区代码；缺省为操作人所在地区。The place.")] = "",
    as_json: JsonOption = False,
) -> None:
    """一个批次中已核实的供应问题，即考核所依据的。What is confirmed in a round: what evaluation goes by."""
    with desk(ctx) as at:
        from baowen.orgs.permissions import Act, require
        from baowen.vbp.supply.queries import confirmed_problems

        region = at.book.regions.require(place or at.actor.region).code
        require(at.actor, Act.VBP_READ, region, regions=at.book.regions)
        found = confirmed_problems(round_code, region=region)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有已核实的供应问题。Nothing is confirmed.")
    for one in found:
        words, whom = CONFIRMATION_WORDS[one.kind][0], one.hospital or one.region
        days = f"{one.from_on} 至 {one.until_on or '持续'}"
        said = f"{one.number} {words} {one.product_code} {one.enterprise}，{whom}，{days}"
        out.print(said, markup=False, highlight=False)


@app.command("enterprises")
def enterprises(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """供应本地区的中选企业：问题、逾期、核实、档案记录。Selected enterprises of the place with their figures."""
    with desk(ctx) as at:
        from baowen.vbp.supply.queries.file import firm_lines

        found = firm_lines(at.actor, book=at.book, today=today())
    if as_json:
        print_json([asdict(one) for one in found])
        return
    as_table(
        f"中选企业 {len(found)} 家", ("企业", "产品", "供应问题", "逾期未答复", "已核实", "档案记录"),
        (
            [
                Text(one.name), _number(one.products), _number(one.told), _number(one.overdue),
                _number(one.confirmed), _number(one.entries),
            ]
            for one in found
        ),
    )  # fmt: skip


@app.command("file")
def file(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="企业代码。The enterprise.")],
    as_json: JsonOption = False,
) -> None:
    """一家企业的档案：产品、记录、核实的问题、供应情况。The file of an enterprise."""
    with desk(ctx) as at:
        from baowen.procure.settle.book import load_settle_book
        from baowen.vbp.supply.queries.file import enterprise_file

        settle = load_settle_book(at.home.calendar)
        page = enterprise_file(code, at.actor, book=at.book, settle=settle, now=now(), today=today())
    if as_json:
        print_json(
            {
                "enterprise": page.enterprise, "region": page.region,
                "products": [one.product_code for one in page.products], "record": asdict(page.supply.record),
                "entries": [asdict(one) for one in page.entries],
                "confirmed": [one.confirmed.number for one in page.confirmed],
                "months": [asdict(one) for one in page.months],
            }
        )  # fmt: skip
        return
    record = page.supply.record
    told = f"供应问题 {record.told}，已答复 {record.answered}，逾期未答复 {record.overdue}，经核实 {record.confirmed}"
    out.print(f"{page.enterprise} 在 {page.region}：{told}", markup=False, highlight=False)
    for one in page.entries:
        said = f"{one.happened_on} {one.number} {ENTRY_WORDS[one.kind][0]}：{one.title}"
        out.print(f"{said}（已由 {one.replaced_by} 更正）" if one.replaced_by else said, markup=False, highlight=False)


@app.command("joined")
def joined(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """申请和约定参加集采的机构。Who applied for or agreed on joining."""
    with desk(ctx) as at:
        from baowen.vbp.supply.queries.joining import joining_page

        found = joining_page(at.actor, book=at.book, limit=MOST).lines
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有参加申请。Nobody applied to join.")
    for one in found:
        said = f"{one.number} {one.organisation} {one.round_code} {JOIN_STATE_WORDS[one.state][0]}"
        out.print(said, markup=False, highlight=False)


@app.command("join-move")
def join_move(
    ctx: typer.Context,
    number: NumberArgument,
    what: Annotated[str, typer.Argument(help="accept、refuse、withdraw、end。The move.")],
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """受理、不予受理、撤回或终止参加。Accept, refuse, withdraw or end."""
    with desk(ctx) as at:
        from baowen.vbp.supply.actions.joining import move_joining

        words = {one: (rule.zh, rule.en) for one, rule in JOIN_RULES.items()}
        wanted = coded(what, JoinMove, words, "办理", "move")
        move_joining(number, wanted, at.doing(None, reason))
    _say({"number": number}, f"{JOIN_RULES[wanted].zh}：{number}", as_json=as_json)


@app.command("findings")
def findings(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """集采执行问题及其移交、整改。Findings about institutions: passed on, answered, mended."""
    with desk(ctx) as at:
        from baowen.vbp.supply.queries.findings import finding_page

        found = finding_page(at.actor, book=at.book, today=today(), limit=MOST).lines
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有集采执行问题。No finding.")
    for one in found:
        due = f"，期限 {one.due_on}{' 逾期' if one.is_overdue else ''}" if one.due_on else ""
        said = f"{one.number} {one.institution} {FINDING_STATE_WORDS[one.state][0]}{due}"
        out.print(said, markup=False, highlight=False)


def _number(count: int | None) -> Text:
    return Text("–" if count is None else f"{count:,}")


def _say(document: dict[str, Any], words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(document)
    else:
        out.print(words, markup=False, highlight=False)
