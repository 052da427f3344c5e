"""`baowen vbp-rounds suppliers` and `standard`: who supplies a place, and what is paid there at most. VBP-1, VBP-8."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.session import acting, open_session

CodeArgument = Annotated[str, typer.Argument(help="批次编号。Code of the round.")]
PlaceOption = Annotated[str, typer.Option("--place", help="地区代码，缺省为本地。A place, the home's unless told.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the group."""
    app.command("suppliers")(suppliers)
    app.command("standard")(standard)


def suppliers(ctx: typer.Context, code: CodeArgument, place: PlaceOption = "", as_json: JsonOption = False) -> None:
    """一个地区各品种的主供和备供。Main and backup suppliers of every lot in a place."""
    home = open_session(ctx)
    from baowen.vbp.rounds.queries import round_seen, suppliers_in

    round_seen(code, acting(home))
    found = suppliers_in(code, place or home.region)
    if as_json:
        print_json(
            [
                {
                    "lot": one.lot.number, "drug": one.lot.drug,
                    "mains": [each.bid.enterprise_name for each in one.mains],
                    "backups": [each.bid.enterprise_name for each in one.backups],
                }
                for one in found
            ]
        )  # fmt: skip
        return
    table = Table()
    for heading in ("序号", "品种", "主供", "备供"):
        table.add_column(heading, overflow="fold")
    for one in found:
        names = ["、".join(each.bid.enterprise_name for each in side) or "—" for side in (one.mains, one.backups)]
        table.add_row(one.lot.number, one.lot.drug, *names)
    out.print(table)


def standard(
    ctx: typer.Context,
    product: Annotated[str, typer.Argument(help="药品代码。Product code.")],
    place: PlaceOption = "",
    on: Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="哪一天。The day.")] = None,
    as_json: JsonOption = False,
) -> None:
    """中选药品某地某日的支付标准。The payment standard of a selected product in a place on a day."""
    home = open_session(ctx)
    from baowen.core.clock import today
    from baowen.vbp.rounds.queries import payment_standard

    found = payment_standard(product, place or home.region, on.date() if on else today())
    if as_json:
        print_json(None if found is None else asdict(found))
    elif found is None:
        out.print("当日没有集采支付标准。No standard of a round that day.")
    else:
        words = f"{found.price:f} 元/包装，{found.from_on} 至 {found.until_on}，批次 {found.round_code}"
        out.print(words, markup=False, highlight=False)
