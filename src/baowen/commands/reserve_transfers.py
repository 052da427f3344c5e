"""`baowen transfers`: plans of transfers asked for and worked out, decided, ordered; orders listed. RSV-3."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.text import Text

from baowen.commands.case_desk import OnOption, ReasonOption, as_table, coded, day, desk
from baowen.commands.output import JsonOption, out, print_json
from baowen.core.clock import now, today
from baowen.reserve.transfers.states import MOVE_WORDS, ORDER_WORDS, PLAN_WORDS, OrderState, PlanState

NumberArgument = Annotated[str, typer.Argument(help="编号，如 TP-430000-2026-00001。The number.")]
MOST = 500
app = typer.Typer(help="药品调剂方案和调剂单。Transfer plans and orders.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="transfers")


@app.command("plan")
def plan(
    ctx: typer.Context,
    drugs: Annotated[list[str] | None, typer.Argument(help="产品代码或药品通用名。Product codes or names.")] = None,
    case: Annotated[str, typer.Option(help="案件编号。A case.")] = "",
    measure: Annotated[int | None, typer.Option(help="措施编号。A measure.")] = None,
    scenario: Annotated[str, typer.Option(help="断供推演编号。A what-if.")] = "",
    listed: Annotated[bool, typer.Option("--listed", help="清单内全部药品。All drugs of the lists.")] = False,
    stock_of: Annotated[
        datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="库存日期。Stock of which day.")
    ] = None,
    later: Annotated[bool, typer.Option("--later", help="只登记，不测算。Ask for it only.")] = False,
    as_json: JsonOption = False,
) -> None:
    """编制并测算一个调剂方案。Ask for a plan and work it out."""
    with desk(ctx) as at:
        from baowen.reserve.transfers.actions.planning import Asked, ask_plan
        from baowen.reserve.transfers.queries.choosing import Choice, items_chosen

        region, on = at.actor.region, day(stock_of)
        choice = Choice(drugs=tuple(drugs or ()), case=case, measure=measure, scenario=scenario, listed=listed)
        items = items_chosen(at.home, choice, at.actor, region=region, day=on, book=at.book)
        asked = Asked(region=region, items=items, day=on, case=case, measure=measure)
        number = ask_plan(asked, home=at.home, doing=at.doing(None, ""))
        if not later:
            _work_out(at, number)
    if as_json:
        print_json({"number": number})
        return
    out.print(f"方案 {number}：{len(items)} 个药品{'，待测算' if later else '，已测算'}", highlight=False)


@app.command("work")
def work(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """测算所有待测算的方案，由后台定时运行。Work out every plan that waits; for the worker."""
    with desk(ctx) as at:
        from baowen.reserve.transfers.queries.waiting import plans_waiting

        numbers = plans_waiting()
        for number in numbers:
            _work_out(at, number)
    if as_json:
        print_json({"numbers": numbers})
        return
    out.print(f"测算 {len(numbers)} 个方案 {'、'.join(numbers)}", highlight=False)


def _work_out(at: Any, number: str) -> None:
    from baowen.reserve.transfers.actions.planning import work_out

    work_out(number, home=at.home, book=at.book, by=at.actor.name, at=now())


@app.command("list")
def list_plans(
    ctx: typer.Context,
    state: Annotated[str, typer.Option(help="状态。The state.")] = "",
    as_json: JsonOption = False,
) -> None:
    """列出调剂方案，新的在前。List plans, the newest first."""
    with desk(ctx) as at:
        from baowen.reserve.transfers.queries.plans import plan_page

        known = coded(state, PlanState, PLAN_WORDS, "状态", "state") if state else None
        found = plan_page(at.actor, book=at.book, state=known, limit=MOST).lines
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有调剂方案。No transfer plan.")
        return
    rows = (
        [
            Text(one.number), Text("、".join(one.names[:3])), Text(one.region), Text(PLAN_WORDS[one.state][0]),
            Text(str(one.moves)),
        ]
        for one in found
    )  # fmt: skip
    as_table(f"调剂方案 {len(found)} 个", ("编号", "药品", "地区", "状态", "调剂条数"), rows)


@app.command("show")
def show(ctx: typer.Context, number: NumberArgument, as_json: JsonOption = False) -> None:
    """一个方案：逐条调剂和说明。One plan, move by move."""
    with desk(ctx) as at:
        from baowen.reserve.transfers.queries.plans import plan as plan_of

        found = plan_of(number, at.actor, book=at.book)
    if as_json:
        print_json(asdict(found))
        return
    out.print(f"{number} {PLAN_WORDS[found.line.state][0]} {found.failed_because}", markup=False, highlight=False)
    for one in found.moves:
        told = one.why_zh or f"{one.giver_name} → {one.taker_name} {one.drug} {one.packs:f} 盒：{one.reason}"
        out.print(f"{one.id} {MOVE_WORDS[one.state][0]} {told}", markup=False, highlight=False)


@app.command("order")
def order(
    ctx: typer.Context, number: NumberArgument, reason: ReasonOption = "", on: OnOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """下达方案，生成调剂单。Order a plan: its moves become transfer orders."""
    with desk(ctx) as at:
        from baowen.reserve.transfers.actions.deciding import order_plan

        numbers = order_plan(number, doing=at.doing(on, reason), home=at.home)
    if as_json:
        print_json({"numbers": list(numbers)})
        return
    out.print(f"已下达 {len(numbers)} 张调剂单：{'、'.join(numbers)}", highlight=False)


@app.command("orders")
def orders(
    ctx: typer.Context,
    state: Annotated[str, typer.Option(help="状态。The state.")] = "",
    late: Annotated[bool, typer.Option("--late", help="只列逾期的。Late ones only.")] = False,
    as_json: JsonOption = False,
) -> None:
    """列出调剂单，新的在前。List transfer orders, the newest first."""
    with desk(ctx) as at:
        from baowen.reserve.transfers.queries.orders import order_page

        known = coded(state, OrderState, ORDER_WORDS, "状态", "state") if state else None
        found = order_page(at.actor, book=at.book, today=today(), state=known, late=late, limit=MOST).lines
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有调剂单。No transfer order.")
        return
    rows = (
        [
            Text(one.number), Text(one.giver_name), Text(one.taker_name), Text(f"{one.packs:f}"),
            Text(ORDER_WORDS[one.state][0] + (" 逾期" if one.late else "")),
        ]
        for one in found
    )  # fmt: skip
    as_table(f"调剂单 {len(found)} 张", ("编号", "调出", "调入", "盒数", "状态"), rows)
