"""`baowen exchange`: messages of other systems from files, and purchases that no order stands behind. PRC-4, VBP-12."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from baowen.commands.output import Exit, JsonOption, err, out, print_json
from baowen.commands.session import acting, actor, open_session

if TYPE_CHECKING:
    from baowen.core.home import Home

NameArgument = Annotated[str, typer.Argument(help="order、delivery、inbound、return、3501 至 3504。The message.")]
FileArgument = Annotated[Path, typer.Argument(help="报文文件，.xml 或 .json。The file.", exists=True, dir_okay=False)]
app = typer.Typer(help="与其他系统交换报文。Messages of other systems.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="exchange")


@app.command("take")
def take_message(
    ctx: typer.Context, name: NameArgument, file: FileArgument, as_json: JsonOption = False
) -> None:  # fmt: skip
    """办理一份报文；同一份再来一次，不重复办理。Carry out a message; the same again changes nothing."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.exchange.actions.taking import take
    from baowen.procure.trade.book import load_trade_book

    is_xml = file.suffix.lower() == ".xml"
    book = load_trade_book(home.calendar)
    found = take(name, file.read_bytes(), is_xml=is_xml, actor=acting(home), at=now(), book=book)
    if as_json:
        stands, problems = [asdict(one) for one in found.stands], [asdict(one) for one in found.problems]
        print_json({"code": found.code.value, "stands": stands, "problems": problems})
    else:
        out.print(
            f"{found.code.value}：办理 {len(found.stands):,} 行，退回 {len(found.problems):,} 处", highlight=False
        )
        for one in found.problems:
            where = f"第 {one.row} 行 {one.column}" if one.row else f"报文 {one.column}"
            err.print(f"{where}：{one.message}。{one.help}", markup=False, highlight=False)
    if found.problems:
        raise typer.Exit(int(Exit.PARTLY_REFUSED if found.stands else Exit.REFUSED))


@app.command("outside")
def list_outside(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """没有平台订单的采购入库，最新的在前。Purchases that no order of the platform stands behind."""
    home = open_session(ctx)
    from baowen.orgs.queries import names_of
    from baowen.procure.exchange.queries import outside_purchases

    lines = outside_purchases(acting(home), limit=200).lines
    if as_json:
        print_json([asdict(one) for one in lines])
        return
    if not lines:
        out.print("没有线外采购的入库记录。 No purchase outside the platform was told.")
        return
    names = names_of({one.hospital for one in lines})
    table = Table("入库日期", "医疗机构", "药品", "数量", "单价", "供应商", "发票号")
    for one in lines:
        price = "" if one.price is None else f"{one.price:f}"
        table.add_row(
            str(one.happened_on), names.get(one.hospital, one.hospital), one.own_name, f"{one.quantity:f}", price,
            one.supplier, one.invoice_no,
        )  # fmt: skip
    out.print(table)


def hand_over_told_counts(home: Home) -> None:
    """Bring stock counts that came as messages into the lake, as part of the cycle."""
    from baowen.core.clock import now
    from baowen.procure.exchange.handing_over import hand_over_counts

    hand_over_counts(home, by=actor(), at=now(), clock=now)
