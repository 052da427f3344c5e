"""`baowen remind`: the day's reminders of what is owed, and the digests that carry them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.progress import Progress

from baowen.commands.output import JsonOption, err, out, print_json
from baowen.commands.session import actor, open_session


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("remind")(remind)


def remind(
    ctx: typer.Context,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="哪一天；缺省为今天。The day; today unless told.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """生成当天的到期、逾期提醒并汇总发出；每天运行一次，重复运行不重复提醒。The day's reminders, in one digest each."""
    home = open_session(ctx)
    from baowen.api.once import forget_old_calls
    from baowen.core.clock import now, today
    from baowen.core.messages.actions import send_digests
    from baowen.price.actions.dates import redate_steps
    from baowen.price.actions.reminding import remind_prices
    from baowen.respond.actions.reminding import remind as post_reminders
    from baowen.respond.rulebook import load_rulebook
    from baowen.vbp.contracts.actions.reminding import remind_contracts
    from baowen.vbp.contracts.book import load_contract_book
    from baowen.vbp.supply.actions.reminding import redate_supply, remind_supply
    from baowen.vbp.volumes.actions import remind_volumes
    from baowen.vbp.volumes.rulebook import volume_book_of

    day, at, book = (on.date() if on else today()), now(), load_rulebook(home.calendar)
    with Progress(console=err, disable=as_json or not err.is_terminal, transient=True) as bars:
        task = bars.add_task("查看期限", total=None)
        found = post_reminders(day, at=at, book=book, progress=lambda seen: bars.update(task, completed=seen))
    redate_steps(book, by=actor(), at=at)
    redate_supply(book, by=actor(), at=at)
    posted = found.posted + remind_prices(day, at=at, book=book).posted
    posted += remind_contracts(day, at=at, book=load_contract_book(home.calendar)).posted
    posted += remind_volumes(day, at=at, book=volume_book_of(home)).posted
    posted += remind_supply(day, at=at, book=book)
    digests = send_digests(on=day, at=now(), by=actor())
    forget_old_calls(at=now())
    if as_json:
        print_json({"on": day, "posted": posted, "nobody": found.nobody, "digests": digests})
        return
    out.print(f"{day}：新提醒 {posted:,} 条，汇总为 {digests:,} 份当日摘要", highlight=False)
    if found.nobody:
        out.print(
            f"另有 {found.nobody:,} 项到期、逾期事项所在地没有登记值班员，无人可提醒；请用 baowen people add 登记\n"
            f"{found.nobody:,} more steps are due or late where no duty officer is registered",
            highlight=False,
        )
