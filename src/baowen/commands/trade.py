"""`baowen trade`: orders, deliveries and receipts on their way to the lake, and who delivers where. PRC-4, PRC-8."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from baowen.commands.handed import tell_handed, tell_kept_back
from baowen.commands.output import JsonOption, err, out, print_json
from baowen.commands.reports import decimal_of
from baowen.commands.session import acting, actor, open_session
from baowen.core.problems import BaowenError

if TYPE_CHECKING:
    from baowen.core.home import Home
    from baowen.procure.trade.actions.handing_over import HandedOver

ProductArgument = Annotated[str, typer.Argument(help="药品代码。Product code.")]
CityArgument = Annotated[str, typer.Argument(help="市州代码。Code of the city.")]
DistributorArgument = Annotated[str, typer.Argument(help="配送企业代码。Code of the distributor.")]
app = typer.Typer(help="订单入湖、配送关系。Orders to the lake, and who delivers where.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="trade")


@app.command("hand-over")
def hand_over(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """把订单、配送、入库移交数据湖，可重复运行。Hand orders, deliveries and receipts to the lake; safe to repeat."""
    home = open_session(ctx)
    found = _handed(home, every=True)
    tell_handed(found, tell_refused, counted="行", as_json=as_json)


def hand_over_trade(home: Home) -> None:
    """Hand over what waits, as part of the cycle; what the lake refuses is told."""
    from baowen.procure.trade.actions.handing_over import waiting

    if waiting():
        tell_refused(_handed(home, every=True).refused)


def beat(home: Home, at: datetime) -> None:
    """Hand over what is new, as the worker does every half minute; a hindrance is told and tried again."""
    from baowen.procure.trade.actions.handing_over import has_news

    try:
        if has_news(at):
            tell_refused(_handed(home, every=False).refused)
    except BaowenError as error:
        err.print(f"订单暂未入湖：{error.message}", markup=False, highlight=False)


def tell_refused(refused: Sequence[tuple[str, str]]) -> None:
    """Say on standard error which rows the lake refused, and that they are kept."""
    tell_kept_back(refused, "上述行已保存；补全机构名录或药品目录后运行 baowen trade hand-over 即可")


def _handed(home: Home, *, every: bool) -> HandedOver:
    from baowen.core.clock import now
    from baowen.procure.trade.actions.handing_over import hand_over as bring_over

    return bring_over(home, by=actor(), at=now(), clock=now, every=every)


@app.command("distributor")
def distributor(
    ctx: typer.Context,
    product: ProductArgument,
    city: CityArgument,
    who: DistributorArgument,
    end: Annotated[bool, typer.Option("--end", help="终止配送关系。It delivers there no more.")] = False,
) -> None:
    """由挂网企业指定（或终止）某市的配送企业。Name, as the product's maker, who delivers it in a city."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.trade.actions.places import end_distributor, name_distributor

    is_new = (end_distributor if end else name_distributor)(product, city, who, actor=acting(home), at=now())
    out.print("已登记。Noted." if is_new else "此前已如此，未作改动。It was so before; nothing changed.")


@app.command("distributors")
def distributors(ctx: typer.Context, city: CityArgument, as_json: JsonOption = False) -> None:
    """列出配送企业少于规定数的药品。Products of a city with fewer distributors than the pack wants."""
    home = open_session(ctx)
    from baowen.core.clock import today
    from baowen.procure.trade.book import load_trade_book
    from baowen.procure.trade.queries.places import few_distributors

    found = few_distributors(acting(home), city, today(), book=load_trade_book(home.calendar))
    if as_json:
        print_json(asdict(found))
    elif found.least is None:
        out.print("当地政策没有规定配送企业数。The pack wants no number there.")
    else:
        out.print(f"每个中选产品不少于 {found.least} 家（{found.clause}）；不足的：", highlight=False)
        table = Table("药品代码", "药品", "配送企业数")
        for one in found.products:
            table.add_row(one.product_code, one.generic_name, str(one.named))
        out.print(table)


@app.command("distance")
def distance(
    ctx: typer.Context,
    hospital: Annotated[str, typer.Argument(help="医疗机构代码。Code of the hospital.")],
    kilometres: Annotated[str, typer.Argument(help="距县城公里数。Kilometres from the county seat.")],
) -> None:
    """登记医疗机构距县城的公里数，用于判断偏远。Note how far a hospital lies, which decides whether it is remote."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.procure.trade.actions.places import note_distance

    note_distance(hospital, decimal_of(kilometres, "公里数", "kilometres"), actor=acting(home), at=now())
    out.print(f"已登记 {hospital} 的距离。Noted.", highlight=False)
