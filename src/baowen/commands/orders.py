"""`baowen orders`: orders of hospitals, from placing to receiving and returning. PRC-4."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.reports import decimal_of
from baowen.commands.session import acting, open_session
from baowen.commands.stops import code_of
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from baowen.core.home import Home
    from baowen.procure.trade.book import TradeBook
    from baowen.procure.trade.queries.orders import OrderView
    from baowen.procure.trade.rules.asked import NewLine

CodeArgument = Annotated[str, typer.Argument(help="平台订单编号 DD…。Number of the order on the platform.")]
DeliveryArgument = Annotated[str, typer.Argument(help="配送编号 PS…。Number of the delivery.")]
LinesOption = Annotated[
    list[str] | None, typer.Option("--line", help="只对这些明细，可多次给出；缺省为全部。Only these lines.")
]
WhyOption = Annotated[str, typer.Option("--reason", help="原因。Why.")]
app = typer.Typer(help="订单：下达、确认、发货、验收、退货。Orders, from placing to receiving.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="orders")


@app.command("place")
def place(
    ctx: typer.Context,
    number: Annotated[str, typer.Option(help="本机构的订单编号。The hospital's own number.")],
    supplier: Annotated[str, typer.Option(help="供应企业代码。Code of the supplier.")],
    line: Annotated[
        list[str],
        typer.Option("--line", help="明细，写作 依据:编号:盒数[:单价]，如 listing:G430000-000001:100。A line."),
    ],
    urgency: Annotated[str, typer.Option(help="emergency 急抢救、general 一般、cold_chain 冷链。")] = "general",
    at_once: Annotated[bool, typer.Option("--at-once", help="要求一次送齐。All in one delivery.")] = False,
    sure: Annotated[bool, typer.Option("--sure", help="数量远超平时，确实需要。The quantity is meant.")] = False,
    words: Annotated[str, typer.Option(help="备注。A remark.")] = "",
    as_json: JsonOption = False,
) -> None:
    """下达一张订单；同一编号、同样内容重复提交不会重复下单。Place an order; the same again changes nothing."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.trade.actions.ordering import NewOrder, place_orders
    from baowen.procure.trade.kinds import URGENCY_WORDS, Urgency

    one = NewOrder(
        number=number, supplier=supplier, lines=tuple(map(_line, line)), in_parts=not at_once, words=words,
        is_sure=sure, urgency=code_of(Urgency, urgency, "紧急程度", "urgency", URGENCY_WORDS),
    )  # fmt: skip
    placed = place_orders([one], actor=acting(home), at=now(), book=_book(home))[0]
    _say(asdict(placed), f"订单 {placed.code}（{number}），{len(placed.lines)} 行", as_json=as_json)


def _line(text: str) -> NewLine:
    from baowen.procure.basis import BASIS_WORDS, BasisKind
    from baowen.procure.trade.rules.asked import NewLine

    parts = text.split(":")
    if len(parts) not in (3, 4):
        raise BaowenError(
            f"明细“{text}”应写作 依据:编号:盒数[:单价]", f"write a line as basis:number:packs, not {text!r}"
        )
    return NewLine(
        basis=code_of(BasisKind, parts[0], "采购依据", "basis", BASIS_WORDS), basis_number=parts[1],
        quantity=decimal_of(parts[2], "盒数", "packs"),
        price=decimal_of(parts[3], "单价", "price") if len(parts) > 3 else None,
    )  # fmt: skip


@app.command("confirm")
def confirm(ctx: typer.Context, code: CodeArgument, line: LinesOption = None, as_json: JsonOption = False) -> None:
    """供应企业确认订单，配送时限开始计算。Confirm as the supplier; the hours to deliver begin."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.trade.actions.answering import confirm_order

    moved = confirm_order(code, actor=acting(home), at=now(), book=_book(home), lines=line)
    _say({"code": code, "lines": moved}, f"{code} 已确认 {moved} 行", as_json=as_json)


@app.command("refuse")
def refuse(
    ctx: typer.Context, code: CodeArgument, why: WhyOption, line: LinesOption = None, as_json: JsonOption = False
) -> None:
    """供应企业拒绝订单，须说明原因。Refuse as the supplier, with a reason."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.trade.actions.answering import refuse_order

    moved = refuse_order(code, why=why, actor=acting(home), at=now(), lines=line)
    _say({"code": code, "lines": moved}, f"{code} 已拒绝 {moved} 行", as_json=as_json)


@app.command("cancel")
def cancel(
    ctx: typer.Context, code: CodeArgument, why: WhyOption, line: LinesOption = None, as_json: JsonOption = False
) -> None:
    """医疗机构撤单，已发货的不能撤。Cancel as the hospital what was not sent yet."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.trade.actions.answering import cancel_order

    moved = cancel_order(code, why=why, actor=acting(home), at=now(), lines=line)
    _say({"code": code, "lines": moved}, f"{code} 已撤单 {moved} 行", as_json=as_json)


@app.command("close")
def close(
    ctx: typer.Context, code: CodeArgument, why: WhyOption = "", line: LinesOption = None, as_json: JsonOption = False
) -> None:
    """医疗机构办结：余量不再送。Close as the hospital: nothing more is to come."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.trade.actions.answering import close_order

    moved = close_order(code, why=why, actor=acting(home), at=now(), lines=line)
    _say({"code": code, "lines": moved}, f"{code} 已办结 {moved} 行", as_json=as_json)


@app.command("deliver")
def deliver(
    ctx: typer.Context,
    code: CodeArgument,
    number: Annotated[str, typer.Option(help="配送单编号。The supplier's number of the note.")],
    line: Annotated[str, typer.Option(help="明细编号。The line.")],
    quantity: Annotated[str, typer.Option(help="盒数。Packs.")],
    lot_no: Annotated[str, typer.Option("--lot", help="生产批号。Lot number.")],
    expires: Annotated[datetime, typer.Option("--expires", formats=["%Y-%m-%d"], help="有效期至。Expires on.")],
    made: Annotated[datetime | None, typer.Option("--made", formats=["%Y-%m-%d"], help="生产日期。Made on.")] = None,
    trace: Annotated[list[str] | None, typer.Option("--trace", help="追溯码，可多次给出。Traceability codes.")] = None,
    carrier: Annotated[str, typer.Option(help="承运单位，如邮政、快递。Who brings it.")] = "",
    as_json: JsonOption = False,
) -> None:
    """供应企业发一批货；一张单多批用接口或网页。Send one lot as the supplier."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.trade.actions.delivering import Note, Parcel
    from baowen.procure.trade.actions.delivering import deliver as send
    from baowen.procure.trade.rules.moved import Lot

    lot = Lot(
        quantity=decimal_of(quantity, "盒数", "packs"), lot_no=lot_no, expires_on=expires.date(),
        made_on=made.date() if made else None, codes=tuple(trace or ()),
    )  # fmt: skip
    note = Note(number=number, order=code, parcels=(Parcel(line=line, lot=lot),), carrier=carrier)
    sent = send(note, actor=acting(home), at=now())
    doubts = "".join(f"；{zh}" for zh, _ in sent.doubts)
    told = [{"message": zh, "message_en": en} for zh, en in sent.doubts]
    _say(asdict(sent) | {"doubts": told}, f"已发货 {'、'.join(sent.deliveries)}{doubts}", as_json=as_json)


@app.command("receive")
def receive(
    ctx: typer.Context,
    delivery: DeliveryArgument,
    accepted: Annotated[str, typer.Option(help="验收入库盒数。Packs accepted.")],
    short: Annotated[str, typer.Option(help="短少盒数。Packs missing.")] = "0",
    damaged: Annotated[str, typer.Option(help="破损盒数。Packs damaged.")] = "0",
    words: Annotated[str, typer.Option(help="说明。In words.")] = "",
    as_json: JsonOption = False,
) -> None:
    """医疗机构验收一批货：三个数之和应等于发货数。Receive a delivery; the three add up to what was sent."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.trade.actions.receiving import receive as take_in
    from baowen.procure.trade.rules.moved import Counted

    counted = Counted(
        accepted=decimal_of(accepted, "入库数", "accepted"), short=decimal_of(short, "短少数", "short"),
        damaged=decimal_of(damaged, "破损数", "damaged"),
    )  # fmt: skip
    found = take_in(delivery, counted, actor=acting(home), at=now(), words=words)
    _say(asdict(found), f"{delivery} 已验收，入库编号 {found.receipt}", as_json=as_json)


@app.command("return")
def return_goods(
    ctx: typer.Context,
    delivery: DeliveryArgument,
    number: Annotated[str, typer.Option(help="退货编号。The hospital's number of the return.")],
    quantity: Annotated[str, typer.Option(help="盒数。Packs.")],
    cause: Annotated[str, typer.Option(help="damaged、near_expiry、wrong_goods、quality、recall、not_needed。")],
    words: Annotated[str, typer.Option(help="说明。In words.")] = "",
    as_json: JsonOption = False,
) -> None:
    """医疗机构退货，不能超过入库数。Send back of what was accepted."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.trade.actions.returning import GoingBack
    from baowen.procure.trade.actions.returning import return_goods as give_back
    from baowen.procure.trade.kinds import RETURN_WORDS, ReturnCause

    asked = GoingBack(
        number=number, delivery=delivery, quantity=decimal_of(quantity, "盒数", "packs"), words=words,
        cause=code_of(ReturnCause, cause, "退货原因", "cause", RETURN_WORDS),
    )  # fmt: skip
    is_new = give_back(asked, actor=acting(home), at=now())
    _say({"number": number, "is_new": is_new}, f"已登记退货 {number}", as_json=as_json)


@app.command("list")
def list_orders(
    ctx: typer.Context,
    state: Annotated[str, typer.Option(help="只看某一状态，如 placed、confirmed。One state.")] = "",
    late: Annotated[bool, typer.Option("--late", help="只看超时未送齐的。Only what is late.")] = False,
    as_json: JsonOption = False,
) -> None:
    """列出最近的订单：机构看本机构的，政府部门看本地区的。The newest orders: the own ones, or those of the place."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.trade.queries.orders import Sought, order_page
    from baowen.procure.trade.states import LINE_WORDS, LineState

    wanted = code_of(LineState, state, "状态", "state", LINE_WORDS) if state else None
    found = order_page(acting(home), Sought(state=wanted, late_at=now() if late else None), limit=200).lines
    if as_json:
        print_json([asdict(one) for one in found])
    elif not found:
        out.print("没有订单。No order.")
    else:
        _tell(found)


@app.command("show")
def show(ctx: typer.Context, code: CodeArgument, as_json: JsonOption = False) -> None:
    """查看一张订单及其配送。One order with what was sent for it."""
    home = open_session(ctx)
    from baowen.procure.trade.queries.orders import deliveries_of, order_seen

    who = acting(home)
    found, sent = order_seen(who, code), deliveries_of(who, code)
    if as_json:
        print_json(asdict(found) | {"deliveries": [asdict(one) for one in sent]})
        return
    _tell([found])
    table = Table("配送", "明细", "批号", "有效期至", "盒数", "入库", title="配送", title_justify="left")
    for one in sent:
        taken = "待验收" if one.accepted is None else f"{one.accepted:f}"
        table.add_row(one.code, one.line, one.lot_no, str(one.expires_on), f"{one.quantity:f}", taken)
    out.print(table)


def _tell(found: list[OrderView]) -> None:
    from baowen.core.clock import SHANGHAI
    from baowen.procure.trade.states import LINE_WORDS

    table = Table(title=f"订单 {len(found)} 张", title_justify="left")
    for heading in ("编号", "医疗机构", "供应企业", "明细", "药品", "订购", "发货", "入库", "状态", "应送达"):
        table.add_column(heading, overflow="fold")
    for one in found:
        for line in one.lines:
            due = f"{line.due_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if line.due_at else "—"
            table.add_row(
                one.code, one.hospital, one.supplier, line.number, line.generic_name, f"{line.quantity:f}",
                f"{line.delivered:f}", f"{line.received:f}", LINE_WORDS[line.state][0], due,
            )  # fmt: skip
    out.print(table)


def _book(home: Home) -> TradeBook:
    from baowen.procure.trade.book import load_trade_book

    return load_trade_book(home.calendar)


def _say(document: dict[str, object], words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(document)
    else:
        out.print(words, markup=False, highlight=False)
