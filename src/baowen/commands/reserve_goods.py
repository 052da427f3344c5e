"""`baowen reserve-goods`: stock, ledger, releases, rotation and money of reserves, and their counts. RSV-1, RSV-4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from baowen.commands.case_desk import as_table, desk
from baowen.commands.handed import tell_handed, tell_kept_back
from baowen.commands.output import JsonOption, out, print_json
from baowen.commands.session import actor, open_session
from baowen.core.clock import now, today
from baowen.core.home import Home
from baowen.core.money import plain

if TYPE_CHECKING:
    from baowen.reserve.goods.actions.handing_over import HandedOver

MOST = 500
app = typer.Typer(help="储备出入库、动用、轮换和资金。Goods and money of reserves.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="reserve-goods")


@app.command("stock")
def stock(
    ctx: typer.Context,
    holder: Annotated[str, typer.Option(help="承储单位代码。Of one holder.")] = "",
    as_json: JsonOption = False,
) -> None:
    """按批号列出储备结存。What lies in the reserves, by lot."""
    with desk(ctx) as at:
        from baowen.reserve.goods.queries.ledger import Sought, holding_page
        from baowen.reserve.goods.queries.recalled import recalled_now

        sought = Sought(holder=holder, with_rest=True)
        recalled = recalled_now(at.home, today())
        found = holding_page(at.actor, sought, on=today(), recalled=recalled, limit=MOST).lines
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有储备结存。Nothing lies in a reserve.")
        return
    as_table(
        f"储备 {len(found)} 项", ("承储单位", "名称", "批号", "有效期至", "结存", "采购价格"),
        (
            [
                Text(one.holder), Text(one.generic_name), Text(f"{lot.lot_no}{' 召回' if lot.is_recalled else ''}"),
                Text(f"{lot.expires_on}{' 已过期' if lot.is_expired else ''}"), Text(plain(lot.packs)),
                Text(plain(lot.unit_price)),
            ]
            for one in found
            for lot in one.lots
        ),
    )  # fmt: skip


@app.command("ledger")
def ledger(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """列出储备出入库明细，新登记的在前。Lines of the ledger, the last entered first."""
    with desk(ctx) as at:
        from baowen.reserve.goods.kinds import ENTRY_WORDS
        from baowen.reserve.goods.queries.ledger import entry_page

        found = entry_page(at.actor, limit=MOST).lines
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有出入库。Nothing has moved.")
    for one in found:
        said = f"{one.happened_on} {one.code} {ENTRY_WORDS[one.kind][0]} {one.generic_name} {one.lot_no}"
        out.print(f"{said} {plain(one.packs)}，{one.amount} 元 {one.about}", markup=False, highlight=False)


@app.command("releases")
def releases(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """列出动用指令，新的在前。Release orders, the newest first."""
    with desk(ctx) as at:
        from baowen.reserve.goods.queries.releases import release_page
        from baowen.reserve.goods.states import RELEASE_WORDS

        found = release_page(at.actor, at=now(), limit=MOST).lines
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有动用指令。No release is ordered.")
    for one in found:
        late = " 逾期" if one.is_late else ""
        said = f"{one.code} {one.generic_name} {plain(one.packs)}，{one.holder}，{RELEASE_WORDS[one.state][0]}{late}"
        out.print(said, markup=False, highlight=False)


@app.command("rotation")
def rotation(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """列出应轮换、逾期和过期的批号。Lots to rotate, overdue and expired ones."""
    with desk(ctx) as at:
        from baowen.reserve.goods.queries.recalled import recalled_now
        from baowen.reserve.goods.queries.rotation import lots_to_rotate
        from baowen.reserve.goods.rules import TURN_WORDS

        recalled = recalled_now(at.home, today())
        found = lots_to_rotate(at.actor, on=today(), book=at.book, recalled=recalled)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有应轮换的批号。No lot is to be rotated.")
    for one in found:
        said = f"{TURN_WORDS[one.turn][0]} {one.holder} {one.generic_name} {one.lot_no} {plain(one.packs)}"
        out.print(f"{said}，有效期至 {one.expires_on}，最迟 {one.rotate_by}", markup=False, highlight=False)


@app.command("money")
def money(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """储备资金的拨付、使用和结存。Reserve money: allocated, used, left."""
    with desk(ctx) as at:
        from baowen.reserve.goods.queries.money import budgets

        found = budgets(at.actor)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有登记储备资金。No reserve money is entered.")
    for one in found:
        said = f"{one.year} {one.region} {one.fund}：拨付 {one.allocated}，使用 {one.used}，结存 {one.left} 元"
        out.print(said, markup=False, highlight=False)


@app.command("hand-over")
def hand_over(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """把储备结存移交数据湖，可重复运行。Hand the counts of reserves to the lake; safe to repeat."""
    home = open_session(ctx)
    found = _handed(home, every=True)
    tell_handed(found, tell_refused, counted="个产品", as_json=as_json, key="product")


def hand_over_reserves(home: Home) -> None:
    """Hand over what waits, as part of the cycle; what the lake refuses is told."""
    from baowen.reserve.goods.actions.handing_over import waiting

    if waiting(now()):
        tell_refused(_handed(home, every=True).refused)


def hand_over_news(home: Home, at: datetime) -> None:
    """Hand over what is new, as the worker does every half minute."""
    from baowen.reserve.goods.actions.handing_over import has_news

    if has_news(at):
        tell_refused(_handed(home, every=False).refused)


def tell_refused(refused: Sequence[tuple[str, str]]) -> None:
    """Say on standard error which counts the lake refused, and that they are kept."""
    tell_kept_back(refused, "储备账已保存；补全机构名录或药品目录后运行 baowen reserve-goods hand-over 即可")


def _handed(home: Home, *, every: bool) -> HandedOver:
    from baowen.reserve.goods.actions.handing_over import hand_over as bring_over

    return bring_over(home, by=actor(), at=now(), clock=now, every=every)
