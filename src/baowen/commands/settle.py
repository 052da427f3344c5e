"""`baowen settle`: matching, direct settlement, performance, stopped supply, invoices into the lake. PRC-4, PRC-5."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.reports import month_of, tell_refused
from baowen.commands.session import acting, actor, open_session
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from decimal import Decimal

    from baowen.core.home import Home
    from baowen.procure.settle.actions.handing_over import HandedOver

MonthArgument = Annotated[str, typer.Argument(help="月份，如 2026-10。The month.")]
PlaceOption = Annotated[str, typer.Option("--place", help="地区代码；缺省为操作人所在地区。The place.")]
app = typer.Typer(
    help="结算与履约：核对、医保直接结算、履约、停供月报。Settlement and performance of contracts.",
    no_args_is_help=True,
)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="settle")


@app.command("match")
def match(ctx: typer.Context, place: PlaceOption = "", as_json: JsonOption = False) -> None:
    """核对订单、入库、发票和付款，列出不一致的。Match orders, receipts, invoices and payments of a place."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.orgs.queries import system_actor
    from baowen.procure.settle.actions.matching import match_region
    from baowen.procure.settle.book import load_settle_book

    region = place or home.region
    found = match_region(region, actor=system_actor(region), at=now(), book=load_settle_book(home.calendar))
    words = f"已核对 {found.lines:,} 行订单明细：新增不一致 {found.opened:,}，已一致 {found.settled:,}"
    _say(asdict(found), words, as_json=as_json)


@app.command("run")
def run(ctx: typer.Context, month: MonthArgument, as_json: JsonOption = False) -> None:
    """核算本地区一个月的医保直接结算，支付前可重复。Compute a month's direct settlement at the own place."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.settle.actions.runs import compute_run
    from baowen.procure.settle.book import load_settle_book
    from baowen.procure.settle.queries.runs import run as run_of

    who = acting(home)
    number = compute_run(who.region, month_of(month), actor=who, at=now(), book=load_settle_book(home.calendar))
    found = run_of(number, actor=who)
    words = f"{number}：{found.lines:,} 行，应付 {found.payable:,.2f} 元"
    _say(asdict(found), words, as_json=as_json)


@app.command("performance")
def performance(
    ctx: typer.Context,
    month: MonthArgument,
    by: Annotated[str, typer.Option(help="supplier 按企业、hospital 按医疗机构。By whom.")] = "supplier",
    as_json: JsonOption = False,
) -> None:
    """一个月的履约情况：配送率、及时率、响应、付款、评分。How contracts were performed in a month."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.settle.book import load_settle_book
    from baowen.procure.settle.queries.performance import By, performance_table

    if by not in set(By):
        raise BaowenError(f"“{by}”无法识别；可用：supplier、hospital", "use supplier or hospital")
    period, book = month_of(month), load_settle_book(home.calendar)
    found = performance_table(acting(home), By(by), period, period, now=now(), book=book)
    if as_json:
        print_json([asdict(one) for one in found.lines])
        return
    table = Table(title=f"{month} 履约情况（{found.definition.clause}）", title_justify="left")
    for heading in ("机构", "订单明细", "配送率", "及时率", "拒绝", "未响应", "付清天数", "评分"):
        table.add_column(heading, overflow="fold")
    for one in found.lines:
        table.add_row(
            one.organisation, f"{one.performance.lines:,}", _percent(one.performance.delivery_rate),
            _percent(one.performance.on_time_rate), f"{one.performance.refused:,}",
            f"{one.performance.unanswered:,}", _shown(one.settled.days), _shown(one.score),
        )  # fmt: skip
    out.print(table)


@app.command("supply")
def supply(ctx: typer.Context, month: MonthArgument, place: PlaceOption = "", as_json: JsonOption = False) -> None:
    """清单药品停供、配送不到位月报；没有的为零报告。The report of stopped supply of listed drugs (HD-10)."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.settle.book import load_settle_book
    from baowen.procure.settle.queries.supply import supply_report

    who, book = acting(home), load_settle_book(home.calendar)
    report = supply_report(place or who.region, month_of(month), actor=who, now=now(), book=book)
    if as_json:
        failing = [{"drug": one.drug, "form": one.dosage_form, "reasons": one.reasons} for one in report.failing]
        print_json(
            {
                "region": report.region, "month": month, "drugs": report.drugs, "is_zero": report.is_zero,
                "lists_in_force": report.lists_in_force, "due_on": report.due_on, "failing": failing,
            }
        )  # fmt: skip
        return
    if not report.lists_in_force:
        out.print("本地没有生效的清单。No list is in force here.")
    elif report.is_zero:
        out.print(f"零报告：{report.drugs:,} 个清单药品无停供、配送不到位。Zero report.", highlight=False)
    for one in report.failing:
        out.print(
            f"{one.drug}{one.dosage_form}：{'；'.join(zh for zh, _ in one.reasons)}", markup=False, highlight=False
        )


@app.command("push")
def push(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """将新的发票和付款移交数据湖。Hand new invoices and payments over to the lake."""
    found = _pushed(open_session(ctx))
    words = f"入湖 {found.accepted:,} 行，未变 {found.unchanged:,} 行，退回 {len(found.refused):,} 行"
    _say(asdict(found), words, as_json=as_json)
    tell_refused(found.refused)


def hand_over_waiting_bills(home: Home) -> None:
    """Hand to the lake what was invoiced or paid since; what the lake refuses is told."""
    from baowen.procure.settle.actions.handing_over import waiting

    if waiting():
        tell_refused(_pushed(home).refused)


def _pushed(home: Home) -> HandedOver:
    from baowen.core.clock import now
    from baowen.procure.settle.actions.handing_over import hand_over_bills

    return hand_over_bills(home, by=actor(), at=now(), clock=now)


def _percent(share: Decimal | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _shown(number: Decimal | None) -> str:
    return "–" if number is None else str(number)


def _say(document: dict[str, object], words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(document)
    else:
        out.print(words, markup=False, highlight=False)
