"""`baowen messages` and `baowen worker`: who was told what, what did not go out, and the process that sends."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from baowen.commands.beats import beat
from baowen.commands.output import Exit, JsonOption, fail, out, print_json
from baowen.commands.session import actor, open_session
from baowen.core.messages.states import CHANNEL_WORDS, STATE_WORDS, ChannelKind, DeliveryState

if TYPE_CHECKING:
    from datetime import datetime

    from baowen.core.messages.queries import DeliveryTold, MessageTold

MOST = 100_000
ToOption = Annotated[
    str, typer.Option("--to", help="接收方：account:用户名 或 organisation:单位代码。The recipient, written so.")
]
LimitOption = Annotated[int, typer.Option(min=1, max=MOST, help="最多几条。At most.")]
ReasonOption = Annotated[str, typer.Option(help="原因，记入审计。Why, for the audit.")]
app = typer.Typer(help="消息：告知何人何事，是否送达。Messages: who was told what.", no_args_is_help=True)
channel_app = typer.Typer(help="消息渠道：电子邮件、企业微信等。Channels of recipients.", no_args_is_help=True)
app.add_typer(channel_app, name="channel")


def register(parent: typer.Typer) -> None:
    """Add the group and the worker to the command line."""
    parent.add_typer(app, name="messages")
    parent.command("worker")(worker)


def worker(
    ctx: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="处理完现有任务即退出。Stop when nothing is ready.")] = False,
) -> None:
    """运行队列：发送消息、补发中断的、每日汇总，移交订单、储备和调剂，测算方案，读取措施效果；可同时运行多个。

    Run the queue; several at once."""
    home = open_session(ctx)
    from baowen.core.messages.worker import work

    if not once:
        out.print("正在运行，Ctrl+C 停止。Running; Ctrl+C stops it after the task in hand.")
    ran = work(once=once, by=actor(), beat=partial(beat, home))
    out.print(f"已处理任务 {ran} 项；未送达的请看 baowen messages failed。Tasks run: {ran}.", highlight=False)


def _when(instant: datetime | None) -> str:
    from baowen.core.clock import SHANGHAI

    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}" if instant else ""


@app.command("list")
def list_messages(
    ctx: typer.Context,
    to: ToOption,
    unread: Annotated[bool, typer.Option("--unread", help="只看未读。Unread only.")] = False,
    limit: LimitOption = 40,
    as_json: JsonOption = False,
) -> None:
    """列出接收方的消息，从新到旧。A recipient's messages, newest first."""
    open_session(ctx)
    from baowen.core.messages.queries import messages_to
    from baowen.core.messages.rules import checked_recipient

    found = messages_to(checked_recipient(to), unread=unread, limit=limit)
    if as_json:
        print_json([asdict(one) for one in found])
    elif not found:
        out.print("没有符合条件的消息。No such message.")
    else:
        _tell_messages(found)


def _tell_messages(found: list[MessageTold]) -> None:
    table = Table(title=f"消息 {len(found)} 条（从新到旧）", title_justify="left")
    for heading in ("时间", "标题", "事项", "已读", "编号"):
        table.add_column(heading, overflow="fold")
    for one in found:
        words = (_when(one.posted_at), one.title_zh, one.about, _when(one.read_at) or "未读", one.key)
        table.add_row(*map(escape, words))
    out.print(table)


@app.command("read")
def read(ctx: typer.Context, key: Annotated[str, typer.Argument(help="消息编号。Key of the message.")]) -> None:
    """标记一条消息为已读，并记下何人何时所读。Mark a message as read, with who and when."""
    open_session(ctx)
    from baowen.core.clock import now
    from baowen.core.messages.actions import mark_read

    is_new = mark_read(key, by=actor(), at=now())
    out.print("已标记为已读。Marked as read." if is_new else "此前已读，未作改动。It was read before; nothing changed.")


@app.command("failed")
def failed(ctx: typer.Context, limit: LimitOption = 40, as_json: JsonOption = False) -> None:
    """列出未送达的消息：待重试的，和已放弃的（退出码 1）。What was not sent: to be tried again, or given up."""
    open_session(ctx)
    from baowen.core.messages.queries import undelivered

    found = undelivered(limit=limit)
    if as_json:
        print_json([asdict(one) for one in found])
    elif not found:
        out.print("没有未送达的消息。Nothing has failed.")
    else:
        _tell_failed(found)
    if any(one.state == DeliveryState.FAILED for one in found):
        raise typer.Exit(int(Exit.FAILED))


def _tell_failed(found: list[DeliveryTold]) -> None:
    table = Table(title=f"未送达 {len(found)} 条（重发：baowen messages retry 序号）", title_justify="left")
    for heading in ("序号", "状态", "接收方", "渠道", "标题", "已试次数", "下次重试", "问题"):
        table.add_column(heading, overflow="fold")
    for one in found:
        state = STATE_WORDS[DeliveryState.FAILED][0] if one.next_try_at is None else "待重试"
        channel = f"{one.channel} {CHANNEL_WORDS[ChannelKind(one.channel_kind)][0]}"
        words = (str(one.number), state, one.to, channel, one.title_zh, str(one.tries), _when(one.next_try_at))
        table.add_row(*map(escape, (*words, one.problem_zh)))
    out.print(table)


@app.command("retry")
def retry(
    ctx: typer.Context,
    numbers: Annotated[list[int] | None, typer.Argument(help="序号，见 failed。Numbers, as failed shows.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="所有失败的。All that failed.")] = False,
    reason: ReasonOption = "",
) -> None:
    """重发未送达的消息（由 worker 发送），次数重新计算。Try again what was not sent; a worker sends it."""
    open_session(ctx)
    from baowen.core.clock import now
    from baowen.core.messages import actions

    if bool(numbers) == everything:
        raise fail("请给出序号，或者用 --all。", "Give numbers, or --all.")
    count = actions.retry(numbers or None, by=actor(), at=now(), reason=reason)
    out.print(f"已排入重发 {count} 条。To be tried again: {count}.", highlight=False)


@app.command("digest")
def digest(ctx: typer.Context) -> None:
    """立即发出今日汇总（平时由 worker 到时自动发出），每个接收方每日一份。Post today's digests now; one a day each."""
    open_session(ctx)
    from baowen.core.clock import now, today
    from baowen.core.messages.actions import send_digests

    count = send_digests(on=today(), at=now(), by=actor())
    out.print(f"已生成汇总 {count} 份。Digests posted: {count}.", highlight=False)


@channel_app.command("add")
def add_channel(
    ctx: typer.Context,
    to: ToOption,
    email: Annotated[str, typer.Option(help="电子邮件地址。E-mail address.")] = "",
    variable: Annotated[
        str, typer.Option("--apprise", help="存放 Apprise 地址的环境变量名。Environment variable with the Apprise URL.")
    ] = "",
    reason: ReasonOption = "",
) -> None:
    """为接收方增加渠道，此后的消息也由此发出。Add a channel, for messages from now on."""
    open_session(ctx)
    from baowen.core.clock import now
    from baowen.core.messages import actions

    if bool(email) == bool(variable):
        raise fail("请在 --email 和 --apprise 中给出一个。", "Give one of --email and --apprise.")
    kind = ChannelKind.EMAIL if email else ChannelKind.APPRISE
    number = actions.add_channel(to=to, kind=kind, address=email or variable, by=actor(), at=now(), reason=reason)
    out.print(f"渠道编号 {number}。Channel {number}.", highlight=False)


@channel_app.command("list")
def list_channels(
    ctx: typer.Context,
    to: Annotated[str, typer.Option(help="只看一个接收方。One recipient.")] = "",
    as_json: JsonOption = False,
) -> None:
    """列出渠道；Apprise 渠道只存环境变量名。List channels; of Apprise only the variable's name is stored."""
    open_session(ctx)
    from baowen.core.messages.queries import channels_of

    found = channels_of(to)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        out.print("没有渠道；消息只在平台内显示。No channel; messages stay on the platform.")
        return
    table = Table(title=f"消息渠道 {len(found)} 条", title_justify="left")
    for heading in ("编号", "接收方", "种类", "地址或环境变量"):
        table.add_column(heading, overflow="fold")
    for one in found:
        table.add_row(str(one.number), one.to, CHANNEL_WORDS[ChannelKind(one.kind)][0], one.address)
    out.print(table)


@channel_app.command("remove")
def remove_channel(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(help="渠道编号。Number of the channel.")],
    reason: ReasonOption = "",
) -> None:
    """删除渠道及其地址，取消尚未发出的。Delete a channel with its address; what was to go out is cancelled."""
    open_session(ctx)
    from baowen.core.clock import now
    from baowen.core.messages import actions

    actions.remove_channel(number, by=actor(), at=now(), reason=reason)
    out.print(f"已删除渠道 {number}。Removed.", highlight=False)
