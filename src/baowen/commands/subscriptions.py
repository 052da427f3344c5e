"""`baowen subscriptions`: tells subscribers by e-mail what is new; forgets addresses that nobody confirmed. MON-8."""

from __future__ import annotations

from dataclasses import asdict

import typer
from rich.progress import Progress

from baowen.commands.output import Exit, JsonOption, err, out, print_json
from baowen.commands.session import open_session

app = typer.Typer(help="公众的电子邮件订阅。Subscriptions of the public by e-mail.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the group to the command line."""
    parent.add_typer(app, name="subscriptions")


@app.command("send")
def send(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """把新的预警寄给订阅人，每人一封；清除逾期未确认的地址。可重复运行。Send what is new, one letter each."""
    home = open_session(ctx)
    from baowen.core.clock import now
    from baowen.lake.serving import open_serving
    from baowen.public.actions.sending import make_letters, send_letters
    from baowen.public.actions.subscribing import forget
    from baowen.public.telling import warned

    found = warned(open_serving(home.serving))
    forgotten = forget(at=now())
    made = make_letters(found, at=now())
    with Progress(console=err, disable=as_json or not err.is_terminal, transient=True) as bars:
        task = bars.add_task("寄信", total=None)
        outcome = send_letters(
            found, at=now(), made=made, progress=lambda done, all_: bars.update(task, completed=done, total=all_)
        )
    if as_json:
        print_json(
            {"warnings": len(found), "made": made, "sent": outcome.sent, "not_sent": outcome.not_sent,
             "forgotten": forgotten + outcome.erased}
        )  # fmt: skip
    else:
        out.print(
            f"持续中的预警 {len(found):,} 条；新信 {made:,} 封，寄出 {outcome.sent:,} 封；"
            f"清除地址 {forgotten + outcome.erased:,} 个\n"
            f"{made:,} letters made, {outcome.sent:,} sent, {forgotten + outcome.erased:,} addresses erased",
            highlight=False,
        )
    if outcome.problem is not None:
        err.print(
            f"{outcome.not_sent:,} 封没有寄出，下次运行再试：{outcome.problem.message}\n"
            f"{outcome.not_sent:,} were not taken and wait for the next run: {outcome.problem.message_en}",
            markup=False, highlight=False, soft_wrap=True,
        )  # fmt: skip
        raise typer.Exit(int(Exit.FAILED))


@app.command("count")
def count(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """有多少订阅，不列地址。How many subscriptions there are; no address is shown."""
    open_session(ctx)
    from baowen.public.subscriptions import counted

    found = counted()
    if as_json:
        print_json(asdict(found))
        return
    out.print(
        f"地址 {found.addresses:,} 个，已确认 {found.confirmed:,} 项，待确认 {found.waiting:,} 项，"
        f"待寄 {found.unsent:,} 封\n"
        f"{found.addresses:,} addresses; {found.confirmed:,} subscriptions confirmed, {found.waiting:,} not yet; "
        f"{found.unsent:,} letters unsent",
        highlight=False,
    )
